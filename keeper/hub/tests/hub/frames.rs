//! Result frames, previews and live status against a scripted chain.

use std::time::Duration;

use rayment_client::{order::delivery, rayment::types::Outcome};
use rayment_core::job::{JobState, Phase, flag};
use rayment_hub::Limits;
use rayment_hub_client::{HubError, JobPhase, Progress, Target, Watch, signature};
use rayment_picture::{LinearImage, Look};
use rayment_spec::hex32;
use reqwest::Method;
use solana_pubkey::Pubkey;

use crate::fixtures::{
    refusal, refused,
    world::{JOB, ORDER, World},
};

#[tokio::test]
async fn a_frame_is_read_by_whom_the_chain_allows() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    let body = world.body(0.5);
    assert_eq!(world.reads(&world.keeper).await.expect("the keeper reads"), body);
    assert_eq!(world.reads(&world.operator).await.expect("the provider reads"), body);
    assert_eq!(refused(world.reads(&world.client).await.expect_err("early")), (403, "not_yet_accepted".into()));
    assert_eq!(refused(world.reads(&world.stranger).await.expect_err("never")), (403, "not_a_party".into()));
    world.chain_shows(world.delivered());
    assert_eq!(refused(world.reads(&world.client).await.expect_err("early")), (403, "not_yet_accepted".into()));
    world.chain_shows(world.accepted());
    assert_eq!(world.reads(&world.client).await.expect("the client reads"), body);
    assert!(matches!(world.hub(&world.client).frame(&JOB, 1, 7).await, Err(HubError::NotFound(_))));
}

#[tokio::test]
async fn a_paid_job_stays_readable_after_it_is_closed() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    world.closes(Outcome::Paid);
    assert_eq!(world.reads(&world.client).await.expect("the client reads"), world.body(0.5));
    assert_eq!(refused(world.reads(&world.stranger).await.expect_err("never")), (403, "not_a_party".into()));
    // How it ended is noted: the node may forget.
    world.chain.forgets(&JOB);
    assert_eq!(world.reads(&world.client).await.expect("the client reads"), world.body(0.5));
}

#[tokio::test]
async fn a_refunded_job_gives_the_client_nothing() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    world.closes(Outcome::Refunded);
    assert_eq!(refused(world.reads(&world.client).await.expect_err("not bought")), (403, "not_bought".into()));
    assert!(world.reads(&world.keeper).await.is_ok());
}

#[tokio::test]
async fn uploads_follow_the_chain() {
    let world = World::new().await;
    let hub = world.hub(&world.operator);
    let put = |hub: rayment_hub_client::HubClient, attempt, frame, body| async move {
        refused(hub.put_frame(&JOB, attempt, frame, body).await.expect_err("refused"))
    };
    let body = || world.body(0.1);
    assert_eq!(put(world.hub(&world.stranger), 1, 5, body()).await, (403, "not_holder".into()));
    assert_eq!(put(world.hub(&world.client), 1, 5, body()).await, (403, "not_holder".into()));
    assert_eq!(put(hub.clone(), 0, 5, body()).await, (409, "wrong_attempt".into()));
    assert_eq!(put(hub.clone(), 1, 5, body()[12..].to_vec()).await, (400, "wrong_length".into()));
    assert!(matches!(hub.put_frame(&JOB, 1, 6, body()).await, Err(HubError::NotFound(_))));
    world.uploads(5, 0.1).await.expect("uploaded");
    world.uploads(5, 0.2).await.expect("again, while running");
    assert_eq!(world.reads(&world.keeper).await.expect("read"), world.body(0.2));
    world.chain_shows(world.delivered());
    assert_eq!(put(hub, 1, 5, body()).await, (409, "not_at_work".into()));
    assert_eq!(world.reads(&world.keeper).await.expect("read"), world.body(0.2));
}

#[tokio::test]
async fn a_delivery_in_the_middle_of_an_upload_keeps_what_was_delivered() {
    let world = World::new().await;
    world.uploads(5, 0.1).await.expect("uploaded");
    let (path, late) = (format!("/jobs/{}/attempts/1/frames/5", *JOB), world.body(0.9));
    let digest = crate::fixtures::hash(&late);
    let host = world.server.host();
    let request = signature::Request {
        host: &host,
        method: "PUT",
        path: &path,
        created: crate::fixtures::now(),
        digest: &digest,
    };
    let signed = request.sign(&world.operator);
    let (rest, waiting) = tokio::sync::oneshot::channel::<()>();
    let (first, last) = (late[..1_000].to_vec(), late[1_000..].to_vec());
    let pieces = futures::stream::once(async { Ok::<_, std::io::Error>(first) });
    let pieces = futures::StreamExt::chain(
        pieces,
        futures::stream::once(async move {
            waiting.await.expect("the chain went on");
            Ok(last)
        }),
    );
    let put = world
        .server
        .plain(Method::PUT, &path)
        .header(signature::KEY, signed.key)
        .header(signature::CREATED, signed.created)
        .header(signature::SIGNATURE, signed.signature)
        .header(signature::DIGEST, hex32::encode(&digest))
        .header("content-length", late.len())
        .body(reqwest::Body::wrap_stream(pieces));
    let sending = tokio::spawn(put.send());
    let objects = world.server.folder.path().join("objects/frames");
    let begun = || async { crate::fixtures::names(&objects).iter().any(|name| name.contains('#')) };
    assert!(crate::fixtures::eventually(begun).await, "the hub takes it");
    world.chain_shows(world.delivered());
    rest.send(()).expect("the upload waits");
    let answer = sending.await.expect("no panic").expect("answer");
    assert_eq!(refusal(answer).await, (409, "not_at_work".into()));
    assert_eq!(world.reads(&world.keeper).await.expect("read"), world.body(0.1));
    assert!(world.server.leaves_nothing_partial().await);
}

#[tokio::test]
async fn an_upload_ends_with_the_work_on_the_job() {
    let world = World::new().await;
    let (path, digest) = (format!("/jobs/{}/attempts/1/frames/5", *JOB), [1; 32]);
    let host = world.server.host();
    let request = signature::Request {
        host: &host,
        method: "PUT",
        path: &path,
        created: crate::fixtures::now(),
        digest: &digest,
    };
    let signed = request.sign(&world.operator);
    let first = futures::stream::iter([Ok::<_, std::io::Error>(vec![0; 1_000])]);
    let body = futures::StreamExt::chain(first, futures::stream::pending());
    let put = world
        .server
        .plain(Method::PUT, &path)
        .header(signature::KEY, signed.key)
        .header(signature::CREATED, signed.created)
        .header(signature::SIGNATURE, signed.signature)
        .header(signature::DIGEST, hex32::encode(&digest))
        .header("content-length", world.body(0.0).len())
        .body(reqwest::Body::wrap_stream(body));
    let sending = tokio::spawn(put.send());
    let objects = world.server.folder.path().join("objects/frames");
    let begun = || async { crate::fixtures::names(&objects).iter().any(|name| name.contains('#')) };
    assert!(crate::fixtures::eventually(begun).await, "the hub takes it");
    world.chain_shows(world.delivered());
    let answer = tokio::time::timeout(Duration::from_secs(8), sending).await.expect("before it is too slow");
    assert_eq!(refusal(answer.expect("no panic").expect("answer")).await, (409, "not_at_work".into()));
    assert!(world.server.leaves_nothing_partial().await);
}

#[tokio::test]
async fn blobs_of_strangers_leave_room_for_frames() {
    let (capacity_bytes, frame_room_bytes) = (200_000, 100_000);
    let world =
        World::limited(Limits { capacity_bytes, frame_room_bytes, free_disk_bytes: 0, ..Limits::default() }).await;
    let hub = world.hub(&world.stranger);
    let stored = hub.health().await.expect("health").stored_bytes;
    hub.put(&crate::fixtures::noise((100_000 - stored) as usize)).await.expect("all that is theirs");
    assert_eq!(refused(hub.put(b"one more").await.expect_err("no more")), (507, "full".into()));
    world.uploads(5, 0.5).await.expect("there is room for frames");
    world.uploads(7, 0.5).await.expect("and for another");
    // A frame that is replaced stays until the new one is whole: that is more than there is.
    assert_eq!(refused(world.uploads(5, 0.6).await.expect_err("full")), (507, "full".into()));
}

#[tokio::test]
async fn a_preview_is_a_quarter_of_the_size_and_for_all() {
    let world = World::new().await;
    let hub = world.hub(&world.stranger);
    assert!(matches!(hub.preview(&JOB, 1, 5).await, Err(HubError::NotFound(_))));
    for light in [0.0, 0.214_041, 1.0, 9.0, f32::NAN] {
        world.uploads(5, light).await.expect("uploaded");
        let seen = if light.is_nan() { 0.0 } else { light };
        let result = LinearImage { width: 1, height: 1, rgb: vec![seen; 3] }.tone_mapped(&Look::default());
        let png = hub.preview(&JOB, 1, 5).await.expect("preview");
        let picture = image::load_from_memory(&png).expect("a PNG").to_rgb8();
        assert_eq!(picture.dimensions(), (17, 10));
        let off = |pixel: &image::Rgb<u8>| pixel.0.iter().zip(&result.pixels).any(|(a, b)| a.abs_diff(*b) > 1);
        assert!(!picture.pixels().any(off), "{light}: {:?}", picture.pixels().next());
        assert_eq!(hub.preview(&JOB, 1, 5).await.expect("the kept one"), png);
    }
}

#[tokio::test]
async fn a_draft_is_shown_until_there_is_a_frame() {
    let world = World::new().await;
    let hub = world.hub(&world.stranger);
    let pixels = |bytes: usize| 0.5f32.to_le_bytes().into_iter().cycle().take(bytes).collect::<Vec<_>>();
    let bytes = delivery::draft_bytes(&world.spec);
    let refusal = |result: Result<(), HubError>| refused(result.expect_err("refused"));
    assert_eq!(refusal(world.drafts(&world.stranger, 5, pixels(bytes)).await), (403, "not_holder".into()));
    assert_eq!(refusal(world.drafts(&world.operator, 5, pixels(bytes - 4)).await), (400, "wrong_length".into()));
    assert!(matches!(world.drafts(&world.operator, 6, pixels(bytes)).await, Err(HubError::NotFound(_))));
    assert!(matches!(hub.preview(&JOB, 1, 5).await, Err(HubError::NotFound(_))));
    world.drafts(&world.operator, 5, pixels(bytes)).await.expect("taken");
    let size = |png: Vec<u8>| image::load_from_memory(&png).expect("a PNG").to_rgb8().dimensions();
    assert_eq!(size(hub.preview(&JOB, 1, 5).await.expect("the draft")), (9, 5));
    // It is no frame: neither for the provider nor for the keeper.
    assert!(!world.hub(&world.operator).has_frame(&JOB, 1, 5).await.expect("an answer"));
    assert!(matches!(world.reads(&world.keeper).await, Err(HubError::NotFound(_))));
    world.uploads(5, 0.5).await.expect("uploaded");
    assert!(world.hub(&world.operator).has_frame(&JOB, 1, 5).await.expect("an answer"));
    assert_eq!(size(hub.preview(&JOB, 1, 5).await.expect("the frame")), (17, 10));
    world.chain_shows(world.delivered());
    assert!(
        crate::fixtures::eventually(|| async { world.drafts(&world.operator, 7, pixels(bytes)).await.is_err() }).await
    );
}

async fn until(watch: &mut Watch, phase: JobPhase) -> rayment_hub_client::JobStatus {
    let waiting = async {
        loop {
            let status = watch.next().await.expect("it goes on").expect("a status");
            if status.phase == phase {
                return status;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("in time")
}

#[tokio::test]
async fn watchers_see_phases_and_progress_to_the_end() {
    let world = World::new().await;
    let mut by_order = world.hub(&world.stranger).watch(&Target::Order(*ORDER)).await.expect("watch");
    let mut by_name = world.hub(&world.client).watch(&Target::Jobs(vec![*JOB])).await.expect("watch");
    let first = until(&mut by_order, JobPhase::Running).await;
    assert_eq!((first.job, first.attempt, first.provider), (*JOB, 1, Some(world.wallet)));
    assert_eq!(first.work.and_then(|work| work.order), Some(*ORDER));
    let progress = Progress { job: *JOB, attempt: 1, frame: 7, tiles_done: 4, tiles: 6 };
    world.hub(&world.operator).progress(&progress).await.expect("reported");
    let next = until(&mut by_order, JobPhase::Running).await;
    assert_eq!(next.progress.iter().map(|frame| (frame.frame, frame.tiles_done)).collect::<Vec<_>>(), [(7, 4)]);
    world.chain_shows(world.delivered());
    until(&mut by_order, JobPhase::Delivered).await;
    world.closes(Outcome::Paid);
    let last = until(&mut by_order, JobPhase::Paid).await;
    assert!(last.phase.is_closed() && last.work.is_none());
    until(&mut by_name, JobPhase::Paid).await;
    // A new watcher that names the job learns it too.
    let mut late = world.hub(&world.client).watch(&Target::Jobs(vec![*JOB])).await.expect("watch");
    until(&mut late, JobPhase::Paid).await;
}

#[tokio::test]
async fn a_job_that_only_looks_like_one_of_an_order_is_not_shown_with_it() {
    let world = World::new().await;
    // The same eight bytes of an order's address, and the address of no job of it; and one from no order.
    let [alike, from_none] = [Pubkey::new_unique(), Pubkey::new_unique()];
    world.chain.job(alike, &world.job(world.running()));
    world.chain.job(from_none, &JobState { flags: 0, ..world.job(world.running()) });
    let mut by_order = world.hub(&world.stranger).watch(&Target::Order(*ORDER)).await.expect("watch");
    assert_eq!(until(&mut by_order, JobPhase::Running).await.job, *JOB);
    let all = Target::Jobs(vec![alike, from_none]);
    let mut by_name = world.hub(&world.stranger).watch(&all).await.expect("watch");
    for _ in 0..2 {
        let status = until(&mut by_name, JobPhase::Running).await;
        assert_eq!(status.work.map(|work| work.order), Some(None), "{}", status.job);
    }
    world.chain_shows(world.delivered());
    let next = tokio::time::timeout(Duration::from_secs(20), by_order.next()).await.expect("in time");
    assert_eq!(next.expect("it goes on").expect("a status").job, *JOB, "nothing else was told");
}

#[tokio::test]
async fn watchers_are_told_whether_a_verdict_is_owed() {
    let world = World::new().await;
    let mut watch = world.hub(&world.client).watch(&Target::Jobs(vec![*JOB])).await.expect("watch");
    let check = async |watch: &mut Watch, phase| until(watch, phase).await.work.map(|work| work.check);
    assert_eq!(check(&mut watch, JobPhase::Running).await, Some(true));
    let others = flag::AT_ONCE | flag::SPEC_REPORTED | flag::LOADS;
    for (flags, phase, named, expected) in [
        (others, world.delivered(), JobPhase::Delivered, true),
        (others | flag::UNCHECKED, world.running(), JobPhase::Running, false),
        (flag::UNCHECKED, world.delivered(), JobPhase::Delivered, false),
    ] {
        world.chain.job(*JOB, &JobState { flags, ..world.job(phase) });
        assert_eq!(check(&mut watch, named).await, Some(expected), "{named:?}, flags {flags}");
    }
}

#[tokio::test]
async fn progress_is_taken_from_the_holder_alone() {
    let world = World::new().await;
    let right = Progress { job: *JOB, attempt: 1, frame: 5, tiles_done: 1, tiles: 6 };
    let by = |who: &std::sync::Arc<solana_keypair::Keypair>, progress: Progress| {
        let hub = world.hub(who);
        async move { refused(hub.progress(&progress).await.expect_err("refused")) }
    };
    assert_eq!(by(&world.stranger, right).await, (403, "not_holder".into()));
    assert_eq!(by(&world.operator, Progress { attempt: 0, ..right }).await, (409, "wrong_attempt".into()));
    assert_eq!(by(&world.operator, Progress { tiles_done: 7, ..right }).await, (422, "wrong_tiles".into()));
    assert_eq!(by(&world.operator, Progress { tiles: u32::MAX, ..right }).await, (422, "wrong_tiles".into()));
    world.hub(&world.operator).progress(&right).await.expect("reported");
    let unsigned = world.server.plain(Method::POST, &format!("/jobs/{}/progress", *JOB)).body("{}");
    assert_eq!(refusal(unsigned.send().await.expect("answer")).await, (401, "unsigned".into()));
}

#[tokio::test]
async fn watching_needs_a_signature_and_a_target() {
    let world = World::new().await;
    let live = |path: &str| world.server.plain(Method::GET, path);
    let answer = live("/live?jobs=x").send().await.expect("answer");
    assert_eq!(refusal(answer).await, (401, "unsigned".into()));
    let empty = crate::fixtures::hash(b"");
    for (path, code) in [("/live", "no_target"), ("/live?order=7", "no_order"), ("/live?jobs=x,y", "no_job")] {
        let answer = world.server.signed(Method::GET, path, &empty).send().await.expect("answer");
        assert_eq!(refusal(answer).await, (400, code.into()), "{path}");
    }
    let path = format!("/live?jobs={}", *JOB);
    let answer = world.server.signed(Method::GET, &path, &empty).send().await.expect("answer");
    assert_eq!(refusal(answer).await, (400, "no_websocket".into()));
}

#[tokio::test]
async fn a_hub_that_is_stopped_ends_its_watchers() {
    let world = World::new().await;
    let mut watch = world.hub(&world.client).watch(&Target::Jobs(vec![*JOB])).await.expect("watch");
    until(&mut watch, JobPhase::Running).await;
    assert!(matches!(world.running(), Phase::Running { .. }));
    let stopped = tokio::time::timeout(Duration::from_secs(4), world.server.hub.stop());
    stopped.await.expect("a watcher does not hold it up");
}
