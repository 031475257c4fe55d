//! Closing: what holds a purse open, and a provider's account by its purse.

use rayment_client::instructions::purse_withdraw;
use rayment_core::provider::Status;
use rayment_tests::vm::{phases::seal, world::*};
use solana_account::Account;
use solana_instruction::Instruction;

use super::*;
use RaymentError as E;

/// A purse whose fees are swept: what is left is Anna's.
fn swept(coin: Coin) -> World {
    let mut world = earned(coin);
    world.sweeps_purse(ANNA, coin).works();
    world
}

fn closing(world: &World, coin: Coin, by: Actor, amount: Option<u64>) -> Instruction {
    purse_withdraw(&by.key(), &world.provider(ANNA), &coin.token(), amount, true)
}

#[test]
fn a_purse_closes_with_all_that_is_in_it_and_its_rents_are_the_authoritys() {
    for coin in COINS {
        for by in [ANNA.operator, ANNA.wallet] {
            let mut world = swept(coin);
            world.transfers(DONOR, &ANNA.purse(coin), 1_000_000).works();
            world.transfers(DONOR, &vault(coin), 2_000_000).works();
            let lies = world.lamports(&ANNA.purse(coin)) + world.lamports(&vault(coin));
            let (before, total) = (world.lamports(&ANNA.wallet.key()), world.total());
            let close = closing(&world, coin, by, None);
            let Event::PursePaid(event) = told(world.sends(close)) else { panic!("a payment") };
            assert_eq!((event.payee, event.amount, event.closed), (ANNA.payout.key(), CAP, true));
            assert!(!world.exists(&ANNA.purse(coin)) && !world.exists(&vault(coin)));
            assert_eq!((world.lamports(&ANNA.wallet.key()) - before, world.total()), (lies, total));
            assert_eq!(world.has(coin, &ANNA.payout.key()), CAP);
            assert_eq!(world.provider(ANNA).state.purses, 0);
            world.conserves(coin);
        }
    }
}

/// Gifts in tokens go along, also where nothing else is left.
#[test]
fn gifts_go_to_the_payout_wallet_with_the_purse() {
    for coin in COINS {
        let mut world = swept(coin);
        world.gives(coin, &vault(coin), 777);
        let mut emptied = world.clone();
        for (world, paid) in [(&mut world, CAP + 777), (&mut emptied, 777)] {
            if paid == 777 {
                ANNA.withdraws_purse(world, coin, None, false).works();
            }
            let close = closing(world, coin, ANNA.operator, None);
            let unnamed = without(close.clone(), coin.of(&ANNA.payout.key()));
            refused(world, E::TokensMissing, |world| world.sends(unnamed));
            let Event::PursePaid(event) = told(world.sends(close)) else { panic!("a payment") };
            assert_eq!(event.amount, paid);
            assert_eq!(world.has(coin, &ANNA.payout.key()), CAP + 777);
            world.conserves(coin);
        }
    }
}

/// An empty one closes without an account that nothing would be paid into.
#[test]
fn an_empty_purse_closes_though_the_payout_wallet_has_no_account() {
    let mut world = World::taking(DOLLAR);
    world.set_account(&DOLLAR.of(&ANNA.payout.key()), Account::default());
    let close = closing(&world, DOLLAR, ANNA.operator, None);
    let mut unnamed = world.clone();
    unnamed.sends(without(close.clone(), DOLLAR.of(&ANNA.payout.key()))).works();
    world.sends(close).works();
    for world in [world, unnamed] {
        assert!(!world.exists(&ANNA.purse(DOLLAR)));
    }
}

#[test]
fn refuses_to_close_with_a_balance_with_fees_or_with_a_job() {
    let mut world = earned(DOLLAR);
    refused(&mut world, E::PurseInUse, |world| ANNA.withdraws_purse(world, DOLLAR, None, true));
    world.sweeps_purse(ANNA, DOLLAR).works();
    for part in [0, CAP - 1] {
        refused(&mut world, E::PurseInUse, |world| ANNA.withdraws_purse(world, DOLLAR, Some(part), true));
    }
    // In SOL or in another token: whatever names the provider.
    let job = CLIENT.posts_job(&mut world, &offer()).works();
    KEEPER.assigns(&mut world, job, ANNA).works();
    ANNA.claims(&mut world, job).works();
    refused(&mut world, E::PurseInUse, |world| ANNA.withdraws_purse(world, DOLLAR, None, true));
    ANNA.fails(&mut world, job, rayment_core::job::FailReason::Worker).works();
    ANNA.withdraws_purse(&mut world, DOLLAR, None, true).works();
}

#[test]
fn a_job_in_tokens_holds_the_purse_open_until_it_is_paid() {
    let mut world = World::taking(EURO);
    let job = CLIENT.posts_job_in(&mut world, EURO, &offer()).works();
    phases::work_off(&mut world, job, PICTURE);
    seal(&mut world, job);
    refused(&mut world, E::PurseInUse, |world| ANNA.withdraws_purse(world, EURO, None, true));
    KEEPER.accepts(&mut world, job).works();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    world.sweeps_purse(ANNA, EURO).works();
    ANNA.withdraws_purse(&mut world, EURO, None, true).works();
    assert_eq!(world.has(EURO, &ANNA.payout.key()), PRICE + BOND);
}

#[test]
fn the_rent_goes_to_the_authority_and_to_nobody_else() {
    let mut world = swept(DOLLAR);
    for other in [ANNA.operator, ANNA.payout, STRANGER, BORIS.wallet] {
        let close = naming(closing(&world, DOLLAR, ANNA.operator, None), ANNA.wallet.key(), other.key());
        refused(&mut world, E::WrongPayee, |world| world.sends(close));
    }
    for by in [STRANGER, BORIS.operator] {
        let close = closing(&world, DOLLAR, by, None);
        refused(&mut world, E::NotOperator, |world| world.sends(close));
    }
}

#[test]
fn a_purse_that_was_closed_is_opened_anew_and_begins_at_nothing() {
    let mut world = swept(DOLLAR);
    ANNA.budgets_purse(&mut world, DOLLAR, 5).works();
    ANNA.withdraws_purse(&mut world, DOLLAR, None, true).works();
    refused_with(&mut world, NO_ACCOUNT, |world| ANNA.withdraws_purse(world, DOLLAR, None, false));
    refused_with(&mut world, NO_ACCOUNT, |world| world.sweeps_purse(ANNA, DOLLAR));
    ANNA.opens_purse(&mut world, DOLLAR).works();
    let PurseState { balance, fees, earned, budget, .. } = state(&world, DOLLAR);
    assert_eq!((balance, fees, earned, budget), (0, 0, 0, 0));
    assert_eq!(world.provider(ANNA).state.purses, 1);
}

/// Whoever retires still has what it earned; the account goes with the last purse.
#[test]
fn a_purse_holds_a_providers_account_open() {
    for coin in COINS {
        let mut world = earned(coin);
        world.fund(&ANNA.payout.key(), FUNDS);
        ANNA.retires(&mut world).works();
        assert_eq!(world.provider(ANNA).state.status, Status::Retired);
        ANNA.withdraws_purse(&mut world, coin, Some(1), false).works();
        world.sweeps_purse(ANNA, coin).works();
        ANNA.retires(&mut world).works();
        assert!(world.exists(&ANNA.address()), "the purse is open");
        ANNA.withdraws_purse(&mut world, coin, None, true).works();
        assert_eq!(world.provider(ANNA).state.purses, 0);
        ANNA.retires(&mut world).works();
        assert!(!world.exists(&ANNA.address()));
        assert_eq!(world.has(coin, &ANNA.payout.key()), CAP);
        // Who comes back begins without a purse.
        ANNA.registers(&mut world).works();
        assert_eq!(world.provider(ANNA).state.purses, 0);
        ANNA.opens_purse(&mut world, coin).works();
    }
}
