//! Jobs of the first layout: read as they were written, and dealt with as was agreed then.

use borsh::BorshSerialize;
use rayment_core::{
    Pubkey,
    job::{Acceptance, Claim, Delivery, FailReason, JobState, Outcome, Phase, Seal, flag},
    layout,
};

use crate::job::{
    account::{SIZE, encoded},
    story::*,
};

#[derive(BorshSerialize)]
struct FirstReservation {
    provider: Pubkey,
    until: i64,
}

/// A phase as the first layout wrote it.
#[derive(BorshSerialize)]
enum FirstPhase {
    Open { at: i64, reserved: Option<FirstReservation> },
    Claimed { claim: Claim, at: i64, cancel_at: Option<i64> },
    Running { claim: Claim, at: i64, cancel_at: Option<i64> },
    Delivered { claim: Claim, at: i64, delivery: Delivery },
    Accepted { claim: Claim, at: i64, approved: bool, frames: u32, ms: u64, root: [u8; 32] },
    Disputed { claim: Claim, at: i64, delivery: Delivery },
}

type Act = fn(&mut Job) -> Answer;

const CLAIM: Claim = Claim { provider: ANNA.key, terms: TERMS };
const DELIVERY: Delivery =
    Delivery { frames: 4, ms: 200_000, root: [2; 32], seal: Seal::Sealed { seed: [3; 32], round: 5 } };

/// Reads an account of the first layout, whose bytes after the phase are what an earlier phase left.
fn read(flags: u8, phase: &FirstPhase) -> JobState {
    let mut bytes = encoded(&JobState { flags, ..*Job::open().state() });
    bytes.truncate(layout::job::PHASE.at - layout::header::SPACE);
    phase.serialize(&mut bytes).unwrap();
    assert!(bytes.len() <= SIZE);
    bytes.resize(SIZE, 0xaa);
    let mut rest = bytes.as_slice();
    borsh::BorshDeserialize::deserialize(&mut rest).expect("the first layout can be read")
}

/// What the job becomes. What was posted stays.
fn migrated(flags: u8, phase: FirstPhase) -> JobState {
    let next = read(flags, &phase).migrated(1);
    let open = *Job::open().state();
    assert_eq!(JobState { flags: open.flags, phase: open.phase, ..next }, open);
    next
}

#[test]
fn an_open_job_loses_its_reservation_and_the_keepers_word_about_a_check() {
    let reserved = Some(FirstReservation { provider: ANNA.key, until: NOON + 60 });
    for phase in [FirstPhase::Open { at: NOON, reserved }, FirstPhase::Open { at: NOON, reserved: None }] {
        let job = migrated(flag::UNCHECKED | flag::AT_ONCE | flag::SPEC_REPORTED, phase);
        assert_eq!(job.phase, Phase::Open { at: NOON, reserved: None });
        assert_eq!(job.flags, flag::AT_ONCE | flag::SPEC_REPORTED | flag::BY_DEPOSIT);
    }
}

#[test]
fn work_goes_on_as_it_was() {
    for cancel_at in [None, Some(NOON + 9)] {
        let flags = flag::UNCHECKED | if cancel_at.is_some() { flag::CANCELLED } else { 0 };
        let claimed = migrated(flags, FirstPhase::Claimed { claim: CLAIM, at: NOON, cancel_at });
        assert_eq!(claimed.phase, Phase::Claimed { claim: CLAIM, at: NOON, cancel_at });
        let running = migrated(flags, FirstPhase::Running { claim: CLAIM, at: NOON, cancel_at });
        assert_eq!(running.phase, Phase::Running { claim: CLAIM, at: NOON, cancel_at });
        assert_eq!([claimed.flags, running.flags], [flags | flag::BY_DEPOSIT; 2], "with or without a check");
    }
}

#[test]
fn a_delivery_and_a_dispute_over_it_stay_as_they_were() {
    let pending = Delivery { seal: Seal::Pending { slot: 8, round: 2 }, ..DELIVERY };
    for delivery in [DELIVERY, pending] {
        let delivered = migrated(flag::UNCHECKED, FirstPhase::Delivered { claim: CLAIM, at: NOON, delivery });
        assert_eq!(delivered.phase, Phase::Delivered { claim: CLAIM, at: NOON, delivery });
        let disputed = migrated(0, FirstPhase::Disputed { claim: CLAIM, at: NOON, delivery });
        assert_eq!(disputed.phase, Phase::Disputed { claim: CLAIM, at: NOON, delivery });
        assert_eq!([delivered.flags, disputed.flags], [flag::UNCHECKED | flag::BY_DEPOSIT, flag::BY_DEPOSIT]);
    }
}

#[test]
fn an_acceptance_says_who_agreed_and_names_no_challenge() {
    for (approved, how) in [(false, Acceptance::Keeper), (true, Acceptance::Client)] {
        let Delivery { frames, ms, root, .. } = DELIVERY;
        let job = migrated(0, FirstPhase::Accepted { claim: CLAIM, at: NOON, approved, frames, ms, root });
        let (seed, round) = ([0; 32], 0);
        assert_eq!(job.phase, Phase::Accepted { claim: CLAIM, at: NOON, how, frames, ms, root, seed, round });
        assert_eq!(job.flags, flag::BY_DEPOSIT);
    }
}

/// A job that was migrated in each phase, and what its account holds.
fn jobs() -> [(Job, u64); 6] {
    let held = DEPOSIT + BOND_BY_DEPOSIT;
    [
        (Job::reserved(), DEPOSIT),
        (Job::claimed(), held),
        (Job::running(), held),
        (Job::sealed(), held),
        (Job::accepted(), held),
        (Job::sealed().migrated().later(VERDICT_SECS).and(|job| CLIENT.disputes(job)), held),
    ]
    .map(|(job, held)| (job.migrated(), held))
}

#[test]
fn the_bond_is_the_one_that_was_locked() {
    for (job, held) in jobs() {
        assert_eq!(job.state().held(&job.params), Some(held), "{:?}", job.state().phase);
    }
    let mut open = Job::open().migrated().later(10);
    assert_eq!(BORIS.claims(&mut open), Ok(Payments { bond_in: BOND_BY_DEPOSIT, ..NOTHING }));
    let late = Job::claimed().migrated().later(START_SECS);
    assert_eq!(STRANGER.expires(&mut late.clone()), Ok(Payments { forfeit: BOND_BY_DEPOSIT, ..NOTHING }));
    let mut noise = Job::sealed_noise().migrated();
    assert_eq!(KEEPER.rejects(&mut noise), Ok(Payments { forfeit: BOND_BY_DEPOSIT, ..NOTHING }));
}

#[test]
fn giving_it_back_is_free_in_this_attempt_and_the_next() {
    let back = Payments { bond_back: BOND_BY_DEPOSIT, ..NOTHING };
    for job in [Job::claimed().later(100), Job::running(), Job::running().later(700)] {
        let mut job = job.migrated();
        assert_eq!(ANNA.fails(&mut job, FailReason::Worker), Ok(back));
        let mut job = job.later(10).and(|job| BORIS.claims(job)).and(|job| BORIS.starts(job)).later(500);
        assert_eq!(BORIS.fails(&mut job, FailReason::Worker), Ok(back));
    }
}

#[test]
fn disputing_it_is_free_however_that_ends() {
    let paid = Payments { bond_back: BOND_BY_DEPOSIT, ..PAID };
    let (half, fee) = (EARNINGS / 2, FEE / 2);
    let split = Payments { earnings: half, fee, refund: DEPOSIT - half - fee, ..paid };
    let disputed = Job::sealed().migrated().later(VERDICT_SECS).and(|job| CLIENT.disputes(job));
    assert_eq!(disputed.state().disputed_bond(&disputed.params), Ok(0));
    assert!(!disputed.state().has(flag::PAID_IN));
    for end in [|job: &mut Job| KEEPER.accepts(job), |job: &mut Job| CLIENT.approves(job)] {
        assert_eq!(STRANGER.settles(&mut disputed.clone().and(end)), Ok(paid));
    }
    let mut silent = disputed.clone().later(DAY);
    assert_eq!((STRANGER.settles(&mut silent), silent.outcome()), (Ok(split), Some(Outcome::Split)));
    let mut missing = disputed;
    let back = Payments { bond_back: BOND_BY_DEPOSIT, ..NOTHING };
    assert_eq!(KEEPER.fails(&mut missing, FailReason::Missing), Ok(back));
}

#[test]
fn a_deposit_without_a_rest_is_disputed_free_too() {
    let job = Job::posted(|offer| offer.deposit = 26_250_000).migrated().later(10);
    // Just the bill of the picture: claimed at half the price for the time.
    let job = job.and(|job| ANNA.claims_at(job, CHEAP)).and(|job| ANNA.starts(job)).renders(PICTURE);
    assert_eq!(CLIENT.disputes(&mut job.later(VERDICT_SECS)), Ok(NOTHING));
}

#[test]
fn what_went_unchecked_is_checked_in_the_next_attempt() {
    for job in [Job::unchecked(PICTURE).with_seal(), Job::unchecked(PICTURE)] {
        let job = job.migrated();
        assert_eq!(job.flags(), flag::UNCHECKED | flag::BY_DEPOSIT);
        assert_eq!(job.state().settle_due(&job.params), Some(job.now + DAY));
        let job = job.and(|job| KEEPER.fails(job, FailReason::Missing));
        assert_eq!(job.flags(), flag::BY_DEPOSIT);
    }
}

#[test]
fn a_migrated_job_goes_on_in_every_phase() {
    let stages: [(Job, Act); 6] = [
        (Job::reserved(), |job| BORIS.claims(job)),
        (Job::claimed(), |job| ANNA.starts(job)),
        (Job::running(), |job| ANNA.delivers(job, PICTURE)),
        (Job::sealed(), |job| KEEPER.accepts(job)),
        (Job::accepted(), |job| CLIENT.approves(job)),
        (Job::disputed(), |job| KEEPER.accepts(job)),
    ];
    for (job, goes_on) in stages {
        let job = job.later(10).migrated();
        assert!(goes_on(&mut job.clone()).is_ok(), "{:?}", job.state().phase);
    }
}
