//! Deliveries that would take too long, cost too much or have no space on disk: skipped, said so, and in
//! nobody's way.

use std::{sync::atomic::Ordering, time::Duration};

use rayment_client::Job;
use rayment_keeper::{
    CheckRequest, KeeperEvent,
    cost::Effort,
    snapshot::{CheckCost, Finding, SceneTrial},
};
use rayment_spec::Spec;

use crate::{
    checks::{Bench, TIMEOUT, open_with, stored},
    delivery::delivered,
    market, picture,
};

/// Of the bench's delivery: 2 frames of 256x144, 30 tiles of 32x32 at 2 samples.
fn effort() -> Effort {
    Effort::of(&picture::spec(), &picture::chunk(), 2, 30)
}

#[test]
fn estimates_by_multiplying() {
    let frame_bytes = 256 * 144 * 12;
    let expected = Effort { frame_bytes, bytes: 2 * (frame_bytes + 65_536), samples: 30 * 32 * 32 * 2 };
    assert_eq!(effort(), expected);
    let (mut spec, mut chunk) = (market::spec(), picture::chunk());
    (spec.width, spec.height, spec.samples) = (65_536, 65_536, 1 << 20);
    (chunk.frames, chunk.tiles) = (u32::MAX, u32::MAX);
    let hostile = Effort::of(&spec, &chunk, u32::MAX, u64::MAX);
    assert_eq!((hostile.bytes, hostile.samples), (u64::MAX, u64::MAX));
    let cost = CheckCost { samples_per_ms: 1, lamports_per_second: u64::MAX };
    assert!(cost.is_late(&hostile, Duration::from_secs(86_400)).is_some() && cost.lamports(&hostile) > 0);
}

#[test]
fn refuses_from_one_millisecond_too_many_and_says_what_it_costs() {
    // 61,440 samples at one a millisecond, and 10 ms for the bytes.
    let ms = 61_440 + 10;
    let cost = CheckCost { samples_per_ms: 1, lamports_per_second: 2_000 };
    for (left, refused) in [(ms, false), (ms - 1, true), (0, true)] {
        assert_eq!(cost.is_late(&effort(), Duration::from_millis(left)).is_some(), refused, "{left} ms");
    }
    assert_eq!(cost.lamports(&effort()), u128::from(2 * ms));
}

/// Says why, has no verdict, and has fetched nothing.
async fn is_skipped(bench: &mut Bench, why: &str) {
    let event = bench.checks().await;
    assert!(matches!(&event, Some(KeeperEvent::Silent { why: said, .. }) if said.contains(why)), "{event:?}");
    assert_eq!(bench.finding(), Some(Finding::TooHeavy));
    assert_eq!(bench.hub.frames_sent.load(Ordering::SeqCst), 0);
    assert_eq!(stored(bench.dir.path()), 0);
}

#[tokio::test]
async fn checks_at_a_loss() {
    let mut bench = Bench::honest();
    (bench.checker, bench.news) = open_with(bench.dir.path(), bench.hub.clone(), u64::MAX, 1 << 30);
    assert!(matches!(bench.checks().await, Some(KeeperEvent::Checked { equal: true, .. })));
}

#[tokio::test]
async fn skips_a_check_that_would_be_late() {
    let mut bench = Bench::honest();
    bench.request.left_secs = 0;
    is_skipped(&mut bench, "its verdict is due in 0 s").await;
    // A dispute gives it more time.
    bench.request.left_secs = 900;
    assert!(matches!(bench.changes_from(&Finding::TooHeavy).await, Some(Finding::Equal { .. })));
}

#[tokio::test]
async fn skips_what_it_has_no_space_for() {
    let mut bench = Bench::honest();
    (bench.checker, bench.news) = open_with(bench.dir.path(), bench.hub.clone(), 0, effort().bytes - 1);
    is_skipped(&mut bench, "more than the").await;
}

#[tokio::test]
async fn waits_for_the_space_that_another_takes() {
    let mut bench = Bench::honest();
    (bench.checker, bench.news) = open_with(bench.dir.path(), bench.hub.clone(), 0, effort().bytes);
    let mut other = bench.request;
    other.job.address = market::wallet(0x77);
    other.challenge = None;
    bench.checker.check(other);
    assert_eq!(bench.hears().await, None);
    let event = bench.checks().await;
    assert!(matches!(&event, Some(KeeperEvent::Silent { why, .. }) if why.contains("taken by others")), "{event:?}");
    bench.retains(&[&bench.job]);
    assert!(matches!(bench.changes_from(&Finding::TooHeavy).await, Some(Finding::Equal { .. })));
}

/// A spec of the bench's hub with a large scene, whose file never comes.
fn has_a_large_scene_that_never_comes(bench: &Bench) -> Spec {
    let mut heavy = picture::spec();
    (heavy.files[0].sha256, heavy.files[0].bytes) = ([6; 32], 100 << 20);
    bench.hub.specs.lock().expect("no panic").insert(heavy.hash(), heavy.clone());
    bench.hub.never.lock().expect("no panic").insert([6; 32]);
    heavy
}

impl Bench {
    /// Waits until the hub was asked so often.
    async fn is_asked(&self, often: usize) {
        let asked = async {
            while self.hub.asked.load(Ordering::SeqCst) < often {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(TIMEOUT, asked).await.expect("the hub is asked");
    }
}

/// A heavy scene, still on its way, holds up nobody.
#[tokio::test]
async fn checks_go_on_while_a_large_scene_is_fetched() {
    let mut bench = Bench::honest();
    let heavy = has_a_large_scene_that_never_comes(&bench);
    bench.checker.try_scene(heavy.hash());
    bench.is_asked(2).await;
    assert!(matches!(bench.checks().await, Some(KeeperEvent::Checked { equal: true, .. })));
    assert!(!bench.checker.trials().contains_key(&heavy.hash()), "the large scene is still on its way");
    let loaded = bench.checker.trials().get(&bench.job.state.spec).cloned();
    assert_eq!(loaded, Some(SceneTrial::Loads), "what was rendered loads");
}

/// Nor does one whose delivery is checked, not even those that also take long to render.
#[tokio::test]
async fn long_checks_go_on_while_a_large_scene_is_loaded_for_another() {
    let mut bench = Bench::honest();
    let heavy = has_a_large_scene_that_never_comes(&bench);
    let bodies = picture::bodies(&picture::spec(), &picture::chunk());
    let job = Job { address: market::wallet(0x77), ..delivered(&heavy, &bodies) };
    bench.checker.check(CheckRequest { job, ..bench.request });
    // Its spec three times, its two frames, and the file that never comes.
    bench.is_asked(6).await;
    // 8,000 tiles would take over half a minute, and this one has not measured its speed yet.
    bench.request.tiles = 8_000;
    assert!(matches!(bench.checks().await, Some(KeeperEvent::Checked { equal: true, .. })));
}

#[tokio::test]
async fn a_trial_ends_when_the_keeper_stops() {
    let mut bench = Bench::honest();
    let heavy = has_a_large_scene_that_never_comes(&bench);
    bench.checker.try_scene(heavy.hash());
    bench.is_asked(2).await;
    bench.checker.stop().await;
    assert_eq!(bench.hears().await, None, "it does not go on");
    assert!(bench.checker.trials().is_empty(), "and has told nothing");
}

#[tokio::test]
async fn stops_a_check_when_its_verdict_is_due() {
    let mut bench = Bench::honest();
    // Its scene never comes.
    bench.hub.never.lock().expect("no panic").insert(picture::file_hash());
    bench.request = CheckRequest { left_secs: 1, ..bench.request };
    let event = bench.checks().await;
    assert!(matches!(&event, Some(KeeperEvent::Silent { why, .. }) if why.contains("stopped")), "{event:?}");
    assert_eq!((bench.finding(), stored(bench.dir.path())), (Some(Finding::TooHeavy), 0));
}

#[tokio::test]
async fn stops_rendering_when_the_verdict_is_due() {
    // A tile of this takes many seconds; the request, wrongly, says that there is none.
    let mut slow = picture::spec();
    slow.samples = 1 << 16;
    let bodies = vec![vec![0; 256 * 144 * 12]; 2];
    let mut bench = Bench::of(&slow, &bodies);
    bench.request = CheckRequest { tiles: 0, left_secs: 1, ..bench.request };
    let event = bench.checks().await;
    assert!(matches!(&event, Some(KeeperEvent::Silent { why, .. }) if why.contains("stopped")), "{event:?}");
    assert_eq!(bench.finding(), Some(Finding::TooHeavy));
    // The place is free again, or stopping would never end.
    bench.checker.stop().await;
}
