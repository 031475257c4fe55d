//! The frames of a delivery on disk, and what they hash to.

use std::{
    fs, io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use rayment_client::{
    Job,
    order::delivery::{DeliveryError, Leaves, PIXEL_BYTES, frame_bytes, rects},
};
use rayment_core::{
    Hash,
    job::{Chunk, Evidence},
};
use rayment_service::files::write_atomically;
use rayment_spec::Spec;
use thiserror::Error;
use tokio::sync::Semaphore;

use crate::hub::{Library, Unavailable};

/// Why a delivery is not here.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DeliveryFault {
    #[error(transparent)]
    Hub(#[from] Unavailable),
    /// What the hub has is not what was committed to.
    #[error("the hub has other pixels than were committed to: {0}")]
    NotCommitted(#[from] DeliveryError),
    #[error("the keeper's own disk failed under the delivery ({0}): check its data folder")]
    Disk(String),
}

impl From<io::Error> for DeliveryFault {
    fn from(error: io::Error) -> Self {
        Self::Disk(error.to_string())
    }
}

/// A delivery whose root is the committed one.
#[derive(Debug)]
pub struct Delivered {
    dir: PathBuf,
    chunk: Chunk,
    /// Bytes before each tile of a frame, and after the last.
    offsets: Vec<usize>,
    leaves: Leaves,
}

impl Delivered {
    /// Fetches the frames that are not here yet, and checks all of them against the root. What does
    /// not fit is thrown away, so that the next try fetches it again. One frame at a time is in
    /// memory, and takes its mebibytes out of `memory` while it is.
    pub async fn fetch(
        (hub, memory): (&dyn Library, &Semaphore),
        dir: &Path,
        job: &Job,
        spec: &Arc<Spec>,
    ) -> Result<Self, DeliveryFault> {
        let missing = || DeliveryFault::Hub(Unavailable::Missing("nothing was delivered".into()));
        let delivery = *job.state.delivery().ok_or_else(missing)?;
        tokio::fs::create_dir_all(dir).await?;
        let (chunk, expected) = (job.state.chunk, frame_bytes(spec, &job.state.chunk) as u64);
        let room = || async {
            let closed = |_| DeliveryFault::Disk("the keeper stops".into());
            memory.acquire_many(mebibytes(expected)).await.map_err(closed)
        };
        for number in chunk.frame_numbers().take(delivery.frames as usize) {
            let path = dir.join(number.to_string());
            if tokio::fs::metadata(&path).await.is_ok_and(|file| file.len() == expected) {
                continue;
            }
            let _room = room().await?;
            let body = hub.frame(job.address, job.state.attempt, number).await?;
            blocking(move || Ok(write_atomically(&path, &body)?)).await?;
        }
        let _room = room().await?;
        let (dir, spec) = (dir.to_owned(), spec.clone());
        blocking(move || Self::read(dir, &spec, &chunk, delivery.frames, &delivery.root)).await
    }

    /// Reads a delivery that is here, one frame at a time.
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
        let mut offsets = vec![0];
        for rect in rects(spec, chunk) {
            offsets.push(offsets.last().copied().unwrap_or(0) + rect.pixels() * PIXEL_BYTES);
        }
        Ok(Self { dir, chunk: *chunk, offsets, leaves })
    }

    /// The bytes of one tile, by its place among the job's frames and tiles.
    pub fn tile(&self, frame: u32, tile: u32) -> Result<Vec<u8>, DeliveryFault> {
        let number = self.chunk.frame_number(frame).ok_or(DeliveryError::NoFrame(frame))?;
        let bounds = self.offsets.get(tile as usize).zip(self.offsets.get(tile as usize + 1));
        let (from, to) = bounds.ok_or(DeliveryError::NoFrame(frame))?;
        let mut bytes = vec![0; to - from];
        let file = fs::File::open(self.dir.join(number.to_string()))?;
        file.read_exact_at(&mut bytes, *from as u64)?;
        Ok(bytes)
    }

    /// What the program needs to see of a wrong tile.
    pub fn evidence(&self, frame: u32, tile: u32, checker_pixels: Hash) -> Option<Evidence> {
        self.leaves.evidence(frame, tile, checker_pixels)
    }
}

/// Mebibytes that so many bytes take, at least one.
pub(super) fn mebibytes(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX).max(1)
}

/// Runs what waits for the disk away from what waits for the network.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeliveryFault> + Send + 'static,
) -> Result<T, DeliveryFault> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| DeliveryFault::Disk(error.to_string()))?
}
