//! Work on an attempt, taken up where it was left.

mod fake_hub;
mod killed;

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use fake_hub::FakeHub;
use rayment_client::order::delivery::{Leaves, frame_bytes, rects};
use rayment_core::{Native, Sha256, job::Chunk};
use rayment_engine::{BUILD, ENGINE, Engines, LoadLimits, Purpose, SceneCache, SceneCacheConfig, settings};
use rayment_hub_client::HubClient;
use rayment_render::{Cancel, FileMap, Limits, Prepared, Rect};
use rayment_scenes::showcase;
use rayment_spec::{Devices, Engine, File, Frames, Output, Spec, VERSION, hex32};
use rayment_worker::{
    attempt::Attempt,
    cache::Cache,
    outbox::{Entry, Frame, Outbox},
    work::{Commitment, Resources, Task, Work, WorkError},
};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use tempfile::{TempDir, tempdir};
use tokio::{sync::oneshot, time::timeout};

/// Long enough for a slow machine; a test that hangs fails.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A provider's data folder, and a job on it.
struct JobFixture {
    folder: PathBuf,
    /// Removes the folder at the end.
    _made: Option<TempDir>,
    spec: Arc<Spec>,
    chunk: Chunk,
    /// For a frame; people are shown drafts of what takes long.
    estimate_ms: u64,
}

struct Running {
    work: Work,
    ended: oneshot::Receiver<Result<(), WorkError>>,
}

impl JobFixture {
    /// A job of that many frames of a scene with these bytes.
    fn with(scene: &[u8], frames: u32) -> Self {
        let made = tempdir().unwrap();
        let job = Self::in_folder(made.path().to_owned(), scene, frames);
        let job = Self { _made: Some(made), ..job };
        job.cache().keep(&job.spec.files[0].sha256, scene, &job.spec).unwrap();
        job
    }

    fn in_folder(folder: PathBuf, scene: &[u8], frames: u32) -> Self {
        let file = File { path: "scene.glb".into(), sha256: Native::hash(&[scene]), bytes: scene.len() as u64 };
        let spec = Spec {
            version: VERSION,
            scene: "scene.glb".into(),
            files: vec![file],
            frames: vec![Frames { first: 1, last: frames, step: 1 }],
            width: 48,
            height: 40,
            samples: 2,
            bounces: 3,
            seed: 5,
            camera: 0,
            engine: Engine { name: ENGINE.into(), build: BUILD },
            devices: Devices::Cpu,
            output: Output::PNG,
        };
        let chunk = Chunk { frame: 1, frames, step: 1, tile: 0, tiles: spec.grid().tiles() };
        Self { folder, _made: None, spec: Arc::new(spec), chunk, estimate_ms: 0 }
    }

    fn cache(&self) -> Cache {
        Cache::open(&self.folder.join("cache"), 1 << 30).unwrap()
    }

    fn entry(&self) -> Entry {
        Outbox::open(&self.folder.join("outbox")).unwrap().entry(&attempt(), self.spec.hash())
    }

    /// A frame that no renderer would make: whoever renders it again gives itself away.
    fn stamped(&self, number: u32) -> Frame {
        Frame { number, ms: 1_000, body: vec![number as u8; frame_bytes(&self.spec, &self.chunk)] }
    }

    /// Works without a hub: it is down, and the work waits for it in vain.
    fn works(&self, wind_down: bool) -> Running {
        self.works_with("http://127.0.0.1:9", wind_down)
    }

    fn works_with(&self, hub: &str, wind_down: bool) -> Running {
        let hub = HubClient::new(hub, Some(Arc::new(Keypair::new()))).unwrap();
        let resources = Resources { hub, cache: self.cache(), scenes: scenes(), entry: self.entry() };
        let estimate_ms = self.estimate_ms;
        let task = Task { attempt: attempt(), spec: self.spec.clone(), chunk: self.chunk, threads: 1, estimate_ms };
        let (tell, ended) = oneshot::channel();
        let told = move |result| drop(tell.send(result));
        Running { work: Work::start(task, resources, wind_down, told, || ()), ended }
    }

    /// A frame that an earlier run has finished and uploaded.
    fn has_uploaded(&self, hub: &FakeHub, number: u32) {
        self.entry().store(&self.stamped(number)).unwrap();
        self.entry().mark_uploaded(&self.stamped(number)).unwrap();
        hub.holds(number);
    }

    async fn is_noted_as_begun(&self, begun: bool) {
        let note = self.folder.join("outbox").join(attempt().to_string()).join("begun");
        let noted = async {
            while note.exists() != begun {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(TIMEOUT, noted).await.unwrap();
    }

    async fn has_stored(&self, number: u32) -> Frame {
        let stored = async {
            loop {
                if let Some(frame) = self.entry_without_sweeping().load(number).unwrap() {
                    return frame;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(TIMEOUT, stored).await.unwrap()
    }

    /// Opening an outbox sweeps what is being written: only its own worker may.
    fn entry_without_sweeping(&self) -> Entry {
        thread_local!(static OUTBOX: std::cell::RefCell<Option<(std::path::PathBuf, Outbox)>> = const { std::cell::RefCell::new(None) });
        let root = self.folder.join("outbox");
        OUTBOX.with_borrow_mut(|known| {
            let outbox = match known {
                Some((path, outbox)) if *path == root => outbox.clone(),
                _ => Outbox::open(&root).unwrap(),
            };
            *known = Some((root, outbox.clone()));
            outbox.entry(&attempt(), self.spec.hash())
        })
    }
}

impl Running {
    async fn ends(self) -> (Work, Result<(), WorkError>) {
        let result = timeout(TIMEOUT, self.ended).await.unwrap().unwrap();
        (self.work, result)
    }
}

fn attempt() -> Attempt {
    Attempt { job: Pubkey::new_from_array([6; 32]), number: 0 }
}

fn scenes() -> SceneCache {
    let (engines, purpose) = (Engines::built_in(), Purpose::Deliver);
    SceneCache::new(SceneCacheConfig { engines, purpose, threads: 1, scenes: 1, loads: 1, limits: LoadLimits::NONE })
}

fn rendered(job: &JobFixture, scene: &[u8], number: u32) -> Vec<u8> {
    let mut files = FileMap::new();
    files.insert("scene.glb", scene);
    let scene = rayment_import::load("scene.glb", &files, &Limits::default()).unwrap();
    let prepared = Prepared::new(&scene, number, &settings(&job.spec), &Cancel::new()).unwrap();
    let tile = |rect: &Rect| prepared.tile(*rect, &Cancel::new()).unwrap().to_bytes();
    Rect::grid(job.spec.width, job.spec.height, 32).iter().flat_map(tile).collect()
}

#[tokio::test]
async fn a_complete_attempt_is_committed_to_without_rendering_again() {
    let job = JobFixture::with(b"not even a scene", 3);
    let (hub, mut leaves) = (FakeHub::start().await, Leaves::new(&job.spec, &job.chunk));
    for number in 1..=3 {
        job.has_uploaded(&hub, number);
        leaves.push(&job.stamped(number).body).unwrap();
    }
    let (work, result) = job.works_with(&hub.url, false).ends().await;
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(hub.taken(), [], "what the hub has does not go there again");
    // Three frames at a second each, whichever run of the worker rendered them.
    assert_eq!(work.commitment(), Some(Commitment { root: leaves.root().unwrap(), frames: 3, ms: 3_000 }));
}

#[tokio::test]
async fn a_hub_that_lost_a_frame_is_given_it_again() {
    let job = JobFixture::with(b"not even a scene", 3);
    let hub = FakeHub::start().await;
    (1..=3).for_each(|number| job.has_uploaded(&hub, number));
    hub.loses(2);
    let (work, result) = job.works_with(&hub.url, false).ends().await;
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(hub.taken(), [(2, job.stamped(2).body)]);
    assert_eq!(work.commitment().map(|made| made.frames), Some(3));
}

#[tokio::test]
async fn a_job_that_ended_the_worker_twice_in_a_row_is_given_back() {
    let scene = showcase::small_glb();
    let job = JobFixture::with(&scene, 2);
    let hub = FakeHub::start().await;
    // Two runs that were killed in mid-frame, after the first frame.
    job.entry().store(&job.stamped(1)).unwrap();
    (0..2).for_each(|_| job.entry().begin().unwrap());
    let (_, result) = job.works_with(&hub.url, false).ends().await;
    let Err(WorkError::Worker(why)) = result else { panic!("{result:?}") };
    assert!(why.contains("2 times"), "{why}");
    assert_eq!(job.entry().load(2).unwrap(), None);
}

#[tokio::test]
async fn a_finished_frame_or_an_orderly_end_clears_what_went_wrong_before() {
    let scene = showcase::small_glb();
    let job = JobFixture::with(&scene, 1);
    let hub = FakeHub::start().await;
    job.entry().begin().unwrap();
    let (work, result) = job.works_with(&hub.url, false).ends().await;
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(work.frames(), 1);
    assert_eq!(job.entry().begun().unwrap(), 0);

    // Stopped by request, any number of times.
    let mut job = JobFixture::with(&scene, 1);
    job.spec = Arc::new(Spec { samples: 60_000, ..(*job.spec).clone() });
    for _ in 0..4 {
        let running = job.works(false);
        job.is_noted_as_begun(true).await;
        running.work.stop();
        let (_, result) = running.ends().await;
        assert!(matches!(result, Err(WorkError::Stopped)), "{result:?}");
        job.is_noted_as_begun(false).await;
    }
}

#[tokio::test]
async fn goes_on_from_the_frames_that_are_finished() {
    let scene = showcase::small_glb();
    let job = JobFixture::with(&scene, 3);
    job.entry().store(&job.stamped(2)).unwrap();
    let running = job.works(false);
    assert_eq!(job.has_stored(1).await.body, rendered(&job, &scene, 1));
    assert_eq!(job.has_stored(3).await.body, rendered(&job, &scene, 3));
    assert_eq!(job.has_stored(2).await, job.stamped(2));
    running.work.stop();
    assert!(matches!(running.ends().await.1, Err(WorkError::Stopped)));
}

#[tokio::test]
async fn goes_on_from_the_tiles_that_are_finished() {
    let scene = showcase::small_glb();
    let job = JobFixture::with(&scene, 1);
    let lengths: Vec<_> = rects(&job.spec, &job.chunk).iter().map(|rect| rect.pixels() * 12).collect();
    let kept = job.entry().tiles((1, &job.chunk), &lengths, |_, _| panic!("nothing is there yet")).unwrap();
    // A tile that no renderer would make, and a minute spent on it.
    kept.add(2, 60_000, &vec![7; lengths[2]]).unwrap();
    let running = job.works(false);
    let (frame, honest) = (job.has_stored(1).await, rendered(&job, &scene, 1));
    let start: usize = lengths[..2].iter().sum();
    assert_eq!(frame.body[..start], honest[..start]);
    assert!(frame.body[start..start + lengths[2]].iter().all(|byte| *byte == 7), "it is not rendered again");
    assert_eq!(frame.body[start + lengths[2]..], honest[start + lengths[2]..]);
    assert!((60_000..90_000).contains(&frame.ms), "{} ms", frame.ms);
    assert!(!job.folder.join("outbox").join(attempt().to_string()).join("1.tiles").exists());
    running.work.stop();
    running.work.over().await;
}

#[tokio::test]
async fn tiles_of_one_frame_are_a_job_like_any() {
    let scene = showcase::small_glb();
    let mut job = JobFixture::with(&scene, 1);
    job.chunk = Chunk { tile: 2, tiles: 2, ..job.chunk };
    let running = job.works(false);
    let whole = rendered(&job, &scene, 1);
    let part = job.has_stored(1).await.body;
    assert_eq!(part[..], whole[whole.len() - part.len()..]);
    assert_eq!(part.len(), 48 * 8 * 12, "the lower row of tiles is eight pixels high");
    running.work.stop();
    running.work.over().await;
}

#[tokio::test]
async fn shows_drafts_of_what_takes_long_and_of_every_tenth_frame_first() {
    let scene = showcase::small_glb();
    let job = JobFixture { estimate_ms: 2_000, ..JobFixture::with(&scene, 25) };
    let hub = FakeHub::start().await;
    let running = job.works_with(&hub.url, false);
    hub.has_taken(3, TIMEOUT).await;
    running.work.stop();
    running.work.over().await;
    let drafts: Vec<_> = hub.drafts().into_iter().take(3).collect();
    assert_eq!(drafts.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [11, 21, 1]);
    let honest = {
        let mut files = FileMap::new();
        files.insert("scene.glb", &scene[..]);
        let scene = rayment_import::load("scene.glb", &files, &Limits::default()).unwrap();
        let settings = rayment_worker::inspect::draft_settings(&job.spec);
        Prepared::new(&scene, 11, &settings, &Cancel::new()).unwrap().whole(&Cancel::new()).unwrap().to_bytes()
    };
    assert_eq!(drafts[0].1, honest);
    assert_eq!(honest.len(), 6 * 5 * 12);
}

#[tokio::test]
async fn shows_no_drafts_of_what_is_there_in_no_time() {
    let job = JobFixture::with(&showcase::small_glb(), 2);
    let hub = FakeHub::start().await;
    let (_, result) = job.works_with(&hub.url, false).ends().await;
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(hub.drafts(), []);
}

#[tokio::test]
async fn a_frame_that_was_damaged_on_disk_is_rendered_again() {
    let scene = showcase::small_glb();
    let job = JobFixture::with(&scene, 1);
    job.entry().store(&job.stamped(1)).unwrap();
    let stored = job.folder.join("outbox").join(attempt().to_string()).join("1.frame");
    fs::write(&stored, "damaged").unwrap();
    let running = job.works(false);
    assert_eq!(job.has_stored(1).await.body, rendered(&job, &scene, 1));
    running.work.stop();
    running.work.over().await;
}

#[tokio::test]
async fn winding_down_begins_no_frame_and_commits_to_those_that_are_done() {
    let job = JobFixture::with(b"not even a scene", 4);
    let hub = FakeHub::start().await;
    for number in [1, 2, 4] {
        job.has_uploaded(&hub, number);
    }
    let (work, result) = job.works_with(&hub.url, true).ends().await;
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(work.commitment().map(|made| (made.frames, made.ms)), Some((2, 2_000)));
}

#[tokio::test]
async fn a_scene_that_does_not_load_is_the_jobs_trouble() {
    let (_, result) = JobFixture::with(b"not even a scene", 1).works(false).ends().await;
    let Err(WorkError::Spec(why)) = result else { panic!("{result:?}") };
    assert!(why.contains("glTF"), "{why}");
}

#[tokio::test]
async fn damaged_input_is_the_workers_trouble_and_goes() {
    let job = JobFixture::with(&showcase::small_glb(), 1);
    let file = &job.spec.files[0];
    let path = job.folder.join("cache").join(hex32::encode(&file.sha256));
    let mut bytes = fs::read(&path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&path, bytes).unwrap();
    let (_, result) = job.works(false).ends().await;
    assert!(matches!(result, Err(WorkError::Worker(_))), "{result:?}");
    assert!(!job.cache().has(&file.sha256, file.bytes));
}

#[tokio::test]
async fn a_stopped_worker_stores_nothing_more() {
    let scene = showcase::small_glb();
    let mut job = JobFixture::with(&scene, 1);
    // Minutes of work.
    job.spec = Arc::new(Spec { samples: 60_000, ..(*job.spec).clone() });
    let running = job.works(false);
    running.work.stop();
    let (work, result) = running.ends().await;
    assert!(matches!(result, Err(WorkError::Stopped)), "{result:?}");
    assert_eq!(work.commitment(), None);
    assert_eq!(job.entry().load(1).unwrap(), None);
}

#[test]
fn the_cache_lets_go_what_was_used_longest_ago_but_nothing_of_the_job_in_hand() {
    let folder = tempdir().unwrap();
    let cache = Cache::open(folder.path(), 100).unwrap();
    let content: Vec<Vec<u8>> = (0..4u8).map(|fill| vec![fill; 40]).collect();
    let hash = |place: usize| Native::hash(&[&content[place]]);
    let job = JobFixture::with(&content[0], 1);
    for (place, age) in [(0, 300), (1, 200)] {
        cache.keep(&hash(place), &content[place], &job.spec).unwrap();
        let path = folder.path().join(hex32::encode(&hash(place)));
        let then = std::time::SystemTime::now() - Duration::from_secs(age);
        let file = fs::File::options().append(true).open(path).unwrap();
        file.set_times(fs::FileTimes::new().set_modified(then)).unwrap();
    }
    cache.keep(&hash(2), &content[2], &job.spec).unwrap();
    // The first is the oldest, and belongs to the job.
    assert!(cache.has(&hash(0), 40) && !cache.has(&hash(1), 40) && cache.has(&hash(2), 40));
}
