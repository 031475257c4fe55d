//! What an order will probably cost, and what it may cost at most.
//!
//! Prices, speeds and names are what providers say of themselves, and anyone can register. So what is quoted follows
//! those who have been paid for work in this market, weighted by how much: a median for what it will cost, a high
//! quantile for what it may cost. Whoever has no history is let in where it keeps to that, and moves nothing. Only in
//! a market where nobody has a history, all count alike.

use rayment_core::{
    job::Chunk,
    market::Params,
    money::{Terms, Usage, bill},
};
use rayment_spec::Spec;
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;

use super::ceilings::{TIME_FLOOR_MS, deposit, of_order};
use crate::profile::Profile;

/// Render time that a client pays at most, as a multiple of the estimate.
const TIME_ROOM: u64 = 4;
/// A provider that would cost more than this many times the middle one is left out: the ceilings of an
/// order follow the dearest of those they let in.
const DEAREST: u64 = 2;
/// So is one that would take longer than this many times the middle one.
const SLOWEST: u64 = 4;
/// Each ceiling lets in at least this share of the weight, in percent, and whoever asks a little more: a newcomer
/// must be able to earn something.
const LET_IN: u128 = 80;
const ROOM_PERCENT: u64 = 125;
const MIDDLE: u128 = 50;
/// A cap is ordinary up to this many times what the order costs at the middle provider, with the time that
/// every ceiling leaves room for: twice the price and a little more, for four times the time.
const ORDINARY: u64 = 10;

/// A provider that could take the order, and what the whole of it would cost there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// Base58 of the provider's wallet.
    pub provider: String,
    pub name: String,
    pub terms: Terms,
    /// Estimated milliseconds of one frame.
    pub ms_per_frame: u64,
    /// Estimated for all frames, fee included, in what the order is paid in: lamports, or base units of a token.
    pub total: u64,
    /// Lamports earned in this market so far: how much its prices and speed count.
    pub earned: u64,
    /// Jobs that it works on at once.
    pub slots: u16,
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
    /// Estimated for the order, fee included, at the middle of those that count, in what it is paid in.
    pub estimate: u64,
    /// What all jobs lock: the order cannot cost more.
    pub cap: u64,
    /// Up to which a cap is in proportion to the estimate. Above, the client should be asked first.
    pub ordinary_cap: u64,
    /// How many providers count, their slots in all, and milliseconds of a frame at the middle one.
    pub sellers: usize,
    pub workers: u32,
    pub middle_ms_per_frame: u64,
}

impl Quote {
    /// Whether what is locked is in proportion to what the order will probably cost.
    pub fn is_ordinary(&self) -> bool {
        self.cap <= self.ordinary_cap
    }
}

/// A provider, as a quote sees it.
pub struct Candidate<'a> {
    pub wallet: Pubkey,
    pub terms: Terms,
    pub profile: &'a Profile,
    /// Lamports earned in this market, and jobs that it works on at once, as the chain has it.
    pub earned: u64,
    pub slots: u16,
    /// Milliseconds of a frame by a probe of the scene; `None` goes by the benchmark alone.
    pub ms_per_frame: Option<u64>,
}

impl Candidate<'_> {
    fn ms_per_frame(&self, spec: &Spec) -> u64 {
        self.ms_per_frame.unwrap_or_else(|| self.profile.estimate_ms(spec))
    }
}

/// The quote for `spec` from those candidates that can render it, or `None` where nobody can.
/// The ceilings let in the cheapest `providers` of those that count, as far as they are near the middle in price
/// and time, and whoever else keeps to them.
pub fn quote(
    spec: &Spec,
    chunks: &[Chunk],
    (params, version): (&Params, u16),
    candidates: &[Candidate],
    providers: usize,
) -> Option<Quote> {
    let able = candidates.iter().filter(|candidate| candidate.profile.cannot_render(spec).is_none());
    let mut all: Vec<_> = able.filter_map(|candidate| line(spec, chunks, params, candidate)).collect();
    all.sort_by(|a, b| (a.total, &a.provider).cmp(&(b.total, &b.provider)));
    let near = near(&all, providers.max(1))?;
    let middle = quantile(&near, |line| line.total, MIDDLE)?;
    let middle = near.iter().find(|line| line.total == middle)?;
    // Where nobody has earned anything, all are newcomers.
    let share = if near.iter().any(|line| line.earned > 0) { LET_IN } else { 100 };
    let highest = |term: fn(&Terms) -> u64| {
        let highest = quantile(&near, |line| term(&line.terms), share)?;
        Some(highest.saturating_mul(ROOM_PERCENT) / 100)
    };
    let terms = Terms {
        per_frame: highest(|terms| terms.per_frame)?,
        per_second: highest(|terms| terms.per_second)?,
        per_gb: highest(|terms| terms.per_gb)?,
        minimum: highest(|terms| terms.minimum)?,
    };
    let slowest = quantile(&near, |line| line.ms_per_frame, share)?;
    let ms_per_frame = slowest.checked_mul(TIME_ROOM)?.checked_add(TIME_FLOOR_MS)?;
    let locked = |terms: Terms, ms_per_frame: u64| {
        let ceilings = of_order(spec, chunks, terms, ms_per_frame);
        chunks.iter().try_fold(0u64, |sum, chunk| sum.checked_add(deposit(spec, chunk, params, &ceilings)?))
    };
    let cap = locked(terms, ms_per_frame)?;
    let ordinary = locked(middle.terms, middle.ms_per_frame.saturating_add(TIME_FLOOR_MS))?;
    let (estimate, sellers, middle_ms_per_frame) = (middle.total, near.len(), middle.ms_per_frame);
    let workers = near.iter().fold(0u32, |sum, line| sum.saturating_add(line.slots.into()));
    let let_in = |line: &&QuoteLine| line.terms.within(&terms) && line.ms_per_frame <= ms_per_frame;
    let lines = all.iter().filter(let_in).cloned().collect();
    Some(Quote {
        lines,
        params: version,
        fee_bps: params.fee_bps,
        terms,
        ms_per_frame,
        estimate,
        cap,
        ordinary_cap: ordinary.saturating_mul(ORDINARY),
        sellers,
        workers,
        middle_ms_per_frame,
    })
}

/// The cheapest of those that count, without what is far from the middle.
fn near(all: &[QuoteLine], providers: usize) -> Option<Vec<&QuoteLine>> {
    let somebody_has_earned = all.iter().any(|line| line.earned > 0);
    let mut near: Vec<_> = all.iter().filter(|line| line.earned > 0 || !somebody_has_earned).collect();
    let price = quantile(&near, |line| line.total, MIDDLE)?;
    near.retain(|line| line.total <= price.saturating_mul(DEAREST));
    let time = quantile(&near, |line| line.ms_per_frame, MIDDLE)?;
    near.retain(|line| line.ms_per_frame <= time.saturating_mul(SLOWEST));
    near.truncate(providers);
    Some(near)
}

/// The least value that more than `percent` of the weight does not exceed, or the greatest of all. `None` of nobody.
fn quantile(lines: &[&QuoteLine], value: impl Fn(&QuoteLine) -> u64, percent: u128) -> Option<u64> {
    let mut sorted: Vec<_> = lines.iter().map(|line| (value(line), u128::from(line.earned.max(1)))).collect();
    sorted.sort_unstable();
    let all: u128 = sorted.iter().map(|(_, weight)| weight).sum();
    let mut so_far = 0;
    let reached = sorted.iter().find(|(_, weight)| {
        so_far += weight;
        so_far * 100 > all * percent
    });
    reached.or(sorted.last()).map(|(value, _)| *value)
}

fn line(spec: &Spec, chunks: &[Chunk], params: &Params, candidate: &Candidate) -> Option<QuoteLine> {
    let (ms_per_frame, whole) = (candidate.ms_per_frame(spec), u64::from(spec.grid().tiles().max(1)));
    let total = chunks.iter().try_fold(0u64, |sum, chunk| {
        let part = ms_per_frame.checked_mul(u64::from(chunk.tiles).min(whole))?.div_ceil(whole);
        let usage = Usage { units: chunk.frames, ms: part.checked_mul(chunk.frames.into())?, bytes: spec.bytes() };
        sum.checked_add(bill(&candidate.terms, usage, params.fee_bps)?.total()?)
    })?;
    Some(QuoteLine {
        provider: candidate.wallet.to_string(),
        name: candidate.profile.name.clone(),
        terms: candidate.terms,
        ms_per_frame,
        total,
        earned: candidate.earned,
        slots: candidate.slots,
    })
}
