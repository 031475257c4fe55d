use rayment_core::{
    Pubkey,
    order::{CLOSE_SECS, OrderError},
};

use super::world::{CLIENT, DAY, DEPOSITS, JOB_RENT, NOON, ORDER_RENT, SPONSOR, STRANGER, TOTAL, World};

const PROVIDER: Pubkey = Pubkey([0xa1; 32]);

/// All jobs drawn, and closed with so much paid for each.
fn done(jobs_rent: u64) -> World {
    let mut world = World::written(jobs_rent);
    for job in 0..3 {
        world.draws(None).unwrap();
        world.closes(job, PROVIDER, 1_000_000, 50_000);
    }
    world
}

#[test]
fn what_is_left_goes_to_the_client_by_anybodys_call() {
    let mut world = done(1);
    let spent = 3 * 1_050_000;
    assert_eq!(world.returns(STRANGER, false), Ok((TOTAL + JOB_RENT - spent, 0)));
    assert_eq!((world.held, world.order.is_some()), (ORDER_RENT, true), "the account stays, with its rent");
    assert_eq!(world.returns(STRANGER, false), Ok((0, 0)));
}

#[test]
fn a_stranger_takes_nothing_away_while_jobs_are_to_be_drawn() {
    let mut world = World::written(2);
    world.draws(None).unwrap();
    assert_eq!(world.returns(STRANGER, false), Err(OrderError::StillDrawing));
    assert_eq!(world.returns(SPONSOR, false), Err(OrderError::StillDrawing));
    assert_eq!(world.returns(CLIENT, false), Ok((JOB_RENT, 0)), "its client may take what is above the deposits");
    let mut late = world.at(NOON + DAY);
    assert_eq!(late.returns(STRANGER, false), Ok((TOTAL - DEPOSITS[0], 0)), "nothing is drawn any more");
}

#[test]
fn the_client_alone_cancels_what_is_not_drawn() {
    let mut world = World::written(3);
    world.draws(None).unwrap();
    for other in [STRANGER, SPONSOR] {
        assert_eq!(world.returns(other, true), Err(OrderError::NotOrderClient));
    }
    assert_eq!(world.returns(CLIENT, true), Ok((TOTAL - DEPOSITS[0] + 2 * JOB_RENT, 0)));
    let order = world.order.unwrap();
    assert!(order.is_cancelled() && !order.is_done(NOON));
    assert_eq!((order.head.next, order.head.live), (1, 1), "what was drawn goes on");
    assert_eq!(world.draws(None), Err(OrderError::NothingToDraw));
    world.closes(0, PROVIDER, 0, 0);
    assert_eq!(world.returns(STRANGER, false), Ok((DEPOSITS[0] + JOB_RENT, 0)));
}

#[test]
fn an_order_is_closed_once_its_time_is_over_and_no_job_lives() {
    let (until, for_all) = (NOON + DAY, NOON + DAY + CLOSE_SECS);
    let cases = [
        (CLIENT, until - 1, false),
        (CLIENT, until, true),
        (SPONSOR, until, true),
        (STRANGER, until, false),
        (STRANGER, for_all - 1, false),
        (STRANGER, for_all, true),
    ];
    for (signer, now, closes) in cases {
        let mut world = done(1).at(now);
        let left = world.held;
        let got = world.returns(signer, false).unwrap();
        let expected = if closes { left } else { left - ORDER_RENT };
        assert_eq!((got, world.order.is_none()), ((expected, 0), closes), "{signer:?} at {now}");
    }
    let mut living = World::written(3).at(NOON);
    living.draws(None).unwrap();
    living.now = for_all;
    living.returns(STRANGER, false).unwrap();
    assert!(living.order.is_some(), "a job lives");
}

#[test]
fn a_loan_goes_back_first_once_nothing_is_under_way() {
    let mut world = World::holding(TOTAL);
    world.writes(Some(SPONSOR)).unwrap();
    // The deposits were at the address already: only the rest of the rent is missing.
    assert_eq!(world.order.unwrap().head.lent, 0);
    let mut world = World::holding(0);
    world.writes(Some(SPONSOR)).unwrap();
    world.held += TOTAL;
    for _ in 0..3 {
        world.draws(Some(SPONSOR)).unwrap();
    }
    let lent = ORDER_RENT + 3 * JOB_RENT;
    assert_eq!(world.order.unwrap().head.lent, lent);
    world.closes(0, PROVIDER, DEPOSITS[0], 0);
    world.closes(1, PROVIDER, DEPOSITS[1], 0);
    assert_eq!(world.returns(CLIENT, false), Ok((0, 0)), "what is lent is not the client's");
    world.closes(2, PROVIDER, 1_000_000, 50_000);
    assert_eq!(world.returns(STRANGER, false), Ok((DEPOSITS[2] - 1_050_000 - ORDER_RENT, 3 * JOB_RENT + ORDER_RENT)));
    let mut world = world.at(NOON + DAY);
    assert_eq!(world.returns(SPONSOR, false), Ok((ORDER_RENT, 0)));
    assert_eq!((world.order, world.held), (None, 0));
}

#[test]
fn money_without_an_account_is_the_clients() {
    let mut world = World::holding(5_000_000);
    assert_eq!(world.returns(STRANGER, false), Err(OrderError::StillDrawing));
    assert_eq!(world.clone().returns(CLIENT, false), Ok((5_000_000, 0)), "at any time, to who signs for it");
    assert_eq!(world.clone().at(NOON + DAY - 1).returns(STRANGER, false), Err(OrderError::StillDrawing));
    world.now = NOON + DAY;
    assert_eq!(world.returns(STRANGER, false), Ok((5_000_000, 0)));
}

#[test]
fn a_second_payment_buys_nothing() {
    let mut world = done(1).at(NOON + DAY);
    world.returns(CLIENT, false).unwrap();
    assert!(world.order.is_none());
    world.held += TOTAL + ORDER_RENT + 3 * JOB_RENT;
    assert_eq!(world.writes(None), Err(OrderError::DrawingEnded));
    assert_eq!(world.returns(STRANGER, false), Ok((TOTAL + ORDER_RENT + 3 * JOB_RENT, 0)));
    // While the account is there, a second payment is an excess.
    let mut twice = done(1);
    twice.held += TOTAL;
    assert_eq!(twice.draws(None), Err(OrderError::NothingToDraw));
    assert_eq!(twice.returns(STRANGER, false), Ok((2 * TOTAL + JOB_RENT - 3 * 1_050_000, 0)));
}

#[test]
fn what_a_wallet_cannot_take_waits_and_holds_nobody_up() {
    let mut world = done(1);
    world.client = 0;
    world.held = ORDER_RENT + 890_879;
    assert_eq!(world.returns(STRANGER, false), Ok((0, 0)));
    world.held += 1;
    assert_eq!(world.returns(STRANGER, false), Ok((890_880, 0)));
    // All but a little is lent: the sponsor gets it, and the account stays until the client can take the rest.
    let mut lent = done(1).at(NOON + DAY);
    lent.client = 0;
    lent.held = ORDER_RENT + 100;
    lent.order.as_mut().unwrap().head.lent = ORDER_RENT;
    lent.sponsor = 5_000_000;
    assert_eq!(lent.returns(CLIENT, false), Ok((0, 100)));
    assert!(lent.order.is_some());
    lent.client = 1;
    lent.client += 890_880;
    assert_eq!(lent.returns(CLIENT, false), Ok((100, ORDER_RENT - 100)));
    assert!(lent.order.is_none());
    // A sponsor whose wallet is empty had a day to fill it.
    let mut empty = done(1).at(NOON + DAY);
    (empty.sponsor, empty.held) = (0, ORDER_RENT);
    empty.order.as_mut().unwrap().head.lent = 1;
    assert_eq!(empty.returns(CLIENT, false), Ok((0, 0)));
    assert!(empty.order.is_some());
    empty.now = NOON + DAY + CLOSE_SECS;
    assert_eq!(empty.returns(STRANGER, false), Ok((ORDER_RENT, 0)));
    assert!(empty.order.is_none());
}

#[test]
fn fees_are_noted_for_four_providers() {
    let mut world = World::written(3);
    world.draws(None).unwrap();
    let head = &mut world.order.as_mut().unwrap().head;
    for byte in 1..=5u8 {
        head.job_ended(Some([byte; 8]), 10);
        head.job_ended(Some([byte; 8]), 1);
    }
    head.job_ended(None, 7);
    head.job_ended(Some([9; 8]), 0);
    let noted = head.paid.map(|paid| (paid.provider, paid.fee));
    assert_eq!(noted, [([1; 8], 11), ([2; 8], 11), ([3; 8], 11), ([4; 8], 11)]);
}
