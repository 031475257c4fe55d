use rayment_client::{Job, events::Event, instructions};
use rayment_core::job::{Ceilings, Chunk, Expectations, JobState, Offer, Phase, flag};
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
fn a_post_locks_the_deposit_and_counts_on() {
    let mut world = World::market();
    let before = world.lamports(&CLIENT.key());
    let job = CLIENT.posts_job(&mut world, &offer()).works();
    let account = world.account(&job).expect("the job");
    let rent = world.rent(account.data.len());
    assert_eq!(account.lamports, rent + DEPOSIT);
    assert_eq!(world.lamports(&CLIENT.key()), before - rent - DEPOSIT);
    assert_eq!(CLIENT.next_id(&world), 1);
    let Job { state, .. } = world.job(job);
    let JobState { order, spec, deposit, attempt, flags, phase, .. } = state;
    assert_eq!((order, spec, deposit, attempt, flags), (77, SPEC, DEPOSIT, 0, 0));
    assert_eq!(phase, Phase::Open { at: NOON, reserved: None });
    assert_eq!(CLIENT.posts_job(&mut world, &offer()).works(), {
        rayment_client::address::job(&World::market_address(), &CLIENT.key(), 1)
    });
}

#[test]
fn a_post_says_so_in_an_event() {
    let mut world = World::market();
    let post = instructions::job_post(&World::market_address(), &CLIENT.key(), 0, &offer());
    let events = world.sends(post).works().events();
    let [Event::JobPosted(posted)] = events.as_slice() else { panic!("another event than expected") };
    let offered = &posted.offer;
    assert_eq!((posted.client, offered.order, offered.spec, offered.deposit), (CLIENT.key(), 77, SPEC, DEPOSIT));
}

#[test]
fn a_gift_to_a_job_that_is_not_posted_yet_cannot_stop_it() {
    let mut world = World::market();
    let job = rayment_client::address::job(&World::market_address(), &CLIENT.key(), 0);
    world.transfers(DONOR, &job, 5_000_000).works();
    assert_eq!(CLIENT.posts_job(&mut world, &offer()).works(), job);
    let before = world.lamports(&CLIENT.key());
    CLIENT.cancels(&mut world, job).works();
    assert_eq!(world.lamports(&CLIENT.key()), before + 5_000_000 + DEPOSIT, "the gift came with the rent");
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
    posts(&mut world, Offer { deposit: 0, ..offer() }).refuses(RaymentError::NoDeposit);
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
fn refuses_another_wallets_counter() {
    let mut world = World::market();
    let mut post = instructions::job_post(&World::market_address(), &CLIENT.key(), 0, &offer());
    post.accounts[3].pubkey = OTHER_CLIENT.address();
    world.sends(post).refuses(RaymentError::NotWallet);
}

#[test]
fn refuses_a_wallet_that_cannot_pay_and_counts_nothing() {
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

#[test]
fn a_counter_is_opened_once() {
    let mut world = World::market();
    CLIENT.posts_job(&mut world, &offer()).works();
    CLIENT.opens(&mut world).refuses_with(0);
    assert_eq!(CLIENT.next_id(&world), 1);
}
