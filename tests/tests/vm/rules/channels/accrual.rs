//! What is owed: never more than was signed for and 90 seconds, than the time it ran, or than the deposit carries.

use rayment_client::instructions::NewChannel;
use rayment_core::market::Params;
use rayment_tests::vm::world::*;

use super::*;

/// What a channel with this rate has earned once a voucher of this amount is redeemed after so many seconds; worked
/// out apart, in wide numbers.
fn expected(rate: u64, secs: u64, voucher: u64, deposit: u64, fee_bps: u16) -> (u64, u64) {
    let wide = u128::from;
    let of_time = |secs: u64| wide(rate) * wide(secs) / 3_600;
    let cap = wide(deposit) * 10_000 / (10_000 + u128::from(fee_bps));
    let owed = match (rate, voucher) {
        (0, voucher) => wide(voucher),
        (_, 0) => 0,
        (_, voucher) => (wide(voucher) + of_time(90)).min(of_time(secs)),
    };
    let earned = owed.min(cap);
    (earned as u64, (earned * u128::from(fee_bps) / 10_000) as u64)
}

/// Voucher x time x deposit x fee, with each of the bounds the lowest somewhere.
#[test]
fn pays_the_least_of_voucher_time_and_deposit_and_the_fee_on_it() {
    for fee_bps in [0, 500, 1_000] {
        let market = World::market_under(Params { fee_bps, ..PARAMS });
        for (rate, deposit) in [(0, LOCKED), (RATE, LOCKED), (RATE, 1_000), (3_601, 77), (u64::MAX, LOCKED), (RATE, 0)]
        {
            let mut world = market.clone();
            let terms = ChannelTerms { rate, fee_bps, ..rental() };
            let new = NewChannel { deposit, ..CLIENT.proposes(&world, ANNA, terms) };
            let channel = world.opens_channel(&new).works();
            for secs in [0, 1, 89, 90, 91, 3_600, 200_000] {
                for voucher in [0, 1, 10_000, 3_600_000, CAP, CAP + 1, u64::MAX] {
                    let mut world = world.clone();
                    world.advance(secs as i64);
                    let (earned, fee) = expected(rate, secs, voucher, deposit, fee_bps);
                    let (balance, fees) = (earned as i64, fee as i64);
                    let owed = Moved { balance, fees, channel: -balance - fees, ..NOTHING };
                    let found = moved(&mut world, channel, |world| world.redeems(channel, voucher));
                    assert_eq!(found, owed, "rate {rate}, {secs} s, {voucher} signed, {deposit} locked, fee {fee_bps}");
                }
            }
        }
    }
}

#[test]
fn nothing_is_owed_before_the_first_voucher() {
    let (mut world, channel) = rented();
    world.advance(5 * HOUR);
    refused(&mut world, RaymentError::NothingDue, |world| world.asks_what_is_due(channel));
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, 0)), NOTHING);
    // A single lamport of it starts the 90 seconds.
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, 1)), paid(1 + GRACE));
}

const HOUR: i64 = 3_600;

#[test]
fn billing_stops_90_seconds_after_the_last_voucher() {
    let (mut world, channel) = rented();
    world.advance(60);
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, 60_000)), paid(60_000));
    let mut earned = 60_000;
    for (secs, in_all) in [(89, 149_000), (90, 150_000), (91, 150_000), (HOUR, 150_000)] {
        let mut world = world.clone();
        world.advance(secs);
        assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), paid(in_all - earned));
    }
    // Asked in between, it is the same sum in two parts.
    for (secs, more) in [(45, 45_000), (45, 45_000)] {
        world.advance(secs);
        assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), paid(more));
        earned += more;
    }
    world.advance(1);
    refused(&mut world, RaymentError::NothingDue, |world| world.asks_what_is_due(channel));
    assert_eq!(state(&world, channel).earned, earned);
}

#[test]
fn a_wallet_that_signs_too_much_pays_for_the_time_alone() {
    let (mut world, channel) = rented();
    world.advance(10);
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, u64::MAX)), paid(10_000));
    world.advance(10);
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), paid(10_000));
    // In the end what it has locked is all that it can lose.
    world.advance(20_000);
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), paid(CAP - 20_000));
    assert_eq!(world.lamports(&channel), rent(&world));
    refused(&mut world, RaymentError::NothingDue, |world| world.asks_what_is_due(channel));
}

#[test]
fn nothing_accrues_in_a_pause() {
    let (mut world, channel) = rented();
    world.advance(100);
    assert_eq!(moved(&mut world, channel, |world| world.steers(ANNA.operator, channel, Steer::Pause)), NOTHING);
    let paused = state(&world, channel);
    assert_eq!((paused.phase, paused.ran, paused.at), (ChannelPhase::Paused, 100, NOON + 100));
    world.advance(DAY);
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, 9_000_000)), paid(100_000));
    assert_eq!(moved(&mut world, channel, |world| world.steers(CLIENT.0, channel, Steer::Resume)), NOTHING);
    let resumed = state(&world, channel);
    assert_eq!((resumed.phase, resumed.ran, resumed.at), (ChannelPhase::Running, 100, NOON + 100 + DAY));
    world.advance(7);
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), paid(7_000));
}

#[test]
fn a_clock_that_goes_back_adds_no_time_and_takes_none_away() {
    let (mut world, channel) = rented();
    world.advance_to(NOON + 1_000);
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, CAP)), paid(1_000_000));
    for back in [NOON + 999, NOON, NOON - 1_000] {
        let mut world = world.clone();
        world.advance_to(back);
        refused(&mut world, RaymentError::NothingDue, |world| world.asks_what_is_due(channel));
        assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, CAP)), NOTHING);
        world.steers(CLIENT.0, channel, Steer::Pause).works();
        world.steers(CLIENT.0, channel, Steer::Resume).works();
        assert_eq!((state(&world, channel).at, state(&world, channel).ran), (NOON + 1_000, 1_000));
        world.advance_to(NOON + 1_001);
        assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), paid(1_000));
    }
}

#[test]
fn no_time_counts_after_the_expiry() {
    let (world, channel) = opened(ChannelTerms { expires_at: NOON + 1_000, ..rental() });
    for (now, secs) in [(NOON + 999, 999), (NOON + 1_000, 1_000), (NOON + 1_001, 1_000), (NOON + DAY, 1_000)] {
        let mut world = world.clone();
        world.advance_to(now);
        assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, CAP)), paid(secs * 1_000));
    }
}

/// The rate of an hour is no multiple of 3,600, and 5 % of a lamport is none.
#[test]
fn what_is_part_of_a_lamport_stays_the_payers() {
    let (mut world, channel) = opened(ChannelTerms { rate: 3_599, ..rental() });
    world.advance(1);
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, CAP)), NOTHING);
    world.advance(18);
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), paid(18));
    world.advance(2);
    // 20 lamports in all: the fee on the sum, not on each part of it.
    let (balance, fees) = (2, 1);
    let fee_on_all = Moved { balance, fees, channel: -3, ..NOTHING };
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), fee_on_all);
}

/// A market's later parameters change neither the fee nor the seconds of an open channel.
#[test]
fn a_channel_keeps_the_fee_and_the_grace_it_was_opened_with() {
    let (mut world, channel) = rented();
    let dearer = Params { fee_bps: 1_000, grace_secs: 0, ..PARAMS };
    let update = rayment_client::instructions::market_update(&world.market_state(), None, None, Some(&dearer));
    world.sends(update).works();
    world.advance(HOUR);
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, 1_000_000)), paid(1_000_000 + GRACE));
    let mut under_new = world.redeem(channel, &SESSION.signs(channel, 2_000_000));
    under_new[1].accounts[2].pubkey = world.params(1).address;
    refused(&mut world, RaymentError::WrongParams, |world| world.sends_all(&under_new));
    let new = ChannelTerms { params: 1, fee_bps: 1_000, ..rental() };
    let new = NewChannel { salt: 8, ..CLIENT.proposes(&world, ANNA, new) };
    let second = world.opens_channel(&new).works();
    world.advance(HOUR);
    let owed = Moved { balance: 1_000_000, fees: 100_000, channel: -1_100_000, ..NOTHING };
    assert_eq!(moved(&mut world, second, |world| world.redeems(second, 1_000_000)), owed);
}

/// Another market's parameters may name a lower fee, or none.
#[test]
fn refuses_parameters_of_another_market() {
    let (mut world, channel) = rented();
    world.opens_market(RIVAL, Params { fee_bps: 0, ..PARAMS }).works();
    let rival = rayment_client::address::params(&rayment_client::address::market(&RIVAL.key(), 0), 0);
    let mut redeem = world.redeem(channel, &SESSION.signs(channel, 1_000));
    redeem[1].accounts[2].pubkey = rival;
    refused(&mut world, RaymentError::WrongMarket, |world| world.sends_all(&redeem));
    let mut end = world.steer(ANNA.operator, channel, Steer::End);
    end.accounts[2].pubkey = rival;
    refused(&mut world, RaymentError::WrongMarket, |world| world.sends(end));
}
