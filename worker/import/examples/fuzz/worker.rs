use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rayment_import::pack;
use rayment_render::{Cancel, Limits, Prepared, SceneError, Settings};
use serde_json::json;

use crate::mutate::{Random, changed};
use crate::seeds::{self, Seed};

/// An input that takes longer hangs: seconds of the processor, and of the clock for what only waits.
const PATIENCE: Duration = Duration::from_secs(10);
const LAST_PATIENCE: Duration = Duration::from_secs(300);
/// Bytes of a scene that is worth starting from.
const LARGEST: usize = 64 << 10;
/// Starts that are kept besides the corpus.
const POOL: usize = 64;

/// One more than the number of the input at hand.
static BEAT: AtomicU64 = AtomicU64::new(0);

/// Limits that small inputs can reach.
fn limits() -> Limits {
    Limits {
        file_bytes: 8 << 20,
        total_bytes: 32 << 20,
        nodes: 5_000,
        triangles: 100_000,
        vertices: 200_000,
        image_pixels: 1 << 20,
        keyframes: 100_000,
        lights: 100,
        ..Limits::default()
    }
}

#[derive(Default)]
struct Tally {
    executions: u64,
    accepted: u64,
    panics: u64,
    /// Time of the processor: others may use it too.
    slowest: Duration,
    rejections: BTreeMap<&'static str, u64>,
}

/// Runs inputs from number `start` on until the time is over; the input at hand is in `FOLDER/at`.
pub fn run(format: &str, seconds: u64, start: u64, folder: &Path) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let at = File::create(folder.join("at"))?;
    std::panic::set_hook(Box::new(|_| {}));
    let (mut pool, mut tally, mut number) = (seeds::of(format), Tally::default(), start);
    // Large ones would take the time of many small ones.
    let is_small = |seed: &Seed| seed.files.values().map(Vec::len).sum::<usize>() < LARGEST;
    pool.retain(is_small);
    let own = pool.len();
    std::thread::spawn(watch);
    while begun.elapsed() < Duration::from_secs(seconds) {
        let seed = changed(&pool, &mut Random(number));
        at.write_all_at(&noted(&seed), 0)?;
        BEAT.store(number + 1, Ordering::Relaxed);
        let before = spent();
        match catch_unwind(AssertUnwindSafe(|| tried(&seed))) {
            Ok(Ok(())) => {
                tally.accepted += 1;
                if number % 16 == 0 && is_small(&seed) {
                    let place = if pool.len() < own + POOL { pool.len() } else { own + (number / 16) as usize % POOL };
                    if place == pool.len() { pool.push(seed) } else { pool[place] = seed }
                }
            }
            Ok(Err(kind)) => *tally.rejections.entry(kind).or_default() += 1,
            Err(_) => {
                tally.panics += 1;
                save(&seed, &folder.join(format!("{format}-panic-{number}")))?;
            }
        }
        tally.slowest = tally.slowest.max(spent() - before);
        tally.executions += 1;
        number += 1;
        if tally.executions % 256 == 0 {
            report(&tally, folder)?;
        }
    }
    BEAT.store(u64::MAX, Ordering::Relaxed);
    report(&tally, folder)?;
    Ok(())
}

/// A scene as one row of bytes, for a file that outlives the process: its length, then its files.
fn noted(seed: &Seed) -> Vec<u8> {
    let mut bytes = vec![0u8; 8];
    for (path, content) in &seed.files {
        for part in [path.as_bytes(), content] {
            bytes.extend((part.len() as u64).to_le_bytes());
            bytes.extend(part);
        }
    }
    let length = bytes.len() as u64;
    bytes[..8].copy_from_slice(&length.to_le_bytes());
    bytes
}

/// The files that [`noted`] wrote.
pub fn read_back(bytes: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let word = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?) as usize);
    let (end, mut at, mut parts) = (word(0)?, 8, Vec::new());
    while at < end {
        let length = word(at)?;
        parts.push(bytes.get(at + 8..at + 8 + length)?.to_vec());
        at += 8 + length;
    }
    Some(
        parts
            .as_chunks::<2>()
            .0
            .iter()
            .map(|[path, content]| (String::from_utf8_lossy(path).into(), content.clone()))
            .collect(),
    )
}

/// Ends the process when one input takes too long.
fn watch() {
    let (mut last, mut since, mut before) = (0, Instant::now(), spent());
    loop {
        std::thread::sleep(Duration::from_millis(250));
        let at = BEAT.load(Ordering::Relaxed);
        if at != last {
            (last, since, before) = (at, Instant::now(), spent());
        } else if at != u64::MAX && (spent() > before + PATIENCE || since.elapsed() > LAST_PATIENCE) {
            std::process::exit(3);
        }
    }
}

/// Time of the processor that this process has had, to a hundredth of a second.
fn spent() -> Duration {
    let about = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = about.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}

/// Loads a scene as a worker would, packs it as a client would, and draws a small picture of it.
fn tried(seed: &Seed) -> Result<(), &'static str> {
    let files = seed.map();
    let packed = pack(seed.main, &files, &limits());
    let scene = rayment_import::load(seed.main, &files, &limits()).map_err(kind)?;
    packed.map_err(kind)?;
    // Tracing is not what is tried here; a few triangles tell whether what was taken is fit for it.
    if scene.stats().triangles > 200 {
        return Ok(());
    }
    let settings = Settings { width: 4, height: 4, samples: 1, max_bounces: 2, ..Settings::default() };
    let frame = scene.stats().frames.map_or(0, |frames| frames.last);
    let prepared = Prepared::new(&scene, frame, &settings, &Cancel::new()).map_err(|_| "frame")?;
    prepared.whole(&Cancel::new()).map_err(|_| "cancelled")?;
    Ok(())
}

fn kind(error: SceneError) -> &'static str {
    assert!(error.to_string().len() < 4096, "an error is short");
    match error {
        SceneError::File { .. } => "file",
        SceneError::UnsafePath { .. } => "unsafe path",
        SceneError::NotGltf { .. } | SceneError::Format { .. } => "format",
        SceneError::Invalid { .. } => "invalid",
        SceneError::Unsupported { .. } => "unsupported",
        SceneError::TooLarge { .. } => "too large",
        SceneError::Image { .. } => "image",
        SceneError::Empty => "empty",
        SceneError::Cancelled(_) => "cancelled",
    }
}

pub fn save(seed: &Seed, folder: &Path) -> std::io::Result<()> {
    for (path, bytes) in &seed.files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, bytes)?;
    }
    Ok(())
}

fn report(tally: &Tally, folder: &Path) -> std::io::Result<()> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")).and_then(|rest| rest.split_whitespace().next());
    let report = json!({
        "executions": tally.executions,
        "accepted": tally.accepted,
        "rejected": tally.rejections.values().sum::<u64>(),
        "rejections": tally.rejections,
        "panics": tally.panics,
        "slowest_ms": tally.slowest.as_millis() as u64,
        "cpu_seconds": spent().as_secs(),
        "peak_mib": peak.and_then(|kib| kib.parse::<u64>().ok()).map_or(0, |kib| kib / 1024),
    });
    fs::write(folder.join("tally.json"), report.to_string())
}
