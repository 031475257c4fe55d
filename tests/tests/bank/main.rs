//! Agreements through a validator's bank, each transaction beside the VM of the tests.
//!
//! The VM is quick, and differs from a validator in known ways: it starts with a clock at nothing, shows the slot
//! hashes that a test makes up, and checks neither rent nor lengths everywhere. So one life of everything goes through
//! `solana-runtime`'s bank too: rent, fees, clock and slot hashes are as a validator has them, and every account,
//! error, fee and compute unit must be the same in both.

mod orders;
mod spending;
mod tokens;
mod twins;
mod validator;

use rayment_core::layout;
use rayment_tests::vm::{phases::awaited_slot, *};
use solana_pubkey::Pubkey;
use twins::Twins;

/// A market with three providers, opened in both.
fn market() -> Twins {
    let mut world = World::empty();
    for wallet in [CLIENT.0, OTHER_CLIENT.0, GITA.wallet, HUGO.wallet] {
        world.fund(&wallet.key(), 10 * world::FUNDS);
    }
    world.fund(&TREASURY.key(), world::FUNDS);
    let mut twins = Twins::of(world);
    twins.acts(|world| world.gathers(PARAMS));
    twins
}

/// Anna takes a job that is open, and hands this in after 200 seconds.
fn works_off(twins: &mut Twins, job: Pubkey, render: Render) {
    twins.works(|world| KEEPER.assigns(world, job, ANNA));
    twins.later(1);
    twins.works(|world| ANNA.claims(world, job));
    twins.works(|world| ANNA.starts(world, job));
    twins.later(200);
    twins.works(|world| ANNA.delivers(world, job, render));
}

/// Waits for the slot whose hash picks the tiles, which nobody knows before.
fn seals(twins: &mut Twins, job: Pubkey) {
    let slot = awaited_slot(&twins.world, job);
    while twins.world.slot() <= slot {
        twins.acts(|world| world.seals(job)).refuses(RaymentError::ChallengeNotReady);
        twins.waits(1, 0);
    }
    twins.works(|world| world.seals(job));
}

#[test]
fn rents_are_a_clusters() {
    let twins = market();
    for bytes in [0, layout::job::SPACE, layout::order::SPACE, layout::provider::SPACE, 10_000] {
        let [vm, bank] = twins.rents(bytes);
        assert_eq!(vm, bank, "of {bytes} bytes");
        assert_eq!(bank, (128 + bytes as u64) * 6_960);
    }
}
