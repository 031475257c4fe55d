//! Specs as JSON, and quotes from terms on chain and profiles in the hub.

use rayment_client::order::{Cut, split::split};
use rayment_hub_client::{HubError, QuoteRequest};
use rayment_spec::{Frames, Spec, hex32};
use reqwest::Method;

use crate::fixtures::{
    MARKET, TestHub, refusal,
    world::{World, spec},
};

fn request(spec: &Spec) -> QuoteRequest {
    QuoteRequest { market: MARKET, spec: spec.hash(), frames_per_job: 1, parts: 1, providers: 2 }
}

#[tokio::test]
async fn a_spec_is_shown_as_json() {
    let server = TestHub::open().await;
    let hash = server.client().put(&spec().encode()).await.expect("put");
    assert_eq!(server.client().spec(&hash).await.expect("spec"), spec());
    let path = |hash| format!("/specs/{}", hex32::encode(hash));
    let answer = server.plain(Method::GET, &path(&hash)).send().await.expect("answer");
    assert_eq!(answer.json::<Spec>().await.expect("json"), spec());
    let other = server.client().put(b"not a spec").await.expect("put");
    let answer = server.plain(Method::GET, &path(&other)).send().await.expect("answer");
    assert_eq!(refusal(answer).await, (422, "no_spec".into()));
    let large = server.client().put(&crate::fixtures::noise(5 << 20)).await.expect("put");
    let answer = server.plain(Method::GET, &path(&large)).send().await.expect("answer");
    assert_eq!(refusal(answer).await, (422, "no_spec".into()));
    let answer = server.plain(Method::GET, &path(&[8; 32])).send().await.expect("answer");
    assert_eq!(refusal(answer).await, (404, "no_such_spec".into()));
    let answer = server.plain(Method::GET, "/specs/abc").send().await.expect("answer");
    assert_eq!(refusal(answer).await, (400, "no_hash".into()));
}

#[tokio::test]
async fn a_quote_is_what_the_rules_say() {
    let world = World::new().await;
    let quote = world.server.client().quote(&request(&world.spec)).await.expect("quote");
    assert_eq!(quote.lines.len(), 1);
    assert_eq!(quote.lines[0].provider, world.wallet.to_string());
    assert_eq!(split(&world.spec, Cut::frames(1)).len(), 2);
    // 70x40 pixels, 4 samples, 100 of them a millisecond: 112 ms a frame; two jobs of 1,000 for the
    // frame and 11 for the time, and 5 % of it.
    assert_eq!((quote.lines[0].ms_per_frame, quote.estimate), (112, 2 * (1_011 + 50)));
    assert!(quote.cap >= quote.estimate);
}

#[tokio::test]
async fn a_shared_frame_costs_its_price_for_each_part() {
    let world = World::new().await;
    let asked = QuoteRequest { parts: 2, ..request(&world.spec) };
    let quote = world.server.client().quote(&asked).await.expect("quote");
    // Two frames in two rows of tiles each: four jobs of 1,000 for the frame and 5 for half its time.
    assert_eq!((quote.lines[0].ms_per_frame, quote.estimate), (112, 4 * (1_005 + 50)));
}

#[tokio::test]
async fn refuses_what_cannot_be_quoted() {
    let world = World::new().await;
    let hub = world.server.client();
    let code = |error: HubError| match error {
        HubError::Refused { code, .. } => code,
        other => panic!("a refusal was expected: {other}"),
    };
    let mut other = spec();
    other.engine.build = [9; 32];
    assert!(matches!(hub.quote(&request(&other)).await, Err(HubError::NotFound(_))));
    hub.put(&other.encode()).await.expect("put");
    assert_eq!(code(hub.quote(&request(&other)).await.expect_err("nobody")), "no_provider");
    let mut endless = spec();
    endless.frames = vec![Frames { first: 0, last: u32::MAX, step: 1 }];
    hub.put(&endless.encode()).await.expect("put");
    assert_eq!(code(hub.quote(&request(&endless)).await.expect_err("too many")), "too_many_jobs");
    (endless.width, endless.height) = (32, 32);
    hub.put(&endless.encode()).await.expect("put");
    for frames_per_job in [1 << 20, u32::MAX] {
        let much = QuoteRequest { frames_per_job, ..request(&endless) };
        assert_eq!(code(hub.quote(&much).await.expect_err("too many")), "too_many_frames");
    }
    let elsewhere = QuoteRequest { market: world.wallet, ..request(&world.spec) };
    assert_eq!(code(hub.quote(&elsewhere).await.expect_err("elsewhere")), "other_market");
    for body in ["", "{}", "[1]", "{\"market\": 1}", "\u{0}"] {
        let answer = world.server.plain(Method::POST, "/quotes").body(body).send().await.expect("answer");
        assert_eq!(refusal(answer).await, (400, "no_quote_request".into()), "{body}");
    }
    let answer =
        world.server.plain(Method::POST, "/quotes").body(crate::fixtures::noise(10_000)).send().await.expect("answer");
    assert_eq!(refusal(answer).await, (413, "too_large".into()));
}

#[tokio::test]
async fn says_that_the_chain_does_not_answer() {
    let server = TestHub::open().await;
    let hash = server.client().put(&spec().encode()).await.expect("put");
    let body = serde_json::to_vec(&request(&spec())).expect("json");
    let answer = server.plain(Method::POST, "/quotes").body(body).send().await.expect("answer");
    assert_eq!(refusal(answer).await, (503, "chain_unreachable".into()));
    assert!(server.client().has(&hash).await.expect("blobs go on"));
}
