//! Every transition of a provider's account.

use crate::{
    hash::Hash,
    key::Pubkey,
    money::{Holding, Terms, Transfer, Transfers},
    step::Step,
};

use super::{ProviderError, ProviderState, Status};

/// Who signed, as far as a provider's account knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderSigner {
    Authority,
    Operator,
    Anyone,
}

/// What can be asked of a provider's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderCommand {
    /// New keys, profile, slots or budget; `None` keeps what is there.
    Update {
        operator: Option<Pubkey>,
        payout: Option<Pubkey>,
        profile: Option<Hash>,
        slots: Option<u16>,
        budget: Option<u64>,
    },
    Price(Terms),
    Pause(bool),
    /// Says of each wallet whether it can take what it is owed: below rent exemption none can. The
    /// payout waits then, since the authority can name another; the treasury's fees go to its market's
    /// account, so that no provider waits for a wallet that it has no say in.
    Retire {
        payout: bool,
        treasury: bool,
    },
    /// Takes this much of the balance, or all of it.
    Withdraw {
        amount: Option<u64>,
    },
    /// Moves the collected fees to the market's treasury.
    Sweep,
}

/// The account of a provider that has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

pub type ProviderStep = Step<ProviderState, Closed>;

impl ProviderState {
    /// What `command` makes of the account, if `signer` may ask for it.
    pub fn step(self, signer: ProviderSigner, command: ProviderCommand) -> Result<ProviderStep, ProviderError> {
        let mut next = self;
        match command {
            ProviderCommand::Update { operator, payout, profile, slots, budget } => {
                if operator.is_some() || payout.is_some() || budget.is_some() { cold(signer) } else { hot(signer) }?;
                if slots == Some(0) {
                    return Err(ProviderError::NoSlots);
                }
                next.operator = operator.unwrap_or(self.operator);
                next.payout = payout.unwrap_or(self.payout);
                next.profile = profile.unwrap_or(self.profile);
                next.slots = slots.unwrap_or(self.slots);
                next.budget = budget.unwrap_or(self.budget);
            }
            ProviderCommand::Price(terms) => {
                hot(signer)?;
                self.stays()?;
                next.terms = terms;
            }
            ProviderCommand::Pause(paused) => {
                hot(signer)?;
                self.stays()?;
                next.status = if paused { Status::Paused } else { Status::Active };
            }
            ProviderCommand::Retire { payout, treasury } => {
                cold(signer)?;
                return Ok(self.retired(payout, treasury));
            }
            ProviderCommand::Withdraw { amount } => {
                hot(signer)?;
                let amount = amount.unwrap_or(self.balance);
                next.balance = self.balance.checked_sub(amount).ok_or(ProviderError::BalanceTooLow)?;
                return Ok(Step::continues(next).moving(Transfers::of([to_payout(amount)])));
            }
            ProviderCommand::Sweep if self.fees == 0 => {}
            ProviderCommand::Sweep => {
                next.fees = 0;
                return Ok(Step::continues(next).moving(Transfers::of([to_treasury(self.fees)])));
            }
        }
        Ok(Step::continues(next))
    }

    /// Retires; with no job left pays whoever can be paid, and leaves once nothing is owed.
    fn retired(self, payout: bool, treasury: bool) -> ProviderStep {
        let mut next = ProviderState { status: Status::Retired, ..self };
        if self.jobs > 0 {
            return Step::continues(next);
        }
        let pays = payout && self.balance > 0;
        if pays {
            next.balance = 0;
        }
        next.fees = 0;
        let fees = Transfer { to: if treasury { Holding::Treasury } else { Holding::Dust }, ..to_treasury(self.fees) };
        let transfers = match (pays, self.fees > 0) {
            (true, true) => Transfers::of([to_payout(self.balance), fees]),
            (true, false) => Transfers::of([to_payout(self.balance)]),
            (false, true) => Transfers::of([fees]),
            (false, false) => Transfers::default(),
        };
        if next.drained() { Step::ended(Closed, transfers) } else { Step::continues(next).moving(transfers) }
    }

    fn stays(&self) -> Result<(), ProviderError> {
        match self.status {
            Status::Active | Status::Paused => Ok(()),
            Status::Retired => Err(ProviderError::Retired),
        }
    }
}

fn to_payout(amount: u64) -> Transfer {
    Transfer::new(Holding::Balance, Holding::Payout, amount)
}

fn to_treasury(amount: u64) -> Transfer {
    Transfer::new(Holding::Fees, Holding::Treasury, amount)
}

/// The authority alone.
fn cold(signer: ProviderSigner) -> Result<(), ProviderError> {
    match signer {
        ProviderSigner::Authority => Ok(()),
        ProviderSigner::Operator => Err(ProviderError::NotAuthority),
        ProviderSigner::Anyone => Err(ProviderError::NotOperator),
    }
}

/// Operator or authority.
fn hot(signer: ProviderSigner) -> Result<(), ProviderError> {
    match signer {
        ProviderSigner::Authority | ProviderSigner::Operator => Ok(()),
        ProviderSigner::Anyone => Err(ProviderError::NotOperator),
    }
}
