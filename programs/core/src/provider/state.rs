//! What a provider's account holds, and what jobs do to it.

use crate::{
    hash::Hash,
    key::Pubkey,
    money::{Holding, Terms, Transfer, Transfers},
    stake::{Exit, Stake, StakeCommand, StakeError},
    step::Tally,
};

use super::{ProviderError, ProviderSigner};

wire! {
    /// Whether a provider takes work. Busy and offline are derived by whoever asks.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
    pub enum Status {
        Active,
        Paused,
        /// For good: the account goes when its last job is settled.
        Retired,
    }
}

fixed_tag!(Status: Active Paused Retired);

fixed! {
    /// A provider's account, as the rules see it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct ProviderState {
        pub market: Pubkey,
        /// The wallet: registers, names the other keys, retires. Kept cold.
        pub authority: Pubkey,
        /// The worker's hot key: claims, delivers, prices.
        pub operator: Pubkey,
        /// Where earnings go.
        pub payout: Pubkey,
        /// SHA-256 of the JSON in which the provider describes its machine.
        pub profile: Hash,
        pub terms: Terms,
        pub status: Status,
        /// Jobs it works on at a time.
        pub slots: u16,
        /// Jobs that name this provider and are not settled: while there are any, it can't close.
        pub jobs: u32,
        /// Lamports it may withdraw or bond.
        pub balance: u64,
        /// The market's fees from its jobs, until they are swept.
        pub fees: u64,
        /// Lamports earned so far, bonds not counted.
        pub earned: u64,
        /// Jobs paid; and attempts that ended by its own fault: too late, wrong, or given back.
        pub paid_jobs: u32,
        pub failed_jobs: u32,
        pub registered_at: i64,
        /// How much more of the balance may go into bonds: the authority's word, so that who steals the
        /// operator's key can lose no more than this.
        pub budget: u64,
        /// Jobs claimed and not delivered.
        pub working: u16,
        /// What makes this identity cost something. It pays for no job and backs no bond.
        pub stake: Stake,
        /// Purses that are open: while there are any, it can't close.
        pub purses: u8,
    }
}

impl ProviderState {
    /// A provider of the first layout, read as one of today's: how much it bonds was nobody's to say.
    pub fn migrated(self) -> ProviderState {
        ProviderState { budget: u64::MAX, working: 0, stake: Stake::default(), purses: 0, ..self }
    }

    /// Which of the provider's keys `key` is. The authority may do whatever the operator may.
    pub fn signer(&self, key: &Pubkey) -> Result<ProviderSigner, ProviderError> {
        if *key == self.authority {
            Ok(ProviderSigner::Authority)
        } else if *key == self.operator {
            Ok(ProviderSigner::Operator)
        } else {
            Err(ProviderError::NotOperator)
        }
    }

    /// Whether nothing holds the account open any more: no job, and nothing owed to anybody.
    pub fn drained(&self) -> bool {
        let owes_nobody = (self.jobs, self.balance, self.fees, self.purses) == (0, 0, 0, 0);
        self.status == Status::Retired && owes_nobody && self.stake.is_empty()
    }

    /// Why no job is reserved for it, if so, where the job's parameters ask for a stake of at least `least` lamports.
    /// One that is at work may get its next job ahead: it claims that once a slot is free.
    pub fn may_be_assigned(&self, least: u64) -> Result<(), ProviderError> {
        match self.status {
            Status::Active if self.stake.locked < least => Err(ProviderError::StakeTooLow),
            Status::Active => Ok(()),
            Status::Paused | Status::Retired => Err(ProviderError::NotActive),
        }
    }

    /// Why it claims no further job at the moment, if so.
    pub fn may_take_job(&self, least: u64) -> Result<(), ProviderError> {
        match self.status {
            Status::Active if self.is_full() => Err(ProviderError::NoFreeSlot),
            Status::Active | Status::Paused | Status::Retired => self.may_be_assigned(least),
        }
    }

    /// Whether it works at as many jobs as it has slots.
    pub fn is_full(&self) -> bool {
        self.working >= self.slots
    }

    /// What its wallet does with its stake, and what moves. Nothing leaves while a job names the provider.
    pub fn change_stake(
        self,
        signer: &Pubkey,
        command: StakeCommand,
        unlock_secs: u32,
        now: i64,
    ) -> Result<(ProviderState, Transfers), StakeError> {
        if *signer != self.authority {
            return Err(StakeError::NotOwner);
        }
        let (stake, transfers) = self.stake.step(command, Exit { unlock_secs, jobs: self.jobs }, now)?;
        Ok((ProviderState { stake, ..self }, transfers))
    }

    /// Takes on a job whose parameters ask for a stake of at least `least` lamports. Its bond is locked elsewhere.
    pub fn take_slot(&mut self, least: u64) -> Result<(), ProviderError> {
        self.may_take_job(least)?;
        self.jobs = self.jobs.checked_add(1).ok_or(ProviderError::Overflow)?;
        self.working = self.working.checked_add(1).ok_or(ProviderError::Overflow)?;
        Ok(())
    }

    /// Takes on a job in SOL whose claim asks for this bond, and its parameters for a stake of at least `least` lamports.
    /// Says how the bond is paid: from the balance as far as it and the budget go, the rest by the operator's wallet.
    pub fn take_job(&mut self, bond: u64, least: u64) -> Result<Transfers, ProviderError> {
        self.take_slot(least)?;
        let own = bond.min(self.balance).min(self.budget);
        let rest = bond.checked_sub(own).ok_or(ProviderError::Overflow)?;
        self.balance = self.balance.checked_sub(own).ok_or(ProviderError::Overflow)?;
        self.budget = self.budget.checked_sub(own).ok_or(ProviderError::Overflow)?;
        Ok(Transfers::of([
            Transfer::new(Holding::Operator, Holding::Bond, rest),
            Transfer::new(Holding::Balance, Holding::Bond, own),
        ]))
    }

    /// A job it worked at is delivered, or ends. A provider of the first layout did not count those
    /// that it held then.
    pub fn free_slot(&mut self) {
        self.working = self.working.saturating_sub(1);
    }

    /// One purse more, or one less.
    pub fn count_purse(&mut self, opens: bool) -> Result<(), ProviderError> {
        let purses = if opens { self.purses.checked_add(1) } else { self.purses.checked_sub(1) };
        self.purses = purses.ok_or(ProviderError::TooManyPurses)?;
        Ok(())
    }

    /// Credits what a step of a channel in SOL pays.
    pub fn earn(&mut self, transfers: &Transfers) -> Result<(), ProviderError> {
        let add = |a: u64, b: u64| a.checked_add(b).ok_or(ProviderError::Overflow);
        let earnings = transfers.amount(Holding::Deposit, Holding::Balance);
        self.balance = add(self.balance, earnings)?;
        self.earned = add(self.earned, earnings)?;
        self.fees = add(self.fees, transfers.amount(Holding::Deposit, Holding::Fees))?;
        Ok(())
    }

    /// Credits what the step of a job in SOL pays at the end of the job, or of an attempt at it.
    pub fn end_job(&mut self, transfers: &Transfers, tally: Tally) -> Result<(), ProviderError> {
        let add = |a: u64, b: u64| a.checked_add(b).ok_or(ProviderError::Overflow);
        let earnings = transfers.amount(Holding::Deposit, Holding::Balance);
        let bond = transfers.amount(Holding::Bond, Holding::Balance);
        let disputed = transfers.amount(Holding::DisputeBond, Holding::Balance);
        self.balance = add(add(add(self.balance, earnings)?, bond)?, disputed)?;
        // What comes back may be bonded again; at the end of its range the budget means "all of it".
        self.budget = self.budget.saturating_add(bond);
        let fees = transfers.amount(Holding::DisputeBond, Holding::Fees);
        self.fees = add(add(self.fees, transfers.amount(Holding::Deposit, Holding::Fees))?, fees)?;
        self.earned = add(self.earned, earnings)?;
        self.leave_job(tally)
    }

    /// A job, or an attempt at it, has ended.
    pub fn leave_job(&mut self, tally: Tally) -> Result<(), ProviderError> {
        self.jobs = self.jobs.checked_sub(1).ok_or(ProviderError::Overflow)?;
        // Statistics: at the end of their range they stand still.
        match tally {
            Tally::Neither => {}
            Tally::Paid => self.paid_jobs = self.paid_jobs.saturating_add(1),
            Tally::Failed => self.failed_jobs = self.failed_jobs.saturating_add(1),
        }
        Ok(())
    }
}
