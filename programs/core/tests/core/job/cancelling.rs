//! How a client gets out, and pays what was made by then.

use rayment_core::{
    job::{Ceilings, FailReason, JobError, Offer, Outcome},
    money::Terms,
};

use crate::job::story::*;

const CANCEL_SECS: i64 = 120;
const CANCELLED: Payments = Payments { refund: DEPOSIT, bond_back: BOND, ..NOTHING };

#[test]
fn an_open_job_ends_at_once() {
    for mut job in [Job::open(), Job::reserved()] {
        assert_eq!(CLIENT.cancels(&mut job), Ok(Payments { refund: DEPOSIT, ..NOTHING }));
        assert_eq!(job.outcome(), Some(Outcome::Refunded));
    }
}

#[test]
fn running_work_has_two_minutes_left() {
    let job = Job::running().later(50).and(|job| CLIENT.cancels(job));
    assert_eq!(job.state().cancel_at(), Some(job.now + CANCEL_SECS));
    assert_eq!(job.state().held(&job.params), Some(DEPOSIT + BOND));
}

#[test]
fn running_work_has_the_time_of_one_frame_if_that_is_longer() {
    let cancel_at = |ms_per_frame| {
        let terms = Terms { per_second: 1, ..TERMS };
        let job = Job::post(&Offer { ceilings: Ceilings { ms_per_frame, terms: TERMS }, ..offer() }).unwrap();
        let job = job.and(|job| KEEPER.assigns_at(job, ANNA, terms)).and(|job| ANNA.claims_at(job, terms));
        job.and(|job| CLIENT.cancels(job)).state().cancel_at().unwrap() - NOON
    };
    assert_eq!(cancel_at(120_000), 120);
    assert_eq!(cancel_at(120_001), 121);
    assert_eq!(cancel_at(600_000), 600);
}

#[test]
fn frames_made_by_then_are_paid_by_the_frame() {
    let job = Job::running().later(50).and(|job| CLIENT.cancels(job)).later(CANCEL_SECS - 1);
    let job = job.and(|job| ANNA.delivers(job, Render { frames: 2, ms: 100_000, wrong: false }));
    let mut job = job.and(|job| CLIENT.approves(job));
    // 2 frames, 100 seconds, 100 MB: 2_000_000 + 10_000_000 + 1_000_000, and 5 % of it.
    let (earnings, fee) = (13_000_000, 650_000);
    let refund = DEPOSIT - earnings - fee;
    assert_eq!(STRANGER.settles(&mut job), Ok(Payments { earnings, fee, refund, bond_back: BOND, ..NOTHING }));
}

#[test]
fn the_time_of_cut_work_is_capped_by_the_frames_it_brought() {
    let job = Job::running().and(|job| CLIENT.cancels(job)).later(100);
    let job = job.and(|job| ANNA.delivers(job, Render { frames: 1, ms: 99_000, wrong: false }));
    assert_eq!(job.state().delivery().unwrap().ms, 60_000);
}

#[test]
fn all_frames_may_still_come() {
    let job = Job::running().later(50).and(|job| CLIENT.cancels(job)).later(100);
    assert!(ANNA.delivers(&mut job.clone(), PICTURE).is_ok());
}

#[test]
fn a_cut_delivery_is_checked_like_any_other() {
    let few = Render { frames: 2, ..NOISE };
    let job = Job::running().and(|job| CLIENT.cancels(job)).later(100).and(|job| ANNA.delivers(job, few));
    let mut job = job.and(|job| STRANGER.seals(job));
    assert_eq!(job.challenge().count, 24, "all tiles of two frames");
    // Cancelled is cancelled: the rejected job does not open again.
    assert_eq!(KEEPER.rejects(&mut job), Ok(Payments { refund: DEPOSIT, forfeit: BOND, ..NOTHING }));
    assert_eq!(job.outcome(), Some(Outcome::Refunded));
}

#[test]
fn work_without_a_frame_gets_its_bond_back_and_nothing_else() {
    let job = Job::running().and(|job| CLIENT.cancels(job));
    for frames in [0, 5] {
        let none = Render { frames, ..PICTURE };
        assert_eq!(ANNA.delivers(&mut job.clone(), none), Err(JobError::WrongFrameCount));
    }
    let mut job = job.later(CANCEL_SECS);
    assert_eq!(STRANGER.expires(&mut job), Ok(CANCELLED));
    assert_eq!(job.outcome(), Some(Outcome::Refunded));
}

#[test]
fn fewer_frames_need_a_cancellation() {
    for frames in [0, 3, 5] {
        let mut job = Job::running().later(200);
        assert_eq!(ANNA.delivers(&mut job, Render { frames, ..PICTURE }), Err(JobError::WrongFrameCount));
    }
}

#[test]
fn a_cancelled_claim_may_still_start() {
    let job = Job::claimed().later(10).and(|job| CLIENT.cancels(job)).later(100).and(|job| ANNA.starts(job));
    assert_eq!(job.state().cancel_at(), Some(NOON + 10 + CANCEL_SECS));
    assert_eq!(STRANGER.expires(&mut job.later(30)), Ok(CANCELLED));
}

#[test]
fn a_time_out_before_the_cancellation_still_costs_the_bond() {
    // Cancelled one second after the claim, in effect one second after the start was due.
    let job = Job::claimed().later(1).and(|job| CLIENT.cancels(job));
    let lost = Payments { refund: DEPOSIT, forfeit: BOND, ..NOTHING };
    assert_eq!(STRANGER.expires(&mut job.at(NOON + START_SECS)), Ok(lost));
    // Whoever comes late finds the same.
    assert_eq!(STRANGER.expires(&mut job.at(NOON + DAY)), Ok(lost));
}

#[test]
fn a_cancellation_at_the_instant_of_the_time_out_comes_first() {
    let job = Job::claimed().and(|job| CLIENT.cancels(job));
    assert_eq!(job.state().cancel_at(), Some(NOON + START_SECS));
    assert_eq!(STRANGER.expires(&mut job.later(DAY)), Ok(CANCELLED));
}

#[test]
fn giving_up_cancelled_work_ends_the_job() {
    for reason in [FailReason::Worker, FailReason::Spec] {
        for job in [Job::claimed(), Job::running()] {
            let mut job = job.and(|job| CLIENT.cancels(job)).later(100);
            assert_eq!(ANNA.fails(&mut job, reason), Ok(CANCELLED));
            assert_eq!(job.outcome(), Some(Outcome::Refunded));
        }
    }
}

#[test]
fn cancels_only_once() {
    for job in [Job::claimed(), Job::running()] {
        let mut job = job.and(|job| CLIENT.cancels(job)).later(50);
        assert_eq!(CLIENT.cancels(&mut job), Err(JobError::AlreadyCancelled));
    }
}

#[test]
fn what_is_delivered_is_no_longer_cancelled() {
    for mut job in [Job::delivered(), Job::sealed(), Job::accepted(), Job::disputed()] {
        assert_eq!(CLIENT.cancels(&mut job), Err(JobError::WrongPhase));
    }
}
