//! Input files by their SHA-256, kept for the next job until space is short.

use std::{
    fs::{self, File, FileTimes},
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use rayment_core::{Hash, Native, Sha256};
use rayment_render::{FileError, Files};
use rayment_spec::{Spec, hex32};

use crate::outbox::{DiskError, make_folder, write_whole};

/// The folder of input files.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    max_bytes: u64,
}

impl Cache {
    /// Opens the folder, and makes it if it is not there.
    pub fn open(folder: &Path, max_bytes: u64) -> Result<Self, DiskError> {
        make_folder(folder)?;
        let cache = Self { folder: folder.to_owned(), max_bytes };
        for file in cache.files()? {
            // A partial download of a worker that was killed.
            if file.path.extension().is_some() {
                let _ = fs::remove_file(&file.path);
            }
        }
        Ok(cache)
    }

    /// Whether a file of this hash and length is there. Its bytes are checked when they are read.
    pub fn has(&self, hash: &Hash, bytes: u64) -> bool {
        fs::metadata(self.place(hash)).is_ok_and(|file| file.is_file() && file.len() == bytes)
    }

    /// Keeps bytes whose hash was checked. The files used longest ago are removed to make room, except those
    /// of `spec`.
    pub fn keep(&self, hash: &Hash, bytes: &[u8], spec: &Spec) -> Result<(), DiskError> {
        self.make_room(bytes.len() as u64, spec)?;
        write_whole(&self.place(hash), bytes)
    }

    fn make_room(&self, wanted: u64, spec: &Spec) -> Result<(), DiskError> {
        let mut files = self.files()?;
        files.sort_by_key(|file| file.used_at);
        let mut held: u64 = files.iter().map(|file| file.bytes).sum();
        for file in files {
            if held.saturating_add(wanted) <= self.max_bytes {
                break;
            }
            let needed = spec.files.iter().any(|own| self.place(&own.sha256) == file.path);
            // Another job may be reading it: where open files cannot be removed, it stays for now.
            if !needed && fs::remove_file(&file.path).is_ok() {
                held = held.saturating_sub(file.bytes);
            }
        }
        Ok(())
    }

    /// The files of a spec, as the renderer reads them.
    pub fn of(&self, spec: &Spec) -> SpecFiles {
        let files = spec.files.iter().map(|file| (file.path.clone(), file.sha256, file.bytes)).collect();
        SpecFiles { cache: self.clone(), files }
    }

    fn place(&self, hash: &Hash) -> PathBuf {
        self.folder.join(hex32::encode(hash))
    }

    fn files(&self) -> Result<Vec<CachedFile>, DiskError> {
        let failed = |error| DiskError::at(&self.folder, error);
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            // It may be gone by now: then it takes no space either.
            let Ok(data) = fs::metadata(&path) else { continue };
            let used_at = data.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            files.push(CachedFile { path, bytes: data.len(), used_at });
        }
        Ok(files)
    }
}

struct CachedFile {
    path: PathBuf,
    bytes: u64,
    used_at: SystemTime,
}

/// The files of one spec: nothing else can be read through it, and nothing unverified.
pub struct SpecFiles {
    cache: Cache,
    /// Path, hash, length; sorted by path, as the spec is.
    files: Vec<(String, Hash, u64)>,
}

impl Files for SpecFiles {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let at = self.files.binary_search_by(|(own, ..)| own.as_str().cmp(path)).map_err(|_| FileError::Missing)?;
        let (_, hash, bytes) = self.files.get(at).ok_or(FileError::Missing)?;
        if *bytes > limit {
            return Err(FileError::TooLarge { limit });
        }
        let place = self.cache.place(hash);
        let content = fs::read(&place)?;
        if Native::hash(&[&content]) != *hash {
            // Pixels from damaged input would cost the bond: it is removed, and fetched again.
            let _ = fs::remove_file(&place);
            return Err(FileError::Io(io::Error::new(
                io::ErrorKind::InvalidData,
                "its bytes have changed on the disk",
            )));
        }
        touch(&place);
        Ok(content)
    }
}

/// Notes that a file was used. If that fails, it is only removed earlier than necessary.
fn touch(path: &Path) {
    let file = File::options().append(true).open(path);
    let _ = file.and_then(|file| file.set_times(FileTimes::new().set_modified(SystemTime::now())));
}
