//! `rayment pack`: every file that a scene needs, and whether it can be rendered.

use std::path::Path;

use anyhow::Context;
use rayment_sdk::Packed;
use serde::Serialize;

use super::files::{self, FileView};
use crate::{args::PackArgs, consent};

#[derive(Serialize)]
struct Found {
    scene: String,
    engine: String,
    about: String,
    notes: Vec<String>,
    bytes: u64,
    files: Vec<FileView>,
}

pub fn run(args: &PackArgs, json: bool) -> anyhow::Result<()> {
    let packed = Packed::read(&args.scene, args.engine.meaning())?;
    packed.check_outside(consent::to_outside(&packed, args.allow_outside)?)?;
    if let Some(folder) = &args.out {
        copy(&packed, folder)?;
    }
    let files = files::listed(&packed);
    let found = Found {
        bytes: files::bytes(&files),
        files,
        engine: packed.engine.name.clone(),
        scene: packed.scene,
        about: packed.about,
        notes: packed.notes,
    };
    super::show(json, &found, || text(&found))
}

fn text(found: &Found) -> String {
    let mut text = format!("{}: {}; for {}\n{}", found.scene, found.about, found.engine, files::text(&found.files));
    for note in &found.notes {
        text.push_str(&format!("note: {note}\n"));
    }
    text.push_str(&format!("{}, nothing is missing\n", files::sum(&found.files)));
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
