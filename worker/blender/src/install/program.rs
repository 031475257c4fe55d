//! Running a program of the system's for what it prints.

use std::io::{self, Read};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const LOOK: Duration = Duration::from_millis(50);

/// Runs it to its end, within a time, and calls `each` while it waits.
pub(super) fn output(mut command: Command, limit: Duration, each: &mut dyn FnMut()) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (stdout, stderr) = (drained(child.stdout.take()), drained(child.stderr.take()));
    let begun_at = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if begun_at.elapsed() > limit {
            let _ = child.kill();
            child.wait()?;
            return Err(io::Error::new(io::ErrorKind::TimedOut, format!("it took longer than {limit:?}")));
        }
        each();
        thread::sleep(LOOK);
    };
    let text = |thread: thread::JoinHandle<Vec<u8>>| thread.join().unwrap_or_default();
    Ok(Output { status, stdout: text(stdout), stderr: text(stderr) })
}

/// The last lines that say something.
pub(super) fn last_words(out: &Output, lines: usize) -> String {
    let text = if out.stderr.trim_ascii().is_empty() { &out.stdout } else { &out.stderr };
    let text = String::from_utf8_lossy(text);
    let mut last: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).rev().take(lines).collect();
    last.reverse();
    if last.is_empty() { out.status.to_string() } else { last.join("; ") }
}

fn drained(from: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut from) = from {
            let _ = from.read_to_end(&mut bytes);
        }
        bytes
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(script: &str, limit: Duration) -> io::Result<Output> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        output(command, limit, &mut || {})
    }

    #[test]
    fn tells_the_last_words_of_a_failure() {
        let out = run("echo one; echo two >&2; echo three >&2; exit 3", Duration::from_secs(60)).unwrap();
        assert_eq!((out.status.code(), last_words(&out, 1)), (Some(3), "three".into()));
        let quiet = run("exit 3", Duration::from_secs(60)).unwrap();
        assert!(last_words(&quiet, 1).contains('3'));
    }

    #[test]
    fn ends_what_takes_too_long() {
        let error = run("exec sleep 100", Duration::from_millis(20)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }
}
