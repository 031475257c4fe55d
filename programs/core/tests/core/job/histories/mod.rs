//! Random histories of a small market, and what holds after each of their steps.
//!
//! Six jobs of two clients, one unchecked and one of the first layout; three providers, a keeper,
//! impostors and a stranger. Each step lets time pass, then somebody asks for something: three times
//! out of four what fits the job's phase, else anything at all. After it every invariant is checked by
//! its name. The onlooker's [`record`] computes deadlines and bills from what it saw, without asking
//! the rules under test.

mod invariants;
mod market;
mod moves;
mod record;

use std::collections::BTreeSet;

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use rayment_core::job::{Command, Outcome};

use invariants::{INVARIANTS, Moment};
use market::Market;
use moves::{Move, history};

/// Lives through a history. Fails with the name of the first invariant that a step breaks.
fn live(moves: &[Move], mut seen: impl FnMut(&Moment)) -> Result<(), TestCaseError> {
    let mut market = Market::opens();
    for (step, next) in moves.iter().enumerate() {
        let before = market.clone();
        let asked = market.takes(next);
        let Some(asked) = asked else { continue };
        let moment = Moment { before: &before, after: &market, asked: &asked };
        for (name, holds) in INVARIANTS {
            if let Err(broken) = holds(&moment) {
                let told =
                    format!("step {step} breaks `{name}`: {broken}\n{asked:?}\nbefore: {:?}", moment.state_before());
                return Err(TestCaseError::fail(told));
            }
        }
        seen(&moment);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn every_invariant_holds_after_every_step(moves in history()) {
        live(&moves, |_| ())?;
    }
}

/// How a dispute came to its end, and whether its bond had been paid in.
fn dispute_ended(moment: &Moment) -> Option<(String, bool)> {
    let (before, after) = moment.watched();
    let (_, paid_in) = before.record.dispute?;
    let is_over = after.job.state.is_err() || after.record.dispute.is_none();
    let how = match (&moment.asked.command, before.record.accepted) {
        (Command::Settle, Some(how)) => format!("{how:?}"),
        (Command::Settle, None) => "unanswered".into(),
        (command, _) => name(command),
    };
    is_over.then_some((how, paid_in))
}

/// A history that never gets anywhere proves nothing.
#[test]
fn histories_reach_every_command_every_phase_and_every_end() {
    let mut runner = TestRunner::deterministic();
    let (mut commands, mut phases, mut ends) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    let (mut refusals, mut disputes) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..400 {
        let moves = history().new_tree(&mut runner).expect("a history").current();
        let all = live(&moves, |moment| match &moment.asked.result {
            Ok(_) => {
                commands.insert(name(&moment.asked.command));
                disputes.extend(dispute_ended(moment));
                match moment.state_after() {
                    Ok(state) => {
                        phases.insert((crate::job::account::tag(&state.phase), state.attempt));
                    }
                    Err(outcome) => ends.push(outcome),
                }
            }
            Err(refusal) => {
                refusals.insert(format!("{refusal:?}"));
            }
        });
        all.expect("no invariant breaks");
    }
    assert_eq!(commands.len(), 18, "{commands:?}");
    assert_eq!(phases.len(), 6 * 3, "every phase in every attempt: {phases:?}");
    for outcome in [Outcome::Paid, Outcome::Split, Outcome::Refunded] {
        let reached = ends.iter().filter(|end| **end == outcome).count();
        assert!(reached >= 5, "{outcome:?} was reached {reached} times");
    }
    assert_eq!(disputes.len(), 6 * 2, "six ways, each with a bond paid in and without: {disputes:?}");
    assert!(refusals.len() >= 20, "{refusals:?}");
    for new in ["TermsAboveReserved", "SpecReported", "SpecNotReported", "WrongSeed", "Unchecked", "NoFreeSlot"] {
        assert!(refusals.iter().any(|refusal| refusal.contains(new)), "{new} is not among {refusals:?}");
    }
}

fn name(command: &Command) -> String {
    let name = match command {
        Command::Assign { .. } => "assign",
        Command::Claim { .. } => "claim",
        Command::Start { .. } => "start",
        Command::Deliver { .. } => "deliver",
        Command::Seal { .. } => "seal",
        Command::Accept { .. } => "accept",
        Command::Reject { .. } => "reject",
        Command::Approve { .. } => "approve",
        Command::Dispute { .. } => "dispute",
        Command::Settle => "settle",
        Command::Fail { reason, .. } => return format!("fail: {reason:?}"),
        Command::Cancel => "cancel",
        Command::Expire => "expire",
    };
    name.into()
}
