use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::{NamedTempFile, TempDir};

use super::{Room, SandboxError};

/// What the process finds in its environment, whatever is in ours.
pub(super) const ENVIRONMENT: [(&str, &str); 5] = [
    ("PATH", "/usr/local/bin:/usr/bin:/bin"),
    ("LANG", "C.UTF-8"),
    ("PYTHONHASHSEED", "0"),
    // Blender asks for a display where it thinks there is one.
    ("SDL_AUDIODRIVER", "dummy"),
    ("XDG_RUNTIME_DIR", "/nowhere"),
];
/// Names of its own folder.
pub(super) const FOLDERS: [&str; 4] = ["HOME", "TMPDIR", "XDG_CACHE_HOME", "BLENDER_USER_RESOURCES"];
/// Address space that no memory stands behind: what a limit on it must leave besides.
const UNUSED: u64 = 2 << 30;

/// A process about to be started.
pub(crate) struct Launch {
    pub command: Command,
    /// Where the scene's folder is for the process.
    pub scene: PathBuf,
    /// Run on the thread that starts the process and on no other: it restricts that thread for good.
    pub confine: Option<Confine>,
    /// Gone with the process.
    pub kept: Kept,
}

pub(crate) type Confine = Box<dyn FnOnce() -> Result<(), SandboxError> + Send>;

/// Files and folders that the process needs for as long as it runs.
#[derive(Default)]
pub(crate) struct Kept {
    pub folder: Option<TempDir>,
    pub _files: Vec<NamedTempFile>,
}

/// A process with a folder of its own on disk and nothing that holds it.
pub(super) fn plain(program: &[&OsStr], room: &Room) -> Result<Launch, SandboxError> {
    let broken = |error: std::io::Error| SandboxError::Broken(format!("a folder for Blender's files: {error}"));
    let folder = tempfile::Builder::new().prefix("rayment-blender-").tempdir().map_err(broken)?;
    let mut words = limited(room);
    words.extend(program.iter().map(|&word| word.to_owned()));
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).env_clear().envs(ENVIRONMENT).current_dir(folder.path());
    for name in FOLDERS {
        command.env(name, folder.path());
    }
    let scene = room.scene.map_or_else(|| folder.path().to_owned(), Path::to_owned);
    Ok(Launch { command, scene, confine: None, kept: Kept { folder: Some(folder), _files: Vec::new() } })
}

/// `prlimit` with the room's limits, to stand before a program; nothing where there is no `prlimit`.
pub(super) fn limited(room: &Room) -> Vec<OsString> {
    let Some(prlimit) = on_path("prlimit") else { return Vec::new() };
    let limits = room.limits;
    let mut words = vec![prlimit.into_os_string(), "--core=0".into(), format!("--fsize={}", limits.disk).into()];
    words.push(format!("--nproc={}", limits.threads).into());
    // Memory in use is measured from outside; this ends what asks for far too much at once.
    // A graphics driver reserves addresses by the terabyte.
    if !room.gpu {
        words.push(format!("--data={}", limits.memory.saturating_add(UNUSED)).into());
    }
    if let Some(processor) = limits.processor {
        words.push(format!("--cpu={}", processor.as_secs().max(1)).into());
    }
    words.push("--".into());
    words
}

/// A program by its name.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file())
}
