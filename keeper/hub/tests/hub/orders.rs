//! Quotes of orders that wait to be paid.

use rayment_client::{
    address,
    order::{OrderQuote, quote_bytes, quote_from},
    rule_key,
};
use rayment_hub::Limits;
use rayment_hub_client::HubError;
use rayment_spec::Spec;
use reqwest::Method;
use solana_pubkey::Pubkey;

use crate::fixtures::{
    eventually, hash, refusal, refused,
    world::{DRAW_UNTIL, NOW, World, for_sale},
};

fn path(quote: &OrderQuote) -> String {
    format!("/orders/{}", address::order(quote))
}

async fn has(world: &World, quote: &OrderQuote) -> bool {
    match world.hub(&world.client).order(&address::order(quote)).await {
        Ok(found) => found == *quote,
        Err(HubError::NotFound(_)) => false,
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_quote_is_kept_by_the_address_it_has_and_handed_to_anyone() {
    let world = World::new().await;
    let (quote, client) = (for_sale(), world.hub(&world.client));
    assert!(!has(&world, &quote).await);
    client.put_order(&quote).await.expect("kept");
    client.put_order(&quote).await.expect("and again");
    let answer = world.server.plain(Method::GET, &path(&quote)).send().await.expect("answer");
    let bytes = answer.bytes().await.expect("the quote");
    assert_eq!((bytes.len(), quote_from(&bytes)), (298, Some(quote)));
    assert_eq!(world.hub(&world.stranger).order(&address::order(&quote)).await.expect("the same"), quote);
    // One that is paid is another's to keep too: whoever has it may put it here.
    world.hub(&world.stranger).put_order(&OrderQuote { salt: 2, ..quote }).await.expect("kept");
}

#[tokio::test]
async fn refuses_a_quote_that_nothing_could_be_sold_by() {
    let world = World::new().await;
    let (quote, client) = (for_sale(), world.hub(&world.client));
    let stranger = rule_key(&Pubkey::new_unique());
    let spec = Spec { samples: 5, ..world.spec.clone() };
    for (other, expected) in [
        (OrderQuote { market: stranger, ..quote }, (422, "cannot_be_sold")),
        (OrderQuote { version: 2, ..quote }, (422, "cannot_be_sold")),
        (OrderQuote { draw_until: NOW, ..quote }, (422, "cannot_be_sold")),
        (OrderQuote { expires_at: DRAW_UNTIL - 1, ..quote }, (422, "cannot_be_sold")),
        (OrderQuote { root: [1; 32], ..quote }, (422, "other_jobs")),
        (OrderQuote { total: quote.total + 1, ..quote }, (422, "other_jobs")),
        (OrderQuote { jobs: quote.jobs + 1, ..quote }, (422, "other_jobs")),
        (OrderQuote { spec: spec.hash(), ..quote }, (404, "no_such_spec")),
    ] {
        let error = client.put_order(&other).await.expect_err("nothing is sold by it");
        let found = match error {
            HubError::NotFound(_) => (404, "no_such_spec".to_owned()),
            other => refused(other),
        };
        assert_eq!(found, (expected.0, expected.1.to_owned()));
        assert!(!has(&world, &other).await);
    }
}

#[tokio::test]
async fn refuses_what_is_no_quote_is_another_orders_or_is_not_signed() {
    let world = World::new().await;
    let quote = for_sale();
    let put = |path: String, body: Vec<u8>| world.server.signed(Method::PUT, &path, &hash(&body)).body(body).send();
    let short = quote_bytes(&quote)[1..].to_vec();
    let answer = put(path(&quote), short).await.expect("answer");
    assert_eq!(refusal(answer).await, (400, "no_order_quote".into()));
    let answer = put(path(&quote), [quote_bytes(&quote), vec![0]].concat()).await.expect("answer");
    assert_eq!(refusal(answer).await.0, 413);
    let other = OrderQuote { salt: 7, ..quote };
    let answer = put(path(&other), quote_bytes(&quote)).await.expect("answer");
    assert_eq!(refusal(answer).await, (422, "other_order".into()));
    let unsigned = world.server.plain(Method::PUT, &path(&quote)).body(quote_bytes(&quote));
    assert_eq!(refusal(unsigned.send().await.expect("answer")).await.0, 401);
    assert!(!has(&world, &quote).await && !has(&world, &other).await);
}

#[tokio::test]
async fn what_is_not_paid_goes_with_its_time_and_what_is_paid_stays() {
    let world =
        World::limited(Limits { look: std::time::Duration::from_millis(20), free_disk_bytes: 0, ..Limits::default() })
            .await;
    let (paid, unpaid) = (for_sale(), OrderQuote { salt: 1, ..for_sale() });
    for quote in [&paid, &unpaid] {
        world.hub(&world.client).put_order(quote).await.expect("kept");
    }
    world.chain.holds(address::order(&paid), 1);
    world.chain.clock(DRAW_UNTIL);
    assert!(eventually(|| async { !has(&world, &unpaid).await }).await, "nobody can pay it any more");
    assert!(has(&world, &paid).await, "without it the money would not come back");
    // Once that has come back, nobody needs it.
    world.chain.holds(address::order(&paid), 0);
    assert!(eventually(|| async { !has(&world, &paid).await }).await);
}

#[tokio::test]
async fn a_hub_that_is_started_again_has_its_quotes() {
    let world = World::new().await;
    let quote = for_sale();
    world.hub(&world.client).put_order(&quote).await.expect("kept");
    let server = world.server.restarted().await;
    assert_eq!(server.client().order(&address::order(&quote)).await.expect("it is here"), quote);
}

#[tokio::test]
async fn one_key_has_so_many_unpaid_quotes_and_no_more() {
    let world = World::new().await;
    let client = world.hub(&world.stranger);
    for salt in 0..64 {
        client.put_order(&OrderQuote { salt, ..for_sale() }).await.expect("kept");
    }
    let more = OrderQuote { salt: 64, ..for_sale() };
    let (path, body) = (path(&more), quote_bytes(&more));
    let request = world.server.signed_by(&world.stranger, Method::PUT, &path, &hash(&body)).body(body);
    assert_eq!(refusal(request.send().await.expect("answer")).await, (429, "busy".into()));
    // Others have theirs.
    world.hub(&world.client).put_order(&more).await.expect("kept");
}
