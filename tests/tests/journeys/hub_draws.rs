//! A wallet that does no more than pay an address, and a market whose keeper is away: the hub writes the order down and
//! draws its jobs, where its operator gave it a wallet for the network's fees.

use std::{sync::Arc, time::Duration};

use rayment_client::{address, instructions::order_pay, order::OrderQuote};
use rayment_core::layout;
use rayment_testbed::{
    Order, Testbed,
    hub::{Drawing, Hub, HubConfig, Limits, config::FEES_A_DAY},
    hub_client::{HubClient, wire},
    small,
};
use solana_keypair::Keypair;
use solana_signer::Signer;

const SOL: u64 = 1_000_000_000;

/// A market where somebody would work and nobody does, an order in it, and a hub with a wallet.
struct Scene {
    testbed: Testbed,
    begun: Order,
    hub: Hub,
    wallet: Arc<Keypair>,
    client: HubClient,
}

impl Scene {
    async fn new(fees_a_day: u64) -> Self {
        let mut testbed = Testbed::for_test().await;
        let idle = testbed.start_provider("idle", 1_000_000).await;
        testbed.stop_daemon(&idle.name).await;
        let begun = testbed.order_begun((small(1, 4), Default::default()), "".as_ref()).await;
        let wallet = Arc::new(Keypair::new());
        testbed.ledger.fund(wallet.pubkey(), SOL).unwrap();
        let drawing = Drawing { fees_a_day, patience: Duration::from_millis(200), ..Drawing::new(wallet.clone()) };
        let hub = start(&testbed, Some(drawing)).await;
        let client = HubClient::new(&hub.url(), Some(testbed.client.clone())).unwrap();
        client.put(&begun.quoted.spec.encode()).await.unwrap();
        Self { testbed, begun, hub, wallet, client }
    }

    /// The quote of an order like the one that was placed, which nobody has paid.
    fn quote(&self, salt: u64) -> OrderQuote {
        OrderQuote { salt, ..self.begun.placed.quote }
    }

    /// Lamports that carry an order's account and so many of its jobs at once, beside its deposits.
    async fn price(&self, quote: &OrderQuote, alive: u64) -> u64 {
        let chain = &self.testbed.chain;
        let rent =
            chain.rent(layout::order::SPACE).await.unwrap() + alive * chain.rent(layout::job::SPACE).await.unwrap();
        quote.total + rent
    }

    /// A plain transfer to the address of an order, and nothing else.
    async fn pays(&self, quote: &OrderQuote, lamports: u64) {
        let session = &self.begun.session;
        let pay = order_pay(&session.address(), &address::order(quote), lamports);
        session.chain.send(&session.wallet, &[], &[pay]).await.unwrap();
    }

    /// Jobs of an order that are drawn; none of one that is not written down.
    async fn drawn(&self, quote: &OrderQuote) -> u32 {
        let order = self.testbed.chain.order(&address::order(quote)).await.unwrap();
        order.map_or(0, |order| order.state.head.next)
    }

    /// Waits until the hub has counted what it drew: so many jobs since it was started.
    async fn until_counted(&self, jobs: u64) -> wire::Drawing {
        let counted = async || Some(self.told().await).filter(|told| told.jobs >= jobs);
        self.testbed.wait("the hub has drawn", counted).await
    }

    async fn told(&self) -> wire::Drawing {
        self.client.health().await.unwrap().drawing.expect("it has a wallet")
    }

    async fn ends(self) {
        self.hub.stop().await;
        self.testbed.shut_down().await.unwrap();
    }
}

async fn start(testbed: &Testbed, drawing: Option<Drawing>) -> Hub {
    let folder = testbed.folder.join(if drawing.is_some() { "drawing-hub" } else { "other-hub" });
    let (rpc_url, ws_url) = (testbed.ledger.rpc_url(), testbed.ledger.ws_url());
    let limits = Limits { look: Duration::from_millis(100), ..Limits::default() };
    let config = HubConfig { limits, drawing, ..HubConfig::new(folder, rpc_url, ws_url, testbed.market.address) };
    Hub::start(config).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_was_only_paid_is_written_down_and_drawn_by_the_hub_for_the_networks_fees_alone() {
    let mut scene = Scene::new(FEES_A_DAY).await;
    let quote = scene.quote(1);
    scene.client.put_order(&quote).await.unwrap();
    scene.pays(&quote, scene.price(&quote, 2).await).await;
    // The rent of two jobs is there: the hub brings none of its own.
    let told = scene.until_counted(2).await;
    assert_eq!(scene.drawn(&quote).await, 2);
    let held = scene.testbed.chain.balance(&scene.wallet.pubkey()).await.unwrap();
    assert_eq!((told.wallet, told.orders, told.jobs), (scene.wallet.pubkey(), 1, 2));
    assert_eq!(told.spent_lamports, SOL - held, "what left its wallet is what it says");
    assert!((5_000..=20_000).contains(&told.spent_lamports), "{}", told.spent_lamports);
    // With a keeper and somebody who works, the rest follows: the rent comes back and is drawn with again.
    scene.testbed.start_keeper();
    let idle = scene.testbed.providers[0].clone();
    scene.testbed.start_worker(&idle).await.unwrap();
    for index in 0..quote.jobs {
        let job = address::job(&address::order(&quote), index);
        scene.testbed.wait("it is drawn", async || (scene.drawn(&quote).await > index).then_some(())).await;
        scene.testbed.ended(&job).await;
    }
    assert_eq!(scene.drawn(&quote).await, quote.jobs);
    scene.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_for_what_is_short_of_its_price_until_the_rest_comes() {
    let scene = Scene::new(FEES_A_DAY).await;
    let (short, whole) = (scene.quote(2), scene.quote(3));
    for quote in [&short, &whole] {
        scene.client.put_order(quote).await.unwrap();
    }
    let price = scene.price(&short, 1).await;
    scene.pays(&short, price - 1).await;
    scene.pays(&whole, price).await;
    assert_eq!(scene.until_counted(1).await.orders, 1);
    assert_eq!((scene.drawn(&short).await, scene.drawn(&whole).await), (0, 1));
    scene.pays(&short, 1).await;
    assert_eq!(scene.until_counted(2).await.orders, 2);
    assert_eq!(scene.drawn(&short).await, 1);
    scene.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_spends_no_more_a_day_than_it_may_and_says_so() {
    let scene = Scene::new(9_999).await;
    let quote = scene.quote(4);
    scene.client.put_order(&quote).await.unwrap();
    scene.pays(&quote, scene.price(&quote, 1).await).await;
    let told = scene.testbed.wait("it says so", async || Some(scene.told().await).filter(|told| told.is_spent)).await;
    assert_eq!((told.spent_lamports, told.orders, told.jobs, told.fees_a_day), (0, 0, 0, 9_999));
    assert_eq!(scene.testbed.chain.balance(&scene.wallet.pubkey()).await.unwrap(), SOL);
    assert_eq!(scene.drawn(&quote).await, 0);
    scene.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_without_a_wallet_draws_nothing_and_hands_the_quote_to_who_does() {
    let scene = Scene::new(FEES_A_DAY).await;
    let (quote, plain) = (scene.quote(5), start(&scene.testbed, None).await);
    let client = HubClient::new(&plain.url(), Some(scene.testbed.client.clone())).unwrap();
    client.put(&scene.begun.quoted.spec.encode()).await.unwrap();
    client.put_order(&quote).await.unwrap();
    scene.pays(&quote, scene.price(&quote, 1).await).await;
    assert_eq!(client.health().await.unwrap().drawing, None);
    // Whoever is handed the quote may draw.
    let handed = client.order(&address::order(&quote)).await.unwrap();
    scene.client.put_order(&handed).await.unwrap();
    assert_eq!(scene.until_counted(1).await.orders, 1, "nobody had written it down");
    assert_eq!(scene.drawn(&quote).await, 1);
    plain.stop().await;
    scene.ends().await;
}
