//! Throws broken scenes at an importer:
//! `cargo run --release -p rayment-import --example fuzz -- FORMAT SECONDS [FOLDER]`, FORMAT being gltf,
//! obj, stl, fbx or dae. Prints what happened as JSON; inputs that broke it are saved in FOLDER.
//!
//! Coverage-guided fuzzers need a nightly compiler; this one needs none. It starts from the corpus of the
//! tests, changes it in ways that suit the format, and keeps what was taken as a new start. A worker
//! process runs under a limit on its memory and writes down the input it is at, so that what kills it
//! is known.

#[path = "../../tests/import/seeds/mod.rs"]
mod seeds;

mod mutate;
mod supervise;
mod worker;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--worker", format, seconds, start, folder] => {
            worker::run(format, seconds.parse()?, start.parse()?, folder.as_ref())
        }
        [format, seconds] => {
            supervise::run(format, seconds.parse()?, std::env::temp_dir().join("rayment-fuzz").as_ref())
        }
        [format, seconds, folder] => supervise::run(format, seconds.parse()?, folder.as_ref()),
        _ => Err("expected: fuzz FORMAT SECONDS [FOLDER]".into()),
    }
}
