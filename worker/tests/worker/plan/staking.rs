use rayment_core::{market::Params, stake::Stake};
use rayment_worker::plan::{Action, JobView, LocalState, Snapshot, SpecStatus, stake_too_low};

use super::story::*;

const ASKED: u64 = PARAMS.stake_provider;

fn reserved(number: u8) -> JobView {
    job(number, reserved_for(own(), T0 + 60))
}

fn staking(stake: Stake) -> Snapshot {
    let mut snapshot = idle();
    snapshot.provider.stake = stake;
    snapshot
}

#[test]
fn claims_nothing_in_vain_for_want_of_a_stake() {
    let locked = |locked| Stake { locked, ..Stake::default() };
    let leaving = Stake { locked: ASKED - 1, unlocking: ASKED, unlock_at: T0 };
    for (stake, claims) in [
        (locked(0), false),
        (locked(ASKED - 1), false),
        (leaving, false),
        (locked(ASKED), true),
        (locked(ASKED + 1), true),
        (Stake { unlocking: 1, unlock_at: T0, ..locked(ASKED) }, true),
    ] {
        follows(&[(T0, claims.then_some(Action::Claim(first(1))))], || staking(stake).with(reserved(1)));
    }
}

/// Nor does it look: what it can't claim is no business of its.
#[test]
fn looks_at_nothing_that_it_cannot_claim() {
    let unknown = LocalState { spec: SpecStatus::Unknown, ..LocalState::default() };
    follows(&[(T0, None)], || staking(Stake::default()).with(reserved(1).knowing(unknown)));
    follows(&[(T0, Some(Action::Inspect(first(1))))], || idle().with(reserved(1).knowing(unknown)));
}

/// Each job asks for the stake of the parameters that it names.
#[test]
fn a_raise_does_not_reach_jobs_from_before() {
    let raised = || {
        let mut seen = reserved(2);
        seen.params = Params { stake_provider: ASKED + 1, ..PARAMS };
        seen
    };
    let both = || {
        let mut snapshot = idle().with(raised()).with(reserved(1));
        snapshot.provider.slots = 2;
        snapshot
    };
    follows(&[(T0, Some(Action::Claim(first(1))))], both);
}

/// What is held already goes on, whatever the stake.
#[test]
fn works_on_what_it_holds() {
    let work = Action::Work { attempt: first(1), wind_down: false };
    follows(&[(T0, Some(work))], || staking(Stake::default()).with(job(1, running(T0))));
}

#[test]
fn a_stake_is_too_low_for_the_market_or_for_an_open_job() {
    let locked = |locked| staking(Stake { locked, ..Stake::default() });
    let asking = |stake_asked, snapshot| Snapshot { stake_asked, ..snapshot };
    let mut dear = reserved(1);
    dear.params.stake_provider = ASKED * 2;
    let mut held = job(2, running(T0));
    held.params.stake_provider = ASKED * 3;
    for (snapshot, expected) in [
        (locked(0), Some(ASKED)),
        (locked(ASKED - 1), Some(ASKED)),
        (locked(ASKED), None),
        (asking(0, locked(0)), None),
        (asking(ASKED * 2, locked(ASKED)), Some(ASKED * 2)),
        (locked(ASKED).with(dear.clone()), Some(ASKED * 2)),
        (locked(ASKED * 2).with(dear), None),
        (locked(ASKED).with(held), None),
    ] {
        assert_eq!(stake_too_low(&snapshot), expected, "{:?}", snapshot.provider.stake);
    }
}
