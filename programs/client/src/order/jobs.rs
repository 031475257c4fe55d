//! The jobs of an order, and the quote that its address follows from.

use rayment_core::{
    Hash, Native,
    job::Chunk,
    market::Params,
    order::{Cut, Draw, MAX_JOBS, Quote as OrderQuote, quote as rules},
    proof::merkle,
};
use rayment_spec::Spec;
use solana_pubkey::Pubkey;

use super::{
    ceilings::{deposit, of_order},
    quote::Quote,
    split::split,
};
use crate::rule_key;

/// What an order's quote says beside prices.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    pub market: Pubkey,
    /// The wallet that buys.
    pub client: Pubkey,
    /// How its jobs were cut, where they are all of that cut.
    pub cut: Option<Cut>,
    /// Unix seconds from which on no job is drawn, and at which open ones expire.
    pub draw_until: i64,
    pub expires_at: i64,
    /// Let the keeper's acceptance pay deposits of up to so many lamports at once.
    pub at_once_max: Option<u64>,
    /// Whether the keeper owes a check.
    pub check: bool,
    /// Tells apart what would otherwise be one order.
    pub salt: u64,
}

/// Why an order can't be made of these jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobsError {
    #[error("an order has 1 to {MAX_JOBS} jobs, and this would have {0}: order in several parts, or more frames a job")]
    Count(usize),
    #[error("its price exceeds 64 bits: order less at a time")]
    Price,
    /// Somebody's quote says other than what its spec comes to.
    #[error("the quote's jobs are not those of its spec: whoever made it wants something else bought")]
    Other,
}

/// The jobs of an order, in their order, with what each locks, under their tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jobs {
    list: Vec<(Chunk, u64)>,
    leaves: Vec<Hash>,
}

impl Jobs {
    /// # Errors
    /// [`JobsError::Count`].
    pub fn new(list: Vec<(Chunk, u64)>) -> Result<Self, JobsError> {
        let is_few = u32::try_from(list.len()).is_ok_and(|count| (1..=MAX_JOBS).contains(&count));
        if !is_few {
            return Err(JobsError::Count(list.len()));
        }
        let leaf = |(index, (chunk, deposit)): (u32, &(Chunk, u64))| rules::leaf::<Native>(index, chunk, *deposit);
        let leaves = (0..).zip(&list).map(leaf).collect();
        Ok(Self { list, leaves })
    }

    /// The jobs of a quote, from its spec: every leaf is worked out again, since one that is broken blocks all after
    /// it.
    ///
    /// # Errors
    /// [`JobsError::Other`] where they are not what the quote says. So it is for a quote whose jobs are no cut of the
    /// spec: only who made it has their list.
    pub fn rebuilt(spec: &Spec, quote: &OrderQuote, params: &Params) -> Result<Self, JobsError> {
        if spec.hash() != quote.spec || spec.bytes() != quote.bytes || params.fee_bps != quote.fee_bps {
            return Err(JobsError::Other);
        }
        if quote.cut == Cut::default() || super::split::count(spec, quote.cut) != u64::from(quote.jobs) {
            return Err(JobsError::Other);
        }
        let with_deposit = |chunk: Chunk| Some((chunk, deposit(spec, &chunk, params, &quote.ceilings)?));
        let list: Option<Vec<_>> = split(spec, quote.cut).into_iter().map(with_deposit).collect();
        let jobs = Self::new(list.ok_or(JobsError::Price)?)?;
        if jobs.are_of(quote) { Ok(jobs) } else { Err(JobsError::Other) }
    }

    pub fn count(&self) -> u32 {
        // No more than `MAX_JOBS`.
        u32::try_from(self.list.len()).unwrap_or(u32::MAX)
    }

    /// Each with what it locks.
    pub fn list(&self) -> &[(Chunk, u64)] {
        &self.list
    }

    /// What all of them lock.
    ///
    /// # Errors
    /// [`JobsError::Price`].
    pub fn total(&self) -> Result<u64, JobsError> {
        let sum = self.list.iter().try_fold(0u64, |sum, (_, deposit)| sum.checked_add(*deposit));
        sum.ok_or(JobsError::Price)
    }

    pub fn root(&self) -> Hash {
        // There is at least one.
        merkle::root::<Native>(&self.leaves).unwrap_or_default()
    }

    /// Whether the quote is for just these.
    pub fn are_of(&self, quote: &OrderQuote) -> bool {
        self.count() == quote.jobs && self.root() == quote.root && self.total() == Ok(quote.total)
    }

    /// What draws the job with this index.
    pub fn draw(&self, index: u32) -> Option<Draw> {
        let place = usize::try_from(index).ok()?;
        let (chunk, deposit) = *self.list.get(place)?;
        Some(Draw { chunk, deposit, path: merkle::path::<Native>(&self.leaves, place)? })
    }
}

/// The order of these chunks at the prices of `quote`: what is signed for, and the jobs that come of it.
///
/// # Errors
/// [`JobsError::Count`], [`JobsError::Price`].
pub fn order(
    spec: &Spec,
    chunks: &[Chunk],
    params: &Params,
    quote: &Quote,
    with: Terms,
) -> Result<(OrderQuote, Jobs), JobsError> {
    let ceilings = of_order(spec, chunks, quote.terms, quote.ms_per_frame);
    let locked = |chunk: &Chunk| Some((*chunk, deposit(spec, chunk, params, &ceilings)?));
    let list: Option<Vec<_>> = chunks.iter().map(locked).collect();
    let jobs = Jobs::new(list.ok_or(JobsError::Price)?)?;
    let at_once = if with.at_once_max.is_some() { rules::flag::AT_ONCE } else { 0 };
    let check = if with.check { rules::flag::CHECK } else { 0 };
    let made = OrderQuote {
        version: rules::VERSION,
        market: rule_key(&with.market),
        client: rule_key(&with.client),
        spec: spec.hash(),
        mint: Default::default(),
        sponsor: Default::default(),
        params: quote.params,
        fee_bps: quote.fee_bps,
        jobs: jobs.count(),
        root: jobs.root(),
        cut: with.cut.unwrap_or_default(),
        total: jobs.total()?,
        ceilings,
        bytes: spec.bytes(),
        at_once_max: with.at_once_max.unwrap_or(0),
        draw_until: with.draw_until,
        expires_at: with.expires_at,
        flags: at_once | check,
        salt: with.salt,
    };
    Ok((made, jobs))
}
