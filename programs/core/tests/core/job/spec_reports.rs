//! Reports of a broken spec: the keeper has the time of a verdict to look, and its word decides.

use rayment_core::job::{FailReason, JobError, Outcome, flag};

use crate::job::story::*;

/// Boris has claimed and started the job that Anna reported, after the keeper's silence.
fn taken_by_boris() -> Job {
    let job = Job::reported().later(VERDICT_SECS);
    job.and(|job| BORIS.claims(job)).and(|job| BORIS.starts(job))
}

#[test]
fn one_report_returns_the_bond_and_the_job_waits() {
    let mut job = Job::running().later(300);
    assert_eq!(ANNA.fails(&mut job, FailReason::Spec), Ok(BOND_BACK));
    assert!(job.is_open() && job.attempt() == 1 && job.state().has(flag::SPEC_REPORTED));
    assert!(job.state().waits_for_keeper(&job.params, job.now));
    let job = job.later(VERDICT_SECS - 1);
    assert_eq!(BORIS.claims(&mut job.clone()), Err(JobError::SpecReported));
    assert_eq!(KEEPER.assigns(&mut job.clone(), BORIS), Err(JobError::SpecReported));
}

#[test]
fn the_client_need_not_wait_for_the_keeper() {
    assert_eq!(CLIENT.cancels(&mut Job::reported()), Ok(REFUNDED));
}

#[test]
fn a_spec_that_is_broken_ends_the_job() {
    for later in [0, VERDICT_SECS] {
        let mut job = Job::reported().later(later);
        assert_eq!(KEEPER.fails(&mut job, FailReason::Broken), Ok(REFUNDED));
        assert_eq!(job.outcome(), Some(Outcome::Refunded));
    }
}

#[test]
fn a_spec_that_loads_is_claimed_at_once() {
    let mut job = Job::reported();
    assert_eq!(KEEPER.fails(&mut job, FailReason::Loads), Ok(NOTHING));
    assert_eq!(job.flags(), flag::LOADS);
    assert_eq!(job.attempt(), 1, "the keeper's word ends no attempt");
    assert!(KEEPER.assigns(&mut job.clone(), BORIS).is_ok());
    assert!(BORIS.claims(&mut job.later(10)).is_ok());
}

#[test]
fn the_keepers_assignment_may_say_that_the_spec_loads() {
    for job in [Job::open(), Job::reported()] {
        let job = job.and(|job| KEEPER.assigns_loaded(job, BORIS));
        assert_eq!(job.flags(), flag::LOADS);
        assert!(BORIS.claims(&mut job.clone()).is_ok());
    }
}

#[test]
fn an_assignment_that_is_refused_says_nothing() {
    let mut job = Job::reported();
    assert_eq!(KEEPER.assigns_loaded(&mut job, ANNA), Err(JobError::ProviderFailedBefore));
    assert!(job.state().has(flag::SPEC_REPORTED) && !job.state().has(flag::LOADS));
}

#[test]
fn an_assignment_without_a_word_takes_none_back() {
    let job = Job::open().and(|job| KEEPER.fails(job, FailReason::Loads));
    assert_eq!(job.and(|job| KEEPER.assigns(job, ANNA)).flags(), flag::LOADS);
    let reported = Job::reported().later(VERDICT_SECS).and(|job| KEEPER.assigns(job, BORIS));
    assert_eq!(reported.flags(), flag::SPEC_REPORTED);
}

#[test]
fn the_keeper_may_say_so_before_any_report_and_while_a_provider_works() {
    for job in [Job::open(), Job::claimed(), Job::running(), Job::reported(), taken_by_boris()] {
        let phase = job.state().phase;
        let job = job.and(|job| KEEPER.fails(job, FailReason::Loads));
        assert_eq!((job.flags(), job.state().phase), (flag::LOADS, phase));
    }
}

#[test]
fn whoever_reports_a_spec_that_loads_loses_the_whole_bond() {
    for job in [Job::claimed(), Job::running(), Job::running().later(500)] {
        let mut job = job.and(|job| KEEPER.fails(job, FailReason::Loads));
        assert_eq!(ANNA.fails(&mut job, FailReason::Spec), Ok(FORFEIT));
        // Nor does its report hold the job up.
        assert_eq!(job.flags(), flag::LOADS);
        assert!(BORIS.claims(&mut job.later(10)).is_ok());
    }
}

#[test]
fn three_reports_of_a_spec_that_loads_give_the_deposit_back_with_three_bonds() {
    let mut job = Job::open().and(|job| KEEPER.fails(job, FailReason::Loads));
    for provider in [ANNA, BORIS, CAROL] {
        job = job.later(10).and(|job| provider.claims(job));
        let refund = if provider == CAROL { DEPOSIT } else { 0 };
        assert_eq!(provider.fails(&mut job, FailReason::Spec), Ok(Payments { refund, ..FORFEIT }));
    }
    assert_eq!(job.outcome(), Some(Outcome::Refunded));
}

#[test]
fn a_report_on_what_the_client_has_cancelled_is_free_whatever_the_keeper_says() {
    let job = Job::running().and(|job| KEEPER.fails(job, FailReason::Loads)).and(|job| CLIENT.cancels(job));
    let mut job = job.later(50);
    assert_eq!(ANNA.fails(&mut job, FailReason::Spec), Ok(Payments { refund: DEPOSIT, ..BOND_BACK }));
}

#[test]
fn a_second_report_ends_the_job_where_the_keeper_was_silent() {
    for mut job in [taken_by_boris(), Job::reported().later(VERDICT_SECS).and(|job| BORIS.claims(job))] {
        assert_eq!(BORIS.fails(&mut job, FailReason::Spec), Ok(Payments { refund: DEPOSIT, ..BOND_BACK }));
        assert_eq!(job.outcome(), Some(Outcome::Refunded));
    }
}

#[test]
fn a_second_report_costs_the_bond_where_the_keeper_spoke_after_the_first() {
    let mut job = taken_by_boris().and(|job| KEEPER.fails(job, FailReason::Loads));
    assert_eq!(BORIS.fails(&mut job, FailReason::Spec), Ok(FORFEIT));
    assert!(job.is_open() && !job.state().has(flag::SPEC_REPORTED));
}

#[test]
fn two_wallets_cannot_end_a_job_within_the_keepers_time() {
    let reported = Job::reported();
    for now in [reported.now + 10, reported.now + 100, reported.now + VERDICT_SECS - 1] {
        for wallet in [BORIS, CAROL] {
            assert_eq!(wallet.claims(&mut reported.at(now)), Err(JobError::SpecReported));
        }
    }
}

#[test]
fn a_provider_that_gives_up_reports_nothing() {
    let given_up = Job::running().and(|job| ANNA.fails(job, FailReason::Worker));
    assert_eq!(given_up.flags(), 0);
    assert_eq!(KEEPER.fails(&mut given_up.clone(), FailReason::Broken), Err(JobError::SpecNotReported));
}

#[test]
fn the_keeper_calls_broken_only_what_was_reported_and_not_what_loads() {
    assert_eq!(KEEPER.fails(&mut Job::open(), FailReason::Broken), Err(JobError::SpecNotReported));
    let mut job = Job::reported().and(|job| KEEPER.fails(job, FailReason::Loads));
    assert_eq!(KEEPER.fails(&mut job, FailReason::Broken), Err(JobError::SpecNotReported));
}

#[test]
fn the_keeper_waits_until_nobody_works_to_call_a_spec_broken() {
    let claimed = Job::reported().later(VERDICT_SECS).and(|job| BORIS.claims(job));
    for mut job in [claimed, taken_by_boris()] {
        assert_eq!(KEEPER.fails(&mut job, FailReason::Broken), Err(JobError::WrongPhase));
    }
}

#[test]
fn the_keeper_judges_neither_its_own_job_nor_its_own_report() {
    let reported = Job::reported();
    for party in [keeper(CLIENT.key), keeper(ANNA.key)] {
        for reason in [FailReason::Broken, FailReason::Loads] {
            assert_eq!(party.fails(&mut reported.clone(), reason), Err(JobError::KeeperIsParty));
        }
        for mut job in [Job::claimed(), Job::running()] {
            assert_eq!(party.fails(&mut job, FailReason::Loads), Err(JobError::KeeperIsParty));
        }
    }
}
