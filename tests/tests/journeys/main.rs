//! Journeys through the whole house on the embedded ledger: what people do, and what goes wrong.

mod channels;
mod crowd;
mod hub_draws;
mod looking_first;
mod orders;
mod paying_once;
mod relay;
mod stakes;
mod strangers;
mod tokens;
mod trusting_nobody;
mod zoo;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};

use rayment_client::{
    events::Event, history::JobHistory, instructions, order::split::Sharing, rayment::error::RaymentError,
};
use rayment_core::job::{Acceptance, Outcome, Phase};
use rayment_picture::{LinearImage, Look};
use rayment_scenes::showcase;
use rayment_sdk::{
    EngineChoice, Event as News, Packed, Refusal, Render, Request, buy, collect, follow, place, quote, render,
};
use rayment_testbed::{
    DishonestProvider, PATIENCE, Testbed, WorkerProcess, animated_blend, expected_tiles, small, still,
};

const HOUR: Duration = Duration::from_secs(3_600);

fn has(history: &JobHistory, is: impl Fn(&Event) -> bool) -> bool {
    history.past.iter().flat_map(|past| &past.events).any(is)
}

/// Whether the keeper has checked the delivery.
fn is_checked(event: &Event) -> bool {
    matches!(event, Event::JobAccepted(event) if Acceptance::from(event.how) == Acceptance::Keeper)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_providers_share_an_order_and_are_paid_to_the_lamport() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    let (one, two) = (testbed.start_provider("one", 1_000_000).await, testbed.start_provider("two", 1_100_000).await);
    let before = testbed.held().await;
    let order = testbed.order(small(1, 4), 1).await;
    let mut fees = 0;
    for job in order.placed.addresses() {
        let history = testbed.ended(&job).await;
        assert_eq!(history.outcome(), Some(Outcome::Paid));
        assert!(has(&history, is_checked));
        fees += history.closed.as_ref().unwrap().fee;
    }
    assert!(testbed.earned(&one).await > 0 && testbed.earned(&two).await > 0, "both worked");
    assert!(fees > 0);
    // All that is gone is what the network took for signatures.
    let gone = before - testbed.held().await;
    assert!(gone > 0 && gone < 1_000_000, "{gone} lamports are gone");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_in_mid_frame_goes_on_where_it_was() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    let keys = testbed.add_provider_at("killed", 1_000_000);
    let process = WorkerProcess::start(&testbed, &keys);
    testbed.wait_registered(1).await.unwrap();
    let mut picture = small(1, 6);
    picture.samples = 96;
    let order = testbed.order(picture, 6).await;
    let job = order.placed.addresses()[0];
    let frames = testbed.folder.join("killed");
    testbed.wait("a frame is finished", async || (finished(&frames) >= 1).then_some(())).await;
    process.kill();
    let kept: Vec<_> = finished_files(&frames).into_iter().map(|path| (written(&path), path)).collect();
    let _again = WorkerProcess::start(&testbed, &keys);
    testbed.wait("another frame is finished", async || (finished(&frames) > kept.len()).then_some(())).await;
    for (before, path) in &kept {
        assert_eq!(written(path), *before, "{} was rendered twice", path.display());
    }
    let history = testbed.ended(&job).await;
    assert_eq!((history.outcome(), history.closed.as_ref().unwrap().attempt), (Some(Outcome::Paid), 0));
    assert_eq!(
        history.past.iter().flat_map(|past| &past.events).filter(|e| matches!(e, Event::JobClaimed(_))).count(),
        1
    );
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_still_that_two_providers_share_is_the_one_that_one_would_render() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    let (one, two) = (testbed.start_provider("one", 1_000_000).await, testbed.start_provider("two", 1_100_000).await);
    let out = tempfile::tempdir().unwrap();
    let (quoted, rendered) = testbed.buys_shared(small(1, 1), out.path()).await;
    assert_eq!((quoted.chunks.len(), rendered.frames.len(), rendered.missing.len()), (2, 1, 0));
    let frame = &rendered.frames[0];
    let tiles: Vec<_> = frame.parts.iter().map(|part| (part.tile, part.tiles)).collect();
    assert_eq!(tiles, [(0, 3), (3, 3)]);
    assert_ne!(frame.parts[0].provider, frame.parts[1].provider);
    assert!(testbed.earned(&one).await > 0 && testbed.earned(&two).await > 0, "both worked");
    assert_eq!(rendered.verified_tiles, 6);
    // The linear tiles, bit for bit, and the picture made of them.
    let spec = &quoted.spec;
    let mut delivered = Vec::new();
    for part in &frame.parts {
        let hub = &testbed.session().unwrap().hub;
        let fetched = collect::fetch(hub, spec, &rendered.ends[&part.job]).await.unwrap();
        delivered.extend(fetched.bodies.into_iter().flat_map(|(_, body)| body));
    }
    let whole = expected_tiles(spec, 1);
    assert_eq!(delivered, whole);
    let light = LinearImage::from_tiles(spec.width, spec.height, spec.grid().edge(), &whole).unwrap();
    let picture = light.tone_mapped(&Look::default());
    let found = image::open(&frame.path).unwrap().into_rgb8();
    assert_eq!((found.width(), found.height(), found.into_raw()), (96, 64, picture.pixels));
    // Where it came from stands in the file.
    let png = std::fs::read(&frame.path).unwrap();
    let says = |text: &str| png.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(frame.parts.iter().all(|part| says(&part.job.to_string())));
    assert!(says(&rayment_spec::hex32::encode(&spec.hash())) && says(&spec.engine.name));
    assert!(!out.path().join(".parts").exists(), "nothing is kept of what is whole");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_still_whose_client_stopped_after_paying_keeps_its_parts() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    testbed.start_provider("one", 1_000_000).await;
    testbed.start_provider("two", 1_000_000).await;
    let out = tempfile::tempdir().unwrap();
    let begun = testbed.order_begun((small(1, 1), Sharing::Tiles), out.path()).await;
    let session = &begun.session;
    // Somebody else came meanwhile, or nobody shares any more: what is placed stays as it is.
    let request = Request { sharing: Sharing::Auto, ..begun.request };
    let quoted = quote(session, &begun.packed, &request, out.path()).await.unwrap();
    assert_eq!(quoted.chunks, begun.quoted.chunks);
    let rendered = buy(session, &begun.packed, &quoted, &request, out.path(), &mut |_| ()).await.unwrap();
    assert_eq!((rendered.frames.len(), rendered.frames[0].parts.len()), (1, 2));
    assert_eq!(testbed.jobs_made().await, 2, "nothing was bought twice");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_in_mid_frame_goes_on_from_its_tiles() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    let keys = testbed.add_provider_at("killed", 1_000_000);
    let process = WorkerProcess::start(&testbed, &keys);
    testbed.wait_registered(1).await.unwrap();
    let order = testbed.order(still(256), 1).await;
    let job = order.placed.addresses()[0];
    let folder = testbed.folder.join("killed");
    let tiles = || files(&folder, "tiles").pop();
    let length = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
    let some = async || tiles().filter(|path| length(path) > 30_000);
    let path = testbed.wait("some tiles are finished", some).await;
    process.kill();
    let kept = std::fs::read(&path).unwrap();
    assert_eq!(finished(&folder), 0, "it was killed in mid-frame");
    let _again = WorkerProcess::start(&testbed, &keys);
    let more = async || std::fs::read(&path).ok().filter(|now| now.len() > kept.len() + 13_000);
    let now = testbed.wait("it goes on", more).await;
    // A tile's record is 12,332 bytes behind a header of 52: one that was cut off in the middle may go.
    let whole = 52 + (kept.len() - 52) / 12_332 * 12_332;
    assert_eq!(now[..whole], kept[..whole], "what was rendered before stays as it was");
    let history = testbed.ended(&job).await;
    assert_eq!((history.outcome(), history.closed.as_ref().unwrap().attempt), (Some(Outcome::Paid), 0));
    let fetched = collect::fetch(&order.session.hub, &order.quoted.spec, &history).await.unwrap();
    assert_eq!(fetched.bodies[0].1, expected_tiles(&order.quoted.spec, 1));
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_sees_a_picture_long_before_the_frame_is_done() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    testbed.start_provider("slow", 1_000_000).await;
    // Minutes of work: nobody waits for the end.
    let order = testbed.order(still(4_096), 1).await;
    let (out, jobs) = (tempfile::tempdir().unwrap(), order.placed.addresses());
    let (send, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let mut news = |event| {
        if let News::Preview { frame, path } = event {
            send.send((frame, path)).unwrap();
        }
    };
    let following = follow::follow(&order.session, (&jobs, None), Some(out.path()), &mut news);
    let (frame, path) = tokio::select! {
        _ = following => panic!("the job ended before there was a picture"),
        shown = tokio::time::timeout(PATIENCE, seen.recv()) => shown.unwrap().unwrap(),
    };
    assert_eq!((frame, finished(&testbed.folder.join("slow"))), (1, 0));
    let png = std::fs::read(path).unwrap();
    // Width and height stand behind the signature and the first chunk's head.
    assert_eq!(png[16..24], [0, 0, 0, 20, 0, 0, 0, 16], "an eighth of 160x128");
    testbed.shut_down().await.unwrap();
}

/// Finished frames in a worker's folder.
fn finished(folder: &Path) -> usize {
    finished_files(folder).len()
}

/// When a file was written, if it is there.
fn written(path: &Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(path).and_then(|data| data.modified()).ok()
}

fn finished_files(folder: &Path) -> Vec<PathBuf> {
    files(folder, "frame")
}

/// Files with this ending in a folder and those in it; without one of all of them.
fn files(folder: &Path, of: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, of));
        } else if of.is_empty() || path.extension().is_some_and(|ending| ending == of) {
            found.push(path);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_vanishes_pays_the_client_and_is_fenced_off() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    let dishonest = DishonestProvider::register(&mut testbed, "vanishing", 500_000).await;
    let order = testbed.order(small(1, 1), 1).await;
    let job = order.placed.addresses()[0];
    let held = dishonest.claims(&testbed, &job).await;
    let bond = testbed.params.values.bond(held.state.deposit);
    let honest = testbed.start_provider("staying", 500_000).await;
    // What comes back goes to the order, and from there to the client.
    let own = [order.session.address(), order.placed.order];
    let funds = async || testbed.chain.balances(&own).await.unwrap().iter().sum::<u64>();
    let before = funds().await;
    testbed.ledger.advance(HOUR).unwrap();
    let again = testbed.until(&job, "the next attempt begins", |job| job.state.attempt == 1).await;
    assert!(again.state.was_failed_by(&held.state.claim().unwrap().provider));
    let late = dishonest.commits(&held, [1; 32]).await.unwrap_err();
    assert!(
        late.is(RaymentError::WrongAttempt)
            || late.is(RaymentError::WrongPhase)
            || late.is(RaymentError::NotJobProvider),
        "{late}"
    );
    let history = testbed.ended(&job).await;
    assert_eq!((history.outcome(), history.closed.as_ref().unwrap().attempt), (Some(Outcome::Paid), 1));
    assert!(has(&history, |event| matches!(event, Event::JobExpired(event) if event.forfeit == bond)));
    assert!(funds().await > before + bond);
    assert_eq!(testbed.earned(&dishonest.keys).await, 0);
    assert!(testbed.earned(&honest).await > 0);
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_picture_is_rejected_with_evidence_and_the_honest_one_is_paid() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    let dishonest = DishonestProvider::register(&mut testbed, "painting", 500_000).await;
    let order = testbed.order(small(1, 2), 2).await;
    let job = order.placed.addresses()[0];
    let held = dishonest.claims(&testbed, &job).await;
    let honest = testbed.start_provider("honest", 500_000).await;
    dishonest.delivers_grey(&held, &order.quoted.spec).await.unwrap();
    let history = testbed.ended(&job).await;
    assert_eq!((history.outcome(), history.closed.as_ref().unwrap().attempt), (Some(Outcome::Paid), 1));
    assert!(has(&history, |event| matches!(event, Event::JobRejected(event) if event.attempt == 0)));
    assert_eq!(testbed.earned(&dishonest.keys).await, 0);
    assert!(testbed.earned(&honest).await > 0);
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_cancels_during_the_work_pays_the_finished_frames() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    testbed.start_provider("busy", 1_000_000).await;
    let mut picture = small(1, 200);
    picture.samples = 24;
    let order = testbed.order(picture, 200).await;
    let address = order.placed.addresses()[0];
    let folder = testbed.folder.join("busy");
    testbed.wait("two frames are finished", async || (finished(&folder) >= 2).then_some(())).await;
    let job = testbed.until(&address, "the job runs", |job| matches!(job.state.phase, Phase::Running { .. })).await;
    let session = &order.session;
    session.chain.send(&session.wallet, &[], &[instructions::job_cancel(&job, order.placed.order)]).await.unwrap();
    let history = testbed.ended(&address).await;
    let frames = history.delivered.as_ref().unwrap().frames;
    assert!((2..200).contains(&frames), "{frames} frames were delivered");
    let closed = history.closed.as_ref().unwrap();
    assert_eq!(history.outcome(), Some(Outcome::Paid));
    assert!(closed.earnings > 0 && closed.refund > 0);
    assert_eq!(closed.earnings + closed.fee + closed.refund, job.state.deposit);
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scene_that_does_not_load_gives_all_the_money_back() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    testbed.start_provider("reader", 1_000_000).await;
    let order = testbed.order_broken().await;
    let job = order.placed.addresses()[0];
    let history = testbed.ended(&job).await;
    assert_eq!(history.outcome(), Some(Outcome::Refunded));
    assert_eq!(history.closed.as_ref().unwrap().refund, history.offer.deposit);
    assert!(has(&history, |event| matches!(event, Event::JobFailed(_))));
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_restarted_in_the_middle_finishes_what_it_began() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    testbed.start_provider("steady", 1_000_000).await;
    let order = testbed.order(small(1, 2), 1).await;
    let first = order.placed.addresses()[0];
    testbed.until(&first, "the first job is held", |job| job.state.claim().is_some()).await;
    testbed.stop_daemon("keeper").await;
    testbed.until(&first, "the first job is delivered", |job| job.state.delivery().is_some()).await;
    testbed.start_keeper();
    for job in order.placed.addresses() {
        assert_eq!(testbed.ended(&job).await.outcome(), Some(Outcome::Paid));
    }
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scene_is_bought_in_one_call() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    testbed.start_provider("one", 1_000_000).await;
    let folder = tempfile::tempdir().unwrap();
    let scene = folder.path().join("small.glb");
    std::fs::write(&scene, showcase::small_glb()).unwrap();
    let (mut frames, mut ended) = (BTreeSet::new(), BTreeSet::new());
    let on_progress = |event| match event {
        News::Progress { frame, .. } => drop(frames.insert(frame)),
        News::Ended { job } => drop(ended.insert(job)),
        _ => {}
    };
    let receipt = render(Render {
        scene,
        output: folder.path().join("pictures"),
        on_progress: Box::new(on_progress),
        request: Request { picture: small(1, 2), verify: 2, ..Request::default() },
        connection: testbed.connection().unwrap(),
        ..Render::default()
    })
    .await
    .unwrap();
    assert!(frames.iter().all(|frame| (1..=2).contains(frame)) && ended.len() == 2);
    assert_eq!((receipt.rendered.frames.len(), receipt.rendered.verified_tiles), (2, 2));
    let first = &receipt.rendered.ends[&receipt.job.unwrap()];
    assert_eq!(receipt.tx, Some(first.past[0].signature), "the transaction that placed the job");
    assert!(receipt.cost.units >= 2_000_000, "two frames at a million lamports each");
    assert!(receipt.rendered.frames.iter().all(|frame| frame.path.is_file()));
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_uploaded_before_the_quote_is_accepted() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_provider("one", 1_000_000).await;
    let folder = tempfile::tempdir().unwrap();
    let scene = folder.path().join("small.glb");
    std::fs::write(&scene, showcase::small_glb()).unwrap();
    let packed = Packed::read(&scene, EngineChoice::Auto).unwrap();
    let (session, blobs) = (testbed.session().unwrap(), testbed.folder.join("hub/objects/blobs"));
    let stored = || files(&blobs, "").into_iter().collect::<BTreeSet<_>>();
    let before = stored();
    let request = Request { picture: small(1, 1), ..Request::default() };
    let quoted = quote(&session, &packed, &request, folder.path()).await.unwrap();
    assert!(!quoted.likely.is_empty(), "it was probed here");
    assert_eq!(stored(), before, "a quote uploads nothing");
    let dear = Request { max_price: Some(1), ..request.clone() };
    let refused = buy(&session, &packed, &quoted, &dear, folder.path(), &mut |_| ()).await.err().unwrap();
    assert!(matches!(refused.refusal(), Some(Refusal::TooExpensive { .. })), "{refused}");
    assert_eq!(stored(), before, "nor does one that is refused");
    let mut news = Vec::new();
    place::place(&session, &packed, &quoted, &request, &mut |event| news.push(event)).await.unwrap();
    assert!(matches!(news.as_slice(), [News::Uploading { files: 1, .. }, News::Order(_)]), "{news:?}");
    assert_eq!(stored().len(), before.len() + 2, "accepted, the scene and its spec are there");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_client_stopped_after_paying_is_gone_on_with() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    testbed.start_provider("steady", 1_000_000).await;
    let out = tempfile::tempdir().unwrap();
    let begun = testbed.order_begun((small(1, 5), Sharing::Frames), out.path()).await;
    let session = &begun.session;
    let rendered = buy(session, &begun.packed, &begun.quoted, &begun.request, out.path(), &mut |_| ()).await.unwrap();
    assert_eq!(rendered.placed.order, begun.placed.order);
    assert_eq!(rendered.frames.iter().map(|frame| frame.index).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert!(rendered.verified_tiles >= 10, "the client rendered tiles itself");
    assert_eq!(testbed.jobs_made().await, 5, "nothing was bought twice");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_animation_in_blenders_own_format_is_rendered_checked_and_paid() {
    let folder = tempfile::tempdir().unwrap();
    let scene = animated_blend(&folder.path().join("turning.blend"));
    let mut testbed = Testbed::for_test().await;
    let rendered = testbed.buys_blend(&scene, small(1, 2), &folder.path().join("out")).await;
    assert_eq!((rendered.frames.len(), rendered.missing.len()), (2, 0));
    assert!(rendered.verified_tiles >= 2, "Blender renders the same bits here");
    let pictures: Vec<_> =
        rendered.frames.iter().map(|frame| image::open(&frame.path).unwrap().into_rgb8().into_raw()).collect();
    assert_ne!(pictures[0], pictures[1], "the cube turns");
    for end in rendered.ends.values() {
        assert_eq!(end.outcome(), Some(Outcome::Paid));
        assert!(has(end, |event| matches!(event, Event::JobSealed(_))), "tiles were drawn and checked");
    }
    let png = std::fs::read(&rendered.frames[0].path).unwrap();
    assert!(png.windows(14).any(|window| window == b"blender-cycles"), "the file says what made it");
    testbed.shut_down().await.unwrap();
}
