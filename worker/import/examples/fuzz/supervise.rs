use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Instant, SystemTime};

use serde_json::{Value, json};

use crate::seeds::Seed;
use crate::worker::{read_back, save};

/// Address space of a worker, in KiB: a limit that was not kept ends the process.
const MEMORY_KIB: u64 = 3 << 20;

/// Runs workers until the time is over, one after the other: whatever kills one is saved and counted.
pub fn run(format: &str, seconds: u64, folder: &Path) -> Result<(), Box<dyn Error>> {
    if !crate::seeds::FORMATS.contains(&format) {
        return Err(format!("expected one of {:?}", crate::seeds::FORMATS).into());
    }
    let folder = folder.join(format);
    fs::create_dir_all(&folder)?;
    let (begun, own) = (Instant::now(), std::env::current_exe()?);
    // Every run tries other inputs than the runs before it.
    let first = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_nanos() as u64;
    let (mut start, mut sums, mut hangs, mut deaths) = (first, Vec::<Value>::new(), 0u64, 0u64);
    while begun.elapsed().as_secs() < seconds {
        let left = seconds - begun.elapsed().as_secs();
        let limited = format!("ulimit -v {MEMORY_KIB}; ulimit -c 0; exec \"$0\" --worker \"$@\"");
        let status = Command::new("sh")
            .args(["-c", &limited])
            .arg(&own)
            .args([format, &left.to_string(), &start.to_string()])
            .arg(&folder)
            .env("RAYON_NUM_THREADS", "1")
            .status()?;
        let tally: Value =
            serde_json::from_slice(&fs::read(folder.join("tally.json")).unwrap_or_default()).unwrap_or_default();
        let done = tally["executions"].as_u64().unwrap_or(0);
        sums.push(tally);
        if status.success() {
            break;
        }
        let what = if status.code() == Some(3) { "hang" } else { "death" };
        hangs += u64::from(what == "hang");
        deaths += u64::from(what == "death");
        let input = read_back(&fs::read(folder.join("at")).unwrap_or_default()).unwrap_or_default();
        let seed = Seed { name: "", main: "", files: input };
        save(&seed, &folder.join(format!("{what}-{}", hangs + deaths)))?;
        // Other numbers than those that led here.
        start = start.wrapping_add(done + 1_000_003);
    }
    let sum = |key: &str| sums.iter().filter_map(|tally| tally[key].as_u64()).sum::<u64>();
    let most = |key: &str| sums.iter().filter_map(|tally| tally[key].as_u64()).max().unwrap_or(0);
    let report = json!({
        "format": format,
        "seconds": begun.elapsed().as_secs(),
        "cpu_seconds": sum("cpu_seconds"),
        "first": first,
        "executions": sum("executions"),
        "accepted": sum("accepted"),
        "rejected": sum("rejected"),
        "rejections": sums.last().map(|tally| tally["rejections"].clone()),
        "panics": sum("panics"),
        "hangs": hangs,
        "deaths": deaths,
        "slowest_ms": most("slowest_ms"),
        "peak_mib": most("peak_mib"),
    });
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}
