//! Files that appear whole or not at all.

use std::{
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use rayment_service::files::{self, sync_folder_of};
use thiserror::Error;

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
    files::write_atomically(path, bytes).map_err(|error| DiskError::at(path, error))
}

/// The same, of a file in parts: nobody has to put them together in memory.
pub(super) fn write_parts(path: &Path, parts: &[&[u8]]) -> Result<(), DiskError> {
    files::write_parts_atomically(path, parts).map_err(|error| DiskError::at(path, error))
}

pub(crate) fn make_folder(path: &Path) -> Result<(), DiskError> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path).and_then(|()| sync_folder_of(path)).map_err(|error| DiskError::at(path, error))
}

pub(super) fn rename(from: &Path, to: &Path) -> Result<(), DiskError> {
    files::rename_durably(from, to).map_err(|error| DiskError::at(from, error))
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
