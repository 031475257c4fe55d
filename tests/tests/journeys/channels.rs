//! What is paid as it is used: from the deposit to the last lamport that comes back.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Json, Router, extract::State, routing::post};
use rayment_client::{
    ChainError, Provider, Sent,
    instructions::{NewChannel, Registration, market_pause, provider_register, provider_retire},
    rayment::error::RaymentError,
    rule_key,
};
use rayment_core::{
    channel::{SLOTS, Voucher},
    layout,
    proof::challenge::SlotHashes,
};
use rayment_sdk::{
    Error, Refusal, Session,
    channel::{
        self, Acknowledging, By, ChannelRefusal, Ended, Found, KeptChannel, Kind, NoAnswer, OnLedger, Phase, Seen,
        Served, Service, SignedVoucher, Standing, VouchersBy, Wanted, World,
    },
};
use rayment_testbed::{ProviderKeys, Testbed};
use serde_json::{Value, json};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

const MILLION: u64 = 1_000_000;
/// 100,000 lamports a second.
const RATE: u64 = 360 * MILLION;
const DEPOSIT: u64 = 105 * MILLION;

/// A provider without a worker: it serves by hand.
async fn provider(testbed: &mut Testbed) -> ProviderKeys {
    let keys = testbed.add_provider_at("serving", MILLION);
    let registration = Registration {
        operator: keys.operator.pubkey().to_bytes(),
        payout: keys.payout.pubkey().to_bytes(),
        profile: [0; 32],
        terms: keys.terms,
        slots: 1,
        budget: 0,
    };
    let register = provider_register(&testbed.market.address, &keys.wallet.pubkey(), &registration);
    testbed.chain.send(&keys.wallet, &[], &[register]).await.unwrap();
    keys
}

async fn account(testbed: &Testbed, keys: &ProviderKeys) -> Provider {
    testbed.chain.provider(&testbed.market.address, &keys.wallet.pubkey()).await.unwrap().expect("it is registered")
}

async fn fee(testbed: &Testbed, sent: &Sent) -> u64 {
    testbed.chain.past(sent.signature).await.unwrap().expect("it has landed").fee
}

/// Opens one by a session key, once.
async fn opened(session: &Session, wanted: &Wanted) -> (Found, Sent) {
    let opened = channel::open(session, wanted, false, &mut |_| ()).await.unwrap();
    let found = Found::read(session, &opened.channel.address).await.unwrap();
    (found, opened.sent.expect("it was paid"))
}

async fn again(session: &Session, found: &Found) -> Found {
    Found::read(session, &found.channel.address).await.unwrap()
}

/// The chain in virtual time: to wait moves its clock.
struct Travelling<'a>(OnLedger<'a>, &'a Testbed);

impl World for Travelling<'_> {
    async fn look(&mut self) -> Result<Seen, Error> {
        self.0.look().await
    }

    fn keep(&mut self, voucher: &SignedVoucher) -> Result<(), Error> {
        self.0.keep(voucher)
    }

    async fn wait(&mut self, secs: u64) {
        self.1.ledger.advance(Duration::from_secs(secs)).unwrap();
    }
}

/// A machine that answers so many times, and keeps the vouchers that it is given.
struct Machine(u32, Vec<SignedVoucher>);

impl Service for Machine {
    async fn served(&mut self) -> Result<Served, NoAnswer> {
        self.0 = self.0.saturating_sub(1);
        Ok(if self.0 == 0 { Served::Stopped(None) } else { Served::Answers })
    }

    async fn take(&mut self, voucher: &SignedVoucher) -> Result<(), NoAnswer> {
        self.1.push(*voucher);
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_paid_by_its_vouchers_and_the_rest_comes_back_to_the_lamport() {
    let mut testbed = Testbed::for_test().await;
    let keys = provider(&mut testbed).await;
    let (payer, seller) = (testbed.session().unwrap(), testbed.session_of(&keys.operator).unwrap());
    let before = payer.chain.balance(&payer.address()).await.unwrap();
    let wanted = Wanted { rate: RATE, ..Wanted::new(&keys.wallet.pubkey(), Kind::Render, DEPOSIT) };
    let (found, sent) = opened(&payer, &wanted).await;
    let mut fees = fee(&testbed, &sent).await;

    let mut machine = Machine(6, Vec::new());
    let mut loops = Acknowledging::of(&payer, &found).unwrap();
    let mut world = Travelling(OnLedger::new(&payer, &found), &testbed);
    assert_eq!(loops.run(&mut machine, &mut world).await.unwrap(), Ended::Stopped);
    let vouchers = machine.1;
    assert_eq!(vouchers.len(), 4, "of five answers, the time between them");
    let sums: Vec<_> = vouchers.iter().map(SignedVoucher::cumulative).collect();
    assert!(sums.is_sorted() && sums[0] >= 3 * MILLION && sums[3] >= 12 * MILLION, "{sums:?}");

    // The provider redeems one of them, then the last; an old one changes nothing.
    for voucher in [vouchers[1], vouchers[3], vouchers[0]] {
        again(&seller, &found).await.redeem(&seller, By::Voucher(voucher)).await.unwrap();
    }
    let now = again(&payer, &found).await;
    let grace = RATE / 3_600 * 90;
    assert!(now.channel.state.earned >= sums[3] && now.channel.state.earned <= sums[3] + grace);
    let sold = account(&testbed, &keys).await;
    assert_eq!((sold.state.balance, sold.state.fees), (now.channel.state.earned, now.channel.state.fee));

    fees += fee(&testbed, &now.close(&payer).await.unwrap()).await;
    let early = again(&payer, &found).await;
    assert_eq!(Standing::of(&early.channel, early.fee_bps, early.now).phase, Phase::Closing);
    testbed.ledger.advance(Duration::from_secs(86_400)).unwrap();
    // Anyone ends it, once the time for vouchers is over.
    let closed = again(&seller, &found).await.redeem(&seller, By::Time).await.unwrap();
    assert!(closed.channel.is_none(), "its address is spent: the account goes, too");
    assert_eq!(testbed.chain.balance(&found.channel.address).await.unwrap(), 0);
    let sold = account(&testbed, &keys).await.state;
    assert!(sold.balance <= sums[3] + grace && sold.fees == sold.balance / 20, "5 % of it, on top");
    let after = payer.chain.balance(&payer.address()).await.unwrap();
    assert_eq!(after, before - sold.balance - sold.fees - fees, "rent and rest are back");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_paid_by_one_voucher_and_the_provider_ends_it_at_once() {
    let mut testbed = Testbed::for_test().await;
    let keys = provider(&mut testbed).await;
    let (payer, seller) = (testbed.session().unwrap(), testbed.session_of(&keys.operator).unwrap());
    let (found, sent) = opened(&payer, &Wanted::new(&keys.wallet.pubkey(), Kind::Llm, DEPOSIT)).await;
    let paid = payer.chain.balance(&payer.address()).await.unwrap();
    let voucher = found.voucher(&payer, 40 * MILLION, found.now + 600).unwrap();
    let done = again(&seller, &found).await.redeem(&seller, By::Voucher(voucher)).await.unwrap();
    assert_eq!((done.earnings, done.fee, done.refund), (40 * MILLION, 2 * MILLION, 0));
    again(&seller, &found).await.end(&seller).await.unwrap();
    let back = payer.chain.balance(&payer.address()).await.unwrap();
    assert_eq!(back - paid, DEPOSIT - 42 * MILLION, "the rest is back at once");
    let ended = again(&payer, &found).await;
    assert!(ended.redeem(&payer, By::Time).await.is_err(), "its address is not spent yet");
    testbed.ledger.advance(Duration::from_secs(60)).unwrap();
    let closed = ended.redeem(&payer, By::Time).await.unwrap();
    assert!(closed.channel.is_none());
    let rent = testbed.chain.rent(layout::channel::SPACE).await.unwrap();
    let after = payer.chain.balance(&payer.address()).await.unwrap();
    assert_eq!(after, back + rent - fee(&testbed, &closed.sent).await);
    assert!(fee(&testbed, &sent).await > 0);
    assert!(payer.saved.channels().find(&found.channel.address).unwrap().is_none(), "the key is of no use any more");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_wish_is_opened_once_whatever_breaks_in_between() {
    let mut testbed = Testbed::for_test().await;
    let keys = provider(&mut testbed).await;
    let payer = testbed.session().unwrap();
    let wanted = Wanted::new(&keys.wallet.pubkey(), Kind::Tts, DEPOSIT);
    let (found, _) = opened(&payer, &wanted).await;
    let same = channel::open(&payer, &wanted, false, &mut |_| ()).await.unwrap();
    assert!(same.channel.address == found.channel.address && same.sent.is_none(), "nothing was paid twice");
    let other = channel::open(&payer, &wanted, true, &mut |_| ()).await.unwrap();
    assert!(other.channel.address != found.channel.address && other.sent.is_some());

    // Its key was kept, and then the machine broke before anything was sent.
    let wanted = Wanted { deposit: DEPOSIT + 1, ..wanted };
    let broken = kept(&testbed, &payer, &wanted).await;
    let (resumed, _) = opened(&payer, &wanted).await;
    assert_eq!(resumed.channel.address, broken.address(), "found again by what was kept");
    assert!(resumed.session_key(&payer).unwrap().is_some());
    // One that is in use is none of these.
    resumed.voucher(&payer, 1, 0).unwrap();
    let fresh = channel::open(&payer, &wanted, false, &mut |_| ()).await.unwrap();
    assert_ne!(fresh.channel.address, broken.address());
    testbed.shut_down().await.unwrap();
}

/// What `open` writes down before it pays.
async fn kept(testbed: &Testbed, payer: &Session, wanted: &Wanted) -> KeptChannel {
    let key = Arc::new(Keypair::new());
    let (clock, hashes) = (testbed.chain.clock().await.unwrap(), testbed.chain.slot_hashes().await.unwrap());
    let mut slots = (clock.slot.saturating_sub(SLOTS)..=clock.slot).rev();
    let slot = slots.find_map(|slot| Some((slot, SlotHashes(&hashes).hash_of(slot)?))).unwrap();
    let terms = wanted.terms(&payer.params, &key.pubkey(), clock.unix_timestamp).unwrap();
    let (provider, deposit) = (wanted.provider(), wanted.deposit);
    let new =
        NewChannel { payer: payer.address(), rent_payer: None, provider, terms, salt: 5, slot, deposit, token: None };
    let (market, kept_at) = (payer.market.address, clock.unix_timestamp);
    let kept = KeptChannel { market, new, wanted: wanted.clone(), session_key: Some(key), kept_at };
    payer.saved.channels().keep(&kept).unwrap();
    kept
}

/// Stands before the node: keeps what is to be sent, and answers with an error. It ends with the test.
#[derive(Clone)]
struct Denying {
    node: String,
    kept: Arc<Mutex<Option<Value>>>,
}

impl Denying {
    /// With a session that reaches the market through it.
    async fn start(testbed: &Testbed) -> (Self, Session) {
        let direct = testbed.connection().unwrap();
        let denying = Self { node: direct.rpc_url.clone(), kept: Arc::default() };
        let app = Router::new().route("/", post(pass)).with_state(denying.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let rpc_url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, app).await });
        (denying, Session::open(&rayment_sdk::Connection { rpc_url, ..direct }).await.unwrap())
    }

    async fn call(&self, call: &Value) -> Value {
        let sent = reqwest::Client::new().post(&self.node).json(call).send().await.unwrap();
        sent.json().await.unwrap()
    }
}

async fn pass(State(denying): State<Denying>, Json(call): Json<Value>) -> Json<Value> {
    if call["method"] != "sendTransaction" {
        return Json(denying.call(&call).await);
    }
    let id = call["id"].clone();
    *denying.kept.lock().unwrap() = Some(call);
    Json(json!({ "jsonrpc": "2.0", "id": id, "error": { "code": -32_603, "message": "internal error" } }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deposit_that_lands_although_the_node_denied_it_has_its_session_key() {
    let mut testbed = Testbed::for_test().await;
    let keys = provider(&mut testbed).await;
    let (node, payer) = Denying::start(&testbed).await;
    let wanted = Wanted::new(&keys.wallet.pubkey(), Kind::Llm, DEPOSIT);
    let error = channel::open(&payer, &wanted, false, &mut |_| ()).await.unwrap_err();
    let Error::Opening { channel, source: ChainError::Rpc(_) } = error else { panic!("{error}") };
    assert!(error.may_have_paid() && error.to_string().contains("not known whether the payment landed"), "{error}");

    // The node had passed it on.
    let sent = node.kept.lock().unwrap().take().unwrap();
    assert!(node.call(&sent).await["result"].is_string());
    testbed.wait("the channel is open", async || testbed.chain.channel(&channel).await.unwrap()).await;
    let same = channel::open(&payer, &wanted, false, &mut |_| ()).await.unwrap();
    assert!(same.channel.address == channel && same.sent.is_none(), "nothing is paid twice");
    let found = Found::read(&payer, &channel).await.unwrap();
    assert!(found.voucher(&payer, MILLION, 0).is_ok(), "the deposit can be spent");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_the_program_refuses_leaves_no_key_behind() {
    let mut testbed = Testbed::for_test().await;
    let keys = provider(&mut testbed).await;
    let payer = testbed.session().unwrap();
    testbed.chain.send(&testbed.operator, &[], &[market_pause(&testbed.market, 3_600)]).await.unwrap();
    let wanted = Wanted::new(&keys.wallet.pubkey(), Kind::Llm, DEPOSIT);
    let error = channel::open(&payer, &wanted, false, &mut |_| ()).await.unwrap_err();
    let Error::Opening { source, .. } = &error else { panic!("{error}") };
    assert!(source.is(RaymentError::MarketPaused) && !error.may_have_paid(), "{error}");
    assert!(payer.saved.channels().all().is_empty());
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_steered_by_its_parties_alone() {
    let mut testbed = Testbed::for_test().await;
    let keys = provider(&mut testbed).await;
    let (payer, stranger) = (testbed.session().unwrap(), testbed.session_of(&testbed.keeper).unwrap());
    let seller = testbed.session_of(&keys.operator).unwrap();
    let (found, _) =
        opened(&payer, &Wanted { rate: RATE, ..Wanted::new(&keys.wallet.pubkey(), Kind::Stt, DEPOSIT) }).await;
    let refused = |error: Error| matches!(error, Error::Refused(Refusal::Channel(_)));
    assert!(refused(found.pause(&stranger).await.unwrap_err()), "a stranger");
    assert!(refused(found.resume(&payer).await.unwrap_err()), "it runs");
    found.pause(&seller).await.unwrap();
    let paused = again(&payer, &found).await;
    assert!(refused(paused.resume(&seller).await.unwrap_err()), "only the payer resumes");
    paused.resume(&payer).await.unwrap();
    assert!(refused(found.extend(&payer, 3_600).await.unwrap_err()), "it ends later than that already");
    assert!(refused(found.extend(&payer, 367 * 86_400).await.unwrap_err()), "longer than a year");
    again(&payer, &found).await.extend(&payer, 8 * 86_400).await.unwrap();
    // Whoever tops it up, it is the payer's.
    again(&stranger, &found).await.top_up(&stranger, 7 * MILLION).await.unwrap();
    let now = again(&payer, &found).await;
    assert_eq!(now.channel.state.deposit, DEPOSIT + 7 * MILLION);
    assert!(now.channel.state.expires_at > found.channel.state.expires_at);
    now.close(&payer).await.unwrap();
    let closing = again(&payer, &found).await;
    assert!(refused(closing.top_up(&payer, 1).await.unwrap_err()), "nothing is paid to what closes");
    assert!(refused(closing.close(&payer).await.unwrap_err()));
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_wrong_is_signed_or_redeemed() {
    let mut testbed = Testbed::for_test().await;
    let keys = provider(&mut testbed).await;
    let (payer, seller) = (testbed.session().unwrap(), testbed.session_of(&keys.operator).unwrap());
    let (found, _) = opened(&payer, &Wanted::new(&keys.wallet.pubkey(), Kind::Embed, DEPOSIT)).await;
    let too_much = found.voucher(&payer, 100 * MILLION + 1, 0).unwrap_err();
    assert!(too_much.to_string().contains("0.100000001 SOL is more than 0.1 SOL"), "{too_much}");
    let forged = Voucher { channel: rule_key(&found.channel.address), cumulative: 1, expires_at: 0 };
    let forged = By::Voucher(SignedVoucher::sign(&keys.operator, forged));
    let refusal = found.redeem(&seller, forged).await.unwrap_err();
    assert!(matches!(refusal.refusal(), Some(Refusal::Channel(ChannelRefusal::OtherKey { .. }))), "{refusal}");
    let stranger = testbed.session_of(&testbed.keeper).unwrap();
    let elsewhere = Session { saved: rayment_sdk::saved::Saved::new(Some(testbed.folder.join("none"))), ..stranger };
    let refusal = found.redeem(&elsewhere, By::Ack(1)).await.unwrap_err();
    assert!(matches!(refusal.refusal(), Some(Refusal::Channel(ChannelRefusal::NoKey(_)))), "{refusal}");
    assert_eq!(again(&payer, &found).await.channel.state.earned, 0);
    // The payer's own word needs no voucher.
    let acked = found.redeem(&payer, By::Ack(2 * MILLION)).await.unwrap();
    assert_eq!((acked.earnings, acked.fee), (2 * MILLION, MILLION / 10));
    let nobody = Found::read(&payer, &Pubkey::new_unique()).await.unwrap_err();
    assert!(matches!(nobody.refusal(), Some(Refusal::Channel(ChannelRefusal::NoChannel(_)))), "{nobody}");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_leaves_keeps_nobodys_money() {
    let mut testbed = Testbed::for_test().await;
    let keys = provider(&mut testbed).await;
    let payer = testbed.session().unwrap();
    let wanted = Wanted {
        vouchers_by: VouchersBy::Key(keys.operator.pubkey().to_bytes()),
        ..Wanted::new(&keys.wallet.pubkey(), Kind::Function, DEPOSIT)
    };
    let (found, _) = opened(&payer, &wanted).await;
    assert!(Standing::of(&found.channel, found.fee_bps, found.now).provider_signs, "it is flagged");
    assert!(found.session_key(&payer).unwrap().is_none(), "its key is not here");
    let paid = payer.chain.balance(&payer.address()).await.unwrap();
    let retire = provider_retire(&account(&testbed, &keys).await, &testbed.market);
    testbed.chain.send(&keys.wallet, &[], &[retire]).await.unwrap();
    let gone = again(&payer, &found).await;
    assert!(gone.provider.is_none());
    let done = gone.redeem(&payer, By::Time).await.unwrap();
    let after = payer.chain.balance(&payer.address()).await.unwrap();
    assert_eq!(after, paid + DEPOSIT - fee(&testbed, &done.sent).await);
    testbed.shut_down().await.unwrap();
}
