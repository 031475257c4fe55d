//! Where a scene's files come from, and which of them a name in one of them means.

use std::collections::BTreeMap;

use crate::error::SceneError;

/// Where a scene's files come from. Paths are relative, `/`-separated, without `.` or `..`: an
/// implementation may join them to a folder as they are.
pub trait Files {
    /// The bytes of the file at `path`; reads at most `limit` bytes, [`FileError::TooLarge`] beyond.
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError>;
}

/// Why a file could not be had.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("is not there")]
    Missing,
    #[error("is larger than the limit of {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("can't be read ({0})")]
    Io(#[from] std::io::Error),
}

/// Files held in memory, by their path.
#[derive(Debug, Clone, Default)]
pub struct FileMap(BTreeMap<String, Vec<u8>>);

impl FileMap {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file or replaces it.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.0.insert(path.into(), bytes.into());
    }
}

impl Files for FileMap {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let bytes = self.0.get(path).ok_or(FileError::Missing)?;
        if bytes.len() as u64 > limit {
            return Err(FileError::TooLarge { limit });
        }
        Ok(bytes.clone())
    }
}

/// A URI of the scene as a path inside the scene's folder.
pub fn relative_path(uri: &str) -> Result<String, SceneError> {
    let refused = || unsafe_path(uri);
    let decoded = percent_decoded(uri).ok_or_else(refused)?;
    if decoded.is_empty() || decoded.starts_with('/') || decoded.contains(is_hostile) {
        return Err(refused());
    }
    let mut parts = Vec::new();
    for part in decoded.split('/') {
        match part {
            "" | ".." => return Err(refused()),
            "." => {}
            part => parts.push(part),
        }
    }
    if parts.is_empty() {
        return Err(refused());
    }
    Ok(parts.join("/"))
}

fn unsafe_path(uri: &str) -> SceneError {
    SceneError::UnsafePath { uri: uri.chars().take(200).collect() }
}

fn is_hostile(c: char) -> bool {
    c.is_control() || matches!(c, '\\' | ':')
}

/// The path of a file named by the main file at `main`.
pub fn beside(main: &str, path: &str) -> String {
    format!("{}{path}", folder(main))
}

/// The folder of a file, ending in `/`; empty where it lies in none.
fn folder(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

/// Folders beside the main file in which a file is looked for by its mere name.
const FOLDERS: [&str; 6] = ["", "textures/", "Textures/", "texture/", "maps/", "images/"];

/// The path of the file that `referrer` calls `reference`, in formats that write paths as the program
/// that made them liked: relative to the referrer, or else, since absolute paths of another machine
/// mean nothing here, by its mere name beside the main file or in a folder of textures there. All that
/// is ever looked at lies inside the main file's folder.
pub fn located(files: &dyn Files, main: &str, referrer: &str, reference: &str) -> Result<String, SceneError> {
    let root = folder(main);
    let reference = reference.replace('\\', "/");
    let direct = joined(folder(referrer).strip_prefix(root).unwrap_or(""), &reference);
    let name =
        reference.rsplit('/').next().filter(|name| !name.contains(is_hostile) && !matches!(*name, "" | "." | ".."));
    let by_name = name.into_iter().flat_map(|name| FOLDERS.map(|folder| format!("{folder}{name}")));
    for path in direct.iter().cloned().chain(by_name) {
        let path = format!("{root}{path}");
        if is_there(files, &path) {
            return Ok(path);
        }
    }
    match direct {
        Some(path) => {
            let path = format!("{root}{path}").chars().take(200).collect();
            Err(SceneError::File { path, source: FileError::Missing })
        }
        None => Err(unsafe_path(&reference)),
    }
}

/// A path from a folder on; `None` where it leaves the whole or is absolute.
fn joined(folder: &str, reference: &str) -> Option<String> {
    if reference.starts_with('/') || reference.contains(is_hostile) || reference.ends_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in reference.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Without reading it: a file larger than nothing is refused, and so there; one that can't be read is there
/// as well, and whoever reads it is told why.
pub fn is_there(files: &dyn Files, path: &str) -> bool {
    !matches!(files.read(path, 0), Err(FileError::Missing))
}

fn percent_decoded(uri: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let high = char::from(rest.next()?).to_digit(16)?;
        let low = char::from(rest.next()?).to_digit(16)?;
        bytes.push((high * 16 + low) as u8);
    }
    String::from_utf8(bytes).ok()
}

/// A URI of an XML document: percent signs decoded where they make sense, a `file:` before it dropped.
pub fn plain_uri(uri: &str) -> String {
    let rest = uri.strip_prefix("file://").unwrap_or(uri);
    let rest = rest.strip_prefix("./").unwrap_or(rest);
    percent_decoded(rest).unwrap_or_else(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_paths_inside_the_folder() {
        assert_eq!(relative_path("textures/a%20b.png").unwrap(), "textures/a b.png");
        assert_eq!(relative_path("./a.bin").unwrap(), "a.bin");
    }

    #[test]
    fn refuses_paths_that_leave_the_folder() {
        let hostile = [
            "../secret",
            "a/../../secret",
            "%2e%2e/secret",
            "/etc/passwd",
            "%2Fetc/passwd",
            "a//b",
            "",
            ".",
            "c:/windows",
            "http://host/a.png",
            "file:///a",
            "a\\..\\b",
            "a%00b",
            "%zz",
            "%f",
            "a/",
        ];
        for uri in hostile {
            assert!(matches!(relative_path(uri), Err(SceneError::UnsafePath { .. })), "{uri:?}");
        }
    }

    fn holding(paths: &[&str]) -> FileMap {
        let mut files = FileMap::new();
        for path in paths {
            files.insert(*path, "x");
        }
        files
    }

    #[test]
    fn finds_files_by_path_and_by_name() {
        let files = holding(&["s/maps/deep/wood.png", "s/textures/oak.png", "s/mtl/b.png", "s/fir.png"]);
        let find = |referrer: &str, reference: &str| located(&files, "s/main.obj", referrer, reference).ok();
        assert_eq!(find("s/main.obj", "maps\\deep\\wood.png").as_deref(), Some("s/maps/deep/wood.png"));
        assert_eq!(find("s/mtl/a.mtl", "b.png").as_deref(), Some("s/mtl/b.png"));
        assert_eq!(find("s/mtl/a.mtl", "../maps/deep/wood.png").as_deref(), Some("s/maps/deep/wood.png"));
        assert_eq!(find("s/main.obj", "C:\\Users\\me\\oak.png").as_deref(), Some("s/textures/oak.png"));
        assert_eq!(find("s/main.obj", "/home/me/fir.png").as_deref(), Some("s/fir.png"));
        assert_eq!(find("s/main.obj", "../../oak.png").as_deref(), Some("s/textures/oak.png"));
    }

    #[test]
    fn never_looks_outside_the_folder() {
        struct Watched;
        impl Files for Watched {
            fn read(&self, path: &str, _: u64) -> Result<Vec<u8>, FileError> {
                let inside = path.strip_prefix("s/").expect("below the folder");
                assert!(!inside.starts_with('/') && !inside.split('/').any(|part| matches!(part, "" | "." | "..")));
                Err(FileError::Missing)
            }
        }
        for reference in ["../x", "/x", "a/../../x", "\\\\host\\x", "c:x", "http://a/b", "..", "", "a\0b", "a/", "~/x"]
        {
            let error = located(&Watched, "s/main.obj", "s/main.obj", reference).expect_err(reference);
            assert!(matches!(error, SceneError::UnsafePath { .. } | SceneError::File { .. }), "{reference}: {error}");
        }
    }
}
