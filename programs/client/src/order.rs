//! A render over several jobs: what it will cost, what it may cost at most, what is offered.

use rayment_core::{
    job::{Ceilings, Chunk, Expectations, Offer},
    market::Params,
    money::{Terms, Work, bill},
};
use rayment_spec::Spec;
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;

use crate::profile::Profile;

/// Render time that a client pays at most, as a multiple of the estimate.
const TIME_ROOM: u64 = 4;
/// And on top of that, for what does not grow with the picture.
const TIME_FLOOR_MS: u64 = 5_000;

/// Who would cost more than this many times the cheapest is not let in: the ceilings of an order
/// follow its dearest provider, and nobody should raise them for all.
const DEAREST: u64 = 2;
/// Nor is who would take longer than this many times the fastest of those.
const SLOWEST: u64 = 4;

/// A part of a frame may take so many times its share of the frame's time: light and shadow are not
/// spread evenly over a picture.
const UNEVEN: u64 = 2;

/// A provider that could take the order, and what the whole of it would cost there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// Base58 of the provider's wallet.
    pub provider: String,
    pub name: String,
    pub terms: Terms,
    /// Estimated milliseconds of one frame.
    pub ms_per_frame: u64,
    /// Estimated lamports for all frames, fee included.
    pub total: u64,
}

/// What an order will probably cost, and what its jobs should offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Cheapest first; those that the ceilings let in.
    pub lines: Vec<QuoteLine>,
    /// Version of the market's parameters and the fee in basis points it was made with.
    pub params: u16,
    pub fee_bps: u16,
    /// The most a client should allow; the time is that of a whole frame.
    pub terms: Terms,
    pub ms_per_frame: u64,
    /// Estimated lamports for the order, fee included, at the cheapest.
    pub estimate: u64,
    /// Lamports that all jobs lock: the order cannot cost more.
    pub cap: u64,
}

/// A provider, as a quote sees it.
pub struct Candidate<'a> {
    pub wallet: Pubkey,
    pub terms: Terms,
    pub profile: &'a Profile,
}

/// The quote for `spec` from those candidates that can render it, or `None` where nobody can.
/// The ceilings let in the cheapest `providers` of them, as far as they are near the cheapest in price
/// and near the fastest in time.
pub fn quote(
    spec: &Spec,
    chunks: &[Chunk],
    (params, version): (&Params, u16),
    candidates: &[Candidate],
    providers: usize,
) -> Option<Quote> {
    let able = candidates.iter().filter(|candidate| candidate.profile.cannot_render(spec).is_none());
    let mut lines: Vec<_> = able.filter_map(|candidate| line(spec, chunks, params, candidate)).collect();
    lines.sort_by(|a, b| (a.total, &a.provider).cmp(&(b.total, &b.provider)));
    let cheapest = lines.first()?.total;
    lines.retain(|line| line.total <= cheapest.saturating_mul(DEAREST));
    let fastest = lines.iter().map(|line| line.ms_per_frame).min()?;
    lines.retain(|line| line.ms_per_frame <= fastest.saturating_mul(SLOWEST));
    lines.truncate(providers.max(1));
    let terms = lines.iter().map(|line| line.terms).reduce(highest)?;
    let slowest = lines.iter().map(|line| line.ms_per_frame).max()?;
    let ms_per_frame = slowest.checked_mul(TIME_ROOM)?.checked_add(TIME_FLOOR_MS)?;
    let locked = |chunk: &Chunk| deposit(spec, chunk, params, &ceilings(spec, chunk, terms, ms_per_frame));
    let cap = chunks.iter().try_fold(0u64, |sum, chunk| sum.checked_add(locked(chunk)?))?;
    let estimate = lines.first()?.total;
    Some(Quote { lines, params: version, fee_bps: params.fee_bps, terms, ms_per_frame, estimate, cap })
}

fn line(spec: &Spec, chunks: &[Chunk], params: &Params, candidate: &Candidate) -> Option<QuoteLine> {
    let ms_per_frame = candidate.profile.estimate_ms(spec);
    let total = chunks.iter().try_fold(0u64, |sum, chunk| {
        let ms = candidate.profile.estimate_part_ms(spec, chunk).checked_mul(chunk.frames.into())?;
        let work = Work { frames: chunk.frames, ms, bytes: spec.bytes() };
        sum.checked_add(bill(&candidate.terms, work, params.fee_bps)?.total()?)
    })?;
    let (provider, name) = (candidate.wallet.to_string(), candidate.profile.name.clone());
    Some(QuoteLine { provider, name, terms: candidate.terms, ms_per_frame, total })
}

fn highest(a: Terms, b: Terms) -> Terms {
    Terms {
        per_frame: a.per_frame.max(b.per_frame),
        per_second: a.per_second.max(b.per_second),
        per_gb: a.per_gb.max(b.per_gb),
        minimum: a.minimum.max(b.minimum),
    }
}

/// What a client pays at most for a chunk; `ms_per_frame` is that of a whole frame.
fn ceilings(spec: &Spec, chunk: &Chunk, terms: Terms, ms_per_frame: u64) -> Ceilings {
    let (tiles, all) = (u64::from(chunk.tiles), u64::from(spec.grid().tiles().max(1)));
    if tiles >= all {
        return Ceilings { terms, ms_per_frame };
    }
    let share = ms_per_frame.saturating_sub(TIME_FLOOR_MS).saturating_mul(tiles * UNEVEN).div_ceil(all);
    Ceilings { terms, ms_per_frame: share.saturating_add(TIME_FLOOR_MS).min(ms_per_frame) }
}

/// The worst case of a chunk under the ceilings, fee included: what its job locks.
pub fn deposit(spec: &Spec, chunk: &Chunk, params: &Params, ceilings: &Ceilings) -> Option<u64> {
    let ms = ceilings.ms_per_frame.checked_mul(chunk.frames.into())?;
    let work = Work { frames: chunk.frames, ms, bytes: spec.bytes() };
    bill(&ceilings.terms, work, params.fee_bps)?.total()
}

/// What the offers of an order share beside the quote.
#[derive(Clone, Copy, Debug)]
pub struct Posting {
    pub order: u64,
    pub expires_at: i64,
    /// Let the keeper's acceptance pay at once.
    pub at_once: bool,
}

/// The offers of an order, one per chunk, as the quote suggests them.
pub fn offers(spec: &Spec, chunks: &[Chunk], params: &Params, quote: &Quote, with: Posting) -> Option<Vec<Offer>> {
    let offer = |chunk: &Chunk| {
        let ceilings = ceilings(spec, chunk, quote.terms, quote.ms_per_frame);
        Some(Offer {
            expect: Expectations { params: quote.params, fee_bps: quote.fee_bps },
            order: with.order,
            spec: spec.hash(),
            chunk: *chunk,
            bytes: spec.bytes(),
            deposit: deposit(spec, chunk, params, &ceilings)?,
            ceilings,
            expires_at: with.expires_at,
            at_once: with.at_once,
        })
    };
    chunks.iter().map(offer).collect()
}
