//! What a channel's account holds, and what follows from it.

use crate::{hash::Hash, key::Pubkey};

use super::{ChannelError, SLOTS};

/// Bits of [`ChannelState::flags`].
pub mod flag {
    /// The SSH key is none of Ed25519: `ssh` is its SHA-256.
    pub const SSH_HASHED: u8 = 1;
    /// At the opening the session key was one of the provider's own: it can take the whole deposit.
    pub const PROVIDER_SIGNS: u8 = 2;
}

wire! {
    /// Where a channel stands. That its time is over is not stored, it follows from `expires_at`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ChannelPhase {
        /// Its time counts.
        Running,
        /// Its time stands still; vouchers count.
        Paused,
        /// The payer is leaving: vouchers count for `close_secs` more.
        Closing,
        /// Everybody is paid who can be; what is owed waits.
        Ended,
    }
}

fixed_tag!(ChannelPhase: Running Paused Closing Ended);

fixed! {
    /// A channel's account, as the rules see it. Amounts are base units of its mint; all but `rent`, in lamports.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct ChannelState {
        /// The wallet that pays, and gets back what is left.
        pub payer: Pubkey,
        /// The address of the provider's account.
        pub provider: Pubkey,
        /// The session key: signs vouchers.
        pub signer: Pubkey,
        /// Zero for SOL.
        pub mint: Pubkey,
        /// What is bought: the hash of an offer or of a model's manifest.
        pub subject: Hash,
        /// The Ed25519 key that a rented machine lets in, or the hash of another.
        pub ssh: Hash,
        /// Who lent the rent, and gets it back.
        pub rent_payer: Pubkey,
        /// What makes its address one of a kind.
        pub seed: Hash,
        /// The slot in the seed.
        pub slot: u64,
        /// Lamports of rent that were paid for the account, and for its vault where it has one.
        pub rent: u64,
        /// All that was paid in so far.
        pub deposit: u64,
        /// The highest sum that the payer's side has signed, without the fee.
        pub voucher: u64,
        /// All that the provider has earned so far, without the fee.
        pub earned: u64,
        /// The market's fee on it, on top.
        pub fee: u64,
        /// Base units an hour; 0: vouchers alone.
        pub rate: u64,
        /// As much of the fee as feedback was given for.
        pub rated: u64,
        /// Seconds that its time has counted, up to `at`.
        pub ran: u64,
        /// When `ran` was last brought up to date; in `Closing` when that began.
        pub at: i64,
        pub expires_at: i64,
        /// Earned and not paid out: there was no purse, or it could not take it.
        pub owed_provider: u64,
        pub owed_fee: u64,
        /// Left at the end, and not paid out: the payer could not take it.
        pub owed_payer: u64,
        /// How long vouchers count after `Close`, and after the channel's time.
        pub close_secs: u32,
        /// Seconds of the rate that may be earned beyond the last voucher.
        pub grace: u16,
        /// Version of the market's parameters it was opened under.
        pub params: u16,
        pub phase: ChannelPhase,
        /// An offer's.
        pub kind: u8,
        /// Bits of [`flag`].
        pub flags: u8,
    }
}

impl ChannelState {
    pub fn has(&self, bit: u8) -> bool {
        self.flags & bit != 0
    }

    pub fn is_sol(&self) -> bool {
        self.mint == Pubkey::default()
    }

    /// Base units that the account, or its vault, owes to somebody. The rest is rent, top-ups that are not
    /// counted yet, and gifts.
    pub fn held(&self) -> Result<u64, ChannelError> {
        let unspent = match self.phase {
            ChannelPhase::Running | ChannelPhase::Paused | ChannelPhase::Closing => self.unspent()?,
            ChannelPhase::Ended => 0,
        };
        [self.owed_provider, self.owed_fee, self.owed_payer]
            .into_iter()
            .try_fold(unspent, u64::checked_add)
            .ok_or(ChannelError::Overflow)
    }

    /// Of a balance that was read from the account (or its vault), what belongs to nobody yet.
    pub fn surplus(&self, balance: u64) -> Result<u64, ChannelError> {
        let rent = if self.is_sol() { self.rent } else { 0 };
        Ok(balance.saturating_sub(rent).saturating_sub(self.held()?))
    }

    /// When anyone may end it, as things stand now. `None` where it has ended.
    pub fn end_due(&self) -> Option<i64> {
        match self.phase {
            ChannelPhase::Running | ChannelPhase::Paused => self.expires_at.checked_add(self.close_secs.into()),
            ChannelPhase::Closing => self.at.checked_add(self.close_secs.into()),
            ChannelPhase::Ended => None,
        }
    }

    /// Whether its slot lies too far back for a channel to be opened at its address again.
    pub fn address_is_spent(&self, slot: u64) -> bool {
        slot.saturating_sub(self.slot) > SLOTS
    }

    /// What feedback can still be given for: the fee that was paid and is not rated.
    pub fn unrated(&self) -> u64 {
        self.fee.saturating_sub(self.owed_fee).saturating_sub(self.rated)
    }

    /// What is neither earned nor fee.
    pub(super) fn unspent(&self) -> Result<u64, ChannelError> {
        let rest = self.deposit.checked_sub(self.earned).and_then(|rest| rest.checked_sub(self.fee));
        rest.ok_or(ChannelError::Overflow)
    }
}
