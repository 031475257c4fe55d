//! What a job may cost at most: its ceilings, and the deposit that covers them.

use rayment_core::{
    job::{Ceilings, Chunk},
    market::Params,
    money::{Terms, Usage, bill},
};
use rayment_spec::Spec;

/// Render time that every ceiling leaves room for, for what does not grow with the picture.
pub(super) const TIME_FLOOR_MS: u64 = 5_000;

/// A part of a frame may take so many times its share of the frame's time: light and shadow are not
/// spread evenly over a picture.
const UNEVEN: u64 = 2;

/// The worst case of a chunk under the ceilings, fee included: what its job locks.
pub fn deposit(spec: &Spec, chunk: &Chunk, params: &Params, ceilings: &Ceilings) -> Option<u64> {
    let ms = ceilings.ms_per_frame.checked_mul(chunk.frames.into())?;
    let usage = Usage { units: chunk.frames, ms, bytes: spec.bytes() };
    bill(&ceilings.terms, usage, params.fee_bps)?.total()
}

/// What a client pays at most for each job of an order of these chunks; `ms_per_frame` is that of a whole frame. One
/// order has one ceiling, so the time is that of the chunk with most tiles.
pub(super) fn of_order(spec: &Spec, chunks: &[Chunk], terms: Terms, ms_per_frame: u64) -> Ceilings {
    let most = chunks.iter().map(|chunk| chunk.tiles).max().unwrap_or(0);
    let (tiles, all) = (u64::from(most), u64::from(spec.grid().tiles().max(1)));
    if tiles >= all {
        return Ceilings { terms, ms_per_frame };
    }
    let share = ms_per_frame.saturating_sub(TIME_FLOOR_MS).saturating_mul(tiles * UNEVEN).div_ceil(all);
    Ceilings { terms, ms_per_frame: share.saturating_add(TIME_FLOOR_MS).min(ms_per_frame) }
}
