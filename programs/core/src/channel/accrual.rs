//! What a channel owes: never more than the deposit carries, nor than was signed for; with a rate never more than
//! the time it ran. Every division rounds down, and what is left over stays the payer's. What leaves 64 bits stops
//! at their end, which changes nothing: the deposit, which fits, caps it.

use crate::money::{BPS, scaled};

use super::{ChannelPhase, ChannelState};

/// Seconds in the hour that rates are for.
const HOUR: u64 = 3_600;

impl ChannelState {
    /// Seconds that its time has counted at `now`.
    pub fn ran(&self, now: i64) -> u64 {
        match self.phase {
            ChannelPhase::Running => {
                let secs = self.clock(now).checked_sub(self.at).and_then(|secs| u64::try_from(secs).ok());
                self.ran.saturating_add(secs.unwrap_or(0))
            }
            ChannelPhase::Paused | ChannelPhase::Closing | ChannelPhase::Ended => self.ran,
        }
    }

    /// The most it can ever pay out of this deposit without the fee, which comes on top.
    pub fn cap(&self, fee_bps: u16) -> u64 {
        // A part of the deposit always fits: the fallback is never reached.
        scaled(self.deposit, BPS, BPS.saturating_add(fee_bps.into())).unwrap_or(0)
    }

    /// What the provider has earned in all at `now`, without the fee.
    pub fn owed(&self, fee_bps: u16, now: i64) -> u64 {
        let owed = match (self.rate, self.voucher) {
            (0, voucher) => voucher,
            // Nothing accrues before the payer has acknowledged anything.
            (_, 0) => 0,
            (rate, voucher) => {
                let granted = voucher.saturating_add(accrued(rate, self.grace.into()));
                granted.min(accrued(rate, self.ran(now)))
            }
        };
        owed.min(self.cap(fee_bps)).max(self.earned)
    }

    /// The channel's clock: it never goes back, and stands still from the expiry on.
    pub(super) fn clock(&self, now: i64) -> i64 {
        now.max(self.at).min(self.expires_at)
    }

    /// Counts its time up to `now`.
    pub(super) fn bring_up_to(&mut self, now: i64) {
        match self.phase {
            ChannelPhase::Running | ChannelPhase::Paused => {
                (self.ran, self.at) = (self.ran(now), self.clock(now));
            }
            ChannelPhase::Closing | ChannelPhase::Ended => {}
        }
    }
}

/// What so many seconds cost at this rate.
fn accrued(rate: u64, secs: u64) -> u64 {
    scaled(rate, secs, HOUR).unwrap_or(u64::MAX)
}
