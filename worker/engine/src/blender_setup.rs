use std::path::PathBuf;

use rayment_blender::{BlenderError, Folder, Install, InstallError, Sandbox, Session, Wanted};
use rayment_render::{Cancel, Limits};

use crate::{EngineError, OpenRequest};

/// A Blender, its sandbox and its limits.
#[derive(Debug, Clone)]
pub struct BlenderSetup {
    pub install: Install,
    pub sandbox: Sandbox,
    pub limits: rayment_blender::Limits,
    /// Where the files of scenes are written while they are open.
    pub folder: PathBuf,
}

impl BlenderSetup {
    /// The Blender that `wanted` names, else one that is installed, in a sandbox that was tried; `None`
    /// where there is none and none was named. Makes `folder`.
    pub fn find(
        wanted: &Wanted,
        sandboxed: bool,
        folder: PathBuf,
        limits: rayment_blender::Limits,
    ) -> Result<Option<Self>, BlenderError> {
        let install = match Install::find(wanted) {
            Err(InstallError::None) if wanted.blender.is_none() => return Ok(None),
            found => found?,
        };
        let sandbox = if sandboxed { Sandbox::detect()? } else { Sandbox::off() };
        if sandboxed {
            sandbox.prove(&install)?;
        }
        let made = std::fs::create_dir_all(&folder);
        made.map_err(|source| BlenderError::Io { what: format!("the folder {}", folder.display()), source })?;
        Ok(Some(Self { install, sandbox, limits, folder }))
    }

    pub(crate) fn open(&self, request: &OpenRequest, cancel: &Cancel) -> Result<Session, EngineError> {
        let (spec, limit) = (request.spec, Limits::default().total_bytes);
        let paths = spec.files.iter().map(|file| file.path.as_str());
        let folder = Folder::filled(&self.folder, request.files, paths, limit, cancel)?;
        let engines = [rayment_blender::Engine::Cycles, rayment_blender::Engine::Eevee];
        let named = engines.into_iter().find(|engine| self.install.engine(*engine) == spec.engine.name);
        let options = rayment_blender::Options {
            sandbox: self.sandbox.clone(),
            limits: self.limits.clone(),
            engine: named.unwrap_or(rayment_blender::Engine::Cycles),
            device: rayment_blender::Device::Cpu,
            threads: request.threads,
        };
        let session = Session::open(&self.install, &folder, &spec.scene, &options, cancel)?;
        match session.info().unbaked.as_slice() {
            [] => Ok(session),
            found => Err(EngineError::Unbaked(found.join(", "))),
        }
    }
}
