//! What lies in an order's token accounts goes back to its client, in any mint and at any time.

use rayment_client::{events::Event, instructions::order_return_in};
use rayment_core::order::quote::flag;
use rayment_tests::vm::{tokens::*, world::*, *};
use solana_instruction::Instruction;

use super::*;

/// Two jobs, of which one is drawn.
fn bought(coin: Coin, change: fn(Purchase) -> Purchase) -> (World, Purchase) {
    let mut world = World::taking(coin);
    let purchase = Purchase::of_jobs(CLIENT, 2).in_token(coin).with(|quote| quote.draw_until = NOON + 1_000);
    let purchase = change(purchase);
    world.buys(CLIENT, &purchase, 2).works();
    (world, purchase)
}

fn same(purchase: Purchase) -> Purchase {
    purchase
}

/// What the order's account of another coin holds.
fn others(world: &World, purchase: &Purchase, coin: Coin, cancel: bool, by: Actor) -> Instruction {
    order_return_in(&by.key(), &purchase.quote, world.is_written(purchase), cancel, &coin.token())
}

#[test]
fn undrawn_tokens_stay_until_their_time_is_over_or_the_client_cancels() {
    for coin in COINS {
        let (mut world, purchase) = bought(coin, same);
        let account = coin.of(&purchase.address());
        world.gives(coin, &account, 77);
        nothing_changes(&mut world, |world| {
            for other in [STRANGER, KEEPER.0, DONOR] {
                world.returns(other, &purchase).refuses(RaymentError::StillDrawing);
            }
        });
        let events = world.returns(CLIENT.0, &purchase).works().events();
        let [Event::OrderReturned(told)] = events.as_slice() else { panic!("another event than expected") };
        assert_eq!((told.mint, told.tokens, told.closed), (coin.mint(), 77, false));
        assert_eq!((world.tokens(&account), world.has(coin, &CLIENT.key())), (DEPOSIT, TOKENS - 2 * DEPOSIT + 77));
        let mut cancelled = world.clone();
        cancelled.cancels_order(CLIENT.0, &purchase).works();
        assert_eq!(cancelled.has(coin, &CLIENT.key()), TOKENS - DEPOSIT + 77);
        cancelled.conserves(coin);
        world.advance_to(purchase.quote.draw_until);
        world.returns(STRANGER, &purchase).works();
        assert_eq!((world.tokens(&account), world.has(coin, &CLIENT.key())), (0, TOKENS - DEPOSIT + 77));
        world.conserves(coin);
    }
}

#[test]
fn tokens_of_other_mints_go_back_to_the_client() {
    for (coin, other) in [(DOLLAR, EURO), (EURO, DOLLAR), (DOLLAR, OTHER_DOLLAR), (EURO, OTHER_EURO)] {
        let (mut world, purchase) = bought(coin, same);
        world.makes_mint(other);
        world.issues(other, &purchase.address(), 500);
        world.opens_tokens(other, &CLIENT.key()).works();
        let of_client = others(&world, &purchase, other, false, CLIENT.0);
        world.sends(of_client).works();
        assert_eq!((world.has(other, &CLIENT.key()), world.has(other, &purchase.address())), (500, 0));
        assert_eq!(world.has(coin, &purchase.address()), DEPOSIT, "what is to be drawn stays");
        // Also of an order in SOL.
        let in_sol = Purchase::of_jobs(CLIENT, 1);
        world.buys(CLIENT, &in_sol, 1).works();
        world.issues(other, &in_sol.address(), 300);
        let by_anyone = others(&world, &in_sol, other, false, STRANGER);
        world.sends(by_anyone).works();
        assert_eq!(world.has(other, &CLIENT.key()), 800);
        world.conserves(other);
    }
}

#[test]
fn tokens_that_come_after_closing_go_back_and_buy_nothing() {
    for coin in COINS {
        let (mut world, purchase) = bought(coin, same);
        CLIENT.cancels(&mut world, purchase.job(0)).works();
        world.advance_to(purchase.quote.draw_until);
        world.returns(CLIENT.0, &purchase).works();
        assert!(!world.is_written(&purchase));
        let account = coin.of(&purchase.address());
        assert!(!world.exists(&account), "its rent went along");
        assert_eq!((world.has(coin, &CLIENT.key()), world.lamports(&CLIENT.key())), (TOKENS, FUNDS));
        // A token payment now fails in the payer's wallet; who makes the account anew is heard again.
        assert!(world.sends_tokens(coin, CLIENT.0, &account, 5).is_err());
        world.opens_tokens(coin, &purchase.address()).works();
        world.sends_tokens(coin, CLIENT.0, &account, 2 * DEPOSIT).works();
        nothing_changes(&mut world, |world| {
            world.draws_first(CLIENT.0, &purchase).refuses(RaymentError::DrawingEnded);
        });
        world.returns(STRANGER, &purchase).works();
        assert_eq!(world.has(coin, &CLIENT.key()), TOKENS);
        assert!(!world.exists(&account));
        world.conserves(coin);
    }
}

#[test]
fn an_order_that_was_never_written_down_gives_its_tokens_back() {
    for coin in COINS {
        let mut world = World::taking(coin);
        let purchase = Purchase::of_jobs(CLIENT, 1).in_token(coin).with(|quote| quote.draw_until = NOON + 1_000);
        world.opens_tokens(coin, &purchase.address()).works();
        world.sends_tokens(coin, CLIENT.0, &coin.of(&purchase.address()), 5).works();
        nothing_changes(&mut world, |world| {
            world.returns(STRANGER, &purchase).refuses(RaymentError::StillDrawing);
        });
        let mut at_once = world.clone();
        at_once.returns(CLIENT.0, &purchase).works();
        assert_eq!(at_once.has(coin, &CLIENT.key()), TOKENS);
        world.advance_to(purchase.quote.draw_until);
        world.returns(STRANGER, &purchase).works();
        assert_eq!(world.has(coin, &CLIENT.key()), TOKENS);
        world.conserves(coin);
    }
}

#[test]
fn the_rent_of_the_token_account_goes_to_whom_the_quote_says() {
    let lent: fn(Purchase) -> Purchase =
        |purchase| purchase.sponsored_by(HUB).with(|quote| quote.flags |= flag::ACCOUNT_LENT);
    let not_lent: fn(Purchase) -> Purchase = |purchase| purchase.sponsored_by(HUB);
    let without_sponsor: fn(Purchase) -> Purchase = |purchase| purchase.with(|quote| quote.flags |= flag::ACCOUNT_LENT);
    for coin in COINS {
        for (change, to_hub) in [(lent, true), (not_lent, false), (without_sponsor, false)] {
            let (mut world, purchase) = bought(coin, change);
            CLIENT.cancels(&mut world, purchase.job(0)).works();
            world.advance_to(purchase.quote.draw_until);
            let account = coin.of(&purchase.address());
            let (rent, hub) = (world.lamports(&account), world.lamports(&HUB.key()));
            world.returns(CLIENT.0, &purchase).works();
            assert!(!world.exists(&account));
            let to_client = if to_hub { 0 } else { rent };
            assert_eq!(world.lamports(&HUB.key()), hub + rent - to_client);
            assert_eq!(world.lamports(&CLIENT.key()), FUNDS - rent + to_client);
            assert_eq!(world.has(coin, &CLIENT.key()), TOKENS);
            // The same once the order's account is gone.
            world.issues(coin, &purchase.address(), 9);
            world.returns(STRANGER, &purchase).works();
            assert_eq!(world.lamports(&HUB.key()), hub + 2 * (rent - to_client));
            assert_eq!(world.has(coin, &CLIENT.key()), TOKENS + 9);
        }
    }
}

#[test]
fn the_client_may_name_another_account_and_nobody_else_may() {
    for coin in COINS {
        let (mut world, purchase) = bought(coin, same);
        world.opens_tokens(coin, &DONOR.key()).works();
        world.advance_to(purchase.quote.draw_until);
        let elsewhere = |world: &World, by: Actor| {
            let mut one = world.returned(by, &purchase, false);
            let place = one.accounts.iter().position(|meta| meta.pubkey == coin.of(&CLIENT.key()));
            one.accounts[place.expect("it is passed")].pubkey = coin.of(&DONOR.key());
            one
        };
        nothing_changes(&mut world, |world| {
            for by in [STRANGER, DONOR, KEEPER.0] {
                world.sends(elsewhere(world, by)).refuses(RaymentError::WrongTokenAccount);
            }
        });
        let ours = elsewhere(&world, CLIENT.0);
        world.sends(ours).works();
        assert_eq!(world.has(coin, &DONOR.key()), DEPOSIT);
        world.conserves(coin);
    }
}

#[test]
fn a_clients_account_that_is_frozen_or_anothers_to_spend_waits() {
    for coin in COINS {
        let (mut world, purchase) = bought(coin, same);
        world.advance_to(purchase.quote.draw_until);
        let account = coin.of(&CLIENT.key());
        world.freezes(coin, &account);
        nothing_changes(&mut world, |world| {
            world.returns(STRANGER, &purchase).refuses(RaymentError::PayeeBlocked);
            world.returns(CLIENT.0, &purchase).refuses(RaymentError::PayeeBlocked);
        });
        world.thaws(coin, &account);
        // Somebody may spend of it, or close it: then it takes the client's own word.
        for at in [72, 129] {
            let mut world = world.clone();
            let bytes = [&[1, 0, 0, 0], STRANGER.key().as_ref()].concat();
            world.overwrites(&account, at, &bytes);
            nothing_changes(&mut world, |world| {
                world.returns(STRANGER, &purchase).refuses(RaymentError::PayeeBlocked);
            });
            world.returns(CLIENT.0, &purchase).works();
            assert_eq!(world.tokens(&account), TOKENS - DEPOSIT);
        }
    }
}

#[test]
fn refuses_a_token_account_that_is_not_the_orders() {
    for coin in COINS {
        let (mut world, purchase) = bought(coin, same);
        let vault = rayment_client::address::vault(&purchase.job(0));
        world.advance_to(purchase.quote.draw_until);
        for foreign in [vault, coin.of(&OTHER_CLIENT.key()), rayment_client::address::vault(&ANNA.purse(coin))] {
            let mut one = world.returned(CLIENT.0, &purchase, false);
            let place = one.accounts.iter().position(|meta| meta.pubkey == coin.of(&purchase.address()));
            one.accounts[place.expect("it is passed")].pubkey = foreign;
            nothing_changes(&mut world, |world| world.sends(one).refuses(RaymentError::WrongTokenAccount));
        }
    }
}
