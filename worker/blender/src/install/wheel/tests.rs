//! With a Python that only pretends.

use super::*;
use crate::install::fake::program;

/// A `python3.11` that makes environments with itself in them, and whose pip does `pip`.
fn python(folder: &Path, pip: &str) -> PathBuf {
    let path = folder.join("python3.11");
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in\n*version_info*) echo 3.11 ;;\n*venv*) for last; do :; done; mkdir -p \"$last/bin\"; \
         cp \"$0\" \"$last/bin/python\" ;;\n*pip*) {pip} ;;\n*bpy*) echo noise; \
         echo '{{\"version\":[4,5,15],\"hash\":\"abc\",\"base\":\"/usr\"}}' ;;\nesac\n"
    );
    program(&path, &script);
    path
}

#[test]
fn sets_up_once_and_finds_it_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(folder.path().join("home"));
    assert!(home.found().unwrap().is_none());
    let count = folder.path().join("count");
    let own = python(folder.path(), &format!("echo \"$*\" >> {}", count.display()));
    let mut steps = Vec::new();
    let first = home.install(Some(&own), &mut |step| steps.push(step)).unwrap();
    assert_eq!(steps, [Step::Environment, Step::Module(0), Step::Module(100), Step::Trial]);
    assert_eq!(home.install(Some(&own), &mut |_| {}).unwrap(), first);
    assert_eq!(home.found().unwrap().unwrap(), first);
    let calls = fs::read_to_string(count).unwrap();
    assert_eq!(calls.lines().count(), 1);
    assert!(calls.contains("--require-hashes") && calls.contains("--no-deps"));
    assert!(!home.path().join(".making").exists());
}

#[test]
fn a_failed_try_leaves_nothing_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(folder.path().join("home"));
    let own = python(folder.path(), "echo 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES' >&2; exit 1");
    let error = home.install(Some(&own), &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("DO NOT MATCH"), "{error}");
    assert!(home.found().unwrap().is_none() && !home.path().join(".making").exists());
}

#[test]
fn another_python_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("python");
    program(&path, "#!/bin/sh\necho 3.13\n");
    let error = Home::at(folder.path()).install(Some(&path), &mut |_| {}).unwrap_err().to_string();
    assert!(error.contains("is 3.13") && error.contains("python3.11-venv"), "{error}");
}

#[test]
fn a_python_that_makes_no_environment_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("python");
    let script = "#!/bin/sh\ncase \"$*\" in *version_info*) echo 3.11 ;; *) echo 'ensurepip is not available' >&2; exit 1 ;; esac\n";
    program(&path, script);
    let error = Home::at(folder.path()).install(Some(&path), &mut |_| {}).unwrap_err().to_string();
    assert!(error.contains("ensurepip") && error.contains("python3-venv"), "{error}");
}
