//! A market in a pause opens no channel, and everything that is open pays, ends and closes.

use rayment_client::instructions::{NewChannel, market_pause};
use rayment_tests::vm::world::*;

use super::*;

const PAUSE: u32 = 259_200;

fn pauses(world: &mut World) {
    let market = world.market_state();
    world.sends(market_pause(&market, PAUSE)).works();
}

#[test]
fn a_market_in_a_pause_opens_no_channel() {
    let mut world = World::market();
    pauses(&mut world);
    for (now, is_over) in [(NOON, false), (NOON + 259_199, false), (NOON + 259_200, true), (NOON + 259_201, true)] {
        let mut world = world.clone();
        world.advance_to(now);
        let new = CLIENT.proposes(&world, ANNA, rental());
        if is_over {
            world.opens_channel(&new).works();
        } else {
            refused(&mut world, RaymentError::MarketPaused, |world| world.opens_channel(&new));
        }
    }
}

#[test]
fn all_that_is_open_pays_ends_and_closes_in_a_pause() {
    let (mut world, channel) = rented();
    let second = NewChannel { salt: 8, ..CLIENT.proposes(&world, ANNA, metered()) };
    let other = world.opens_channel(&second).works();
    pauses(&mut world);
    world.advance(100);
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, 50_000)), paid(100_000));
    assert_eq!(moved(&mut world, other, |world| world.acknowledges(CLIENT.0, other, 1_000)), paid(1_000));
    for command in [Steer::Pause, Steer::Resume, Steer::Extend { expires_at: NOON + 8 * DAY }, Steer::Close] {
        world.steers(CLIENT.0, channel, command).works();
    }
    let ended = moved(&mut world, other, |world| world.steers(ANNA.operator, other, Steer::End));
    assert_eq!(ended, back(LOCKED - 1_050));
    world.advance(CLOSE_SECS);
    world.spends_addresses();
    for channel in [channel, other] {
        world.asks_what_is_due(channel).works();
        assert!(!world.exists(&channel));
    }
    ANNA.retires(&mut world).works();
}
