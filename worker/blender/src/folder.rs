use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayment_render::{Cancel, FileError, Files, files::relative_path};
use tempfile::TempDir;

use super::error::BlenderError;

/// The folder a scene lies in, with everything that it names. Blender sees nothing else, and cannot
/// change it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    /// Removed with the last clone.
    _own: Option<Arc<TempDir>>,
}

impl Folder {
    /// A folder that is there already; it stays.
    pub fn at(path: &Path) -> Result<Self, BlenderError> {
        let path = fs::canonicalize(path).map_err(BlenderError::io(format!("the folder {}", path.display())))?;
        if path.is_dir() {
            return Ok(Self { path, _own: None });
        }
        Err(BlenderError::Scene(format!("expected a folder at {}, found something else", path.display())))
    }

    /// A new folder below `parent`, filled with the files at `paths`; it goes with the last clone.
    /// Blender reads files, not memory, so whatever `files` checks has to hold when it is read here.
    pub fn filled<'a>(
        parent: &Path,
        files: &dyn Files,
        paths: impl IntoIterator<Item = &'a str>,
        limit: u64,
        cancel: &Cancel,
    ) -> Result<Self, BlenderError> {
        let own = tempfile::Builder::new()
            .prefix("scene-")
            .tempdir_in(parent)
            .map_err(BlenderError::io(format!("a folder for the scene in {}", parent.display())))?;
        let mut left = limit;
        for path in paths {
            cancel.check()?;
            // Never joined as it is: it comes from a stranger.
            let safe = relative_path(path).map_err(|error| BlenderError::Scene(error.to_string()))?;
            let bytes = files.read(path, left).map_err(|error| match error {
                FileError::Missing => BlenderError::Scene(format!("the file {path:?} is not there")),
                FileError::TooLarge { .. } => {
                    BlenderError::Scene(format!("its files are larger than the limit of {limit} bytes together"))
                }
                FileError::Io(source) => BlenderError::Io { what: format!("the file {path:?}"), source },
            })?;
            left -= (bytes.len() as u64).min(left);
            let place = own.path().join(safe);
            let written = place.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&place, &bytes));
            written.map_err(BlenderError::io(format!("the file {}", place.display())))?;
        }
        let path = fs::canonicalize(own.path()).map_err(BlenderError::io("the scene's folder"))?;
        Ok(Self { path, _own: Some(Arc::new(own)) })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use rayment_render::FileMap;

    use super::*;

    #[test]
    fn holds_the_files_and_goes_with_the_last_clone() {
        let parent = tempfile::tempdir().unwrap();
        let mut files = FileMap::new();
        files.insert("a/scene.blend", b"one".as_slice());
        files.insert("b.png", b"two".as_slice());
        let folder = Folder::filled(parent.path(), &files, ["a/scene.blend", "b.png"], 6, &Cancel::new()).unwrap();
        let (clone, path) = (folder.clone(), folder.path().to_owned());
        assert_eq!(fs::read(path.join("a/scene.blend")).unwrap(), b"one");
        drop(folder);
        assert!(path.join("b.png").is_file());
        drop(clone);
        assert!(!path.exists());
    }

    #[test]
    fn refuses_paths_that_leave_it_and_files_beyond_the_limit() {
        let parent = tempfile::tempdir().unwrap();
        let mut files = FileMap::new();
        files.insert("../out", b"one".as_slice());
        files.insert("in", b"one".as_slice());
        let of = |paths: &[&'static str], limit| {
            Folder::filled(parent.path(), &files, paths.iter().copied(), limit, &Cancel::new()).unwrap_err().to_string()
        };
        assert!(of(&["../out"], 10).contains("relative path"));
        assert!(of(&["in"], 2).contains("limit"));
        assert!(of(&["gone"], 10).contains("not there"));
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }
}
