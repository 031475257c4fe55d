//! Writes `BUILD`: what has to be equal for two engines to promise equal bits.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Crates whose code decodes, builds or shades what becomes a pixel.
const PIXEL_CRATES: [&str; 11] =
    ["draco-core", "exr", "glam", "image", "image-webp", "obvhs", "png", "rdst", "roxmltree", "ufbx", "zune-jpeg"];

fn main() {
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=build.rs");
    let mut hash = Sha256::new();
    hash.update(b"rayment-render build v1\0");
    for path in sources(Path::new("src")) {
        let text = fs::read_to_string(&path).expect("a source file is readable UTF-8");
        let name = path.to_string_lossy().replace('\\', "/");
        hash.update(name.as_bytes());
        hash.update([0]);
        // A checkout with other line ends is the same engine.
        hash.update(text.replace("\r\n", "\n").as_bytes());
        hash.update([0]);
    }
    for line in resolved_versions() {
        hash.update(line.as_bytes());
        hash.update([0]);
    }
    let code = format!(
        "/// SHA-256 over the engine's sources and the resolved versions of what it stands on: a spec\n\
         /// that pins it is rendered with the same bits by every engine that bears it, within a\n\
         /// device class.\npub const BUILD: [u8; 32] = {:?};\n",
        <[u8; 32]>::from(hash.finalize())
    );
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join("build_hash.rs"), code).expect("the build folder is writable");
}

/// Every `.rs` and `.wgsl` file below `folder`, sorted by path.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the source folder is readable") {
        let path = entry.expect("the source folder is readable").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "wgsl") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// `name version checksum` of each pixel crate from the lockfile above; without one (a vendored
/// build) the manifest's own requirements stand in.
fn resolved_versions() -> Vec<String> {
    let Some(lock) = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("Cargo.lock"))
        .find(|path| path.is_file())
    else {
        return vec![fs::read_to_string("Cargo.toml").expect("the manifest is readable")];
    };
    println!("cargo:rerun-if-changed={}", lock.display());
    let text = fs::read_to_string(lock).expect("the lockfile is readable");
    let mut lines: Vec<String> = text
        .split("[[package]]")
        .filter_map(|package| {
            let field = |name: &str| {
                let line = package.lines().find(|line| line.starts_with(&format!("{name} = ")))?;
                line.split('"').nth(1)
            };
            let name = field("name")?;
            let checksum = field("checksum").unwrap_or("path");
            PIXEL_CRATES.contains(&name).then(|| format!("{name} {} {checksum}", field("version").unwrap_or("?")))
        })
        .collect();
    lines.sort();
    lines
}
