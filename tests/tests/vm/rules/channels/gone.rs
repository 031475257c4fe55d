//! A provider that retires, has left, or came back.

use rayment_core::provider::Status;
use rayment_tests::vm::world::*;

use super::*;
use RaymentError as E;

/// A world in which Anna has left after it earned a million, and what her channel's payer has signed for since.
fn left(reach: fn() -> ChannelWorld) -> (World, Pubkey, Paper) {
    let (mut world, channel) = reach();
    world.advance(10 * 60);
    world.redeems(channel, 1_000_000).works();
    let paper = SESSION.signs(channel, 5_000_000);
    leaves(&mut world);
    (world, channel, paper)
}

/// Once more: the first time her wallets could not take what she had.
fn leaves(world: &mut World) {
    let least = world.rent(0);
    for wallet in [ANNA.payout, TREASURY] {
        world.transfers(DONOR, &wallet.key(), least).works();
    }
    ANNA.retires(world).works();
    assert!(!world.exists(&ANNA.address()));
}

fn by_vouchers() -> ChannelWorld {
    opened(metered())
}

#[test]
fn anyone_ends_a_channel_whose_provider_has_left_and_what_is_left_is_the_payers() {
    let (mut world, channel, paper) = left(by_vouchers);
    refused(&mut world, E::ProviderGone, |world| world.brings(channel, &paper));
    refused(&mut world, E::ProviderGone, |world| world.acknowledges(CLIENT.0, channel, 5_000_000));
    for signer in [ANNA.wallet, ANNA.operator] {
        refused(&mut world, E::NotChannelProvider, |world| world.steers(signer, channel, Steer::End));
        refused(&mut world, E::NotParty, |world| world.steers(signer, channel, Steer::Pause));
    }
    let ended = moved(&mut world, channel, |world| world.asks_what_is_due(channel));
    assert_eq!(ended, back(LOCKED - 1_050_000));
    assert_eq!(state(&world, channel).phase, ChannelPhase::Ended);
    world.spends_addresses();
    let lent = rent(&world) as i64;
    let closed = moved(&mut world, channel, |world| world.asks_what_is_due(channel));
    assert_eq!(closed, Moved { hub: lent, channel: -lent, ..NOTHING });
}

/// By the hour: what has run since the last redeeming was Anna's, had she asked for it.
#[test]
fn what_it_earned_and_did_not_redeem_is_forfeited_to_the_payer() {
    let (mut world, channel) = rented();
    world.advance(60);
    world.redeems(channel, 1_000_000).works();
    world.advance(600);
    leaves(&mut world);
    let ended = moved(&mut world, channel, |world| world.asks_what_is_due(channel));
    assert_eq!(ended, back(LOCKED - 63_000));
    assert_eq!((state(&world, channel).earned, state(&world, channel).fee), (60_000, 3_000));
}

#[test]
fn every_phase_ends_once_the_provider_is_gone() {
    for (phase, reach) in &PHASES[..3] {
        let (mut world, channel) = reach();
        leaves(&mut world);
        assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), back(LOCKED), "{phase:?}");
    }
    // What ended before has nothing more to give.
    let (mut world, channel) = ended();
    leaves(&mut world);
    refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
}

/// Its fee counts for nothing any more, so any market's parameters may be named.
#[test]
fn the_payer_steers_on_where_the_provider_is_gone() {
    let (mut world, channel, _) = left(by_vouchers);
    world.opens_market(RIVAL, PARAMS).works();
    let rival = rayment_client::address::params(&rayment_client::address::market(&RIVAL.key(), 0), 0);
    for command in [Steer::Pause, Steer::Resume, Steer::Extend { expires_at: NOON + 9 * DAY }, Steer::Close] {
        let mut other = world.clone();
        let mut steer = world.steer(CLIENT.0, channel, command);
        steer.accounts[2].pubkey = rival;
        other.sends(steer).works();
        world.steers(CLIENT.0, channel, command).works();
        assert_eq!(state(&other, channel), state(&world, channel));
    }
    let mut ending = world.due(channel);
    ending.accounts[2].pubkey = rival;
    assert_eq!(moved(&mut world, channel, |world| world.sends(ending)), back(LOCKED - 1_050_000));
}

#[test]
fn a_channel_whose_provider_is_there_is_ended_by_nobody_else() {
    for (phase, reach) in &PHASES[..3] {
        let (mut world, channel) = reach();
        ANNA.pauses(&mut world, true).works();
        refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
        for actor in [CLIENT.0, STRANGER, HUB, BORIS.operator] {
            refused(&mut world, E::NotChannelProvider, |world| world.steers(actor, channel, Steer::End));
        }
        assert_eq!(state(&world, channel).phase, *phase);
    }
}

/// The account stays until what is in it has been paid; so long it earns as before.
#[test]
fn a_provider_that_retires_still_gets_what_it_earned() {
    let (mut world, channel) = by_vouchers();
    // Too little for her empty wallet: it stays in the account, and the account with it.
    world.redeems(channel, 1_000).works();
    ANNA.retires(&mut world).works();
    assert_eq!(world.provider(ANNA).state.status, Status::Retired);
    assert_eq!(world.provider(ANNA).state.balance, 1_000);
    refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, 2_000_000)), paid(1_999_000));
    let ended = moved(&mut world, channel, |world| world.steers(ANNA.operator, channel, Steer::End));
    assert_eq!(ended, back(LOCKED - 2_100_000));
    let payout = world.lamports(&ANNA.payout.key());
    ANNA.retires(&mut world).works();
    assert!(!world.exists(&ANNA.address()));
    assert_eq!(world.lamports(&ANNA.payout.key()), payout + 2_000_000);
}

#[test]
fn a_provider_withdraws_what_channels_paid_and_the_fees_go_to_the_treasury() {
    let (mut world, channel) = by_vouchers();
    world.redeems(channel, CAP).works();
    let (payout, treasury) = (world.lamports(&ANNA.payout.key()), world.lamports(&TREASURY.key()));
    world.transfers(DONOR, &TREASURY.key(), world.rent(0)).works();
    ANNA.withdraws(&mut world, None).works();
    world.sweeps(ANNA).works();
    assert_eq!(world.lamports(&ANNA.payout.key()), payout + CAP);
    assert_eq!(world.lamports(&TREASURY.key()), treasury + world.rent(0) + CAP / 20);
    assert_eq!(world.lamports(&ANNA.address()), world.rent(world.space(&ANNA.address())));
}

/// The account of a provider that registers anew is at the same address: where nobody has ended the channel before,
/// it goes on.
#[test]
fn a_provider_that_comes_back_is_paid_again_unless_it_was_ended() {
    let (mut world, channel, paper) = left(by_vouchers);
    let mut ended = world.clone();
    ended.asks_what_is_due(channel).works();
    for world in [&mut world, &mut ended] {
        ANNA.registers(world).works();
    }
    refused(&mut ended, E::WrongPhase, |world| world.brings(channel, &paper));
    assert_eq!(moved(&mut world, channel, |world| world.brings(channel, &paper)), paid(4_000_000));
    refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
}

/// The address of a provider that never was, or lamports where it used to be, make nobody a provider.
#[test]
fn lamports_at_the_address_of_a_provider_that_left_bring_it_back_to_nobody() {
    let (mut world, channel, paper) = left(by_vouchers);
    world.transfers(DONOR, &ANNA.address(), FUNDS / 10).works();
    refused(&mut world, E::ProviderGone, |world| world.brings(channel, &paper));
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), back(LOCKED - 1_050_000));
}
