//! `rayment pack`: every file that a scene needs, and whether it can be rendered.

use std::path::Path;

use anyhow::Context;
use rayment_core::{Native, Sha256};
use rayment_sdk::Packed;
use rayment_spec::hex32;
use serde::Serialize;

use crate::{args::PackArgs, progress::counted};

#[derive(Serialize)]
struct Found {
    scene: String,
    engine: String,
    about: String,
    notes: Vec<String>,
    bytes: u64,
    files: Vec<FoundFile>,
}

#[derive(Serialize)]
struct FoundFile {
    path: String,
    bytes: u64,
    sha256: String,
}

pub fn run(args: &PackArgs, json: bool) -> anyhow::Result<()> {
    let packed = Packed::read(&args.scene, args.engine.meaning())?;
    if let Some(folder) = &args.out {
        copy(&packed, folder)?;
    }
    let file = |(path, bytes): (&String, &Vec<u8>)| FoundFile {
        path: path.clone(),
        bytes: bytes.len() as u64,
        sha256: hex32::encode(&Native::hash(&[bytes])),
    };
    let files: Vec<_> = packed.files.iter().map(file).collect();
    let found = Found {
        bytes: files.iter().map(|file| file.bytes).sum(),
        files,
        engine: packed.engine.name.clone(),
        scene: packed.scene,
        about: packed.about,
        notes: packed.notes,
    };
    super::show(json, &found, || text(&found))
}

fn text(found: &Found) -> String {
    let mut text = format!("{}: {}; for {}\n", found.scene, found.about, found.engine);
    for file in &found.files {
        text.push_str(&format!("{:>14}  {}\n", file.bytes, file.path));
    }
    for note in &found.notes {
        text.push_str(&format!("note: {note}\n"));
    }
    text.push_str(&format!("{}, {} bytes, nothing is missing\n", counted(found.files.len(), "file"), found.bytes));
    text
}

fn copy(packed: &Packed, folder: &Path) -> anyhow::Result<()> {
    for (path, bytes) in &packed.files {
        let place = folder.join(path);
        let made = place.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&place, bytes));
        made.with_context(|| format!("cannot write {}", place.display()))?;
    }
    Ok(())
}
