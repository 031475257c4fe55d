//! Random histories of a small market, and what holds after each of their steps.
//!
//! Seven jobs of two clients, two unchecked and one of the first layout; three providers, a keeper,
//! impostors and a stranger, who also sends what guardians have signed; a market asks for none of them, one or
//! two, and of its keeper for a bond or not. Each step lets time pass, then somebody asks for something: three times
//! out of four what fits the job's phase, else anything at all. After it every invariant is checked by
//! its name. The onlooker's [`record`] computes deadlines and bills from what it saw, without asking
//! the rules under test.

mod invariants;
pub mod market;
pub mod moves;
pub mod record;

use std::collections::BTreeSet;

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use rayment_core::job::{Acceptance, Command, Outcome, Phase, Signer, flag};

use invariants::{INVARIANTS, Moment};
use market::Market;
use moves::{History, history};

/// Lives through a history. Fails with the name of the first invariant that a step breaks.
fn live(history: &History, mut seen: impl FnMut(&Moment)) -> Result<(), TestCaseError> {
    let mut market = Market::opens(history.rules);
    for (step, next) in history.moves.iter().enumerate() {
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
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn every_invariant_holds_after_every_step(history in history()) {
        live(&history, |_| ())?;
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
        (Command::Reject { .. }, Some(how)) => format!("{how:?}, undone"),
        (command, _) => name(command),
    };
    is_over.then_some((how, paid_in))
}

/// In which phase a delivery was rejected, by whom, and how many guardians the market asks for beside the keeper.
fn rejected(moment: &Moment) -> Option<(&'static str, bool, u8)> {
    let (Command::Reject { .. }, Ok(_)) = (&moment.asked.command, &moment.asked.result) else { return None };
    let phase = match &moment.state_before().phase {
        Phase::Delivered { .. } => "delivered",
        Phase::Disputed { .. } => "disputed",
        Phase::Accepted { how: Acceptance::Keeper, .. } => "accepted",
        Phase::Accepted { .. } => "answered",
        Phase::Open { .. } | Phase::Claimed { .. } | Phase::Running { .. } => "before it was delivered",
        Phase::Owed { .. } => "after the end",
    };
    let by_keeper = moment.asked.actor.signer != Signer::Anyone;
    Some((phase, by_keeper, moment.watched().0.record.rules.second_check))
}

/// How the keeper's word has paid: at once or not, how many guardians had the time to undo it, and whether the
/// client had agreed to be paid at once.
fn paid_on_keepers_word(moment: &Moment) -> Option<(bool, bool, bool)> {
    let record = &moment.watched().0.record;
    let settled = moment.asked.command == Command::Settle && moment.asked.result.is_ok();
    let at_once = moment.state_before().has(flag::AT_ONCE);
    (settled && record.accepted == Some(Acceptance::Keeper)).then_some((
        at_once,
        record.rules.second_check > 0,
        record.offer.at_once,
    ))
}

/// A history that never gets anywhere proves nothing.
#[test]
fn histories_reach_every_command_every_phase_and_every_end() {
    let mut runner = TestRunner::deterministic();
    let (mut commands, mut phases, mut ends) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    let (mut refusals, mut disputes) = (BTreeSet::new(), BTreeSet::new());
    let (mut rejections, mut words) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..1_000 {
        let history = history().new_tree(&mut runner).expect("a history").current();
        let all = live(&history, |moment| match &moment.asked.result {
            Ok(_) => {
                commands.insert(name(&moment.asked.command));
                disputes.extend(dispute_ended(moment));
                rejections.extend(rejected(moment));
                words.extend(paid_on_keepers_word(moment));
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
    assert_eq!(disputes.len(), 7 * 2, "seven ways, each with a bond paid in and without: {disputes:?}");
    // By the keeper in 2 phases and 3 kinds of markets, by guardians alone in 4 and 2.
    assert_eq!(rejections.len(), 2 * 3 + 4 * 2, "{rejections:?}");
    assert_eq!(words.len(), 3 * 2, "at once, not so, not so any more; with guardians and without: {words:?}");
    assert!(refusals.len() >= 20, "{refusals:?}");
    let late = ["TermsAboveReserved", "SpecReported", "SpecNotReported", "WrongSeed", "Unchecked", "NoFreeSlot"];
    for new in late.into_iter().chain(["NoSecondCheck", "TooFewGuardians"]) {
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
