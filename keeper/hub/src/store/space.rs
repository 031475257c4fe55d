//! How much may still be stored.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::StoreError;

/// The bytes in use, against a capacity and against the disk.
#[derive(Clone)]
pub struct Space(Arc<Inner>);

struct Inner {
    root: PathBuf,
    used: AtomicU64,
}

/// How far an upload may go.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Its own bytes, at most.
    pub bytes: u64,
    /// All bytes in use, with its own.
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

    pub fn release(&self, bytes: u64) {
        // Never wraps: what is freed was counted before.
        let _ = self.0.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |used| Some(used.saturating_sub(bytes)));
    }

    /// Sets bytes aside for an upload, which may grow.
    pub fn reserve(&self, bytes: u64, bounds: &Bounds) -> Result<Reservation, StoreError> {
        let mut reserved = Reservation { space: self.clone(), bytes: 0, capacity: bounds.capacity };
        reserved.grow(bytes)?;
        self.check_disk(bytes, bounds)?;
        Ok(reserved)
    }

    /// Refuses bytes that would leave too little free on the disk.
    pub fn check_disk(&self, bytes: u64, bounds: &Bounds) -> Result<(), StoreError> {
        let disk = rustix::fs::statvfs(&self.0.root).map_err(|error| StoreError::Disk(error.into()))?;
        let (free, floor) = (disk.f_bavail.saturating_mul(disk.f_frsize), bounds.floor);
        if free.saturating_sub(bytes) < floor { Err(StoreError::DiskFull { free, floor }) } else { Ok(()) }
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

    /// From now on the bytes count as used, even once this is dropped.
    pub fn commit(mut self) {
        self.bytes = 0;
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.space.release(self.bytes);
    }
}
