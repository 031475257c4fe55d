//! When vault and account go, and who gets what is in them.

use rayment_core::channel::SLOTS;
use rayment_tests::vm::world::*;

use super::*;
use RaymentError as E;

/// By Anna, with nothing earned.
fn ended(coin: Coin) -> TokenWorld {
    let (mut world, channel) = opened(coin, metered());
    world.steers(ANNA.operator, channel, Steer::End).works();
    (world, channel)
}

#[test]
fn vault_and_account_close_512_slots_after_the_one_in_the_address_and_both_rents_are_the_lenders() {
    for coin in COINS {
        let (world, channel) = ended(coin);
        let slot = state(&world, channel).slot;
        for (present, is_spent) in [(slot + SLOTS, false), (slot + SLOTS + 1, true)] {
            let mut world = world.clone();
            world.set_clock(present, world.now());
            if !is_spent {
                refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
                continue;
            }
            let (hub, rents) = (world.lamports(&HUB.key()), rents(&world, coin));
            assert_eq!(moved(&mut world, coin, channel, |world| world.asks_what_is_due(channel)), NOTHING);
            assert!(!world.exists(&channel) && !world.exists(&address::vault(&channel)));
            assert_eq!(world.lamports(&HUB.key()), hub + rents);
        }
    }
}

#[test]
fn gifts_in_tokens_and_in_lamports_go_to_the_payer_with_the_account() {
    for coin in COINS {
        let (mut world, channel) = ended(coin);
        world.gives(coin, &address::vault(&channel), 777);
        for address in [channel, address::vault(&channel)] {
            world.transfers(DONOR, &address, 1_000_000).works();
        }
        world.spends_addresses();
        let (hub, payer, rents) = (world.lamports(&HUB.key()), world.lamports(&CLIENT.key()), rents(&world, coin));
        assert_eq!(moved(&mut world, coin, channel, |world| world.asks_what_is_due(channel)), back(777));
        assert!(!world.exists(&channel) && !world.exists(&address::vault(&channel)));
        assert_eq!(world.lamports(&HUB.key()), hub + rents);
        assert_eq!(world.lamports(&CLIENT.key()), payer + 2_000_000);
    }
}

/// A vault closes empty: what its payer can't take keeps it.
#[test]
fn a_gift_that_the_payer_cannot_take_keeps_the_vault_until_it_can() {
    let (mut world, channel) = ended(EURO);
    let own = EURO.of(&CLIENT.key());
    world.gives(EURO, &address::vault(&channel), 1);
    world.freezes(EURO, &own);
    world.spends_addresses();
    refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    world.thaws(EURO, &own);
    assert_eq!(moved(&mut world, EURO, channel, |world| world.asks_what_is_due(channel)), back(1));
    assert!(!world.exists(&channel));
}

#[test]
fn refuses_to_close_without_who_lent_the_rents_or_to_another() {
    let (mut world, channel) = ended(DOLLAR);
    world.spends_addresses();
    let unnamed = without(world.due(channel), HUB.key());
    refused(&mut world, E::RentPayerMissing, |world| world.sends(unnamed));
    let other = naming(world.due(channel), HUB.key(), STRANGER.key());
    refused(&mut world, E::WrongPayee, |world| world.sends(other));
}

#[test]
fn a_payer_that_paid_the_rents_itself_gets_both_back() {
    for coin in COINS {
        let mut world = World::taking(coin);
        let before = (world.lamports(&CLIENT.key()), world.has(coin, &CLIENT.key()));
        let new = NewChannel { rent_payer: None, ..proposal(&world, coin, metered()) };
        let channel = world.opens_channel(&new).works();
        assert_eq!(before.0 - world.lamports(&CLIENT.key()), rents(&world, coin));
        world.steers(ANNA.operator, channel, Steer::End).works();
        world.spends_addresses();
        world.asks_what_is_due(channel).works();
        assert_eq!((world.lamports(&CLIENT.key()), world.has(coin, &CLIENT.key())), before);
    }
}

#[test]
fn no_address_in_tokens_lives_twice() {
    let mut world = World::taking(DOLLAR);
    let new = proposal(&world, DOLLAR, metered());
    let channel = world.opens_channel(&new).works();
    refused_with(&mut world, TAKEN, |world| world.opens_channel(&new));
    world.steers(ANNA.operator, channel, Steer::End).works();
    refused_with(&mut world, TAKEN, |world| world.opens_channel(&new));
    world.spends_addresses();
    world.asks_what_is_due(channel).works();
    refused(&mut world, E::SlotNotRecent, |world| world.opens_channel(&new));
}

/// From the first payment to the last account: who has what in the end, to the base unit and the lamport.
#[test]
fn the_whole_life_of_a_channel_in_tokens_adds_up() {
    for coin in COINS {
        let (mut world, channel) = opened(coin, rental());
        let lamports = (world.lamports(&ANNA.wallet.key()), world.total());
        world.advance(3_333);
        world.redeems(channel, 3_333_333).works();
        tops_up(&mut world, coin, OTHER_CLIENT.0, channel, 1_000_001);
        world.advance(77);
        world.steers(CLIENT.0, channel, Steer::Close).works();
        world.redeems(channel, 3_399_999).works();
        world.advance(CLOSE_SECS);
        world.spends_addresses();
        world.asks_what_is_due(channel).works();
        assert!(!world.exists(&channel));
        world.sweeps_purse(ANNA, coin).works();
        let purse = [ANNA.purse(coin), address::vault(&ANNA.purse(coin))].map(|at| world.lamports(&at));
        ANNA.withdraws_purse(&mut world, coin, None, true).works();
        // 3,410 seconds ran, and no more than was signed and 90 seconds counts: all of the time.
        let (earned, fee) = (3_410_000, 170_500);
        assert_eq!(world.has(coin, &ANNA.payout.key()), earned);
        assert_eq!(world.has(coin, &TREASURY.key()), fee);
        assert_eq!(world.has(coin, &CLIENT.key()), TOKENS + 1_000_001 - earned - fee);
        assert_eq!(world.has(coin, &OTHER_CLIENT.key()), TOKENS - 1_000_001);
        assert_eq!(world.lamports(&ANNA.wallet.key()), lamports.0 + purse[0] + purse[1]);
        assert_eq!((world.lamports(&HUB.key()), world.total()), (FUNDS, lamports.1));
        world.conserves(coin);
    }
}
