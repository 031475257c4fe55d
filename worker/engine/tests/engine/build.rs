//! What `BUILD` is made of, and that it changes on purpose only.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs};

use rayment_engine::BUILD;

use crate::fingerprint::{self, of_tokens};
use crate::sources::PIXELS;

/// Everything else in these crates: tests, errors, limits, what is said of a scene, and the schedule of cards.
/// A path that ends in `/` is a whole folder.
const NOT_PIXELS: [&str; 33] = [
    "gpu/src/device.rs",
    "gpu/src/device_worker.rs",
    "gpu/src/error.rs",
    "gpu/src/film.rs",
    "gpu/src/frame.rs",
    "gpu/src/lib.rs",
    "gpu/src/previews.rs",
    "gpu/src/queue.rs",
    "gpu/src/slices.rs",
    "gpu/src/tests.rs",
    "gpu/src/tile_assembler.rs",
    "gpu/src/upload.rs",
    "import/src/budget.rs",
    "import/src/fbx/left_out.rs",
    "import/src/gltf/needs.rs",
    "import/src/gltf/tests/",
    "import/src/kind.rs",
    "import/src/levels.rs",
    "import/src/lib.rs",
    "import/src/pack.rs",
    "import/src/place.rs",
    "import/src/reference.rs",
    "render/src/cancel.rs",
    "render/src/error.rs",
    "render/src/lib.rs",
    "render/src/limits.rs",
    "render/src/scene/notes.rs",
    "render/src/tolerance.rs",
    "render/src/trace/aovs.rs",
    "render/src/trace/bsdf_tests.rs",
    "render/src/trace/bvh_tests.rs",
    "render/src/trace/ray_benchmark.rs",
    "render/src/trace/tests/",
];

/// Crates in whose folders a file is one or the other.
const CRATES: [&str; 3] = ["gpu", "import", "render"];

/// `BUILD` as it was last meant to be, in hexadecimal.
const PINNED: &str = "build/pinned.txt";

fn worker() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Sources below a folder, as paths below `worker/`.
fn sources(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(worker().join(folder)).expect("the source folder is readable") {
        let entry = entry.expect("the source folder is readable");
        let path = format!("{folder}/{}", entry.file_name().to_str().expect("names are UTF-8"));
        if entry.path().is_dir() {
            found.extend(sources(&path));
        } else if path.ends_with(".rs") || path.ends_with(".wgsl") {
            found.push(path);
        }
    }
    found
}

#[test]
fn build_changes_on_purpose_only() {
    let found: String = BUILD.iter().map(|byte| format!("{byte:02x}")).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PINNED);
    if env::var_os("RAYMENT_PIN_BUILD").is_some() {
        fs::write(&path, format!("{found}\n")).expect("the pin is writable");
    }
    let pinned = fs::read_to_string(&path).expect("the pin is there");
    assert_eq!(
        found,
        pinned.trim(),
        "what decides a pixel has changed: workers of the old BUILD cannot take jobs of the new one. Where the picture \
         is meant to change, also raise the version in ENGINE (worker/engine/src/identity.rs) and the known bits in \
         worker/scenes/tests/scenes/bits.rs. If it is meant to be so, pin it: \
         RAYMENT_PIN_BUILD=1 cargo test -p rayment-engine --test engine build_changes"
    );
}

#[test]
fn build_is_the_hash_of_what_is_listed() {
    let read = |path: &str| fs::read_to_string(worker().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let texts: Vec<String> = PIXELS.into_iter().map(read).collect();
    let lock = read("../Cargo.lock");
    assert!(fingerprint::build(texts.iter().rev().map(String::as_str), &lock) == BUILD, "whatever their order");
    let other = lock.replacen("name = \"glam\"", "name = \"glam\"\nversion = \"0.0.0\"", 1);
    assert!(fingerprint::build(texts.iter().map(String::as_str), &other) != BUILD, "another version is another build");
}

#[test]
fn every_source_decides_pixels_or_is_known_not_to() {
    let pixels: BTreeSet<&str> = PIXELS.into_iter().collect();
    assert!(PIXELS.is_sorted() && pixels.len() == PIXELS.len(), "each once, in order");
    let found: Vec<String> = CRATES.iter().flat_map(|name| sources(&format!("{name}/src"))).collect();
    let is_not = |path: &str| NOT_PIXELS.iter().any(|not| *not == path || not.ends_with('/') && path.starts_with(not));
    for path in &found {
        assert!(
            pixels.contains(path.as_str()) != is_not(path),
            "{path} belongs into PIXELS (worker/engine/build/sources.rs) or into NOT_PIXELS (here), and not into both"
        );
    }
    for listed in PIXELS.iter().chain(NOT_PIXELS.iter().filter(|path| !path.ends_with('/'))) {
        assert!(found.iter().any(|path| path == listed), "{listed} is listed and not there");
    }
}

const CODE: &str = r##"
    pub fn shade<'a>(light: &'a [f32], depth: usize) -> f32 {
        let name = "a // b /* c"; // what it is called
        light[0] * 0.5 + f32::from(b'\'') + r#"raw "one""#.len() as f32
    }
"##;

fn is_same(other: &str) -> bool {
    of_tokens(CODE) == of_tokens(other)
}

#[test]
fn comments_spaces_and_tests_change_nothing() {
    assert!(is_same(&CODE.replace("// what it is called", "")));
    assert!(is_same(&CODE.replace("    ", "\t").replace(" + ", "\r\n    /* a /* b */ c */ +\n")));
    assert!(is_same(&format!("//! Of the file.\n/// Of the function.{CODE}")));
    assert!(is_same(&CODE.replace("depth: usize)", "depth: usize,\n)")), "formatters end lists with commas");
    assert!(is_same(&format!("{CODE}#[cfg(test)]\nmod tests {{ #[test] fn a() {{ use b::{{c}}; }} }}")));
    assert!(is_same(&format!("#[cfg(test)]\n#[path = \"a.rs\"]\nmod tests;\n#[cfg(test)] use a::{{b}};{CODE}")));
}

#[test]
fn every_token_changes_it() {
    for (from, to) in [
        ("0.5", "0.6"),
        ("light[0]", "light[1]"),
        (" * ", " + "),
        ("a // b", "a / b"),
        ("/* c", "/* d"),
        ("'a", "'b"),
        ("b'\\''", "b'a'"),
        ("raw", "Raw"),
        ("&'a [f32]", "&&'a [f32]"),
        (" + r#", " - r#"),
    ] {
        assert!(CODE.contains(from) && !is_same(&CODE.replacen(from, to, 1)), "{from}");
    }
    assert!(of_tokens("a & &b") != of_tokens("a && b"));
    assert!(of_tokens("a b") != of_tokens("ab"));
    assert!(of_tokens("#[cfg(test)] fn a() {} fn b() {}") != of_tokens("#[cfg(test)] fn a() {} fn c() {}"));
}
