//! Files that appear whole or not at all.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

use thiserror::Error;

use super::UNFINISHED;

/// Why the worker's own disk failed it.
#[derive(Debug, Error)]
pub enum DiskError {
    #[error("the disk of {path} is full: free some space, or name another data folder")]
    Full { path: PathBuf },
    #[error("{path} cannot be used: check that it is there and belongs to this user")]
    Io {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl DiskError {
    pub(crate) fn at(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full { path },
            _ => Self::Io { path, source },
        }
    }
}

/// Writes a file so that it is there whole or not at all, whenever the machine stops.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    write_parts(path, &[bytes])
}

/// The same, of a file in parts: nobody has to put them together in memory.
pub(super) fn write_parts(path: &Path, parts: &[&[u8]]) -> Result<(), DiskError> {
    let beside = beside(path);
    let written = || -> io::Result<()> {
        let mut file = File::create(&beside)?;
        parts.iter().try_for_each(|part| file.write_all(part))?;
        file.sync_all()?;
        drop(file);
        fs::rename(&beside, path)?;
        sync_folder_of(path)
    };
    written().map_err(|error| {
        // What is left takes space that the next try needs.
        let _ = fs::remove_file(&beside);
        DiskError::at(path, error)
    })
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(UNFINISHED);
    path.with_file_name(name)
}

pub(crate) fn make_folder(path: &Path) -> Result<(), DiskError> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path).and_then(|()| sync_folder_of(path)).map_err(|error| DiskError::at(path, error))
}

pub(super) fn rename(from: &Path, to: &Path) -> Result<(), DiskError> {
    fs::rename(from, to).and_then(|()| sync_folder_of(to)).map_err(|error| DiskError::at(from, error))
}

/// The bytes of a file, if there is one.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, DiskError> {
    absent(fs::read(path)).map_err(|error| DiskError::at(path, error))
}

/// A file and its length, if there is one.
pub(super) fn open(path: &Path) -> Result<Option<(File, u64)>, DiskError> {
    let opened = File::open(path).and_then(|file| file.metadata().map(|data| (file, data.len())));
    absent(opened).map_err(|error| DiskError::at(path, error))
}

pub(super) fn remove(path: &Path) -> Result<(), DiskError> {
    absent(fs::remove_file(path)).map(|_| ()).map_err(|error| DiskError::at(path, error))
}

pub(super) fn remove_folder(path: &Path) -> Result<(), DiskError> {
    absent(fs::remove_dir_all(path)).map(|_| ()).map_err(|error| DiskError::at(path, error))
}

/// Names in a folder that can be ours: those that are text.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, DiskError> {
    let read = || -> io::Result<Vec<String>> {
        let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        Ok(entries.into_iter().filter_map(|entry| entry.file_name().into_string().ok()).collect())
    };
    read().map_err(|error| DiskError::at(folder, error))
}

fn absent<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A new name is only there for good when its folder is flushed too.
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        // Folders cannot be opened as files everywhere; where they can, they are flushed.
        Some(folder) if cfg!(unix) && folder.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}
