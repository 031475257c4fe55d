//! Two statements of one key about one tile that name different pixels cost the whole stake.

use rayment_client::{
    PROGRAM_ID, address,
    events::Event,
    instructions::{ED25519, guardian_enlist},
    rule_key,
};
use rayment_core::{
    guardian::{NEVER, Signed, Statement},
    layout,
    stake::Stake,
};
use rayment_tests::vm::{guardians::*, world::*, *};
use solana_instruction::{AccountMeta, Instruction};

use super::contradiction;

const GITA_STAKE: Staker = Staker::Guardian(GITA);
const BOND: u64 = 300_000_003;
/// Where the accounts stand in `guardian_slash`.
const GUARDIAN: usize = 1;
const MARKET: usize = 2;
const BURNED: usize = 3;

/// Whoever can be slashed, with the key that signs for it.
const SLASHABLE: [(Staker, Actor); 2] = [(GITA_STAKE, GITA.daemon), (Staker::Keeper, KEEPER.0)];

/// Guardians with their stakes, and a keeper with a bond.
fn world() -> World {
    let mut world = World::guarded(guarded(1));
    Staker::Keeper.locks(&mut world, BOND).works();
    world
}

/// A stranger shows both.
fn shows(world: &mut World, whose: Staker, key: Actor, [one, two]: [Statement; 2]) -> Answer {
    let both = slash(whose, key, STRANGER, [&one, &two]);
    let before = world.snapshot();
    let answer = world.sends_all(&both);
    assert!(answer.is_ok() || world.snapshot() == before);
    answer
}

#[test]
fn a_contradiction_costs_what_is_locked_and_what_is_on_its_way_out() {
    for (whose, key) in SLASHABLE {
        for leaving in [0, 1, 77_777_777] {
            let mut world = world();
            if leaving > 0 {
                whose.unlocks(&mut world, leaving).works();
            }
            let stake = whose.stake(&world).total().expect("a sum");
            let (prover, account) = (world.lamports(&STRANGER.key()), world.lamports(&whose.account()));
            let (burned, total) = (world.lamports(&INCINERATOR), world.total());
            let both = contradiction(&world);
            let events = shows(&mut world, whose, key, both).works().events();

            let reward = stake / 4;
            assert_eq!(world.lamports(&STRANGER.key()), prover + reward);
            assert_eq!(world.lamports(&INCINERATOR), burned + stake - reward);
            assert_eq!(world.lamports(&whose.account()), account - stake);
            assert_eq!(world.total(), total);
            assert_eq!(whose.stake(&world), Stake::default());
            let [Event::GuardianSlashed(told)] = events.as_slice() else { panic!("another event than expected") };
            assert_eq!((told.market, told.account), (World::market_address(), whose.account()));
            assert_eq!((told.key, told.prover), (key.key(), STRANGER.key()));
            assert_eq!((told.reward, told.burned), (reward, stake - reward));
        }
    }
}

#[test]
fn the_smallest_stakes_are_rounded_for_the_fire() {
    for (bond, reward) in [(1, 0), (3, 0), (4, 1), (7, 1), (8, 2)] {
        let mut world = World::market_under(guarded(1));
        Staker::Keeper.locks(&mut world, bond).works();
        let prover = world.lamports(&STRANGER.key());
        let both = contradiction(&world);
        shows(&mut world, Staker::Keeper, KEEPER.0, both).works();
        let burned = world.lamports(&INCINERATOR);
        assert_eq!((world.lamports(&STRANGER.key()) - prover, burned), (reward, bond - reward));
    }
}

#[test]
fn what_was_unlocked_is_slashed_until_it_is_taken() {
    for (whose, key) in SLASHABLE {
        let mut world = world();
        let all = whose.stake(&world).locked;
        whose.unlocks(&mut world, all).works();
        world.advance(2 * UNLOCK_SECS);
        let both = contradiction(&world);
        shows(&mut world.clone(), whose, key, both).works();
        whose.takes(&mut world).works();
        let refused = shows(&mut world, whose, key, both).expect_err("it has left").code();
        // A guardian's account is closed: Anchor's "not initialized".
        let expected = if whose == Staker::Keeper { u32::from(RaymentError::NothingStaked) } else { 3012 };
        assert_eq!(refused, Some(expected));
    }
}

#[test]
fn refuses_a_second_slash() {
    for (whose, key) in SLASHABLE {
        let mut world = world();
        let both = contradiction(&world);
        shows(&mut world, whose, key, both).works();
        shows(&mut world, whose, key, both).refuses(RaymentError::NothingStaked);
    }
}

#[test]
fn a_slashed_guardian_leaves_with_its_rent_and_needs_the_authority_to_come_back() {
    let mut world = world();
    let both = contradiction(&world);
    shows(&mut world, GITA_STAKE, GITA.daemon, both).works();
    assert_eq!(world.guardian(GITA).state.since, NEVER);
    GITA_STAKE.locks(&mut world, GUARDIAN_STAKE).refuses(RaymentError::Slashed);
    GITA_STAKE.unlocks(&mut world, 1).refuses(RaymentError::NotLocked);
    let (wallet, rent) = (world.lamports(&GITA.wallet.key()), world.rent(layout::guardian::SPACE));
    GITA_STAKE.takes(&mut world).works();
    assert_eq!(world.lamports(&GITA.wallet.key()), wallet + rent);
    GITA.joins(&mut world);
    assert_eq!(world.guardian(GITA).state.counts(GUARDIAN_STAKE), Ok(()));
}

#[test]
fn a_slashed_keepers_market_locks_a_bond_again() {
    let mut world = world();
    let both = contradiction(&world);
    shows(&mut world, Staker::Keeper, KEEPER.0, both).works();
    Staker::Keeper.locks(&mut world, 5).works();
    assert_eq!(world.market_state().keeper_bond, Stake { locked: 5, ..Stake::default() });
}

#[test]
fn statements_that_were_signed_for_other_leaves_contradict_each_other_too() {
    let mut world = world();
    let [one, two] = contradiction(&world);
    shows(&mut world, GITA_STAKE, GITA.daemon, [one, Statement { leaf: [0; 32], ..two }]).works();
}

#[test]
fn a_paused_market_slashes() {
    let mut world = world();
    let pause = rayment_client::instructions::market_pause(&world.market_state(), 60);
    world.sends(pause).works();
    let both = contradiction(&world);
    shows(&mut world, GITA_STAKE, GITA.daemon, both).works();
}

#[test]
fn refuses_statements_that_name_the_same_pixels() {
    for (whose, key) in SLASHABLE {
        let mut world = world();
        let [one, _] = contradiction(&world);
        shows(&mut world, whose, key, [one, one]).refuses(RaymentError::PixelsAgree);
        shows(&mut world, whose, key, [one, Statement { leaf: [1; 32], ..one }]).refuses(RaymentError::PixelsAgree);
    }
}

#[test]
fn refuses_statements_about_two_tiles() {
    for (whose, key) in SLASHABLE {
        let mut world = world();
        let [one, two] = contradiction(&world);
        for other in [
            Statement { market: rule_key(&STRANGER.key()), ..two },
            Statement { job: rule_key(&STRANGER.key()), ..two },
            Statement { attempt: two.attempt + 1, ..two },
            Statement { frame: two.frame + 1, ..two },
            Statement { tile: two.tile + 1, ..two },
        ] {
            shows(&mut world, whose, key, [one, other]).refuses(RaymentError::OtherTile);
            shows(&mut world, whose, key, [other, one]).refuses(RaymentError::OtherTile);
        }
    }
}

#[test]
fn refuses_statements_about_another_market() {
    for (whose, key) in SLASHABLE {
        let mut world = world();
        let elsewhere = contradiction(&world).map(|said| Statement { market: rule_key(&RIVAL.key()), ..said });
        shows(&mut world, whose, key, elsewhere).refuses(RaymentError::WrongMarket);
    }
}

#[test]
fn a_key_that_signs_in_two_markets_loses_its_stake_in_the_one_it_spoke_of() {
    let mut world = world();
    world.opens_market(RIVAL, guarded(1)).works();
    let rival = address::market(&RIVAL.key(), 0);
    let there = rayment_client::Market { address: rival, authority: RIVAL.key(), ..world.market_state() };
    world.sends(guardian_enlist(&GITA.wallet.key(), &there, &GITA.daemon.key())).works();
    let [one, two] = contradiction(&world);
    let mut both = slash(GITA_STAKE, GITA.daemon, STRANGER, [&one, &two]);
    both[1].accounts[GUARDIAN].pubkey = address::guardian(&rival, &GITA.wallet.key());
    world.sends_all(&both).refuses(RaymentError::WrongMarket);
}

#[test]
fn refuses_statements_of_two_keys() {
    let mut world = world();
    let [one, two] = contradiction(&world);
    for (first, second) in [(GITA.daemon, HUGO.daemon), (HUGO.daemon, GITA.daemon)] {
        let (first, second) = (signature(first, &one), signature(second, &two));
        let data = rayment_core::guardian::Contradiction::encode([(&first, &one), (&second, &two)]);
        let [_, slash] = slash(GITA_STAKE, GITA.daemon, STRANGER, [&one, &two]);
        let signed = Instruction { program_id: ED25519, accounts: Vec::new(), data };
        world.sends_all(&[signed, slash]).refuses(RaymentError::TwoKeys);
    }
}

#[test]
fn refuses_statements_of_another_key_than_the_one_to_be_slashed() {
    let mut world = world();
    let both = contradiction(&world);
    for key in [HUGO.daemon, GITA.wallet, KEEPER.0, STRANGER] {
        shows(&mut world, GITA_STAKE, key, both).refuses(RaymentError::OtherKey);
    }
    for key in [GITA.daemon, OPENER, STRANGER] {
        shows(&mut world, Staker::Keeper, key, both).refuses(RaymentError::OtherKey);
    }
}

#[test]
fn a_keeper_that_was_replaced_is_not_held_to_what_it_said() {
    let mut world = world();
    let both = contradiction(&world);
    world.changes_keeper(DONOR);
    shows(&mut world, Staker::Keeper, KEEPER.0, both).refuses(RaymentError::OtherKey);
    shows(&mut world.clone(), Staker::Keeper, DONOR, both).works();
    world.changes_keeper(KEEPER.0);
    shows(&mut world, Staker::Keeper, KEEPER.0, both).works();
}

#[test]
fn refuses_a_slash_of_nobody_or_of_two() {
    let mut world = world();
    let [one, two] = contradiction(&world);
    let both = slash(GITA_STAKE, GITA.daemon, STRANGER, [&one, &two]);
    let mut nobody = both.clone();
    nobody[1].accounts[GUARDIAN] = AccountMeta::new_readonly(PROGRAM_ID, false);
    world.sends_all(&nobody).refuses(RaymentError::OneStake);
    let mut two_stakes = both;
    two_stakes[1].accounts[MARKET] = AccountMeta::new(World::market_address(), false);
    world.sends_all(&two_stakes).refuses(RaymentError::OneStake);
}

#[test]
fn refuses_to_burn_a_stake_anywhere_else() {
    for other in [STRANGER.key(), TREASURY.key(), OPENER.key()] {
        let mut world = world();
        let [one, two] = contradiction(&world);
        let mut both = slash(GITA_STAKE, GITA.daemon, STRANGER, [&one, &two]);
        both[1].accounts[BURNED].pubkey = other;
        world.sends_all(&both).refuses(RaymentError::WrongPayee);
    }
}

#[test]
fn refuses_a_prover_that_has_not_signed() {
    let mut world = world();
    let [one, two] = contradiction(&world);
    let mut both = slash(GITA_STAKE, GITA.daemon, STRANGER, [&one, &two]);
    both[1].accounts[0].is_signer = false;
    // Anchor's "the given account did not sign".
    world.sends_all(&both).refuses_with(3010);
}

#[test]
fn refuses_statements_that_are_not_signed_together_directly_before() {
    let mut world = world();
    let [one, two] = contradiction(&world);
    let [signed, slash] = slash(GITA_STAKE, GITA.daemon, STRANGER, [&one, &two]);
    assert_eq!(signed.data.len(), 526);
    let other = transfer(DONOR, &STRANGER.key(), FUNDS / 100);
    for all in [
        &[signed.clone(), other, slash.clone()][..],
        &[slash.clone(), signed.clone()],
        std::slice::from_ref(&slash),
        &[signed.clone(), slash.clone(), slash.clone()],
    ] {
        world.sends_all(all).refuses(RaymentError::NotSignedBefore);
    }
    // Each in an instruction of its own.
    let [alone, beside] = [one, two].map(|said| {
        let data = Signed::encode(&said, &[signature(GITA.daemon, &said)]).expect("one signature");
        Instruction { program_id: ED25519, accounts: Vec::new(), data }
    });
    world.sends_all(&[alone, beside, slash.clone()]).refuses(RaymentError::NotStatement);
    let longer = Instruction { data: [&signed.data[..], &[0]].concat(), ..signed.clone() };
    world.sends_all(&[longer, slash.clone()]).refuses(RaymentError::NotStatement);
    world.sends_all(&[signed, slash]).works();
}
