//! What a rejection must carry, and when the tiles are picked.

use rayment_core::{Hash, Native};
use rayment_core::{
    job::{Chunk, Evidence, JobError, Offer, Seal},
    proof::{
        challenge::{self, Sighting},
        merkle::MAX_DEPTH,
    },
};

use crate::job::story::*;

fn refusal(evidence: impl FnOnce(&Job) -> Evidence) -> JobError {
    let mut job = Job::sealed_noise();
    let evidence = evidence(&job);
    let error = KEEPER.rejects_on(&mut job, evidence).expect_err("the evidence is bad");
    assert_eq!(job.state, Job::sealed_noise().state);
    error
}

fn seal_of(job: &Job) -> Seal {
    job.state().delivery().expect("there is a delivery").seal
}

#[test]
fn every_picked_tile_of_noise_is_evidence() {
    let job = Job::sealed_noise();
    for picked in job.challenge().picks::<Native>() {
        let evidence = job.evidence(picked);
        assert_eq!(KEEPER.rejects_on(&mut job.clone(), evidence), Ok(FORFEIT), "{picked:?}");
    }
}

#[test]
fn refuses_to_reject_a_picture_that_is_right() {
    let mut job = Job::sealed();
    assert_eq!(KEEPER.rejects(&mut job), Err(JobError::TilesAgree));
}

#[test]
fn refuses_a_tile_that_was_not_picked() {
    assert_eq!(refusal(|job| job.evidence(job.unpicked())), JobError::TileNotChallenged);
    assert_eq!(refusal(|job| Evidence { frame: 4, ..job.evidence((0, 0)) }), JobError::TileNotChallenged);
    assert_eq!(refusal(|job| Evidence { tile: 12, ..job.evidence((0, 0)) }), JobError::TileNotChallenged);
    let far = |job: &Job| Evidence { frame: u32::MAX, tile: u32::MAX, ..job.evidence((0, 0)) };
    assert_eq!(refusal(far), JobError::TileNotChallenged);
}

#[test]
fn refuses_a_leaf_that_was_not_committed_to() {
    assert_eq!(refusal(|job| Evidence { leaf: [1; 32], ..job.evidence(job.picked()) }), JobError::PathMismatch);
}

#[test]
fn refuses_the_leaf_and_path_of_another_tile() {
    let swapped = |job: &Job| {
        let picks: Vec<_> = job.challenge().picks::<Native>().collect();
        Evidence { frame: picks[0].0, tile: picks[0].1, ..job.evidence(picks[1]) }
    };
    assert_eq!(refusal(swapped), JobError::PathMismatch);
}

#[test]
fn refuses_a_path_with_a_sibling_too_few_or_too_many() {
    let short = |job: &Job| {
        let mut evidence = job.evidence(job.picked());
        evidence.path.pop();
        evidence
    };
    let longer = |by: usize| {
        move |job: &Job| {
            let mut evidence = job.evidence(job.picked());
            evidence.path.extend(std::iter::repeat_n([0; 32], by));
            evidence
        }
    };
    assert_eq!(refusal(short), JobError::PathMismatch);
    assert_eq!(refusal(longer(1)), JobError::PathMismatch);
    assert_eq!(refusal(longer(MAX_DEPTH)), JobError::PathMismatch);
}

#[test]
fn no_verdict_before_the_tiles_are_picked() {
    let mut job = Job::delivered_noise();
    assert_eq!(KEEPER.accepts(&mut job), Err(JobError::NotSealed));
    let evidence = job.evidence((0, 0));
    assert_eq!(KEEPER.rejects_on(&mut job, evidence), Err(JobError::NotSealed));
}

#[test]
fn a_delivery_waits_for_a_slot_that_lies_ahead() {
    let mut job = Job::delivered();
    assert_eq!(seal_of(&job), Seal::Pending { slot: 1_000 + 32, round: 0 });
    assert_eq!(STRANGER.sees(&mut job, Sighting::NotYet), Err(JobError::ChallengeNotReady));
}

#[test]
fn the_seed_is_made_of_job_attempt_root_and_slot_hash() {
    let job = Job::sealed();
    let root = job.state().delivery().unwrap().root;
    let seed = challenge::seed::<Native>(&JOB, 0, &root, &[0x51; 32]);
    assert_eq!(seal_of(&job), Seal::Sealed { seed, round: 0 });
    let others: [Hash; 4] = [
        challenge::seed::<Native>(&MARKET, 0, &root, &[0x51; 32]),
        challenge::seed::<Native>(&JOB, 1, &root, &[0x51; 32]),
        challenge::seed::<Native>(&JOB, 0, &[0; 32], &[0x51; 32]),
        challenge::seed::<Native>(&JOB, 0, &root, &[0x52; 32]),
    ];
    assert!(others.iter().all(|other| *other != seed));
}

#[test]
fn seals_only_once() {
    for mut job in [Job::sealed(), Job::disputed()] {
        let before = job.state;
        assert_eq!(STRANGER.seals(&mut job), Err(JobError::AlreadySealed));
        assert_eq!(STRANGER.sees(&mut job, Sighting::Missed), Err(JobError::AlreadySealed));
        assert_eq!(job.state, before);
    }
}

#[test]
fn a_missed_slot_waits_for_another_and_doubles_the_tiles() {
    let offer = Offer { chunk: Chunk { tiles: 400, ..offer().chunk }, ..offer() };
    let mut job = Job::post(&offer).unwrap().and(|job| KEEPER.assigns(job, ANNA)).and(|job| ANNA.claims(job));
    job = job.and(|job| ANNA.starts(job)).and(|job| ANNA.delivers(job, PICTURE));
    for round in 1..=3 {
        job.slot += 600;
        job = job.and(|job| STRANGER.sees(job, Sighting::Missed));
        assert_eq!(seal_of(&job), Seal::Pending { slot: job.slot + 32, round });
    }
    let job = job.and(|job| STRANGER.seals(job));
    assert_eq!(job.challenge().count, 30 << 3);
}

#[test]
fn missing_for_ever_ends_in_checking_all() {
    let mut job = Job::delivered();
    for _ in 0..300 {
        job = job.and(|job| STRANGER.sees(job, Sighting::Missed));
    }
    assert_eq!(job.and(|job| STRANGER.seals(job)).challenge().count, 48);
}

#[test]
fn refuses_a_slot_beyond_the_last() {
    let mut job = Job::running();
    job.slot = u64::MAX - 31;
    assert_eq!(ANNA.delivers(&mut job, PICTURE), Err(JobError::Overflow));
}

#[test]
fn part_of_a_frame_is_judged_by_the_tile_numbers_of_the_frame() {
    let chunk = Chunk { frame: 7, frames: 1, step: 1, tile: 100, tiles: 20 };
    let offer = Offer { chunk, ..offer() };
    let one = |wrong| Render { frames: 1, ms: 1_000, wrong };
    let sealed = |wrong| {
        let job = Job::post(&offer).unwrap().and(|job| KEEPER.assigns(job, ANNA)).and(|job| ANNA.claims(job));
        let job = job.and(|job| ANNA.starts(job)).later(9).and(|job| ANNA.delivers(job, one(wrong)));
        job.and(|job| STRANGER.seals(job))
    };
    assert_eq!(KEEPER.rejects(&mut sealed(false)), Err(JobError::TilesAgree));
    // The worst case of one frame is 8_610_000: the least bond is more than 5 % of it.
    assert_eq!(KEEPER.rejects(&mut sealed(true)), Ok(Payments { forfeit: 1_000_000, ..NOTHING }));
}
