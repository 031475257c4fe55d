//! The tiles of delivered frames, one at a time.

use std::{borrow::Cow, ops::Range};

use rayment_client::order::delivery::{DeliveryError, PIXEL_BYTES};
use rayment_core::job::Chunk;
use rayment_engine::rects;
use rayment_spec::Spec;

use crate::DeliveryFault;

/// Delivered tiles, by their places among the job's frames and tiles. Threads may ask at the same time.
pub trait DeliveredTiles: Sync {
    /// The pixels of one tile, row by row, as little-endian f32 RGB.
    fn tile(&self, frame: u32, tile: u32) -> Result<Cow<'_, [u8]>, DeliveryFault>;
}

/// Where the tiles of a chunk lie in the body of each of its frames.
#[derive(Debug)]
pub(crate) struct Offsets(Vec<usize>);

impl Offsets {
    pub fn new(spec: &Spec, chunk: &Chunk) -> Self {
        let mut offsets = vec![0];
        for rect in rects(spec, chunk) {
            offsets.push(offsets.last().copied().unwrap_or(0) + rect.pixels() * PIXEL_BYTES);
        }
        Self(offsets)
    }

    /// The bytes of one tile in a body.
    pub fn of(&self, tile: u32) -> Option<Range<usize>> {
        Some(*self.0.get(tile as usize)?..*self.0.get(tile as usize + 1)?)
    }
}

/// Frames that are held in memory, and have been checked against the commitment.
pub struct InMemory<'a> {
    bodies: &'a [(u32, Vec<u8>)],
    offsets: Offsets,
}

impl<'a> InMemory<'a> {
    /// The job's first frames in order, each with its number.
    pub fn new(spec: &Spec, chunk: &Chunk, bodies: &'a [(u32, Vec<u8>)]) -> Self {
        Self { bodies, offsets: Offsets::new(spec, chunk) }
    }
}

impl DeliveredTiles for InMemory<'_> {
    fn tile(&self, frame: u32, tile: u32) -> Result<Cow<'_, [u8]>, DeliveryFault> {
        let body = self.bodies.get(frame as usize).map(|(_, body)| body);
        let pixels = body.zip(self.offsets.of(tile)).and_then(|(body, range)| body.get(range));
        Ok(Cow::Borrowed(pixels.ok_or(DeliveryError::NoFrame(frame))?))
    }
}
