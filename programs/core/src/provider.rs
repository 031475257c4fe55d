//! A provider: who signs for it, what it asks, what it is owed.

use crate::{
    hash::Hash,
    job::{Payments, Tally},
    key::Pubkey,
    money::Terms,
};

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
    }
}

/// Who signed, as far as a provider's account knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderSigner {
    Authority,
    Operator,
}

/// What can be asked of a provider's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderCommand {
    /// New keys, profile or slots; `None` keeps what is there.
    Update {
        operator: Option<Pubkey>,
        payout: Option<Pubkey>,
        profile: Option<Hash>,
        slots: Option<u16>,
    },
    Price(Terms),
    Pause(bool),
    Retire,
    /// Takes this much of the balance, or all of it.
    Withdraw {
        amount: Option<u64>,
    },
}

/// Why a provider's account refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderError {
    NotAuthority,
    NotOperator,
    /// It takes no work: paused or retired.
    NotActive,
    Retired,
    NoSlots,
    BalanceTooLow,
    Overflow,
}

/// What follows: the next state and the lamports that go to the payout wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProviderStep {
    pub next: ProviderState,
    pub payout: u64,
}

impl ProviderState {
    /// Encoded bytes.
    pub const SPACE: usize = 239;

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

    pub fn step(self, signer: ProviderSigner, command: ProviderCommand) -> Result<ProviderStep, ProviderError> {
        let cold = || match signer {
            ProviderSigner::Authority => Ok(()),
            ProviderSigner::Operator => Err(ProviderError::NotAuthority),
        };
        let live = || match self.status {
            Status::Active | Status::Paused => Ok(()),
            Status::Retired => Err(ProviderError::Retired),
        };
        let mut next = self;
        let mut out = 0;
        match command {
            ProviderCommand::Update { operator, payout, profile, slots } => {
                if operator.is_some() || payout.is_some() {
                    cold()?;
                }
                if slots == Some(0) {
                    return Err(ProviderError::NoSlots);
                }
                next.operator = operator.unwrap_or(self.operator);
                next.payout = payout.unwrap_or(self.payout);
                next.profile = profile.unwrap_or(self.profile);
                next.slots = slots.unwrap_or(self.slots);
            }
            ProviderCommand::Price(terms) => {
                live()?;
                next.terms = terms;
            }
            ProviderCommand::Pause(paused) => {
                live()?;
                next.status = if paused { Status::Paused } else { Status::Active };
            }
            ProviderCommand::Retire => {
                cold()?;
                next.status = Status::Retired;
            }
            ProviderCommand::Withdraw { amount } => {
                out = amount.unwrap_or(self.balance);
                next.balance = self.balance.checked_sub(out).ok_or(ProviderError::BalanceTooLow)?;
            }
        }
        Ok(ProviderStep { next, payout: out })
    }

    /// Whether nothing holds the account open any more: no job, and nothing owed to anybody.
    pub fn drained(&self) -> bool {
        self.status == Status::Retired && self.jobs == 0 && self.balance == 0 && self.fees == 0
    }

    /// Takes on a job and locks its bond: from the balance as far as it goes. Returns what the
    /// operator's wallet adds.
    pub fn take_job(&mut self, bond: u64) -> Result<u64, ProviderError> {
        match self.status {
            Status::Active => {}
            Status::Paused | Status::Retired => return Err(ProviderError::NotActive),
        }
        let own = bond.min(self.balance);
        self.balance = self.balance.checked_sub(own).ok_or(ProviderError::Overflow)?;
        self.jobs = self.jobs.checked_add(1).ok_or(ProviderError::Overflow)?;
        bond.checked_sub(own).ok_or(ProviderError::Overflow)
    }

    /// Books the end of one of its jobs, or of an attempt at one.
    pub fn end_job(&mut self, payments: &Payments, tally: Tally) -> Result<(), ProviderError> {
        let add = |a: u64, b: u64| a.checked_add(b).ok_or(ProviderError::Overflow);
        self.balance = add(add(self.balance, payments.earnings)?, payments.bond_back)?;
        self.fees = add(self.fees, payments.fee)?;
        self.earned = add(self.earned, payments.earnings)?;
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
