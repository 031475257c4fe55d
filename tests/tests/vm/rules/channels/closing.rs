//! When the account goes, and who gets what is in it.

use rayment_client::{events::Event, instructions::NewChannel, rule_key};
use rayment_core::channel::SLOTS;
use rayment_tests::vm::world::*;
use solana_instruction::AccountMeta;

use super::*;
use crate::idl;
use RaymentError as E;

/// The rent to the hub.
fn lent(world: &World) -> Moved {
    let rent = rent(world) as i64;
    Moved { hub: rent, channel: -rent, ..NOTHING }
}

/// Spends a wallet to the last lamport.
fn empties(world: &mut World, wallet: Actor) {
    let all = world.lamports(&wallet.key());
    world.transfers(wallet, &DONOR.key(), all).works();
}

#[test]
fn the_account_closes_512_slots_after_the_one_in_its_address() {
    let (world, channel) = ended();
    let slot = state(&world, channel).slot;
    for (present, is_spent) in [(slot + SLOTS - 1, false), (slot + SLOTS, false), (slot + SLOTS + 1, true)] {
        let mut world = world.clone();
        world.set_clock(present, world.now());
        if is_spent {
            let expected = lent(&world);
            assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), expected);
            assert!(!world.exists(&channel));
        } else {
            refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
        }
    }
}

/// At every slot either the address is taken, or nothing can be opened there.
#[test]
fn refuses_to_open_at_an_address_that_was_used() {
    const TAKEN: u32 = 0;
    let mut world = World::market();
    let new = CLIENT.proposes(&world, ANNA, metered());
    let channel = world.opens_channel(&new).works();
    world.redeems(channel, 1_000_000).works();
    world.steers(ANNA.operator, channel, Steer::End).works();
    let slot = new.slot.0;
    for present in [slot + 1, slot + SLOTS, slot + SLOTS + 1, slot + SLOTS + 2] {
        let mut world = world.clone();
        world.set_clock(present, world.now());
        if present <= slot + SLOTS {
            refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
            world.opens_channel(&new).refuses_with(TAKEN);
        } else {
            world.asks_what_is_due(channel).works();
            // Though the list still shows the slot with its hash, and with it the old vouchers would count again.
            assert_eq!(world.newest_slot(), new.slot);
            refused(&mut world, E::SlotNotRecent, |world| world.opens_channel(&new));
        }
    }
}

#[test]
fn what_ends_late_closes_at_once_and_says_so() {
    let (mut world, channel) = rented();
    world.advance(60);
    world.redeems(channel, 60_000).works();
    world.steers(CLIENT.0, channel, Steer::Close).works();
    world.advance(CLOSE_SECS);
    world.spends_addresses();
    let expected = back(LOCKED - 63_000) + lent(&world);
    let mut copy = world.clone();
    assert_eq!(moved(&mut copy, channel, |world| world.asks_what_is_due(channel)), expected);
    let events = world.asks_what_is_due(channel).works().events();
    let [Event::ChannelRedeemed(told)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((told.voucher, told.earnings, told.fee, told.refund), (60_000, 0, 0, LOCKED - 63_000));
    assert!(told.ended && told.closed);
}

#[test]
fn refuses_to_close_without_who_lent_the_rent_or_to_another() {
    let (mut world, channel) = ended();
    world.spends_addresses();
    let due = world.due(channel);
    let place = idl::place(&due, "rent_payer");
    assert_eq!(due.accounts[place].pubkey, HUB.key());
    let mut without = due.clone();
    without.accounts[place] = AccountMeta::new_readonly(rayment_client::PROGRAM_ID, false);
    refused(&mut world, E::RentPayerMissing, |world| world.sends(without));
    for other in [CLIENT.0, STRANGER, ANNA.wallet, DONOR] {
        let to_other = idl::with(due.clone(), "rent_payer", other.key());
        refused(&mut world, E::WrongPayee, |world| world.sends(to_other));
    }
    world.sends(due).works();
}

/// Until it closes nobody has to name the lender.
#[test]
fn a_redeem_that_closes_nothing_needs_no_lender() {
    let (mut world, channel) = opened(metered());
    let [verify, mut redeem] = world.redeem(channel, &SESSION.signs(channel, 1_000));
    redeem.accounts[5] = AccountMeta::new_readonly(rayment_client::PROGRAM_ID, false);
    world.sends_all(&[verify, redeem]).works();
    assert_eq!(state(&world, channel).earned, 1_000);
}

/// Its instruction names nobody to whom rent could go.
#[test]
fn the_providers_end_leaves_the_account_for_anyone_to_close() {
    let (mut world, channel) = rented();
    world.spends_addresses();
    assert_eq!(moved(&mut world, channel, |world| world.steers(ANNA.operator, channel, Steer::End)), back(LOCKED));
    let expected = lent(&world);
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), expected);
}

#[test]
fn a_payer_that_paid_the_rent_itself_gets_all_of_it() {
    let mut world = World::market();
    let before = world.lamports(&CLIENT.key());
    let new = NewChannel { rent_payer: None, ..CLIENT.proposes(&world, ANNA, rental()) };
    let channel = world.opens_channel(&new).works();
    world.steers(CLIENT.0, channel, Steer::Close).works();
    world.advance(CLOSE_SECS);
    world.spends_addresses();
    world.asks_what_is_due(channel).works();
    assert_eq!(world.lamports(&CLIENT.key()), before);
    assert!(!world.exists(&channel));
}

/// Below rent exemption a wallet takes nothing. The rent still goes back to who lent it, and what is left waits.
#[test]
fn what_an_empty_wallet_cannot_take_waits_for_it() {
    let least = World::empty().rent(0);
    for rest in [1, least - 1, least, least + 1] {
        let (mut world, channel) = opened(metered());
        world.redeems(channel, CAP).works();
        world.transfers(DONOR, &channel, rest).works();
        empties(&mut world, CLIENT.0);
        let ended = moved(&mut world, channel, |world| world.steers(ANNA.operator, channel, Steer::End));
        if rest >= least {
            assert_eq!(ended, back(rest));
            continue;
        }
        assert_eq!(ended, NOTHING);
        assert_eq!((state(&world, channel).owed_payer, world.lamports(&channel)), (rest, rent(&world) + rest));
        world.spends_addresses();
        refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
        // With a gift it is enough; or the wallet has something again.
        let mut gifted = world.clone();
        gifted.transfers(STRANGER, &channel, least - rest).works();
        let expected = back(least) + lent(&gifted);
        assert_eq!(moved(&mut gifted, channel, |world| world.asks_what_is_due(channel)), expected);
        world.transfers(STRANGER, &CLIENT.key(), least).works();
        let expected = back(rest) + lent(&world);
        assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), expected);
    }
}

/// It is its own lender: the rent fills the wallet.
#[test]
fn an_empty_wallet_that_lent_the_rent_gets_what_is_left_with_it() {
    let mut world = World::market();
    let new = NewChannel { rent_payer: None, deposit: 10, ..CLIENT.proposes(&world, ANNA, metered()) };
    let channel = world.opens_channel(&new).works();
    empties(&mut world, CLIENT.0);
    world.steers(ANNA.operator, channel, Steer::End).works();
    assert_eq!(state(&world, channel).owed_payer, 10);
    refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    world.spends_addresses();
    world.asks_what_is_due(channel).works();
    assert_eq!(world.lamports(&CLIENT.key()), rent(&world) + 10);
    assert!(!world.exists(&channel));
}

/// A lamport that nobody asked for would else keep the rent from who lent it.
#[test]
fn a_lamport_that_nobody_asked_for_goes_to_the_lender_with_its_rent() {
    let (mut world, channel) = ended();
    empties(&mut world, CLIENT.0);
    world.transfers(STRANGER, &channel, 1).works();
    refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    world.spends_addresses();
    let hub = rent(&world) as i64 + 1;
    let expected = Moved { hub, channel: -hub, ..NOTHING };
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), expected);
}

#[test]
fn a_lender_with_an_empty_wallet_gets_its_rent_too() {
    let (mut world, channel) = ended();
    empties(&mut world, HUB);
    world.spends_addresses();
    let expected = lent(&world);
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), expected);
    assert_eq!(world.lamports(&HUB.key()), rent(&world));
}

/// The hub lends for a channel in which it pays nothing, the provider may lend for its own customers.
#[test]
fn whoever_signs_may_lend() {
    for lender in [ANNA.operator, STRANGER, OTHER_CLIENT.0] {
        let mut world = World::market();
        let new = NewChannel { rent_payer: Some(lender.key()), ..CLIENT.proposes(&world, ANNA, metered()) };
        let before = world.lamports(&lender.key());
        let channel = world.opens_channel(&new).works();
        assert_eq!(state(&world, channel).rent_payer, rule_key(&lender.key()));
        assert_eq!(before - world.lamports(&lender.key()), rent(&world));
        world.steers(ANNA.operator, channel, Steer::End).works();
        world.spends_addresses();
        world.asks_what_is_due(channel).works();
        assert_eq!(world.lamports(&lender.key()), before);
    }
}
