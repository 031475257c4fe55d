//! Moments of channels.

use rayment_client::instructions::{Redeemed, channel_open, channel_redeem};
use rayment_core::channel::Steer;
use rayment_tests::vm::{guardians::*, world::*, *};
use solana_instruction::Instruction;

use super::{Asked, Scene, about};
use crate::adversary::{
    crowd::Until,
    staked::{LOCKED as STAKED, channel, newcomer},
};

/// Asks it of the channel, after `until` has happened to it.
fn steers(by: Actor, command: Steer, until: fn(&mut World)) -> (World, Asked) {
    about(Until::Open, |world| {
        until(world);
        world.steer(by, channel(world), command)
    })
}

/// The last instruction of a redeem on this word, after `until` has happened.
fn redeems(word: fn(&World) -> Redeemed<'static>, until: fn(&mut World)) -> (World, Asked) {
    about(Until::Open, |world| {
        until(world);
        let all = channel_redeem(&World::market_address(), &world.channel(channel(world)), &word(world));
        let [one]: [Instruction; 1] = all.try_into().expect("one instruction");
        one
    })
}

fn nothing(_: &mut World) {}

/// The payer owes for an hour, and has said so.
fn an_hour(world: &mut World) {
    let at = channel(world);
    world.redeems(at, 1).works();
    world.advance(60);
}

/// Ended by its provider, when its address can be used no more.
fn ended(world: &mut World) {
    let at = channel(world);
    world.steers(ANNA.operator, at, Steer::End).works();
    world.spends_addresses();
}

/// Anna has left for good, with her stake.
fn gone(world: &mut World) {
    let anna = Staker::Provider(ANNA);
    anna.unlocks(world, STAKED).works();
    world.advance(UNLOCK_SECS);
    anna.takes(world).works();
    ANNA.retires(world).works();
    assert!(!world.exists(&ANNA.address()));
}

macro_rules! scene {
    ($instruction:literal, $moment:literal, $set:expr) => {
        Scene { instruction: $instruction, moment: $moment, set: $set }
    };
}

pub const SCENES: &[Scene] = &[
    scene!("channel_open", "a newcomer", || {
        about(Until::Open, |world| channel_open(&world.market_state(), &newcomer(world)))
    }),
    scene!("channel_steer", "a pause by its payer", || steers(CLIENT.0, Steer::Pause, nothing)),
    scene!("channel_steer", "a longer time", || {
        steers(CLIENT.0, Steer::Extend { expires_at: NOON + 8 * DAY }, nothing)
    }),
    scene!("channel_steer", "a closing by its payer", || steers(CLIENT.0, Steer::Close, nothing)),
    scene!("channel_steer", "a closing by who lent its rent", || {
        steers(HUB, Steer::Close, |world| world.advance(7 * DAY))
    }),
    scene!("channel_steer", "an end by its provider", || steers(ANNA.operator, Steer::End, an_hour)),
    scene!("channel_redeem", "by a voucher", || {
        about(Until::Open, |world| {
            an_hour(world);
            let at = channel(world);
            world.redeem(at, &SESSION.signs(at, 50_000))
        })
    }),
    scene!("channel_redeem", "by its payer's word", || {
        redeems(|_| Redeemed::Ack { signer: CLIENT.key(), cumulative: 50_000 }, an_hour)
    }),
    scene!("channel_redeem", "by time", || redeems(|_| Redeemed::Nothing, an_hour)),
    scene!("channel_redeem", "its end", || { redeems(|_| Redeemed::Nothing, |world| world.advance(8 * DAY)) }),
    scene!("channel_redeem", "a provider that is gone", || redeems(|_| Redeemed::Nothing, gone)),
    scene!("channel_redeem", "its last", || redeems(|_| Redeemed::Nothing, ended)),
];
