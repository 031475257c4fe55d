use rayment_client::Job;
use rayment_core::{
    job::{Ceilings, Chunk, Expectations, JobState, Offer, Phase, flag},
    layout,
};
use rayment_tests::vm::{phases::*, world::*, *};

fn posts(world: &mut World, offer: Offer) -> Result<(), Refused> {
    CLIENT.posts_job(world, &offer).map(|_| ())
}

fn chunk(change: impl FnOnce(&mut Chunk)) -> Offer {
    let mut offer = offer();
    change(&mut offer.chunk);
    offer
}

#[test]
fn a_job_of_an_order_locks_its_deposit() {
    let mut world = World::market();
    let before = world.lamports(&CLIENT.key());
    let job = CLIENT.posts_job(&mut world, &offer()).works();
    let account = world.account(&job).expect("the job");
    let (rent, order_rent) = (world.rent(account.data.len()), world.rent(layout::order::SPACE));
    assert_eq!(account.lamports, rent + DEPOSIT);
    assert_eq!(world.lamports(&CLIENT.key()), before - rent - DEPOSIT - order_rent);
    let order = world.purchases[0].address();
    assert_eq!(world.lamports(&order), order_rent);
    let Job { state, .. } = world.job(job);
    let JobState { order: tag, spec, deposit, attempt, flags, phase, id, .. } = state;
    assert_eq!((id, spec, deposit, attempt, flags), (0, SPEC, DEPOSIT, 0, flag::FROM_ORDER));
    assert_eq!(tag.to_le_bytes(), order.as_ref()[..8]);
    assert_eq!(phase, Phase::Open { at: NOON, reserved: None });
    // The same once more is another order.
    let second = CLIENT.posts_job(&mut world, &offer()).works();
    assert_ne!(second, job);
}

#[test]
fn refuses_what_is_no_work() {
    let mut world = World::market();
    for empty in [
        chunk(|chunk| chunk.frames = 0),
        chunk(|chunk| chunk.tiles = 0),
        chunk(|chunk| chunk.step = 0),
        Offer { ceilings: Ceilings { ms_per_frame: 0, ..offer().ceilings }, ..offer() },
    ] {
        posts(&mut world, empty).refuses(RaymentError::NoFrames);
    }
    posts(&mut world, Offer { deposit: 0, ..offer() }).refuses(RaymentError::WrongJobCount);
}

#[test]
fn refuses_more_than_a_job_can_hold() {
    let mut world = World::market();
    for large in [
        chunk(|chunk| (chunk.frames, chunk.tiles) = (1 << 11, (1 << 11) + 1)),
        chunk(|chunk| chunk.frame = u32::MAX - 7),
        chunk(|chunk| (chunk.frames, chunk.tile) = (2, 1)),
        Offer { ceilings: Ceilings { ms_per_frame: u64::MAX, ..offer().ceilings }, ..offer() },
    ] {
        posts(&mut world, large).refuses(RaymentError::ChunkTooLarge);
    }
}

#[test]
fn a_job_lives_long_enough_for_one_delivery_and_seven_days_at_most() {
    let mut world = World::market();
    let shortest = NOON + START_SECS + DELIVERY_SECS;
    for (expires_at, fits) in
        [(shortest - 1, false), (shortest, true), (NOON + 7 * DAY, true), (NOON + 7 * DAY + 1, false)]
    {
        let posted = posts(&mut world, Offer { expires_at, ..offer() });
        if fits { posted.works() } else { posted.refuses(RaymentError::BadExpiry) }
    }
}

#[test]
fn refuses_a_market_that_is_not_the_one_expected() {
    let mut world = World::market();
    let other_fee = Offer { expect: Expectations { params: 0, fee_bps: 400 }, ..offer() };
    posts(&mut world, other_fee).refuses(RaymentError::MarketChanged);
}

#[test]
fn refuses_a_wallet_that_cannot_pay() {
    let mut world = World::market();
    world.fund(&CLIENT.key(), DEPOSIT);
    let before = world.snapshot();
    // The system program's "insufficient funds".
    posts(&mut world, offer()).refuses_with(1);
    assert_eq!(world.snapshot(), before);
}

#[test]
fn only_a_small_deposit_is_paid_at_once() {
    let mut world = World::market();
    world.fund(&CLIENT.key(), 10 * FUNDS);
    for (deposit, at_once) in [(1_000_000_000, true), (1_000_000_001, false)] {
        let job = CLIENT.posts_job(&mut world, &Offer { deposit, at_once: true, ..offer() }).works();
        assert_eq!(world.job(job).state.has(flag::AT_ONCE), at_once);
    }
}
