//! What nobody needs any more goes, and only that.

use std::time::Duration;

use rayment_client::rayment::types::Outcome;
use rayment_core::order::{OrderHead, OrderState};
use rayment_hub::Limits;
use rayment_hub_client::HubError;

use crate::fixtures::{
    eventually, names,
    world::{DEPOSIT, DRAW_UNTIL, JOB, ORDER, World},
};

fn soon() -> Limits {
    let (keep, sweep) = (Duration::from_millis(1_500), Duration::from_millis(100));
    Limits { keep, sweep, free_disk_bytes: 0, ..Limits::default() }
}

impl World {
    fn stored(&self, folder: &str) -> usize {
        names(&self.server.folder.path().join("objects").join(folder)).len()
    }
}

#[tokio::test]
async fn blobs_that_nobody_names_or_wants_go() {
    let world = World::limited(soon()).await;
    let hub = world.server.client();
    let forgotten = hub.put(b"forgotten").await.expect("put");
    let wanted = hub.put(b"wanted").await.expect("put");
    let scene = hub.put(&world.scene).await.expect("put");
    assert_eq!(world.stored("blobs"), 5);
    let gone = || async {
        assert!(hub.has(&wanted).await.expect("it is asked for all the time"));
        !names(&world.server.folder.path().join("objects"))
            .iter()
            .any(|name| name.contains(&crate::fixtures::blob(&forgotten)[7..]))
    };
    assert!(eventually(gone).await, "what nobody asks for goes");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(hub.has(&scene).await.expect("a file of an open job's spec stays"));
    assert!(hub.has(&world.spec.hash()).await.expect("and so does the spec"));
    let quote = rayment_hub_client::QuoteRequest {
        market: crate::fixtures::MARKET,
        spec: world.spec.hash(),
        frames_per_job: 1,
        parts: 1,
        providers: 1,
    };
    hub.quote(&quote).await.expect("and so does the profile");
    world.chain.closes(&JOB);
    assert!(eventually(|| async { world.stored("blobs") == 1 }).await, "only the profile is still named");
}

#[tokio::test]
async fn an_order_keeps_its_files_until_its_jobs_are_drawn() {
    let world = World::limited(soon()).await;
    world.server.client().put(&world.scene).await.expect("put");
    world.order_shows(1, 2 * DEPOSIT);
    world.chain.closes(&JOB);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(world.stored("blobs"), 3, "spec and file stay beside the profile");
    world.order_shows(3, 2 * DEPOSIT);
    assert!(eventually(|| async { world.stored("blobs") == 1 }).await, "all its jobs are drawn, and closed");
}

/// What it is, and how the chain shows it.
type Case = (&'static str, fn(&World));

#[tokio::test]
async fn an_order_that_nothing_more_comes_of_keeps_nothing() {
    let cases: [Case; 3] = [
        ("written down and not paid", |world| world.order_shows(1, 0)),
        ("over", |world| {
            world.order_shows(1, 2 * DEPOSIT);
            world.chain.clock(DRAW_UNTIL);
        }),
        ("cancelled", |world| {
            let OrderState { head, quote } = world.order(1);
            let head = OrderHead { drawn: quote.total, ..head };
            world.chain.order(*ORDER, &OrderState { head, quote }, 2 * DEPOSIT);
        }),
    ];
    let goes = async |(name, shows): Case| {
        let world = World::limited(soon()).await;
        world.server.client().put(&world.scene).await.expect("put");
        shows(&world);
        world.chain.closes(&JOB);
        assert!(eventually(|| async { world.stored("blobs") == 1 }).await, "{name}");
    };
    futures::future::join_all(cases.map(goes)).await;
}

#[tokio::test]
async fn frames_of_jobs_that_were_closed_long_ago_go() {
    let world = World::limited(soon()).await;
    let before = world.server.client().health().await.expect("health").stored_bytes;
    world.uploads(5, 0.5).await.expect("uploaded");
    world.server.client().preview(&JOB, 1, 5).await.expect("preview");
    world.chain_shows(world.accepted());
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(world.reads(&world.client).await.expect("an open job keeps its frames"), world.body(0.5));
    world.closes(Outcome::Paid);
    assert_eq!(world.reads(&world.client).await.expect("and a closed one for a while"), world.body(0.5));
    assert!(eventually(|| async { world.stored("frames") == 0 && world.stored("endings") == 0 }).await);
    assert_eq!((world.stored("previews"), world.stored("sightings")), (0, 0));
    assert!(!world.server.folder.path().join("objects/frames").join(JOB.to_string()).exists());
    assert!(matches!(world.reads(&world.client).await, Err(HubError::NotFound(_))));
    let smaller = || async { world.server.client().health().await.is_ok_and(|health| health.stored_bytes <= before) };
    assert!(eventually(smaller).await, "the room is free again");
}

#[tokio::test]
async fn a_chain_that_does_not_answer_costs_no_blob() {
    let server = crate::fixtures::TestHub::limited(soon()).await;
    let hash = server.client().put(b"who knows").await.expect("put");
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(server.client().has(&hash).await.expect("it stays"));
}
