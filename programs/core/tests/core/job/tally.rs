//! What an attempt counts in its provider's statistics: fault counts, money does not.

use rayment_core::{
    Native, Tally,
    job::{Command, FailReason},
    money::Terms,
};

use crate::job::story::*;

/// As what `actor`'s command counts.
fn tally(job: &Job, actor: Actor, command: Command) -> Tally {
    let step = job.state().step::<Native>(&job.params, actor.signer, &command, job.now);
    step.expect("the story is lawful").tally
}

fn fail(job: &Job, actor: Actor, reason: FailReason) -> Tally {
    tally(job, actor, Command::Fail { attempt: job.attempt(), reason })
}

#[test]
fn a_sale_is_paid_even_at_no_price() {
    let free = Terms { per_frame: 0, per_second: 0, per_gb: 0, minimum: 0 };
    for terms in [TERMS, free] {
        let job = Job::posted(|offer| offer.at_once = true).later(10);
        let job = job.and(|job| ANNA.claims_at(job, terms)).and(|job| ANNA.starts(job)).later(200);
        let job = job.and(|job| ANNA.delivers(job, PICTURE)).and(|job| CLIENT.approves(job));
        assert_eq!(STRANGER.settles(&mut job.clone()).unwrap().earnings == 0, terms == free);
        assert_eq!(tally(&job, STRANGER, Command::Settle), Tally::Paid);
    }
    assert_eq!(tally(&Job::disputed().later(DAY), STRANGER, Command::Settle), Tally::Paid, "half a sale");
}

#[test]
fn whoever_is_late_or_wrong_has_failed() {
    for late in [Job::claimed().later(START_SECS), Job::running().later(DELIVERY_SECS)] {
        assert_eq!(tally(&late, STRANGER, Command::Expire), Tally::Failed);
    }
    let job = Job::sealed_noise();
    let evidence = job.evidence(job.picked());
    let reject = |guardians| Command::Reject { attempt: 0, evidence: evidence.clone(), guardians };
    assert_eq!(tally(&job, KEEPER, reject(0)), Tally::Failed);
    let guarded = Job::guarded(1).goes_to_anna().renders(NOISE).with_seal().and(|job| KEEPER.accepts(job));
    assert_eq!(tally(&guarded, STRANGER, reject(2)), Tally::Failed, "though it had been accepted");
}

#[test]
fn whoever_gives_a_job_back_has_failed() {
    for job in [Job::claimed(), Job::running()] {
        for reason in [FailReason::Worker, FailReason::Spec] {
            assert_eq!(fail(&job, ANNA, reason), Tally::Failed);
        }
    }
    let second = Job::reported().later(VERDICT_SECS).and(|job| BORIS.claims(job));
    assert_eq!(fail(&second, BORIS, FailReason::Spec), Tally::Failed, "though it ends the job");
}

#[test]
fn a_cancellation_is_no_failure() {
    for job in [Job::claimed(), Job::running()] {
        let job = job.and(|job| CLIENT.cancels(job));
        assert_eq!(fail(&job, ANNA, FailReason::Worker), Tally::Neither);
        assert_eq!(fail(&job, ANNA, FailReason::Spec), Tally::Neither);
    }
    let job = Job::running().and(|job| CLIENT.cancels(job)).later(120);
    assert_eq!(tally(&job, STRANGER, Command::Expire), Tally::Neither);
}

#[test]
fn a_time_out_before_the_cancellation_is_one() {
    let job = Job::claimed().later(1).and(|job| CLIENT.cancels(job)).later(START_SECS - 1);
    assert_eq!(tally(&job, STRANGER, Command::Expire), Tally::Failed);
}

#[test]
fn whoever_delivers_tiles_that_are_missing_or_unlike_has_failed() {
    for job in [Job::sealed(), Job::disputed()] {
        for reason in [FailReason::Missing, FailReason::Unlike] {
            assert_eq!(fail(&job, KEEPER, reason), Tally::Failed);
        }
    }
    assert_eq!(fail(&Job::delivered(), KEEPER, FailReason::Missing), Tally::Failed);
}

#[test]
fn the_keepers_word_on_a_spec_counts_nothing() {
    for job in [Job::open(), Job::claimed(), Job::running(), Job::reported()] {
        assert_eq!(fail(&job, KEEPER, FailReason::Loads), Tally::Neither);
    }
    assert_eq!(fail(&Job::reported(), KEEPER, FailReason::Broken), Tally::Neither);
}

#[test]
fn what_ends_no_attempt_counts_nothing() {
    let claim = Command::Claim { attempt: 0, terms: TERMS };
    assert_eq!(tally(&Job::reserved(), ANNA, claim), Tally::Neither);
    assert_eq!(tally(&Job::open(), CLIENT, Command::Cancel), Tally::Neither);
    let accept = Command::Accept { attempt: 0, seed: Job::sealed().seed(), keeper_bond: 0 };
    assert_eq!(tally(&Job::sealed(), KEEPER, accept), Tally::Neither);
}
