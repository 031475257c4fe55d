//! What is generated and committed is fresh: the program's binary and IDL belong to these sources.
//!
//! A manifest holds one hash over the program's sources and its part of the lockfile, together with
//! the hashes of what was built from them. Where the builder that made them is at hand, named by
//! `RAYMENT_SBF_BUILDER`, they are built again and compared byte by byte.
//!
//! The program groups accounts that many instructions share; on the wire there are no groups, and so
//! there are none in the committed IDL: it lists every instruction's accounts in their order.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anchor_lang_idl_spec::{Idl, IdlInstructionAccountItem as Item};
use rayment_core::{Native, Sha256};
use rayment_spec::hex32;
use serde::{Deserialize, Serialize};

use crate::root;

const SOURCES: [&str; 4] =
    ["programs/core/src", "programs/core/Cargo.toml", "programs/rayment/src", "programs/rayment/Cargo.toml"];
const ELF: &str = "programs/built/rayment.so";
const IDL: &str = "programs/idls/rayment.json";
const MANIFEST: &str = "programs/built/manifest.json";

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    /// Over the program's sources, and the versions of all it is linked from.
    sources: String,
    program: String,
    idl: String,
}

#[test]
fn the_committed_program_and_idl_belong_to_these_sources() {
    // Names the IDL as it was built.
    let built = std::env::var_os("RAYMENT_WRITE_MANIFEST");
    if let Some(built) = &built {
        fs::write(root().join(IDL), without_groups(&fs::read(built).unwrap())).unwrap();
    }
    let now = Manifest { sources: sources(), program: hash(&read(ELF)), idl: hash(&read(IDL)) };
    if built.is_some() {
        let text = serde_json::to_string_pretty(&now).unwrap() + "\n";
        fs::write(root().join(MANIFEST), text).unwrap();
    }
    let committed: Manifest = serde_json::from_slice(&read(MANIFEST)).unwrap();
    assert_eq!(committed, now, "the program's sources, binary or IDL changed: run `./x program` and commit all three");
}

#[test]
fn the_builder_makes_the_same_program_again() {
    let named = std::env::var_os("RAYMENT_SBF_BUILDER").filter(|folder| !folder.is_empty());
    let Some(builder) = named.map(PathBuf::from) else {
        eprintln!("RAYMENT_SBF_BUILDER is not set: only the manifest was compared");
        return;
    };
    let out = tempfile::tempdir().unwrap();
    let tool = |name: &str| {
        let mut tool = Command::new(root().join("programs/builder/build"));
        tool.current_dir(root()).arg(&builder).arg(name);
        tool
    };
    let built = tool("cargo-build-sbf")
        .arg("--sbf-out-dir")
        .arg(out.path())
        .args(["-p", "rayment", "--", "--locked"])
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let idl = out.path().join("rayment.json");
    let made = tool("idl").arg("programs/rayment").arg(&idl).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(fs::read(out.path().join("rayment.so")).unwrap() == read(ELF), "the program comes out differently");
    assert!(without_groups(&fs::read(idl).unwrap()) == read(IDL), "the IDL comes out differently");
}

#[test]
fn the_manifest_knows_what_the_program_is_linked_from() {
    let linked = linked_packages();
    for name in ["anchor-lang ", "borsh ", "rayment-core "] {
        assert!(linked.iter().any(|package| package.starts_with(name)), "{name}is missing: {linked:?}");
    }
    assert!(!linked.iter().any(|package| package.starts_with("wgpu ")));
}

#[test]
fn the_idl_has_no_groups() {
    assert!(without_groups(&read(IDL)) == read(IDL), "`./x program` takes them out");
}

/// The IDL with every instruction's accounts in one list.
fn without_groups(idl: &[u8]) -> Vec<u8> {
    fn flat(items: Vec<Item>) -> Vec<Item> {
        let inner = |item| match item {
            Item::Composite(group) => flat(group.accounts),
            Item::Single(_) => vec![item],
        };
        items.into_iter().flat_map(inner).collect()
    }
    let mut idl: Idl = serde_json::from_slice(idl).unwrap();
    for instruction in &mut idl.instructions {
        instruction.accounts = flat(std::mem::take(&mut instruction.accounts));
    }
    (serde_json::to_string_pretty(&idl).unwrap() + "\n").into_bytes()
}

pub fn read(path: &str) -> Vec<u8> {
    fs::read(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn hash(bytes: &[u8]) -> String {
    hex32::encode(&Native::hash(&[bytes]))
}

/// One hash over every source file with its name, over the packages they are linked with, and over the
/// profile they are built in.
fn sources() -> String {
    let mut files = BTreeMap::new();
    for source in SOURCES {
        collect(&root(), &root().join(source), &mut files);
    }
    let mut all = Vec::new();
    for (name, bytes) in &files {
        all.extend(format!("{name}\n{}\n", hash(bytes)).into_bytes());
    }
    for package in linked_packages() {
        all.extend(format!("{package}\n").into_bytes());
    }
    all.extend(release_profile().into_bytes());
    hash(&all)
}

/// How the program is optimised.
fn release_profile() -> String {
    let manifest = String::from_utf8(read("Cargo.toml")).unwrap();
    let sections = manifest.split("\n[").filter(|section| section.starts_with("profile.release"));
    sections.map(|section| format!("[{}\n", section.trim())).collect()
}

pub fn collect(root: &Path, path: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            collect(root, &entry.unwrap().path(), files);
        }
    } else {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        files.insert(name, fs::read(path).unwrap());
    }
}

/// Names, versions and checksums of all packages that the lockfile leads to from the program.
fn linked_packages() -> BTreeSet<String> {
    let lock = String::from_utf8(read("Cargo.lock")).unwrap();
    let packages: Vec<Package> = lock.split("[[package]]").skip(1).map(Package::parse).collect();
    let mut found = BTreeSet::new();
    let mut ahead: Vec<&Package> = packages.iter().filter(|package| package.name == "rayment").collect();
    while let Some(package) = ahead.pop() {
        if found.insert(format!("{} {} {}", package.name, package.version, package.checksum)) {
            ahead.extend(package.needs.iter().flat_map(|need| packages.iter().filter(|other| other.is(need))));
        }
    }
    found
}

#[derive(Default)]
struct Package {
    name: String,
    version: String,
    checksum: String,
    /// `name`, or `name version` where there are several.
    needs: Vec<String>,
}

impl Package {
    fn parse(text: &str) -> Self {
        let mut package = Self::default();
        for line in text.lines().map(str::trim) {
            let quoted = || line.split('"').nth(1).unwrap_or_default().to_owned();
            match line.split_once(" = ") {
                Some(("name", _)) => package.name = quoted(),
                Some(("version", _)) => package.version = quoted(),
                Some(("checksum", _)) => package.checksum = quoted(),
                _ if line.starts_with('"') => package.needs.push(quoted()),
                _ => {}
            }
        }
        package
    }

    fn is(&self, need: &str) -> bool {
        match need.split_once(' ') {
            Some((name, version)) => self.name == name && version.split(' ').next() == Some(&self.version),
            None => self.name == need,
        }
    }
}
