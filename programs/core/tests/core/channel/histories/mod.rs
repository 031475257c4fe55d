//! Random histories of a small market of channels, and what holds after each of their steps.
//!
//! Six channels of one payer and one provider, in SOL and in tokens; a hub that lent the rent, an impostor and a
//! stranger. Each step lets time and slots pass, or the clock go back; then somebody asks for something, pays to an
//! address, or a payee comes and goes. What has closed is opened again, half the time at its old address. After
//! each step every invariant is checked by its name. The onlooker's [`record`] computes what is owed and when from
//! what it saw, without asking the rules under test.

mod invariants;
pub mod market;
pub mod moves;
mod record;

use std::collections::BTreeMap;

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use rayment_core::channel::{ChannelPhase, Command, Payee, Steer, Word};

use invariants::{INVARIANTS, Moment};
use market::{Market, What};
use moves::{Move, history};

/// Lives through a history. Fails with the name of the first invariant that a step breaks.
fn live(moves: &[Move], mut seen: impl FnMut(&Moment)) -> Result<(), TestCaseError> {
    let mut market = Market::opens();
    for (step, next) in moves.iter().enumerate() {
        let before = market.clone();
        let Some(asked) = market.takes(next) else { continue };
        let moment = Moment { before: &before, after: &market, asked: &asked };
        for (name, holds) in INVARIANTS {
            if let Err(broken) = holds(&moment) {
                let state = moment.watched().0.channel.state;
                let told = format!("step {step} breaks `{name}`: {broken}\n{asked:?}\nbefore: {state:?}");
                return Err(TestCaseError::fail(told));
            }
        }
        seen(&moment);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_invariant_of_channels_holds_after_every_step(moves in history()) {
        live(&moves, |_| ())?;
    }
}

/// What came about, by name.
fn names(moment: &Moment) -> Vec<String> {
    let (before, after) = moment.watched();
    let mut names = match (&moment.asked.what, &moment.asked.result) {
        (What::Command(_, command), Ok(_)) => vec![format!("granted {}", name(command))],
        (What::Opening { .. }, Ok(_)) => vec!["opened again".into()],
        (What::TopUp, _) => vec!["topped up".into()],
        (What::Command(..) | What::Opening { .. }, Err(error)) => vec![format!("refused {error:?}")],
    };
    let Ok(old) = before.channel.state else { return names };
    match after.channel.state {
        Ok(new) if old.phase != new.phase => {
            let how = if before.channel.provider == Payee::Gone { " without a provider" } else { "" };
            names.push(format!("{:?} to {:?}{how}", old.phase, new.phase));
            let owed = (new.owed_provider > 0, new.owed_payer > 0);
            if new.phase == ChannelPhase::Ended {
                names.push(format!("ended owing {owed:?}"));
            }
        }
        Ok(_) => {}
        Err(_) => names.push(format!("{:?} to closed", old.phase)),
    }
    names
}

/// A history that never gets anywhere proves nothing.
#[test]
fn histories_of_channels_reach_every_command_every_phase_and_every_end() {
    let mut runner = TestRunner::deterministic();
    let mut reached = BTreeMap::<String, usize>::new();
    let mut steps = 0;
    for _ in 0..200 {
        let moves = history().new_tree(&mut runner).expect("a history").current();
        let all = live(&moves, |moment| {
            steps += 1;
            for name in names(moment) {
                *reached.entry(name).or_default() += 1;
            }
        });
        all.expect("no invariant breaks");
    }
    assert!(steps > 30_000, "{steps} steps");
    eprintln!("{steps} {reached:#?}");
    let often = |name: &str| reached.get(name).copied().unwrap_or(0);
    let commands = ["pause", "resume", "extend", "end", "close", "redeem", "bring", "acknowledge"];
    for name in commands.map(|command| format!("granted {command}")) {
        assert!(often(&name) >= 20, "{name}: {reached:#?}");
    }
    for name in [
        "Running to Paused",
        "Paused to Running",
        "Running to Closing",
        "Paused to Closing",
        "Running to Ended",
        "Paused to Ended",
        "Closing to Ended",
        "Running to Ended without a provider",
        "Closing to Ended without a provider",
        "Running to closed",
        "Ended to closed",
        "ended owing (false, false)",
        "ended owing (true, false)",
        "ended owing (false, true)",
        "opened again",
        "topped up",
        "refused SlotNotRecent",
        "refused NothingDue",
        "refused DeadlinePassed",
        "refused NotYetDue",
        "refused VoucherExpired",
        "refused WrongChannel",
        "refused NotSigner",
        "refused ProviderGone",
        "refused WrongPhase",
    ] {
        assert!(often(name) >= 5, "{name}: {reached:#?}");
    }
}

fn name(command: &Command) -> &'static str {
    match command {
        Command::Steer(Steer::Pause) => "pause",
        Command::Steer(Steer::Resume) => "resume",
        Command::Steer(Steer::Extend { .. }) => "extend",
        Command::Steer(Steer::End) => "end",
        Command::Steer(Steer::Close) => "close",
        Command::Redeem { word: None, .. } => "redeem",
        Command::Redeem { word: Some(Word::Voucher(_)), .. } => "bring",
        Command::Redeem { word: Some(Word::Ack(_)), .. } => "acknowledge",
    }
}
