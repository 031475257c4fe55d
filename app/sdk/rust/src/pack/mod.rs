//! A scene with every file it needs, checked before money is spent. All of that happens on this machine: nothing is
//! uploaded before [`post`](crate::post::post).

mod blender;
mod blender_kinds;
mod files;
mod folder;
mod order;

use std::{collections::BTreeMap, path::Path};

use files::{Gathered, file_map, gathered};
pub use folder::Outside;
use rayment_blender::{Device, Engine, Options};
use rayment_engine::OpenScene;
use rayment_picture::Look;
use rayment_render::{FileMap, Limits, Stats, Tracer};
use rayment_scenes::showcase;
use rayment_spec as spec;

use crate::{
    EngineChoice, Error, Refusal,
    engine::{self, LocalBlender},
};

/// A scene and the files it names, by their paths, for one engine.
pub struct Packed {
    pub scene: String,
    pub files: BTreeMap<String, Vec<u8>>,
    /// Those of them that lie outside its folder: an order takes them only with
    /// [`Request::allow_outside`](crate::Request::allow_outside).
    pub outside: Vec<Outside>,
    pub engine: spec::Engine,
    pub look: Look,
    pub frames_per_second: f64,
    /// Names of its cameras; those without one are empty.
    pub cameras: Vec<String>,
    /// What is in it, in a few words.
    pub about: String,
    /// What in it will look different from what its maker may expect.
    pub notes: Vec<String>,
    /// Where the engine is Blender: the one that listed its files.
    pub blender: Option<LocalBlender>,
}

impl Packed {
    /// Reads a scene and every file that it needs, and loads it as a worker would.
    ///
    /// # Errors
    /// Refusals of scenes that cannot be packed or rendered, and of files that are hidden or not what the scene reads
    /// them as; a Blender that fails.
    pub fn read(path: &Path, choice: EngineChoice) -> Result<Self, Error> {
        Ok(Self::opened(path, choice, |_| Ok(Device::Cpu))?.0)
    }

    /// The same, and the opened scene, for pictures that nobody checks: Cycles takes the wanted device, else
    /// the fastest. A scene that Blender has open must not outlive the pack.
    ///
    /// # Errors
    /// As [`Packed::read`]; [`Refusal::NoDevice`].
    pub fn open(path: &Path, choice: EngineChoice, device: Option<Device>) -> Result<(Self, OpenScene), Error> {
        Self::opened(path, choice, |local| local.device(device))
    }

    fn opened(
        path: &Path,
        choice: EngineChoice,
        device: impl Fn(&LocalBlender) -> Result<Device, Error>,
    ) -> Result<(Self, OpenScene), Error> {
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name else {
            return Err(unusable(format!("{} has no usable file name", path.display())));
        };
        match std::fs::metadata(path) {
            Err(error) => return Err(unusable(format!("cannot read the scene {}: {error}", path.display()))),
            Ok(found) if found.is_dir() => {
                return Err(unusable(format!("{} is a folder: give the scene file in it", path.display())));
            }
            Ok(_) => {}
        }
        match engine::chosen(choice, name) {
            Some(engine) => {
                let local = LocalBlender::find()?;
                let device = if engine == Engine::Cycles { device(&local)? } else { Device::Cpu };
                let options = Options { device, ..local.options(engine) };
                Self::by_blender(path, name, (local, options))
            }
            None => {
                let Gathered { files, outside } = gathered(path, name)?;
                let (packed, scene) = Self::built_in(name.to_owned(), files)?;
                Ok((Self { outside, ..packed }, scene))
            }
        }
    }

    /// The scene that comes with Rayment.
    ///
    /// # Errors
    /// None, unless the scene is broken.
    pub fn showcase() -> Result<Self, Error> {
        let name = "showcase.glb".to_owned();
        Self::check(name.clone(), BTreeMap::from([(name, showcase::glb())]))
    }

    /// A scene from its files in memory, for the built-in engine.
    ///
    /// # Errors
    /// A scene that cannot be rendered.
    pub fn check(scene: String, files: BTreeMap<String, Vec<u8>>) -> Result<Self, Error> {
        Ok(Self::built_in(scene, files)?.0)
    }

    fn built_in(scene: String, files: BTreeMap<String, Vec<u8>>) -> Result<(Self, OpenScene), Error> {
        let loaded = rayment_import::load(&scene, &file_map(&files), &Limits::default())
            .map_err(|error| unusable(format!("{scene} cannot be rendered: {error}")))?;
        let (stats, look) = (loaded.stats(), Look { exposure: loaded.exposure(), ..Look::default() });
        let packed = Self {
            about: contents(stats, &files),
            notes: loaded.notes().to_vec(),
            frames_per_second: stats.frames_per_second,
            cameras: loaded.cameras(),
            engine: engine::built_in(),
            blender: None,
            outside: Vec::new(),
            scene,
            files,
            look,
        };
        Ok((packed, OpenScene::BuiltIn(Tracer::new(loaded))))
    }

    pub fn file_map(&self) -> FileMap {
        file_map(&self.files)
    }

    /// Refuses files from outside the scene's folder, unless they are allowed.
    ///
    /// # Errors
    /// [`Refusal::Outside`], with all of them.
    pub fn check_outside(&self, is_allowed: bool) -> Result<(), Error> {
        if is_allowed || self.outside.is_empty() {
            return Ok(());
        }
        Err(Refusal::Outside(self.outside.clone()).into())
    }
}

/// The scene or a file of it cannot be used, and why.
fn unusable(why: String) -> Error {
    Refusal::Scene(why).into()
}

fn megabytes(files: &BTreeMap<String, Vec<u8>>) -> u64 {
    files.values().map(|file| file.len() as u64).sum::<u64>().div_ceil(1_000_000)
}

fn contents(stats: &Stats, files: &BTreeMap<String, Vec<u8>>) -> String {
    format!("{} triangles, {} textures, {} MB", stats.triangles, stats.textures, megabytes(files))
}
