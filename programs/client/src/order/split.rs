//! An order cut into jobs: whole frames, or bands of one frame.
//!
//! A band is a few rows of tiles. The bands of a frame, one below the other, are the frame bit for
//! bit. But every job with an accepted frame costs a frame's price and the scene's, however little of
//! the frame it has: so a frame is shared only where that costs little more, or where the client asks
//! for it.

use rayment_core::{
    job::{Chunk, MAX_TILES},
    market::Params,
    order::Cut,
};
use rayment_spec::Spec;

use super::{
    delivery::PIXEL_BYTES,
    quote::{Candidate, Quote, quote},
};

/// Bytes of pixels that travel and are held as one body, at most: a larger frame is always shared.
const MOST_BYTES: u64 = 512 << 20;
/// A part that is rendered faster than this is not worth a job of its own.
const LEAST_MS: u64 = 5_000;
/// What sharing a frame may cost, in percent of what it costs in one piece.
const MOST_COST: u128 = 125;

/// Whether the client wants frames to be shared among providers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sharing {
    /// Frames are shared where there are more providers than frames and it costs little more.
    #[default]
    Auto,
    /// Never.
    Frames,
    /// Among all providers.
    Tiles,
}

/// The jobs of an order: each frame, and each tile of it, is in exactly one of them.
pub fn split(spec: &Spec, cut: Cut) -> Vec<Chunk> {
    let (grid, rows) = (spec.grid(), spec.grid().rows());
    let parts = cut.parts.max(least_parts(spec)).clamp(1, rows.max(1));
    if parts == 1 {
        return whole(spec, cut.frames);
    }
    let row = |part: u32| u64::from(part) * u64::from(rows) / u64::from(parts);
    let band = |frame: u32, part: u32| {
        // Within the grid: numbers of rows and tiles are 32 bits.
        let [first, last] = [row(part), row(part + 1)].map(|row| u32::try_from(row).unwrap_or(u32::MAX));
        let (tile, tiles) = (first * grid.columns(), (last - first) * grid.columns());
        Chunk { frame, frames: 1, step: 1, tile, tiles }
    };
    spec.frame_numbers().flat_map(|frame| (0..parts).map(move |part| band(frame, part))).collect()
}

/// How many jobs that makes, without making them: a few bytes of a spec can name four billion frames.
pub fn count(spec: &Spec, cut: Cut) -> u64 {
    let parts = u64::from(cut.parts.max(least_parts(spec)).clamp(1, spec.grid().rows().max(1)));
    let most = u64::from(most_frames(spec, cut.frames));
    let jobs = |frames: u64| if parts > 1 { frames.saturating_mul(parts) } else { frames.div_ceil(most) };
    spec.frames.iter().fold(0, |sum: u64, range| sum.saturating_add(jobs(range.count())))
}

/// Frames of an order.
pub fn frames(spec: &Spec) -> u64 {
    spec.frames.iter().fold(0, |sum: u64, range| sum.saturating_add(range.count()))
}

fn whole(spec: &Spec, frames_per_job: u32) -> Vec<Chunk> {
    let (tiles, most) = (spec.grid().tiles(), most_frames(spec, frames_per_job));
    let mut chunks = Vec::new();
    for range in &spec.frames {
        let (step, count) = (u64::from(range.step.max(1)), range.count());
        let mut from = 0;
        while from < count {
            let frames = u64::from(most).min(count - from);
            // Both lie within a range of u32 numbers.
            let (first, frames) = (u64::from(range.first) + from * step, u32::try_from(frames).unwrap_or(u32::MAX));
            let frame = u32::try_from(first).unwrap_or(u32::MAX);
            chunks.push(Chunk { frame, frames, step: range.step.max(1), tile: 0, tiles });
            from += u64::from(frames);
        }
    }
    chunks
}

/// No job may have more tiles than evidence can be given against.
fn most_frames(spec: &Spec, wanted: u32) -> u32 {
    let fit = MAX_TILES / u64::from(spec.grid().tiles().max(1));
    wanted.clamp(1, u32::try_from(fit).unwrap_or(u32::MAX).max(1))
}

fn least_parts(spec: &Spec) -> u32 {
    let bytes = u64::from(spec.width) * u64::from(spec.height) * PIXEL_BYTES as u64;
    // Rows of tiles do not divide evenly: a third more keeps each part below the limit.
    let parts = if bytes > MOST_BYTES { (bytes + bytes / 3).div_ceil(MOST_BYTES) } else { 1 };
    u32::try_from(parts).unwrap_or(u32::MAX)
}

/// An order cut into jobs, and what they would cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub cut: Cut,
    pub chunks: Vec<Chunk>,
    /// `None` where nobody can render it.
    pub quote: Option<Quote>,
}

/// The cut that a client's wish comes to with these providers, and its quote.
pub fn plan(
    spec: &Spec,
    (frames_per_job, sharing): (u32, Sharing),
    params: (&Params, u16),
    (candidates, providers): (&[Candidate], usize),
) -> Plan {
    let planned = |cut: Cut| {
        let chunks = split(spec, cut);
        let quote = quote(spec, &chunks, params, candidates, providers);
        Plan { cut, chunks, quote }
    };
    let whole = planned(Cut::frames(frames_per_job));
    let (Some(base), false) = (&whole.quote, sharing == Sharing::Frames) else { return whole };
    let sellers = base.sellers as u64;
    let most = u32::try_from(sellers.div_ceil(frames(spec).max(1))).unwrap_or(u32::MAX).min(spec.grid().rows());
    if sharing == Sharing::Tiles {
        return planned(Cut::parts(most.max(2)));
    }
    let is_cheap = |plan: &Plan| {
        plan.quote.as_ref().is_some_and(|quote| {
            u128::from(quote.estimate) * 100 <= u128::from(base.estimate).saturating_mul(MOST_COST)
        })
    };
    let worth_it = (2..=most).rev().filter(|parts| base.middle_ms_per_frame / u64::from(*parts) >= LEAST_MS);
    worth_it.map(|parts| planned(Cut::parts(parts))).find(is_cheap).unwrap_or(whole)
}
