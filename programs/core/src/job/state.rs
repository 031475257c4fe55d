//! What a job's account holds, and what follows from it.

use crate::{
    hash::{Hash, ZERO},
    key::Pubkey,
    market::{ATTEMPTS, Params},
    money::{self, Bill, Holding, Terms, Usage},
};

use super::{JobError, Work};

/// Bits of [`JobState::flags`].
pub mod flag {
    /// The keeper's acceptance pays at once, or where guardians have a say as soon as their time to look is over;
    /// else the client approves, or 24 hours pass. An acceptance by a keeper with too small a bond clears it.
    pub const AT_ONCE: u8 = 1;
    /// The client has asked for no check: no verdict is promised, and its time to object begins with
    /// the delivery.
    pub const UNCHECKED: u8 = 2;
    /// One provider has reported the spec as broken.
    pub const SPEC_REPORTED: u8 = 4;
    /// The client has cancelled: the job does not open again.
    pub const CANCELLED: u8 = 8;
    /// Drawn from an order, which refund and rent go back to: else to the client's wallet.
    pub const FROM_ORDER: u8 = 16;
    /// Of a job from an order: its deposit and bonds are tokens, in a vault of its own.
    pub const TOKEN: u8 = 32;
    /// Of a job from no order: posted before bonds went by the claim. Its bond goes by the deposit, and giving back
    /// and disputing are free.
    pub const BY_DEPOSIT: u8 = 32;
    /// The keeper has loaded the spec: whoever calls it broken loses the bond.
    pub const LOADS: u8 = 64;
    /// The bond of the dispute was paid on top of the deposit.
    pub const PAID_IN: u8 = 128;
}

fixed! {
    /// The work of a job: `frames` frames, numbered from `frame` on in steps of `step`, and of each
    /// of them `tiles` tiles from `tile` on. Whole frames start at tile 0 and have all tiles.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Chunk {
        pub frame: u32,
        pub frames: u32,
        pub step: u8,
        pub tile: u32,
        pub tiles: u32,
    }

    /// The most a client pays: for each term, and in time for a unit of work. The deposit caps the whole.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Ceilings {
        pub terms: Terms,
        pub ms_per_frame: u64,
    }

    /// A provider's hold on a job, with its terms as they were at the claim.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Claim {
        pub provider: Pubkey,
        pub terms: Terms,
    }
}

fixed! {
    /// A keeper's assignment: until then only this provider may claim, and at no higher price than
    /// it asked for then.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Reservation {
        pub provider: Pubkey,
        pub until: i64,
        pub terms: Terms,
    }
}

wire! {
    /// Which tiles are checked: the slot that will tell, then the seed that does. Each missed slot
    /// is a round, and doubles the tiles.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Seal {
        Pending { slot: u64, round: u8 },
        Sealed { seed: Hash, round: u8 },
    }

    /// What was delivered: units (frames), billed milliseconds, and the root over all their parts.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Delivery {
        pub frames: u32,
        pub ms: u64,
        pub root: Hash,
        pub seal: Seal,
    }

    /// Why a delivery is paid for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Acceptance {
        /// The keeper has checked it.
        Keeper,
        /// The client agrees.
        Client,
        /// The client disputed it, and the keeper has checked it.
        Answered,
        /// The client disputed it, and agrees.
        Conceded,
    }

    /// Where a job stands; `at` is when it got there. An acceptance keeps the seed and the round of
    /// the challenge, zeros where nothing was sealed.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Phase {
        Open { at: i64, reserved: Option<Reservation> },
        Claimed { claim: Claim, at: i64, cancel_at: Option<i64> },
        Running { claim: Claim, at: i64, cancel_at: Option<i64> },
        Delivered { claim: Claim, at: i64, delivery: Delivery },
        Accepted {
            claim: Claim,
            at: i64,
            how: Acceptance,
            frames: u32,
            ms: u64,
            root: Hash,
            seed: Hash,
            round: u8,
        },
        Disputed { claim: Claim, at: i64, delivery: Delivery },
        /// Of a job in tokens alone: how it ended is booked, and what could not be credited waits in its vault. What
        /// the provider with this wallet gets, the fee on it, and what goes back.
        Owed { provider: Pubkey, earnings: u64, fee: u64, client: u64 },
    }
}

#[cfg_attr(feature = "idl-build", derive(anchor_lang::AnchorSerialize, anchor_lang::AnchorDeserialize))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
/// A job's account, as the rules see it. `phase` comes last: all before it has a fixed place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobState {
    pub market: Pubkey,
    /// The client's wallet: cancels, approves and disputes.
    pub client: Pubkey,
    /// The job's index in its order. From the client's counter where it is from no order.
    pub id: u64,
    /// The first eight bytes of the order's address: what its jobs share. Any number from no order.
    pub order: u64,
    /// SHA-256 of the spec's canonical bytes.
    pub spec: Hash,
    pub chunk: Chunk,
    /// Distinct files of the spec, in bytes.
    pub bytes: u64,
    /// In escrow for this job, without rent and bond: lamports, or base units of its order's token.
    pub deposit: u64,
    pub ceilings: Ceilings,
    pub expires_at: i64,
    /// Version of the market's parameters it was posted under.
    pub params: u16,
    /// Counts from 0.
    pub attempt: u8,
    /// Bits of [`flag`].
    pub flags: u8,
    /// Tags of the wallets that failed it, by attempt.
    pub failed: [[u8; 8]; 2],
    pub phase: Phase,
}

fixed_tag!(Acceptance: Keeper Client Answered Conceded);
packed!(Seal: 0 Pending { slot round } 1 Sealed { seed round });
packed!(Delivery { frames ms root seal });
packed!(Phase:
    0 Open { at reserved }
    1 Claimed { claim at cancel_at }
    2 Running { claim at cancel_at }
    3 Delivered { claim at delivery }
    4 Accepted { claim at how frames ms root seed round }
    5 Disputed { claim at delivery }
    6 Owed { provider earnings fee client }
);
packed!(JobState {
    market client id order spec chunk bytes deposit ceilings expires_at params attempt flags failed phase
});

/// Bytes of the longest state. It is the last of its account, which has as many in every phase.
#[cfg(not(feature = "idl-build"))]
const MOST: usize = crate::layout::job::SPACE.saturating_sub(crate::layout::header::SPACE);

#[cfg(not(feature = "idl-build"))]
impl borsh::BorshDeserialize for JobState {
    fn deserialize_reader<R: borsh::io::Read>(reader: &mut R) -> borsh::io::Result<Self> {
        crate::wire::read_last::<Self, R, MOST>(reader)
    }
}

#[cfg(not(feature = "idl-build"))]
impl borsh::BorshSerialize for JobState {
    fn serialize<W: borsh::io::Write>(&self, writer: &mut W) -> borsh::io::Result<()> {
        crate::wire::write_last::<Self, W, MOST>(self, writer)
    }
}

impl Delivery {
    /// Frames, billed milliseconds, and the root over all parts.
    pub fn content(&self) -> (u32, u64, Hash) {
        (self.frames, self.ms, self.root)
    }

    /// Seed and round of the challenge, zeros before it is sealed.
    pub fn challenge(&self) -> (Hash, u8) {
        match self.seal {
            Seal::Pending { .. } => (ZERO, 0),
            Seal::Sealed { seed, round } => (seed, round),
        }
    }
}

impl Chunk {
    /// The number of the `index`-th frame of the chunk.
    pub fn frame_number(&self, index: u32) -> Option<u32> {
        self.frame.checked_add(index.checked_mul(self.step.into())?)
    }

    /// All frame numbers, in order.
    pub fn frame_numbers(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.frames).filter_map(|index| self.frame_number(index))
    }
}

impl JobState {
    /// What it is about.
    pub fn work(&self) -> Work {
        Work::Frames(self.chunk)
    }

    pub fn has(&self, bit: u8) -> bool {
        self.flags & bit != 0
    }

    /// Whether its bond goes by the deposit, as that of the earliest jobs.
    pub fn is_by_deposit(&self) -> bool {
        !self.has(flag::FROM_ORDER) && self.has(flag::BY_DEPOSIT)
    }

    /// Whether its deposit and bonds are tokens.
    pub fn is_in_tokens(&self) -> bool {
        self.has(flag::FROM_ORDER) && self.has(flag::TOKEN)
    }

    /// Where refunds, forfeits and rent go.
    pub fn payee(&self) -> Holding {
        if self.has(flag::FROM_ORDER) { Holding::Order } else { Holding::Client }
    }

    /// Who holds the job, if anyone does.
    pub fn claim(&self) -> Option<&Claim> {
        match &self.phase {
            Phase::Open { .. } | Phase::Owed { .. } => None,
            Phase::Claimed { claim, .. }
            | Phase::Running { claim, .. }
            | Phase::Delivered { claim, .. }
            | Phase::Accepted { claim, .. }
            | Phase::Disputed { claim, .. } => Some(claim),
        }
    }

    /// Whether the provider with this wallet holds it.
    pub fn held_by(&self, wallet: &Pubkey) -> bool {
        self.claim().is_some_and(|claim| claim.provider == *wallet)
    }

    /// What was delivered, while it can still be judged.
    pub fn delivery(&self) -> Option<&Delivery> {
        match &self.phase {
            Phase::Delivered { delivery, .. } | Phase::Disputed { delivery, .. } => Some(delivery),
            Phase::Open { .. }
            | Phase::Claimed { .. }
            | Phase::Running { .. }
            | Phase::Accepted { .. }
            | Phase::Owed { .. } => None,
        }
    }

    /// Frames, billed milliseconds and root of what was delivered, judged or not.
    pub fn delivered(&self) -> Option<(u32, u64, Hash)> {
        match &self.phase {
            Phase::Delivered { delivery, .. } | Phase::Disputed { delivery, .. } => Some(delivery.content()),
            Phase::Accepted { frames, ms, root, .. } => Some((*frames, *ms, *root)),
            Phase::Open { .. } | Phase::Claimed { .. } | Phase::Running { .. } | Phase::Owed { .. } => None,
        }
    }

    /// The challenge on the delivery, once it is sealed, and for as long as the delivery stands.
    pub fn challenge(&self, params: &Params) -> Option<crate::proof::challenge::Challenge> {
        let (frames, seed, round) = match &self.phase {
            Phase::Delivered { delivery, .. } | Phase::Disputed { delivery, .. } => match delivery.seal {
                Seal::Pending { .. } => return None,
                Seal::Sealed { seed, round } => (delivery.frames, seed, round),
            },
            // Agreed to before anything was picked, or accepted in the first layout.
            Phase::Accepted { seed: ZERO, .. } => return None,
            Phase::Accepted { frames, seed, round, .. } => (*frames, *seed, *round),
            Phase::Open { .. } | Phase::Claimed { .. } | Phase::Running { .. } | Phase::Owed { .. } => return None,
        };
        let parts = self.work().parts();
        Some(crate::proof::challenge::Challenge::new(seed, frames, parts, params.challenge_tiles, round))
    }

    /// Whether a provider works at it: it is claimed, and not delivered.
    pub fn is_worked_at(&self) -> bool {
        match &self.phase {
            Phase::Claimed { .. } | Phase::Running { .. } => true,
            Phase::Open { .. }
            | Phase::Delivered { .. }
            | Phase::Accepted { .. }
            | Phase::Disputed { .. }
            | Phase::Owed { .. } => false,
        }
    }

    /// Whether `provider` failed this job before.
    pub fn was_failed_by(&self, provider: &Pubkey) -> bool {
        let attempts = usize::from(self.attempt.min(ATTEMPTS));
        self.failed.iter().take(attempts).any(|tag| *tag == provider.tag())
    }

    /// The longest time that is paid, in milliseconds.
    pub fn quoted_ms(&self) -> Option<u64> {
        self.ceilings.ms_per_frame.checked_mul(self.work().units().into())
    }

    /// What the delivered work costs under the claim's terms.
    pub fn bill(&self, params: &Params, claim: &Claim, frames: u32, ms: u64) -> Result<Bill, JobError> {
        let usage = Usage { units: frames, ms, bytes: self.bytes };
        money::bill(&claim.terms, usage, params.fee_bps).ok_or(JobError::Overflow)
    }

    /// What a claim under `terms` can cost at the most, fee included.
    pub fn worst_case(&self, params: &Params, terms: &Terms) -> Result<u64, JobError> {
        let ms = self.quoted_ms().ok_or(JobError::Overflow)?;
        let usage = Usage { units: self.work().units(), ms, bytes: self.bytes };
        money::bill(terms, usage, params.fee_bps).and_then(|bill| bill.total()).ok_or(JobError::Overflow)
    }
}
