//! Locking, unlocking, taking, slashing.

use rayment_core::{
    money::Transfers,
    stake::{Exit, Stake, StakeCommand::Take, StakeError},
};

use super::*;

#[test]
fn what_is_locked_counts_and_adds_up() {
    let (stake, moved) = noon(Stake::default(), lock(5)).unwrap();
    assert_eq!((stake, moved), (locked(5), paid_in(5)));
    assert_eq!(noon(stake, lock(7)), Ok((locked(12), paid_in(7))));
    assert_eq!((locked(12).suffices(12), locked(12).suffices(13)), (Ok(()), Err(StakeError::StakeTooLow)));
    assert_eq!(Stake::default().suffices(0), Ok(()), "where nothing is asked for, nothing is needed");
}

#[test]
fn what_is_unlocked_stops_counting_at_once_and_stays_there() {
    let (stake, moved) = noon(locked(12), unlock(5)).unwrap();
    assert_eq!((stake, moved), (leaving(7, 5), Transfers::default()));
    assert_eq!(stake.suffices(8), Err(StakeError::StakeTooLow));
    assert_eq!(stake.total(), Ok(12));
    let (all, _) = noon(locked(12), unlock(12)).unwrap();
    assert_eq!(all.suffices(1), Err(StakeError::StakeTooLow));
}

#[test]
fn locking_more_leaves_the_clock_alone() {
    let later = NOON + 1_000;
    assert_eq!(leaving(7, 5).step(lock(3), EXIT, later), Ok((leaving(10, 5), paid_in(3))));
}

#[test]
fn another_unlock_restarts_the_clock_for_the_sum() {
    let later = NOON + 1_000;
    let (stake, _) = leaving(7, 5).step(unlock(1), EXIT, later).unwrap();
    assert_eq!(stake, Stake { locked: 6, unlocking: 6, unlock_at: later + i64::from(UNLOCK_SECS) });
}

/// Whoever asks names the parameters of the moment: where they let go sooner than those of the first unlock,
/// one lamport more must not free all of it.
#[test]
fn another_unlock_never_brings_forward_what_was_promised_to_stay() {
    let soon = Exit { unlock_secs: 604_800, ..EXIT };
    let (stake, _) = leaving(7, 5).step(unlock(1), soon, NOON + 1).unwrap();
    assert_eq!(stake, leaving(6, 6));
}

#[test]
fn all_that_was_unlocked_is_taken_at_once() {
    let due = NOON + i64::from(UNLOCK_SECS);
    assert_eq!(leaving(7, 5).step(Take, EXIT, due), Ok((locked(7), paid_out(5))));
    assert_eq!(leaving(0, 5).step(Take, EXIT, due), Ok((Stake::default(), paid_out(5))));
}

#[test]
fn taking_from_an_empty_stake_moves_nothing() {
    assert_eq!(noon(Stake::default(), Take), Ok((Stake::default(), Transfers::default())));
}

#[test]
fn refuses_to_lock_or_unlock_nothing() {
    for command in [lock(0), unlock(0)] {
        assert_eq!(noon(leaving(7, 5), command), Err(StakeError::NoAmount), "{command:?}");
    }
}

#[test]
fn refuses_to_unlock_more_than_is_locked() {
    assert_eq!(noon(locked(7), unlock(8)), Err(StakeError::NotLocked));
    assert_eq!(noon(leaving(0, 5), unlock(1)), Err(StakeError::NotLocked), "what leaves is unlocked already");
}

#[test]
fn refuses_to_take_what_is_locked() {
    assert_eq!(locked(7).step(Take, EXIT, i64::MAX), Err(StakeError::NothingUnlocking));
}

#[test]
fn refuses_a_provider_that_takes_while_a_job_is_open() {
    let due = NOON + i64::from(UNLOCK_SECS);
    let busy = Exit { jobs: 1, ..EXIT };
    for stake in [leaving(7, 5), leaving(0, 5), Stake::default()] {
        assert_eq!(stake.step(Take, busy, due), Err(StakeError::JobsOpen), "{stake:?}");
    }
    assert_eq!(locked(7).step(unlock(5), busy, NOON), Ok((leaving(2, 5), Transfers::default())));
}

#[test]
fn a_slash_takes_all_a_quarter_for_the_prover_and_the_rest_burned() {
    for (stake, reward, burned) in [
        (locked(4), 1, 3),
        (leaving(0, 4), 1, 3),
        (leaving(2, 2), 1, 3),
        (locked(1), 0, 1),
        (locked(3), 0, 3),
        (leaving(6, 1), 1, 6),
        (locked(1_000_000_000), 250_000_000, 750_000_000),
        (locked(u64::MAX), u64::MAX / 4, u64::MAX - u64::MAX / 4),
    ] {
        assert_eq!(stake.slashed(), Ok((Stake::default(), slash(reward, burned))), "{stake:?}");
    }
}

#[test]
fn what_is_unlocked_can_be_slashed_until_it_is_taken() {
    let due = NOON + i64::from(UNLOCK_SECS);
    let (gone, _) = leaving(0, 5).step(Take, EXIT, due).unwrap();
    assert_eq!(gone.slashed(), Err(StakeError::NothingStaked));
    assert_eq!(leaving(0, 5).slashed(), Ok((Stake::default(), slash(1, 4))));
}

#[test]
fn refuses_to_slash_twice() {
    let (left, _) = leaving(7, 5).slashed().unwrap();
    assert_eq!(left.slashed(), Err(StakeError::NothingStaked));
}

#[test]
fn refuses_amounts_and_times_beyond_their_range() {
    assert_eq!(noon(locked(u64::MAX), lock(1)), Err(StakeError::Overflow));
    assert_eq!(noon(leaving(u64::MAX - 5, 5), lock(1)), Err(StakeError::Overflow), "a slash takes the sum");
    assert_eq!(locked(1).step(unlock(1), EXIT, i64::MAX), Err(StakeError::Overflow));
    let broken = leaving(u64::MAX, 1);
    assert_eq!((broken.total(), broken.slashed()), (Err(StakeError::Overflow), Err(StakeError::Overflow)));
}

#[test]
fn a_stake_is_24_bytes_wherever_it_lies() {
    let stake = Stake { locked: 1, unlocking: 2, unlock_at: 3 };
    let golden = [[1, 0, 0, 0, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0, 0, 0], [3, 0, 0, 0, 0, 0, 0, 0]].concat();
    assert_eq!(borsh::to_vec(&stake).unwrap(), golden);
}

#[test]
fn a_command_is_a_byte_and_an_amount() {
    for (command, golden) in
        [(lock(1), vec![0, 1, 0, 0, 0, 0, 0, 0, 0]), (unlock(2), vec![1, 2, 0, 0, 0, 0, 0, 0, 0]), (Take, vec![2])]
    {
        assert_eq!(borsh::to_vec(&command).unwrap(), golden, "{command:?}");
    }
}
