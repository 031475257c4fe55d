//! When a channel ends, and who is paid then.

use rayment_tests::vm::world::*;

use super::*;
use RaymentError as E;

/// One second before a deadline, at it, one after.
fn around(due: i64) -> [(i64, bool); 3] {
    [(due - 1, false), (due, true), (due + 1, true)]
}

#[test]
fn the_payer_closes_and_vouchers_count_for_a_day_more() {
    let (world, channel) = closing();
    let closing = state(&world, channel);
    assert_eq!((closing.phase, closing.ran, closing.at), (ChannelPhase::Closing, 1_000, NOON + 1_000));
    for (now, is_over) in around(NOON + 1_000 + CLOSE_SECS) {
        let mut world = world.clone();
        world.advance_to(now);
        if is_over {
            refused(&mut world, E::DeadlinePassed, |world| world.redeems(channel, CAP));
            refused(&mut world, E::DeadlinePassed, |world| world.acknowledges(CLIENT.0, channel, CAP));
            assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), back(LOCKED));
            assert_eq!(state(&world, channel).phase, ChannelPhase::Ended);
        } else {
            refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
            // Up to the time that it ran; and the day is not begun anew.
            assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, CAP)), paid(1_000_000));
            assert_eq!(state(&world, channel).at, NOON + 1_000);
            world.advance(1);
            let rest = moved(&mut world, channel, |world| world.asks_what_is_due(channel));
            assert_eq!(rest, back(LOCKED - 1_050_000));
        }
    }
}

#[test]
fn a_channel_that_closes_is_not_resumed_extended_or_closed_again() {
    let (mut world, channel) = closing();
    let extend = Steer::Extend { expires_at: NOON + 8 * DAY };
    for command in [Steer::Resume, Steer::Pause, extend, Steer::Close] {
        refused(&mut world, E::WrongPhase, |world| world.steers(CLIENT.0, channel, command));
    }
    refused(&mut world, E::WrongPhase, |world| world.steers(HUB, channel, Steer::Close));
}

/// What was signed and not redeemed yet is counted by the end itself, for a voucher that was shown before.
#[test]
fn the_providers_end_pays_everybody_at_once() {
    for reach in [rented, paused, closing] {
        let (mut world, channel) = reach();
        let ended = moved(&mut world, channel, |world| world.steers(ANNA.operator, channel, Steer::End));
        assert_eq!(ended, back(LOCKED));
        assert_eq!(world.lamports(&channel), rent(&world));
    }
    let (mut world, channel) = rented();
    world.advance(10);
    world.redeems(channel, 60_000).works();
    world.advance(200);
    let ended = moved(&mut world, channel, |world| world.steers(ANNA.wallet, channel, Steer::End));
    assert_eq!(ended, paid(140_000) + back(LOCKED - 157_500), "60,000 signed and 90 seconds");
}

#[test]
fn it_ends_by_time_once_vouchers_have_had_their_day() {
    let due = NOON + 7 * DAY + CLOSE_SECS;
    for reach in [rented, paused] {
        let (world, channel) = reach();
        for (now, is_over) in around(due) {
            let mut world = world.clone();
            world.advance_to(now);
            if is_over {
                refused(&mut world, E::DeadlinePassed, |world| world.redeems(channel, CAP));
                refused(&mut world, E::DeadlinePassed, |world| world.steers(CLIENT.0, channel, Steer::Close));
                assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), back(LOCKED));
            } else {
                refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
                world.redeems(channel, 1).works();
                world.steers(CLIENT.0, channel, Steer::Close).works();
            }
        }
    }
}

/// A close at the last second leaves its own `close_secs`, and no more than that.
#[test]
fn the_payers_money_is_free_a_day_after_its_wish() {
    for at in [NOON, NOON + 3 * DAY, NOON + 7 * DAY, NOON + 7 * DAY + CLOSE_SECS - 1] {
        let (mut world, channel) = rented();
        world.advance_to(at);
        world.steers(CLIENT.0, channel, Steer::Close).works();
        let wish = state(&world, channel).at;
        assert_eq!(wish, at.min(NOON + 7 * DAY), "the channel's clock stands still from its expiry on");
        world.advance_to(at.max(wish + CLOSE_SECS));
        assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), back(LOCKED));
    }
}

#[test]
fn a_voucher_that_comes_late_is_lost() {
    let (mut world, channel) = opened(metered());
    let paper = SESSION.signs(channel, 5_000_000);
    world.advance(7 * DAY + CLOSE_SECS);
    refused(&mut world, E::DeadlinePassed, |world| world.brings(channel, &paper));
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), back(LOCKED));
    refused(&mut world, E::WrongPhase, |world| world.brings(channel, &paper));
    // The provider may still end what nobody has ended.
    let (mut world, channel) = opened(metered());
    world.redeems(channel, 1_000_000).works();
    world.advance(30 * DAY);
    let ended = moved(&mut world, channel, |world| world.steers(ANNA.operator, channel, Steer::End));
    assert_eq!(ended, back(LOCKED - 1_050_000));
}

#[test]
fn nothing_is_said_to_a_channel_that_has_ended() {
    let (mut world, channel) = ended();
    refused(&mut world, E::WrongPhase, |world| world.redeems(channel, CAP));
    refused(&mut world, E::WrongPhase, |world| world.acknowledges(CLIENT.0, channel, CAP));
    refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    refused(&mut world, E::WrongPhase, |world| world.steers(ANNA.operator, channel, Steer::End));
}

/// The lender's close is as the payer's: the provider has its day, then everything goes back.
#[test]
fn what_the_lender_closes_ends_a_day_later() {
    let (mut world, channel) = opened(ChannelTerms { expires_at: NOON + 100 * DAY, ..metered() });
    world.advance(7 * DAY);
    world.steers(HUB, channel, Steer::Close).works();
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, 1_000_000)), paid(1_000_000));
    world.advance(CLOSE_SECS);
    world.spends_addresses();
    let lent = rent(&world);
    let last = moved(&mut world, channel, |world| world.asks_what_is_due(channel));
    assert_eq!(last, back(LOCKED - 1_050_000) + Moved { hub: lent as i64, channel: -(lent as i64), ..NOTHING });
    assert!(!world.exists(&channel));
}
