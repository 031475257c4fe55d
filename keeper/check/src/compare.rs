//! Some tiles of a delivery against our own render of them.

use std::time::{Duration, Instant};

use rayment_core::{Hash, Native, Sha256, job::Chunk};
use rayment_engine::{Comparison, EngineError, Fault, OpenScene, PreparedFrame, Rule, rect, settings};
use rayment_render::{Cancel, Cancelled};
use rayment_spec::Spec;
use rayon::prelude::*;
use thiserror::Error;

use crate::{DeliveredTiles, DeliveryFault};

/// The result of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Every picked tile has the same bits, or is the same picture.
    Equal { tiles: u64 },
    /// The first that is not.
    Different(Difference),
}

/// A tile that is not what we render, by its place among the job's frames and tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    pub frame: u32,
    pub tile: u32,
    /// SHA-256 of our own pixels.
    pub own_pixels: Hash,
}

/// Why there was no comparison.
#[derive(Debug, Error)]
pub enum CompareError {
    #[error("rendering it again failed: {0}")]
    Engine(EngineError),
    #[error(transparent)]
    Delivery(#[from] DeliveryFault),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    #[error(
        "a delivery of another device class can't be judged: {samples} samples of the engine {engine} don't tell how \
         sure a pixel is"
    )]
    Inconclusive { engine: String, samples: u32 },
    /// A tile is picked that the chunk doesn't have: chain and spec do not belong together.
    #[error("the job's chunk doesn't fit its spec: frame {frame}, tile {tile} is outside")]
    Outside { frame: u32, tile: u32 },
}

impl From<EngineError> for CompareError {
    fn from(error: EngineError) -> Self {
        if error.fault() == Fault::Stopped { Self::Cancelled(Cancelled) } else { Self::Engine(error) }
    }
}

/// A delivery, and what its tiles are compared with.
pub struct TileCheck<'a, D> {
    /// The spec's scene, opened to check.
    pub scene: &'a OpenScene,
    pub spec: &'a Spec,
    pub chunk: &'a Chunk,
    pub delivered: &'a D,
    pub rule: Rule,
}

impl<D: DeliveredTiles> TileCheck<'_, D> {
    /// Renders the picked tiles on the rayon pool that the caller is in. `picks` are places among the
    /// job's frames and tiles, frame by frame. Also says how long rendering took, without what makes
    /// frames ready.
    pub fn compare(&self, picks: &[(u32, u32)], cancel: &Cancel) -> Result<(Compared, Duration), CompareError> {
        let mut time = Duration::ZERO;
        for of_frame in picks.chunk_by(|a, b| a.0 == b.0) {
            let Some((frame, _)) = of_frame.first() else { continue };
            if cancel.is_cancelled() {
                return Err(Cancelled.into());
            }
            let number = self.chunk.frame_number(*frame);
            let number = number.ok_or(CompareError::Outside { frame: *frame, tile: 0 })?;
            let prepared = self.scene.frame(number, &settings(self.spec), cancel)?;
            let differ = |pick: &(u32, u32)| self.difference(&prepared, *pick, cancel).transpose();
            let started = Instant::now();
            // The first in order, whichever thread is fastest: the same evidence each time.
            let first = of_frame.par_iter().find_map_first(differ);
            time += started.elapsed();
            if let Some(difference) = first {
                return Ok((Compared::Different(difference?), time));
            }
        }
        Ok((Compared::Equal { tiles: picks.len() as u64 }, time))
    }

    fn difference(
        &self,
        prepared: &PreparedFrame,
        (frame, tile): (u32, u32),
        cancel: &Cancel,
    ) -> Result<Option<Difference>, CompareError> {
        let theirs = self.delivered.tile(frame, tile)?;
        let rect = rect(self.spec, self.chunk, tile).ok_or(CompareError::Outside { frame, tile })?;
        match prepared.compare(rect, &theirs, self.rule, cancel)? {
            Comparison::SameBits | Comparison::WithinTolerance => Ok(None),
            Comparison::Differs(ours) => {
                Ok(Some(Difference { frame, tile, own_pixels: Native::hash(&[&ours.to_bytes()]) }))
            }
            Comparison::Inconclusive => {
                let (engine, samples) = (self.spec.engine.name.clone(), self.spec.samples);
                Err(CompareError::Inconclusive { engine, samples })
            }
        }
    }
}
