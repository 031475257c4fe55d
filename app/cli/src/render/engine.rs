//! Which engine renders an order, and what this machine has of it.

use std::{path::Path, sync::Arc};

use anyhow::Context;
use rayment_engine::{BlenderSetup, Engines, OpenRequest, OpenScene, Purpose};
use rayment_render::{
    BUILD, ENGINE, FileMap,
    blender::{self, Home, Install, Sandbox, Wanted},
};
use rayment_spec::Spec;
use tempfile::TempDir;

use crate::{args::EngineChoice, failure::refused};

/// The engine that a choice means for a scene: Blender for its own files, else the built-in one.
pub fn chosen(choice: EngineChoice, scene: &str) -> Option<blender::Engine> {
    let is_blend = scene.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("blend"));
    match choice {
        EngineChoice::Auto => is_blend.then_some(blender::Engine::Cycles),
        EngineChoice::BuiltIn => None,
        EngineChoice::Cycles => Some(blender::Engine::Cycles),
        EngineChoice::Eevee => Some(blender::Engine::Eevee),
    }
}

/// The built-in engine, as specs name it.
pub fn built_in() -> rayment_spec::Engine {
    rayment_spec::Engine { name: ENGINE.to_owned(), build: BUILD }
}

/// A Blender of this machine.
pub struct LocalBlender {
    pub install: Install,
    sandbox: Sandbox,
    folder: Arc<TempDir>,
}

impl LocalBlender {
    /// A scene is one's own here, but not everything in it need be: the sandbox is used where it works.
    pub fn find() -> anyhow::Result<Self> {
        let wanted = Wanted::from_env();
        let install = Install::find(&wanted)
            .or_else(|error| refused(format!("such a scene is opened by Blender, on this machine: {error}")))?;
        let sandbox = Sandbox::detect().unwrap_or_else(|_| Sandbox::off());
        let folder = tempfile::tempdir().context("cannot make a folder for Blender's scenes")?;
        Ok(Self { install, sandbox, folder: Arc::new(folder) })
    }

    /// Where scenes are laid out, for as long as `self` lives.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn options(&self, engine: blender::Engine) -> blender::Options {
        blender::Options { engine, ..blender::Options::new(self.sandbox.clone()) }
    }

    /// The device that is wanted, if it is there; else the fastest.
    pub fn device(&self, wanted: Option<blender::Device>) -> anyhow::Result<blender::Device> {
        let found = self.install.devices(&self.sandbox).context("cannot ask Blender for its devices")?;
        match wanted {
            None => Ok(found.first().copied().unwrap_or(blender::Device::Cpu)),
            Some(wanted) if found.contains(&wanted) => Ok(wanted),
            Some(wanted) => {
                let there: Vec<_> = found.iter().map(|device| device.word().to_lowercase()).collect();
                let wanted = wanted.word().to_lowercase();
                refused(format!("Cycles has no device {wanted} here; there are: {}", there.join(", ")))
            }
        }
    }

    /// How specs name an engine of it.
    pub fn engine(&self, engine: blender::Engine) -> rayment_spec::Engine {
        rayment_spec::Engine { name: self.install.engine(engine), build: self.install.build() }
    }

    /// As daemons take it, for as long as `self` lives.
    pub fn engines(&self) -> Engines {
        Engines::built_in().with_blender(BlenderSetup {
            install: self.install.clone(),
            sandbox: self.sandbox.clone(),
            limits: blender::Limits::default(),
            folder: self.folder.path().to_owned(),
        })
    }
}

/// What a machine that is to be registered offers: Blender only where it can be kept in.
pub fn offered(folder: &Path) -> Engines {
    let wanted = Wanted { blender: Wanted::from_env().blender, home: Home::from_env() };
    match BlenderSetup::find(&wanted, true, folder.join("scenes"), blender::Limits::default()) {
        Ok(Some(setup)) => Engines::built_in().with_blender(setup),
        Ok(None) | Err(_) => Engines::built_in(),
    }
}

/// Opens the scene of a spec here, to check its tiles. What has to stay while it is open comes with it.
pub fn open(spec: &Spec, files: &FileMap) -> anyhow::Result<(OpenScene, Option<LocalBlender>)> {
    let local = if spec.engine.name == ENGINE { None } else { Some(LocalBlender::find()?) };
    let engines = local.as_ref().map_or_else(Engines::built_in, LocalBlender::engines);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let request = OpenRequest { spec, files, threads, purpose: Purpose::Check };
    Ok((engines.open(&request, &rayment_render::Cancel::new())?, local))
}
