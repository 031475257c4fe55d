//! The files of a scene: found, read, and never from outside its folder.

use std::{collections::BTreeMap, fs::File as Opened, io, io::Read, path::Path};

use rayment_render::{FileError, FileMap, Files, Limits, SceneError};

use super::unusable;
use crate::Error;

/// The scene with every file that it names, by the built-in engine's readers.
pub(super) fn gathered(path: &Path, name: &str) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let folder = Folder(path.parent().unwrap_or(Path::new(".")));
    let pack = rayment_import::pack(name, &folder, &Limits::default()).map_err(|error| match error {
        SceneError::File { path: lost, source } if lost == name => unusable(format!("{} {source}", path.display())),
        error => unusable(format!("{}: {error}", path.display())),
    })?;
    if !pack.missing.is_empty() {
        let missing: Vec<_> = pack.missing.iter().map(ToString::to_string).collect();
        return Err(unusable(format!("{} needs files that are not there: {}", path.display(), missing.join(", "))));
    }
    Ok(pack.files)
}

/// These files of a folder, all of them together within the limit.
pub(super) fn read_all(
    folder: &Folder,
    paths: impl Iterator<Item = String>,
) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut left = Limits::default().total_bytes;
    let mut files = BTreeMap::new();
    for path in paths {
        let bytes = folder.read(&path, left).map_err(|error| unusable(format!("{path} {error}")))?;
        left = left.saturating_sub(bytes.len() as u64);
        files.insert(path, bytes);
    }
    Ok(files)
}

pub(super) fn file_map(files: &BTreeMap<String, Vec<u8>>) -> FileMap {
    let mut map = FileMap::new();
    for (path, bytes) in files {
        map.insert(path.clone(), bytes.clone());
    }
    map
}

/// The files of a folder. What is packed goes to strangers, and the scene may come from one: a link out of
/// the folder, to somebody's keys, is not followed.
pub(super) struct Folder<'a>(pub &'a Path);

impl Files for Folder<'_> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename => {
                FileError::Missing
            }
            _ => FileError::Io(error),
        };
        let folder = if self.0.as_os_str().is_empty() { Path::new(".") } else { self.0 };
        let folder = folder.canonicalize().map_err(failed)?;
        let path = folder.join(path).canonicalize().map_err(failed)?;
        if !path.starts_with(&folder) {
            return Err(io::Error::other("it is a link out of the scene's folder; copy the file there").into());
        }
        if !path.is_file() {
            return Err(io::Error::other("it is not an ordinary file").into());
        }
        let file = Opened::open(path).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit { Err(FileError::TooLarge { limit }) } else { Ok(bytes) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_a_scene_once_that_is_not_there_or_of_no_known_format() {
        let folder = tempfile::tempdir().expect("there is room");
        let said = |name: &str| {
            let path = folder.path().join(name);
            gathered(&path, name).expect_err(name).to_string()
        };
        assert!(said("nothing.glb").ends_with("nothing.glb is not there"), "{}", said("nothing.glb"));
        let unknown = said("nothing.xyz");
        assert!(unknown.matches("nothing.xyz").count() == 1 && unknown.contains(".blend"), "{unknown}");
    }

    #[cfg(unix)]
    #[test]
    fn refuses_links_out_of_the_scenes_folder() {
        let outer = tempfile::tempdir().expect("there is room");
        let inner = outer.path().join("scene");
        std::fs::create_dir(&inner).expect("there is room");
        std::fs::write(outer.path().join("key"), "secret").expect("there is room");
        std::fs::write(inner.join("a.bin"), "bytes").expect("there is room");
        for (link, target) in [("out.bin", "../key"), ("in.bin", "a.bin"), ("up", "..")] {
            std::os::unix::fs::symlink(target, inner.join(link)).expect("links can be made");
        }
        let folder = Folder(&inner);
        assert_eq!(folder.read("in.bin", 100).expect("it lies inside"), b"bytes");
        for path in ["out.bin", "up/key", "up"] {
            let error = folder.read(path, 100).expect_err(path).to_string();
            assert!(error.contains("a link out of"), "{path}: {error}");
        }
        for path in ["gone.bin", "gone/a.bin", "a.bin/b"] {
            assert!(matches!(folder.read(path, 100), Err(FileError::Missing)), "{path}");
        }
        let scene = r#"{ "asset": { "version": "2.0" }, "buffers": [{ "uri": "out.bin", "byteLength": 6 }] }"#;
        std::fs::write(inner.join("a.gltf"), scene).expect("there is room");
        let error = gathered(&inner.join("a.gltf"), "a.gltf").expect_err("its buffer is a link").to_string();
        assert!(error.contains("out.bin") && error.contains("a link out of"), "{error}");
    }
}
