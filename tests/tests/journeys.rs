//! Journeys through the whole house on the embedded ledger: what people do, and what goes wrong.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use rayment_cli::render::{Event as News, collect, follow};
use rayment_client::{
    events::Event, history::JobHistory, instructions, order::split::Sharing, rayment::error::RaymentError,
};
use rayment_core::job::{Outcome, Phase};
use rayment_render::{
    blender::Home,
    picture::{LinearImage, Look},
};
use rayment_tests::play::{Play, Process, Villain, honest, small, still};

const HOUR: Duration = Duration::from_secs(3_600);

fn has(history: &JobHistory, is: impl Fn(&Event) -> bool) -> bool {
    history.past.iter().flat_map(|past| &past.events).any(is)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_providers_share_an_order_and_are_paid_to_the_lamport() {
    let mut play = Play::set().await;
    play.stage.start_keeper();
    let (one, two) = (play.honest("one", 1_000_000).await, play.honest("two", 1_100_000).await);
    let before = play.held().await;
    let order = play.order(small(1, 4), 1).await;
    let mut fees = 0;
    for job in order.posted.addresses() {
        let history = play.ended(&job).await;
        assert_eq!(history.outcome(), Some(Outcome::Paid));
        assert!(has(&history, |event| matches!(event, Event::JobAccepted(event) if !event.by_client)));
        fees += history.closed.as_ref().unwrap().fee;
    }
    assert!(play.earned(&one).await > 0 && play.earned(&two).await > 0, "both worked");
    assert!(fees > 0);
    // All that is gone is what the network took for signatures.
    let gone = before - play.held().await;
    assert!(gone > 0 && gone < 1_000_000, "{gone} lamports are gone");
    play.over().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_in_mid_frame_goes_on_where_it_was() {
    let mut play = Play::set().await;
    play.stage.start_keeper();
    let keys = play.provider("killed", 1_000_000);
    let process = Process::worker(&play.stage, &keys);
    play.stage.registered(1).await.unwrap();
    let mut picture = small(1, 6);
    picture.samples = 96;
    let order = play.order(picture, 6).await;
    let job = order.posted.addresses()[0];
    let frames = play.stage.dir.join("killed");
    play.wait("a frame is finished", async || (finished(&frames) >= 1).then_some(())).await;
    process.kill();
    let kept: Vec<_> = finished_files(&frames).into_iter().map(|path| (written(&path), path)).collect();
    let _again = Process::worker(&play.stage, &keys);
    play.wait("another frame is finished", async || (finished(&frames) > kept.len()).then_some(())).await;
    for (before, path) in &kept {
        assert_eq!(written(path), *before, "{} was rendered twice", path.display());
    }
    let history = play.ended(&job).await;
    assert_eq!((history.outcome(), history.closed.as_ref().unwrap().attempt), (Some(Outcome::Paid), 0));
    assert_eq!(
        history.past.iter().flat_map(|past| &past.events).filter(|e| matches!(e, Event::JobClaimed(_))).count(),
        1
    );
    play.over().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_still_that_two_providers_share_is_the_one_that_one_would_render() {
    let mut play = Play::set().await;
    play.stage.start_keeper();
    let (one, two) = (play.honest("one", 1_000_000).await, play.honest("two", 1_100_000).await);
    let out = tempfile::tempdir().unwrap();
    let (offered, rendered) = play.buys_shared(small(1, 1), out.path()).await;
    assert_eq!((offered.chunks.len(), rendered.frames.len(), rendered.missing.len()), (2, 1, 0));
    let frame = &rendered.frames[0];
    let tiles: Vec<_> = frame.parts.iter().map(|part| (part.tile, part.tiles)).collect();
    assert_eq!(tiles, [(0, 3), (3, 3)]);
    assert_ne!(frame.parts[0].provider, frame.parts[1].provider);
    assert!(play.earned(&one).await > 0 && play.earned(&two).await > 0, "both worked");
    assert_eq!(rendered.verified_tiles, 6);
    // The linear tiles, bit for bit, and the picture made of them.
    let spec = &offered.spec;
    let mut delivered = Vec::new();
    for part in &frame.parts {
        let hub = &play.stage.session().unwrap().hub;
        let fetched = collect::fetch(hub, spec, &rendered.ends[&part.job].history).await.unwrap();
        delivered.extend(fetched.bodies.into_iter().flat_map(|(_, body)| body));
    }
    let whole = honest(spec, 1);
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
    play.over().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_still_cut_off_in_the_middle_of_posting_keeps_its_parts() {
    let mut play = Play::set().await;
    play.stage.start_keeper();
    play.honest("one", 1_000_000).await;
    play.honest("two", 1_000_000).await;
    let out = tempfile::tempdir().unwrap();
    let (begun, request) = play.order_begun((small(1, 1), Sharing::Tiles), 1, out.path()).await;
    let session = &begun.session;
    // Somebody else came meanwhile, or nobody shares any more: what is posted stays as it is.
    let request = rayment_cli::render::Request { sharing: Sharing::Auto, ..request };
    let offered = rayment_cli::render::offer(session, &begun.packed, &request).await.unwrap();
    assert_eq!(offered.chunks, begun.offered.chunks);
    let rendered = rayment_cli::render::run(session, &begun.packed, &offered, &request, &mut |_| ()).await.unwrap();
    assert_eq!((rendered.frames.len(), rendered.frames[0].parts.len()), (1, 2));
    let jobs = session.chain.client(&session.market.address, &session.address()).await.unwrap().unwrap().next_id;
    assert_eq!(jobs, 2, "nothing was bought twice");
    play.over().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_in_mid_frame_goes_on_from_its_tiles() {
    let mut play = Play::set().await;
    play.stage.start_keeper();
    let keys = play.provider("killed", 1_000_000);
    let process = Process::worker(&play.stage, &keys);
    play.stage.registered(1).await.unwrap();
    let order = play.order(still(256), 1).await;
    let job = order.posted.addresses()[0];
    let folder = play.stage.dir.join("killed");
    let tiles = || files(&folder, "tiles").pop();
    let length = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |file| file.len());
    let some = async || tiles().filter(|path| length(path) > 30_000);
    let path = play.wait("some tiles are finished", some).await;
    process.kill();
    let kept = std::fs::read(&path).unwrap();
    assert_eq!(finished(&folder), 0, "it was killed in mid-frame");
    let _again = Process::worker(&play.stage, &keys);
    let more = async || std::fs::read(&path).ok().filter(|now| now.len() > kept.len() + 13_000);
    let now = play.wait("it goes on", more).await;
    // A tile's record is 12,332 bytes behind a header of 52: one that was cut off in the middle may go.
    let whole = 52 + (kept.len() - 52) / 12_332 * 12_332;
    assert_eq!(now[..whole], kept[..whole], "what was rendered before stays as it was");
    let history = play.ended(&job).await;
    assert_eq!((history.outcome(), history.closed.as_ref().unwrap().attempt), (Some(Outcome::Paid), 0));
    let fetched = collect::fetch(&order.session.hub, &order.offered.spec, &history).await.unwrap();
    assert_eq!(fetched.bodies[0].1, honest(&order.offered.spec, 1));
    play.over().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_sees_a_picture_long_before_the_frame_is_done() {
    let mut play = Play::set().await;
    play.stage.start_keeper();
    play.honest("slow", 1_000_000).await;
    // Minutes of work: nobody waits for the end.
    let order = play.order(still(4_096), 1).await;
    let (out, jobs) = (tempfile::tempdir().unwrap(), order.posted.addresses());
    let (send, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let mut news = |event| {
        if let News::Preview { frame, path } = event {
            send.send((frame, path)).unwrap();
        }
    };
    let following = follow::follow(&order.session, &jobs, Some(out.path()), &mut news);
    let (frame, path) = tokio::select! {
        _ = following => panic!("the job ended before there was a picture"),
        shown = tokio::time::timeout(rayment_tests::play::PATIENCE, seen.recv()) => shown.unwrap().unwrap(),
    };
    assert_eq!((frame, finished(&play.stage.dir.join("slow"))), (1, 0));
    let png = std::fs::read(path).unwrap();
    // Width and height stand behind the signature and the first chunk's head.
    assert_eq!(png[16..24], [0, 0, 0, 20, 0, 0, 0, 16], "an eighth of 160x128");
    play.over().await;
}

/// Finished frames in a worker's folder.
fn finished(folder: &std::path::Path) -> usize {
    finished_files(folder).len()
}

/// When a file was written, if it is there.
fn written(path: &std::path::Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(path).and_then(|data| data.modified()).ok()
}

fn finished_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    files(folder, "frame")
}

/// Files with this ending in a folder and those in it.
fn files(folder: &std::path::Path, of: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, of));
        } else if path.extension().is_some_and(|ending| ending == of) {
            found.push(path);
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_vanishes_pays_the_client_and_is_fenced_off() {
    let mut play = Play::set().await;
    play.stage.start_keeper();
    let villain = Villain::enters(&mut play, "vanishing", 500_000).await;
    let order = play.order(small(1, 1), 1).await;
    let job = order.posted.addresses()[0];
    let held = villain.takes(&play, &job).await;
    let bond = play.stage.params.values.bond(held.state.deposit);
    let honest = play.honest("staying", 500_000).await;
    let client = order.session.address();
    let before = play.stage.chain.balance(&client).await.unwrap();
    play.stage.ledger.advance(HOUR).unwrap();
    let again = play.until(&job, "the next attempt begins", |job| job.state.attempt == 1).await;
    assert!(again.state.was_failed_by(&held.state.claim().unwrap().provider));
    let late = villain.commits(&play, &held, [1; 32]).await.unwrap_err();
    assert!(
        late.is(RaymentError::WrongAttempt)
            || late.is(RaymentError::WrongPhase)
            || late.is(RaymentError::NotJobProvider),
        "{late}"
    );
    let history = play.ended(&job).await;
    assert_eq!((history.outcome(), history.closed.as_ref().unwrap().attempt), (Some(Outcome::Paid), 1));
    assert!(has(&history, |event| matches!(event, Event::JobExpired(event) if event.forfeit == bond)));
    assert!(play.stage.chain.balance(&client).await.unwrap() > before + bond);
    assert_eq!(play.earned(&villain.keys).await, 0);
    assert!(play.earned(&honest).await > 0);
    play.over().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_picture_is_rejected_with_evidence_and_the_honest_one_is_paid() {
    let mut play = Play::set().await;
    play.stage.start_keeper();
    let villain = Villain::enters(&mut play, "painting", 500_000).await;
    let order = play.order(small(1, 2), 2).await;
    let job = order.posted.addresses()[0];
    let held = villain.takes(&play, &job).await;
    let honest = play.honest("honest", 500_000).await;
    villain.delivers_grey(&play, &held, &order.offered.spec).await.unwrap();
    let history = play.ended(&job).await;
    assert_eq!((history.outcome(), history.closed.as_ref().unwrap().attempt), (Some(Outcome::Paid), 1));
    assert!(has(&history, |event| matches!(event, Event::JobRejected(event) if event.attempt == 0)));
    assert_eq!(play.earned(&villain.keys).await, 0);
    assert!(play.earned(&honest).await > 0);
    play.over().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_cancels_before_anyone_works_has_everything_back() {
    let mut play = Play::set().await;
    let idle = play.honest("idle", 1_000_000).await;
    play.stage.stop(&idle.name).await;
    let order = play.order(small(1, 1), 1).await;
    let job = play.stage.chain.job(&order.posted.addresses()[0]).await.unwrap().unwrap();
    let session = &order.session;
    let before = session.chain.balance(&session.address()).await.unwrap();
    session.chain.send(&session.wallet, &[], &[instructions::job_cancel(&job)]).await.unwrap();
    let history = play.ended(&job.address).await;
    let closed = history.closed.as_ref().unwrap();
    assert_eq!((history.outcome(), closed.refund), (Some(Outcome::Refunded), job.state.deposit));
    let fee: u64 = history.past.last().unwrap().fee;
    let after = session.chain.balance(&session.address()).await.unwrap();
    assert_eq!(after, before + closed.refund + closed.returned - fee);
    play.over().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_cancels_during_the_work_pays_the_finished_frames() {
    let mut play = Play::set().await;
    play.stage.start_keeper();
    play.honest("busy", 1_000_000).await;
    let mut picture = small(1, 200);
    picture.samples = 24;
    let order = play.order(picture, 200).await;
    let address = order.posted.addresses()[0];
    let folder = play.stage.dir.join("busy");
    play.wait("two frames are finished", async || (finished(&folder) >= 2).then_some(())).await;
    let job = play.until(&address, "the job runs", |job| matches!(job.state.phase, Phase::Running { .. })).await;
    let session = &order.session;
    session.chain.send(&session.wallet, &[], &[instructions::job_cancel(&job)]).await.unwrap();
    let history = play.ended(&address).await;
    let frames = history.delivered.as_ref().unwrap().frames;
    assert!((2..200).contains(&frames), "{frames} frames were delivered");
    let closed = history.closed.as_ref().unwrap();
    assert_eq!(history.outcome(), Some(Outcome::Paid));
    assert!(closed.earnings > 0 && closed.refund > 0);
    assert_eq!(closed.earnings + closed.fee + closed.refund, job.state.deposit);
    play.over().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scene_that_does_not_load_gives_all_the_money_back() {
    let mut play = Play::set().await;
    play.stage.start_keeper();
    play.honest("reader", 1_000_000).await;
    let order = play.order_broken().await;
    let job = order.posted.addresses()[0];
    let history = play.ended(&job).await;
    assert_eq!(history.outcome(), Some(Outcome::Refunded));
    assert_eq!(history.closed.as_ref().unwrap().refund, history.offer.deposit);
    assert!(has(&history, |event| matches!(event, Event::JobFailed(_))));
    play.over().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_restarted_in_the_middle_finishes_what_it_began() {
    let mut play = Play::set().await;
    play.stage.start_keeper();
    play.honest("steady", 1_000_000).await;
    let order = play.order(small(1, 2), 1).await;
    let first = order.posted.addresses()[0];
    play.until(&first, "the first job is held", |job| job.state.claim().is_some()).await;
    play.stage.stop("keeper").await;
    play.until(&first, "the first job is delivered", |job| job.state.delivery().is_some()).await;
    play.stage.start_keeper();
    for job in order.posted.addresses() {
        assert_eq!(play.ended(&job).await.outcome(), Some(Outcome::Paid));
    }
    play.over().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_cut_off_in_the_middle_of_posting_is_gone_on_with() {
    let mut play = Play::set().await;
    play.stage.start_keeper();
    play.honest("steady", 1_000_000).await;
    let out = tempfile::tempdir().unwrap();
    let (begun, request) = play.order_begun((small(1, 5), Sharing::Frames), 2, out.path()).await;
    let session = &begun.session;
    let rendered =
        rayment_cli::render::run(session, &begun.packed, &begun.offered, &request, &mut |_| ()).await.unwrap();
    assert_eq!(rendered.posted.order, begun.posted.order);
    assert_eq!(rendered.frames.iter().map(|frame| frame.index).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert!(rendered.verified_tiles >= 10, "the client rendered tiles itself");
    let jobs = session.chain.client(&session.market.address, &session.address()).await.unwrap().unwrap().next_id;
    assert_eq!(jobs, 5, "nothing was bought twice");
    play.over().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_animation_in_blenders_own_format_is_rendered_checked_and_paid() {
    let folder = tempfile::tempdir().unwrap();
    let scene = blend(&folder.path().join("turning.blend"));
    let mut play = Play::set().await;
    let rendered = play.buys_blend(&scene, small(1, 2), &folder.path().join("out")).await;
    assert_eq!((rendered.frames.len(), rendered.missing.len()), (2, 0));
    assert!(rendered.verified_tiles >= 2, "Blender renders the same bits here");
    let pictures: Vec<_> =
        rendered.frames.iter().map(|frame| image::open(&frame.path).unwrap().into_rgb8().into_raw()).collect();
    assert_ne!(pictures[0], pictures[1], "the cube turns");
    for end in rendered.ends.values() {
        assert_eq!(end.history.outcome(), Some(Outcome::Paid));
        assert!(has(&end.history, |event| matches!(event, Event::JobSealed(_))), "tiles were drawn and checked");
    }
    let png = std::fs::read(&rendered.frames[0].path).unwrap();
    assert!(png.windows(14).any(|window| window == b"blender-cycles"), "the file says what made it");
    play.over().await;
}

/// A scene made by the pinned Blender, which is set up where it is not there yet.
fn blend(path: &Path) -> PathBuf {
    let install = Home::from_env().install(None, &mut |_| ()).expect("this test needs Blender");
    let script = format!("{}\nmake({path:?})\n", include_str!("../src/play/blend.py"));
    let made = Command::new(install.path()).args(["-I", "-c", &script]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    path.to_owned()
}
