//! A real Blender, and scenes that it makes itself.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use rayment_blender::{BlenderError, Folder, Home, Info, Install, Options, Sandbox, Session};
use rayment_render::{Cancel, Settings, Tile};
use tempfile::TempDir;

/// The pinned Blender, set up by the first test that wants it.
pub fn install() -> &'static Install {
    static INSTALL: OnceLock<Install> = OnceLock::new();
    INSTALL.get_or_init(|| {
        let mut last = None;
        let home = Home::from_env();
        let install = home.install(None, &mut |step| {
            let text = step.to_string();
            if last.as_ref() != Some(&text) {
                eprintln!("{}: {text}", home.path().display());
            }
            last = Some(text);
        });
        install.expect("these tests need Blender")
    })
}

pub fn sandbox() -> Sandbox {
    Sandbox::detect().expect("these tests need bubblewrap")
}

pub fn options() -> Options {
    Options { threads: 2, ..Options::new(sandbox()) }
}

/// A scene in a folder of its own.
pub struct Made {
    folder: TempDir,
}

impl Made {
    pub fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = Self { folder };
        made.run(name);
        made
    }

    /// Runs one of the functions of `scenes.py`.
    pub fn run(&self, name: &str) {
        let script = format!("{}\nmake({name:?}, {:?})\n", include_str!("scenes.py"), self.path());
        let out = Command::new(install().path()).args(["-I", "-c", &script]).output().unwrap();
        assert!(out.status.success(), "{name}: {}", String::from_utf8_lossy(&out.stderr));
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("scene")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn open(&self, main: &str) -> Result<Session, BlenderError> {
        self.open_with(main, &options())
    }

    pub fn open_with(&self, main: &str, options: &Options) -> Result<Session, BlenderError> {
        Session::open(install(), &folder(&self.path()), main, options, &Cancel::new())
    }
}

pub fn folder(path: &Path) -> Folder {
    Folder::at(path).unwrap()
}

pub fn small() -> Settings {
    Settings { width: 96, height: 64, samples: 4, seed: 7, max_bounces: 0, camera: 0 }
}

pub fn whole(session: &Session, frame: u32, settings: &Settings) -> Tile {
    session.frame(frame, settings).unwrap().whole(&Cancel::new()).unwrap()
}

/// The bits: two NaNs are as equal as two ones.
pub fn bits(tile: &Tile) -> Vec<u32> {
    tile.rgb.iter().map(|value| value.to_bits()).collect()
}

pub fn mean(tile: &Tile) -> f32 {
    tile.rgb.iter().sum::<f32>() / tile.rgb.len() as f32
}

pub fn says(info: &Info, words: &str) -> bool {
    info.notes.iter().any(|note| note.contains(words))
}
