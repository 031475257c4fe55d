//! A market that is paused opens nothing new; what has begun ends, pays and returns.

use rayment_client::{events::Event, instructions};
use rayment_core::{
    job::FailReason,
    market::pause::{MOST_SECS, REST_SECS},
};
use rayment_tests::vm::{phases::*, roles::*, world::*, *};

/// What ends, pays or returns.
type End = fn(&mut World, solana_pubkey::Pubkey);

fn pauses(world: &mut World, secs: u32) -> Answer {
    let market = world.market_state();
    world.sends(instructions::market_pause(&market, secs))
}

#[test]
fn a_pause_ends_with_its_time_or_by_the_authority() {
    let mut world = World::market();
    CAROL.retires(&mut world).works();
    let paused = pauses(&mut world, 100).works();
    let until = world.now() + 100;
    assert_eq!(world.market_state().version.paused_until, until);
    let events = paused.events();
    let [Event::MarketChanged(changed)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!(changed.paused_until, until);
    world.advance(99);
    let mut early = world.clone();
    pauses(&mut early, 0).works();
    assert_eq!(early.market_state().version.paused_until, early.now());
    pauses(&mut early, 0).refuses(RaymentError::NotPaused);
    for world in [&mut early, &mut world] {
        world.advance(1);
        CAROL.registers(world).works();
    }
}

#[test]
fn refuses_a_pause_that_is_too_long_too_soon_or_a_strangers() {
    let mut world = World::market();
    pauses(&mut world, MOST_SECS + 1).refuses(RaymentError::PauseTooLong);
    let pause = instructions::market_pause(&world.market_state(), 60);
    for other in [STRANGER, KEEPER.0, CLIENT.0] {
        world.sends(signed_by(pause.clone(), other)).refuses(RaymentError::NotAuthority);
    }
    pauses(&mut world, MOST_SECS).works();
    world.advance(i64::from(MOST_SECS));
    pauses(&mut world, 60).refuses(RaymentError::PauseNotReady);
    world.advance(REST_SECS - 1);
    pauses(&mut world, 60).refuses(RaymentError::PauseNotReady);
    world.advance(1);
    pauses(&mut world, 60).works();
}

#[test]
fn nothing_new_is_opened_in_a_pause() {
    let mut world = World::market();
    CAROL.retires(&mut world).works();
    let purchase = Purchase::of_jobs(CLIENT, 2);
    world.buys(CLIENT, &purchase, 2).works();
    let other = Purchase::of(CLIENT, &offer(), 5);
    pauses(&mut world, 100).works();
    CAROL.registers(&mut world).refuses(RaymentError::MarketPaused);
    world.draws(STRANGER, &purchase, 1).refuses(RaymentError::MarketPaused);
    world.pays(CLIENT.0, &other, 50_000_000).works();
    world.writes_down(CLIENT.0, &other).refuses(RaymentError::MarketPaused);
    world.draws_first(CLIENT.0, &other).refuses(RaymentError::MarketPaused);
    world.advance(100);
    world.draws(STRANGER, &purchase, 1).works();
}

#[test]
fn everything_ends_pays_and_returns_in_a_pause() {
    let ends: [(fn() -> JobWorld, End); 7] = [
        (open, |world, job| drop(CLIENT.cancels(world, job).works())),
        (reserved, |world, job| drop(ANNA.claims(world, job).works())),
        (claimed, |world, job| drop(ANNA.fails(world, job, FailReason::Worker).works())),
        (running, |world, job| drop(ANNA.delivers(world, job, PICTURE).works())),
        (sealed, |world, job| drop(KEEPER.accepts(world, job).works())),
        (sealed_noise, |world, job| drop(KEEPER.rejects(world, job).works())),
        (accepted, |world, job| {
            world.advance(world::DAY);
            world.settles(job).works();
            ANNA.withdraws(world, None).works();
            world.sweeps(ANNA).works();
            ANNA.retires(world).works();
        }),
    ];
    for (reach, end) in ends {
        let (mut world, job) = reach();
        pauses(&mut world, MOST_SECS).works();
        end(&mut world, job);
    }
}
