//! Which crate may know which. What is not in the table can't be put in the wrong place: a new crate needs a row,
//! and a row may only name crates that stand above it here, so that there is no circle.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Command,
};

use serde::Deserialize;

use crate::root;

/// A crate, its folder, and the crates of this workspace that it may name.
struct Layer {
    name: &'static str,
    folder: &'static str,
    knows: &'static str,
}

const fn layer(name: &'static str, folder: &'static str, knows: &'static str) -> Layer {
    Layer { name, folder, knows }
}

impl Layer {
    fn knows(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.knows.split(' ').filter(|name| !name.is_empty())
    }
}

/// From the bottom up.
const LAYERS: &[Layer] = &[
    // The rules, what is bought, the one door to the program, and the hub from outside.
    layer("core", "programs/core", ""),
    layer("spec", "programs/spec", "core"),
    layer("rayment", "programs/rayment", "core"),
    layer("client", "programs/client", "core spec"),
    layer("hub-client", "keeper/hub/client", "core spec client"),
    layer("service", "keeper/service", "client"),
    // The renderer knows nothing of money.
    layer("render", "worker/render", ""),
    layer("picture", "worker/picture", ""),
    layer("import", "worker/import", "render"),
    layer("gpu", "worker/gpu", "render"),
    layer("attest", "worker/attest", "gpu"),
    layer("blender", "worker/blender", "render"),
    layer("scenes", "worker/scenes", "render import"),
    // Both meet in the engine, and nowhere below it.
    layer("engine", "worker/engine", "core spec render import gpu blender"),
    layer("check", "keeper/check", "core spec client hub-client service render engine"),
    // Daemons never know each other, and the hub never renders.
    layer("hub", "keeper/hub", "core spec client hub-client service picture"),
    layer("keeper", "keeper", "core spec client hub-client service render blender engine check"),
    layer("worker", "worker", "core spec client hub-client service render gpu blender scenes engine"),
    // What people and tests start.
    layer("sdk", "app/sdk/rust", "core spec client hub-client render picture import blender scenes engine check"),
    layer("localnet", "app/localnet", ""),
    layer(
        "testbed",
        "app/testbed",
        "core spec client hub-client service render picture import blender scenes engine hub keeper worker sdk localnet",
    ),
    layer(
        "cli",
        "app/cli",
        "core spec client hub-client service render picture blender scenes engine worker sdk localnet testbed",
    ),
    layer("tests", "tests", "core spec client"),
];

/// Where the crates lie.
pub fn folders() -> impl Iterator<Item = &'static str> {
    LAYERS.iter().map(|layer| layer.folder)
}

/// What is heavy or opens a door, and who alone may name it.
const RESERVED: &[(&str, &[&str])] = &[
    ("anchor-client", &["client"]),
    ("axum", &["hub"]),
    ("clap", &["hub", "keeper", "worker", "service", "cli"]),
    ("landlock", &["blender"]),
    ("litesvm", &["tests"]),
    ("object_store", &["hub"]),
    ("surfpool-core", &["localnet"]),
    ("ufbx", &["import"]),
    ("wgpu", &["attest", "gpu"]),
];

#[test]
fn every_crate_stands_in_the_table_where_it_lies() {
    let found: BTreeMap<_, _> = packages().into_iter().map(|package| (package.short(), package.folder())).collect();
    let stated: BTreeMap<_, _> = LAYERS.iter().map(|layer| (layer.name.to_owned(), layer.folder.to_owned())).collect();
    assert_eq!(found, stated, "the workspace, and the table in {}", file!());
}

#[test]
fn rows_only_name_rows_above_them() {
    let mut above = BTreeSet::new();
    for layer in LAYERS {
        for known in layer.knows() {
            assert!(above.contains(known), "{} names {known}, which stands below it or nowhere", layer.name);
        }
        above.insert(layer.name);
    }
}

#[test]
fn crates_only_know_what_the_table_lets_them() {
    let layers: BTreeMap<_, _> = LAYERS.iter().map(|layer| (layer.name, layer)).collect();
    let mut wrong = Vec::new();
    for package in packages() {
        let name = package.short();
        let Some(layer) = layers.get(name.as_str()) else { continue };
        let named: BTreeSet<_> = package.linked().collect();
        let ours = named.iter().filter(|known| layers.contains_key(known.as_str()));
        wrong.extend(
            ours.filter(|known| !layer.knows().any(|row| row == known.as_str()))
                .map(|known| format!("{name} -> {known}")),
        );
        let idle = layer.knows().filter(|known| !named.contains(*known));
        wrong.extend(idle.map(|known| format!("{name} no longer needs {known}: take it out of its row")));
    }
    assert!(wrong.is_empty(), "against the table in {}: {wrong:#?}", file!());
}

#[test]
fn what_is_heavy_hangs_where_it_belongs() {
    let reserved: BTreeMap<_, _> = RESERVED.iter().copied().collect();
    let mut wrong = Vec::new();
    for package in packages() {
        for known in package.linked() {
            let owners = reserved.get(known.as_str());
            if owners.is_some_and(|owners| !owners.contains(&package.short().as_str())) {
                wrong.push(format!("{} -> {known}", package.short()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The drawing stands between these lines of the README.
const BEGIN: &str = "<!-- layers: made by `RAYMENT_WRITE_LAYERS=1 cargo test -p rayment-tests layers` -->\n";
const END: &str = "<!-- end of layers -->";

#[test]
fn the_drawing_in_the_readme_is_the_table() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("README.md has a place for the drawing");
    let (_, after) = rest.split_once(END).expect("the drawing ends");
    let fresh = format!("{before}{BEGIN}{}{END}{after}", drawing());
    if std::env::var_os("RAYMENT_WRITE_LAYERS").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    assert!(readme == fresh || std::env::var_os("RAYMENT_WRITE_LAYERS").is_some(), "draw the layers again: {BEGIN}");
}

/// Arrows point from a crate to those it knows; one that follows from others is left out.
fn drawing() -> String {
    let layers: BTreeMap<_, _> = LAYERS.iter().map(|layer| (layer.name, layer)).collect();
    let mut lines = vec!["```mermaid".to_owned(), "flowchart TD".to_owned()];
    for layer in LAYERS.iter().rev() {
        lines.push(format!("    {}[{}]", layer.name, layer.folder));
    }
    for layer in LAYERS.iter().rev() {
        for known in layer.knows() {
            let follows = layer.knows().any(|other| other != known && reaches(&layers, other, known));
            if !follows {
                lines.push(format!("    {} --> {known}", layer.name));
            }
        }
    }
    lines.push("```\n".to_owned());
    lines.join("\n")
}

fn reaches(layers: &BTreeMap<&str, &Layer>, from: &str, to: &str) -> bool {
    layers[from].knows().any(|known| known == to || reaches(layers, known, to))
}

/// As `cargo metadata` tells it.
#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `None` for what is linked, else `dev` or `build`.
    kind: Option<String>,
}

impl Package {
    fn short(&self) -> String {
        short(&self.name)
    }

    fn folder(&self) -> String {
        let path = self.manifest_path.trim_end_matches("/Cargo.toml");
        path.strip_prefix(&format!("{}/", root().display())).unwrap_or(path).to_owned()
    }

    fn linked(&self) -> impl Iterator<Item = String> + '_ {
        self.dependencies.iter().filter(|dependency| dependency.kind.is_none()).map(|known| short(&known.name))
    }
}

fn short(name: &str) -> String {
    name.strip_prefix("rayment-").unwrap_or(name).to_owned()
}

fn packages() -> Vec<Package> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    let mut cargo = Command::new(env!("CARGO"));
    let out = cargo.current_dir(root()).args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).output();
    let out = out.expect("cargo runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice::<Metadata>(&out.stdout).expect("the metadata is JSON").packages
}
