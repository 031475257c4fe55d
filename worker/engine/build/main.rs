//! Writes `BUILD`: what has to be equal for two engines to promise equal bits.
//!
//! It hashes tokens of an explicit list of files (`sources.rs`), without comments, spaces and tests, and the
//! resolved versions of the crates whose code touches pixels. So it changes when the engine does, and only
//! then. It stands here rather than in `rayment-render`, so that a changed reader doesn't build the tracer
//! again.

mod fingerprint;
mod sources;
mod tokens;

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let worker = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let lock = worker.join("../Cargo.lock");
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rerun-if-changed={}", lock.display());
    for path in sources::PIXELS {
        println!("cargo:rerun-if-changed={}", worker.join(path).display());
    }
    let texts: Vec<String> = sources::PIXELS.iter().map(|path| read(&worker.join(path))).collect();
    let build = fingerprint::build(texts.iter().map(String::as_str), &read(&lock));
    let code = format!(
        "/// SHA-256 over the tokens of what decides a pixel and the resolved versions of what it stands on: a\n\
         /// spec that pins it is rendered with the same bits by every engine that bears it, within a device\n\
         /// class.\npub const BUILD: [u8; 32] = {build:?};\n"
    );
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("build_hash.rs");
    // A file that is not written again builds nothing again.
    if fs::read_to_string(&out).ok().as_ref() != Some(&code) {
        fs::write(out, code).expect("the build folder is writable");
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}
