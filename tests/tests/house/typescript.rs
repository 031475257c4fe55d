//! The TypeScript client is that of the committed IDL, as far as can be told without Node: a manifest holds the
//! hashes of the IDL, of the generator with the lockfile of all that it runs on, and of every file that came out.
//! Where Node is, `./x test` makes the client again and compares it byte by byte.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    fresh::{collect, hash, read},
    root,
};

const ROOM: &str = "app/sdk/ts";
const GENERATED: &str = "app/sdk/ts/src/generated";
const MANIFEST: &str = "manifest.json";
/// What people write here stays below this, in lines and columns.
const LINES: usize = 400;
const COLUMNS: usize = 120;

/// As `generator/manifest.mjs` writes it.
#[derive(Deserialize)]
struct Manifest {
    idl: String,
    layouts: BTreeMap<String, u8>,
    generator: String,
    files: BTreeMap<String, String>,
}

fn manifest() -> Manifest {
    serde_json::from_slice(&read(&format!("{GENERATED}/{MANIFEST}"))).unwrap()
}

#[test]
fn the_typescript_client_is_that_of_the_idl() {
    let manifest = manifest();
    let again = "run `./x client` and commit what it makes";
    assert_eq!(manifest.idl, hash(&read("programs/idls/rayment.json")), "the IDL changed: {again}");
    assert_eq!(manifest.layouts, layouts(), "the layouts of accounts changed: {again}");
    assert_eq!(manifest.generator, generator(), "the generator or its lockfile changed: {again}");
    assert_eq!(manifest.files, generated(), "a generated file changed: {again}");
}

#[test]
fn the_typescript_client_has_a_page_for_everything_in_the_idl() {
    let idl: serde_json::Value = serde_json::from_slice(&read("programs/idls/rayment.json")).unwrap();
    let files = manifest().files;
    let camel = |name: &str| {
        let mut parts = name.split('_').map(|part| part[..1].to_uppercase() + &part[1..]);
        let first = parts.next().unwrap();
        parts.fold(first[..1].to_lowercase() + &first[1..], |all, part| all + &part)
    };
    let mut pages = 0;
    for (kind, folder) in [("accounts", "accounts"), ("instructions", "instructions"), ("events", "types")] {
        for entry in idl[kind].as_array().unwrap() {
            let page = format!("{folder}/{}.ts", camel(entry["name"].as_str().unwrap()));
            assert!(files.contains_key(&page), "{page} is missing");
            pages += 1;
        }
    }
    assert!(pages > 40);
}

/// A lockfile that names a registry installs from nowhere else.
#[test]
fn packages_come_from_wherever_npm_is_told() {
    let lock = String::from_utf8(read(&format!("{ROOM}/package-lock.json"))).unwrap();
    assert!(!lock.contains("\"resolved\""), "set omit-lockfile-registry-resolved and write the lockfile again");
    assert!(lock.contains("\"integrity\""));
    let settings = String::from_utf8(read(&format!("{ROOM}/.npmrc"))).unwrap();
    assert!(!settings.contains("registry=") && !settings.contains("//"));
}

#[test]
fn versions_of_packages_are_exact() {
    let manifest: serde_json::Value = serde_json::from_slice(&read(&format!("{ROOM}/package.json"))).unwrap();
    for kind in ["dependencies", "devDependencies", "overrides"] {
        for (name, version) in manifest[kind].as_object().unwrap() {
            let version = version.as_str().unwrap();
            assert!(version.chars().all(|c| c.is_ascii_digit() || c == '.'), "{kind}: {name} {version}");
        }
    }
}

#[test]
fn what_people_wrote_there_is_short_and_finished() {
    let mut written = Vec::new();
    for folder in ["generator", "src", "test", "examples"] {
        hand_written(&root().join(ROOM).join(folder), &mut written);
    }
    assert!(written.len() > 15, "{written:?}");
    let unfinished = ["TO", "FIX"].map(|head| format!("{head}{}", if head == "TO" { "DO" } else { "ME" }));
    for path in written {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.lines().count() <= LINES, "split by idea: {path:?}");
        let long = text.lines().find(|line| line.chars().count() > COLUMNS);
        assert!(long.is_none(), "{path:?}: {long:?}");
        // The generator names what it takes out of pages.
        let is_named = |word: &String| text.contains(word) && !text.contains(&format!("// {word}: Coded error."));
        assert!(!unfinished.iter().any(is_named), "{path:?}");
    }
}

fn hand_written(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path == root().join(GENERATED) {
            // Made, not written.
        } else if path.is_dir() {
            hand_written(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "ts" || ending == "mjs") {
            found.push(path);
        }
    }
}

/// The version of each account's layout, by the rules.
fn layouts() -> BTreeMap<String, u8> {
    let text = String::from_utf8(read("programs/core/src/layout.rs")).unwrap();
    let mut found = BTreeMap::new();
    let mut module = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(" {")) {
            let mut parts = name.split('_');
            let first = parts.next().unwrap().to_owned();
            module = parts.fold(first, |all, part| all + &part[..1].to_uppercase() + &part[1..]);
        }
        if let Some(version) = line.strip_prefix("    pub const LAYOUT: u8 = ") {
            found.insert(module.clone(), version.trim_end_matches(';').parse().unwrap());
        }
    }
    found
}

/// One hash over every file of the generator and its lockfile, with their names.
fn generator() -> String {
    let mut files = BTreeMap::new();
    for part in ["generator", "package-lock.json"] {
        collect(&root(), &root().join(ROOM).join(part), &mut files);
    }
    let lines: String = files.iter().map(|(name, bytes)| format!("{name}\n{}\n", hash(bytes))).collect();
    hash(lines.as_bytes())
}

/// Every generated file but the manifest, by its place in the folder, and its hash.
fn generated() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    collect(&root().join(GENERATED), &root().join(GENERATED), &mut files);
    files.remove(MANIFEST);
    files.into_iter().map(|(name, bytes)| (name, hash(&bytes))).collect()
}
