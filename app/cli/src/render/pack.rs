//! A scene with every file it needs, checked before money is spent.

use std::{collections::BTreeMap, path::Path};

use anyhow::Context;
use rayment_core::{
    Native, Sha256,
    spec::{Devices, Engine, File, Output, Spec, VERSION},
};
use rayment_render::{BUILD, ENGINE, FileMap, Limits, Scene, Stats, external_files, picture::Look, showcase};

use crate::{args::Picture, failure::refused};

/// A scene and the files it names, by their paths.
pub struct Packed {
    pub scene: String,
    pub files: BTreeMap<String, Vec<u8>>,
    pub stats: Stats,
    pub look: Look,
}

impl Packed {
    /// Reads a scene and the files beside it, and loads it as a worker would.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name else { return refused(format!("{} has no usable file name", path.display())) };
        let main = std::fs::read(path).with_context(|| format!("cannot read the scene {}", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut files = BTreeMap::new();
        let named = external_files(&main).or_else(|error| refused(format!("{}: {error}", path.display())))?;
        let (found, missing): (Vec<_>, Vec<_>) = named.into_iter().partition(|file| folder.join(file).is_file());
        if !missing.is_empty() {
            return refused(format!("{} needs files that are not there: {}", path.display(), missing.join(", ")));
        }
        for file in found {
            let bytes = std::fs::read(folder.join(&file)).with_context(|| format!("cannot read {file}"))?;
            files.insert(file, bytes);
        }
        files.insert(name.to_owned(), main);
        Self::check(name.to_owned(), files)
    }

    /// The scene that comes with Rayment, made by code.
    pub fn showcase() -> anyhow::Result<Self> {
        let name = "showcase.glb".to_owned();
        Self::check(name.clone(), BTreeMap::from([(name, showcase::glb())]))
    }

    /// Files as they came, for instance from the hub.
    pub fn check(scene: String, files: BTreeMap<String, Vec<u8>>) -> anyhow::Result<Self> {
        let loaded = Scene::load(&scene, &file_map(&files), &Limits::default());
        let loaded = loaded.or_else(|error| refused(format!("{scene} cannot be rendered: {error}")))?;
        let (stats, look) = (loaded.stats().clone(), loaded.look());
        Ok(Self { scene, files, stats, look })
    }

    pub fn file_map(&self) -> FileMap {
        file_map(&self.files)
    }

    /// The spec of an order for this scene.
    pub fn spec(&self, picture: &Picture, bounces: u32, seed: u64) -> anyhow::Result<Spec> {
        let file = |(path, bytes): (&String, &Vec<u8>)| File {
            path: path.clone(),
            sha256: Native::hash(&[bytes]),
            bytes: bytes.len() as u64,
        };
        let spec = Spec {
            version: VERSION,
            scene: self.scene.clone(),
            files: self.files.iter().map(file).collect(),
            frames: picture.frames.0.clone(),
            width: picture.size.width,
            height: picture.size.height,
            samples: picture.samples,
            bounces,
            seed,
            engine: Engine { name: ENGINE.to_owned(), build: BUILD },
            devices: Devices::Cpu,
            output: Output::Png,
        };
        spec.check().or_else(|error| refused(error.to_string()))?;
        // What no engine takes must not be paid for.
        super::verify::settings(&spec).check().or_else(|error| refused(error.to_string()))?;
        Ok(spec)
    }
}

fn file_map(files: &BTreeMap<String, Vec<u8>>) -> FileMap {
    let mut map = FileMap::new();
    for (path, bytes) in files {
        map.insert(path.clone(), bytes.clone());
    }
    map
}
