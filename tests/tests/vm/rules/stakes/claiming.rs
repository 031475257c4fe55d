//! The stake that a market asks for before its providers claim, and its keeper's bond before its word pays at once.

use rayment_core::{job::Offer, market::Params};
use rayment_tests::vm::{guardians::*, phases::*, world::*, *};
use solana_pubkey::Pubkey;

const LEAST: u64 = 100_000_000;

/// Anna has locked this much where the least is asked for, and the job is open to all.
fn with_stake(amount: u64) -> JobWorld {
    let mut world = World::market_under(Params { stake_provider: LEAST, ..PARAMS });
    Staker::Provider(ANNA).locks(&mut world, amount).works();
    let job = CLIENT.posts_job(&mut world, &offer()).works();
    world.advance(10);
    (world, job)
}

fn refuses_both(world: &mut World, job: Pubkey) {
    KEEPER.assigns(world, job, ANNA).refuses(RaymentError::StakeTooLow);
    ANNA.claims(world, job).refuses(RaymentError::StakeTooLow);
}

#[test]
fn a_provider_claims_with_the_least_stake_and_with_no_lamport_less() {
    let (mut world, job) = with_stake(LEAST);
    KEEPER.assigns(&mut world, job, ANNA).works();
    ANNA.claims(&mut world, job).works();
    let (mut world, job) = with_stake(LEAST - 1);
    refuses_both(&mut world, job);
    Staker::Provider(ANNA).locks(&mut world, 1).works();
    ANNA.claims(&mut world, job).works();
}

#[test]
fn refuses_a_claim_with_a_stake_that_is_on_its_way_out() {
    let (mut world, job) = with_stake(LEAST);
    KEEPER.assigns(&mut world, job, ANNA).works();
    Staker::Provider(ANNA).unlocks(&mut world, 1).works();
    ANNA.claims(&mut world, job).refuses(RaymentError::StakeTooLow);
    Staker::Provider(ANNA).unlocks(&mut world, LEAST - 1).works();
    ANNA.claims(&mut world, job).refuses(RaymentError::StakeTooLow);
}

#[test]
fn what_was_claimed_goes_on_without_a_stake() {
    let (mut world, job) = with_stake(LEAST);
    ANNA.claims(&mut world, job).works();
    Staker::Provider(ANNA).unlocks(&mut world, LEAST).works();
    ANNA.starts(&mut world, job).works();
    world.advance(200);
    ANNA.delivers(&mut world, job, PICTURE).works();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    assert_eq!(world.provider(ANNA).state.earned, PRICE);
}

#[test]
fn a_job_asks_for_the_stake_of_the_parameters_that_it_names() {
    let (mut world, job) = open();
    world.changes_params(&Params { stake_provider: LEAST, ..PARAMS });
    world.advance(10);
    ANNA.claims(&mut world, job).works();
}

/// Its client has agreed that the keeper's word pays, in a market that asks the keeper for the least bond.
fn with_bond(amount: u64) -> JobWorld {
    let mut world = World::market_under(Params { keeper_bond_min: LEAST, ..PARAMS });
    Staker::Keeper.locks(&mut world, amount).works();
    let job = CLIENT.posts_job(&mut world, &Offer { at_once: true, ..offer() }).works();
    work_off(&mut world, job, PICTURE);
    seal(&mut world, job);
    (world, job)
}

#[test]
fn the_word_of_a_keeper_with_the_least_bond_pays_at_once() {
    let (mut world, job) = with_bond(LEAST);
    KEEPER.accepts(&mut world, job).works();
    world.settles(job).works();
    assert_eq!(world.provider(ANNA).state.earned, PRICE);
}

#[test]
fn the_word_of_a_keeper_with_less_pays_after_a_day() {
    let unlocked = |amount| {
        let (mut world, job) = with_bond(LEAST);
        Staker::Keeper.unlocks(&mut world, amount).works();
        (world, job)
    };
    for (mut world, job) in [with_bond(LEAST - 1), unlocked(1), unlocked(LEAST)] {
        KEEPER.accepts(&mut world, job).works();
        world.settles(job).refuses(RaymentError::NotYetDue);
        // What it locks afterwards changes nothing.
        Staker::Keeper.locks(&mut world, LEAST).works();
        world.advance(DAY - 1);
        world.settles(job).refuses(RaymentError::NotYetDue);
        world.advance(1);
        world.settles(job).works();
    }
}
