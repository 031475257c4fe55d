//! What is refused about a channel before anything is sent.

use rayment_client::money::sol;
use solana_pubkey::Pubkey;
use thiserror::Error as Message;

use crate::Coin;

/// Why something about a channel was refused.
#[derive(Debug, Message)]
pub enum ChannelRefusal {
    #[error("{0} is no provider of this market: nothing was paid")]
    NoProvider(Pubkey),
    #[error("the provider {0} takes no work at the moment: nothing was paid")]
    NotActive(Pubkey),
    #[error("a channel needs a deposit, found 0")]
    NoDeposit,
    #[error("a closing channel leaves 900 to 2592000 seconds for vouchers, found {0}")]
    CloseSecs(u32),
    #[error("a channel ends later than now, and at most 366 days from now: found {secs} seconds from now")]
    Lifetime { secs: i64 },
    #[error("a channel can only be extended: it ends at {now} (unix seconds) already, found {asked}")]
    NotLater { now: i64, asked: i64 },
    #[error(
        "the wallet {wallet} has {}, this channel locks {} and {} of rent that comes back: fund it and try again",
        sol(*has), sol(*locked), sol(*rent)
    )]
    WalletTooLow { wallet: Pubkey, has: u64, locked: u64, rent: u64 },
    /// Closed long ago, or never opened.
    #[error("there is no channel {0} on this ledger: it is closed, or was never opened")]
    NoChannel(Pubkey),
    #[error("channel {0} belongs to another market than {1}")]
    OtherMarket(Pubkey, Pubkey),
    #[error("channel {channel} is the wallet {payer}'s: only it may do this")]
    NotPayer { channel: Pubkey, payer: Pubkey },
    #[error("this wallet is neither the payer of channel {0} nor its provider")]
    NotParty(Pubkey),
    #[error("channel {channel} is {phase}, and this takes one that is {wanted}")]
    WrongPhase { channel: Pubkey, phase: &'static str, wanted: &'static str },
    #[error("the session key of channel {0} is not kept here, and this wallet is not its payer's")]
    NoKey(Pubkey),
    #[error(
        "{} is more than {}, which is all that {why}: nothing was signed",
        coin.money(*asked), coin.money(*most)
    )]
    TooMuch { coin: Coin, asked: u64, most: u64, why: &'static str },
    #[error("a voucher for 0 says nothing: give the amount that is owed in all, without the fee")]
    NothingOwed,
    /// What was given cannot be read as a voucher.
    #[error("this is no voucher: {0}")]
    NotVoucher(String),
    #[error("the voucher is for channel {found}, not for {wanted}")]
    OtherChannel { found: Pubkey, wanted: Pubkey },
    #[error("the voucher is signed by {found}, and the session key of its channel is {wanted}")]
    OtherKey { found: Pubkey, wanted: Pubkey },
    #[error("the signature under the voucher is wrong: ask for the voucher again")]
    BadSignature,
    #[error("the voucher counted until {at} (unix seconds), and now it is {now}: ask for a new one")]
    Expired { at: i64, now: i64 },
    /// The key that a renter logs in with.
    #[error("{0}")]
    SshKey(String),
}
