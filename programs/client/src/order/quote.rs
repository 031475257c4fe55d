//! What an order will probably cost, and what it may cost at most.

use rayment_core::{
    job::Chunk,
    market::Params,
    money::{Terms, Usage, bill},
};
use rayment_spec::Spec;
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;

use super::ceilings::{TIME_FLOOR_MS, ceilings, deposit};
use crate::profile::Profile;

/// Render time that a client pays at most, as a multiple of the estimate.
const TIME_ROOM: u64 = 4;

/// A provider that would cost more than this many times the cheapest is left out: the ceilings of an
/// order follow its dearest provider, and no one of them should raise them for all.
const DEAREST: u64 = 2;
/// So is one that would take longer than this many times the fastest of the rest.
const SLOWEST: u64 = 4;

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
        let usage = Usage { units: chunk.frames, ms, bytes: spec.bytes() };
        sum.checked_add(bill(&candidate.terms, usage, params.fee_bps)?.total()?)
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
