//! An order of 250 frames, one to a job, beside the last release before orders: what each costs in units, transactions
//! and rent. For the record, not a test: `cargo test -p rayment-tests --test vm -- --ignored --nocapture beside`.

use rayment_core::{job::Offer, layout};
use rayment_tests::vm::{from_no_order, phases::*, world::*, *};
use solana_pubkey::Pubkey;

use crate::upgrade::earlier::SECOND;

const FRAMES: u32 = 250;
/// Jobs that are alive at once.
const ALIVE: u64 = 16;
/// Posts of the earlier release that fit a transaction, and draws of today's.
const POSTS: usize = 3;
const DRAWS: usize = 2;

#[derive(Default, Debug)]
struct Cost {
    units: u64,
    /// Those that the client signs, and all.
    signatures: u64,
    transactions: u64,
    /// The most lamports of rent that were locked at once.
    rent: u64,
}

impl Cost {
    fn takes(&mut self, answer: Answer) {
        self.units += answer.works().units;
        self.transactions += 1;
    }
}

/// From the claim to the last payment, as daemons batch it.
fn works_off(world: &mut World, job: Pubkey, cost: &mut Cost) {
    cost.takes(KEEPER.assigns(world, job, ANNA));
    let before = world.job(job);
    let (operator, wallet) = (ANNA.operator.key(), ANNA.wallet.key());
    let claim = rayment_client::instructions::job_claim(&operator, &wallet, &before);
    let start = rayment_client::instructions::job_start(&operator, &wallet, &before);
    cost.takes(world.sends_all(&[claim, start]));
    world.advance(1);
    cost.takes(ANNA.delivers(world, job, PICTURE));
    let slot = awaited_slot(world, job);
    world.set_clock(slot + 1, world.now());
    world.show_slot_hashes(slot, 100);
    cost.takes(world.seals(job));
    cost.transactions -= 1;
    cost.takes(KEEPER.accepts(world, job));
    cost.transactions -= 1;
    cost.takes(world.settles(job));
}

fn terms(world: &World) -> Offer {
    Offer { at_once: true, expires_at: world.now() + 7 * DAY - 1, ..offer() }
}

fn before() -> Cost {
    let (mut world, mut cost) = (World::empty_under(SECOND), Cost::default());
    world.fund(&CLIENT.key(), 1_000 * FUNDS);
    world.gathers(rayment_core::market::Params::DEFAULT);
    let offer = terms(&world);
    let mut jobs = Vec::new();
    for first in (0..FRAMES).step_by(POSTS) {
        let ids = u64::from(first)..u64::from(FRAMES.min(first + POSTS as u32));
        let posts: Vec<_> = ids.clone().map(|id| from_no_order::job_post(&CLIENT.key(), id, &offer)).collect();
        cost.takes(world.sends_all(&posts));
        cost.signatures += 1;
        let market = World::market_address();
        jobs.extend(ids.map(|id| rayment_client::address::job_from_no_order(&market, &CLIENT.key(), id)));
    }
    cost.rent = world.rent(layout::job::SPACE) * u64::from(FRAMES);
    jobs.into_iter().for_each(|job| works_off(&mut world, job, &mut cost));
    cost
}

fn today() -> Cost {
    let (mut world, mut cost) = (World::market(), Cost::default());
    world.fund(&CLIENT.key(), 1_000 * FUNDS);
    let list = rayment_tests::vm::purchase::list(FRAMES);
    let purchase = Purchase::of_list(CLIENT, &terms(&world), list, 0);
    cost.takes(world.buys(CLIENT, &purchase, ALIVE));
    cost.signatures = 1;
    world.purchases.push(purchase.clone());
    cost.rent = world.rent(layout::order::SPACE) + ALIVE * world.rent(layout::job::SPACE);
    let (mut drawn, mut done) = (1u32, 0u32);
    while done < FRAMES {
        while drawn < FRAMES && u64::from(drawn - done) < ALIVE {
            let some: Vec<_> =
                (drawn..FRAMES.min(drawn + DRAWS as u32)).map(|index| purchase.next(STRANGER, index)).collect();
            if u64::from(drawn - done) + some.len() as u64 > ALIVE {
                break;
            }
            drawn += some.len() as u32;
            cost.takes(world.sends_all(&some));
        }
        works_off(&mut world, purchase.job(done), &mut cost);
        done += 1;
    }
    cost.takes(world.returns(STRANGER, &purchase));
    cost
}

#[test]
#[ignore = "a measurement: see tests/BENCHMARKS.md"]
fn beside_the_last_release_before_orders() {
    for (name, cost) in [("before", before()), ("today", today())] {
        println!("{name}: {cost:?}, network fees {} lamports", cost.transactions * 5_000);
    }
}
