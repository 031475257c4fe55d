//! What a change of a stake is refused for, before anything is sent: the rules decide the same.

use rayment_core::stake::{Exit, Stake, StakeCommand};
use rayment_sdk::stake::{Held, Role, StakeRefusal};

const NOW: i64 = 1_000;

fn held(role: Role, stake: Stake, jobs: u32) -> Held {
    Held { role, stake, is_open: true, jobs }
}

#[test]
fn says_why_and_how_much_and_until_when() {
    let stake = Stake { locked: 5, unlocking: 3, unlock_at: NOW + 1 };
    let (lock, unlock) = (|amount| StakeCommand::Lock { amount }, |amount| StakeCommand::Unlock { amount });
    for (command, jobs, stake, refused) in [
        (lock(0), 0, stake, Some(StakeRefusal::NoAmount)),
        (lock(1), 0, stake, None),
        (unlock(6), 0, stake, Some(StakeRefusal::NotLocked { locked: 5, asked: 6 })),
        (unlock(5), 0, stake, None),
        (StakeCommand::Take, 0, stake, Some(StakeRefusal::TooEarly { amount: 3, at: NOW + 1, now: NOW })),
        (StakeCommand::Take, 0, Stake { unlock_at: NOW, ..stake }, None),
        (StakeCommand::Take, 2, Stake { unlock_at: NOW, ..stake }, Some(StakeRefusal::JobsOpen(2))),
        (StakeCommand::Take, 0, Stake { locked: 5, ..Stake::default() }, Some(StakeRefusal::NothingUnlocking)),
    ] {
        let found = held(Role::Provider, stake, jobs).check(command, NOW).err();
        assert_eq!(found, refused, "{command:?}");
        let by_rules = stake.step(command, Exit { unlock_secs: 60, jobs }, NOW);
        assert_eq!(by_rules.is_err(), refused.is_some(), "the rules decide the same: {command:?}");
    }
}

#[test]
fn a_guardian_without_a_stake_closes_its_account_by_taking() {
    let take = |role| held(role, Stake::default(), 0).check(StakeCommand::Take, NOW);
    assert_eq!(take(Role::Guardian), Ok(()));
    assert_eq!(take(Role::Client), Err(StakeRefusal::NothingUnlocking));
}
