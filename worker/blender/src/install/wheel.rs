//! Setting the pinned module up: whole or not at all.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::error::InstallError;
use super::{Install, Kind, Version, libraries, pinned, program};
use crate::{sandbox::on_path, script};

const SHORT: Duration = Duration::from_secs(120);
const LONG: Duration = Duration::from_secs(3_600);
const NOTE: &str = "install.json";

/// The folder of what is set up here. Several processes may share it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home(PathBuf);

/// How far setting up is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Somebody else sets it up right now.
    Waiting,
    Environment,
    /// Fetching and unpacking: percent of the bytes, by estimate.
    Module(u8),
    Trial,
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Waiting => f.write_str("another process is setting it up; waiting for it"),
            Self::Environment => f.write_str("making an environment for Python"),
            Self::Module(percent) => write!(
                f,
                "fetching and unpacking Blender {} ({} MB, {} MB on disk): {percent} %",
                pinned::VERSION,
                pinned::DOWNLOAD / 1_000_000,
                pinned::UNPACKED / 1_000_000
            ),
            Self::Trial => f.write_str("trying it"),
        }
    }
}

/// What is noted beside a finished installation; also what the trial prints.
#[derive(Serialize, Deserialize)]
struct Note {
    version: Version,
    hash: String,
    /// Where the Python lives that the environment was made from.
    base: PathBuf,
}

impl Home {
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// `RAYMENT_BLENDER_HOME`, or a folder of the user's, shared by all their workers and keepers.
    pub fn from_env() -> Self {
        let set = |name| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
        let data = || set("XDG_DATA_HOME").or_else(|| Some(std::env::home_dir()?.join(".local/share")));
        let path = set("RAYMENT_BLENDER_HOME").or_else(|| Some(data()?.join("rayment").join("blender")));
        Self(path.unwrap_or_else(|| std::env::temp_dir().join("rayment-blender")))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    fn place(&self) -> PathBuf {
        self.0.join(format!("bpy-{}", pinned::VERSION))
    }

    /// What is set up here, or `None`.
    pub(super) fn found(&self) -> Result<Option<Install>, InstallError> {
        let place = self.place();
        let Ok(note) = fs::read(place.join(NOTE)) else { return Ok(None) };
        let broken = |why: String| InstallError::Broken { path: place.clone(), why };
        let note: Note = serde_json::from_slice(&note)
            .map_err(|error| broken(format!("{NOTE}: {error}; remove the folder and install it again")))?;
        let python = python_in(&place);
        if !python.exists() {
            return Err(broken("its Python is gone; remove the folder and install it again".into()));
        }
        Ok(Some(installed(place, note)))
    }

    /// Sets the pinned Blender up, unless it is there already.
    ///
    /// pip takes it from wherever this system's pip is told to, and only the very file that is pinned
    /// here; what is half done is removed by the next try.
    pub fn install(&self, python: Option<&Path>, on_step: &mut dyn FnMut(Step)) -> Result<Install, InstallError> {
        let io = |what: &str| InstallError::io(format!("{what} in {}", self.0.display()));
        fs::create_dir_all(&self.0).map_err(io("a folder"))?;
        let lock = File::create(self.0.join(".lock")).map_err(io("a lock"))?;
        if lock.try_lock().is_err() {
            on_step(Step::Waiting);
            lock.lock().map_err(io("the lock"))?;
        }
        if let Ok(Some(found)) = self.found() {
            return Ok(found);
        }
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        let requirements =
            pinned::requirements(os, arch).ok_or_else(|| InstallError::Platform(format!("{os} on {arch}")))?;
        let python = find_python(python)?;
        let making = self.0.join(".making");
        remove(&making).map_err(io("what an earlier try left"))?;
        fs::create_dir_all(making.join("fetched")).map_err(io("a folder"))?;
        let made = make(&python, &making, &requirements, on_step);
        let note = match made {
            Ok(note) => note,
            Err(error) => {
                let _ = remove(&making);
                return Err(error);
            }
        };
        let place = self.place();
        remove(&place).map_err(io("what was there before"))?;
        fs::rename(&making, &place).map_err(io("the finished installation"))?;
        Ok(installed(place, note))
    }
}

fn installed(place: PathBuf, note: Note) -> Install {
    let kind = Kind::Module(python_in(&place));
    let mut programs = vec![place];
    if !note.base.starts_with("/usr") {
        programs.push(note.base);
    }
    Install { kind, version: note.version, hash: note.hash, programs }
}

fn python_in(place: &Path) -> PathBuf {
    place.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

fn make(python: &Path, place: &Path, requirements: &str, on_step: &mut dyn FnMut(Step)) -> Result<Note, InstallError> {
    on_step(Step::Environment);
    let mut venv = Command::new(python);
    venv.args(["-I", "-m", "venv"]).arg(place);
    let refused = |why: String| InstallError::NoVenv { python: python.to_owned(), why };
    let out = program::output(venv, SHORT, &mut || {}).map_err(|error| refused(error.to_string()))?;
    if !out.status.success() {
        return Err(refused(program::last_words(&out, 2)));
    }
    fetch(place, requirements, on_step)?;
    on_step(Step::Trial);
    let note = try_out(place)?;
    let text = serde_json::to_vec_pretty(&note).unwrap_or_default();
    fs::write(place.join(NOTE), text).map_err(InstallError::io("the note of the installation"))?;
    let _ = remove(&place.join("fetched"));
    Ok(note)
}

fn fetch(place: &Path, requirements: &str, on_step: &mut dyn FnMut(Step)) -> Result<(), InstallError> {
    let failed = |why: String| InstallError::Pip { version: pinned::VERSION, why };
    let (list, fetched) = (place.join("requirements.txt"), place.join("fetched"));
    fs::write(&list, requirements).map_err(InstallError::io("the list of packages"))?;
    let mut pip = Command::new(python_in(place));
    pip.args(["-I", "-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary=:all:"]);
    pip.args(["--no-cache-dir", "--no-input", "--disable-pip-version-check", "--no-compile", "-r"]).arg(&list);
    // It tells nobody but a terminal how far it is; what it writes does.
    pip.env("TMPDIR", &fetched);
    on_step(Step::Module(0));
    let (before, mut percent, mut looks) = (size(place), 0, 0_u32);
    let out = program::output(pip, LONG, &mut || {
        looks += 1;
        if looks.is_multiple_of(10) {
            let done = size(place).saturating_sub(before).saturating_mul(100) / (pinned::DOWNLOAD + pinned::UNPACKED);
            let now = done.min(99) as u8;
            if now > percent {
                percent = now;
                on_step(Step::Module(now));
            }
        }
    });
    let out = out.map_err(|error| failed(error.to_string()))?;
    if !out.status.success() {
        return Err(failed(program::last_words(&out, 3)));
    }
    on_step(Step::Module(100));
    Ok(())
}

/// Imports the module and asks who it is.
fn try_out(place: &Path) -> Result<Note, InstallError> {
    let broken = |why: String| InstallError::Broken { path: place.to_owned(), why };
    let module = place.join("lib").join(format!("python{}", pinned::PYTHON)).join("site-packages/bpy/__init__.so");
    if cfg!(target_os = "linux") {
        libraries::check(&module)?;
    }
    let mut command = Command::new(python_in(place));
    command.args(["-I", "-B", "-c", script::VERSION]);
    let out = program::output(command, SHORT, &mut || {}).map_err(|error| broken(error.to_string()))?;
    let text = String::from_utf8_lossy(&out.stdout);
    let note = text.lines().rev().find_map(|line| serde_json::from_str::<Note>(line).ok());
    if let Some(note) = note {
        return Ok(note);
    }
    let said = String::from_utf8_lossy(&out.stderr);
    match libraries::in_message(&said) {
        Some(library) => Err(libraries::named(vec![library])),
        None => Err(broken(program::last_words(&out, 2))),
    }
}

/// A Python of the version that the module is built for.
fn find_python(named: Option<&Path>) -> Result<PathBuf, InstallError> {
    let candidates: Vec<PathBuf> = match named {
        Some(path) => vec![path.to_owned()],
        None => ["python3.11", "python3", "python"].into_iter().filter_map(on_path).collect(),
    };
    let mut found = Vec::new();
    for path in candidates {
        let mut command = Command::new(&path);
        command.args(["-I", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]);
        let said = match program::output(command, SHORT, &mut || {}) {
            Ok(out) => String::from_utf8_lossy(&out.stdout).trim().to_owned(),
            Err(error) => error.to_string(),
        };
        if said == pinned::PYTHON {
            return Ok(path);
        }
        found.push(format!("{} is {}", path.display(), if said.is_empty() { "none" } else { &said }));
    }
    let found = if found.is_empty() { "there is no Python on the path".into() } else { found.join(", ") };
    Err(InstallError::NoPython { wanted: pinned::PYTHON, found })
}

/// Bytes below a folder, roughly: it may change under the counting.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let of = |entry: fs::DirEntry| match entry.metadata() {
        Ok(data) if data.is_dir() => size(&entry.path()),
        Ok(data) => data.len(),
        Err(_) => 0,
    };
    entries.map(of).sum()
}

fn remove(folder: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(all(test, unix))]
mod tests;
