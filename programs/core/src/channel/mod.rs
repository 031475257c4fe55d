//! A channel: a deposit that its payer spends in small amounts by signing vouchers, each for all that is owed so
//! far. What is paid by consent is a channel: streams, rentals, language, voice, functions.
//!
//! ```text
//! Running <-> Paused -> Closing -> Ended -> closed, once no channel can be opened at its address again
//!    |          |          |         ^
//!    +----------+----------+---------+   the provider ends it, its time is over, or its provider is gone
//! ```
//!
//! With a rate it bills by the time that it runs, but never more than the [`voucher`] and what [`accrual`] grants
//! on top; without one it bills what the voucher says. Whatever a step owes is booked first and then paid as far
//! as each side can be paid: a side that can't take its money holds nobody else up.

mod accrual;
mod open;
mod payout;
mod state;
mod step;
pub mod voucher;

pub use crate::provider::KINDS;
pub use open::{CLOSE_SECS, ChannelTerms, LIFETIME_SECS, Opening, Parties, SLOTS, seed};
pub use payout::{Closed, Payee};
pub use state::{ChannelPhase, ChannelState, flag};
pub use step::{ChannelStep, Command, Facts, IDLE_SECS, Signer, Steer, Word};
pub use voucher::{Signed, Voucher};

/// Why a channel refuses. Each names the fact that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelError {
    /// The command does not fit the phase the channel is in.
    WrongPhase,
    NotPayer,
    NotProvider,
    /// Neither the payer nor the provider.
    NotParty,
    /// The voucher is not signed by the channel's key, or the word is neither the payer's nor that key's.
    NotSigner,
    /// The bytes are no voucher.
    NotVoucher,
    /// The Ed25519 instruction holds something else than one signature over one voucher, all of it its own.
    NotOneVoucher,
    /// The voucher is for another channel.
    WrongChannel,
    VoucherExpired,
    /// The provider's account is gone: there is nobody to pay, and all that is left goes to the payer.
    ProviderGone,
    /// There is nothing to pay, to count, to end or to close.
    NothingDue,
    DeadlinePassed,
    /// The deadline that this waits for lies ahead.
    NotYetDue,
    /// The market opens nothing at the moment.
    MarketPaused,
    /// The market's parameters are not those the payer has seen.
    MarketChanged,
    AssetNotListed,
    ProviderNotActive,
    /// The provider has no purse for this mint.
    NoPurse,
    /// No key can sign vouchers.
    NoSigner,
    /// No offer is of this kind.
    UnknownKind,
    /// The time that a closing channel leaves for vouchers is out of its range.
    BadCloseSecs,
    /// The channel would be over already, or live too long.
    BadExpiry,
    /// The slot that makes the address one of a kind is too old, or has no hash.
    SlotNotRecent,
    /// An amount or a time leaves its range.
    Overflow,
}
