use rayment_core::{
    Pubkey,
    job::{JobError, Phase, flag},
    order::{MarketVersion, OrderError, PARAMS_GRACE_SECS},
};

use super::world::{
    CLIENT, DAY, DEPOSITS, JOB_RENT, MARKET, NOON, ORDER, ORDER_RENT, SPONSOR, STRANGER, TOTAL, VERSION, World,
};

type Change = fn(&mut World);

#[test]
fn jobs_come_one_after_the_other_with_their_deposits() {
    let mut world = World::written(3);
    let all = world.lamports();
    for (index, deposit) in (0..).zip(DEPOSITS) {
        let drawn = world.draws(None).unwrap();
        assert_eq!((drawn.index, drawn.job.id, drawn.job.deposit), (index, index.into(), deposit));
        assert_eq!(world.jobs[index as usize], Some(deposit + JOB_RENT));
    }
    let order = world.order.unwrap();
    assert_eq!((order.head.next, order.head.live, order.head.drawn, order.head.lent), (3, 3, TOTAL, 0));
    assert_eq!((world.held, world.lamports()), (ORDER_RENT, all));
    assert_eq!(world.draws(None), Err(OrderError::NothingToDraw));
}

#[test]
fn a_job_has_what_the_quote_says() {
    let mut world = World::written(3);
    let dear = world.draws(None).unwrap().job;
    let cheap = world.draws(None).unwrap().job;
    assert_eq!((dear.market, dear.client, dear.spec), (MARKET, CLIENT, world.quote.spec));
    assert_eq!((dear.ceilings, dear.bytes), (world.quote.ceilings, world.quote.bytes));
    assert_eq!((dear.params, dear.expires_at), (VERSION, world.quote.expires_at));
    assert_eq!(dear.order, u64::from_le_bytes(ORDER.tag()));
    assert_eq!(dear.phase, Phase::Open { at: NOON, reserved: None });
    assert_eq!(dear.flags, flag::FROM_ORDER, "above what is paid at once");
    assert_eq!(cheap.flags, flag::FROM_ORDER | flag::AT_ONCE);
}

#[test]
fn what_is_short_can_be_written_down_and_drawn_once_it_is_paid() {
    let mut world = World::holding(ORDER_RENT);
    world.writes(None).unwrap();
    assert_eq!(world.draws(None), Err(OrderError::NotPaid));
    world.held += TOTAL - 1;
    assert_eq!(world.draws(None), Err(OrderError::NotPaid), "short by one lamport");
    world.held += 1;
    assert_eq!(world.draws(None), Err(OrderError::RentMissing));
    world.held += JOB_RENT - 1;
    assert_eq!(world.draws(None), Err(OrderError::RentMissing), "deposits never carry rent");
    world.held += 1;
    assert!(world.draws(None).is_ok());
}

#[test]
fn an_order_takes_the_rent_of_its_account_to_be_written_down() {
    let mut world = World::holding(ORDER_RENT - 1);
    assert_eq!(world.writes(None), Err(OrderError::RentMissing));
    assert_eq!(world.writes(Some(STRANGER)), Err(OrderError::NotSponsor));
    world.writes(Some(SPONSOR)).unwrap();
    assert_eq!((world.held, world.order.unwrap().head.lent), (ORDER_RENT, 1));
    let mut late = World::holding(ORDER_RENT).at(NOON + DAY);
    assert_eq!(late.writes(None), Err(OrderError::DrawingEnded));
    for (days, works) in [(7, true), (8, false)] {
        let mut world = World::holding(ORDER_RENT);
        world.quote.expires_at = NOON + days * DAY;
        assert_eq!(world.writes(None).err(), (!works).then_some(OrderError::Job(JobError::BadExpiry)));
    }
}

#[test]
fn only_the_sponsor_lends_and_only_what_is_missing() {
    let mut world = World::written(1);
    world.draws(Some(SPONSOR)).unwrap();
    assert_eq!(world.order.unwrap().head.lent, 0, "there was rent");
    assert_eq!(world.draws(Some(STRANGER)), Err(OrderError::NotSponsor));
    assert_eq!(world.draws(Some(CLIENT)), Err(OrderError::NotSponsor));
    world.held += JOB_RENT - 1;
    world.draws(Some(SPONSOR)).unwrap();
    assert_eq!(world.order.unwrap().head.lent, JOB_RENT, "all of it: what is there stays free");
    let mut nobody = World::written(0);
    nobody.quote.sponsor = Pubkey::default();
    nobody.order.as_mut().unwrap().quote.sponsor = Pubkey::default();
    assert_eq!(nobody.draws(Some(Pubkey::default())), Err(OrderError::NotSponsor));
}

#[test]
fn the_rent_of_a_job_that_is_closed_carries_the_next() {
    let mut world = World::written(1);
    world.draws(None).unwrap();
    assert_eq!(world.draws(None), Err(OrderError::RentMissing));
    world.closes(0, STRANGER, 1_000_000, 50_000);
    assert!(world.draws(None).is_ok());
    // An address that somebody has sent lamports to lacks less.
    world.closes(1, STRANGER, 0, 0);
    world.held -= 39_000_000 + JOB_RENT - 50_000;
    let draw = world.draws[2].clone();
    assert!(world.draws_as(&draw, None, 0).is_ok());
}

#[test]
fn other_jobs_than_the_quotes_are_refused() {
    let cases: [Change; 7] = [
        |world| world.draws[0].deposit += 1,
        |world| world.draws[0].chunk.frame += 1,
        |world| world.draws[0].path[0][0] ^= 1,
        |world| world.draws[0].path.clear(),
        |world| world.draws[0].path.push([0; 32]),
        // Another of its jobs: an index is neither skipped…
        |world| world.draws.swap(0, 1),
        |world| world.order.as_mut().unwrap().quote.root[0] ^= 1,
    ];
    for change in cases {
        let mut world = World::written(3);
        change(&mut world);
        assert_eq!(world.draws(None), Err(OrderError::NotInQuote));
    }
    // …nor drawn twice.
    let mut world = World::written(3);
    world.draws(None).unwrap();
    let again = world.draws[0].clone();
    assert_eq!(world.draws_as(&again, None, JOB_RENT), Err(OrderError::NotInQuote));
}

#[test]
fn no_job_is_drawn_above_the_total() {
    let mut world = World::written(3);
    world.order.as_mut().unwrap().quote.total = TOTAL - 1;
    for _ in 0..2 {
        world.draws(None).unwrap();
    }
    assert_eq!(world.draws(None), Err(OrderError::NotInQuote));
}

#[test]
fn drawing_ends_with_its_time() {
    for (now, works) in [(NOON + DAY - 1, true), (NOON + DAY, false), (NOON + DAY + 1, false)] {
        let mut world = World::written(3).at(now);
        assert_eq!(world.draws(None).err(), (!works).then_some(OrderError::DrawingEnded));
    }
}

#[test]
fn parameters_that_were_replaced_draw_for_a_day() {
    let replaced = |params, since| MarketVersion { params, since, paused_until: 0 };
    let edge = NOON - PARAMS_GRACE_SECS;
    let cases = [
        (replaced(VERSION, NOON), true),
        (replaced(VERSION + 1, edge + 1), true),
        (replaced(VERSION + 1, edge), false),
        (replaced(VERSION + 1, edge - 1), false),
        (replaced(VERSION + 2, NOON), false),
        (replaced(VERSION - 1, NOON), false),
    ];
    for (market, works) in cases {
        let mut world = World { market, ..World::written(3) };
        assert_eq!(world.draws(None).err(), (!works).then_some(OrderError::MarketChanged), "{market:?}");
    }
    let mut other = World { version: VERSION + 1, ..World::written(3) };
    assert_eq!(other.draws(None), Err(OrderError::MarketChanged), "parameters of another version");
    let mut fee = World::written(3);
    fee.order.as_mut().unwrap().quote.fee_bps = 400;
    assert_eq!(fee.draws(None), Err(OrderError::Job(JobError::MarketChanged)));
}

#[test]
fn a_market_that_is_paused_makes_no_jobs() {
    for (paused_until, works) in [(NOON + 1, false), (NOON, true), (NOON - 1, true)] {
        let market = MarketVersion { params: VERSION, since: 0, paused_until };
        let mut world = World { market, ..World::written(3) };
        assert_eq!(world.draws(None).err(), (!works).then_some(OrderError::MarketPaused));
    }
}

#[test]
fn a_job_that_could_not_end_in_time_is_not_made() {
    let mut world = World::written(3);
    world.order.as_mut().unwrap().quote.expires_at = NOON + 100;
    assert_eq!(world.draws(None), Err(OrderError::Job(JobError::BadExpiry)));
}
