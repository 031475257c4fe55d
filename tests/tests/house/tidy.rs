//! The house rules that a machine can check.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{layers, root};

/// A file that holds one idea stays below this.
const LINES: usize = 450;

#[test]
fn the_code_is_formatted() {
    let out = Command::new("cargo").current_dir(root()).args(["fmt", "--all", "--check"]).output().unwrap();
    assert!(out.status.success(), "run `cargo fmt --all`:\n{}", String::from_utf8_lossy(&out.stdout));
}

#[test]
fn files_hold_one_idea() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|path| (fs::read_to_string(&path).unwrap().lines().count(), path))
        .filter(|(lines, _)| *lines > LINES)
        .collect();
    assert!(long.is_empty(), "split these by idea: {long:?}");
}

#[test]
fn nothing_is_left_half_done() {
    let words = ["TO", "FIX", "XX"].map(|head| {
        format!(
            "{head}{}",
            if head == "TO" {
                "DO"
            } else if head == "FIX" {
                "ME"
            } else {
                "X"
            }
        )
    });
    let calls = ["unimplemented", "todo"].map(|name| format!("{name}!("));
    let mut found = Vec::new();
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        found.extend(
            words.iter().chain(&calls).filter(|word| text.contains(*word)).map(|word| (path.clone(), word.clone())),
        );
    }
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn names_say_what_things_are() {
    let vague = ["utils", "helpers", "common", "misc", "manager"];
    let found: Vec<_> = sources()
        .into_iter()
        .filter(|path| path.iter().any(|part| vague.contains(&part.to_str().unwrap().trim_end_matches(".rs"))))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

/// Only the program's `money` moves lamports, and opens and closes accounts.
#[test]
fn money_moves_in_one_place() {
    let moving = ["sub_lamports(", "add_lamports(", "borrow_mut_lamports(", ".close(", "init,", "system_program::{"];
    let mut files = Vec::new();
    collect(&root().join("programs/rayment/src"), &mut files);
    files.retain(|path| !path.starts_with(root().join("programs/rayment/src/money")));
    let found: Vec<_> = files
        .iter()
        .flat_map(|path| moving.iter().map(move |word| (path, word)))
        .filter(|(path, word)| fs::read_to_string(path).unwrap().contains(**word))
        .collect();
    assert!(files.len() > 20 && found.is_empty(), "{found:?}");
}

#[test]
fn the_readme_names_every_room() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for room in layers::folders().chain(["tests", "migrations"]) {
        assert!(readme.contains(&format!("`{room}`")), "the code map of README.md lacks {room}");
    }
    for command in ["./x demo", "./x test"] {
        assert!(readme.contains(command));
    }
}

pub fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for room in ["programs", "keeper", "worker", "app", "tests"] {
        collect(&root().join(room), &mut found);
    }
    assert!(found.len() > 50, "the sources were not found");
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("node_modules") {
            // Others' packages, where Node has put them.
        } else if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "wgsl") {
            found.push(path);
        }
    }
}
