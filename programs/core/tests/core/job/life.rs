//! Each transition as it works, and who is paid at its end.

use rayment_core::{
    job::{FailReason, Offer, Outcome, Phase, flag},
    money::Terms,
    proof::challenge::Sighting,
};

use crate::job::story::*;

/// 4 frames, 200 seconds, 100 MB: 4_000_000 + 20_000_000 + 1_000_000, and 5 % of it.
const EARNINGS: u64 = 25_000_000;
const FEE: u64 = 1_250_000;
const PAID: Payments =
    Payments { earnings: EARNINGS, fee: FEE, refund: DEPOSIT - EARNINGS - FEE, bond_back: BOND, ..NOTHING };
const REFUNDED: Payments = Payments { refund: DEPOSIT, ..NOTHING };

fn at_once() -> Job {
    Job::post(&Offer { at_once: true, ..offer() }).unwrap().and(|job| KEEPER.assigns(job, ANNA))
}

fn unchecked() -> Job {
    Job::open()
        .and(|job| KEEPER.assigns_unchecked(job, ANNA))
        .and(|job| ANNA.claims(job))
        .and(|job| ANNA.starts(job))
        .later(200)
        .and(|job| ANNA.delivers(job, PICTURE))
}

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
    let job = at_once().and(|job| ANNA.claims(job)).and(|job| ANNA.starts(job)).later(200);
    let job = job.and(|job| ANNA.delivers(job, PICTURE)).and(|job| STRANGER.seals(job));
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
fn a_dispute_that_nobody_answers_is_split() {
    let mut job = Job::disputed().later(DAY);
    let (half, fee) = (EARNINGS / 2, FEE / 2);
    let split = Payments { earnings: half, fee, refund: DEPOSIT - half - fee, bond_back: BOND, ..NOTHING };
    assert_eq!(STRANGER.settles(&mut job), Ok(split));
    assert_eq!(job.outcome(), Some(Outcome::Split));
}

#[test]
fn an_odd_lamport_of_a_split_goes_to_the_client() {
    let render = Render { ms: 200_000, ..PICTURE };
    let odd = Terms { per_frame: 999_999, per_second: 7, per_gb: 3, minimum: 0 };
    let job = Job::reserved().and(|job| ANNA.claims_at(job, odd)).and(|job| ANNA.starts(job)).later(200);
    let job = job.and(|job| ANNA.delivers(job, render)).later(VERDICT_SECS).and(|job| CLIENT.disputes(job));
    let payments = STRANGER.settles(&mut job.later(DAY)).unwrap();
    // 3_999_996 + 1_400 + 0 = 4_001_396, half of it 2_000_698, 5 % of that 100_034.9.
    assert_eq!((payments.earnings, payments.fee), (2_000_698, 100_034));
    assert_eq!(payments.out(), Some(DEPOSIT + BOND));
}

#[test]
fn the_keeper_may_end_a_dispute_in_favour_of_the_provider() {
    let job = Job::disputed().and(|job| KEEPER.accepts(job));
    assert!(matches!(job.state().phase, Phase::Accepted { approved: false, .. }));
    assert_paid(job.later(DAY));
}

#[test]
fn the_keeper_may_end_a_dispute_in_favour_of_the_client() {
    let mut job = Job::sealed_noise().later(VERDICT_SECS).and(|job| CLIENT.disputes(job));
    assert_eq!(KEEPER.rejects(&mut job), Ok(FORFEIT));
    assert!(job.is_open());
}

#[test]
fn the_client_may_take_its_dispute_back() {
    assert_paid(Job::disputed().and(|job| CLIENT.approves(job)));
}

#[test]
fn an_unsealed_dispute_can_still_be_sealed_and_judged() {
    let job = Job::delivered().later(VERDICT_SECS).and(|job| CLIENT.disputes(job));
    let job = job.and(|job| STRANGER.seals(job)).and(|job| KEEPER.accepts(job));
    assert!(matches!(job.state().phase, Phase::Accepted { .. }));
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
fn three_workers_giving_up_give_the_deposit_back_and_keep_their_bonds() {
    let ends = three_attempts(|job, provider| provider.fails(job, FailReason::Worker));
    let payments: Vec<_> = ends.iter().map(|(payments, _)| *payments).collect();
    assert_eq!(payments, [BOND_BACK, BOND_BACK, Payments { bond_back: BOND, ..REFUNDED }]);
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
fn one_report_of_a_bad_spec_only_requeues() {
    let mut job = Job::running();
    assert_eq!(ANNA.fails(&mut job, FailReason::Spec), Ok(BOND_BACK));
    assert!(job.is_open() && job.state().has(flag::SPEC_REPORTED));
}

#[test]
fn a_second_providers_report_of_a_bad_spec_gives_the_deposit_back() {
    let job = Job::running().and(|job| ANNA.fails(job, FailReason::Spec)).later(10);
    let mut job = job.and(|job| BORIS.claims(job));
    assert_eq!(BORIS.fails(&mut job, FailReason::Spec), Ok(Payments { bond_back: BOND, ..REFUNDED }));
    assert_eq!(job.outcome(), Some(Outcome::Refunded));
}

#[test]
fn the_keepers_word_on_a_bad_spec_gives_the_deposit_back() {
    let mut job = Job::running().and(|job| ANNA.fails(job, FailReason::Spec));
    assert_eq!(KEEPER.fails(&mut job, FailReason::Spec), Ok(REFUNDED));
    assert_eq!(job.outcome(), Some(Outcome::Refunded));
}

#[test]
fn tiles_that_cannot_be_had_requeue_the_job_without_a_penalty() {
    for mut job in [Job::delivered(), Job::sealed(), Job::disputed()] {
        assert_eq!(KEEPER.fails(&mut job, FailReason::Worker), Ok(BOND_BACK));
        assert!(job.is_open() && job.attempt() == 1);
        assert!(job.state().was_failed_by(&ANNA.key));
    }
}

#[test]
fn an_unchecked_job_waits_for_the_client_alone() {
    assert_paid(unchecked().and(|job| CLIENT.approves(job)));
    assert_paid(unchecked().later(DAY));
    let disputed = unchecked().and(|job| CLIENT.disputes(job));
    assert!(matches!(disputed.state().phase, Phase::Disputed { .. }));
}

#[test]
fn a_dispute_over_an_unchecked_job_is_judged_like_any_other() {
    let job = unchecked().and(|job| CLIENT.disputes(job)).and(|job| STRANGER.seals(job));
    assert_paid(job.and(|job| KEEPER.accepts(job)).later(DAY));
}

#[test]
fn an_unchecked_job_is_checked_again_after_it_requeues() {
    let job = unchecked().and(|job| CLIENT.disputes(job)).and(|job| KEEPER.fails(job, FailReason::Worker));
    assert!(!job.state().has(flag::UNCHECKED));
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
