//! A worker that is killed in the middle of a frame, again and again, at instants that nobody chose.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::*;

/// Where the worker that is killed finds its folder.
const FOLDER: &str = "RAYMENT_TEST_FOLDER";
/// 8 x 6 tiles, each of some milliseconds.
const SIZE: (u32, u32) = (256, 192);

fn job_in(folder: PathBuf) -> JobFixture {
    let scene = showcase::small_glb();
    let mut job = JobFixture::in_folder(folder, &scene, 1);
    job.spec = Arc::new(Spec { width: SIZE.0, height: SIZE.1, samples: 32, ..(*job.spec).clone() });
    job.chunk.tiles = job.spec.grid().tiles();
    job
}

/// The worker itself: this test is started again as a process of its own, and does nothing else.
#[tokio::test]
async fn works_where_it_is_told_to() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let job = job_in(folder.into());
    let running = job.works(false);
    // Until it is killed: its hub never answers.
    let _ = running.ended.await;
}

struct Killed(Child);

impl Killed {
    fn started(folder: &Path) -> Self {
        let own = std::env::current_exe().unwrap();
        let mut command = Command::new(own);
        command.args(["--exact", "work::killed::works_where_it_is_told_to", "--nocapture"]).env(FOLDER, folder);
        Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    fn dies(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Looks as often as it can until it sees it.
fn until(what: &str, sees: impl Fn() -> bool) {
    let deadline = Instant::now() + TIMEOUT;
    while !sees() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        std::thread::sleep(Duration::from_micros(200));
    }
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |file| file.len())
}

#[test]
fn loses_no_tile_and_renders_none_twice() {
    let scene = showcase::small_glb();
    let made = tempdir().unwrap();
    let job = job_in(made.path().to_owned());
    job.cache().keep(&job.spec.files[0].sha256, &scene, &job.spec).unwrap();
    let folder = job.folder.join("outbox").join(attempt().to_string());
    let (tiles, frame) = (folder.join("1.tiles"), folder.join("1.frame"));
    let mut before: Vec<u8> = Vec::new();
    // Any instants will do: not too regular, and not the same as the tiles'.
    for more in [1u64, 40_000, 77_777, 3, 25_000, 120_001] {
        let worker = Killed::started(&job.folder);
        let enough = before.len() as u64 + more;
        until("it has come further", || length(&tiles) >= enough || frame.exists());
        worker.dies();
        if frame.exists() {
            break;
        }
        let now = fs::read(&tiles).unwrap();
        // Only what was cut off in the middle of writing goes.
        let record = 4 + 8 + 32 * 32 * 12 + 32;
        let whole = 52 + before.len().saturating_sub(52) / record * record;
        assert_eq!(now[..whole.min(before.len())], before[..whole.min(before.len())], "what was kept stays");
        before = now;
        // The crashes were ours, not the job's: it is not to be given back for them.
        fs::remove_file(folder.join("begun")).unwrap();
    }
    let kept = before.len().saturating_sub(52) / (4 + 8 + 32 * 32 * 12 + 32);
    assert!(kept > 10 || frame.exists(), "{kept} tiles were kept through six deaths");
    let worker = Killed::started(&job.folder);
    until("the frame is whole", || frame.exists());
    worker.dies();
    assert_eq!(job.entry().load(1).unwrap().unwrap().body, rendered(&job, &scene, 1));
}
