//! What is locked, what is on its way out, and the one way to lose both.

use crate::money::{Holding, Transfer, Transfers, share};

use super::StakeError;

/// What who proves a contradiction gets of the stake, in basis points, rounded down. The rest is burned.
pub const PROVER_BPS: u16 = 2_500;

fixed! {
    /// A stake, in lamports: 24 bytes in the account of whoever it belongs to.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Stake {
        /// What counts.
        pub locked: u64,
        /// What is on its way out: it counts no more, and can still be slashed.
        pub unlocking: u64,
        /// From when on `unlocking` may be taken; 0 where nothing is on its way out.
        pub unlock_at: i64,
    }
}

wire! {
    /// What its owner asks of a stake. Amounts are lamports.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum StakeCommand {
        /// Adds this much from the owner's wallet.
        Lock { amount: u64 },
        /// Sends this much on its way out, beside what is on it already: the clock starts again for the sum.
        Unlock { amount: u64 },
        /// Pays all that was on its way out to the owner's wallet.
        Take,
    }
}

/// What a stake waits for before it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exit {
    /// Seconds from unlocking to taking, by the market's parameters of the moment.
    pub unlock_secs: u32,
    /// Jobs that name the owner and are not settled: a provider's, 0 for everybody else.
    pub jobs: u32,
}

impl Stake {
    /// What `command` makes of the stake at `now`, and what moves between it and its owner's wallet. Whether
    /// the owner asks is for its account to say.
    ///
    /// To take from a stake with nothing in it is granted and moves nothing: that closes an account in which
    /// nothing was ever locked, or all was slashed.
    pub fn step(self, command: StakeCommand, exit: Exit, now: i64) -> Result<(Stake, Transfers), StakeError> {
        match command {
            StakeCommand::Lock { amount: 0 } | StakeCommand::Unlock { amount: 0 } => Err(StakeError::NoAmount),
            StakeCommand::Lock { amount } => {
                let locked = self.locked.checked_add(amount).ok_or(StakeError::Overflow)?;
                let next = Stake { locked, ..self };
                next.total()?;
                Ok((next, Transfers::of([Transfer::new(Holding::Staker, Holding::Stake, amount)])))
            }
            StakeCommand::Unlock { amount } => {
                let locked = self.locked.checked_sub(amount).ok_or(StakeError::NotLocked)?;
                let unlocking = self.unlocking.checked_add(amount).ok_or(StakeError::Overflow)?;
                let due = now.checked_add(exit.unlock_secs.into()).ok_or(StakeError::Overflow)?;
                // Later only: where `unlock_secs` was lowered in between, unlocking one lamport more would
                // else bring forward what was promised to stay longer.
                Ok((Stake { locked, unlocking, unlock_at: due.max(self.unlock_at) }, Transfers::default()))
            }
            StakeCommand::Take if exit.jobs > 0 => Err(StakeError::JobsOpen),
            StakeCommand::Take if self.is_empty() => Ok((self, Transfers::default())),
            StakeCommand::Take if self.unlocking == 0 => Err(StakeError::NothingUnlocking),
            StakeCommand::Take if now < self.unlock_at => Err(StakeError::NotYetDue),
            StakeCommand::Take => {
                let next = Stake { locked: self.locked, ..Stake::default() };
                Ok((next, Transfers::of([Transfer::new(Holding::Stake, Holding::Staker, self.unlocking)])))
            }
        }
    }

    /// Loses all of it, what is locked and what is on its way out: what is left, and who gets it.
    pub fn slashed(self) -> Result<(Stake, Transfers), StakeError> {
        let all = self.total()?;
        if all == 0 {
            return Err(StakeError::NothingStaked);
        }
        let reward = share(all, PROVER_BPS).ok_or(StakeError::Overflow)?;
        let burned = all.checked_sub(reward).ok_or(StakeError::Overflow)?;
        let transfers = Transfers::of([
            Transfer::new(Holding::Stake, Holding::Prover, reward),
            Transfer::new(Holding::Stake, Holding::Incinerator, burned),
        ]);
        Ok((Stake::default(), transfers))
    }

    /// Whether at least this many lamports count.
    pub fn suffices(&self, least: u64) -> Result<(), StakeError> {
        if self.locked >= least { Ok(()) } else { Err(StakeError::StakeTooLow) }
    }

    /// Lamports that lie in the owner's account for it: what a slash takes.
    pub fn total(&self) -> Result<u64, StakeError> {
        self.locked.checked_add(self.unlocking).ok_or(StakeError::Overflow)
    }

    pub fn is_empty(&self) -> bool {
        self.locked == 0 && self.unlocking == 0
    }
}
