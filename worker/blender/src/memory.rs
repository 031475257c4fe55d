//! What a process and its children use, as Linux tells it.

use std::fs;

/// Bytes of memory in use, and threads, of a process and all below it; `None` where nobody tells.
pub(super) fn used(process: u32) -> Option<Used> {
    let mut sum = Used::default();
    let mut waiting = vec![process];
    let mut known = false;
    while let Some(process) = waiting.pop() {
        let Ok(status) = fs::read_to_string(format!("/proc/{process}/status")) else { continue };
        known = true;
        // Pages of files are not its own: they are given back when somebody needs the room.
        let kilobytes = field(&status, "RssAnon:").unwrap_or(0) + field(&status, "RssShmem:").unwrap_or(0);
        sum.bytes = sum.bytes.saturating_add(kilobytes.saturating_mul(1_024));
        sum.threads = sum.threads.saturating_add(field(&status, "Threads:").unwrap_or(1));
        if sum.threads > MOST {
            break;
        }
        let children = fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
        waiting.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
    }
    known.then_some(sum)
}

/// Looking at more processes than that would take longer than it is worth.
const MOST: u64 = 100_000;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Used {
    pub bytes: u64,
    pub threads: u64,
}

fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_by_their_name() {
        let status = "Name:\tpython\nRssAnon:\t   93312 kB\nThreads:\t6\n";
        assert_eq!((field(status, "RssAnon:"), field(status, "Threads:")), (Some(93_312), Some(6)));
        assert_eq!(field(status, "RssShmem:"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn knows_this_process_and_no_process_that_is_not() {
        assert!(used(std::process::id()).is_some_and(|used| used.bytes > 0 && used.threads > 0));
        assert_eq!(used(u32::MAX), None);
    }
}
