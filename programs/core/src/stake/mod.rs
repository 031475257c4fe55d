//! Stakes: what somebody locks to be believed, and leaves behind for a while when it goes.
//!
//! One value, [`Stake`], lies in four accounts: a client's, a provider's, a guardian's, and for the keeper
//! the market's. A stake pays for nothing and is lost by one thing alone: two statements that contradict
//! each other (see [`crate::guardian`]).
//!
//! ```text
//! wallet -- lock --> locked -- unlock --> unlocking -- take, from unlock_at on --> wallet
//!                       \                     /
//!                        slash: a quarter to who proves it, the rest burned
//! ```

mod client;
mod value;

pub use client::{ClientState, ClientStep, Emptied};
pub use value::{Exit, PROVER_BPS, Stake, StakeCommand};

/// Why a stake refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StakeError {
    /// The signer is not whose stake it is.
    NotOwner,
    /// Nothing is to be locked or unlocked.
    NoAmount,
    /// Less is locked than is to be unlocked.
    NotLocked,
    /// Nothing is on its way out.
    NothingUnlocking,
    /// What is on its way out stays until `unlock_at`.
    NotYetDue,
    /// The provider has jobs that are not settled.
    JobsOpen,
    /// There is nothing to slash.
    NothingStaked,
    /// Less is locked than is asked for; what is on its way out does not count.
    StakeTooLow,
    Overflow,
}
