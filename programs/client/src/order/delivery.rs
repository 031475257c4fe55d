//! The tiles of a job against its commitment.
//!
//! A frame travels as one body: its tiles one after the other, in tile order, each row by row as
//! little-endian f32 RGB. Whoever has all bodies of a job can compute its root, and so check that these
//! are the pixels that were committed to.

use rayment_core::{
    Hash, Native, Sha256,
    job::{Chunk, Evidence},
    proof::{
        merkle,
        tiles::{Rect, leaf},
    },
};
use rayment_spec::Spec;
use thiserror::Error;

/// Bytes of one pixel: three f32.
pub const PIXEL_BYTES: usize = 12;
const DRAFT_SHRINK: u32 = 8;
const DRAFT_MOST: u32 = 1_024;

/// Why bodies are not a job's delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DeliveryError {
    #[error("frame {frame} has {found} bytes of pixels, expected {expected}")]
    Length { frame: u32, expected: usize, found: usize },
    #[error("the tiles do not match the root that was committed to on chain")]
    Root,
    #[error("the job has no frame number {0}, counted from its first")]
    NoFrame(u32),
}

/// Where a chunk's tiles lie in each of its frames, in order.
pub fn rects(spec: &Spec, chunk: &Chunk) -> Vec<Rect> {
    let last = chunk.tile.saturating_add(chunk.tiles);
    (chunk.tile..last).filter_map(|tile| spec.grid().rect(tile)).collect()
}

/// Bytes of the body of one frame.
pub fn frame_bytes(spec: &Spec, chunk: &Chunk) -> usize {
    rects(spec, chunk).iter().map(|rect| rect.pixels() * PIXEL_BYTES).sum()
}

/// Pixels each way of the draft of a frame: an eighth of its size, at most 1,024. A worker renders it
/// before the tiles and uploads it as linear RGB, f32 little-endian, row by row; it is for eyes only.
pub fn draft_size(spec: &Spec) -> (u32, u32) {
    let (width, height) = (spec.width.div_ceil(DRAFT_SHRINK).max(1), spec.height.div_ceil(DRAFT_SHRINK).max(1));
    let longest = width.max(height).max(DRAFT_MOST);
    // Neither leaves 32 bits: a factor of at most one.
    let side = |side: u32| u32::try_from(u64::from(side) * u64::from(DRAFT_MOST) / u64::from(longest)).unwrap_or(1);
    (side(width).max(1), side(height).max(1))
}

/// Bytes of the draft of a frame.
pub fn draft_bytes(spec: &Spec) -> usize {
    let (width, height) = draft_size(spec);
    width as usize * height as usize * PIXEL_BYTES
}

/// The leaves over a job's frames, as they come in.
#[derive(Clone, Debug)]
pub struct Leaves {
    spec: Hash,
    chunk: Chunk,
    rects: Vec<Rect>,
    leaves: Vec<Hash>,
}

impl Leaves {
    pub fn new(spec: &Spec, chunk: &Chunk) -> Self {
        Self { spec: spec.hash(), chunk: *chunk, rects: rects(spec, chunk), leaves: Vec::new() }
    }

    /// Frames added so far.
    pub fn frames(&self) -> u32 {
        u32::try_from(self.leaves.len() / self.rects.len().max(1)).unwrap_or(u32::MAX)
    }

    /// Adds the body of the next frame.
    pub fn push(&mut self, body: &[u8]) -> Result<(), DeliveryError> {
        let place = self.frames();
        let frame = self.chunk.frame_number(place).ok_or(DeliveryError::NoFrame(place))?;
        let expected = self.rects.iter().map(|rect| rect.pixels() * PIXEL_BYTES).sum();
        if body.len() != expected {
            return Err(DeliveryError::Length { frame, expected, found: body.len() });
        }
        let mut rest = body;
        for (tile, rect) in (self.chunk.tile..).zip(&self.rects) {
            let (pixels, after) = rest.split_at(rect.pixels() * PIXEL_BYTES);
            self.leaves.push(leaf::<Native>(&self.spec, frame, tile, &Native::hash(&[pixels])));
            rest = after;
        }
        Ok(())
    }

    /// What a provider commits to.
    pub fn root(&self) -> Option<Hash> {
        merkle::root::<Native>(&self.leaves)
    }

    /// Checks what was committed to.
    pub fn verify(&self, root: &Hash) -> Result<(), DeliveryError> {
        if self.root() == Some(*root) { Ok(()) } else { Err(DeliveryError::Root) }
    }

    /// Evidence against tile `tile` of the `frame`-th frame, both counted from the job's first.
    pub fn evidence(&self, frame: u32, tile: u32, checker_pixels: Hash) -> Option<Evidence> {
        let at = (frame as usize).checked_mul(self.rects.len())?.checked_add(tile as usize)?;
        let leaf = *self.leaves.get(at)?;
        Some(Evidence { frame, tile, leaf, path: merkle::path::<Native>(&self.leaves, at)?, checker_pixels })
    }
}

/// The bytes of one tile in the body of its frame; `tile` counts from the job's first.
pub fn tile_bytes<'a>(rects: &[Rect], body: &'a [u8], tile: usize) -> Option<&'a [u8]> {
    let before: usize = rects.get(..tile)?.iter().map(|rect| rect.pixels() * PIXEL_BYTES).sum();
    let length = rects.get(tile)?.pixels() * PIXEL_BYTES;
    body.get(before..before.checked_add(length)?)
}
