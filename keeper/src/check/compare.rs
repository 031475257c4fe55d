//! The challenged tiles of a delivery against the keeper's own.

use std::time::{Duration, Instant};

use rayment_core::{
    Hash, Native, Sha256,
    job::{Chunk, Evidence},
    proof::challenge::Challenge,
};
use rayment_engine::{EngineError, OpenScene, PreparedFrame};
use rayment_render::{Cancel, Cancelled, Fault, Rect, Settings, tolerance};
use rayment_spec::Spec;
use rayon::prelude::*;
use thiserror::Error;

use super::{Delivered, DeliveryFault};

/// What came of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Every challenged tile has the same bits, or is the same picture.
    Equal { tiles: u64 },
    /// The first that is not.
    Different(Evidence),
}

/// What counts as the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Every bit: within one class of devices.
    Bits,
    /// The picture, within the protocol's tolerance: across classes. The program sees only that bits
    /// differ; that the picture does is this keeper's word.
    Tolerance,
}

/// Why there was no comparison.
#[derive(Debug, Error)]
pub enum Unrenderable {
    #[error("the keeper's own render failed: {0}")]
    Render(EngineError),
    #[error(transparent)]
    Delivery(#[from] DeliveryFault),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    #[error(
        "{samples} samples of the engine {engine} do not tell how sure a pixel is: a delivery of another device class \
         can't be judged"
    )]
    NoVariance { engine: String, samples: u32 },
    /// The challenge picks a tile that the chunk has not: chain and spec do not belong together.
    #[error("the job's chunk does not fit its spec: frame {frame}, tile {tile} is outside")]
    Outside { frame: u32, tile: u32 },
}

impl From<EngineError> for Unrenderable {
    fn from(error: EngineError) -> Self {
        if error.fault() == Fault::Stopped { Self::Cancelled(Cancelled) } else { Self::Render(error) }
    }
}

/// What the renderer is asked for.
pub fn settings(spec: &Spec) -> Settings {
    let Spec { width, height, samples, seed, bounces, camera, .. } = *spec;
    Settings { width, height, samples, seed, max_bounces: bounces, camera }
}

/// Renders the challenged tiles on the rayon pool that the caller is in. Also says how long that
/// took, without what makes frames ready.
pub fn compare(
    scene: &OpenScene,
    spec: &Spec,
    chunk: &Chunk,
    delivered: &Delivered,
    (challenge, rule): (&Challenge, Rule),
    cancel: &Cancel,
) -> Result<(Compared, Duration), Unrenderable> {
    let mut time = Duration::ZERO;
    let picks: Vec<_> = challenge.picks::<Native>().collect();
    for of_frame in picks.chunk_by(|a, b| a.0 == b.0) {
        let Some((frame, _)) = of_frame.first() else { continue };
        if cancel.is_cancelled() {
            return Err(Cancelled.into());
        }
        let outside = |tile| Unrenderable::Outside { frame: *frame, tile };
        let number = chunk.frame_number(*frame).ok_or_else(|| outside(0))?;
        let still = scene.frame(number, &settings(spec), cancel)?;
        let own = OwnFrame { still, number, spec, chunk, rule, cancel };
        let differ = |(frame, tile): &(u32, u32)| -> Option<Result<(u32, Hash), Unrenderable>> {
            own.differs(*tile, &delivered.tile(*frame, *tile)).transpose().map(|found| found.map(|hash| (*tile, hash)))
        };
        let started = Instant::now();
        // The first in order, whichever thread is fastest: the same evidence each time.
        let first = of_frame.par_iter().find_map_first(differ);
        time += started.elapsed();
        if let Some(first) = first {
            let (tile, pixels) = first?;
            let evidence = delivered.evidence(*frame, tile, pixels).ok_or_else(|| outside(tile))?;
            return Ok((Compared::Different(evidence), time));
        }
    }
    Ok((Compared::Equal { tiles: picks.len() as u64 }, time))
}

/// A frame as the keeper renders it.
struct OwnFrame<'a> {
    still: PreparedFrame<'a>,
    number: u32,
    spec: &'a Spec,
    chunk: &'a Chunk,
    rule: Rule,
    cancel: &'a Cancel,
}

impl OwnFrame<'_> {
    /// The hash of our own pixels, where the delivered ones are not the same.
    fn differs(&self, tile: u32, theirs: &Result<Vec<u8>, DeliveryFault>) -> Result<Option<Hash>, Unrenderable> {
        let outside = || Unrenderable::Outside { frame: self.number, tile };
        let theirs = theirs.as_ref().map_err(|fault| fault.clone())?;
        let place = self.chunk.tile.checked_add(tile).and_then(|place| self.spec.grid().rect(place));
        let place = place.ok_or_else(outside)?;
        let rect = Rect::new(place.x, place.y, place.width, place.height);
        let (ours, same) = match self.rule {
            Rule::Bits => {
                let ours = self.still.tile(rect, self.cancel)?.to_bytes();
                let same = ours == *theirs;
                (ours, same)
            }
            Rule::Tolerance => {
                let Some(varied) = self.still.tile_with_variance(rect, self.cancel)? else {
                    let ours = self.still.tile(rect, self.cancel)?.to_bytes();
                    if ours == *theirs {
                        return Ok(None);
                    }
                    let engine = self.spec.engine.name.clone();
                    return Err(Unrenderable::NoVariance { engine, samples: self.spec.samples });
                };
                let ours = varied.tile.to_bytes();
                let same = ours == *theirs || tolerance::agree(&varied, theirs);
                (ours, same)
            }
        };
        Ok((!same).then(|| Native::hash(&[&ours])))
    }
}
