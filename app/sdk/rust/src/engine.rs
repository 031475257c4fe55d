//! Which engine renders an order, and what this machine has of it.

use std::{path::Path, sync::Arc};

use rayment_blender::{Home, Install, Sandbox, Wanted};
use rayment_engine::{BUILD, BlenderSetup, ENGINE, Engines, OpenRequest, OpenScene, Purpose};
use rayment_render::{Cancel, FileMap};
use rayment_spec::{self as spec, Spec};
use tempfile::TempDir;

use crate::{EngineChoice, Error, Refusal};

/// The engine that a choice means for a scene: Blender for its own files, else the built-in one.
pub fn chosen(choice: EngineChoice, scene: &str) -> Option<rayment_blender::Engine> {
    let is_blend = scene.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("blend"));
    match choice {
        EngineChoice::Auto => is_blend.then_some(rayment_blender::Engine::Cycles),
        EngineChoice::BuiltIn => None,
        EngineChoice::Cycles => Some(rayment_blender::Engine::Cycles),
        EngineChoice::Eevee => Some(rayment_blender::Engine::Eevee),
    }
}

/// The built-in engine, as specs name it.
pub fn built_in() -> spec::Engine {
    spec::Engine { name: ENGINE.to_owned(), build: BUILD }
}

/// A Blender of this machine.
pub struct LocalBlender {
    pub install: Install,
    sandbox: Sandbox,
    folder: Arc<TempDir>,
}

impl LocalBlender {
    /// The client's own scene may still hold others' files: the sandbox is used wherever it works.
    ///
    /// # Errors
    /// [`Refusal::NoBlender`]; a temporary folder that cannot be made.
    pub fn find() -> Result<Self, Error> {
        let install = Install::find(&Wanted::from_env()).map_err(Refusal::NoBlender)?;
        let sandbox = Sandbox::detect().unwrap_or_else(|_| Sandbox::off());
        let folder = tempfile::tempdir().map_err(Error::file("make a folder for Blender's scenes"))?;
        Ok(Self { install, sandbox, folder: Arc::new(folder) })
    }

    /// Where scenes are written as files, as long as `self` lives.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn options(&self, engine: rayment_blender::Engine) -> rayment_blender::Options {
        rayment_blender::Options { engine, ..rayment_blender::Options::new(self.sandbox.clone()) }
    }

    /// The device that is wanted, if it is there; else the fastest.
    ///
    /// # Errors
    /// [`Refusal::NoDevice`]; a Blender that does not answer.
    pub fn device(&self, wanted: Option<rayment_blender::Device>) -> Result<rayment_blender::Device, Error> {
        let found = self.install.devices(&self.sandbox).map_err(Error::Devices)?;
        match wanted {
            None => Ok(found.first().copied().unwrap_or(rayment_blender::Device::Cpu)),
            Some(wanted) if found.contains(&wanted) => Ok(wanted),
            Some(wanted) => {
                let word = |device: &rayment_blender::Device| device.word().to_lowercase();
                Err(Refusal::NoDevice { wanted: word(&wanted), found: found.iter().map(word).collect() }.into())
            }
        }
    }

    /// How specs name an engine of it.
    pub fn engine(&self, engine: rayment_blender::Engine) -> spec::Engine {
        spec::Engine { name: self.install.engine(engine), build: self.install.build() }
    }

    /// For daemons in this process; valid while `self` lives.
    pub fn engines(&self) -> Engines {
        Engines::built_in().with_blender(BlenderSetup {
            install: self.install.clone(),
            sandbox: self.sandbox.clone(),
            limits: rayment_blender::Limits::default(),
            folder: self.folder.path().to_owned(),
        })
    }
}

/// What a machine offers when it registers: Blender only where a sandbox holds it.
pub fn offered(folder: &Path) -> Engines {
    let wanted = Wanted { blender: Wanted::from_env().blender, home: Home::from_env() };
    match BlenderSetup::find(&wanted, true, folder.join("scenes"), rayment_blender::Limits::default()) {
        Ok(Some(setup)) => Engines::built_in().with_blender(setup),
        Ok(None) | Err(_) => Engines::built_in(),
    }
}

/// Opens the scene of a spec here, to check its tiles. The Blender that has it open, if any, must be kept as long as
/// the scene.
///
/// # Errors
/// [`Refusal::NoBlender`]; a scene that does not open in the spec's engine.
pub fn open(spec: &Spec, files: &FileMap) -> Result<(OpenScene, Option<LocalBlender>), Error> {
    let local = if spec.engine.name == ENGINE { None } else { Some(LocalBlender::find()?) };
    let engines = local.as_ref().map_or_else(Engines::built_in, LocalBlender::engines);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let request = OpenRequest { spec, files, threads, purpose: Purpose::Check };
    Ok((engines.open(&request, &Cancel::new())?, local))
}
