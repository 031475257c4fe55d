//! Nobody waits for the other: what can't be credited waits in the job's vault, and the rest is paid.

use rayment_client::{address, events::Event, instructions::Clearing};
use rayment_core::job::{FailReason, Phase};
use rayment_tests::vm::{phases::*, tokens::*, world::*, *};
use solana_pubkey::Pubkey;

use super::*;
use crate::idl::with;

fn purse_vault(coin: Coin) -> Pubkey {
    address::vault(&ANNA.purse(coin))
}

/// Approved, with these accounts frozen, and settled.
fn settled_with(coin: Coin, frozen: &[fn(&World, Coin) -> Pubkey]) -> JobWorld {
    let (mut world, job) = approved_in(coin);
    for which in frozen {
        let account = which(&world, coin);
        world.freezes(coin, &account);
    }
    world.settles(job).works();
    world.conserves(coin);
    (world, job)
}

const PURSE: fn(&World, Coin) -> Pubkey = |_, coin| purse_vault(coin);
const ORDER: fn(&World, Coin) -> Pubkey = |world, coin| coin.of(&order(world));

/// Nothing is left of the job, and everybody has what is theirs.
fn is_over(world: &World, coin: Coin, job: Pubkey) {
    assert!(!world.exists(&job) && !world.exists(&address::vault(&job)));
    assert_eq!(world.order(&world.purchases[0]).state.head.live, 0);
    assert_eq!((earned(world, coin), world.has(coin, &order(world))), ((PRICE + BOND, FEE), REST));
    world.conserves(coin);
}

#[test]
fn a_frozen_purse_keeps_no_client_waiting() {
    for coin in COINS {
        let (mut world, job) = settled_with(coin, &[PURSE]);
        assert_eq!((owes(&world, job), world.vault(&job)), ((PRICE + BOND, FEE, 0), PRICE + BOND + FEE));
        assert_eq!((earned(&world, coin), world.has(coin, &order(&world))), ((0, 0), REST));
        assert_eq!(world.provider(ANNA).state.jobs, 0);
        assert_eq!(world.order(&world.purchases[0]).state.head.live, 1);
        nothing_changes(&mut world, |world| {
            let clear = world.clear(job, true, Clearing::Usual);
            let without_treasury = with(clear, "treasury_tokens", rayment_client::PROGRAM_ID);
            world.sends(without_treasury).refuses(RaymentError::NothingDue);
        });
        world.thaws(coin, &purse_vault(coin));
        let events = world.clears(job).works().events();
        let [Event::JobCleared(told)] = events.as_slice() else { panic!("another event than expected") };
        assert_eq!((told.earnings, told.fee, told.refund, told.closed), (PRICE + BOND, FEE, 0, true));
        assert_eq!((told.mint, told.provider), (coin.mint(), ANNA.wallet.key()));
        is_over(&world, coin, job);
    }
}

#[test]
fn a_frozen_order_account_keeps_no_provider_waiting() {
    for coin in COINS {
        let (mut world, job) = settled_with(coin, &[ORDER]);
        assert_eq!((owes(&world, job), world.vault(&job)), ((0, 0, REST), REST));
        assert_eq!((earned(&world, coin), world.has(coin, &order(&world))), ((PRICE + BOND, FEE), 0));
        nothing_changes(&mut world, |world| world.clears(job).refuses(RaymentError::NothingDue));
        let account = coin.of(&order(&world));
        world.thaws(coin, &account);
        world.clears(job).works();
        is_over(&world, coin, job);
    }
}

#[test]
fn where_both_are_frozen_each_is_paid_as_soon_as_it_can_be() {
    for coin in COINS {
        for first in [PURSE, ORDER] {
            let (mut world, job) = settled_with(coin, &[PURSE, ORDER]);
            assert_eq!(owes(&world, job), (PRICE + BOND, FEE, REST));
            assert_eq!((earned(&world, coin), world.vault(&job)), ((0, 0), DEPOSIT + BOND));
            let account = first(&world, coin);
            world.thaws(coin, &account);
            world.clears(job).works();
            let left = owes(&world, job);
            if account == purse_vault(coin) {
                assert_eq!((left, earned(&world, coin)), ((0, 0, REST), (PRICE + BOND, FEE)));
            } else {
                // The fee goes its own way: to the treasury, which can be paid.
                assert_eq!((left, world.has(coin, &TREASURY.key())), ((PRICE + BOND, 0, 0), FEE));
            }
            nothing_changes(&mut world, |world| world.clears(job).refuses(RaymentError::NothingDue));
            for which in [PURSE, ORDER] {
                let account = which(&world, coin);
                if account != first(&world, coin) {
                    world.thaws(coin, &account);
                }
            }
            world.clears(job).works();
            assert!(!world.exists(&job));
            let (balance, fees) = earned(&world, coin);
            assert_eq!((balance, fees + world.has(coin, &TREASURY.key())), (PRICE + BOND, FEE));
            assert_eq!(world.has(coin, &order(&world)), REST);
            world.conserves(coin);
        }
    }
}

#[test]
fn a_frozen_vault_holds_up_both_until_it_is_thawed() {
    for coin in COINS {
        let (mut world, job) = approved_in(coin);
        world.freezes(coin, &address::vault(&job));
        nothing_changes(&mut world, |world| world.settles(job).refuses_with(FROZEN));
        world.thaws(coin, &address::vault(&job));
        world.settles(job).works();
        is_over(&world, coin, job);
    }
}

#[test]
fn what_is_owed_is_cleared_once() {
    for coin in COINS {
        let (mut world, job) = settled_with(coin, &[PURSE]);
        let clear = world.clear(job, true, Clearing::Usual);
        world.thaws(coin, &purse_vault(coin));
        world.sends(clear.clone()).works();
        nothing_changes(&mut world, |world| world.sends(clear).refuses_with(NOT_INITIALIZED));
    }
}

#[test]
fn refuses_to_clear_what_is_not_owed_yet() {
    for coin in COINS {
        let (mut world, owing) = settled_with(coin, &[PURSE]);
        let job = CLIENT.posts_job_in(&mut world, coin, &offer()).works();
        let mut clear = world.clear(owing, true, Clearing::Usual);
        let (order, vault) = (world.purchases[1].address(), address::vault(&job));
        for (account, key) in [("job", job), ("order", order), ("vault", vault), ("order_tokens", coin.of(&order))] {
            clear = with(clear, account, key);
        }
        nothing_changes(&mut world, |world| world.sends(clear).refuses(RaymentError::WrongPhase));
    }
}

#[test]
fn a_job_that_owes_is_nothing_but_cleared() {
    for coin in COINS {
        let (mut world, job) = settled_with(coin, &[PURSE]);
        let purchase = world.purchases[0].clone();
        let settle = {
            let (state, payee) = (world.job(job), world.paid_back(&world.job(job)));
            with(rayment_client::instructions::job_settle(&state, payee), "provider", ANNA.address())
        };
        nothing_changes(&mut world, |world| {
            CLIENT.cancels(world, job).refuses(RaymentError::WrongPhase);
            assert!(world.sends(settle).is_err());
            assert!(world.expires(job).is_err());
            assert!(ANNA.claims(world, job).is_err());
        });
        // Nor does its order close, whoever asks and however late.
        world.advance_to(purchase.quote.draw_until + 10 * DAY);
        world.returns(STRANGER, &purchase).works();
        world.returns(CLIENT.0, &purchase).works();
        assert!(world.is_written(&purchase));
        world.thaws(coin, &purse_vault(coin));
        world.clears(job).works();
        world.returns(CLIENT.0, &purchase).works();
        assert!(!world.is_written(&purchase));
        assert_eq!(world.has(coin, &CLIENT.key()), TOKENS - BILL);
        world.conserves(coin);
    }
}

#[test]
fn a_job_whose_bond_cannot_go_back_is_refunded_instead_of_opened_again() {
    for coin in COINS {
        let (mut world, job) = sealed_in(coin, &offer(), PICTURE);
        world.freezes(coin, &purse_vault(coin));
        let events = KEEPER.fails(&mut world, job, FailReason::Unlike).works().events();
        let closed = events.iter().find_map(|event| match event {
            Event::JobClosed(closed) => Some(closed),
            _ => None,
        });
        let closed = closed.expect("it has ended");
        assert_eq!((closed.earnings, closed.fee, closed.refund, closed.surplus), (0, 0, 0, DEPOSIT));
        assert_eq!((owes(&world, job), world.has(coin, &order(&world))), ((BOND, 0, 0), DEPOSIT));
        assert_eq!((world.provider(ANNA).state.jobs, earned(&world, coin)), (0, (0, 0)));
        world.conserves(coin);
        world.thaws(coin, &purse_vault(coin));
        world.clears(job).works();
        assert_eq!(earned(&world, coin), (BOND, 0));
        assert!(!world.exists(&job));
        world.conserves(coin);
    }
}

#[test]
fn a_job_opens_again_as_ever_where_the_bond_can_go_back() {
    for coin in COINS {
        let (mut world, job) = sealed_in(coin, &offer(), PICTURE);
        let account = coin.of(&order(&world));
        world.freezes(coin, &account);
        KEEPER.fails(&mut world, job, FailReason::Unlike).works();
        assert!(matches!(world.job(job).state.phase, Phase::Open { .. }));
        assert_eq!((earned(&world, coin), world.vault(&job)), ((BOND, 0), DEPOSIT));
        world.conserves(coin);
    }
}
