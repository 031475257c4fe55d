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
    job::{Command, Signer},
    market::Params,
    money::Holding,
    proof::challenge::Challenge,
};
use rayment_engine::Engines;
use rayment_keeper::{
    Errand, KeeperEvent,
    check::{Desk, DeskConfig},
    snapshot::{CheckCost, Finding, SceneTrial},
};
use rayment_spec::Spec;
use tempfile::TempDir;
use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::{
    library::Paper,
    market::{KEEPER, NOON, key},
    picture::{bodies, chunk, delivered, file_hash, flip, glb, spec},
};

/// Long enough for a slow machine; a test that waits this long has failed.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// What the delivery brings.
pub const FEE: u64 = 50;

/// A desk at work on one delivery.
pub struct Bench {
    pub desk: Desk,
    pub hub: Arc<Paper>,
    pub errand: Errand,
    pub job: Job,
    pub news: UnboundedReceiver<Option<KeeperEvent>>,
    pub dir: TempDir,
}

pub fn hub(spec: &Spec, bodies: &[Vec<u8>]) -> Arc<Paper> {
    let hub = Paper::default();
    hub.files.lock().expect("no panic").insert(file_hash(), glb());
    hub.specs.lock().expect("no panic").insert(spec.hash(), spec.clone());
    hub.frames.lock().expect("no panic").extend(chunk().frame_numbers().zip(bodies.iter().cloned()));
    Arc::new(hub)
}

fn open(dir: &Path, hub: Arc<Paper>) -> (Desk, UnboundedReceiver<Option<KeeperEvent>>) {
    open_with(dir, hub, 0, 1 << 30)
}

pub fn open_with(
    dir: &Path,
    hub: Arc<Paper>,
    lamports_per_second: u64,
    disk_bytes: u64,
) -> (Desk, UnboundedReceiver<Option<KeeperEvent>>) {
    let (bell, news) = mpsc::unbounded_channel();
    let config = DeskConfig {
        data_dir: dir.to_owned(),
        threads: 2,
        lamports_per_second,
        disk_bytes,
        engines: Engines::built_in(),
    };
    // A desk that is gone tells nobody.
    let desk = Desk::open(config, hub, move |event| drop(bell.send(event))).expect("the folder is new");
    (desk, news)
}

impl Bench {
    /// A desk, and a delivery of what `change` makes of the honest picture.
    fn with(change: impl Fn(&Spec, &mut Vec<Vec<u8>>)) -> Self {
        let spec = spec();
        let mut bodies = bodies(&spec, &chunk());
        change(&spec, &mut bodies);
        Self::of(&spec, &bodies)
    }

    pub fn of(spec: &Spec, bodies: &[Vec<u8>]) -> Self {
        let dir = TempDir::new().expect("a folder");
        let (job, hub) = (delivered(spec, bodies), hub(spec, bodies));
        let (desk, news) = open(dir.path(), hub.clone());
        let errand = Errand {
            job,
            challenge: Some(challenge(&job)),
            tiles: 30,
            fee: FEE,
            same_class: false,
            due: NOON,
            left_secs: 900,
        };
        Self { desk, hub, errand, job, news, dir }
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
        self.desk.findings().get(&(self.job.address, self.job.state.attempt)).cloned()
    }

    pub async fn hears(&mut self) -> Option<KeeperEvent> {
        let news = tokio::time::timeout(PATIENCE, self.news.recv()).await;
        news.expect("the desk says something in time").expect("the desk is there")
    }

    pub async fn checks(&mut self) -> Option<KeeperEvent> {
        self.desk.check(self.errand);
        self.hears().await
    }

    pub fn retains(&self, jobs: &[&Job]) {
        let attempts = jobs.iter().map(|job| (job.address, job.state.attempt)).collect();
        self.desk.retain(&attempts, &BTreeSet::new());
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
    assert!(bench.desk.cost() != CheckCost::default());
    assert_eq!(stored(bench.dir.path()), 0, "frames are not kept after the check");
}

#[tokio::test]
async fn proves_one_flipped_bit_in_a_challenged_tile() {
    let (mut bench, tile) = Bench::with_a_wrong_tile(true);
    let event = bench.checks().await;
    assert!(matches!(event, Some(KeeperEvent::Checked { equal: false, .. })));
    let Some(Finding::Different { evidence, .. }) = bench.finding() else { panic!("{:?}", bench.finding()) };
    assert_eq!((evidence.frame, evidence.tile), (1, tile));
    let command = Command::Reject { attempt: 0, evidence };
    let step = bench.job.state.step::<Native>(&Params::DEFAULT, Signer::Keeper(key(KEEPER)), &command, NOON + 10);
    let step = step.expect("the program takes the evidence");
    assert_eq!(step.transfers.amount(Holding::Bond, Holding::Client), Params::DEFAULT.bond(bench.job.state.deposit));
}

/// What is checked is a sample, and this is what that means.
#[tokio::test]
async fn does_not_see_a_wrong_tile_that_was_not_challenged() {
    let (mut bench, _) = Bench::with_a_wrong_tile(false);
    assert!(matches!(bench.checks().await, Some(KeeperEvent::Checked { equal: true, .. })));
}

#[tokio::test]
async fn prepares_before_the_challenge_is_known() {
    let mut bench = Bench::honest();
    bench.desk.check(Errand { challenge: None, ..bench.errand });
    assert_eq!(bench.hears().await, None);
    assert_eq!(bench.finding(), Some(Finding::Fetched));
    assert_eq!(bench.hub.frames_sent.load(Ordering::SeqCst), 2);
    assert!(matches!(bench.checks().await, Some(KeeperEvent::Checked { equal: true, .. })));
    assert_eq!(bench.hub.frames_sent.load(Ordering::SeqCst), 2, "frames are fetched once");
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
    bench.desk.stop().await;
    let silent = Arc::new(Paper::default());
    let (desk, _news) = open(bench.dir.path(), silent.clone());
    bench.desk = desk;
    assert_eq!(bench.finding(), finding);
    bench.desk.check(bench.errand);
    assert_eq!(silent.asked.load(Ordering::SeqCst), 0, "a finished check is not done again");
}

#[tokio::test]
async fn takes_up_a_half_fetched_delivery_after_a_restart() {
    let mut bench = Bench::honest();
    let frame = bench.hub.frames.lock().expect("no panic").remove(&5).expect("it was handed in");
    bench.checks().await;
    bench.desk.stop().await;
    bench.hub.frames.lock().expect("no panic").insert(5, frame);
    bench.hub.frames_sent.store(0, Ordering::SeqCst);
    (bench.desk, bench.news) = open(bench.dir.path(), bench.hub.clone());
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
    let (desk, _news) = open(bench.dir.path(), bench.hub.clone());
    assert!(desk.findings().is_empty(), "nothing is left on disk");
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
    let (desk, mut news) = open(dir.path(), hub);
    let expected = [(good, SceneTrial::Loads), (broken, SceneTrial::Broken), (gone, SceneTrial::Unclear)];
    for (spec, trial) in expected {
        desk.try_scene(spec.hash());
        tokio::time::timeout(PATIENCE, news.recv()).await.expect("it is tried in time");
        assert_eq!(desk.trials().get(&spec.hash()), Some(&trial));
    }
}

impl Bench {
    /// Asks again and again, as ticks do, until there is another finding.
    pub async fn changes_from(&mut self, before: &Finding) -> Option<Finding> {
        let again = async {
            while self.finding().as_ref() == Some(before) {
                self.desk.check(self.errand);
                // News, or the time for another look.
                let _ = tokio::time::timeout(Duration::from_millis(20), self.news.recv()).await;
            }
        };
        tokio::time::timeout(PATIENCE, again).await.expect("the finding changes in time");
        self.finding()
    }
}
