//! What an order does not need goes back to its client, and its account stays until nothing can be bought twice.

use rayment_client::events::Event;
use rayment_tests::vm::{world::*, *};

use super::*;

/// With a time to draw that ends long before its jobs expire.
fn short_lived(jobs: u32) -> Purchase {
    Purchase::of_jobs(CLIENT, jobs).with(|quote| quote.draw_until = NOON + 1_000)
}

fn bought_for_a_while(jobs: u32, rents: u64) -> (World, Purchase) {
    let (mut world, purchase) = (World::market(), short_lived(jobs));
    world.buys(CLIENT, &purchase, rents).works();
    (world, purchase)
}

#[test]
fn what_was_paid_beside_the_price_goes_back_to_the_client_alone() {
    let (mut world, purchase) = bought(3, 1);
    let (client, total) = (has(&world, CLIENT.0), world.total());
    world.pays(DONOR, &purchase, 7_000_000).works();
    nothing_changes(&mut world, |world| {
        for other in [STRANGER, KEEPER.0, OTHER_CLIENT.0, DONOR] {
            world.returns(other, &purchase).refuses(RaymentError::StillDrawing);
        }
    });
    let events = world.returns(CLIENT.0, &purchase).works().events();
    let [Event::OrderReturned(told)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((told.order, told.client), (purchase.address(), CLIENT.key()));
    assert_eq!((told.returned, told.repaid, told.closed, told.cancelled), (7_000_000, 0, false, false));
    assert_eq!(has(&world, CLIENT.0), client + 7_000_000);
    assert_eq!(held(&world, &purchase), order_rent(&world) + 2 * DEPOSIT);
    assert_eq!(world.total(), total);
}

/// A payment that came twice, and one that is short: until the end of drawing only the client decides.
#[test]
fn a_second_payment_goes_back_and_buys_nothing() {
    let (mut world, purchase) = bought_for_a_while(1, 1);
    let (client, all) = (has(&world, CLIENT.0), purchase.price(&world, 1));
    world.pays(CLIENT.0, &purchase, all).works();
    nothing_changes(&mut world, |world| {
        world.draws_first(STRANGER, &purchase).refuses(RaymentError::NothingToDraw);
        world.draws(STRANGER, &purchase, 0).refuses(RaymentError::NothingToDraw);
    });
    // All is drawn, so anyone may send it back.
    world.returns(STRANGER, &purchase).works();
    assert_eq!(has(&world, CLIENT.0), client);
    // Also after its job has ended: the account stays until its time is over, whoever asks.
    CLIENT.cancels(&mut world, purchase.job(0)).works();
    for by in [CLIENT.0, STRANGER] {
        world.pays(CLIENT.0, &purchase, all).works();
        world.returns(by, &purchase).works();
        assert!(world.is_written(&purchase));
        assert_eq!(held(&world, &purchase), order_rent(&world));
        world.pays(CLIENT.0, &purchase, all).works();
        nothing_changes(&mut world, |world| {
            world.draws_first(STRANGER, &purchase).refuses(RaymentError::NothingToDraw);
        });
        world.returns(by, &purchase).works();
    }
    assert_eq!(has(&world, CLIENT.0), client + DEPOSIT + job_rent(&world));
}

#[test]
fn a_payment_after_closing_never_draws_again() {
    let (mut world, purchase) = bought_for_a_while(1, 1);
    CLIENT.cancels(&mut world, purchase.job(0)).works();
    world.advance_to(purchase.quote.draw_until);
    world.returns(CLIENT.0, &purchase).works();
    assert!(!world.exists(&purchase.address()));
    assert_eq!(has(&world, CLIENT.0), FUNDS);
    let all = purchase.price(&world, 1);
    world.pays(CLIENT.0, &purchase, all).works();
    nothing_changes(&mut world, |world| {
        world.draws_first(CLIENT.0, &purchase).refuses(RaymentError::DrawingEnded);
        world.writes_down(CLIENT.0, &purchase).refuses(RaymentError::DrawingEnded);
        world.draws(CLIENT.0, &purchase, 0).refuses(RaymentError::QuoteMissing);
    });
    let events = world.returns(STRANGER, &purchase).works().events();
    let [Event::OrderReturned(told)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((told.returned, told.closed, told.cancelled), (all, true, false));
    assert_eq!((has(&world, CLIENT.0), held(&world, &purchase)), (FUNDS, 0));
}

#[test]
fn what_was_never_written_down_goes_back_at_its_end_or_at_the_clients_word() {
    for paid in [890_880, 20_000_000, 500_000_000] {
        let (mut world, purchase) = (World::market(), short_lived(1));
        world.pays(CLIENT.0, &purchase, paid).works();
        nothing_changes(&mut world, |world| {
            world.returns(STRANGER, &purchase).refuses(RaymentError::StillDrawing);
            world.cancels_order(CLIENT.0, &purchase).refuses(RaymentError::NothingToDraw);
        });
        let mut at_once = world.clone();
        at_once.returns(CLIENT.0, &purchase).works();
        assert_eq!((has(&at_once, CLIENT.0), held(&at_once, &purchase)), (FUNDS, 0));
        world.advance_to(purchase.quote.draw_until - 1);
        nothing_changes(&mut world, |world| world.returns(STRANGER, &purchase).refuses(RaymentError::StillDrawing));
        world.advance(1);
        world.returns(STRANGER, &purchase).works();
        assert_eq!((has(&world, CLIENT.0), held(&world, &purchase)), (FUNDS, 0));
    }
}

#[test]
fn what_is_not_drawn_goes_back_at_the_end_of_drawing() {
    let (mut world, purchase) = bought_for_a_while(3, 2);
    world.advance_to(purchase.quote.draw_until - 1);
    nothing_changes(&mut world, |world| world.returns(STRANGER, &purchase).refuses(RaymentError::StillDrawing));
    world.advance(1);
    let client = has(&world, CLIENT.0);
    world.returns(STRANGER, &purchase).works();
    assert_eq!(has(&world, CLIENT.0), client + 2 * DEPOSIT + job_rent(&world));
    assert_eq!(held(&world, &purchase), order_rent(&world));
    nothing_changes(&mut world, |world| world.returns(STRANGER, &purchase).works());
}

#[test]
fn a_cancellation_gives_back_what_is_not_drawn_and_ends_no_job() {
    let (mut world, purchase) = bought(3, 3);
    let (client, total) = (has(&world, CLIENT.0), world.total());
    nothing_changes(&mut world, |world| {
        for other in [STRANGER, KEEPER.0, OTHER_CLIENT.0] {
            world.cancels_order(other, &purchase).refuses(RaymentError::NotOrderClient);
        }
    });
    let events = world.cancels_order(CLIENT.0, &purchase).works().events();
    assert!(matches!(events.as_slice(), [Event::OrderReturned(told)] if told.cancelled && !told.closed));
    assert_eq!(has(&world, CLIENT.0), client + 2 * DEPOSIT + 2 * job_rent(&world));
    let order = world.order(&purchase).state;
    assert!(order.is_cancelled());
    assert_eq!((order.head.next, order.head.live), (1, 1));
    assert!(world.exists(&purchase.job(0)));
    let all = purchase.price(&world, 3);
    world.pays(CLIENT.0, &purchase, all).works();
    nothing_changes(&mut world, |world| {
        world.draws(CLIENT.0, &purchase, 1).refuses(RaymentError::NothingToDraw);
    });
    world.cancels_order(CLIENT.0, &purchase).works();
    assert_eq!(world.total(), total);
}

/// Who may close at which time, with nothing alive.
#[test]
fn an_order_is_closed_by_client_or_sponsor_at_its_end_and_by_anyone_a_day_later() {
    let end = short_lived(1).quote.draw_until;
    for (by, at, closes) in [
        (CLIENT.0, end - 1, false),
        (CLIENT.0, end, true),
        (DONOR, end - 1, false),
        (DONOR, end, true),
        (STRANGER, end, false),
        (STRANGER, end + DAY - 1, false),
        (STRANGER, end + DAY, true),
    ] {
        let (mut world, purchase) = (World::market(), short_lived(1).sponsored_by(DONOR));
        world.buys(CLIENT, &purchase, 1).works();
        CLIENT.cancels(&mut world, purchase.job(0)).works();
        world.advance_to(at);
        let events = world.returns(by, &purchase).works().events();
        assert!(matches!(events.as_slice(), [Event::OrderReturned(told)] if told.closed == closes));
        assert_eq!(world.exists(&purchase.address()), !closes);
        let kept = if closes { 0 } else { order_rent(&world) };
        assert_eq!((has(&world, CLIENT.0), held(&world, &purchase)), (FUNDS - kept, kept));
    }
}

#[test]
fn an_order_stays_as_long_as_a_job_of_it() {
    let (mut world, purchase) = bought_for_a_while(2, 2);
    world.draws(STRANGER, &purchase, 1).works();
    CLIENT.cancels(&mut world, purchase.job(0)).works();
    for late in [0, DAY, 2 * DAY] {
        world.advance_to(purchase.quote.draw_until + late);
        for by in [CLIENT.0, STRANGER] {
            world.returns(by, &purchase).works();
            assert_eq!(held(&world, &purchase), order_rent(&world));
            assert_eq!(head(&world, &purchase).live, 1);
        }
    }
    CLIENT.cancels(&mut world, purchase.job(1)).works();
    world.returns(STRANGER, &purchase).works();
    assert!(!world.exists(&purchase.address()));
    assert_eq!(has(&world, CLIENT.0), FUNDS);
}

#[test]
fn refuses_to_return_to_another_wallet_or_by_another_quote() {
    let (mut world, purchase) = bought(1, 1);
    world.pays(DONOR, &purchase, 1_000_000).works();
    let mut elsewhere = rayment_client::instructions::order_return(&CLIENT.key(), &purchase.quote, true, false);
    elsewhere.accounts[3].pubkey = STRANGER.key();
    nothing_changes(&mut world, |world| world.sends(elsewhere).refuses(RaymentError::WrongPayee));

    let unwritten = short_lived(1);
    world.pays(CLIENT.0, &unwritten, 5_000_000).works();
    let by_quote = |quote: &Purchase, signer: Actor| {
        let mut all = rayment_client::instructions::order_return(&signer.key(), &quote.quote, false, false);
        all.accounts[2].pubkey = unwritten.address();
        all
    };
    let another = Purchase::of_jobs(OTHER_CLIENT, 1).with(|quote| quote.draw_until = NOON);
    let theirs = by_quote(&another, OTHER_CLIENT.0);
    nothing_changes(&mut world, |world| world.sends(theirs).refuses(RaymentError::WrongOrder));
    let mut to_a_stranger = by_quote(&unwritten, CLIENT.0);
    to_a_stranger.accounts[3].pubkey = STRANGER.key();
    nothing_changes(&mut world, |world| world.sends(to_a_stranger).refuses(RaymentError::WrongPayee));
    // An order that is written down is not paid out by its quote, which knows nothing of what is drawn.
    let mut by_its_quote = rayment_client::instructions::order_return(&CLIENT.key(), &purchase.quote, false, false);
    by_its_quote.accounts[2].pubkey = purchase.address();
    nothing_changes(&mut world, |world| drop(world.sends(by_its_quote).expect_err("it has an account")));
    let mut both = rayment_client::instructions::order_return(&CLIENT.key(), &unwritten.quote, false, false);
    both.accounts[1] = solana_instruction::AccountMeta::new(purchase.address(), false);
    nothing_changes(&mut world, |world| world.sends(both).refuses(RaymentError::WrongOrder));
    let mut no_quote = by_quote(&unwritten, CLIENT.0);
    no_quote.data = rayment_client::instructions::order_return(&CLIENT.key(), &unwritten.quote, true, false).data;
    nothing_changes(&mut world, |world| world.sends(no_quote).refuses(RaymentError::QuoteMissing));
    world.returns(CLIENT.0, &unwritten).works();
}

/// What a wallet that holds nothing can't take waits at the order, and the account with it.
#[test]
fn an_empty_wallet_is_paid_as_soon_as_it_can_be() {
    let (mut world, purchase) = bought_for_a_while(1, 1);
    let all = has(&world, CLIENT.0);
    world.transfers(CLIENT.0, &DONOR.key(), all).works();
    let little = world.rent(0) - 1;
    world.pays(DONOR, &purchase, little).works();
    nothing_changes(&mut world, |world| world.returns(STRANGER, &purchase).works());
    world.pays(DONOR, &purchase, 1).works();
    world.returns(STRANGER, &purchase).works();
    assert_eq!((has(&world, CLIENT.0), held(&world, &purchase)), (little + 1, order_rent(&world)));
    // And its job's end does not wait for that.
    let all = has(&world, CLIENT.0);
    world.transfers(CLIENT.0, &DONOR.key(), all).works();
    CLIENT.cancels(&mut world, purchase.job(0)).works();
    assert_eq!(held(&world, &purchase), order_rent(&world) + job_rent(&world) + DEPOSIT);
    world.advance_to(purchase.quote.draw_until + DAY);
    let everything = held(&world, &purchase);
    world.returns(STRANGER, &purchase).works();
    assert_eq!((has(&world, CLIENT.0), held(&world, &purchase)), (everything, 0));
}

/// The same for who has lent: the account stays open for what it can't take.
#[test]
fn an_empty_sponsor_is_paid_as_soon_as_it_can_be() {
    let (mut world, purchase) = (World::market(), short_lived(1).sponsored_by(DONOR));
    world.pays(CLIENT.0, &purchase, purchase.quote.total + order_rent(&world) + job_rent(&world) - 500_000).works();
    world.draws_for_a_loan(CLIENT.0, &purchase, (true, 0)).works();
    assert_eq!(head(&world, &purchase).lent, job_rent(&world));
    // Cheaper than that is lent only where less is missing.
    CLIENT.cancels(&mut world, purchase.job(0)).works();
    let all = has(&world, DONOR);
    world.transfers(DONOR, &STRANGER.key(), all).works();
    world.advance_to(purchase.quote.draw_until + DAY);
    let rent = job_rent(&world);
    world.returns(STRANGER, &purchase).works();
    assert_eq!(has(&world, DONOR), rent);
    assert!(!world.exists(&purchase.address()));
}
