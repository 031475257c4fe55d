//! Whether a voucher is worth serving for: what the program will ask when it is redeemed, and what the service asks.

use ed25519_dalek::{Signature, VerifyingKey};
use rayment_client::{Channel, chain_key};
use rayment_core::{
    Hash,
    channel::{ChannelPhase, ChannelState, Signed, Voucher, voucher::SIZE},
};
use solana_pubkey::Pubkey;
use thiserror::Error;

use super::{plan::Policy, store::Kept};
use crate::coin::Coin;

/// What a service asks of a channel before it serves by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The account of the provider that is to be paid.
    pub provider: Pubkey,
    /// The service, by the number of its kind.
    pub kind: u8,
    /// The offer or the model that is bought; `None` where any will do.
    pub subject: Option<Hash>,
    /// What it is paid in: a mint, or zeros for SOL.
    pub mint: Pubkey,
    /// The least that an hour costs, in lamports or base units; 0 where vouchers alone say what is owed.
    pub rate: u64,
    /// The least time that vouchers still count once the payer has closed the channel, in seconds.
    pub close_secs: u32,
    /// The least time that is left for redeeming when a voucher comes, in seconds.
    pub least_secs: u32,
    /// How long a voucher has to count.
    pub counting: Counting,
}

impl Wanted {
    /// As long before a deadline as whatever is owed is redeemed.
    pub const LEAST_SECS: u32 = Policy::DEFAULT.ahead_secs;
}

/// How long a voucher has to count before it is served for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// For as long as the channel itself would let it: it can be redeemed at leisure, together with others.
    Lasting,
    /// Until it has expired, which may be soon: for a service that redeems it right away, as x402 `upto` does.
    UpTo,
}

/// What a voucher is checked against: its channel, and what the service asks.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    /// As it was just read, with what lies in its account, and in tokens with what it is paid in.
    pub channel: &'a Channel,
    /// The fee of the parameters that the channel names, in basis points.
    pub fee_bps: u16,
    pub wanted: &'a Wanted,
    /// The chain's time.
    pub now: i64,
}

/// Why a voucher is not served for. Amounts are in base units of their mint, lamports where that is zeros; times are
/// unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum VoucherError {
    #[error("these {0} bytes are no voucher: it has {SIZE}, and begins with 0x56 0x01")]
    NotVoucher(usize),
    #[error("the voucher is for the channel {found}, expected {expected}: sign one for this channel")]
    WrongChannel { found: Pubkey, expected: Pubkey },
    #[error("the signature is not that of the session key {key} over just these bytes: sign with that key")]
    NotSigned { key: Pubkey },
    #[error("the voucher counted until {at}, and now it is {now}: sign a new one")]
    Expired { at: i64, now: i64 },
    #[error("the voucher counts until {at}, and has to count until {least} at the least: sign it without an expiry")]
    ExpiresEarly { at: i64, least: i64 },
    #[error(
        "the voucher says {}, and {} was acknowledged before: sign for all that is owed so far",
        text(.mint, *.found), text(.mint, *.last)
    )]
    NotHigher { mint: Pubkey, found: u64, last: u64 },
    #[error(
        "the voucher says {}, and the deposit carries {} beside the fee: pay more to the channel's {}",
        text(.mint, *.found), text(.mint, *.cap), if is_sol(.mint) { "address" } else { "vault" }
    )]
    AboveDeposit { mint: Pubkey, found: u64, cap: u64 },
    #[error("the channel is over: open another one")]
    Over,
    #[error(
        "vouchers of this channel count until {at}, and have to count until {least} at the least: extend the channel, \
         or open another one"
    )]
    EndsSoon { at: i64, least: i64 },
    #[error("the channel pays the provider {found}, expected {expected}: open one with this provider")]
    OtherProvider { found: Pubkey, expected: Pubkey },
    #[error("the channel is for a service of kind {found}, expected {expected}: open one for this service")]
    OtherKind { found: u8, expected: u8 },
    #[error("the channel is for another offer: open one for this one")]
    OtherSubject,
    #[error(
        "an hour pays {}, asked are {}: open a channel with this rate",
        text(.mint, *.found), text(.mint, *.asked)
    )]
    RateTooLow { mint: Pubkey, found: u64, asked: u64 },
    #[error(
        "the channel pays by time, {} an hour, and here vouchers alone say what is owed: open one without a rate",
        text(.mint, *.found)
    )]
    ByTime { mint: Pubkey, found: u64 },
    #[error(
        "vouchers count for {found} s once the channel is closed, asked are {asked} s: open one that leaves more time"
    )]
    ClosesEarly { found: u32, asked: u32 },
    #[error("the channel pays in {}, and the service takes {}: open one in that", name(.found), name(.expected))]
    OtherCoin { found: Pubkey, expected: Pubkey },
    #[error(
        "the provider has no purse for {mint} that takes payments: it has to open one, or have the issuer unfreeze it"
    )]
    NoPurse { mint: Pubkey },
}

fn is_sol(mint: &Pubkey) -> bool {
    *mint == Pubkey::default()
}

/// What a channel is paid in, in a message.
fn name(mint: &Pubkey) -> String {
    if is_sol(mint) { "SOL".into() } else { format!("tokens of {mint}") }
}

/// An amount with its unit.
fn text(mint: &Pubkey, amount: u64) -> String {
    let coin = if is_sol(mint) { Coin::Sol } else { Coin::Token { mint: *mint, decimals: None, weight: None } };
    coin.text(amount)
}

/// The voucher that these bytes are, if the service wants the channel, and the program will pay for the voucher.
/// `kept` is what was accepted before.
pub(super) fn check(
    against: &Against,
    (bytes, signature): (&[u8], &[u8; 64]),
    kept: &Kept,
) -> Result<Signed, VoucherError> {
    let Against { channel, .. } = *against;
    is_wanted(channel, against.wanted)?;
    is_open_for_long(against)?;
    let voucher = Voucher::from_bytes(bytes).map_err(|_| VoucherError::NotVoucher(bytes.len()))?;
    let found = chain_key(&voucher.channel);
    if found != channel.address {
        return Err(VoucherError::WrongChannel { found, expected: channel.address });
    }
    if !is_signed(&channel.state, bytes, signature) {
        return Err(VoucherError::NotSigned { key: chain_key(&channel.state.signer) });
    }
    counts(&voucher, against)?;
    says_more(&voucher, channel, kept)?;
    let found = voucher.cumulative;
    let cap = with_top_up(channel).cap(against.fee_bps);
    if found > cap {
        return Err(VoucherError::AboveDeposit { mint: chain_key(&channel.state.mint), found, cap });
    }
    Ok(Signed { key: channel.state.signer, voucher })
}

fn is_wanted(channel: &Channel, wanted: &Wanted) -> Result<(), VoucherError> {
    let ChannelState { kind, subject, rate, close_secs, .. } = channel.state;
    let provider = channel.provider();
    if provider != wanted.provider {
        return Err(VoucherError::OtherProvider { found: provider, expected: wanted.provider });
    }
    let mint = chain_key(&channel.state.mint);
    if mint != wanted.mint {
        return Err(VoucherError::OtherCoin { found: mint, expected: wanted.mint });
    }
    if !channel.state.is_sol() && !channel.payment.is_some_and(|payment| payment.has_purse) {
        return Err(VoucherError::NoPurse { mint });
    }
    if kind != wanted.kind {
        return Err(VoucherError::OtherKind { found: kind, expected: wanted.kind });
    }
    if wanted.subject.is_some_and(|wanted| wanted != subject) {
        return Err(VoucherError::OtherSubject);
    }
    match (wanted.rate, rate) {
        // The time that it runs would cap what vouchers say.
        (0, found @ 1..) => return Err(VoucherError::ByTime { mint, found }),
        (asked, found) if found < asked => return Err(VoucherError::RateTooLow { mint, found, asked }),
        (_, _) => {}
    }
    let asked = wanted.close_secs;
    if close_secs < asked { Err(VoucherError::ClosesEarly { found: close_secs, asked }) } else { Ok(()) }
}

/// What comes at the last moment might not be redeemed in time.
fn is_open_for_long(against: &Against) -> Result<(), VoucherError> {
    let Against { channel, wanted, now, .. } = *against;
    let least = now.saturating_add(wanted.least_secs.into());
    match channel.state.end_due() {
        Some(at) if now < at && at < least => Err(VoucherError::EndsSoon { at, least }),
        Some(at) if now < at => Ok(()),
        Some(_) | None => Err(VoucherError::Over),
    }
}

/// A higher sum than any before; or the highest again, with a longer life, while the chain does not know it.
fn says_more(voucher: &Voucher, channel: &Channel, kept: &Kept) -> Result<(), VoucherError> {
    let (found, known) = (voucher.cumulative, channel.state.voucher);
    let last = kept.highest().map_or(0, |held| held.cumulative()).max(known);
    let lives_longer = kept.highest().is_some_and(|held| life(voucher) > life(&held.signed.voucher));
    let says_more = found > last || (found == last && found > known && lives_longer);
    let mint = chain_key(&channel.state.mint);
    if says_more { Ok(()) } else { Err(VoucherError::NotHigher { mint, found, last }) }
}

/// Until when it counts, in unix seconds; what always counts lives longest.
pub(super) fn life(voucher: &Voucher) -> i64 {
    if voucher.expires_at == 0 { i64::MAX } else { voucher.expires_at }
}

/// As the chain's Ed25519 program checks it: strictly, so that no key or signature has a second form.
fn is_signed(channel: &ChannelState, bytes: &[u8], signature: &[u8; 64]) -> bool {
    let key = VerifyingKey::from_bytes(&channel.signer.0);
    key.is_ok_and(|key| key.verify_strict(bytes, &Signature::from_bytes(signature)).is_ok())
}

fn counts(voucher: &Voucher, against: &Against) -> Result<(), VoucherError> {
    let (at, now) = (voucher.expires_at, against.now);
    if !voucher.counts(now) {
        return Err(VoucherError::Expired { at, now });
    }
    let least_secs = against.channel.state.close_secs.max(against.wanted.least_secs);
    let least = now.saturating_add(least_secs.into());
    match against.wanted.counting {
        Counting::Lasting if at != 0 && at < least => Err(VoucherError::ExpiresEarly { at, least }),
        Counting::Lasting | Counting::UpTo => Ok(()),
    }
}

/// What lies there for it, rent included: lamports, or base units in its vault.
pub(super) fn balance(channel: &Channel) -> u64 {
    if channel.state.is_sol() { channel.lamports } else { channel.payment.map_or(0, |payment| payment.held) }
}

/// With what was paid to its address or vault since: whichever step comes next counts it first.
pub(super) fn with_top_up(channel: &Channel) -> ChannelState {
    let ChannelState { deposit, phase, .. } = channel.state;
    let paid_in = match phase {
        ChannelPhase::Running | ChannelPhase::Paused => channel.state.surplus(balance(channel)).unwrap_or(0),
        ChannelPhase::Closing | ChannelPhase::Ended => 0,
    };
    ChannelState { deposit: deposit.saturating_add(paid_in), ..channel.state }
}

/// How much service can be given for what a payer has acknowledged, as the channel stands: a pause, an extension or
/// a top-up changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// What it pays in all since the opening, without the fee, in lamports or base units; with a rate the grace
    /// included, and no more than the time that the channel can still run brings.
    pub amount: u64,
    /// With a rate: seconds that it pays for in all. They count while the channel runs.
    pub secs: Option<u64>,
}

impl Credit {
    /// What `acknowledged` is good for in this channel.
    pub fn of(channel: &Channel, fee_bps: u16, acknowledged: u64) -> Self {
        let state = with_top_up(channel);
        let cap = state.cap(fee_bps);
        if state.rate == 0 || acknowledged == 0 {
            return Self { amount: acknowledged.min(cap), secs: (state.rate > 0).then_some(0) };
        }
        // Its clock stands still from the expiry on, and outside `Running` it does so already.
        let can_run = state.ran(state.expires_at);
        let granted = acknowledged.saturating_add(accrued(&state, state.grace.into())).min(cap);
        let secs = u128::from(granted).saturating_mul(HOUR) / u128::from(state.rate);
        let secs = u64::try_from(secs).unwrap_or(u64::MAX).min(can_run);
        Self { amount: granted.min(accrued(&state, can_run)), secs: Some(secs) }
    }

    /// How much service can still be given, once so much was given for.
    pub fn left(&self, served: u64) -> u64 {
        self.amount.saturating_sub(served)
    }

    /// Seconds that can still be served in a channel with a rate, at `now`: none while its time stands still.
    pub fn secs_left(&self, channel: &Channel, now: i64) -> Option<u64> {
        let state = &channel.state;
        let can_run = state.ran(state.expires_at).saturating_sub(state.ran(now));
        self.secs.map(|secs| secs.saturating_sub(state.ran(now)).min(can_run))
    }
}

/// Seconds in the hour that rates are for.
pub(super) const HOUR: u128 = 3_600;

/// What so many seconds cost.
fn accrued(state: &ChannelState, secs: u64) -> u64 {
    let amount = u128::from(state.rate).saturating_mul(secs.into()) / HOUR;
    u64::try_from(amount).unwrap_or(u64::MAX)
}
