//! A provider calls a spec broken; the keeper has time to look, and says what it found.

use rayment_client::{events::Event, instructions};
use rayment_core::job::{FailReason, flag};
use rayment_tests::vm::{phases::*, world::*, *};
use solana_pubkey::Pubkey;

fn flags(world: &World, job: Pubkey) -> (bool, bool) {
    let state = world.job(job).state;
    (state.has(flag::SPEC_REPORTED), state.has(flag::LOADS))
}

fn keeper_is(world: &mut World, actor: Actor) {
    let market = world.market_state();
    world.sends(instructions::market_update(&market, None, Some(&actor.key()), None)).works();
}

/// Anna reports it, and loses this of her bond.
fn reports(world: &mut World, job: Pubkey, forfeit: u64) {
    let wallet = world.at_orders(CLIENT);
    let events = ANNA.fails(world, job, FailReason::Spec).works().events();
    let Some(Event::JobFailed(failed)) = events.first() else { panic!("another event than expected") };
    assert_eq!(failed.forfeit, forfeit);
    assert_eq!(world.at_orders(CLIENT), wallet + forfeit);
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.jobs, anna.failed_jobs), (BOND - forfeit, 0, 1));
}

#[test]
fn a_report_costs_no_bond_where_the_keeper_has_not_loaded_the_spec() {
    for reach in [claimed, running] {
        let (mut world, job) = reach();
        world.advance(100);
        reports(&mut world, job, 0);
        assert_eq!(flags(&world, job), (true, false));
        assert_eq!(world.job(job).state.attempt, 1);
    }
}

#[test]
fn a_report_costs_the_whole_bond_where_the_keeper_has_loaded_the_spec() {
    let loaded: [fn() -> JobWorld; 4] = [
        || {
            let (mut world, job) = open();
            KEEPER.assigns_loaded(&mut world, job, ANNA).works();
            (world, job)
        },
        || {
            let (mut world, job) = open();
            KEEPER.fails(&mut world, job, FailReason::Loads).works();
            KEEPER.assigns(&mut world, job, ANNA).works();
            (world, job)
        },
        || {
            let (mut world, job) = claimed();
            KEEPER.fails(&mut world, job, FailReason::Loads).works();
            (world, job)
        },
        || {
            let (mut world, job) = running();
            KEEPER.fails(&mut world, job, FailReason::Loads).works();
            (world, job)
        },
    ];
    for reach in loaded {
        let (mut world, job) = reach();
        assert_eq!(flags(&world, job), (false, true));
        if world.job(job).state.claim().is_none() {
            ANNA.claims(&mut world, job).works();
        }
        reports(&mut world, job, BOND);
        assert_eq!(flags(&world, job), (false, true), "it says nothing about the spec");
        world.advance(10);
        BORIS.claims(&mut world, job).works();
    }
}

#[test]
fn who_says_that_the_spec_loads_ends_no_attempt() {
    for reach in [claimed, running] {
        let (mut world, job) = reach();
        let (held, before) = (world.lamports(&job), world.provider(ANNA));
        let events = KEEPER.fails(&mut world, job, FailReason::Loads).works().events();
        assert!(matches!(events.as_slice(), [Event::JobFailed(failed)] if failed.forfeit == 0));
        assert_eq!((world.lamports(&job), world.provider(ANNA)), (held, before));
        assert!(world.job(job).state.is_worked_at());
        assert_eq!(world.job(job).state.attempt, 0);
    }
}

#[test]
fn refuses_a_second_wallet_while_the_keeper_has_time_to_look() {
    let (mut world, job) = reported();
    for wait in [10, VERDICT_SECS - 11] {
        world.advance(wait);
        BORIS.claims(&mut world, job).refuses(RaymentError::SpecReported);
        KEEPER.assigns(&mut world, job, BORIS).refuses(RaymentError::SpecReported);
    }
    world.advance(1);
    BORIS.claims(&mut world, job).works();
}

#[test]
fn a_second_report_ends_the_job_where_the_keeper_kept_silent() {
    let (mut world, job) = reported();
    world.advance(VERDICT_SECS);
    KEEPER.assigns(&mut world, job, BORIS).works();
    BORIS.claims(&mut world, job).works();
    let (wallet, rent) = (world.at_orders(CLIENT), world.rent(world.space(&job)));
    BORIS.fails(&mut world, job, FailReason::Spec).works();
    assert!(!world.exists(&job));
    assert_eq!(world.at_orders(CLIENT), wallet + DEPOSIT + rent);
    assert_eq!(world.provider(BORIS).state.balance, BOND);
}

#[test]
fn after_a_report_the_keeper_says_that_the_spec_loads() {
    let ways: [fn(&mut World, Pubkey) -> Answer; 2] = [
        |world, job| KEEPER.fails(world, job, FailReason::Loads),
        |world, job| KEEPER.assigns_loaded(world, job, BORIS),
    ];
    for says in ways {
        let (mut world, job) = reported();
        world.advance(10);
        says(&mut world, job).works();
        assert_eq!(flags(&world, job), (false, true));
        BORIS.claims(&mut world, job).works();
        let wallet = world.at_orders(CLIENT);
        BORIS.fails(&mut world, job, FailReason::Spec).works();
        assert_eq!(world.at_orders(CLIENT), wallet + BOND, "the second report costs the bond");
        assert_eq!(world.job(job).state.attempt, 2, "and does not end the job");
        KEEPER.fails(&mut world, job, FailReason::Broken).refuses(RaymentError::SpecNotReported);
    }
}

#[test]
fn after_a_report_the_keeper_says_that_the_spec_is_broken() {
    for wait in [0, VERDICT_SECS, DAY] {
        let (mut world, job) = reported();
        world.advance(wait);
        let (wallet, held) = (world.at_orders(CLIENT), world.lamports(&job));
        KEEPER.fails(&mut world, job, FailReason::Broken).works();
        assert!(!world.exists(&job));
        assert_eq!(world.at_orders(CLIENT), wallet + held);
        assert_eq!(world.provider(ANNA).state.balance, BOND);
    }
}

#[test]
fn refuses_to_call_a_spec_broken_that_nobody_reported_or_somebody_works_at() {
    let (mut world, job) = open();
    KEEPER.fails(&mut world, job, FailReason::Broken).refuses(RaymentError::SpecNotReported);
    for provider in [FailReason::Spec, FailReason::Worker] {
        KEEPER.fails(&mut world, job, provider).refuses(RaymentError::NotOperator);
    }
    let (mut world, job) = reported();
    world.advance(VERDICT_SECS);
    BORIS.claims(&mut world, job).works();
    KEEPER.fails(&mut world, job, FailReason::Broken).refuses(RaymentError::WrongPhase);
    BORIS.fails(&mut world, job, FailReason::Broken).refuses(RaymentError::NotKeeper);
}

#[test]
fn refuses_a_word_about_the_spec_by_anyone_but_the_keeper() {
    for reach in [reported as fn() -> JobWorld, claimed] {
        let (mut world, job) = reach();
        for other in [STRANGER, CLIENT.0, BORIS.operator, ANNA.wallet, OPENER] {
            Keeper(other).fails(&mut world, job, FailReason::Loads).refuses(RaymentError::NotKeeper);
            Keeper(other).fails(&mut world, job, FailReason::Broken).refuses(RaymentError::NotKeeper);
        }
        ANNA.fails(&mut world, job, FailReason::Loads).refuses(RaymentError::NotKeeper);
    }
}

#[test]
fn refuses_a_word_about_the_spec_by_a_keeper_that_is_a_party() {
    // The provider that failed the job is one too.
    for party in [CLIENT.0, ANNA.wallet] {
        let (mut world, job) = reported();
        keeper_is(&mut world, party);
        for word in [FailReason::Broken, FailReason::Loads] {
            Keeper(party).fails(&mut world, job, word).refuses(RaymentError::KeeperIsParty);
        }
    }
    for party in [CLIENT.0, ANNA.wallet] {
        let (mut world, job) = claimed();
        keeper_is(&mut world, party);
        Keeper(party).fails(&mut world, job, FailReason::Loads).refuses(RaymentError::KeeperIsParty);
    }
}

#[test]
fn refuses_a_word_about_the_spec_that_is_too_late() {
    for (reach, late) in [(open as fn() -> JobWorld, 7 * DAY), (claimed, START_SECS), (running, DELIVERY_SECS)] {
        let (mut world, job) = reach();
        world.advance(late);
        KEEPER.fails(&mut world, job, FailReason::Loads).refuses(RaymentError::DeadlinePassed);
    }
    for reach in [delivered, accepted, disputed] {
        let (mut world, job) = reach();
        KEEPER.fails(&mut world, job, FailReason::Loads).refuses(RaymentError::WrongPhase);
    }
}
