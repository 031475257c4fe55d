//! One second before each deadline, at it, one second after.
//!
//! An action is valid while `now` is before its deadline, an expiry from the deadline on; at each
//! second exactly one of the two is, so nobody has to crank first and nothing falls in between.

use rayment_core::{
    job::{Ceilings, FailReason, JobError, Offer},
    market::Params,
};

use crate::job::story::*;

type Act = fn(&mut Job) -> Answer;

/// `act` works until `due`; from then on it is refused as `late`.
fn works_until(job: &Job, due: i64, late: JobError, act: Act) {
    assert!(act(&mut job.at(due - 1)).is_ok(), "one second before: {:?}", act(&mut job.at(due - 1)));
    assert_eq!(act(&mut job.at(due)), Err(late), "at the deadline");
    assert_eq!(act(&mut job.at(due + 1)), Err(late), "one second after");
}

/// `act` is refused as `early` until `due`; from then on it works.
fn works_from(job: &Job, due: i64, early: JobError, act: Act) {
    assert_eq!(act(&mut job.at(due - 1)), Err(early), "one second before");
    assert!(act(&mut job.at(due)).is_ok(), "at the deadline: {:?}", act(&mut job.at(due)));
    assert!(act(&mut job.at(due + 1)).is_ok(), "one second after");
}

const PASSED: JobError = JobError::DeadlinePassed;
const EARLY: JobError = JobError::NotYetDue;

#[test]
fn reservation() {
    let job = Job::reserved();
    let due = NOON + 60;
    works_from(&job, due, JobError::ReservedForAnother, |job| BORIS.claims(job));
    works_from(&job, due, JobError::ReservedForAnother, |job| KEEPER.assigns(job, BORIS));
    // The one it is reserved for need not hurry more than others.
    for now in [due - 1, due, due + 1] {
        assert!(ANNA.claims(&mut job.at(now)).is_ok());
    }
}

#[test]
fn reserved_terms() {
    let job = Job::open().and(|job| KEEPER.assigns_at(job, ANNA, CHEAP));
    works_from(&job, NOON + 60, JobError::TermsAboveReserved, |job| ANNA.claims(job));
}

#[test]
fn the_keepers_word_on_a_reported_spec() {
    let job = Job::running().later(77).and(|job| ANNA.fails(job, FailReason::Spec));
    let due = NOON + 77 + VERDICT_SECS;
    works_from(&job, due, JobError::SpecReported, |job| BORIS.claims(job));
    works_from(&job, due, JobError::SpecReported, |job| KEEPER.assigns(job, BORIS));
    works_until(&job, NOON + 7 * DAY, PASSED, |job| KEEPER.fails(job, FailReason::Loads));
}

#[test]
fn the_keepers_word_while_a_provider_works() {
    works_until(&Job::claimed(), NOON + START_SECS, PASSED, |job| KEEPER.fails(job, FailReason::Loads));
    works_until(&Job::running(), NOON + DELIVERY_SECS, PASSED, |job| KEEPER.fails(job, FailReason::Loads));
}

#[test]
fn open_to_all() {
    works_from(&Job::open(), NOON + 10, JobError::NotYetOpenToAll, |job| BORIS.claims(job));
    let requeued = Job::running().later(77).and(|job| ANNA.fails(job, FailReason::Worker));
    works_from(&requeued, NOON + 77 + 10, JobError::NotYetOpenToAll, |job| BORIS.claims(job));
}

#[test]
fn last_claim() {
    let last = NOON + 7 * DAY - START_SECS - DELIVERY_SECS;
    works_until(&Job::open(), last + 1, JobError::TooLateToClaim, |job| BORIS.claims(job));
    works_until(&Job::open(), last + 1, JobError::TooLateToClaim, |job| KEEPER.assigns(job, BORIS));
}

#[test]
fn expiry_of_an_open_job() {
    let due = NOON + 7 * DAY;
    for now in [due, due + 1] {
        assert_eq!(KEEPER.assigns(&mut Job::open().at(now), ANNA), Err(PASSED));
    }
    works_from(&Job::open(), due, EARLY, |job| STRANGER.expires(job));
    // A reservation changes nothing.
    works_from(&Job::reserved(), due, EARLY, |job| STRANGER.expires(job));
}

#[test]
fn expiry_is_not_extended_by_attempts() {
    let job = Job::running().later(DELIVERY_SECS).and(|job| STRANGER.expires(job));
    works_from(&job, NOON + 7 * DAY, EARLY, |job| STRANGER.expires(job));
}

#[test]
fn start() {
    let job = Job::claimed();
    let due = NOON + START_SECS;
    works_until(&job, due, PASSED, |job| ANNA.starts(job));
    works_until(&job, due, PASSED, |job| ANNA.fails(job, FailReason::Worker));
    works_until(&job, due, PASSED, |job| ANNA.fails(job, FailReason::Spec));
    works_from(&job, due, EARLY, |job| STRANGER.expires(job));
}

#[test]
fn delivery() {
    let job = Job::claimed().later(33).and(|job| ANNA.starts(job));
    let due = NOON + 33 + DELIVERY_SECS;
    works_until(&job, due, PASSED, |job| ANNA.delivers(job, PICTURE));
    works_until(&job, due, PASSED, |job| ANNA.fails(job, FailReason::Worker));
    works_until(&job, due, PASSED, |job| ANNA.fails(job, FailReason::Spec));
    works_from(&job, due, EARLY, |job| STRANGER.expires(job));
}

#[test]
fn delivery_rounds_twice_the_quoted_time_up() {
    let ceilings = Ceilings { ms_per_frame: 60_001, ..offer().ceilings };
    let job = Job::post(&Offer { ceilings, ..offer() }).unwrap().and(|job| KEEPER.assigns(job, ANNA));
    let job = job.and(|job| ANNA.claims(job)).and(|job| ANNA.starts(job));
    works_until(&job, NOON + DELIVERY_SECS + 1, PASSED, |job| ANNA.delivers(job, PICTURE));
}

#[test]
fn verdict() {
    let due = NOON + 200 + VERDICT_SECS;
    works_until(&Job::sealed(), due, PASSED, |job| KEEPER.accepts(job));
    works_from(&Job::sealed(), due, EARLY, |job| CLIENT.disputes(job));
}

#[test]
fn findings_against_a_delivery() {
    let due = NOON + 200 + VERDICT_SECS + DAY;
    works_until(&Job::sealed_noise(), due, PASSED, |job| KEEPER.rejects(job));
    works_until(&Job::sealed(), due, PASSED, |job| KEEPER.fails(job, FailReason::Missing));
    works_until(&Job::sealed(), due, PASSED, |job| KEEPER.fails(job, FailReason::Unlike));
}

#[test]
fn approval_after_a_verdict() {
    let due = NOON + 200 + DAY;
    works_until(&Job::accepted(), due, PASSED, |job| CLIENT.approves(job));
    works_from(&Job::accepted(), due, EARLY, |job| STRANGER.settles(job));
}

#[test]
fn approval_without_a_verdict() {
    let due = NOON + 200 + VERDICT_SECS + DAY;
    works_until(&Job::delivered(), due, PASSED, |job| CLIENT.approves(job));
    works_until(&Job::delivered(), due, PASSED, |job| CLIENT.disputes(job));
    works_from(&Job::delivered(), due, EARLY, |job| STRANGER.settles(job));
}

#[test]
fn approval_of_unchecked_work() {
    let job = Job::unchecked(PICTURE);
    let due = NOON + 200 + DAY;
    works_until(&job, due, PASSED, |job| CLIENT.approves(job));
    works_until(&job, due, PASSED, |job| CLIENT.disputes(job));
    works_from(&job, due, EARLY, |job| STRANGER.settles(job));
    works_until(&Job::unchecked(NOISE).with_seal(), due, PASSED, |job| KEEPER.rejects(job));
}

#[test]
fn answer_to_a_dispute() {
    let due = NOON + 200 + VERDICT_SECS + DAY;
    let noise = Job::sealed_noise().later(VERDICT_SECS).and(|job| CLIENT.disputes(job));
    works_until(&Job::disputed(), due, PASSED, |job| KEEPER.accepts(job));
    works_until(&noise, due, PASSED, |job| KEEPER.rejects(job));
    works_until(&noise, due, PASSED, |job| KEEPER.fails(job, FailReason::Missing));
    works_until(&noise, due, PASSED, |job| KEEPER.fails(job, FailReason::Unlike));
    works_until(&noise, due, PASSED, |job| CLIENT.approves(job));
    works_from(&noise, due, EARLY, |job| STRANGER.settles(job));
}

#[test]
fn the_last_second_of_a_dispute_still_gives_a_whole_day() {
    let last = NOON + 200 + VERDICT_SECS + DAY - 1;
    let job = Job::sealed().at(last).and(|job| CLIENT.disputes(job));
    works_from(&job, last + DAY, EARLY, |job| STRANGER.settles(job));
}

#[test]
fn an_answered_or_conceded_dispute_waits_for_nothing() {
    for end in [|job: &mut Job| KEEPER.accepts(job), |job: &mut Job| CLIENT.approves(job)] {
        let mut job = Job::disputed().later(100).and(end);
        assert_eq!(CLIENT.approves(&mut job.clone()), Err(JobError::WrongPhase));
        assert!(STRANGER.settles(&mut job).is_ok());
    }
}

#[test]
fn payment_at_once_waits_for_nothing() {
    let job = Job::post(&Offer { at_once: true, ..offer() }).unwrap().and(|job| KEEPER.assigns(job, ANNA));
    let job = job.and(|job| ANNA.claims(job)).and(|job| ANNA.starts(job)).and(|job| ANNA.delivers(job, PICTURE));
    let mut job = job.and(|job| STRANGER.seals(job)).and(|job| KEEPER.accepts(job));
    assert_eq!(CLIENT.approves(&mut job.clone()), Err(PASSED));
    assert!(STRANGER.settles(&mut job).is_ok());
}

/// Noise with its tiles picked, in a market where one guardian signs beside the keeper.
fn guarded_noise(change: impl FnOnce(&mut Offer)) -> Job {
    Job::guarded_posted(1, change).goes_to_anna().renders(NOISE).with_seal()
}

#[test]
fn guardians_beside_the_keeper() {
    let due = NOON + 200 + VERDICT_SECS + DAY;
    works_until(&guarded_noise(|_| ()), due, PASSED, |job| KEEPER.rejects_with(job, 1));
    let disputed = guarded_noise(|_| ()).later(VERDICT_SECS).and(|job| CLIENT.disputes(job));
    works_until(&disputed, due, PASSED, |job| KEEPER.rejects_with(job, 1));
}

#[test]
fn guardians_alone_wait_for_the_keepers_time_to_pass() {
    let job = guarded_noise(|_| ());
    works_from(&job, NOON + 200 + VERDICT_SECS, EARLY, |job| STRANGER.rejects_with(job, 2));
    works_until(&job, NOON + 200 + VERDICT_SECS + DAY, PASSED, |job| STRANGER.rejects_with(job, 2));
    let unchecked = guarded_noise(|offer| offer.check = false);
    works_from(&unchecked, NOON + 200, EARLY, |job| STRANGER.rejects_with(job, 2));
    works_until(&unchecked, NOON + 200 + DAY, PASSED, |job| STRANGER.rejects_with(job, 2));
}

#[test]
fn guardians_alone_in_a_dispute() {
    let job = guarded_noise(|_| ()).later(VERDICT_SECS).and(|job| CLIENT.disputes(job));
    works_until(&job, NOON + 200 + VERDICT_SECS + DAY, PASSED, |job| STRANGER.rejects_with(job, 2));
}

/// What is paid `secs` after the keeper's word can be undone until then, and approved.
fn waits_for_guardians(accepted: &Job, secs: i64) {
    let due = accepted.now + secs;
    works_until(accepted, due, PASSED, |job| STRANGER.rejects_with(job, 2));
    works_from(accepted, due, EARLY, |job| STRANGER.settles(job));
}

#[test]
fn guardians_after_an_acceptance() {
    for secs in [30, 120, 3_600] {
        let with_time = |job: Job| Job { params: Params { guardian_secs: secs as u32, ..job.params }, ..job };
        let job = with_time(guarded_noise(|_| ()));
        waits_for_guardians(&job.clone().and(|job| KEEPER.accepts(job)), DAY);
        let at_once = with_time(guarded_noise(|offer| offer.at_once = true)).and(|job| KEEPER.accepts(job));
        waits_for_guardians(&at_once, secs);
        works_until(&at_once, at_once.now + secs, PASSED, |job| CLIENT.approves(job));
        let answered = job.later(VERDICT_SECS).and(|job| CLIENT.disputes(job)).and(|job| KEEPER.accepts(job));
        waits_for_guardians(&answered, secs);
    }
}

#[test]
fn an_acceptance_by_a_keeper_with_too_small_a_bond() {
    let at_once = |second_check| {
        let job = Job::guarded_posted(second_check, |offer| offer.at_once = true);
        let job = Job { params: Params { keeper_bond_min: 1, ..job.params }, ..job };
        job.goes_to_anna().renders(NOISE).with_seal().and(|job| KEEPER.accepts_with(job, 0))
    };
    works_from(&at_once(0), NOON + 200 + DAY, EARLY, |job| STRANGER.settles(job));
    waits_for_guardians(&at_once(1), DAY);
}

#[test]
fn cancellation_of_claimed_work() {
    let job = Job::claimed().and(|job| CLIENT.cancels(job));
    works_until(&job, NOON + 120, PASSED, |job| ANNA.starts(job));
    works_from(&job, NOON + 120, EARLY, |job| STRANGER.expires(job));
}

#[test]
fn cancellation_of_running_work() {
    let job = Job::running().later(300).and(|job| CLIENT.cancels(job));
    let due = NOON + 300 + 120;
    works_until(&job, due, PASSED, |job| ANNA.delivers(job, Render { frames: 1, ..PICTURE }));
    works_until(&job, due, PASSED, |job| ANNA.delivers(job, PICTURE));
    works_until(&job, due, PASSED, |job| ANNA.fails(job, FailReason::Worker));
    works_from(&job, due, EARLY, |job| STRANGER.expires(job));
}

#[test]
fn cancellation_gives_no_more_time_than_there_was() {
    let job = Job::running().later(DELIVERY_SECS - 1).and(|job| CLIENT.cancels(job));
    let due = NOON + DELIVERY_SECS;
    works_until(&job, due, PASSED, |job| ANNA.delivers(job, PICTURE));
    works_from(&job, due, EARLY, |job| STRANGER.expires(job));
}
