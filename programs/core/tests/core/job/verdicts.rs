//! What the keeper may find about a delivery, and until when: with a check, and without.

use rayment_core::job::{FailReason, JobError, Outcome, Phase, flag};

use crate::job::story::*;

#[test]
fn a_check_is_the_clients_to_choose_and_stays_as_chosen() {
    let unchecked = Job::posted(|offer| offer.check = false);
    assert!(unchecked.state().has(flag::UNCHECKED) && !Job::open().state().has(flag::UNCHECKED));
    // Whoever claims it, assigned or not, in this attempt or the next.
    let assigned = unchecked.clone().goes_to_anna();
    assert!(assigned.state().has(flag::UNCHECKED));
    let free = unchecked.later(10).and(|job| BORIS.claims(job));
    assert!(free.state().has(flag::UNCHECKED));
    let again = free.and(|job| BORIS.fails(job, FailReason::Worker)).and(|job| KEEPER.assigns(job, ANNA));
    assert!(again.state().has(flag::UNCHECKED));
    assert!(!Job::delivered().state().has(flag::UNCHECKED));
}

#[test]
fn an_unchecked_job_waits_for_the_client_alone() {
    for mut job in [Job::unchecked(PICTURE).and(|job| CLIENT.approves(job)), Job::unchecked(PICTURE).later(DAY)] {
        assert_eq!(STRANGER.settles(&mut job), Ok(PAID));
    }
    let early = Job::unchecked(PICTURE).later(DAY - 1);
    assert_eq!(STRANGER.settles(&mut early.clone()), Err(JobError::NotYetDue));
}

#[test]
fn silence_pays_also_for_noise_that_nobody_checked() {
    let mut job = Job::unchecked(NOISE).later(DAY);
    assert_eq!(STRANGER.settles(&mut job), Ok(PAID));
    assert_eq!(job.outcome(), Some(Outcome::Paid));
}

#[test]
fn refuses_to_accept_what_goes_unchecked_unless_it_is_disputed() {
    for job in [Job::unchecked(PICTURE), Job::unchecked(PICTURE).with_seal()] {
        assert_eq!(KEEPER.accepts(&mut job.clone()), Err(JobError::Unchecked));
    }
    let disputed = Job::unchecked(PICTURE).with_seal().and(|job| CLIENT.disputes(job));
    let mut job = disputed.and(|job| KEEPER.accepts(job));
    let paid = STRANGER.settles(&mut job).unwrap();
    assert_eq!((paid.earnings, paid.dispute_paid), (EARNINGS, DISPUTE_BOND / 2));
}

#[test]
fn evidence_rejects_what_goes_unchecked_until_it_is_settled() {
    for later in [0, DAY - 1] {
        let mut job = Job::unchecked(NOISE).with_seal().later(later);
        assert_eq!(KEEPER.rejects(&mut job), Ok(FORFEIT));
        assert!(job.is_open());
    }
    assert_eq!(KEEPER.rejects(&mut Job::unchecked(PICTURE).with_seal()), Err(JobError::TilesAgree));
    let late = Job::unchecked(NOISE).with_seal().later(DAY);
    assert_eq!(KEEPER.rejects(&mut late.clone()), Err(JobError::DeadlinePassed));
}

#[test]
fn tiles_that_are_missing_or_unlike_requeue_the_job_and_return_the_bond() {
    let missing = [Job::delivered(), Job::sealed(), Job::disputed(), Job::unchecked(PICTURE)];
    let unlike = [Job::sealed(), Job::disputed(), Job::unchecked(PICTURE).with_seal()];
    let all = missing.map(|job| (job, FailReason::Missing)).into_iter();
    for (mut job, reason) in all.chain(unlike.map(|job| (job, FailReason::Unlike))) {
        assert_eq!(KEEPER.fails(&mut job, reason), Ok(BOND_BACK), "{reason:?}");
        assert!(job.is_open() && job.attempt() == 1);
        assert!(job.state().was_failed_by(&ANNA.key));
    }
}

#[test]
fn the_third_time_that_tiles_are_missing_gives_the_deposit_back() {
    let mut job = Job::open();
    for provider in [ANNA, BORIS, CAROL] {
        job = job.later(10).and(|job| provider.claims(job)).and(|job| provider.starts(job)).later(200);
        job = job.and(|job| provider.delivers(job, PICTURE));
        let refund = if provider == CAROL { DEPOSIT } else { 0 };
        assert_eq!(KEEPER.fails(&mut job, FailReason::Missing), Ok(Payments { refund, ..BOND_BACK }));
    }
    assert_eq!(job.outcome(), Some(Outcome::Refunded));
}

#[test]
fn what_is_unlike_was_picked_first() {
    assert_eq!(KEEPER.fails(&mut Job::delivered(), FailReason::Unlike), Err(JobError::NotSealed));
}

#[test]
fn a_finding_comes_too_late_once_somebody_agreed_to_pay() {
    let approved = Job::sealed_noise().and(|job| CLIENT.approves(job));
    for mut job in [Job::accepted(), approved] {
        assert!(matches!(job.state().phase, Phase::Accepted { .. }));
        for reason in [FailReason::Missing, FailReason::Unlike] {
            assert_eq!(KEEPER.fails(&mut job, reason), Err(JobError::WrongPhase));
        }
    }
}

#[test]
fn a_provider_cannot_call_its_own_tiles_missing() {
    for mut job in [Job::sealed(), Job::disputed()] {
        for reason in [FailReason::Missing, FailReason::Unlike] {
            assert_eq!(ANNA.fails(&mut job, reason), Err(JobError::NotKeeper));
        }
    }
}
