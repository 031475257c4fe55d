//! Memory: how much of it a job takes, and how much there is.
//!
//! Whoever runs out of it is killed in the middle of a job, again at each restart, until the bond is
//! lost. So a job is weighed before it is claimed.

use std::fs;

use rayment_client::order::delivery::frame_bytes;
use rayment_core::job::Chunk;
use rayment_spec::Spec;

/// Bodies held at a time: one frame is rendered while the one before is on its way to the hub.
const BODIES: u64 = 2;
/// What becomes of a scene file, by experience: its bytes, what it unfolds to, and the tree over that.
const UNFOLDED: u64 = 8;
/// The renderer's own limits keep any scene below this.
const LARGEST_SCENE: u64 = 4 << 30;
/// Taken for the machine's memory where the system does not tell.
const UNKNOWN: u64 = 8 << 30;

/// The most bytes that a job takes at a time, by estimate.
pub fn wanted(spec: &Spec, chunk: &Chunk) -> u64 {
    let bodies = (frame_bytes(spec, chunk) as u64).saturating_mul(BODIES);
    bodies.saturating_add(spec.bytes().saturating_mul(UNFOLDED).min(LARGEST_SCENE))
}

/// Bytes for each of `slots` jobs: a share of `most`, or of half the machine's memory.
pub fn for_a_job(most: Option<u64>, slots: u16) -> u64 {
    most.unwrap_or_else(|| of_machine() / 2) / u64::from(slots.max(1))
}

/// Bytes of memory that this process can have.
fn of_machine() -> u64 {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|info| total(&info));
    // A container has its own limit; where it has none, this is a word and no number.
    let container = fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|text| text.trim().parse().ok());
    machine.into_iter().chain(container).min().unwrap_or(UNKNOWN)
}

fn total(info: &str) -> Option<u64> {
    let line = info.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_machine_has() {
        let info = "MemTotal:       24684092 kB\nMemFree:         2584772 kB\n";
        assert_eq!(total(info), Some(24_684_092 * 1_024));
        assert_eq!(total("MemFree: 1 kB\n"), None);
        assert_eq!(total("MemTotal: many kB\n"), None);
        assert!(of_machine() > 0);
    }

    #[test]
    fn slots_share_what_there_is() {
        assert_eq!(for_a_job(Some(1_000), 1), 1_000);
        assert_eq!(for_a_job(Some(1_000), 4), 250);
        assert_eq!(for_a_job(None, 1), of_machine() / 2);
    }
}
