//! The challenged tiles of a delivery against the keeper's own.

use std::time::{Duration, Instant};

use rayment_core::{
    Hash, Native, Sha256,
    challenge::Challenge,
    job::{Chunk, Evidence},
    spec::Spec,
};
use rayment_render::{Cancel, Cancelled, Prepared, Rect, RenderError, Scene, Settings};
use rayon::prelude::*;
use thiserror::Error;

use super::{Delivered, DeliveryFault};

/// What came of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Every challenged tile has the same bits.
    Equal { tiles: u64 },
    /// The first that has not.
    Different(Evidence),
}

/// Why there was no comparison.
#[derive(Debug, Error)]
pub enum Unrenderable {
    #[error("the keeper's own render failed: {0}")]
    Render(#[from] RenderError),
    #[error(transparent)]
    Delivery(#[from] DeliveryFault),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// The challenge picks a tile that the chunk has not: chain and spec do not belong together.
    #[error("the job's chunk does not fit its spec: frame {frame}, tile {tile} is outside")]
    Outside { frame: u32, tile: u32 },
}

/// What the renderer is asked for.
pub fn settings(spec: &Spec) -> Settings {
    let Spec { width, height, samples, seed, bounces, .. } = *spec;
    Settings { width, height, samples, seed, max_bounces: bounces }
}

/// Renders the challenged tiles on the rayon pool that the caller is in. Also says how long that
/// took, without what makes frames ready.
pub fn compare(
    scene: &Scene,
    spec: &Spec,
    chunk: &Chunk,
    delivered: &Delivered,
    challenge: &Challenge,
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
        let own = OwnFrame { prepared: scene.frame(number, &settings(spec))?, spec, chunk, cancel };
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
    prepared: Prepared,
    spec: &'a Spec,
    chunk: &'a Chunk,
    cancel: &'a Cancel,
}

impl OwnFrame<'_> {
    /// The hash of our own pixels, where the delivered ones have other bits.
    fn differs(&self, tile: u32, theirs: &Result<Vec<u8>, DeliveryFault>) -> Result<Option<Hash>, Unrenderable> {
        let outside = || Unrenderable::Outside { frame: self.prepared.frame(), tile };
        let theirs = theirs.as_ref().map_err(|fault| fault.clone())?;
        let place = self.chunk.tile.checked_add(tile).and_then(|place| self.spec.grid().rect(place));
        let place = place.ok_or_else(outside)?;
        let rect = Rect::new(place.x, place.y, place.width, place.height);
        let ours = self.prepared.tile(rect, self.cancel)?.to_bytes();
        Ok((ours != *theirs).then(|| Native::hash(&[&ours])))
    }
}
