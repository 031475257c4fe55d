//! When a stake leaves, and what keeps it.

use rayment_core::{market::Params, stake::Stake};
use rayment_tests::vm::{guardians::*, phases::*, world::*, *};

use super::{LOCKED, locked};

#[test]
fn what_is_on_its_way_out_is_taken_from_eight_days_on() {
    for staker in STAKERS {
        let mut world = locked(staker);
        staker.unlocks(&mut world, LOCKED).works();
        let due = NOON + UNLOCK_SECS;
        for (at, takes) in [(due - 1, false), (due, true), (due + 1, true)] {
            let mut world = world.clone();
            world.advance_to(at);
            let before = world.snapshot();
            let taken = staker.takes(&mut world);
            if takes {
                taken.works();
            } else {
                taken.refuses(RaymentError::NotYetDue);
                assert_eq!(world.snapshot(), before);
            }
        }
    }
}

#[test]
fn another_unlock_starts_the_clock_again_for_the_sum() {
    for staker in STAKERS {
        let mut world = locked(staker);
        staker.unlocks(&mut world, 100).works();
        world.advance(UNLOCK_SECS);
        staker.unlocks(&mut world, 1).works();
        staker.takes(&mut world).refuses(RaymentError::NotYetDue);
        world.advance(UNLOCK_SECS - 1);
        staker.takes(&mut world).refuses(RaymentError::NotYetDue);
        world.advance(1);
        let wallet = world.lamports(&staker.wallet().key());
        staker.takes(&mut world).works();
        assert_eq!(world.lamports(&staker.wallet().key()), wallet + 101);
    }
}

#[test]
fn the_clock_goes_by_the_parameters_of_the_moment_and_is_never_brought_forward() {
    let (staker, short) = (Staker::Provider(ANNA), Params { unlock_secs: 7 * DAY as u32, ..PARAMS });
    let mut world = locked(staker);
    staker.unlocks(&mut world, 100).works();
    let due = NOON + UNLOCK_SECS;
    world.changes_params(&short);
    assert_eq!(staker.stake(&world).unlock_at, due, "a clock that runs goes on");
    staker.unlocks(&mut world, 1).works();
    assert_eq!(staker.stake(&world).unlock_at, due);
    world.advance(2 * DAY);
    staker.unlocks(&mut world, 1).works();
    assert_eq!(staker.stake(&world).unlock_at, NOON + 9 * DAY);
}

#[test]
fn refuses_each_owner_that_takes_what_is_locked() {
    for staker in STAKERS {
        let mut world = locked(staker);
        world.advance(2 * UNLOCK_SECS);
        staker.takes(&mut world).refuses(RaymentError::NothingUnlocking);
    }
}

/// Anna has claimed a job, and all of her stake is on its way out.
fn at_work_and_leaving() -> JobWorld {
    let (mut world, job) = claimed();
    let anna = Staker::Provider(ANNA);
    anna.locks(&mut world, LOCKED).works();
    anna.unlocks(&mut world, LOCKED).works();
    (world, job)
}

#[test]
fn a_provider_takes_nothing_while_a_job_names_it() {
    let (mut world, job) = at_work_and_leaving();
    let anna = Staker::Provider(ANNA);
    world.advance(UNLOCK_SECS);
    anna.takes(&mut world).refuses(RaymentError::JobsOpen);
    // Her time to start is over: the job leaves her, and her bond goes.
    world.expires(job).works();
    let wallet = world.lamports(&ANNA.wallet.key());
    anna.takes(&mut world).works();
    assert_eq!(world.lamports(&ANNA.wallet.key()), wallet + LOCKED);
}

#[test]
fn a_bond_that_is_lost_takes_nothing_of_the_stake() {
    let (mut world, job) = at_work_and_leaving();
    let stake = world.provider(ANNA).state.stake;
    world.advance(START_SECS);
    world.expires(job).works();
    assert_eq!(world.provider(ANNA).state.stake, stake);
    assert_eq!(world.provider(ANNA).state.failed_jobs, 1);
}

#[test]
fn a_provider_that_retires_with_a_stake_keeps_its_account_until_it_has_taken_it() {
    let (anna, mut world) = (Staker::Provider(ANNA), locked(Staker::Provider(ANNA)));
    let account = world.lamports(&ANNA.address());
    ANNA.retires(&mut world).works();
    assert_eq!(world.lamports(&ANNA.address()), account);
    anna.unlocks(&mut world, LOCKED).works();
    ANNA.retires(&mut world).works();
    assert!(world.exists(&ANNA.address()), "it is still on its way out");
    world.advance(UNLOCK_SECS);
    anna.takes(&mut world).works();
    assert!(world.exists(&ANNA.address()));
    let wallet = world.lamports(&ANNA.wallet.key());
    ANNA.retires(&mut world).works();
    assert!(!world.exists(&ANNA.address()));
    assert_eq!(world.lamports(&ANNA.wallet.key()), wallet + account - LOCKED);
}

#[test]
fn a_paused_market_holds_no_stake_back() {
    for staker in STAKERS {
        let mut world = locked(staker);
        staker.unlocks(&mut world, LOCKED - 5).works();
        world.advance(UNLOCK_SECS);
        let pause = rayment_client::instructions::market_pause(&world.market_state(), 60);
        world.sends(pause).works();
        staker.takes(&mut world).works();
        staker.locks(&mut world, 1).works();
        staker.unlocks(&mut world, 6).works();
        assert_eq!(staker.stake(&world), Stake { locked: 0, unlocking: 6, unlock_at: world.now() + UNLOCK_SECS });
    }
}
