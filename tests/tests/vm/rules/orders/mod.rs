//! Orders: one payment at an address that says all that can come of it.

mod address;
mod buying;
mod drawing;
mod lending;
mod receipts;
mod refunds;
mod refusals;
mod returning;

use rayment_core::{layout, order::OrderHead};
use rayment_tests::vm::*;

/// An order of so many jobs, paid with rent for so many, of which the first is drawn.
fn bought(jobs: u32, rents: u64) -> (World, Purchase) {
    let mut world = World::market();
    let purchase = Purchase::of_jobs(CLIENT, jobs);
    world.buys(CLIENT, &purchase, rents).works();
    (world, purchase)
}

fn head(world: &World, purchase: &Purchase) -> OrderHead {
    world.order(purchase).state.head
}

/// What lies at an order's address.
fn held(world: &World, purchase: &Purchase) -> u64 {
    world.lamports(&purchase.address())
}

fn order_rent(world: &World) -> u64 {
    world.rent(layout::order::SPACE)
}

fn job_rent(world: &World) -> u64 {
    world.rent(layout::job::SPACE)
}

/// What somebody has in its wallet.
fn has(world: &World, who: Actor) -> u64 {
    world.lamports(&who.key())
}

/// The same as before, to the lamport, whatever was tried.
fn nothing_changes<T>(world: &mut World, tries: impl FnOnce(&mut World) -> T) {
    let before = world.snapshot();
    tries(world);
    assert_eq!(world.snapshot(), before);
}
