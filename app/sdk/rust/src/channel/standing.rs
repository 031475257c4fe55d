//! How a channel stands: what of its deposit is earned, owed and left, and until when.

use rayment_client::Channel;
use rayment_core::{
    channel::{ChannelPhase, ChannelState, flag},
    money::share,
};

/// A channel's money and time at one moment. Amounts are base units of its token, or lamports; times unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub phase: Phase,
    /// All that was paid in, top-ups included that no step has counted yet.
    pub deposit: u64,
    /// Booked for the provider, and the market's fee on it; of both, what could not be paid out yet.
    pub earned: u64,
    pub fee: u64,
    pub unpaid: u64,
    /// What a redeem would book now on top, without the fee and with it.
    pub owed: u64,
    pub owed_with_fee: u64,
    /// What the payer would get back if nothing more were earned.
    pub left: u64,
    /// The highest sum that the payer's side has redeemed or acknowledged.
    pub voucher: u64,
    /// The most that may be signed now.
    pub most: u64,
    /// Seconds that its time has counted.
    pub ran: u64,
    pub expires_at: i64,
    /// From when on anyone may end it.
    pub end_due: Option<i64>,
    /// Whether its session key was one of the provider's own when it was opened.
    pub provider_signs: bool,
}

/// Where it stands, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Running,
    Paused,
    /// Its time is over, or it closes: vouchers still count.
    Closing,
    /// Nothing counts any more: anyone may end it, and what is left goes back.
    Due,
    /// Ended: its account closes once no other channel can be opened at its address.
    Ended,
}

impl Phase {
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Closing => "closing",
            Self::Due => "over",
            Self::Ended => "ended",
        }
    }
}

impl Standing {
    /// Of a channel that was read with what it holds, at the fee of the parameters that it names.
    pub fn of(channel: &Channel, fee_bps: u16, now: i64) -> Self {
        let state = counted(channel);
        let phase = phase(&state, now);
        // What has come due earns by what was acknowledged before; an ended one earns nothing more.
        let all = if phase == Phase::Ended { state.earned } else { state.owed(fee_bps, now) };
        let all_fees = share(all, fee_bps).unwrap_or(u64::MAX).max(state.fee);
        let owed = all.saturating_sub(state.earned);
        let owed_with_fee = owed.saturating_add(all_fees.saturating_sub(state.fee));
        let left = match phase {
            Phase::Ended => state.owed_payer,
            _ => state.deposit.saturating_sub(all).saturating_sub(all_fees),
        };
        Self {
            phase,
            deposit: state.deposit,
            earned: state.earned,
            fee: state.fee,
            unpaid: state.owed_provider.saturating_add(state.owed_fee),
            owed,
            owed_with_fee,
            left,
            voucher: state.voucher,
            most: super::voucher::most(&state, fee_bps, now),
            ran: state.ran(now),
            expires_at: state.expires_at,
            end_due: state.end_due(),
            provider_signs: state.has(flag::PROVIDER_SIGNS),
        }
    }
}

/// As the next step will find it: with what was paid to its address since the last.
pub(crate) fn counted(channel: &Channel) -> ChannelState {
    let state = channel.state;
    match state.phase {
        ChannelPhase::Running | ChannelPhase::Paused => {
            // What lies in the account of a channel in a token are no tokens.
            let held = if state.is_sol() { channel.lamports } else { channel.payment.map_or(0, |of| of.held) };
            let more = state.surplus(held).unwrap_or(0);
            ChannelState { deposit: state.deposit.saturating_add(more), ..state }
        }
        ChannelPhase::Closing | ChannelPhase::Ended => state,
    }
}

/// Where it stands at `now`: that its time is over is not stored.
pub(crate) fn phase(state: &ChannelState, now: i64) -> Phase {
    let is_due = state.end_due().is_some_and(|due| now >= due);
    match state.phase {
        ChannelPhase::Ended => Phase::Ended,
        _ if is_due => Phase::Due,
        ChannelPhase::Closing => Phase::Closing,
        ChannelPhase::Running | ChannelPhase::Paused if now >= state.expires_at => Phase::Closing,
        ChannelPhase::Running => Phase::Running,
        ChannelPhase::Paused => Phase::Paused,
    }
}
