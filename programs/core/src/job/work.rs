//! The work of a job, as its life sees it.

use crate::{
    hash::{Hash, Sha256},
    proof::tiles,
};

use super::{Chunk, JobError, MAX_TILES};

/// What a job is about: units, which are counted, delivered and paid one by one, each of the same
/// number of parts, which are committed to and checked one by one.
///
/// The life of a job knows no more than this. A further kind of work is a variant here, and a way to
/// tell it from the bytes of the account: what frames are called on the wire (`Terms::per_frame`,
/// `Ceilings::ms_per_frame`, `Delivery::frames`) then counts units of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// A unit is a frame, a part one of its tiles.
    Frames(Chunk),
}

impl Work {
    /// Units of the whole job.
    pub fn units(&self) -> u32 {
        match self {
            Work::Frames(chunk) => chunk.frames,
        }
    }

    /// Parts of each unit.
    pub fn parts(&self) -> u32 {
        match self {
            Work::Frames(chunk) => chunk.tiles,
        }
    }

    /// Why a market takes no such work, if so.
    pub fn check(&self) -> Result<(), JobError> {
        match self {
            Work::Frames(chunk) => check_chunk(chunk),
        }
    }

    /// How many parts `units` of its units have, and where among them part `part` of unit `unit`
    /// stands: unit by unit, part by part. `None` where a number leaves its range.
    pub fn place(&self, units: u32, unit: u32, part: u32) -> Option<(u64, u64)> {
        let parts = u64::from(self.parts());
        let count = u64::from(units).checked_mul(parts)?;
        let index = u64::from(unit).checked_mul(parts)?.checked_add(part.into())?;
        Some((count, index))
    }

    /// What is committed to for part `part` of unit `unit` with this content, both counted from the
    /// job's first. `None` where a number leaves its range.
    pub fn leaf<H: Sha256>(&self, spec: &Hash, unit: u32, part: u32, content: &Hash) -> Option<Hash> {
        match self {
            Work::Frames(chunk) => {
                let (frame, tile) = (chunk.frame_number(unit)?, chunk.tile.checked_add(part)?);
                Some(tiles::leaf::<H>(spec, frame, tile, content))
            }
        }
    }
}

fn check_chunk(chunk: &Chunk) -> Result<(), JobError> {
    if chunk.frames == 0 || chunk.tiles == 0 || chunk.step == 0 {
        return Err(JobError::NoFrames);
    }
    let all = u64::from(chunk.frames).saturating_mul(chunk.tiles.into());
    let ends = chunk.frame_number(chunk.frames).is_some() && chunk.tile.checked_add(chunk.tiles).is_some();
    // Part of a frame is part of one frame.
    let one_frame = chunk.tile == 0 || chunk.frames == 1;
    if all > MAX_TILES || !ends || !one_frame { Err(JobError::ChunkTooLarge) } else { Ok(()) }
}
