//! What holds after every step, each by its name.

mod accounts;
mod guardians;
mod life;
mod money;

use rayment_core::job::{Claim, JobState, Outcome};

use super::market::{Asked, Market, Watched};
use crate::job::story::*;

/// The market around one step.
pub struct Moment<'a> {
    pub before: &'a Market,
    pub after: &'a Market,
    pub asked: &'a Asked,
}

type Holds = Result<(), String>;
type Invariant = (&'static str, fn(&Moment) -> Holds);

pub const INVARIANTS: [Invariant; 24] = [
    ("nothing happens where a command is refused", life::refusals_change_nothing),
    ("money: what came in is held or has gone out, to the lamport", money::conservation),
    ("money: what leaves is what the claim's terms say", money::price),
    ("money: a bond is lost by the provider's own fault, and only so", money::bond),
    ("money: a dispute's bond is lost where it was answered, and only so", money::dispute),
    ("money: no claim is dearer than reserved", money::reserved),
    ("payee: only the claim's provider and the job's client are paid", money::payee),
    ("payee: a claim and its terms stay as they were made", life::claim_is_kept),
    ("end: paid, split or refunded as it came about", life::end),
    ("proof: judged is only what was picked by a seed", life::proof),
    ("proof: an acceptance keeps the challenge that it names", life::acceptance),
    ("signer: everyone does only what is theirs", life::signer),
    ("deadline: actions before, expiries from then on", life::deadline),
    ("liveness: time and a stranger close every job", life::liveness),
    ("attempts: three at most, each by another wallet", life::attempts),
    ("consistency: flags, phase and record agree", life::consistency),
    ("layout: the job fits its account, and what was posted never changes", life::layout_and_identity),
    ("guardians: a verdict takes a bond by the keeper and as many as are asked for, or by two", guardians::forfeits),
    ("guardians: what the client agreed to pay is never undone", guardians::agreed),
    ("guardians: they have their time before the keeper's word pays", guardians::time_to_look),
    ("keeper: nothing is paid at once on its word where its bond is too low", guardians::keeper_bond),
    ("accounts: providers' books agree with the jobs", accounts::books),
    ("accounts: bonds take no more than was allowed and came back", accounts::budget),
    ("accounts: paid is what was bought, failed what was the provider's own doing", accounts::statistics),
];

fn ensure(holds: bool, told: impl FnOnce() -> String) -> Holds {
    if holds { Ok(()) } else { Err(told()) }
}

impl Moment<'_> {
    pub fn watched(&self) -> (&Watched, &Watched) {
        (&self.before.jobs[self.asked.job], &self.after.jobs[self.asked.job])
    }

    pub fn state_before(&self) -> &JobState {
        self.watched().0.job.state()
    }

    pub fn state_after(&self) -> Result<JobState, Outcome> {
        self.watched().1.job.state
    }

    fn granted(&self) -> bool {
        self.asked.result.is_ok()
    }

    /// What was paid, nothing where the command was refused.
    fn payments(&self) -> Payments {
        self.asked.result.unwrap_or(NOTHING)
    }

    fn claim_before(&self) -> Option<&Claim> {
        self.state_before().claim()
    }
}
