//! A job in tokens: its vault, and who can be paid out of it.

use rayment_core::{
    Native, Next,
    job::{After, Command, JobError, JobState, Legs, Offer, Outcome, Payees, Phase, Till},
    money::{Holding, Transfers},
};

use super::{actors::Actor, left_by, payments::Payments, world::Job};

/// What has left a vault: to the provider, as the market's fee, and to the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    pub earnings: u64,
    pub fee: u64,
    pub client: u64,
}

pub fn split(earnings: u64, fee: u64, client: u64) -> Split {
    Split { earnings, fee, client }
}

impl Split {
    pub fn all(&self) -> u64 {
        self.earnings + self.fee + self.client
    }

    /// What goes to the three payees of a job that still owes something.
    pub fn of(transfers: &Transfers) -> Split {
        let to = |to| transfers.amount(Holding::Deposit, to);
        split(to(Holding::Balance), to(Holding::Fees), to(Holding::Order))
    }
}

/// A job in tokens in its world.
#[derive(Clone, Debug)]
pub struct Escrow {
    pub job: Job,
    pub vault: u64,
    /// Whether the provider's purse can be credited, and the order's token account.
    pub provider: bool,
    pub client: bool,
    /// All that has left the vault.
    pub paid: Split,
}

impl Job {
    /// The same story, told in tokens.
    pub fn posted_in_tokens(change: impl FnOnce(&mut Offer)) -> Job {
        Self::posted(|offer| {
            offer.in_tokens = Some(0);
            change(offer);
        })
    }

    /// With what its state says that it holds.
    pub fn with_vault(self) -> Escrow {
        let vault = self.state().held(&self.params).expect("it fits");
        Escrow { job: self, vault, provider: true, client: true, paid: Split::default() }
    }
}

impl Escrow {
    pub fn open() -> Escrow {
        Job::posted_in_tokens(|_| ()).with_vault()
    }

    /// Whether the provider can be credited, and the client.
    pub fn with(self, provider: bool, client: bool) -> Escrow {
        Escrow { provider, client, ..self }
    }

    /// Somebody sends tokens to the vault.
    pub fn with_gift(self, tokens: u64) -> Escrow {
        Escrow { vault: self.vault + tokens, ..self }
    }

    pub fn till(&self) -> Till {
        Till { vault: self.vault, provider: self.provider, client: self.client }
    }

    pub fn outcome(&self) -> Option<Outcome> {
        self.job.outcome()
    }

    /// What the vault still owes, where how the job ended is booked.
    pub fn owed(&self) -> Option<Split> {
        match self.job.state.as_ref().ok()?.phase {
            Phase::Owed { earnings, fee, client, .. } => Some(split(earnings, fee, client)),
            Phase::Open { .. }
            | Phase::Claimed { .. }
            | Phase::Running { .. }
            | Phase::Delivered { .. }
            | Phase::Accepted { .. }
            | Phase::Disputed { .. } => None,
        }
    }

    /// One instruction: the step is booked, and each leg that can be paid is.
    pub fn takes(&mut self, actor: Actor, command: &Command) -> Result<Legs, JobError> {
        let before = *self.job.state();
        let step = before.step::<Native>(&self.job.params, actor.signer, command, self.job.now)?;
        let payments = Payments::from(&step.transfers);
        let (ended, left) = match step.next {
            Next::Continues(next) => (None, next),
            Next::Ended(outcome) => (Some(outcome), before),
        };
        self.vault += payments.bond_in + payments.dispute_in;
        let holder = before.claim().map(|claim| claim.provider);
        let legs = Legs::of(&step.transfers, ended, holder, &self.till())?;
        self.pays(split(legs.earnings, legs.fee, legs.client));
        self.job.state = match legs.after {
            After::GoesOn => left_by(step.next),
            After::Owes(phase) => Ok(JobState { phase, ..left }),
            After::Closes => Err(legs.outcome.expect("what closes has ended")),
        };
        Ok(legs)
    }

    pub fn clears(&mut self, provider: bool, fee: bool, client: bool) -> Result<Split, JobError> {
        let payees = Payees { vault: self.vault, provider, fee, client };
        let step = self.job.state().clear(&payees)?;
        let paid = Split::of(&step.transfers);
        self.pays(paid);
        self.job.state = left_by(step.next);
        Ok(paid)
    }

    fn pays(&mut self, out: Split) {
        self.vault = self.vault.checked_sub(out.all()).expect("nothing is paid that is not there");
        let Split { earnings, fee, client } = self.paid;
        self.paid = split(earnings + out.earnings, fee + out.fee, client + out.client);
    }

    pub fn and(mut self, action: impl FnOnce(&mut Escrow) -> Result<Legs, JobError>) -> Escrow {
        action(&mut self).expect("the story so far is lawful");
        self
    }

    /// Something that moves no tokens.
    pub fn with_job(self, change: impl FnOnce(Job) -> Job) -> Escrow {
        Escrow { job: change(self.job), ..self }
    }

    pub fn later(self, secs: i64) -> Escrow {
        self.with_job(|job| job.later(secs))
    }
}
