//! An order of 250 frames, one to a job, beside the last release before orders: what each costs in units, transactions
//! and rent, by what their daemons send where one job ends after the other. For the record, not a test:
//! `cargo test -p rayment-tests --test vm -- --ignored --nocapture beside`.

use rayment_client::{chain::fits, instructions};
use rayment_core::{job::Offer, layout};
use rayment_tests::vm::{from_no_order, phases::*, world::*, *};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use crate::upgrade::earlier::SECOND;

const FRAMES: u32 = 250;
/// Jobs that are alive at once.
const ALIVE: u64 = 16;
/// Posts of the earlier release that fit a transaction, and draws of today's.
const POSTS: usize = 3;
const DRAWS: u32 = 2;
/// Jobs that wait while a keeper draws with nothing else.
const ENOUGH: u32 = 4;

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
        self.goes_along(answer);
        self.transactions += 1;
    }

    /// In the transaction before.
    fn goes_along(&mut self, answer: Answer) {
        self.units += answer.works().units;
    }
}

fn claim(world: &World, job: Pubkey) -> [Instruction; 2] {
    let (job, operator, wallet) = (world.job(job), ANNA.operator.key(), ANNA.wallet.key());
    [instructions::job_claim(&operator, &wallet, &job), instructions::job_start(&operator, &wallet, &job)]
}

/// Seal, acceptance and settlement.
fn verdict(world: &mut World, job: Pubkey, cost: &mut Cost) {
    let slot = awaited_slot(world, job);
    world.set_clock(slot + 1, world.now());
    world.show_slot_hashes(slot, 100);
    cost.takes(world.seals(job));
    cost.goes_along(KEEPER.accepts(world, job));
    cost.goes_along(world.settles(job));
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
    for job in jobs {
        cost.takes(KEEPER.assigns(&mut world, job, ANNA));
        let claim = claim(&world, job);
        cost.takes(world.sends_all(&claim));
        world.advance(1);
        cost.takes(ANNA.delivers(&mut world, job, PICTURE));
        verdict(&mut world, job, &mut cost);
    }
    cost
}

/// So many jobs are assigned ahead in one transaction: as many as begin within six seconds.
fn today(ahead: u32) -> Cost {
    let (mut world, mut cost) = (World::market(), Cost::default());
    world.fund(&CLIENT.key(), 1_000 * FUNDS);
    let list = rayment_tests::vm::purchase::list(FRAMES);
    let purchase = Purchase::of_list(CLIENT, &terms(&world), list, 0);
    cost.takes(world.buys(CLIENT, &purchase, ALIVE));
    cost.signatures = 1;
    world.purchases.push(purchase.clone());
    cost.rent = world.rent(layout::order::SPACE) + ALIVE * world.rent(layout::job::SPACE);
    let (mut drawn, mut assigned) = (1, 0);
    while drawn <= ENOUGH + ahead {
        let some: Vec<_> = (drawn..drawn + DRAWS).map(|index| purchase.next(KEEPER.0, index)).collect();
        cost.takes(world.sends_all(&some));
        drawn += DRAWS;
    }
    for index in 0..FRAMES {
        let (job, next) = (purchase.job(index), purchase.job(index + 1));
        while assigned < FRAMES.min(index + 2) {
            let some = assigned..FRAMES.min(assigned + ahead);
            assigned = some.end;
            let some: Vec<_> = some.map(|index| KEEPER.assign(&world, (purchase.job(index), ANNA), false)).collect();
            cost.takes(world.sends_all(&some));
        }
        if index == 0 {
            let claim = claim(&world, job);
            cost.takes(world.sends_all(&claim));
        }
        world.advance(1);
        let mut delivery = vec![ANNA.delivery(&world.job(job), PICTURE)];
        if index + 1 < assigned {
            delivery.extend(claim(&world, next));
        }
        assert!(fits(&ANNA.operator.key(), &delivery));
        cost.takes(world.sends_all(&delivery));
        let judged = [
            instructions::job_seal(&world.job(job)),
            instructions::job_accept(&KEEPER.key(), &world.job(job), [0; 32]),
            world.settle(job),
        ];
        verdict(&mut world, job, &mut cost);
        if drawn < FRAMES {
            let draw = purchase.next(KEEPER.0, drawn);
            assert!(
                fits(&KEEPER.key(), &[&judged[..], std::slice::from_ref(&draw)].concat()),
                "in one transaction with it"
            );
            cost.goes_along(world.sends_all(&[draw]));
            drawn += 1;
        }
    }
    cost.takes(world.returns(STRANGER, &purchase));
    cost
}

#[test]
#[ignore = "a measurement: see tests/BENCHMARKS.md"]
fn beside_the_last_release_before_orders() {
    for (name, cost) in [
        ("before", before()),
        ("today, frames of six seconds and more", today(1)),
        ("today, frames of two seconds", today(3)),
    ] {
        println!("{name}: {cost:?}, network fees {} lamports", cost.transactions * 5_000);
    }
}
