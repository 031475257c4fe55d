//! Stakes: what is locked, how it leaves, and how it is lost.
//!
//! | module | what it shows |
//! |---|---|
//! | [`value`] | locking, unlocking, taking, slashing |
//! | [`deadlines`] | the second before, at and after what was promised to stay |
//! | [`owners`] | a client's account, and whose stake it is |
//! | [`errors`] | every error has a story |
//! | [`histories`] | random histories of a client, a provider, guardians and a keeper, and what holds after each step |

mod deadlines;
mod errors;
mod histories;
mod owners;
mod value;

use rayment_core::{
    money::{Holding, Transfer, Transfers},
    stake::{Exit, Stake, StakeCommand, StakeError},
};

pub const NOON: i64 = 1_800_000_000;
/// The default of `unlock_secs`: 8 days.
pub const UNLOCK_SECS: u32 = 691_200;
/// Of who has no jobs.
pub const EXIT: Exit = Exit { unlock_secs: UNLOCK_SECS, jobs: 0 };

pub fn locked(amount: u64) -> Stake {
    Stake { locked: amount, ..Stake::default() }
}

pub const fn lock(amount: u64) -> StakeCommand {
    StakeCommand::Lock { amount }
}

pub const fn unlock(amount: u64) -> StakeCommand {
    StakeCommand::Unlock { amount }
}

/// Unlocked at noon.
pub fn leaving(locked: u64, unlocking: u64) -> Stake {
    Stake { locked, unlocking, unlock_at: NOON + i64::from(UNLOCK_SECS) }
}

pub fn paid_in(amount: u64) -> Transfers {
    Transfers::of([Transfer::new(Holding::Staker, Holding::Stake, amount)])
}

pub fn paid_out(amount: u64) -> Transfers {
    Transfers::of([Transfer::new(Holding::Stake, Holding::Staker, amount)])
}

pub fn slash(reward: u64, burned: u64) -> Transfers {
    Transfers::of([
        Transfer::new(Holding::Stake, Holding::Prover, reward),
        Transfer::new(Holding::Stake, Holding::Incinerator, burned),
    ])
}

/// At noon, by somebody without jobs.
pub fn noon(stake: Stake, command: StakeCommand) -> Result<(Stake, Transfers), StakeError> {
    stake.step(command, EXIT, NOON)
}
