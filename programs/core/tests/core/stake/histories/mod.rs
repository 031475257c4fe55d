//! Random histories of stakes, and what holds after each of their steps.
//!
//! A client, a provider, a keeper and two guardians, of whom one says what it likes; a stranger that shows
//! everything that was ever signed, as it was or bent. Each step lets time pass, often to the second beside a
//! deadline, then somebody asks for something. After it every invariant is checked by its name.

mod invariants;
mod moves;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use rayment_core::stake::StakeCommand;

use invariants::{INVARIANTS, Moment};
use moves::{Ask, Move, history};
use world::World;

/// Lives through a history. Fails with the name of the first invariant that a step breaks.
fn live(moves: &[Move], mut seen: impl FnMut(&Moment)) -> Result<(), TestCaseError> {
    let mut world = World::opens();
    for (step, next) in moves.iter().enumerate() {
        world.now = next.wait.until(&world);
        let before = world.clone();
        let asked = world.takes(&next.ask);
        let moment = Moment { before: &before, after: &world, asked: &asked };
        for (name, holds) in INVARIANTS {
            if let Err(broken) = holds(&moment) {
                let told = format!("step {step} breaks `{name}`: {broken}\n{asked:?}\nbefore: {before:?}");
                return Err(TestCaseError::fail(told));
            }
        }
        seen(&moment);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn every_invariant_of_stakes_holds_after_every_step(moves in history()) {
        live(&moves, |_| ())?;
    }
}

/// A history that never gets anywhere proves nothing.
#[test]
fn histories_of_stakes_reach_every_move_and_every_refusal() {
    let mut runner = TestRunner::deterministic();
    let (mut granted, mut refused) = (BTreeMap::<String, u32>::new(), BTreeSet::new());
    for _ in 0..300 {
        let moves = history().new_tree(&mut runner).expect("a history").current();
        let all = live(&moves, |moment| match &moment.asked.result {
            Ok(_) => *granted.entry(name(&moment.asked.what)).or_default() += 1,
            Err(refusal) => {
                refused.insert(refusal.clone());
            }
        });
        all.expect("no invariant breaks");
    }
    let kinds: Vec<_> = granted.keys().cloned().collect();
    let changes = (0..5).flat_map(|owner| ["lock", "take", "unlock"].map(|what| format!("{what} {owner}")));
    let mut expected: Vec<_> = changes.collect();
    expected.extend(["enlist 3", "enlist 4", "jobs", "params", "say", "slash 2", "slash 4"].map(String::from));
    expected.sort();
    assert_eq!(kinds, expected);
    assert!(granted.values().all(|times| *times >= 5), "{granted:?}");
    for refusal in [
        "NotOwner",
        "NoAmount",
        "NotLocked",
        "NothingUnlocking",
        "NotYetDue",
        "JobsOpen",
        "Slashed",
        "Stake(NotOwner)",
        "Stake(NotYetDue)",
        "Stake(NothingStaked)",
        "WrongOffset",
        "TwoKeys",
        "OtherTile",
        "PixelsAgree",
        "OtherKey",
        "the chain refuses it",
    ] {
        assert!(refused.contains(refusal), "{refusal} is not among {refused:?}");
    }
}

fn name(ask: &Ask) -> String {
    match ask {
        Ask::Change { owner, command: StakeCommand::Lock { .. }, .. } => format!("lock {owner}"),
        Ask::Change { owner, command: StakeCommand::Unlock { .. }, .. } => format!("unlock {owner}"),
        Ask::Change { owner, command: StakeCommand::Take, .. } => format!("take {owner}"),
        Ask::Enlist { owner } => format!("enlist {owner}"),
        Ask::Say { .. } => "say".into(),
        Ask::Slash { owner, .. } => format!("slash {owner}"),
        Ask::Params { .. } => "params".into(),
        Ask::Jobs { .. } => "jobs".into(),
    }
}
