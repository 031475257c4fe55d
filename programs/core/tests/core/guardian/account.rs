//! Enlisting, staking, leaving.

use rayment_core::{
    Pubkey, Step,
    guardian::{GuardianError, GuardianState, GuardianStep, MarketKeys, NEVER},
    money::{Holding, Transfer, Transfers},
    stake::{Emptied, Stake, StakeCommand, StakeCommand::Take, StakeError},
};

use super::cast::*;
use crate::stake::{lock, unlock};

const STRANGER: Pubkey = Pubkey([0xee; 32]);
const DUE: i64 = NOON + UNLOCK_SECS as i64;

fn enlisted() -> GuardianState {
    GuardianState::enlisted(&market(), &AUTHORITY, (GRETA.wallet(), GRETA.key()), NOON).unwrap()
}

fn with(stake: Stake) -> GuardianState {
    GuardianState { stake, ..GRETA.guards() }
}

fn leaving(locked: u64, unlocking: u64) -> GuardianState {
    with(Stake { locked, unlocking, unlock_at: DUE })
}

fn slashed() -> GuardianState {
    GRETA.guards().slashed(&contradiction(GRETA)).unwrap().0
}

fn asked(guardian: GuardianState, command: StakeCommand, now: i64) -> Result<GuardianStep, GuardianError> {
    guardian.step(&GRETA.wallet(), command, UNLOCK_SECS, now)
}

fn paid_out(amount: u64) -> Transfers {
    Transfers::of([Transfer::new(Holding::Stake, Holding::Staker, amount)])
}

#[test]
fn who_is_admitted_counts_once_its_stake_is_locked() {
    let new = enlisted();
    assert_eq!(new, GuardianState { stake: Stake::default(), ..GRETA.guards() });
    assert_eq!(new.counts(LEAST), Err(GuardianError::Stake(StakeError::StakeTooLow)));
    let locks = |guardian, amount| asked(guardian, lock(amount), NOON).unwrap().next.continues().unwrap();
    let nearly = locks(new, LEAST - 1);
    assert_eq!(nearly.counts(LEAST), Err(GuardianError::Stake(StakeError::StakeTooLow)));
    assert_eq!(locks(nearly, 1).counts(LEAST), Ok(()));
}

#[test]
fn who_unlocks_counts_no_more_and_leaves_without_anybodys_word() {
    let step = asked(GRETA.guards(), unlock(1), NOON).unwrap();
    let less = step.next.continues().unwrap();
    assert_eq!(less.counts(LEAST), Err(GuardianError::Stake(StakeError::StakeTooLow)));
    let all = leaving(0, LEAST);
    assert_eq!(asked(all, Take, DUE - 1), Err(GuardianError::Stake(StakeError::NotYetDue)));
    for now in [DUE, DUE + 1] {
        assert_eq!(asked(all, Take, now), Ok(Step::ended(Emptied, paid_out(LEAST))));
    }
    let some = asked(leaving(LEAST, 5), Take, DUE).unwrap();
    assert_eq!(some, Step::continues(GRETA.guards()).moving(paid_out(5)), "what is locked goes on counting");
}

#[test]
fn who_never_locked_anything_can_leave() {
    assert_eq!(asked(enlisted(), Take, NOON), Ok(Step::ended(Emptied, Transfers::default())));
}

#[test]
fn a_guardians_step_changes_nothing_but_its_stake() {
    for command in [lock(1), unlock(1)] {
        let next = asked(GRETA.guards(), command, NOON).unwrap().next.continues().unwrap();
        assert_eq!(GuardianState { stake: GRETA.guards().stake, ..next }, GRETA.guards(), "{command:?}");
    }
}

#[test]
fn refuses_who_is_admitted_by_anyone_but_the_authority() {
    let keys = (GRETA.wallet(), GRETA.key());
    for other in [STRANGER, GRETA.wallet(), KEEPER.key(), market().market] {
        let answer = GuardianState::enlisted(&market(), &other, keys, NOON);
        assert_eq!(answer, Err(GuardianError::NotAuthority));
    }
}

#[test]
fn refuses_a_wallet_as_the_key_that_signs_statements() {
    let keys = (GRETA.wallet(), GRETA.wallet());
    assert_eq!(GuardianState::enlisted(&market(), &AUTHORITY, keys, NOON), Err(GuardianError::KeyIsWallet));
}

#[test]
fn refuses_a_guardians_stake_to_anyone_but_its_wallet() {
    for command in [lock(1), unlock(1), Take] {
        for other in [STRANGER, GRETA.key(), AUTHORITY, KEEPER.key()] {
            let answer = leaving(LEAST, 5).step(&other, command, UNLOCK_SECS, DUE);
            assert_eq!(answer, Err(GuardianError::Stake(StakeError::NotOwner)), "{command:?}");
        }
    }
}

#[test]
fn refuses_a_slashed_guardian_that_locks_again() {
    assert_eq!(asked(slashed(), lock(LEAST), NOON), Err(GuardianError::Slashed));
    let forced = GuardianState { stake: GRETA.guards().stake, ..slashed() };
    assert_eq!(forced.counts(LEAST), Err(GuardianError::Slashed), "whatever it had");
    assert_eq!(slashed().since, NEVER);
}

#[test]
fn a_slashed_guardian_closes_its_account_and_needs_the_authority_to_come_back() {
    assert_eq!(asked(slashed(), Take, NOON), Ok(Step::ended(Emptied, Transfers::default())));
    assert!(!enlisted().is_slashed());
}

#[test]
fn each_market_admits_its_own_by_its_own_authority() {
    let own = MarketKeys { authority: STRANGER, market: JOB, ..market() };
    let keys = (GRETA.wallet(), GRETA.key());
    let admitted = GuardianState::enlisted(&own, &STRANGER, keys, NOON).unwrap();
    assert_eq!(admitted, GuardianState { market: JOB, ..enlisted() });
    assert_eq!(GuardianState::enlisted(&own, &AUTHORITY, keys, NOON), Err(GuardianError::NotAuthority));
}
