//! No picture is paid for twice: not when the node fails to answer, not when the same is asked for again.

use std::path::Path;

use rayment_client::instructions;
use rayment_core::job::Outcome;
use rayment_scenes::showcase;
use rayment_sdk::{Connection, Receipt, Refusal, Render, Request, quote, render};
use rayment_testbed::{Testbed, small};

use crate::relay::Relay;

/// A market with a worker, and the small scene as a file.
async fn market(folder: &Path) -> Testbed {
    std::fs::write(folder.join("small.glb"), showcase::small_glb()).unwrap();
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    testbed.start_provider("one", 1_000_000).await;
    testbed
}

fn request(again: bool) -> Request {
    Request { picture: small(1, 2), probe: false, again, ..Request::default() }
}

async fn renders(folder: &Path, connection: &Connection, again: bool) -> Receipt {
    let asked = Render {
        scene: folder.join("small.glb"),
        output: folder.join("pictures"),
        request: request(again),
        connection: connection.clone(),
        ..Render::default()
    };
    render(asked).await.unwrap()
}

/// Jobs that the client has placed so far.
async fn placed(testbed: &Testbed) -> u32 {
    testbed.jobs_made().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_never_came_costs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let testbed = market(folder.path()).await;
    let methods = ["getSignatureStatuses", "getLatestBlockhash", "sendTransaction", "getProgramAccounts"];
    for (count, method) in (1..).zip(methods) {
        let (relay, connection) = Relay::start(&testbed, method).await;
        let receipt = renders(folder.path(), &connection, true).await;
        assert!(relay.has_failed(), "{method} is called");
        assert_eq!(receipt.rendered.frames.len(), 2, "after a failed {method}");
        assert_eq!(placed(&testbed).await, 2 * count, "after a failed {method}");
    }
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_again_fetches_what_was_bought() {
    let folder = tempfile::tempdir().unwrap();
    let testbed = market(folder.path()).await;
    let connection = testbed.connection().unwrap();
    let first = renders(folder.path(), &connection, false).await;
    std::fs::remove_dir_all(folder.path().join("pictures")).unwrap();
    let second = renders(folder.path(), &connection, false).await;
    assert_eq!((placed(&testbed).await, second.rendered.placed.order), (2, first.rendered.placed.order));
    let sums = |receipt: &Receipt| receipt.rendered.frames.iter().map(|frame| frame.sha256.clone()).collect::<Vec<_>>();
    assert_eq!(sums(&second), sums(&first));
    // Only who says so pays again.
    let third = renders(folder.path(), &connection, true).await;
    assert_eq!((placed(&testbed).await, third.rendered.frames.len()), (4, 2));
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_again_goes_on_with_what_is_under_way_and_orders_anew_what_was_refunded() {
    let mut testbed = Testbed::for_test().await;
    let idle = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&idle.name).await;
    let order = testbed.order(small(1, 2), 1).await;
    let (session, folder) = (&order.session, tempfile::tempdir().unwrap());
    let again = async || quote(session, &order.packed, &order.request, folder.path()).await.unwrap();
    let found = again().await;
    assert_eq!(found.begun.map(|begun| begun.order()), Some(order.placed.order));
    assert_eq!(found.chunks, order.quoted.chunks);
    for (cancelled, address) in (1..).zip(order.placed.addresses()) {
        let job = testbed.chain.job(&address).await.unwrap().unwrap();
        session.chain.send(&session.wallet, &[], &[instructions::job_cancel(&job, order.placed.order)]).await.unwrap();
        assert_eq!(testbed.ended(&address).await.outcome(), Some(Outcome::Refunded));
        // What goes on is the rest, as long as there is any.
        assert_eq!(again().await.begun.is_some(), cancelled < 2);
    }
    assert!(again().await.begun.is_none(), "nothing of it was bought");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_again_orders_what_was_refunded_though_the_last_job_was_bought() {
    let mut testbed = Testbed::for_test().await;
    let keys = testbed.start_provider("late", 1_000_000).await;
    testbed.stop_daemon(&keys.name).await;
    let order = testbed.order(small(1, 2), 1).await;
    let (session, folder) = (&order.session, tempfile::tempdir().unwrap());
    let [first, last] = order.placed.addresses().try_into().unwrap();
    let job = testbed.chain.job(&first).await.unwrap().unwrap();
    session.chain.send(&session.wallet, &[], &[instructions::job_cancel(&job, order.placed.order)]).await.unwrap();
    assert_eq!(testbed.ended(&first).await.outcome(), Some(Outcome::Refunded));
    testbed.start_keeper();
    testbed.start_worker(&keys).await.unwrap();
    assert_eq!(testbed.ended(&last).await.outcome(), Some(Outcome::Paid));
    let found = quote(session, &order.packed, &order.request, folder.path()).await.unwrap();
    assert_eq!((found.begun.is_none(), found.chunks.len()), (true, 2));
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn refuses_to_go_on_with_an_order_for_other_pictures() {
    let mut testbed = Testbed::for_test().await;
    let idle = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&idle.name).await;
    let order = testbed.order(small(1, 1), 1).await;
    let other = Request { picture: small(1, 2), resume: Some(order.placed.order), ..order.request };
    let refused = quote(&order.session, &order.packed, &other, Path::new("none")).await.err().unwrap();
    assert!(matches!(refused.refusal(), Some(Refusal::OtherOrder(_))), "{refused}");
    testbed.shut_down().await.unwrap();
}
