//! What it costs a provider to give a job back: the longer it held it, the more.

use rayment_core::{
    job::{FailReason, JobError, JobState, Outcome},
    market::Params,
};

use crate::job::story::*;

/// 10 % of the bond: all that can be lost before the start.
const HOLD: u64 = 152_250;

fn gives_back(job: &mut Job) -> Answer {
    ANNA.fails(job, FailReason::Worker)
}

fn costs(forfeit: u64) -> Answer {
    Ok(Payments { bond_back: BOND - forfeit, forfeit, ..NOTHING })
}

#[test]
fn before_the_start_the_price_grows_to_a_tenth_of_the_bond() {
    for (held, forfeit) in [
        (0, 0),
        // A second is a 120th of 152_250, 1_268.75, and what is taken is rounded up.
        (1, 1_269),
        (START_SECS / 2, HOLD / 2),
        (START_SECS - 1, 150_982),
    ] {
        let mut job = Job::claimed().later(held);
        assert_eq!(gives_back(&mut job), costs(forfeit), "after {held} s");
        assert!(job.is_open() && job.attempt() == 1);
    }
}

#[test]
fn from_the_start_on_it_grows_to_the_whole_bond() {
    for (held, forfeit) in [
        (0, HOLD),
        // A second is a 780th of 1_370_250, 1_756.7…
        (1, HOLD + 1_757),
        (DELIVERY_SECS / 2, HOLD + 685_125),
        (DELIVERY_SECS - 1, BOND - 1_756),
    ] {
        let mut job = Job::running().later(held);
        assert_eq!(gives_back(&mut job), costs(forfeit), "after {held} s");
        assert!(job.is_open() && job.attempt() == 1);
    }
}

#[test]
fn at_the_end_of_either_window_it_is_too_late_and_costs_the_bond() {
    for mut job in [Job::claimed().later(START_SECS), Job::running().later(DELIVERY_SECS)] {
        assert_eq!(gives_back(&mut job), Err(JobError::DeadlinePassed));
        assert_eq!(STRANGER.expires(&mut job), Ok(FORFEIT));
    }
}

#[test]
fn the_time_before_the_start_is_not_counted_again() {
    let job = Job::claimed().later(START_SECS - 1).and(|job| ANNA.starts(job));
    assert_eq!(gives_back(&mut job.clone()), costs(HOLD));
}

#[test]
fn a_tenth_that_is_no_whole_lamport_is_rounded_up() {
    // The worst case of the claim is 21_000_020: 5 % of it are 1_050_001.
    let terms = rayment_core::money::Terms { per_frame: 0, per_second: 0, per_gb: 0, minimum: 20_000_020 };
    let job = Job::posted(|offer| offer.ceilings.terms = terms).later(10);
    let mut job = job.and(|job| ANNA.claims_at(job, terms)).and(|job| ANNA.starts(job));
    let (bond_back, forfeit) = (1_050_001 - 105_001, 105_001);
    assert_eq!(gives_back(&mut job), Ok(Payments { bond_back, forfeit, ..NOTHING }));
}

#[test]
fn a_market_may_make_it_free_before_the_start_or_dearer() {
    for (hold_bps, at_half, started) in [(0, 0, 0), (5_000, BOND / 4, BOND / 2)] {
        let params = Params { hold_bps, ..Params::DEFAULT };
        let job = Job::post_under(&offer(), params).unwrap().and(|job| KEEPER.assigns(job, ANNA));
        let job = job.and(|job| ANNA.claims(job));
        assert_eq!(gives_back(&mut job.clone().later(START_SECS / 2)), costs(at_half));
        assert_eq!(gives_back(&mut job.and(|job| ANNA.starts(job))), costs(started));
    }
}

#[test]
fn three_workers_giving_up_give_the_deposit_back() {
    let mut job = Job::open();
    for provider in [ANNA, BORIS, CAROL] {
        job = job.later(10).and(|job| provider.claims(job)).and(|job| provider.starts(job));
        let refund = if provider == CAROL { DEPOSIT } else { 0 };
        let expected = Payments { bond_back: BOND - HOLD, forfeit: HOLD, refund, ..NOTHING };
        assert_eq!(provider.fails(&mut job, FailReason::Worker), Ok(expected));
    }
    assert_eq!(job.outcome(), Some(Outcome::Refunded));
}

#[test]
fn what_the_client_has_cancelled_is_given_back_free() {
    for job in [Job::claimed(), Job::running()] {
        let mut job = job.later(50).and(|job| CLIENT.cancels(job)).later(69);
        assert_eq!(gives_back(&mut job), Ok(Payments { bond_back: BOND, refund: DEPOSIT, ..NOTHING }));
        assert_eq!(job.outcome(), Some(Outcome::Refunded));
    }
}

#[test]
fn the_bond_goes_by_the_worst_case_of_the_claim_and_not_by_the_deposit() {
    let mut job = Job::posted(|offer| offer.deposit = 1_000_000_000).and(|job| KEEPER.assigns_at(job, ANNA, CHEAP));
    // 4_000_000 + 12_000_000 + 1_000_000, and 5 % of it: 17_850_000. The least bond is more than 5 % of that.
    assert_eq!(ANNA.claims_at(&mut job.clone(), CHEAP), Ok(Payments { bond_in: 1_000_000, ..NOTHING }));
    job = Job::posted(|offer| offer.deposit = 1_000_000_000).and(|job| KEEPER.assigns(job, ANNA));
    assert_eq!(ANNA.claims(&mut job), Ok(Payments { bond_in: BOND, ..NOTHING }));
    let bond = JobState::bond(job.state(), &job.params, &TERMS);
    assert_eq!((bond, job.state().held(&job.params)), (Ok(BOND), Some(1_000_000_000 + BOND)));
}
