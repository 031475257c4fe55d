//! Stakes: what client, provider, guardian and the keeper's market lock, and when it leaves.

mod apart;
mod claiming;
mod leaving;
mod moving;
mod strangers;

use rayment_tests::vm::{guardians::*, *};

const LOCKED: u64 = 300_000_001;

/// A market in which Gita has enlisted and nobody has locked anything.
fn market() -> World {
    let mut world = World::market_under(guarded(0));
    world.fund(&GITA.wallet.key(), world::FUNDS);
    GITA.enlists(&mut world).works();
    world
}

/// The same after this owner has locked what these tests lock.
fn locked(staker: Staker) -> World {
    let mut world = market();
    staker.locks(&mut world, LOCKED).works();
    world
}
