//! Checks of real pictures: what is found, what is kept, what is asked for again.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use rayment_client::Job;
use rayment_core::{
    Native,
    job::{Command, Signer, flag},
    market::Params,
    money::Holding,
    proof::challenge::Challenge,
};
use rayment_engine::Engines;
use rayment_keeper::{
    CheckRequest, KeeperEvent,
    checks::{Checker, CheckerConfig},
    snapshot::{CheckCost, Finding, SceneTrial},
};
use rayment_spec::{Devices, Spec};
use tempfile::TempDir;
use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::{
    delivery::delivered,
    fake_hub::FakeHub,
    market::{KEEPER, NOON, TERMS, key},
    picture::{bodies, chunk, file_hash, flip, glb, round_otherwise, spec},
};

/// Long enough for a slow machine; a test that waits this long has failed.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// What the delivery brings.
pub const FEE: u64 = 50;

/// A checker, and one delivery for it.
pub struct Bench {
    pub checker: Checker,
    pub hub: Arc<FakeHub>,
    pub request: CheckRequest,
    pub job: Job,
    pub news: UnboundedReceiver<Option<KeeperEvent>>,
    pub dir: TempDir,
}

fn hub(spec: &Spec, bodies: &[Vec<u8>]) -> Arc<FakeHub> {
    let hub = FakeHub::default();
    hub.files.lock().expect("no panic").insert(file_hash(), glb());
    hub.specs.lock().expect("no panic").insert(spec.hash(), spec.clone());
    hub.frames.lock().expect("no panic").extend(chunk().frame_numbers().zip(bodies.iter().cloned()));
    Arc::new(hub)
}

fn open(dir: &Path, hub: Arc<FakeHub>) -> (Checker, UnboundedReceiver<Option<KeeperEvent>>) {
    open_with(dir, hub, 0, 1 << 30)
}

pub fn open_with(
    dir: &Path,
    hub: Arc<FakeHub>,
    lamports_per_second: u64,
    disk_bytes: u64,
) -> (Checker, UnboundedReceiver<Option<KeeperEvent>>) {
    let (sender, news) = mpsc::unbounded_channel();
    let config = CheckerConfig {
        data_dir: dir.to_owned(),
        threads: 2,
        lamports_per_second,
        disk_bytes,
        engines: Engines::built_in(),
    };
    // Nobody may listen any more.
    let checker = Checker::open(config, hub, move |event| drop(sender.send(event))).expect("the folder is new");
    (checker, news)
}

impl Bench {
    /// A checker, and a delivery of what `change` makes of the honest picture.
    fn with(change: impl Fn(&Spec, &mut Vec<Vec<u8>>)) -> Self {
        let spec = spec();
        let mut bodies = bodies(&spec, &chunk());
        change(&spec, &mut bodies);
        Self::of(&spec, &bodies)
    }

    pub fn of(spec: &Spec, bodies: &[Vec<u8>]) -> Self {
        let dir = TempDir::new().expect("a folder");
        let (job, hub) = (delivered(spec, bodies), hub(spec, bodies));
        let (checker, news) = open(dir.path(), hub.clone());
        let request = CheckRequest {
            job,
            challenge: Some(challenge(&job)),
            tiles: 30,
            fee: FEE,
            same_class: false,
            due: NOON,
            left_secs: 900,
        };
        Self { checker, hub, request, job, news, dir }
    }

    /// One bit of one tile of frame 5 is wrong: a tile that the challenge picks, or one that it
    /// leaves out. Which that is follows from the root, and so from the tile: the first that fits.
    fn with_a_wrong_tile(challenged: bool) -> (Self, u32) {
        let found = (0..chunk().tiles).find_map(|tile| {
            let bench = Self::with(|spec, bodies| flip(spec, &mut bodies[1], tile));
            let picked = challenge(&bench.job).contains::<Native>(1, tile);
            (picked == challenged).then_some((bench, tile))
        });
        found.expect("15 of 40 tiles are picked")
    }

    pub fn honest() -> Self {
        Self::with(|_, _| {})
    }

    pub fn finding(&self) -> Option<Finding> {
        self.checker.findings().get(&(self.job.address, self.job.state.attempt)).cloned()
    }

    pub async fn hears(&mut self) -> Option<KeeperEvent> {
        let news = tokio::time::timeout(TIMEOUT, self.news.recv()).await;
        news.expect("there is news in time").expect("the checker is there")
    }

    pub async fn checks(&mut self) -> Option<KeeperEvent> {
        self.checker.check(self.request);
        self.hears().await
    }

    pub fn retains(&self, jobs: &[&Job]) {
        let attempts = jobs.iter().map(|job| (job.address, job.state.attempt)).collect();
        self.checker.retain(&attempts, &BTreeSet::new());
    }
}

fn challenge(job: &Job) -> Challenge {
    job.state.challenge(&Params::DEFAULT).expect("it is sealed")
}

pub fn stored(dir: &Path) -> usize {
    fs::read_dir(dir.join("deliveries")).expect("the folder is there").count()
}

#[tokio::test]
async fn accepts_an_honest_delivery() {
    let mut bench = Bench::honest();
    let event = bench.checks().await;
    let (job, seed) = (bench.job.address, challenge(&bench.job).seed);
    assert!(matches!(event, Some(KeeperEvent::Checked { job: of, tiles: 30, equal: true, .. }) if of == job));
    assert_eq!(bench.finding(), Some(Finding::Equal { seed, tiles: 30 }));
    assert!(bench.checker.cost() != CheckCost::default());
    assert_eq!(stored(bench.dir.path()), 0, "frames are not kept after the check");
}

#[tokio::test]
async fn proves_one_flipped_bit_in_a_challenged_tile() {
    let (mut bench, tile) = Bench::with_a_wrong_tile(true);
    let event = bench.checks().await;
    assert!(matches!(event, Some(KeeperEvent::Checked { equal: false, .. })));
    let Some(Finding::Different { evidence, .. }) = bench.finding() else { panic!("{:?}", bench.finding()) };
    assert_eq!((evidence.frame, evidence.tile), (1, tile));
    let command = Command::Reject { attempt: 0, evidence, guardians: 0 };
    let step = bench.job.state.step::<Native>(&Params::DEFAULT, Signer::Keeper(key(KEEPER)), &command, NOON + 10);
    let step = step.expect("the program takes the evidence");
    let bond = bench.job.state.bond(&Params::DEFAULT, &TERMS).expect("in range");
    assert_eq!(step.transfers.amount(Holding::Bond, Holding::Order), bond);
}

/// What is checked is a sample, and this is what that means.
#[tokio::test]
async fn does_not_see_a_wrong_tile_that_was_not_challenged() {
    let (mut bench, _) = Bench::with_a_wrong_tile(false);
    assert!(matches!(bench.checks().await, Some(KeeperEvent::Checked { equal: true, .. })));
}

/// Nothing is proven where any device may render: which one did is the provider's word.
#[tokio::test]
async fn another_rounding_passes_between_classes_and_not_within_one() {
    let any = Spec { devices: Devices::Any, samples: 16, ..spec() };
    let honest = bodies(&any, &chunk());
    let mut rounded = honest.clone();
    rounded.iter_mut().for_each(|body| round_otherwise(body));
    for (bodies, same_class, passes) in
        [(&honest, false, true), (&honest, true, true), (&rounded, false, true), (&rounded, true, false)]
    {
        let mut bench = Bench::of(&any, bodies);
        bench.request = CheckRequest { same_class, ..bench.request };
        bench.checks().await;
        match bench.finding() {
            Some(Finding::Equal { .. }) => assert!(passes),
            Some(Finding::Unlike { .. }) => assert!(!passes),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn prepares_before_the_challenge_is_known() {
    let mut bench = Bench::honest();
    bench.checker.check(CheckRequest { challenge: None, ..bench.request });
    assert_eq!(bench.hears().await, None);
    assert_eq!(bench.finding(), Some(Finding::Fetched));
    assert_eq!(bench.hub.frames_sent.load(Ordering::SeqCst), 2);
    assert!(matches!(bench.checks().await, Some(KeeperEvent::Checked { equal: true, .. })));
    assert_eq!(bench.hub.frames_sent.load(Ordering::SeqCst), 2, "frames are fetched once");
}

/// Until it is paid, which takes a day: its frames would keep others from being checked.
#[tokio::test]
async fn what_nobody_asked_to_check_lies_on_no_disk_once_it_was_there() {
    let mut bench = Bench::honest();
    let mut request = bench.request;
    request.job.state.flags |= flag::UNCHECKED;
    bench.checker.check(CheckRequest { challenge: None, ..request });
    assert_eq!(bench.hears().await, None);
    assert_eq!(bench.finding(), Some(Finding::Fetched));
    let deliveries = bench.dir.path().join("deliveries");
    assert_eq!(std::fs::read_dir(deliveries).expect("the folder").count(), 0);
    assert!(matches!(bench.checks().await, Some(KeeperEvent::Checked { equal: true, .. })));
    assert_eq!(bench.hub.frames_sent.load(Ordering::SeqCst), 4, "for a dispute they are fetched once more");
}

#[tokio::test]
async fn never_judges_pixels_that_were_not_committed_to() {
    let mut bench = Bench::honest();
    let right = bench.hub.frames.lock().expect("no panic").get(&5).cloned().expect("it was handed in");
    let mut wrong = right.clone();
    wrong[0] ^= 1;
    bench.hub.frames.lock().expect("no panic").insert(5, wrong);
    assert!(matches!(bench.checks().await, Some(KeeperEvent::Silent { .. })));
    assert_eq!(bench.finding(), Some(Finding::Missing));
    bench.hub.frames.lock().expect("no panic").insert(5, right);
    assert_eq!(
        bench.changes_from(&Finding::Missing).await,
        Some(Finding::Equal { seed: challenge(&bench.job).seed, tiles: 30 })
    );
}

#[tokio::test]
async fn tells_missing_frames_from_a_hub_that_is_down() {
    let mut bench = Bench::honest();
    bench.hub.down.store(true, Ordering::SeqCst);
    assert!(matches!(bench.checks().await, Some(KeeperEvent::Silent { .. })));
    assert_eq!(bench.finding(), Some(Finding::Unreachable));
    let frame = bench.hub.frames.lock().expect("no panic").remove(&5).expect("it was handed in");
    bench.hub.down.store(false, Ordering::SeqCst);
    assert_eq!(bench.changes_from(&Finding::Unreachable).await, Some(Finding::Missing));
    bench.hub.frames.lock().expect("no panic").insert(5, frame);
    assert!(matches!(bench.changes_from(&Finding::Missing).await, Some(Finding::Equal { .. })));
}

#[tokio::test]
async fn gives_no_verdict_where_the_scene_is_gone() {
    let mut bench = Bench::honest();
    bench.hub.files.lock().expect("no panic").clear();
    assert!(matches!(bench.checks().await, Some(KeeperEvent::Silent { .. })));
    assert_eq!(bench.finding(), Some(Finding::Unreachable));
}

#[tokio::test]
async fn keeps_its_findings_over_a_restart() {
    let mut bench = Bench::honest();
    bench.checks().await;
    let finding = bench.finding();
    bench.checker.stop().await;
    let silent = Arc::new(FakeHub::default());
    let (checker, _news) = open(bench.dir.path(), silent.clone());
    bench.checker = checker;
    assert_eq!(bench.finding(), finding);
    bench.checker.check(bench.request);
    assert_eq!(silent.asked.load(Ordering::SeqCst), 0, "a finished check is not done again");
}

#[tokio::test]
async fn takes_up_a_half_fetched_delivery_after_a_restart() {
    let mut bench = Bench::honest();
    let frame = bench.hub.frames.lock().expect("no panic").remove(&5).expect("it was handed in");
    bench.checks().await;
    bench.checker.stop().await;
    bench.hub.frames.lock().expect("no panic").insert(5, frame);
    bench.hub.frames_sent.store(0, Ordering::SeqCst);
    (bench.checker, bench.news) = open(bench.dir.path(), bench.hub.clone());
    assert!(matches!(bench.checks().await, Some(KeeperEvent::Checked { equal: true, .. })));
    assert_eq!(bench.hub.frames_sent.load(Ordering::SeqCst), 1, "frame 3 was here already");
}

#[tokio::test]
async fn forgets_what_is_settled() {
    let mut bench = Bench::honest();
    bench.checks().await;
    bench.retains(&[&bench.job]);
    assert!(bench.finding().is_some());
    bench.retains(&[]);
    assert_eq!(bench.finding(), None);
    let (checker, _news) = open(bench.dir.path(), bench.hub.clone());
    assert!(checker.findings().is_empty(), "nothing is left on disk");
}

#[tokio::test]
async fn tells_a_broken_scene_from_one_that_loads() {
    let (good, mut broken, mut gone) = (spec(), spec(), spec());
    broken.files[0].sha256 = [1; 32];
    broken.files[0].bytes = 4;
    gone.files[0].sha256 = [2; 32];
    let dir = TempDir::new().expect("a folder");
    let hub = hub(&good, &[]);
    hub.files.lock().expect("no panic").insert([1; 32], b"blob".to_vec());
    for spec in [&broken, &gone] {
        hub.specs.lock().expect("no panic").insert(spec.hash(), spec.clone());
    }
    let (checker, mut news) = open(dir.path(), hub);
    let expected = [(good, SceneTrial::Loads), (broken, SceneTrial::Broken), (gone, SceneTrial::Unclear)];
    for (spec, trial) in expected {
        // What tells nothing is tried again, twice.
        for told in if trial == SceneTrial::Unclear { vec![None, None, Some(&trial)] } else { vec![Some(&trial)] } {
            checker.try_scene(spec.hash());
            tokio::time::timeout(TIMEOUT, news.recv()).await.expect("it is tried in time");
            assert_eq!(checker.trials().get(&spec.hash()), told);
        }
    }
}

impl Bench {
    /// Asks again and again, as ticks do, until there is another finding.
    pub async fn changes_from(&mut self, before: &Finding) -> Option<Finding> {
        let again = async {
            while self.finding().as_ref() == Some(before) {
                self.checker.check(self.request);
                // News, or the time for another look.
                let _ = tokio::time::timeout(Duration::from_millis(20), self.news.recv()).await;
            }
        };
        tokio::time::timeout(TIMEOUT, again).await.expect("the finding changes in time");
        self.finding()
    }
}
