//! The rules of the market, and nothing else: no I/O, no clock, no chain, no floats.
//!
//! Each aggregate is a value with one `step`: what it is now, who asks, what they ask and what time
//! it is go in; a [`step`] comes out: how it goes on, and the money to move. The on-chain program is a thin
//! adapter around these rules, the daemons plan with them, and the property tests run them
//! natively. Amounts are `u64` base units (lamports, or what a mint counts), times are `i64` unix seconds, durations of
//! work are `u64` milliseconds. Every rounding is stated where it happens and favours the client.
//!
//! This crate must never know a chain's API, a file, a network or a clock: whoever calls it brings the
//! time, the keys and the hash function.
//!
//! | module | what it rules |
//! |---|---|
//! | [`market`] | the parameters of a market and their ranges |
//! | [`provider`] | a provider's keys, terms, status and balances |
//! | [`order`] | what a client buys by one payment, and the account its jobs are drawn from |
//! | [`job`] | a job and its escrow, from its order to the last payment |
//! | [`stake`] | what somebody locks to be believed |
//! | [`guardian`] | second signatures under verdicts, and how one that lies loses its stake |
//! | [`channel`] | a deposit that is spent by signed vouchers, and what of it is owed |
//! | [`asset`] | the tokens that a market takes, and what is read of their accounts |
//! | [`money`] | terms, bills, the market's fee; the transfers that steps answer with |
//! | [`proof`] | tiles, the commitment to them, and which of them are checked |
//! | [`step`] | what every aggregate answers with |
//! | [`layout`] | where each field of an account lies |
//! | [`seeds`] | what an account's address begins with |
#![cfg_attr(not(any(feature = "std", feature = "idl-build")), no_std)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

extern crate alloc;

/// Borsh, and a description for the program's IDL when that is being built.
macro_rules! wire {
    ($($item:item)*) => {$(
        #[cfg_attr(feature = "idl-build", derive(anchor_lang::AnchorSerialize, anchor_lang::AnchorDeserialize))]
        #[cfg_attr(not(feature = "idl-build"), derive(borsh::BorshSerialize, borsh::BorshDeserialize))]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        $item
    )*};
}

#[macro_use]
#[cfg_attr(feature = "idl-build", allow(dead_code))]
mod wire;

pub mod asset;
pub mod channel;
pub mod guardian;
pub mod hash;
pub mod job;
pub mod key;
pub mod layout;
pub mod market;
pub mod money;
pub mod order;
pub mod proof;
pub mod provider;
pub mod seeds;
pub mod stake;
pub mod step;

#[cfg(feature = "std")]
pub use hash::Native;
pub use hash::{Hash, Sha256};
pub use key::Pubkey;
pub use step::{Next, Step, Tally};
