//! A provider gives a job back: for a share of its bond, the larger the longer it held the job.

use rayment_client::events::Event;
use rayment_core::{
    job::{FailReason, Phase},
    market::Params,
};
use rayment_tests::vm::{phases::*, world::*, *};

/// Anna gives the job back, and the client gets this of her bond.
fn gives_back(world: &mut World, job: solana_pubkey::Pubkey, forfeit: u64) {
    let (wallet, rent) = (world.at_orders(CLIENT), world.rent(world.space(&job)));
    let events = ANNA.fails(world, job, FailReason::Worker).works().events();
    let [Event::JobFailed(failed)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((failed.attempt, failed.forfeit), (0, forfeit));
    assert_eq!(world.at_orders(CLIENT), wallet + forfeit);
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.jobs, anna.working, anna.failed_jobs), (BOND - forfeit, 0, 0, 1));
    assert_eq!(world.lamports(&job), rent + DEPOSIT);
    assert_eq!(world.job(job).state.attempt, 1);
    assert_eq!(world.job(job).state.phase, Phase::Open { at: world.now(), reserved: None });
}

#[test]
fn giving_back_costs_up_to_a_tenth_of_the_bond_before_the_start() {
    for (held, forfeit) in [(0, 0), (1, 1_269), (START_SECS / 2, HOLD / 2), (START_SECS - 1, 150_982)] {
        let (mut world, job) = claimed();
        world.advance(held);
        gives_back(&mut world, job, forfeit);
    }
}

#[test]
fn giving_back_costs_a_tenth_and_up_to_all_of_the_bond_after_the_start() {
    let half = HOLD + (BOND - HOLD) / 2;
    for (held, forfeit) in
        [(0, HOLD), (1, HOLD + 1_757), (DELIVERY_SECS / 2, half), (DELIVERY_SECS - 1, HOLD + 1_368_494)]
    {
        let (mut world, job) = running();
        world.advance(held);
        gives_back(&mut world, job, forfeit);
    }
}

#[test]
fn the_time_before_the_start_counts_no_more_after_it() {
    let (mut world, job) = claimed();
    world.advance(START_SECS - 1);
    ANNA.starts(&mut world, job).works();
    gives_back(&mut world, job, HOLD);
}

#[test]
fn refuses_to_give_back_at_the_deadline() {
    for (reach, window) in [(claimed as fn() -> JobWorld, START_SECS), (running, DELIVERY_SECS)] {
        let (mut world, job) = reach();
        world.advance(window);
        ANNA.fails(&mut world, job, FailReason::Worker).refuses(RaymentError::DeadlinePassed);
    }
}

#[test]
fn refuses_to_give_back_for_another_or_after_the_delivery() {
    for reach in [claimed, running] {
        let (mut world, job) = reach();
        for other in [KEEPER.0, STRANGER, BORIS.operator, CLIENT.0, ANNA.wallet] {
            Keeper(other).fails(&mut world, job, FailReason::Worker).refuses(RaymentError::NotOperator);
        }
    }
    let (mut world, job) = delivered();
    ANNA.fails(&mut world, job, FailReason::Worker).refuses(RaymentError::WrongPhase);
}

#[test]
fn what_the_client_no_longer_wants_is_given_back_for_nothing() {
    for reach in [claimed, running] {
        for reason in [FailReason::Worker, FailReason::Spec] {
            let (mut world, job) = reach();
            KEEPER.fails(&mut world, job, FailReason::Loads).works();
            world.advance(50);
            CLIENT.cancels(&mut world, job).works();
            world.advance(60);
            let (wallet, rent) = (world.at_orders(CLIENT), world.rent(world.space(&job)));
            ANNA.fails(&mut world, job, reason).works();
            assert!(!world.exists(&job), "a cancelled job does not open again");
            assert_eq!(world.at_orders(CLIENT), wallet + DEPOSIT + rent);
            let anna = world.provider(ANNA).state;
            assert_eq!((anna.balance, anna.failed_jobs, anna.paid_jobs), (BOND, 0, 0), "it counts as nothing");
        }
    }
}

#[test]
fn a_market_says_what_giving_back_costs_at_the_start() {
    for (hold_bps, forfeit) in [(0, 0), (5_000, BOND / 2)] {
        let mut world = World::market_under(Params { hold_bps, ..PARAMS });
        let job = CLIENT.posts_job(&mut world, &offer()).works();
        KEEPER.assigns(&mut world, job, ANNA).works();
        ANNA.claims(&mut world, job).works();
        ANNA.starts(&mut world, job).works();
        gives_back(&mut world, job, forfeit);
    }
}
