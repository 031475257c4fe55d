//! Journeys through the whole house on the embedded ledger: what people do, and what goes wrong.

use std::time::Duration;

use rayment_client::{event::Event, history::JobHistory, instruction, rayment::error::RaymentError};
use rayment_core::job::{Outcome, Phase};
use rayment_tests::play::{Play, Process, Villain, small};

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

/// Finished frames in a worker's folder.
fn finished(folder: &std::path::Path) -> usize {
    finished_files(folder).len()
}

/// When a file was written, if it is there.
fn written(path: &std::path::Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(path).and_then(|data| data.modified()).ok()
}

fn finished_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(finished_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "frame") {
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
    session.chain.send(&session.wallet, &[], &[instruction::job_cancel(&job)]).await.unwrap();
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
    session.chain.send(&session.wallet, &[], &[instruction::job_cancel(&job)]).await.unwrap();
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
    let (begun, request) = play.order_begun(small(1, 5), 2, out.path()).await;
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
