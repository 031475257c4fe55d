//! A worker looks whether everything is there before it puts a bond at stake.

use rayment_client::events::Event;
use rayment_core::job::{Outcome, Phase};
use rayment_spec::hex32;
use rayment_testbed::{Testbed, small};

use crate::{HOUR, has};

#[tokio::test(flavor = "multi_thread")]
async fn nobody_claims_what_was_not_uploaded_and_somebody_does_when_it_is() {
    let mut testbed = Testbed::for_test().await;
    let keys = testbed.start_provider("careful", 1_000_000).await;
    testbed.stop_daemon(&keys.name).await;
    let content = b"a file that the scene comes with";
    let order = testbed.order_beside("beside.bin", content).await;
    let job = order.placed.addresses()[0];
    let hash = hex32::encode(&order.quoted.spec.files[0].sha256);
    std::fs::remove_file(testbed.folder.join("hub/objects/blobs").join(&hash[..2]).join(&hash)).unwrap();
    let other = testbed.order(small(1, 1), 1).await;
    testbed.start_keeper();
    testbed.start_worker(&keys).await.unwrap();
    let is_reserved = |job: &rayment_client::Job| matches!(job.state.phase, Phase::Open { reserved: Some(_), .. });
    testbed.until(&job, "the job is reserved", is_reserved).await;
    testbed.ledger.advance(HOUR / 30).unwrap();
    // The only slot is for the job that was placed first, unless the worker has looked and left it alone.
    assert_eq!(testbed.ended(&other.placed.addresses()[0]).await.outcome(), Some(Outcome::Paid));
    order.session.hub.put(content).await.unwrap();
    let history = testbed.ended(&job).await;
    assert_eq!((history.outcome(), history.closed.as_ref().unwrap().attempt), (Some(Outcome::Paid), 0));
    assert!(!has(&history, |event| matches!(event, Event::JobFailed(_))));
    testbed.shut_down().await.unwrap();
}
