//! Programs that only pretend, for tests.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// Makes a program of a script. Another process writes it: what this one holds open for writing while another test
/// starts a process can't be run for that moment.
pub fn program(path: &Path, script: &str) {
    let mut writer = Command::new("/bin/sh");
    writer.args(["-c", "cat > \"$1\" && chmod 700 \"$1\"", "sh"]).arg(path).stdin(Stdio::piped());
    let mut writer = writer.spawn().unwrap();
    writer.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    assert!(writer.wait().unwrap().success());
}
