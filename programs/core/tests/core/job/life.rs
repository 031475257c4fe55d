//! Each transition as it works, and who is paid at its end.

use rayment_core::{
    job::{Acceptance, JobError, Outcome, Phase, Seal},
    proof::challenge::Sighting,
};

use crate::job::story::*;

fn assert_paid(mut job: Job) {
    assert_eq!(STRANGER.settles(&mut job), Ok(PAID));
    assert_eq!(job.outcome(), Some(Outcome::Paid));
}

/// Attempt by attempt, three providers get the job and `end` it.
fn three_attempts(end: impl Fn(&mut Job, Actor) -> Answer) -> Vec<(Payments, Job)> {
    let mut job = Job::open();
    let mut ends = Vec::new();
    for provider in [ANNA, BORIS, CAROL] {
        job = job.later(10).and(|job| provider.claims(job)).and(|job| provider.starts(job));
        let payments = end(&mut job, provider).unwrap();
        ends.push((payments, job.clone()));
    }
    ends
}

#[test]
fn work_that_the_keeper_accepts_and_the_client_approves_is_paid() {
    let job = Job::accepted();
    assert_eq!(job.state().held(&job.params), Some(DEPOSIT + BOND));
    assert_paid(job.and(|job| CLIENT.approves(job)));
}

#[test]
fn accepted_work_is_paid_after_a_day_of_silence() {
    assert_paid(Job::accepted().later(DAY));
}

#[test]
fn a_small_job_is_paid_on_the_keepers_word_where_the_client_agreed() {
    let job = Job::posted(|offer| offer.at_once = true).goes_to_anna().renders(PICTURE).with_seal();
    assert_paid(job.and(|job| KEEPER.accepts(job)));
}

#[test]
fn what_was_accepted_is_what_was_delivered() {
    let delivered = Job::delivered().state().delivered();
    assert!(delivered.is_some());
    let accepted = [Job::accepted(), Job::disputed().and(|job| KEEPER.accepts(job))];
    let approved = [Job::accepted(), Job::delivered(), Job::disputed()].map(|job| job.and(|job| CLIENT.approves(job)));
    for job in accepted.into_iter().chain(approved).chain([Job::disputed()]) {
        assert_eq!(job.state().delivered(), delivered);
    }
    assert_eq!(Job::running().state().delivered(), None);
}

#[test]
fn an_acceptance_tells_how_it_came_about_and_by_which_challenge() {
    let how = |job: Job| match job.state().phase {
        Phase::Accepted { how, seed, round, .. } => (how, seed, round),
        other => panic!("{other:?}"),
    };
    let seed = Job::sealed().seed();
    assert_eq!(how(Job::accepted()), (Acceptance::Keeper, seed, 0));
    assert_eq!(how(Job::accepted().and(|job| CLIENT.approves(job))), (Acceptance::Client, seed, 0));
    assert_eq!(how(Job::disputed().and(|job| KEEPER.accepts(job))), (Acceptance::Answered, seed, 0));
    assert_eq!(how(Job::disputed().and(|job| CLIENT.approves(job))), (Acceptance::Conceded, seed, 0));
    let unseen = Job::delivered().and(|job| CLIENT.approves(job));
    assert_eq!(how(unseen), (Acceptance::Client, [0; 32], 0), "nothing was picked");
    let missed = Job::delivered().and(|job| STRANGER.sees(job, Sighting::Missed)).with_seal();
    let Seal::Sealed { seed, round: 1 } = missed.state().delivery().unwrap().seal else { panic!("one round") };
    assert_eq!(how(missed.and(|job| KEEPER.accepts(job))), (Acceptance::Keeper, seed, 1));
}

#[test]
fn refuses_an_acceptance_by_another_challenge() {
    for mut job in [Job::sealed(), Job::disputed()] {
        let mut seed = job.seed();
        seed[31] ^= 1;
        for other in [seed, [0; 32]] {
            assert_eq!(KEEPER.accepts_by(&mut job, other), Err(JobError::WrongSeed));
        }
        assert!(KEEPER.accepts(&mut job).is_ok());
    }
    assert_eq!(KEEPER.accepts_by(&mut Job::delivered(), [0; 32]), Err(JobError::NotSealed));
}

#[test]
fn the_client_may_approve_without_waiting_for_the_keeper() {
    assert_paid(Job::delivered().and(|job| CLIENT.approves(job)));
}

#[test]
fn silence_of_keeper_and_client_pays_the_provider() {
    assert_paid(Job::delivered().later(VERDICT_SECS + DAY));
}

#[test]
fn a_missed_seal_blocks_no_payment() {
    let job = Job::delivered().and(|job| STRANGER.sees(job, Sighting::Missed));
    assert_paid(job.later(VERDICT_SECS + DAY));
}

#[test]
fn a_wrong_picture_costs_the_bond_and_opens_the_job_again() {
    let mut job = Job::sealed_noise();
    assert_eq!(KEEPER.rejects(&mut job), Ok(FORFEIT));
    let state = job.state();
    assert_eq!(state.phase, Phase::Open { at: job.now, reserved: None });
    assert_eq!(state.attempt, 1);
    assert!(state.was_failed_by(&ANNA.key) && !state.was_failed_by(&BORIS.key));
    assert_eq!(state.held(&job.params), Some(DEPOSIT));
}

#[test]
fn three_wrong_pictures_give_the_deposit_back() {
    let ends = three_attempts(|job, provider| {
        job.now += 200;
        provider.delivers(job, NOISE)?;
        STRANGER.seals(job)?;
        KEEPER.rejects(job)
    });
    let payments: Vec<_> = ends.iter().map(|(payments, _)| *payments).collect();
    assert_eq!(payments, [FORFEIT, FORFEIT, Payments { forfeit: BOND, ..REFUNDED }]);
    assert_eq!(ends[2].1.outcome(), Some(Outcome::Refunded));
}

#[test]
fn three_time_outs_give_the_deposit_back() {
    let ends = three_attempts(|job, _| {
        job.now += DELIVERY_SECS;
        STRANGER.expires(job)
    });
    let payments: Vec<_> = ends.iter().map(|(payments, _)| *payments).collect();
    assert_eq!(payments, [FORFEIT, FORFEIT, Payments { forfeit: BOND, ..REFUNDED }]);
    assert_eq!(ends[1].1.attempt(), 2);
}

#[test]
fn a_claim_that_is_not_started_costs_the_bond() {
    let mut job = Job::claimed().later(START_SECS);
    assert_eq!(STRANGER.expires(&mut job), Ok(FORFEIT));
    assert!(job.is_open() && job.attempt() == 1);
}

#[test]
fn an_open_job_that_expires_gives_the_deposit_back() {
    let mut job = Job::open().later(7 * DAY);
    assert_eq!(STRANGER.expires(&mut job), Ok(REFUNDED));
    assert_eq!(job.outcome(), Some(Outcome::Refunded));
}

#[test]
fn paid_time_is_the_least_of_reported_allowed_and_passed() {
    let earned = |reported, passed| {
        let job = Job::running().later(passed).and(|job| ANNA.delivers(job, Render { ms: reported, ..PICTURE }));
        let paid = CLIENT.approves(&mut job.clone()).and_then(|_| {
            let mut job = job.and(|job| CLIENT.approves(job));
            STRANGER.settles(&mut job)
        });
        // Without 4 frames and 100 MB, at 100 lamports a millisecond.
        (paid.unwrap().earnings - 5_000_000) / 100
    };
    assert_eq!(earned(1_234, 500), 1_234);
    assert_eq!(earned(u64::MAX, 500), 240_000, "4 frames at 60 s");
    assert_eq!(earned(200_000, 90), 90_000);
    assert_eq!(earned(200_000, 0), 0);
}
