//! What a client offers, and what is refused before money is locked.

use crate::{hash::Hash, key::Pubkey, market::Params, proof::merkle};

use super::{Ceilings, Chunk, JobError, JobState, Phase, Work, flag};

/// Tiles of one job, at most: with more, evidence against one of them would fit no transaction.
pub const MAX_TILES: u64 = 1 << merkle::MAX_DEPTH;

wire! {
    /// The market's values that the client has seen: others refuse the job.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Expectations {
        /// Version of the parameters: it fixes the fee and every window.
        pub params: u16,
        /// The fee once more, for eyes that read transactions.
        pub fee_bps: u16,
    }

    /// A client's offer of one job.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Offer {
        pub expect: Expectations,
        /// The first eight bytes of the order's address, as a little-endian number.
        pub order: u64,
        /// SHA-256 of the spec's canonical bytes.
        pub spec: Hash,
        pub chunk: Chunk,
        /// Distinct files of the spec, in bytes.
        pub bytes: u64,
        /// What is locked: the ceiling for the whole, fee included.
        pub deposit: u64,
        pub ceilings: Ceilings,
        pub expires_at: i64,
        /// Let the keeper's acceptance pay at once, where the market allows that for the deposit.
        pub at_once: bool,
        /// Whether a verdict is owed. Without a check whatever is delivered is paid, unless the client
        /// objects in time or somebody proves a tile wrong.
        pub check: bool,
        /// In tokens: then this is the largest deposit that may settle so, in place of the market's for SOL.
        pub in_tokens: Option<u64>,
    }
}

impl JobState {
    /// The open job that an offer of an order makes. `version` is that of `params`.
    pub fn post(
        offer: &Offer,
        (market, client, id): (Pubkey, Pubkey, u64),
        (params, version): (&Params, u16),
        now: i64,
    ) -> Result<Self, JobError> {
        if offer.expect.params != version || offer.expect.fee_bps != params.fee_bps {
            return Err(JobError::MarketChanged);
        }
        Work::Frames(offer.chunk).check()?;
        if offer.ceilings.ms_per_frame == 0 {
            return Err(JobError::NoFrames);
        }
        if offer.deposit == 0 {
            return Err(JobError::NoDeposit);
        }
        let at_once = offer.at_once && offer.deposit <= offer.in_tokens.unwrap_or(params.at_once_max);
        let flags = if at_once { flag::AT_ONCE } else { 0 } | if offer.check { 0 } else { flag::UNCHECKED };
        let flags = flags | flag::FROM_ORDER | if offer.in_tokens.is_some() { flag::TOKEN } else { 0 };
        let job = JobState {
            market,
            client,
            id,
            order: offer.order,
            spec: offer.spec,
            chunk: offer.chunk,
            bytes: offer.bytes,
            deposit: offer.deposit,
            ceilings: offer.ceilings,
            expires_at: offer.expires_at,
            params: version,
            attempt: 0,
            flags,
            failed: [[0; 8]; 2],
            phase: Phase::Open { at: now, reserved: None },
        };
        job.check_lifetime(params, now)?;
        Ok(job)
    }

    /// A job must leave room for one full delivery, and end within the market's longest life.
    fn check_lifetime(&self, params: &Params, now: i64) -> Result<(), JobError> {
        let delivery = self.delivery_secs(params).ok_or(JobError::ChunkTooLarge)?;
        let first = now.checked_add(delivery).and_then(|at| at.checked_add(params.start_secs.into()));
        let last = now.checked_add(params.lifetime_secs.into());
        match (first, last) {
            (Some(first), Some(last)) if first <= self.expires_at && self.expires_at <= last => Ok(()),
            (Some(_), Some(_)) => Err(JobError::BadExpiry),
            _ => Err(JobError::Overflow),
        }
    }
}
