//! The files of a scene's folder, and which of them are not packed: what is packed goes to strangers, and the scene
//! may come from one.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs::File as Opened,
    io,
    io::Read,
    path::{Component, Path, PathBuf},
};

use rayment_render::{FileError, Files};
use thiserror::Error;

/// A file that a scene takes from outside its own folder: a link in the folder led there, or the folder is the home,
/// which holds more than the scene's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// As the scene names it, and as it is packed.
    pub path: String,
    /// Where it lies.
    pub file: PathBuf,
    pub bytes: u64,
}

/// Why a file that is there is not packed.
#[derive(Debug, Error)]
pub(super) enum Withheld {
    #[error(
        "which is hidden ({part:?} begins with a dot), as keys and settings are: if it belongs to the scene, copy it \
         to an ordinary name in the scene's folder, and name that in the scene"
    )]
    Hidden { part: String },
    #[error(
        "a link to {target:?}, which is hidden, as keys and settings are: if it belongs to the scene, copy it there"
    )]
    LinkToHidden { target: PathBuf },
    #[error("a link to {target:?}, whose name ends in another way: if it belongs to the scene, copy it there")]
    LinkToOther { target: PathBuf },
    #[error("which is not an ordinary file")]
    NotAFile,
}

impl Withheld {
    /// The reason in a failure to read, if it is one of these.
    pub fn of(error: &FileError) -> Option<&Self> {
        match error {
            FileError::Io(error) => error.get_ref()?.downcast_ref(),
            FileError::Missing | FileError::TooLarge { .. } => None,
        }
    }
}

impl From<Withheld> for FileError {
    fn from(withheld: Withheld) -> Self {
        io::Error::other(withheld).into()
    }
}

/// The folder of a scene. Whatever the scene names, hidden files are not read, nor links that hide what they are.
/// Other links out of the folder are, and remembered.
pub(super) struct Folder<'a> {
    path: &'a Path,
    /// The scene's own file. The client gave it, so it may be anything and lie anywhere.
    scene: &'a str,
    home: Option<PathBuf>,
    outside: RefCell<BTreeMap<String, Outside>>,
}

impl<'a> Folder<'a> {
    /// The folder of the scene at `path`, whose name is `scene`.
    pub fn of(path: &'a Path, scene: &'a str) -> Self {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let home = std::env::var_os("HOME").and_then(|home| Path::new(&home).canonicalize().ok());
        Self { path: folder, scene, home, outside: RefCell::default() }
    }

    /// What was read from outside.
    pub fn outside(self) -> Vec<Outside> {
        self.outside.into_inner().into_values().collect()
    }

    /// Where a file lies, links followed, and whether that is outside.
    fn place(&self, path: &str) -> Result<(PathBuf, bool), FileError> {
        let named = Path::new(path);
        let is_scene = path == self.scene;
        if let Some(part) = hidden(named).filter(|_| !is_scene) {
            return Err(Withheld::Hidden { part }.into());
        }
        let folder = self.path.canonicalize().map_err(failed)?;
        let target = folder.join(named).canonicalize().map_err(failed)?;
        if !target.is_file() {
            return Err(Withheld::NotAFile.into());
        }
        if is_scene {
            return Ok((target, false));
        }
        // In a home, and in whatever holds homes, only what lies beside the scene is the scene's.
        let is_home = self.home.as_ref().is_some_and(|home| home.starts_with(&folder));
        let is_outside = if is_home { target.parent() != Some(&*folder) } else { !target.starts_with(&folder) };
        let in_home = || hidden(target.strip_prefix(self.home.as_ref()?).ok()?);
        if hidden(&beyond(&target, &folder)).or_else(|| in_home().filter(|_| is_outside)).is_some() {
            return Err(Withheld::LinkToHidden { target }.into());
        }
        if ending(&target) != ending(named) {
            return Err(Withheld::LinkToOther { target }.into());
        }
        Ok((target, is_outside))
    }
}

impl Files for Folder<'_> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let (file, is_outside) = self.place(path)?;
        let mut bytes = Vec::new();
        Opened::open(&file).map_err(failed)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        let length = bytes.len() as u64;
        if length > limit {
            return Err(FileError::TooLarge { limit });
        }
        if is_outside {
            let outside = Outside { path: path.to_owned(), file, bytes: length };
            self.outside.borrow_mut().insert(path.to_owned(), outside);
        }
        Ok(bytes)
    }
}

fn failed(error: io::Error) -> FileError {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename => FileError::Missing,
        _ => FileError::Io(error),
    }
}

/// The first part of a path that begins with a dot.
fn hidden(path: &Path) -> Option<String> {
    path.components().find_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()).filter(|name| name.starts_with('.')),
        _ => None,
    })
}

/// The parts of a path behind those that it shares with a folder.
fn beyond(path: &Path, folder: &Path) -> PathBuf {
    let shared = path.components().zip(folder.components()).take_while(|(one, other)| one == other).count();
    path.components().skip(shared).collect()
}

fn ending(path: &Path) -> Option<String> {
    path.extension().map(|ending| ending.to_string_lossy().to_lowercase())
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::symlink};

    use super::*;

    fn said(folder: &Folder, path: &str) -> String {
        let error = folder.read(path, 100).expect_err(path);
        Withheld::of(&error).map_or_else(|| format!("not withheld: {error}"), ToString::to_string)
    }

    /// `home/scene` with ordinary and hidden files, and with links to everywhere in `home`.
    fn home_of_a_scene() -> tempfile::TempDir {
        let home = tempfile::tempdir().expect("there is room");
        for folder in ["scene/textures", "scene/.cache", "shared", ".config/solana"] {
            fs::create_dir_all(home.path().join(folder)).expect("there is room");
        }
        for file in ["scene/a.gltf", "scene/a.bin", "scene/.cache/b.bin", "shared/c.bin", ".config/solana/id.bin"] {
            fs::write(home.path().join(file), file).expect("there is room");
        }
        let links = [
            ("again.bin", "a.bin"),
            ("other.bin", "a.gltf"),
            ("cached.bin", ".cache/b.bin"),
            ("out.bin", "../shared/c.bin"),
            ("shared", "../shared"),
            ("key.bin", "../.config/solana/id.bin"),
            ("up", ".."),
            ("lost.bin", "../nowhere.bin"),
        ];
        for (link, target) in links {
            symlink(target, home.path().join("scene").join(link)).expect("links can be made");
        }
        home
    }

    #[test]
    fn hidden_files_stay_where_they_are() {
        let home = home_of_a_scene();
        let path = home.path().join("scene/a.gltf");
        let folder = Folder::of(&path, "a.gltf");
        for path in [".cache/b.bin", ".nowhere", "textures/.a.png", "up/.config/solana/id.bin"] {
            let said = said(&folder, path);
            assert!(said.contains("is hidden") && said.contains("copy it"), "{path}: {said}");
        }
        for path in ["cached.bin", "key.bin"] {
            let said = said(&folder, path);
            assert!(said.contains("a link to") && said.contains("is hidden"), "{path}: {said}");
        }
        assert!(said(&folder, "other.bin").contains("ends in another way"));
        for path in ["textures", "up"] {
            assert!(said(&folder, path).contains("not an ordinary file"), "{path}");
        }
        for path in ["lost.bin", "gone.bin", "gone/a.bin", "a.bin/b"] {
            assert!(matches!(folder.read(path, 100), Err(FileError::Missing)), "{path}");
        }
        assert_eq!(folder.outside(), []);
    }

    #[test]
    fn links_within_the_folder_are_followed_and_links_out_of_it_told() {
        let home = home_of_a_scene();
        let path = home.path().join("scene/a.gltf");
        let folder = Folder::of(&path, "a.gltf");
        assert_eq!(folder.read("again.bin", 100).expect("it lies inside"), b"scene/a.bin");
        assert!(matches!(folder.read("out.bin", 3), Err(FileError::TooLarge { limit: 3 })));
        for path in ["out.bin", "shared/c.bin", "up/shared/c.bin"] {
            assert_eq!(folder.read(path, 100).expect("it is there"), b"shared/c.bin");
        }
        let file = home.path().canonicalize().expect("it is there").join("shared/c.bin");
        let told = ["out.bin", "shared/c.bin", "up/shared/c.bin"];
        assert_eq!(folder.outside(), told.map(|path| Outside { path: path.to_owned(), file: file.clone(), bytes: 12 }));
    }

    #[test]
    fn a_scene_in_the_home_has_what_lies_beside_it() {
        let home = home_of_a_scene();
        fs::write(home.path().join("b.bin"), "b").expect("there is room");
        let path = home.path().join("b.gltf");
        let folder = Folder { home: home.path().canonicalize().ok(), ..Folder::of(&path, "b.gltf") };
        for path in ["b.bin", "shared/c.bin", "scene/key.bin"] {
            let read = folder.read(path, 100).is_ok();
            assert_eq!(read, !path.contains("key"), "{path}");
        }
        let told: Vec<_> = folder.outside().into_iter().map(|one| one.path).collect();
        assert_eq!(told, ["shared/c.bin"]);
    }

    #[test]
    fn the_scene_itself_may_lie_anywhere() {
        let home = home_of_a_scene();
        let link = home.path().join("scene/.work.gltf");
        symlink("../.config/solana/id.bin", &link).expect("links can be made");
        let folder = Folder::of(&link, ".work.gltf");
        assert_eq!(folder.read(".work.gltf", 100).expect("the client's word"), b".config/solana/id.bin");
        assert_eq!(folder.outside(), []);
        // So may its folder: what counts is what lies below it.
        let path = home.path().join("scene/.cache/b.gltf");
        assert!(Folder::of(&path, "b.gltf").read("b.bin", 100).is_ok());
    }
}
