//! What a provider locks and how much of it its hot key can lose, and how many jobs it works on.

use rayment_client::instructions::ProviderUpdate;
use rayment_core::{
    job::{FailReason, Offer},
    money::Terms,
};
use rayment_tests::vm::{phases::*, world::*, *};
use solana_pubkey::Pubkey;

/// Anna's balance after one paid job.
const BALANCE: u64 = PRICE + BOND;

/// Anna has been paid for one job, and may bond this much of it. The next jobs are reserved for her.
fn budgeted(budget: u64, jobs: usize) -> (World, Vec<Pubkey>) {
    let (mut world, job) = accepted();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    ANNA.budgets(&mut world, budget).works();
    let jobs = reserve(&mut world, jobs);
    (world, jobs)
}

fn reserve(world: &mut World, jobs: usize) -> Vec<Pubkey> {
    let mut reserved = || {
        let job = CLIENT.posts_job(world, &offer()).works();
        KEEPER.assigns(world, job, ANNA).works();
        job
    };
    (0..jobs).map(|_| reserved()).collect()
}

/// Balance and budget.
fn purse(world: &World) -> (u64, u64) {
    let anna = world.provider(ANNA).state;
    (anna.balance, anna.budget)
}

fn with_slots(world: &mut World, slots: u16) {
    ANNA.updates(world, &ProviderUpdate { slots: Some(slots), ..ProviderUpdate::default() }).works();
}

#[test]
fn a_small_claim_on_a_large_deposit_locks_a_small_bond() {
    let cheap = Terms { per_frame: 1, ..Terms::default() };
    // 5 % of what the claim can cost, and at least the market's least bond.
    for (terms, bond) in [(TERMS, BOND), (cheap, 1_000_000)] {
        let mut world = World::market();
        world.fund(&CLIENT.key(), 10 * FUNDS);
        ANNA.prices(&mut world, terms).works();
        let job = CLIENT.posts_job(&mut world, &Offer { deposit: FUNDS, ..offer() }).works();
        KEEPER.assigns(&mut world, job, ANNA).works();
        let (wallet, held) = (world.lamports(&ANNA.operator.key()), world.lamports(&job));
        ANNA.claims(&mut world, job).works();
        assert_eq!((world.lamports(&ANNA.operator.key()), world.lamports(&job)), (wallet - bond, held + bond));
        world.advance(START_SECS);
        let client = world.at_orders(CLIENT);
        world.expires(job).works();
        assert_eq!(world.at_orders(CLIENT), client + bond, "and no more of it can be lost");
    }
}

#[test]
fn the_balance_pays_a_bond_as_far_as_the_budget_reaches() {
    for (budget, own) in [(0, 0), (1_000_000, 1_000_000), (BOND, BOND), (BOND + 1, BOND), (u64::MAX, BOND)] {
        let (mut world, jobs) = budgeted(budget, 1);
        let wallet = world.lamports(&ANNA.operator.key());
        ANNA.claims(&mut world, jobs[0]).works();
        assert_eq!(world.lamports(&ANNA.operator.key()), wallet - (BOND - own));
        assert_eq!(purse(&world), (BALANCE - own, budget - own));
    }
}

#[test]
fn a_bond_that_comes_back_may_be_bonded_again() {
    let (mut world, jobs) = budgeted(1_000_000, 1);
    ANNA.claims(&mut world, jobs[0]).works();
    assert_eq!(purse(&world), (BALANCE - 1_000_000, 0));
    ANNA.fails(&mut world, jobs[0], FailReason::Worker).works();
    // With what the operator's wallet had added: it is the provider's now.
    assert_eq!(purse(&world), (BALANCE - 1_000_000 + BOND, BOND));
}

#[test]
fn a_bond_that_is_lost_may_not() {
    let (mut world, jobs) = budgeted(BOND + 5, 1);
    ANNA.claims(&mut world, jobs[0]).works();
    world.advance(START_SECS);
    world.expires(jobs[0]).works();
    assert_eq!(purse(&world), (BALANCE - BOND, 5));
}

#[test]
fn a_stolen_hot_key_loses_no_more_than_the_budget() {
    let (budget, lacks) = (BOND + 500_000, BOND - 500_000);
    let (mut world, jobs) = budgeted(budget, 3);
    let rest = world.lamports(&ANNA.operator.key());
    world.transfers(ANNA.operator, &DONOR.key(), rest).works();
    ANNA.claims(&mut world, jobs[0]).works();
    // The thief would have to add the rest.
    ANNA.claims(&mut world, jobs[1]).refuses_with(1);
    let more = ProviderUpdate { budget: Some(u64::MAX), ..ProviderUpdate::default() };
    ANNA.updates(&mut world, &more).refuses(RaymentError::NotAuthority);
    world.transfers(DONOR, &ANNA.operator.key(), lacks).works();
    ANNA.claims(&mut world, jobs[1]).works();
    ANNA.claims(&mut world, jobs[2]).refuses_with(1);
    world.advance(START_SECS);
    for job in &jobs[..2] {
        world.expires(*job).works();
    }
    assert_eq!(purse(&world), (BALANCE - budget, 0));
}

#[test]
fn only_the_authority_sets_the_budget() {
    let mut world = World::market();
    ANNA.budgets(&mut world, 7).works();
    let update = ProviderUpdate { budget: Some(8), ..ProviderUpdate::default() };
    ANNA.updates(&mut world, &update).refuses(RaymentError::NotAuthority);
    for other in [STRANGER, ANNA.payout, BORIS.wallet, OPENER, KEEPER.0] {
        Provider { operator: other, ..ANNA }.updates(&mut world, &update).refuses(RaymentError::NotOperator);
    }
    assert_eq!(world.provider(ANNA).state.budget, 7);
    // Other changes leave it.
    with_slots(&mut world, 9);
    assert_eq!(world.provider(ANNA).state.budget, 7);
}

#[test]
fn refuses_more_jobs_at_a_time_than_there_are_slots() {
    let mut world = World::market();
    with_slots(&mut world, 2);
    let jobs = reserve(&mut world, 3);
    let open = CLIENT.posts_job(&mut world, &offer()).works();
    ANNA.claims(&mut world, jobs[0]).works();
    ANNA.claims(&mut world, jobs[1]).works();
    assert_eq!(world.provider(ANNA).state.working, 2);
    let before = world.snapshot();
    ANNA.claims(&mut world, jobs[2]).refuses(RaymentError::NoFreeSlot);
    assert_eq!(world.snapshot(), before);
    // A further one may be reserved for her, and is claimed once a slot is free.
    KEEPER.assigns(&mut world, open, ANNA).works();
    ANNA.claims(&mut world, open).refuses(RaymentError::NoFreeSlot);
    ANNA.starts(&mut world, jobs[0]).works();
    ANNA.claims(&mut world, jobs[2]).refuses(RaymentError::NoFreeSlot);
    with_slots(&mut world, 3);
    ANNA.claims(&mut world, jobs[2]).works();
}

/// How a provider stops to work at its first job.
type Way = fn(&mut World, Pubkey);

#[test]
fn a_slot_is_free_again_with_the_delivery_or_the_end_of_the_attempt() {
    let ways: [Way; 6] = [
        |world, job| {
            ANNA.starts(world, job).works();
            world.advance(20);
            ANNA.delivers(world, job, PICTURE).works();
        },
        |world, job| drop(ANNA.fails(world, job, FailReason::Worker).works()),
        |world, job| drop(ANNA.fails(world, job, FailReason::Spec).works()),
        |world, job| {
            ANNA.starts(world, job).works();
            ANNA.fails(world, job, FailReason::Worker).works();
        },
        |world, job| {
            world.advance(START_SECS);
            world.expires(job).works();
        },
        |world, job| {
            ANNA.starts(world, job).works();
            CLIENT.cancels(world, job).works();
            world.advance(120);
            world.expires(job).works();
        },
    ];
    for way in ways {
        let mut world = World::market();
        with_slots(&mut world, 1);
        let jobs = reserve(&mut world, 2);
        ANNA.claims(&mut world, jobs[0]).works();
        way(&mut world, jobs[0]);
        assert_eq!(world.provider(ANNA).state.working, 0);
        world.advance(60);
        ANNA.claims(&mut world, jobs[1]).works();
    }
}

#[test]
fn a_slot_is_freed_once() {
    for end in [Way::from(reject), lose, settle] {
        let (mut world, job) = sealed_noise();
        let other = reserve(&mut world, 1)[0];
        ANNA.claims(&mut world, other).works();
        assert_eq!(world.provider(ANNA).state.working, 1, "the delivered one takes none");
        end(&mut world, job);
        let anna = world.provider(ANNA).state;
        assert_eq!((anna.working, anna.jobs), (1, 1));
    }
}

fn reject(world: &mut World, job: Pubkey) {
    KEEPER.rejects(world, job).works();
}

fn lose(world: &mut World, job: Pubkey) {
    KEEPER.fails(world, job, FailReason::Missing).works();
}

fn settle(world: &mut World, job: Pubkey) {
    CLIENT.approves(world, job).works();
    world.settles(job).works();
}
