use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::thread;
use std::time::Duration;

use rayment_render::{Cancel, Cancelled, Settings, files::relative_path};
use serde::Deserialize;
use serde_json::{Value, json};

use super::process::{Patience, Process, Sign};
use super::sandbox::Room;
use super::{BlenderError, Device, Engine, Folder, Info, Install, Limits, Sandbox, Shot, script};

const TURN: Duration = Duration::from_millis(10);

/// How a scene is opened.
#[derive(Debug, Clone)]
pub struct Options {
    pub sandbox: Sandbox,
    pub limits: Limits,
    pub engine: Engine,
    /// What Cycles computes on. Checked work is done on the processor.
    pub device: Device,
    /// Threads that render; they never change the bits.
    pub threads: usize,
}

impl Options {
    /// Cycles on all processors.
    pub fn new(sandbox: Sandbox) -> Self {
        let threads = thread::available_parallelism().map_or(1, |threads| threads.get());
        Self { sandbox, limits: Limits::default(), engine: Engine::Cycles, device: Device::Cpu, threads }
    }
}

/// A scene that is open in a Blender of its own. One request at a time; others wait for their turn.
///
/// A request that is cancelled, or breaks the process, ends it; the next one opens the scene again.
#[derive(Debug)]
pub struct Session {
    install: Install,
    folder: Folder,
    main: String,
    options: Options,
    info: Info,
    open: Mutex<Option<Open>>,
}

struct Open {
    process: Process,
    /// The scene's folder, as the process sees it.
    root: PathBuf,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Open").field("root", &self.root).finish_non_exhaustive()
    }
}

impl Session {
    /// Opens the scene at `main` in `folder`: a `.blend`, or what Blender imports (.fbx .obj .gltf .glb
    /// .stl .ply .dae .abc .usd). Imports without a light get a sun and a sky, without a camera one
    /// that sees everything.
    pub fn open(
        install: &Install,
        folder: &Folder,
        main: &str,
        options: &Options,
        cancel: &Cancel,
    ) -> Result<Self, BlenderError> {
        let main = relative_path(main).map_err(|error| BlenderError::Scene(error.to_string()))?;
        let (open, info) = start(install, folder, &main, options, cancel)?;
        let (install, folder, options) = (install.clone(), folder.clone(), options.clone());
        Ok(Self { install, folder, main, options, info, open: Mutex::new(Some(open)) })
    }

    pub fn info(&self) -> &Info {
        &self.info
    }

    pub fn install(&self) -> &Install {
        &self.install
    }

    pub fn options(&self) -> &Options {
        &self.options
    }

    /// One frame of it, by Blender's number. Of the settings, `max_bounces` 0 keeps the file's own, and
    /// `camera` is a place in [`Info::cameras`].
    pub fn frame(&self, frame: u32, settings: &Settings) -> Result<Shot<'_>, BlenderError> {
        Shot::new(self, frame, settings)
    }

    /// The answer to a request, and where the process sees the scene's folder.
    pub(super) fn ask(
        &self,
        request: &Value,
        what: &'static str,
        cancel: &Cancel,
    ) -> Result<(Value, PathBuf), BlenderError> {
        let limit = self.options.limits.open;
        let mut root = PathBuf::new();
        let (answer, _) = self.with(cancel, &mut |open| {
            root.clone_from(&open.root);
            let patience = Patience { what, limit, silence: self.options.limits.silence, cancel };
            open.process.ask(request, &patience, 0, &mut |_| {})
        })?;
        Ok((answer, root))
    }

    /// Pixels of a region: f32, little-endian, three to a pixel.
    pub(super) fn pixels(
        &self,
        request: &Value,
        bytes: usize,
        cancel: &Cancel,
        on_sign: &mut dyn FnMut(&Sign),
    ) -> Result<Vec<u8>, BlenderError> {
        let Limits { region: limit, silence, .. } = self.options.limits;
        let (_, data) = self.with(cancel, &mut |open| {
            let patience = Patience { what: "a region of a frame", limit, silence, cancel };
            open.process.ask(request, &patience, bytes, on_sign)
        })?;
        Ok(data)
    }

    /// Does something with the process, once it is there and free.
    fn with<T>(
        &self,
        cancel: &Cancel,
        work: &mut dyn FnMut(&mut Open) -> Result<T, BlenderError>,
    ) -> Result<T, BlenderError> {
        let mut held = self.turn(cancel)?;
        let mut open = match held.take() {
            Some(open) => open,
            None => start(&self.install, &self.folder, &self.main, &self.options, cancel)?.0,
        };
        let result = work(&mut open);
        if open.process.is_alive() {
            *held = Some(open);
        }
        result
    }

    /// Waits until nobody else asks.
    fn turn(&self, cancel: &Cancel) -> Result<MutexGuard<'_, Option<Open>>, Cancelled> {
        loop {
            cancel.check()?;
            match self.open.try_lock() {
                Ok(held) => return Ok(held),
                // Who panicked there has dropped the process.
                Err(TryLockError::Poisoned(held)) => return Ok(held.into_inner()),
                Err(TryLockError::WouldBlock) => thread::sleep(TURN),
            }
        }
    }
}

fn start(
    install: &Install,
    folder: &Folder,
    main: &str,
    options: &Options,
    cancel: &Cancel,
) -> Result<(Open, Info), BlenderError> {
    cancel.check()?;
    if !folder.path().join(main).is_file() {
        return Err(BlenderError::Scene(format!("the file {main:?} is not there")));
    }
    let Options { sandbox, limits, engine, device, .. } = options;
    let gpu = device.is_gpu() || *engine == Engine::Eevee;
    let room = Room { programs: install.programs(), scene: Some(folder.path()), limits, gpu };
    let launch = sandbox.launch(&install.words(script::SERVE), &room)?;
    let root = launch.scene.clone();
    let mut process = Process::start(launch, limits, cancel)?;
    let path = root.join(main);
    let path = path_text(&path)?;
    let patience = Patience { what: "opening the scene", limit: limits.open, silence: limits.silence, cancel };
    let (answer, _) = process.ask(&json!({ "do": "open", "path": path }), &patience, 0, &mut |_| {})?;
    let info = Info::deserialize(&answer).map_err(|error| BlenderError::Garbled(error.to_string()))?;
    Ok((Open { process, root }, info))
}

fn path_text(path: &Path) -> Result<&str, BlenderError> {
    path.to_str().ok_or_else(|| BlenderError::Scene(format!("the path {} is not UTF-8", path.display())))
}
