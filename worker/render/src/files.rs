use std::collections::BTreeMap;

use crate::error::SceneError;
use crate::import;

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

/// The files that a `.gltf` or `.glb` names beside itself, sorted, each once: what a client must pack
/// with it. The names are relative to the main file's folder, percent-decoded, and safe to join to it.
pub fn external_files(main: &[u8]) -> Result<Vec<String>, SceneError> {
    let container = import::Container::parse(main)?;
    let uris = container.root.buffers.iter().filter_map(|buffer| buffer.uri.as_deref());
    let images = container.root.images.iter().filter_map(|image| image.uri.as_deref());
    let mut files = Vec::new();
    for uri in uris.chain(images) {
        if !uri.starts_with("data:") {
            files.push(relative_path(uri)?);
        }
    }
    files.sort_unstable();
    files.dedup();
    Ok(files)
}

/// A URI of the scene as a path inside the scene's folder.
pub(crate) fn relative_path(uri: &str) -> Result<String, SceneError> {
    let refused = || SceneError::UnsafePath { uri: uri.chars().take(200).collect() };
    let decoded = percent_decoded(uri).ok_or_else(refused)?;
    let hostile = |c: char| c.is_control() || matches!(c, '\\' | ':');
    if decoded.is_empty() || decoded.starts_with('/') || decoded.contains(hostile) {
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

/// The path of a file named by the main file at `main`.
pub(crate) fn beside(main: &str, path: &str) -> String {
    match main.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{path}"),
        None => path.to_owned(),
    }
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
}
