//! Files that appear whole or not at all, whenever the machine stops, and folders that one process
//! holds.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// How the name of a file ends while it is being written. What a process that was killed leaves
/// behind has it too, and may be removed while nobody writes to the folder.
pub const UNFINISHED: &str = ".part";

/// Writes a file, replacing one that is there. Until it is whole and on the disk the old one stays;
/// after an error nothing is left of the new one.
///
/// Two writers of one path at a time are not provided for.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_parts_atomically(path, &[bytes])
}

/// Like [`write_atomically`], of a file in parts: nobody has to join them in memory.
pub fn write_parts_atomically(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let unfinished = unfinished(path);
    let written = write_synced(&unfinished, parts).and_then(|()| rename_durably(&unfinished, path));
    if written.is_err() {
        // What is left takes space that the next try needs.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

/// Gives a file or a folder a new name, which survives a power cut.
pub fn rename_durably(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync_folder_of(to)
}

/// Flushes the folder that `path` lies in: without that a new name may be lost in a power cut.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        // Folders cannot be opened as files everywhere; where they can, they are flushed.
        Some(folder) if cfg!(unix) && folder.as_os_str().is_empty() => File::open(".")?.sync_all(),
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn write_synced(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let mut file = File::create(path)?;
    parts.iter().try_for_each(|part| file.write_all(part))?;
    file.sync_all()
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(UNFINISHED);
    path.with_file_name(name)
}

/// A folder that no other process uses, as long as they all ask. Dropping it, or the end of the
/// process, frees the folder.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Takes the folder, which must be there. [`TryLockError::WouldBlock`] says that another process
    /// has it.
    pub fn take(folder: &Path) -> Result<Self, TryLockError> {
        let file = File::create(folder.join("lock")).map_err(TryLockError::Error)?;
        file.try_lock()?;
        Ok(Self { _file: file })
    }
}
