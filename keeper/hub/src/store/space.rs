//! How much may still be stored: of blobs, and of frames with all that belongs to jobs. Neither takes the room of
//! the other.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::StoreError;

/// The smallest piece of a disk. An empty file takes one too, so that a million of them are not for nothing.
const BLOCK: u64 = 4_096;

/// What an object of this length takes.
pub fn on_disk(length: u64) -> u64 {
    length.div_ceil(BLOCK).max(1).saturating_mul(BLOCK)
}

/// The bytes in use, against a capacity and against the disk.
#[derive(Clone)]
pub struct Space(Arc<Inner>);

struct Inner {
    root: PathBuf,
    used: AtomicU64,
}

/// How far an upload may go.
#[derive(Clone)]
pub struct Bounds {
    /// Where it is counted.
    pub space: Space,
    /// Its own bytes, at most.
    pub bytes: u64,
    /// All bytes in use there, with its own.
    pub capacity: u64,
    /// Bytes that stay free on the disk.
    pub floor: u64,
}

/// Bytes set aside for an upload. They are released unless the upload commits them.
pub struct Reservation {
    space: Space,
    bytes: u64,
    capacity: u64,
}

impl Space {
    pub fn new(root: PathBuf, used: u64) -> Self {
        Self(Arc::new(Inner { root, used: AtomicU64::new(used) }))
    }

    pub fn used(&self) -> u64 {
        self.0.used.load(Ordering::Relaxed)
    }

    /// Frees what an object took that is no longer there.
    pub fn release_object(&self, length: Option<u64>) {
        self.release(length.map_or(0, on_disk));
    }

    fn release(&self, bytes: u64) {
        // Never wraps: what is freed was counted before.
        let _ = self.0.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| Some(used.saturating_sub(bytes)));
    }

    fn free(&self) -> Result<u64, StoreError> {
        let disk = rustix::fs::statvfs(&self.0.root).map_err(|error| StoreError::Disk(error.into()))?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }
}

impl Bounds {
    /// Bytes that would have to go before `bytes` more could be stored.
    pub fn missing(&self, bytes: u64) -> Result<u64, StoreError> {
        let over = self.space.used().saturating_add(bytes).saturating_sub(self.capacity);
        let short = self.floor.saturating_add(bytes).saturating_sub(self.space.free()?);
        Ok(over.max(short))
    }

    /// Sets bytes aside for an upload, which may grow.
    pub fn reserve(&self, bytes: u64) -> Result<Reservation, StoreError> {
        let mut reserved = Reservation { space: self.space.clone(), bytes: 0, capacity: self.capacity };
        reserved.grow(bytes)?;
        self.check_disk(bytes)?;
        Ok(reserved)
    }

    /// Refuses bytes that would leave too little free on the disk.
    pub fn check_disk(&self, bytes: u64) -> Result<(), StoreError> {
        let (free, floor) = (self.space.free()?, self.floor);
        if free.saturating_sub(bytes) < floor { Err(StoreError::DiskFull { free, floor }) } else { Ok(()) }
    }

    /// Refuses bytes that do not fit now; none are set aside.
    pub fn check(&self, bytes: u64) -> Result<(), StoreError> {
        let (used, capacity) = (self.space.used(), self.capacity);
        if used.saturating_add(bytes) > capacity {
            return Err(StoreError::Full { used, capacity });
        }
        self.check_disk(bytes)
    }
}

impl Reservation {
    pub fn grow(&mut self, bytes: u64) -> Result<(), StoreError> {
        let (used, capacity) = (&self.space.0.used, self.capacity);
        let fits = |used: u64| used.checked_add(bytes).filter(|sum| *sum <= capacity);
        match used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits) {
            Ok(_) => {
                self.bytes = self.bytes.saturating_add(bytes);
                Ok(())
            }
            Err(used) => Err(StoreError::Full { used, capacity }),
        }
    }

    /// Bytes set aside so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// From now on the bytes count as used, in whole blocks of the disk, even once this is dropped.
    pub fn commit(mut self) {
        let rest = on_disk(self.bytes).saturating_sub(self.bytes);
        self.space.0.used.fetch_add(rest, Ordering::Relaxed);
        self.bytes = 0;
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.space.release(self.bytes);
    }
}
