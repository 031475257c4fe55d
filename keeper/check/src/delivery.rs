//! The frames of a delivery on disk, and what they hash to.

use std::{
    borrow::Cow,
    fs,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::Arc,
};

use rayment_client::{
    Job,
    order::delivery::{DeliveryError, Leaves, frame_bytes},
};
use rayment_core::{
    Hash,
    job::{Chunk, Evidence},
};
use rayment_service::files::write_atomically;
use rayment_spec::Spec;
use thiserror::Error;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{DeliveredTiles, Difference, HubReader, Unavailable, tiles::Offsets};

/// Why a delivery is not on disk.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DeliveryFault {
    #[error(transparent)]
    Hub(#[from] Unavailable),
    /// What the hub has is not what was committed to.
    #[error("the frames on the hub are not those that were committed to: {0}")]
    NotCommitted(#[from] DeliveryError),
    #[error("the delivery can't be kept on disk ({0}): check the data folder")]
    Disk(String),
}

impl From<io::Error> for DeliveryFault {
    fn from(error: io::Error) -> Self {
        Self::Disk(error.to_string())
    }
}

/// Bounds the frames that are in memory at a time.
pub struct FrameMemory(Semaphore);

impl FrameMemory {
    pub fn new(bytes: u64) -> Self {
        Self(Semaphore::new(mebibytes(bytes) as usize))
    }

    /// Waits until this many bytes of memory are free; for ever if that is more than there is in total.
    async fn hold(&self, bytes: u64) -> Option<SemaphorePermit<'_>> {
        // Never closed.
        self.0.acquire_many(mebibytes(bytes)).await.ok()
    }
}

/// A number of bytes in mebibytes, rounded up, at least one.
fn mebibytes(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX).max(1)
}

/// A delivery on disk whose root is the committed one.
#[derive(Debug)]
pub struct Delivered {
    dir: PathBuf,
    chunk: Chunk,
    offsets: Offsets,
    leaves: Leaves,
}

impl Delivered {
    /// Fetches the frames that are not on disk yet, and checks all of them against the root. What does
    /// not fit is removed, so that the next try fetches it again. One frame at a time is in memory.
    pub async fn fetch(
        (hub, memory): (&dyn HubReader, &FrameMemory),
        dir: &Path,
        job: &Job,
        spec: &Arc<Spec>,
    ) -> Result<Self, DeliveryFault> {
        let missing = || DeliveryFault::Hub(Unavailable::Missing("nothing was delivered".into()));
        let delivery = *job.state.delivery().ok_or_else(missing)?;
        tokio::fs::create_dir_all(dir).await?;
        let (chunk, expected) = (job.state.chunk, frame_bytes(spec, &job.state.chunk) as u64);
        for number in chunk.frame_numbers().take(delivery.frames as usize) {
            let path = dir.join(number.to_string());
            if tokio::fs::metadata(&path).await.is_ok_and(|file| file.len() == expected) {
                continue;
            }
            let _held = memory.hold(expected).await;
            let body = hub.frame(job.address, job.state.attempt, number).await?;
            blocking(move || Ok(write_atomically(&path, &body)?)).await?;
        }
        let _held = memory.hold(expected).await;
        let (dir, spec) = (dir.to_owned(), spec.clone());
        blocking(move || Self::read(dir, &spec, &chunk, delivery.frames, &delivery.root)).await
    }

    /// Reads a delivery that is on disk, one frame at a time.
    pub fn read(dir: PathBuf, spec: &Spec, chunk: &Chunk, frames: u32, root: &Hash) -> Result<Self, DeliveryFault> {
        let mut leaves = Leaves::new(spec, chunk);
        let mut fits = || -> Result<(), DeliveryFault> {
            for number in chunk.frame_numbers().take(frames as usize) {
                leaves.push(&fs::read(dir.join(number.to_string()))?)?;
            }
            Ok(leaves.verify(root)?)
        };
        if let Err(fault) = fits() {
            if matches!(fault, DeliveryFault::NotCommitted(_)) {
                fs::remove_dir_all(&dir)?;
            }
            return Err(fault);
        }
        Ok(Self { dir, chunk: *chunk, offsets: Offsets::new(spec, chunk), leaves })
    }

    /// What the program needs to see of a wrong tile; `None` where the delivery doesn't have it.
    pub fn evidence(&self, difference: &Difference) -> Option<Evidence> {
        let Difference { frame, tile, own_pixels } = *difference;
        self.leaves.evidence(frame, tile, own_pixels)
    }
}

impl DeliveredTiles for Delivered {
    fn tile(&self, frame: u32, tile: u32) -> Result<Cow<'_, [u8]>, DeliveryFault> {
        let number = self.chunk.frame_number(frame).filter(|_| frame < self.leaves.frames());
        let number = number.ok_or(DeliveryError::NoFrame(frame))?;
        let range = self.offsets.of(tile).ok_or(DeliveryError::NoFrame(frame))?;
        let mut bytes = vec![0; range.len()];
        let mut file = fs::File::open(self.dir.join(number.to_string()))?;
        file.seek(SeekFrom::Start(range.start as u64))?;
        file.read_exact(&mut bytes)?;
        Ok(Cow::Owned(bytes))
    }
}

/// Runs what waits for the disk on a thread of its own.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeliveryFault> + Send + 'static,
) -> Result<T, DeliveryFault> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| DeliveryFault::Disk(error.to_string()))?
}
