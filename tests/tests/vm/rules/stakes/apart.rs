//! A stake beside the other money in the same account: neither ever pays for the other.

use rayment_client::{PROGRAM_ID, instructions};
use rayment_core::{layout, stake::Stake};
use rayment_tests::vm::{guardians::*, phases::*, world::*, *};

use super::LOCKED;

/// Anna has been paid for one job, and has a stake.
fn paid_and_staked() -> World {
    let (mut world, job) = accepted();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    Staker::Provider(ANNA).locks(&mut world, LOCKED).works();
    world
}

/// Rent and stake: what must stay in Anna's account, whatever else she is paid.
fn kept(world: &World) -> u64 {
    world.rent(layout::provider::SPACE) + LOCKED
}

#[test]
fn withdrawing_and_sweeping_leave_the_stake_where_it_is() {
    let mut world = paid_and_staked();
    ANNA.withdraws(&mut world, Some(PRICE + BOND + 1)).refuses(RaymentError::BalanceTooLow);
    ANNA.withdraws(&mut world, None).works();
    assert_eq!(world.lamports(&ANNA.payout.key()), PRICE + BOND);
    world.sweeps(ANNA).works();
    assert_eq!(world.lamports(&TREASURY.key()), FEE);
    assert_eq!(world.lamports(&ANNA.address()), kept(&world));
    ANNA.withdraws(&mut world, Some(1)).refuses(RaymentError::BalanceTooLow);
    ANNA.withdraws(&mut world, None).works();
    world.sweeps(ANNA).works();
    assert_eq!(world.lamports(&ANNA.address()), kept(&world));
}

#[test]
fn a_bond_comes_out_of_the_balance_and_the_wallet_and_never_out_of_the_stake() {
    let mut world = paid_and_staked();
    ANNA.withdraws(&mut world, Some(PRICE)).works();
    // The first job's bond is left for the next; there is nothing for the one after that.
    for own in [BOND, 0] {
        let job = CLIENT.posts_job(&mut world, &offer()).works();
        KEEPER.assigns(&mut world, job, ANNA).works();
        let wallet = world.lamports(&ANNA.operator.key());
        ANNA.claims(&mut world, job).works();
        assert_eq!(world.lamports(&ANNA.operator.key()), wallet - (BOND - own));
    }
    world.sweeps(ANNA).works();
    assert_eq!(world.lamports(&ANNA.address()), kept(&world));
    // Without a lamport in the wallet it is refused, however much is staked.
    let job = CLIENT.posts_job(&mut world, &offer()).works();
    KEEPER.assigns(&mut world, job, ANNA).works();
    world.fund(&ANNA.operator.key(), BOND - 1);
    ANNA.claims(&mut world, job).refuses_with(1);
    assert_eq!(world.provider(ANNA).state.stake, Stake { locked: LOCKED, ..Stake::default() });
}

#[test]
fn taking_the_stake_leaves_balance_and_fees_where_they_are() {
    let mut world = paid_and_staked();
    let anna = Staker::Provider(ANNA);
    anna.unlocks(&mut world, LOCKED).works();
    world.advance(UNLOCK_SECS);
    anna.takes(&mut world).works();
    let state = world.provider(ANNA).state;
    assert_eq!((state.balance, state.fees), (PRICE + BOND, FEE));
    assert_eq!(world.lamports(&ANNA.address()), kept(&world) - LOCKED + PRICE + BOND + FEE);
}

#[test]
fn a_provider_that_retires_is_paid_all_but_its_stake() {
    let mut world = paid_and_staked();
    ANNA.retires(&mut world).works();
    assert_eq!(world.lamports(&ANNA.payout.key()), PRICE + BOND);
    assert_eq!(world.lamports(&ANNA.address()), kept(&world));
}

/// Anna has left, her fees lie in the market because nobody could take them, and the keeper has a bond.
fn dust_beside_a_bond() -> World {
    let mut world = paid_and_staked();
    let anna = Staker::Provider(ANNA);
    anna.unlocks(&mut world, LOCKED).works();
    world.advance(UNLOCK_SECS);
    anna.takes(&mut world).works();
    let mut retire = instructions::provider_retire(&world.provider(ANNA), &world.market_state());
    retire.accounts[4].pubkey = PROGRAM_ID;
    retire.accounts[4].is_writable = false;
    world.sends(retire).works();
    Staker::Keeper.locks(&mut world, LOCKED).works();
    assert_eq!(of_market(&world), (FEE, LOCKED, world.rent(layout::market::SPACE) + FEE + LOCKED));
    world
}

/// Dust, the bond, and all lamports of the market's account.
fn of_market(world: &World) -> (u64, u64, u64) {
    let market = world.market_state();
    (market.dust, market.keeper_bond.total().expect("a sum"), world.lamports(&market.address))
}

#[test]
fn what_a_market_keeps_of_fees_and_its_keepers_bond_never_mix() {
    let rent = World::empty().rent(layout::market::SPACE);
    // The dust first, then the bond.
    let mut world = dust_beside_a_bond();
    world.sweeps_dust().works();
    assert_eq!(world.lamports(&TREASURY.key()), FEE);
    assert_eq!(of_market(&world), (0, LOCKED, rent + LOCKED));
    world.sweeps_dust().works();
    assert_eq!(of_market(&world), (0, LOCKED, rent + LOCKED), "there is nothing more to sweep");
    Staker::Keeper.unlocks(&mut world, LOCKED).works();
    world.sweeps_dust().works();
    assert_eq!(of_market(&world), (0, LOCKED, rent + LOCKED), "what is on its way out is no dust");
    world.advance(UNLOCK_SECS);
    Staker::Keeper.takes(&mut world).works();
    assert_eq!(of_market(&world), (0, 0, rent));
    // The bond first, then the dust.
    let mut world = dust_beside_a_bond();
    Staker::Keeper.unlocks(&mut world, LOCKED).works();
    world.advance(UNLOCK_SECS);
    let wallet = world.lamports(&OPENER.key());
    Staker::Keeper.takes(&mut world).works();
    assert_eq!(world.lamports(&OPENER.key()), wallet + LOCKED);
    assert_eq!(of_market(&world), (FEE, 0, rent + FEE));
    world.sweeps_dust().works();
    assert_eq!(of_market(&world), (0, 0, rent));
}

#[test]
fn a_slash_of_the_bond_leaves_the_dust() {
    let mut world = dust_beside_a_bond();
    let [one, two] = super::super::guardians::contradiction(&world);
    let both = slash(Staker::Keeper, KEEPER.0, STRANGER, [&one, &two]);
    world.sends_all(&both).works();
    assert_eq!(of_market(&world), (FEE, 0, world.rent(layout::market::SPACE) + FEE));
}
