//! Channels: addresses bound to slot hashes, and signatures that the runtime verifies.

use rayment_core::channel::Steer;
use rayment_tests::vm::{
    channels::{CLOSE_SECS, Paper, SPENT, metered, rental},
    *,
};

use super::market;

#[test]
fn opens_in_a_slot_and_is_redeemed_closed_and_gone() {
    let mut twins = market();
    for terms in [metered(), rental()] {
        let channel = twins.acts(|world| CLIENT.opens(world, ANNA, terms)).works();
        twins.works(|world| world.redeems(channel, 1_000));
        twins.later(600);
        twins.works(|world| world.redeems(channel, 4_000));
        let Paper { signed, mut signature } = SESSION.signs(channel, 5_000);
        signature[0] ^= 1;
        assert!(twins.acts(|world| world.brings(channel, &Paper { signed, signature })).is_err(), "a forged signature");
        twins.works(|world| world.steers(CLIENT.0, channel, Steer::Close));
        twins.later(CLOSE_SECS);
        twins.works(|world| world.asks_what_is_due(channel));
        twins.acts(|world| world.asks_what_is_due(channel)).refuses(RaymentError::NothingDue);
        twins.waits(SPENT, 0);
        twins.works(|world| world.asks_what_is_due(channel));
        assert!(!twins.world.exists(&channel));
    }
}
