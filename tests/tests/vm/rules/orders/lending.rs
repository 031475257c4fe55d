//! Rent: from what lies beside the deposits, and from the sponsor that the quote names.

use rayment_client::{
    events::Event,
    instructions::{order_draw, order_return},
};
use rayment_tests::vm::{phases::*, *};

use super::*;

const SPONSOR: Actor = DONOR;

/// An order of so many jobs whose client pays the deposits and nothing else: the sponsor has lent the rent of its
/// account.
fn paid_without_rent(jobs: u32) -> (World, Purchase) {
    let mut world = World::market();
    let purchase = Purchase::of_jobs(CLIENT, jobs).sponsored_by(SPONSOR);
    world.sends(alone_for_a_loan(&purchase)).works();
    world.pays(CLIENT.0, &purchase, purchase.quote.total).works();
    (world, purchase)
}

fn alone_for_a_loan(purchase: &Purchase) -> solana_instruction::Instruction {
    order_draw(&STRANGER.key(), &purchase.quote, true, None, true)
}

#[test]
fn rent_that_came_back_of_a_job_carries_the_next() {
    let (mut world, purchase) = bought(3, 1);
    let total = world.total();
    nothing_changes(&mut world, |world| world.draws(STRANGER, &purchase, 1).refuses(RaymentError::RentMissing));
    CLIENT.cancels(&mut world, purchase.job(0)).works();
    assert_eq!(held(&world, &purchase), order_rent(&world) + job_rent(&world) + 3 * DEPOSIT);
    world.draws(STRANGER, &purchase, 1).works();
    // The first job's refund is the client's and above what is undrawn: it carries rent too.
    assert_eq!(held(&world, &purchase), order_rent(&world) + 2 * DEPOSIT);
    world.draws(STRANGER, &purchase, 2).works();
    assert_eq!(held(&world, &purchase), order_rent(&world) + DEPOSIT - job_rent(&world));
    assert_eq!(world.total(), total);
}

/// A job that was paid for leaves nothing but its rent and what the bill left of the deposit.
#[test]
fn a_settled_jobs_rent_carries_the_next() {
    let mut world = World::market();
    let purchase = Purchase::of_list(CLIENT, &offer(), vec![(offer().chunk, WORST), (offer().chunk, WORST)], 0);
    world.buys(CLIENT, &purchase, 1).works();
    let job = purchase.job(0);
    work_off(&mut world, job, PICTURE);
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    assert_eq!(held(&world, &purchase), order_rent(&world) + job_rent(&world) + 2 * WORST - PRICE - FEE);
    world.draws(STRANGER, &purchase, 1).works();
    assert_eq!(held(&world, &purchase), order_rent(&world) + WORST - PRICE - FEE);
}

#[test]
fn rent_never_comes_out_of_deposits_that_are_to_be_drawn() {
    let (mut world, purchase) = bought(3, 1);
    for gift in [0, 1, job_rent(&world) - 1] {
        let mut world = world.clone();
        if gift > 0 {
            world.pays(DONOR, &purchase, gift).works();
        }
        nothing_changes(&mut world, |world| world.draws(STRANGER, &purchase, 1).refuses(RaymentError::RentMissing));
    }
    let rent = job_rent(&world);
    world.pays(DONOR, &purchase, rent).works();
    world.draws(STRANGER, &purchase, 1).works();
    assert_eq!(held(&world, &purchase), order_rent(&world) + DEPOSIT);
}

#[test]
fn the_sponsor_lends_what_is_missing_and_is_repaid_before_the_client() {
    let (mut world, purchase) = paid_without_rent(2);
    let total = world.total();
    let (order, job) = (order_rent(&world), job_rent(&world));
    let (client, sponsor) = (has(&world, CLIENT.0), has(&world, SPONSOR) + order);
    let events = world.draws_for_a_loan(STRANGER, &purchase, (false, 0)).works().events();
    let [Event::OrderDrawn(drawn)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((drawn.lent, drawn.rent, drawn.deposit), (job, 0, DEPOSIT));
    assert_eq!(has(&world, SPONSOR), sponsor - order - job);
    assert_eq!((head(&world, &purchase).lent, held(&world, &purchase)), (order + job, order + DEPOSIT));
    world.draws_for_a_loan(STRANGER, &purchase, (false, 1)).works();
    assert_eq!(head(&world, &purchase).lent, order + 2 * job);
    assert_eq!(held(&world, &purchase), order);
    // One job has ended: what came back is the client's refund, and the rent that was lent.
    CLIENT.cancels(&mut world, purchase.job(0)).works();
    assert_eq!(held(&world, &purchase), order + job + DEPOSIT);
    world.returns(STRANGER, &purchase).works();
    // Nothing above what is lent goes out while a job lives.
    let above = (DEPOSIT + job).saturating_sub(order + 2 * job);
    assert_eq!((has(&world, CLIENT.0), has(&world, SPONSOR)), (client + above, sponsor - order - 2 * job));
    CLIENT.cancels(&mut world, purchase.job(1)).works();
    let events = world.returns(STRANGER, &purchase).works().events();
    let [Event::OrderReturned(told)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((told.repaid, told.closed, told.cancelled), (order + 2 * job, false, false));
    assert_eq!(has(&world, SPONSOR), sponsor);
    assert_eq!((head(&world, &purchase).lent, held(&world, &purchase)), (0, order));
    world.advance_to(purchase.quote.draw_until);
    world.returns(SPONSOR, &purchase).works();
    assert_eq!((has(&world, CLIENT.0), has(&world, SPONSOR)), (client + 2 * DEPOSIT, sponsor));
    assert_eq!(world.total(), total);
}

/// What is lent for the account itself comes back when it is closed.
#[test]
fn a_loan_for_the_account_is_repaid_with_its_last_lamports() {
    let mut world = World::market();
    let purchase = Purchase::of_jobs(CLIENT, 1).sponsored_by(SPONSOR);
    let sponsor = has(&world, SPONSOR);
    // The quote alone, for an order that nobody ever pays.
    let events = world.sends(alone_for_a_loan(&purchase)).works().events();
    assert!(matches!(events.as_slice(), [Event::OrderDrawn(told)] if told.lent == order_rent(&world)));
    assert_eq!((head(&world, &purchase).lent, held(&world, &purchase)), (order_rent(&world), order_rent(&world)));
    world.advance_to(purchase.quote.draw_until);
    let client = has(&world, CLIENT.0);
    world.returns(SPONSOR, &purchase).works();
    assert!(!world.exists(&purchase.address()));
    assert_eq!((has(&world, SPONSOR), has(&world, CLIENT.0)), (sponsor, client));
}

#[test]
fn a_sponsor_lends_no_more_for_the_account_than_is_missing() {
    for there in [890_880, 1_000_000, 3_000_000, 5_000_000] {
        let mut world = World::market();
        let purchase = Purchase::of_jobs(CLIENT, 1).sponsored_by(SPONSOR);
        world.pays(CLIENT.0, &purchase, there).works();
        world.sends(alone_for_a_loan(&purchase)).works();
        assert_eq!(head(&world, &purchase).lent, order_rent(&world).saturating_sub(there));
        assert_eq!(held(&world, &purchase), order_rent(&world).max(there));
    }
}

/// The rent of a job is lent whole or not at all, and not where it is there.
#[test]
fn a_sponsor_lends_a_jobs_rent_only_where_it_is_missing() {
    let rent = job_rent(&World::empty());
    for (there, lent) in [(0, rent), (1, rent), (rent - 1, rent), (rent, 0), (rent + 1, 0)] {
        let mut world = World::market();
        let purchase = Purchase::of_jobs(CLIENT, 1).sponsored_by(SPONSOR);
        let price = purchase.price(&world, 0);
        world.pays(CLIENT.0, &purchase, price + there).works();
        world.draws_for_a_loan(STRANGER, &purchase, (true, 0)).works();
        assert_eq!(head(&world, &purchase).lent, lent);
        assert_eq!(held(&world, &purchase), order_rent(&world) + there - (rent - lent));
    }
}

/// Deposits carry no rent, neither of jobs nor of the account: that is lent before they come, or not at all.
#[test]
fn refuses_to_draw_where_deposits_would_carry_the_account() {
    let mut world = World::market();
    let purchase = Purchase::of_jobs(CLIENT, 1).sponsored_by(SPONSOR);
    world.pays(CLIENT.0, &purchase, purchase.quote.total).works();
    nothing_changes(&mut world, |world| {
        world.draws_for_a_loan(CLIENT.0, &purchase, (true, 0)).refuses(RaymentError::NotPaid);
    });
}

#[test]
fn refuses_a_loan_by_another_key_or_without_a_signature() {
    let (mut world, purchase) = paid_without_rent(2);
    let draw = order_draw(&CLIENT.key(), &purchase.quote, false, Some((0, &purchase.draw(0))), true);
    for other in [STRANGER, CLIENT.0, KEEPER.0, OPENER] {
        world.fund(&KEEPER.key(), world::FUNDS);
        let mut by_another = draw.clone();
        by_another.accounts[1].pubkey = other.key();
        nothing_changes(&mut world, |world| world.sends(by_another).refuses(RaymentError::NotSponsor));
    }
    let mut unsigned = draw.clone();
    unsigned.accounts[1].is_signer = false;
    // Anchor's "the given account did not sign".
    nothing_changes(&mut world, |world| world.sends(unsigned).refuses_with(3010));
    world.sends(draw).works();
    // Nor where the quote names nobody.
    let mut world = World::market();
    let purchase = Purchase::of_jobs(CLIENT, 1);
    world.pays(CLIENT.0, &purchase, purchase.quote.total).works();
    let mut draw = purchase.first(CLIENT.0);
    draw.accounts[1] = solana_instruction::AccountMeta::new(DONOR.key(), true);
    nothing_changes(&mut world, |world| drop(world.sends(draw).expect_err("nobody lends")));
}

#[test]
fn refuses_a_loan_for_an_order_that_is_not_paid() {
    let mut world = World::market();
    let purchase = Purchase::of_jobs(CLIENT, 1).sponsored_by(SPONSOR);
    world.pays(CLIENT.0, &purchase, purchase.quote.total - 1).works();
    nothing_changes(&mut world, |world| {
        world.draws_for_a_loan(CLIENT.0, &purchase, (true, 0)).refuses(RaymentError::NotPaid);
    });
}

/// While jobs live, nobody gets what is lent: not even the client that cancels.
#[test]
fn what_is_lent_is_not_paid_out_to_the_client() {
    let (mut world, purchase) = paid_without_rent(2);
    world.draws_for_a_loan(STRANGER, &purchase, (false, 0)).works();
    let (lent, client) = (head(&world, &purchase).lent, has(&world, CLIENT.0));
    world.cancels_order(CLIENT.0, &purchase).works();
    assert_eq!(head(&world, &purchase).lent, lent);
    assert_eq!(held(&world, &purchase), order_rent(&world) + lent);
    assert_eq!(has(&world, CLIENT.0), client + DEPOSIT - lent);
    nothing_changes(&mut world, |world| world.returns(CLIENT.0, &purchase).works());
    CLIENT.cancels(&mut world, purchase.job(0)).works();
    let sponsor = has(&world, SPONSOR);
    world.returns(STRANGER, &purchase).works();
    assert_eq!(has(&world, SPONSOR), sponsor + lent);
    assert_eq!(held(&world, &purchase), order_rent(&world));
}

#[test]
fn refuses_to_repay_a_loan_to_another_or_to_nobody() {
    let (mut world, purchase) = paid_without_rent(1);
    world.draws_for_a_loan(STRANGER, &purchase, (false, 0)).works();
    CLIENT.cancels(&mut world, purchase.job(0)).works();
    let repay = order_return(&STRANGER.key(), &purchase.quote, true, false);
    let mut to_another = repay.clone();
    to_another.accounts[4].pubkey = STRANGER.key();
    nothing_changes(&mut world, |world| world.sends(to_another).refuses(RaymentError::NotSponsor));
    let mut to_nobody = repay.clone();
    to_nobody.accounts[4].pubkey = rayment_client::PROGRAM_ID;
    to_nobody.accounts[4].is_writable = false;
    nothing_changes(&mut world, |world| world.sends(to_nobody).refuses(RaymentError::WrongPayee));
    world.sends(repay).works();
}
