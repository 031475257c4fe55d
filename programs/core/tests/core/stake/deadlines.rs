//! The second before, at and after the instant from which a stake may leave.

use rayment_core::stake::{Exit, Stake, StakeCommand::Take, StakeError};

use super::*;

/// What taking answers at the due instant and its neighbours.
fn around(stake: Stake, due: i64) -> [Result<u64, StakeError>; 3] {
    [due - 1, due, due + 1].map(|now| {
        let left = stake.step(Take, EXIT, now)?.0.total()?;
        Ok(stake.total()? - left)
    })
}

#[test]
fn unlocking_to_taking() {
    for secs in [604_800, UNLOCK_SECS, 2_592_000] {
        let (stake, _) = locked(7).step(unlock(5), Exit { unlock_secs: secs, jobs: 0 }, NOON).unwrap();
        assert_eq!(around(stake, NOON + i64::from(secs)), [Err(StakeError::NotYetDue), Ok(5), Ok(5)], "{secs} s");
    }
}

#[test]
fn a_second_unlock_to_taking_the_sum() {
    let first = NOON + i64::from(UNLOCK_SECS);
    let (stake, _) = leaving(7, 5).step(unlock(2), EXIT, first - 1).unwrap();
    assert_eq!(around(stake, first), [Err(StakeError::NotYetDue); 3], "the first clock runs no more");
    let second = first - 1 + i64::from(UNLOCK_SECS);
    assert_eq!(around(stake, second), [Err(StakeError::NotYetDue), Ok(7), Ok(7)]);
}

/// What is due and not taken yet waits again once more is unlocked.
#[test]
fn an_unlock_after_the_first_was_due() {
    let late = NOON + i64::from(UNLOCK_SECS) + 10;
    let (stake, _) = leaving(7, 5).step(unlock(2), EXIT, late).unwrap();
    let due = late + i64::from(UNLOCK_SECS);
    assert_eq!(around(stake, due), [Err(StakeError::NotYetDue), Ok(7), Ok(7)]);
}

/// The parameters are those of the moment of unlocking: later ones change nothing about what is on its way.
#[test]
fn new_parameters_change_no_clock_that_runs() {
    let due = NOON + i64::from(UNLOCK_SECS);
    for secs in [604_800, 2_592_000] {
        let later = Exit { unlock_secs: secs, jobs: 0 };
        let taken = [due - 1, due, due + 1].map(|now| leaving(7, 5).step(Take, later, now).map(|(left, _)| left));
        assert_eq!(taken, [Err(StakeError::NotYetDue), Ok(locked(7)), Ok(locked(7))], "{secs} s");
    }
}
