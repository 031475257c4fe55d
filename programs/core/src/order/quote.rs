//! The bytes that an order is addressed by, and the tree over its jobs.

use crate::{
    hash::{Hash, Sha256},
    job::{Ceilings, Chunk, Expectations, Offer},
    key::Pubkey,
};

use super::OrderError;

/// The version of the quotes below.
pub const VERSION: u8 = 1;
/// Jobs of one order, at most.
pub const MAX_JOBS: u32 = 10_000;
/// Bytes of a quote.
pub const SIZE: usize = 298;

const DOMAIN: &[u8] = b"rayment:order:1";
const LEAF_DOMAIN: &[u8] = b"rayment:order-job:1";

/// Bits of [`Quote::flags`].
pub mod flag {
    /// The keeper's acceptance pays at once, where the deposit is small enough.
    pub const AT_ONCE: u8 = 1;
    /// Every delivery is owed a verdict.
    pub const CHECK: u8 = 2;
    /// The rent of the order's token account is the sponsor's.
    pub const ACCOUNT_LENT: u8 = 4;

    pub(super) const ALL: u8 = AT_ONCE | CHECK | ACCOUNT_LENT;
}

fixed! {
    /// How an order was cut into jobs: whoever has the spec can cut it again. Zeros where its jobs are no such
    /// cut, and only who has their list can draw them.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Cut {
        /// Whole frames in a job.
        pub frames: u32,
        /// Jobs that share a frame; with more than one, each has a band of one frame.
        pub parts: u32,
    }

    /// What is sold, to whom and on what terms. Amounts are base units of the asset, times unix seconds.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Quote {
        pub version: u8,
        pub market: Pubkey,
        /// The wallet that everything goes back to.
        pub client: Pubkey,
        /// SHA-256 of the spec's canonical bytes.
        pub spec: Hash,
        /// The token that it is paid in; zeros for SOL.
        pub mint: Pubkey,
        /// Who may lend the rent of its accounts; zeros for nobody.
        pub sponsor: Pubkey,
        /// Version of the market's parameters that every job gets.
        pub params: u16,
        /// Their fee once more, for eyes that read quotes.
        pub fee_bps: u16,
        pub jobs: u32,
        /// Over the jobs, by [`leaf`].
        pub root: Hash,
        pub cut: Cut,
        /// What all jobs lock, fees included.
        pub total: u64,
        pub ceilings: Ceilings,
        /// Distinct files of the spec, in bytes.
        pub bytes: u64,
        /// The largest deposit that is paid at once on the keeper's word.
        pub at_once_max: u64,
        /// From then on no job is drawn.
        pub draw_until: i64,
        /// Open jobs expire then.
        pub expires_at: i64,
        pub flags: u8,
        /// Tells apart what would otherwise be one order.
        pub salt: u64,
    }
}

impl Cut {
    /// Whole frames.
    pub fn frames(frames: u32) -> Self {
        Self { frames, parts: 1 }
    }

    /// Each frame in so many bands.
    pub fn parts(parts: u32) -> Self {
        Self { frames: 1, parts }
    }
}

impl Quote {
    /// The hash that the order's address is derived from. `bytes` are the quote's own, as Borsh writes them.
    pub fn hash_of<H: Sha256>(bytes: &[u8]) -> Hash {
        H::hash(&[DOMAIN, bytes])
    }

    /// The hash that the order's address is derived from.
    pub fn hash<H: Sha256>(&self) -> Hash {
        Self::hash_of::<H>(&borsh_bytes(self))
    }

    pub fn has(&self, bit: u8) -> bool {
        self.flags & bit != 0
    }

    /// Whether it is paid in SOL.
    pub fn is_sol(&self) -> bool {
        self.mint == Pubkey::default()
    }

    /// Who may lend, if anyone.
    pub fn lender(&self) -> Option<Pubkey> {
        Some(self.sponsor).filter(|sponsor| *sponsor != Pubkey::default())
    }

    /// Why nothing can be sold by it, whatever is paid.
    pub fn check(&self, market: &Pubkey) -> Result<(), OrderError> {
        if self.version != VERSION || self.flags & !flag::ALL != 0 {
            return Err(OrderError::UnknownQuote);
        }
        if self.market != *market {
            return Err(OrderError::WrongMarket);
        }
        if self.jobs == 0 || self.jobs > MAX_JOBS || self.total < self.jobs.into() {
            return Err(OrderError::WrongJobCount);
        }
        if self.draw_until > self.expires_at {
            return Err(OrderError::BadDrawUntil);
        }
        Ok(())
    }

    /// What one of its jobs offers. `order` is the first eight bytes of the order's address.
    pub fn offer(&self, order: [u8; 8], chunk: Chunk, deposit: u64) -> Offer {
        Offer {
            expect: Expectations { params: self.params, fee_bps: self.fee_bps },
            order: u64::from_le_bytes(order),
            spec: self.spec,
            chunk,
            bytes: self.bytes,
            deposit,
            ceilings: self.ceilings,
            expires_at: self.expires_at,
            at_once: self.has(flag::AT_ONCE) && deposit <= self.at_once_max,
            check: self.has(flag::CHECK),
            in_tokens: None,
        }
    }
}

/// What the tree has for the job with this index.
pub fn leaf<H: Sha256>(index: u32, chunk: &Chunk, deposit: u64) -> Hash {
    H::hash(&[&[0], LEAF_DOMAIN, &index.to_le_bytes(), &borsh_bytes(chunk), &deposit.to_le_bytes()])
}

#[cfg(not(feature = "idl-build"))]
fn borsh_bytes<T: borsh::BorshSerialize>(value: &T) -> alloc::vec::Vec<u8> {
    let mut bytes = alloc::vec::Vec::with_capacity(SIZE);
    // Writing to memory does not fail.
    let _ = value.serialize(&mut bytes);
    bytes
}

#[cfg(feature = "idl-build")]
fn borsh_bytes<T: anchor_lang::AnchorSerialize>(value: &T) -> alloc::vec::Vec<u8> {
    let mut bytes = alloc::vec::Vec::with_capacity(SIZE);
    // Writing to memory does not fail.
    let _ = value.serialize(&mut bytes);
    bytes
}
