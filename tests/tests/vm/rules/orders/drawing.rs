//! Drawing job after job, and what the rules of the market say about it.

use rayment_client::instructions;
use rayment_core::market::Params;
use rayment_tests::vm::{world::*, *};

use super::*;

#[test]
fn jobs_are_drawn_one_after_the_other_by_anyone() {
    let (mut world, purchase) = bought(3, 3);
    let total = world.total();
    for (index, by) in [(1, KEEPER.0), (2, STRANGER)] {
        world.draws(by, &purchase, index).works();
        let count = u64::from(index) + 1;
        let order = head(&world, &purchase);
        assert_eq!((order.next, order.live, order.drawn), (index + 1, index + 1, count * DEPOSIT));
    }
    assert_eq!(held(&world, &purchase), order_rent(&world));
    nothing_changes(&mut world, |world| world.draws(STRANGER, &purchase, 2).refuses(RaymentError::NothingToDraw));
    assert_eq!(world.total(), total);
}

#[test]
fn refuses_an_index_that_is_skipped_or_drawn_before() {
    let (mut world, purchase) = bought(4, 4);
    world.draws(CLIENT.0, &purchase, 1).works();
    for index in [0, 1, 3] {
        nothing_changes(&mut world, |world| world.draws(CLIENT.0, &purchase, index).refuses(RaymentError::NotInQuote));
    }
    // Nor one's chunk at another's address, or at an address of another order.
    for address in [purchase.job(0), purchase.job(1), purchase.job(3), Purchase::of_jobs(CLIENT, 5).job(2)] {
        let mut draw = purchase.next(CLIENT.0, 2);
        draw.accounts[5].pubkey = address;
        nothing_changes(&mut world, |world| world.sends(draw).refuses(RaymentError::WrongJob));
    }
    world.draws(CLIENT.0, &purchase, 2).works();
}

#[test]
fn a_job_that_has_ended_is_not_drawn_again() {
    let (mut world, purchase) = bought(2, 2);
    CLIENT.cancels(&mut world, purchase.job(0)).works();
    nothing_changes(&mut world, |world| {
        world.draws(CLIENT.0, &purchase, 0).refuses(RaymentError::NotInQuote);
        world.draws_first(CLIENT.0, &purchase).refuses(RaymentError::NotInQuote);
    });
    world.draws(CLIENT.0, &purchase, 1).works();
}

#[test]
fn refuses_a_path_chunk_or_deposit_that_is_not_the_quotes() {
    let (mut world, purchase) = bought(5, 5);
    let good = purchase.draw(1);
    let mut flipped = good.clone();
    flipped.path[1][31] ^= 1;
    let mut swapped = good.clone();
    swapped.path.swap(0, 1);
    let mut longer = good.clone();
    longer.path.push([0; 32]);
    let mut shorter = good.clone();
    shorter.path.pop();
    let none = rayment_core::order::Draw { path: Vec::new(), ..good.clone() };
    let endless = rayment_core::order::Draw { path: vec![[7; 32]; 23], ..good.clone() };
    let mut frame = good.clone();
    frame.chunk.frame += 1;
    let mut tiles = good.clone();
    tiles.chunk.tiles -= 1;
    let less = rayment_core::order::Draw { deposit: DEPOSIT - 1, ..good.clone() };
    let more = rayment_core::order::Draw { deposit: DEPOSIT + 1, ..good.clone() };
    let most = rayment_core::order::Draw { deposit: 4 * DEPOSIT + 1, ..good.clone() };
    for wrong in [flipped, swapped, longer, shorter, none, endless, frame, tiles, less, more, most] {
        let draw = instructions::order_draw(&CLIENT.key(), &purchase.quote, false, Some((1, &wrong)), false);
        nothing_changes(&mut world, |world| world.sends(draw).refuses(RaymentError::NotInQuote));
    }
    let sum = rayment_core::order::Draw { deposit: u64::MAX, ..good };
    let draw = instructions::order_draw(&CLIENT.key(), &purchase.quote, false, Some((1, &sum)), false);
    nothing_changes(&mut world, |world| world.sends(draw).refuses(RaymentError::Overflow));
    world.draws(CLIENT.0, &purchase, 1).works();
}

#[test]
fn draws_until_the_quote_says_and_no_second_longer() {
    for (late, fits) in [(-1, true), (0, false), (1, false)] {
        let mut world = World::market();
        let purchase = Purchase::of_jobs(CLIENT, 2).with(|quote| quote.draw_until = NOON + 1_000);
        world.buys(CLIENT, &purchase, 2).works();
        let unwritten = Purchase::of_jobs(CLIENT, 3).with(|quote| quote.draw_until = NOON + 1_000);
        let all = unwritten.price(&world, 1);
        world.pays(CLIENT.0, &unwritten, all).works();
        world.advance(1_000 + late);
        if fits {
            world.draws(STRANGER, &purchase, 1).works();
            world.draws_first(STRANGER, &unwritten).works();
        } else {
            nothing_changes(&mut world, |world| {
                world.draws(STRANGER, &purchase, 1).refuses(RaymentError::DrawingEnded);
                world.draws_first(STRANGER, &unwritten).refuses(RaymentError::DrawingEnded);
                world.writes_down(STRANGER, &unwritten).refuses(RaymentError::DrawingEnded);
            });
        }
    }
}

/// A job that would have no time to be delivered is not drawn, though the order's time is not over.
#[test]
fn refuses_a_job_without_time_for_one_delivery() {
    let (mut world, purchase) = bought(2, 2);
    world.advance_to(purchase.quote.expires_at - phases::START_SECS - phases::DELIVERY_SECS + 1);
    nothing_changes(&mut world, |world| world.draws(CLIENT.0, &purchase, 1).refuses(RaymentError::BadExpiry));
    world.advance(-1);
    world.draws(CLIENT.0, &purchase, 1).works();
}

fn changes_params(world: &mut World, params: Params) {
    let market = world.market_state();
    world.sends(instructions::market_update(&market, None, None, Some(&params))).works();
}

const DEARER: Params = Params { fee_bps: 600, ..Params::DEFAULT };

#[test]
fn parameters_of_before_draw_for_a_day() {
    for (after, fits) in [(0, true), (DAY - 1, true), (DAY, false), (DAY + 1, false)] {
        let (mut world, purchase) = bought(2, 2);
        let unwritten = Purchase::of_jobs(CLIENT, 3);
        let all = unwritten.price(&world, 1);
        world.pays(CLIENT.0, &unwritten, all).works();
        world.advance(100);
        changes_params(&mut world, DEARER);
        world.advance(after);
        if fits {
            world.draws(STRANGER, &purchase, 1).works();
            world.draws_first(STRANGER, &unwritten).works();
            assert_eq!(world.job(purchase.job(1)).state.params, 0);
        } else {
            nothing_changes(&mut world, |world| {
                world.draws(STRANGER, &purchase, 1).refuses(RaymentError::MarketChanged);
                world.draws_first(STRANGER, &unwritten).refuses(RaymentError::MarketChanged);
            });
        }
    }
}

#[test]
fn refuses_parameters_that_are_two_versions_old_at_once() {
    let (mut world, purchase) = bought(2, 2);
    changes_params(&mut world, DEARER);
    changes_params(&mut world, Params::DEFAULT);
    // The values are the same again; the version is not.
    nothing_changes(&mut world, |world| world.draws(CLIENT.0, &purchase, 1).refuses(RaymentError::MarketChanged));
}

#[test]
fn refuses_parameters_that_are_not_the_quotes() {
    let (mut world, purchase) = bought(2, 2);
    changes_params(&mut world, DEARER);
    let mut draw = purchase.next(CLIENT.0, 1);
    draw.accounts[3].pubkey = world.params(1).address;
    nothing_changes(&mut world, |world| world.sends(draw).refuses(RaymentError::MarketChanged));
}

#[test]
fn refuses_parameters_of_the_future() {
    let mut world = World::market();
    let purchase = Purchase::of_jobs(CLIENT, 1).with(|quote| (quote.params, quote.fee_bps) = (1, 600));
    let all = purchase.price(&world, 1);
    world.pays(CLIENT.0, &purchase, all).works();
    // Anchor's "the account is not initialized".
    nothing_changes(&mut world, |world| world.draws_first(CLIENT.0, &purchase).refuses_with(3012));
    changes_params(&mut world, DEARER);
    world.draws_first(CLIENT.0, &purchase).works();
    assert_eq!(world.job(purchase.job(0)).state.params, 1);
}

#[test]
fn refuses_another_fee_than_the_parameters() {
    for fee_bps in [499, 501, 0] {
        let mut world = World::market();
        let purchase = Purchase::of_jobs(CLIENT, 1).with(|quote| quote.fee_bps = fee_bps);
        let all = purchase.price(&world, 1);
        world.pays(CLIENT.0, &purchase, all).works();
        nothing_changes(&mut world, |world| {
            world.draws_first(CLIENT.0, &purchase).refuses(RaymentError::MarketChanged);
        });
    }
}

#[test]
fn a_paused_market_draws_nothing_and_everything_else_goes_on() {
    let (mut world, purchase) = bought(2, 2);
    let market = world.market_state();
    world.sends(instructions::market_pause(&market, 100)).works();
    world.advance(99);
    nothing_changes(&mut world, |world| world.draws(CLIENT.0, &purchase, 1).refuses(RaymentError::MarketPaused));
    CLIENT.cancels(&mut world.clone(), purchase.job(0)).works();
    world.returns(CLIENT.0, &purchase).works();
    world.pays(CLIENT.0, &purchase, 5_000_000).works();
    world.advance(1);
    world.draws(CLIENT.0, &purchase, 1).works();
}
