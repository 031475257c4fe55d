//! Orders in tokens: what their jobs are drawn from, who pays their rent, and what goes back.

use rayment_core::{
    Pubkey,
    job::flag,
    money::Holding,
    order::{Drawn, OrderError, TokenFunds},
};

use super::world::{CLIENT, DAY, JOB_RENT, MINT, NOON, ORDER_RENT, SPONSOR, STRANGER, TOTAL, VAULT_RENT, World};

const RENT: u64 = JOB_RENT + VAULT_RENT;

fn rents(drawn: &Drawn) -> [u64; 4] {
    let of = |from, to| drawn.transfers.amount(from, to);
    [
        of(Holding::Order, Holding::Rent),
        of(Holding::Order, Holding::VaultRent),
        of(Holding::Sponsor, Holding::Rent),
        of(Holding::Sponsor, Holding::VaultRent),
    ]
}

#[test]
fn an_order_in_tokens_is_drawn_from_its_tokens_with_rent_from_its_lamports() {
    let mut world = World::in_tokens(TOTAL, 3);
    for deposit in [40_000_000, 30_000_000, 20_000_000] {
        let drawn = world.draws(None).unwrap();
        assert!(drawn.job.is_in_tokens());
        assert_eq!(drawn.job.deposit, deposit);
        assert_eq!(drawn.transfers.amount(Holding::Order, Holding::Deposit), deposit);
        assert_eq!(rents(&drawn), [JOB_RENT, VAULT_RENT, 0, 0]);
    }
    assert_eq!((world.held, world.tokens.unwrap().held), (ORDER_RENT, 0));
    assert_eq!(world.vaults, [40_000_000, 30_000_000, 20_000_000]);
    assert_eq!(world.draws(None), Err(OrderError::NothingToDraw));
    // In SOL nothing of this is there.
    let sol = World::written(3).draws(None).unwrap();
    assert!(!sol.job.is_in_tokens());
    assert_eq!(sol.transfers.amount(Holding::Order, Holding::VaultRent), 0);
}

#[test]
fn refuses_to_draw_while_a_base_unit_is_missing_however_many_lamports_are_there() {
    let mut world = World::in_tokens(TOTAL - 1, 3);
    world.held += 100 * TOTAL;
    assert_eq!(world.draws(None), Err(OrderError::NotPaid));
    world.tokens.as_mut().unwrap().held += 1;
    world.draws(None).unwrap();
    // The deposits of all that is still to be drawn must be there, not only the next.
    world.tokens.as_mut().unwrap().held -= 1;
    assert_eq!(world.draws(None), Err(OrderError::NotPaid));
}

#[test]
fn lamports_above_the_orders_rent_are_no_deposit_and_carry_rent() {
    let mut world = World::in_tokens(TOTAL, 0);
    world.held = ORDER_RENT + RENT - 1;
    assert_eq!(world.draws(None), Err(OrderError::RentMissing));
    world.held += 1;
    assert_eq!(rents(&world.draws(None).unwrap()), [JOB_RENT, VAULT_RENT, 0, 0]);
    assert_eq!(world.held, ORDER_RENT);
    // Below the rent of its own account nothing is drawn.
    world.held -= 1;
    assert_eq!(world.draws(Some(SPONSOR)), Err(OrderError::NotPaid));
}

#[test]
fn rent_is_lent_whole_or_not_at_all() {
    let mut world = World::in_tokens(TOTAL, 1);
    assert_eq!(rents(&world.draws(Some(SPONSOR)).unwrap()), [JOB_RENT, VAULT_RENT, 0, 0], "there was rent");
    assert_eq!(world.order.unwrap().head.lent, 0);
    world.held += RENT - 1;
    assert_eq!(world.draws(Some(STRANGER)), Err(OrderError::NotSponsor));
    assert_eq!(world.draws(Some(CLIENT)), Err(OrderError::NotSponsor));
    assert_eq!(rents(&world.draws(Some(SPONSOR)).unwrap()), [0, 0, JOB_RENT, VAULT_RENT]);
    assert_eq!((world.order.unwrap().head.lent, world.held), (RENT, ORDER_RENT + RENT - 1));
    // A vault's address that somebody has sent lamports to lacks less.
    world.tokens.as_mut().unwrap().vault_rent = VAULT_RENT - 1;
    assert_eq!(rents(&world.draws(None).unwrap()), [JOB_RENT, VAULT_RENT - 1, 0, 0]);
}

#[test]
fn refuses_to_write_down_or_draw_what_the_market_does_not_list() {
    let mut world = World::in_tokens(TOTAL, 3);
    let listed = world.tokens.take();
    assert_eq!(world.draws(None), Err(OrderError::AssetNotListed));
    world.order = None;
    assert_eq!(world.writes(None), Err(OrderError::AssetNotListed));
    world.tokens = listed;
    world.writes(None).unwrap();
    world.draws(None).unwrap();
    // Delisted in between: what was drawn goes on, no more is.
    world.tokens = None;
    assert_eq!(world.draws(None), Err(OrderError::AssetNotListed));
    assert_eq!(world.returns(CLIENT, true), Ok((2 * RENT, 0)));
}

#[test]
fn what_is_short_of_tokens_can_be_written_down() {
    let mut world = World::in_tokens(0, 0);
    world.order = None;
    world.held = 0;
    assert_eq!(world.writes(None), Err(OrderError::RentMissing));
    world.writes(Some(SPONSOR)).unwrap();
    assert_eq!(world.order.unwrap().head.lent, ORDER_RENT);
    assert_eq!(world.draws(Some(SPONSOR)), Err(OrderError::NotPaid));
}

#[test]
fn the_assets_limit_says_what_pays_at_once_beside_the_quotes() {
    // The quote's own limit is 30,000,000; the first two jobs have 40,000,000 and 30,000,000.
    for (limit, expected) in [(u64::MAX, [false, true]), (30_000_000, [false, true]), (29_999_999, [false, false])] {
        let mut world = World::in_tokens(TOTAL, 3);
        world.tokens.as_mut().unwrap().at_once_max = limit;
        let drawn = [(); 2].map(|()| world.draws(None).unwrap().job.has(flag::AT_ONCE));
        assert_eq!(drawn, expected, "up to {limit}");
    }
}

#[test]
fn tokens_that_are_not_drawn_stay_and_what_is_above_them_goes_back() {
    let mut world = World::in_tokens(TOTAL + 7, 3);
    world.draws(None).unwrap();
    let held = world.tokens.unwrap().held;
    let order = world.order.unwrap();
    assert_eq!((held, order.tokens_back(&MINT, held, NOON)), (50_000_007, 7));
    assert_eq!(order.tokens_back(&MINT, 50_000_000, NOON), 0);
    assert_eq!(order.tokens_back(&MINT, 49_999_999, NOON), 0, "short, and no more");
    // From the end of drawing on, all of it.
    for (now, back) in [(NOON + DAY - 1, 7), (NOON + DAY, held), (NOON + DAY + 1, held)] {
        assert_eq!(order.tokens_back(&MINT, held, now), back);
    }
    // After a cancellation at once.
    world.returns(CLIENT, true).unwrap();
    assert_eq!(world.order.unwrap().tokens_back(&MINT, held, NOON), held);
}

#[test]
fn tokens_of_another_mint_go_back_at_once_and_whole() {
    let order = World::in_tokens(TOTAL, 3).order.unwrap();
    assert_eq!(order.tokens_back(&Pubkey([0x44; 32]), 123, NOON), 123);
    // An order in SOL needs no tokens at all.
    assert_eq!(World::written(3).order.unwrap().tokens_back(&MINT, 123, NOON), 123);
}

#[test]
fn undrawn_tokens_keep_no_lamports_from_the_client() {
    let mut world = World::in_tokens(TOTAL, 2);
    assert_eq!(world.returns(STRANGER, false), Err(OrderError::StillDrawing));
    assert_eq!(world.returns(CLIENT, false), Ok((2 * RENT, 0)));
    assert_eq!(world.held, ORDER_RENT);
    // In SOL they are the deposits.
    let mut sol = World::written(2);
    assert_eq!(sol.returns(CLIENT, false), Ok((2 * JOB_RENT, 0)));
    assert_eq!(sol.held, ORDER_RENT + TOTAL);
}

#[test]
fn a_loan_for_jobs_in_tokens_comes_back_before_the_client_gets_lamports() {
    let mut world = World::in_tokens(TOTAL, 0);
    world.draws(Some(SPONSOR)).unwrap();
    assert_eq!(world.order.unwrap().head.lent, RENT);
    world.closes(0, STRANGER, 0, 0);
    assert_eq!(world.held, ORDER_RENT + RENT, "job and vault have closed");
    assert_eq!(world.returns(CLIENT, true), Ok((0, RENT)));
    assert_eq!(world.order.unwrap().head.lent, 0);
}

#[test]
fn a_job_that_still_owes_tokens_is_noted_as_ended_and_lives_on() {
    let mut world = World::in_tokens(TOTAL, 3);
    world.draws(None).unwrap();
    let head = &mut world.order.as_mut().unwrap().head;
    head.job_ended(Some([1; 8]), 10);
    assert_eq!((head.live, head.paid[0].fee), (1, 10));
    head.job_closed();
    assert_eq!((head.live, head.paid[0].fee), (0, 10), "the fee is noted once");
}

#[test]
fn no_tokens_are_no_funds() {
    assert_eq!(TokenFunds::default(), TokenFunds { held: 0, vault_rent: 0, at_once_max: 0 });
    let mut world = World::in_tokens(TOTAL, 3);
    world.tokens = Some(TokenFunds::default());
    assert_eq!(world.draws(None), Err(OrderError::NotPaid));
}
