//! One key, one tile, two answers.

use rayment_core::{
    Pubkey,
    guardian::{Contradiction, GuardianError, GuardianState, MarketKeys, NEVER, Statement, slash_keeper},
    money::{Holding, Transfer, Transfers},
    stake::{Stake, StakeError},
};

use super::cast::*;

const NOTHING_STAKED: GuardianError = GuardianError::Stake(StakeError::NothingStaked);

fn shown(by: [Daemon; 2], said: [Statement; 2]) -> Result<Contradiction, GuardianError> {
    Contradiction::parse(&twice(by, said))
}

fn slash(reward: u64, burned: u64) -> Transfers {
    Transfers::of([
        Transfer::new(Holding::Stake, Holding::Prover, reward),
        Transfer::new(Holding::Stake, Holding::Incinerator, burned),
    ])
}

#[test]
fn a_guardian_that_answers_twice_loses_all_of_its_stake() {
    for (locked, unlocking) in [(LEAST, 0), (0, LEAST), (LEAST / 2, LEAST / 2)] {
        let stake = Stake { locked, unlocking, unlock_at: NOON };
        let guardian = GuardianState { stake, ..GRETA.guards() };
        let (left, moved) = guardian.slashed(&contradiction(GRETA)).unwrap();
        assert_eq!(moved, slash(LEAST / 4, LEAST / 4 * 3));
        assert_eq!(left, GuardianState { stake: Stake::default(), since: NEVER, ..guardian });
    }
}

#[test]
fn a_keeper_that_answers_twice_loses_all_of_its_bond() {
    let bond = Stake { locked: 3, unlocking: 2, unlock_at: NOON };
    let lost = slash_keeper(bond, &market(), &contradiction(KEEPER));
    assert_eq!(lost, Ok((Stake::default(), slash(1, 4))));
}

#[test]
fn either_answer_may_come_first() {
    let proof = shown([GRETA, GRETA], [other(), statement()]).unwrap();
    assert!(GRETA.guards().slashed(&proof).is_ok());
}

/// What was committed to is not what the signer rendered: it says nothing about the answers.
#[test]
fn answers_contradict_each_other_whatever_leaf_they_name() {
    let renamed = Statement { leaf: [0x34; 32], ..other() };
    assert!(shown([GRETA, GRETA], [statement(), renamed]).is_ok());
    let agreeing = Statement { leaf: [0x34; 32], ..statement() };
    assert_eq!(shown([GRETA, GRETA], [statement(), agreeing]), Err(GuardianError::PixelsAgree));
}

#[test]
fn refuses_equal_pixels() {
    assert_eq!(shown([GRETA, GRETA], [statement(), statement()]), Err(GuardianError::PixelsAgree));
}

#[test]
fn refuses_answers_about_two_tiles() {
    for elsewhere in [
        Statement { market: Pubkey([0; 32]), ..other() },
        Statement { job: Pubkey([0; 32]), ..other() },
        Statement { attempt: 1, ..other() },
        Statement { frame: 0, ..other() },
        Statement { tile: 0, ..other() },
    ] {
        assert_eq!(shown([GRETA, GRETA], [statement(), elsewhere]), Err(GuardianError::OtherTile), "{elsewhere:?}");
    }
}

#[test]
fn refuses_answers_of_two_keys() {
    assert_eq!(shown([GRETA, HUGO], [statement(), other()]), Err(GuardianError::TwoKeys));
}

#[test]
fn refuses_to_slash_anybody_else() {
    let proof = contradiction(GRETA);
    assert_eq!(HUGO.guards().slashed(&proof), Err(GuardianError::OtherKey));
    let elsewhere = GuardianState { market: JOB, ..GRETA.guards() };
    assert_eq!(elsewhere.slashed(&proof), Err(GuardianError::OtherMarket));
    let bond = GRETA.guards().stake;
    assert_eq!(slash_keeper(bond, &market(), &proof), Err(GuardianError::OtherKey));
    let elsewhere = MarketKeys { market: JOB, ..market() };
    assert_eq!(slash_keeper(bond, &elsewhere, &contradiction(KEEPER)), Err(GuardianError::OtherMarket));
}

#[test]
fn a_keeper_that_was_replaced_is_not_held_to_old_answers() {
    let replaced = MarketKeys { keeper: HUGO.key(), ..market() };
    let bond = GRETA.guards().stake;
    assert_eq!(slash_keeper(bond, &replaced, &contradiction(KEEPER)), Err(GuardianError::OtherKey));
}

#[test]
fn refuses_to_slash_twice_or_after_all_was_taken() {
    let proof = contradiction(GRETA);
    let (left, _) = GRETA.guards().slashed(&proof).unwrap();
    assert_eq!(left.slashed(&proof), Err(NOTHING_STAKED));
    let empty = GuardianState { stake: Stake::default(), ..GRETA.guards() };
    assert_eq!(empty.slashed(&proof), Err(NOTHING_STAKED));
    let (bond, _) = slash_keeper(GRETA.guards().stake, &market(), &contradiction(KEEPER)).unwrap();
    assert_eq!(slash_keeper(bond, &market(), &contradiction(KEEPER)), Err(NOTHING_STAKED));
}

/// Whoever comes back with the key that has answered twice loses the new stake by the old answers.
#[test]
fn a_key_that_has_answered_twice_can_hold_no_stake() {
    let keys = (HUGO.wallet(), GRETA.key());
    let back = GuardianState::enlisted(&market(), &AUTHORITY, keys, NOON).unwrap();
    let staked = GuardianState { stake: GRETA.guards().stake, ..back };
    assert!(staked.slashed(&contradiction(GRETA)).is_ok());
}
