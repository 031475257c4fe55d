//! Quotes that sell nothing, and payments that are too small.

use rayment_core::job::{Chunk, Offer};
use rayment_tests::vm::{purchase::list, world::*, *};

use super::*;

/// Paid as if it were good, it can be neither drawn nor written down, and everything goes back.
fn sells_nothing(purchase: &Purchase, reason: RaymentError) {
    let mut world = World::market();
    let total = world.total();
    world.pays(CLIENT.0, purchase, FUNDS / 10).works();
    nothing_changes(&mut world, |world| {
        world.draws_first(CLIENT.0, purchase).refuses(reason);
        world.writes_down(CLIENT.0, purchase).refuses(reason);
    });
    world.returns(CLIENT.0, purchase).works();
    assert_eq!((has(&world, CLIENT.0), held(&world, purchase)), (FUNDS, 0));
    assert_eq!(world.total(), total);
}

fn two() -> Purchase {
    Purchase::of_jobs(CLIENT, 2)
}

#[test]
fn refuses_a_version_or_flags_that_are_not_known() {
    for version in [0, 2, 255] {
        sells_nothing(&two().with(|quote| quote.version = version), RaymentError::UnknownQuote);
    }
    for flag in [8, 16, 32, 64, 128, 255] {
        sells_nothing(&two().with(|quote| quote.flags |= flag), RaymentError::UnknownQuote);
    }
}

#[test]
fn refuses_a_time_to_draw_that_ends_after_its_jobs_expire() {
    let late = two().with(|quote| quote.draw_until = quote.expires_at + 1);
    sells_nothing(&late, RaymentError::BadDrawUntil);
}

#[test]
fn refuses_a_mint() {
    sells_nothing(&two().with(|quote| quote.mint.0[31] = 1), RaymentError::AssetNotListed);
}

#[test]
fn refuses_no_job_too_many_and_jobs_for_nothing() {
    for jobs in [0, 10_001, u32::MAX] {
        sells_nothing(&two().with(|quote| quote.jobs = jobs), RaymentError::WrongJobCount);
    }
    sells_nothing(&two().with(|quote| quote.total = 1), RaymentError::WrongJobCount);
    // As many jobs as the market takes, and one that pays nothing among them.
    let free = Purchase::of_list(CLIENT, &offer(), vec![(offer().chunk, 0), (offer().chunk, DEPOSIT)], 0);
    let mut world = World::market();
    let all = free.price(&world, 2);
    world.pays(CLIENT.0, &free, all).works();
    nothing_changes(&mut world, |world| world.draws_first(CLIENT.0, &free).refuses(RaymentError::NoDeposit));
}

/// The post's own rules hold for each job of an order.
#[test]
fn refuses_jobs_that_are_no_jobs() {
    let chunk = |chunk: Chunk| Purchase::of_list(CLIENT, &offer(), vec![(chunk, DEPOSIT)], 0);
    let plain = offer().chunk;
    let all = [
        (chunk(Chunk { frames: 0, ..plain }), RaymentError::NoFrames),
        (chunk(Chunk { step: 0, ..plain }), RaymentError::NoFrames),
        (chunk(Chunk { frames: 1 << 11, tiles: (1 << 11) + 1, ..plain }), RaymentError::ChunkTooLarge),
        (two().with(|quote| quote.ceilings.ms_per_frame = 0), RaymentError::NoFrames),
        (Purchase::of(CLIENT, &Offer { expires_at: NOON + 899, ..offer() }, 0), RaymentError::BadExpiry),
        (Purchase::of(CLIENT, &Offer { expires_at: NOON + 7 * DAY + 1, ..offer() }, 0), RaymentError::BadExpiry),
    ];
    for (purchase, reason) in all {
        let mut world = World::market();
        let price = purchase.price(&world, 1);
        world.pays(CLIENT.0, &purchase, price).works();
        nothing_changes(&mut world, |world| world.draws_first(CLIENT.0, &purchase).refuses(reason));
        world.returns(CLIENT.0, &purchase).works();
        assert_eq!(has(&world, CLIENT.0), FUNDS);
    }
}

#[test]
fn refuses_a_total_that_is_less_than_its_jobs_cost() {
    let (mut world, purchase) = (World::market(), two().with(|quote| quote.total = 2 * DEPOSIT - 1));
    let all = purchase.price(&world, 3);
    world.buys(CLIENT, &purchase, 3).works();
    assert_eq!(held(&world, &purchase), all - DEPOSIT - job_rent(&world));
    nothing_changes(&mut world, |world| world.draws(CLIENT.0, &purchase, 1).refuses(RaymentError::NotInQuote));
}

#[test]
fn refuses_a_payment_that_is_short_by_a_lamport() {
    for jobs in [1, 3] {
        let mut world = World::market();
        let purchase = Purchase::of_list(CLIENT, &offer(), list(jobs), 0);
        let all = purchase.price(&world, 1);
        world.pays(CLIENT.0, &purchase, all - 1).works();
        nothing_changes(&mut world, |world| world.draws_first(STRANGER, &purchase).refuses(RaymentError::RentMissing));
        world.pays(STRANGER, &purchase, 1).works();
        world.draws_first(STRANGER, &purchase).works();

        let mut world = World::market();
        world.pays(CLIENT.0, &purchase, purchase.quote.total + order_rent(&world) - 1).works();
        nothing_changes(&mut world, |world| world.draws_first(STRANGER, &purchase).refuses(RaymentError::NotPaid));
    }
}

#[test]
fn refuses_to_do_nothing() {
    let (mut world, purchase) = bought(2, 2);
    let neither = rayment_client::instructions::order_draw(&CLIENT.key(), &purchase.quote, false, None, false);
    nothing_changes(&mut world, |world| world.sends(neither).refuses(RaymentError::QuoteMissing));
    // A job without a place for it, and a place without a job.
    let mut placeless = purchase.next(CLIENT.0, 1);
    placeless.accounts[5].pubkey = rayment_client::PROGRAM_ID;
    placeless.accounts[5].is_writable = false;
    nothing_changes(&mut world, |world| world.sends(placeless).refuses(RaymentError::WrongJob));
    let mut jobless = purchase.alone(CLIENT.0);
    jobless.accounts[5] = solana_instruction::AccountMeta::new(purchase.job(1), false);
    nothing_changes(&mut world, |world| world.sends(jobless).refuses(RaymentError::WrongJob));
}
