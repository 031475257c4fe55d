//! Who may not, when not, for which attempt not.

use rayment_core::job::{Command, Evidence, FailReason, JobError, Phase, Signer};

use crate::job::story::*;

/// An action of whoever may do it, in the phases that it fits.
struct Right {
    name: &'static str,
    phases: &'static [&'static str],
    action: fn(&mut Job) -> Answer,
}

fn no_evidence() -> Evidence {
    Evidence { frame: 0, tile: 0, leaf: [0; 32], path: Vec::new(), checker_pixels: [0; 32] }
}

const RIGHTS: [Right; 19] = [
    Right { name: "assign", phases: &["open"], action: |job| KEEPER.assigns(job, ANNA) },
    Right { name: "claim", phases: &["open"], action: |job| ANNA.claims(job) },
    Right { name: "start", phases: &["claimed"], action: |job| ANNA.starts(job) },
    Right { name: "deliver", phases: &["running"], action: |job| ANNA.delivers(job, PICTURE) },
    Right { name: "seal", phases: &["delivered", "disputed"], action: |job| STRANGER.seals(job) },
    Right { name: "accept", phases: &["delivered", "disputed"], action: |job| KEEPER.accepts(job) },
    Right { name: "reject", phases: &["delivered", "disputed"], action: |job| KEEPER.rejects_on(job, no_evidence()) },
    Right {
        name: "reject by guardians",
        phases: &["delivered", "accepted", "disputed"],
        action: |job| STRANGER.sends(job, no_evidence(), 2),
    },
    Right { name: "approve", phases: &["delivered", "accepted", "disputed"], action: |job| CLIENT.approves(job) },
    Right { name: "dispute", phases: &["delivered"], action: |job| CLIENT.disputes(job) },
    Right { name: "settle", phases: &["delivered", "accepted", "disputed"], action: |job| STRANGER.settles(job) },
    Right { name: "give up", phases: &["claimed", "running"], action: |job| ANNA.fails(job, FailReason::Worker) },
    Right { name: "report", phases: &["claimed", "running"], action: |job| ANNA.fails(job, FailReason::Spec) },
    Right { name: "broken", phases: &["open"], action: |job| KEEPER.fails(job, FailReason::Broken) },
    Right {
        name: "loads",
        phases: &["open", "claimed", "running"],
        action: |job| KEEPER.fails(job, FailReason::Loads),
    },
    Right { name: "missing", phases: &["delivered", "disputed"], action: |job| KEEPER.fails(job, FailReason::Missing) },
    Right { name: "unlike", phases: &["delivered", "disputed"], action: |job| KEEPER.fails(job, FailReason::Unlike) },
    Right { name: "cancel", phases: &["open", "claimed", "running"], action: |job| CLIENT.cancels(job) },
    Right { name: "expire", phases: &["open", "claimed", "running"], action: |job| STRANGER.expires(job) },
];

fn stages() -> [(&'static str, Job); 6] {
    [
        ("open", Job::reserved()),
        ("claimed", Job::claimed()),
        ("running", Job::running()),
        ("delivered", Job::delivered()),
        ("accepted", Job::accepted()),
        ("disputed", Job::disputed()),
    ]
}

#[test]
fn every_command_is_refused_in_every_phase_it_does_not_fit() {
    for (phase, job) in stages() {
        for right in &RIGHTS {
            let fits = right.phases.contains(&phase);
            let refused = (right.action)(&mut job.clone()) == Err(JobError::WrongPhase);
            assert_eq!(refused, !fits, "{} while {phase}", right.name);
        }
    }
}

#[test]
fn an_approved_job_needs_no_second_approval() {
    let mut job = Job::accepted().and(|job| CLIENT.approves(job));
    assert_eq!(CLIENT.approves(&mut job), Err(JobError::WrongPhase));
}

#[test]
fn a_bad_spec_is_reported_before_the_delivery_or_not_at_all() {
    for mut job in [Job::delivered(), Job::disputed()] {
        for reason in [FailReason::Spec, FailReason::Broken, FailReason::Loads] {
            for actor in [ANNA, KEEPER] {
                assert_eq!(actor.fails(&mut job, reason), Err(JobError::WrongPhase));
            }
        }
    }
}

/// `action` on `job` is refused to everybody but `to`.
fn only(to: &[Actor], error: JobError, job: &Job, action: impl Fn(Actor, &mut Job) -> Answer) {
    for actor in [CLIENT, ANNA, BORIS, KEEPER, STRANGER] {
        let mut copy = job.clone();
        if to.iter().all(|allowed| allowed.signer != actor.signer) {
            assert_eq!(action(actor, &mut copy), Err(error), "by {:?}", actor.signer);
            assert_eq!(copy.state, job.state);
        } else {
            assert!(action(actor, &mut copy).is_ok(), "by {:?}", actor.signer);
        }
    }
}

#[test]
fn only_the_claims_provider_works() {
    only(&[ANNA], JobError::NotJobProvider, &Job::claimed(), |actor, job| actor.starts(job));
    only(&[ANNA], JobError::NotJobProvider, &Job::running(), |actor, job| actor.delivers(job, PICTURE));
    for job in [Job::claimed(), Job::running()] {
        for reason in [FailReason::Spec, FailReason::Worker] {
            only(&[ANNA], JobError::NotJobProvider, &job, |actor, job| actor.fails(job, reason));
        }
    }
}

#[test]
fn only_the_client_decides_for_the_client() {
    let error = JobError::NotJobClient;
    for job in [Job::open(), Job::claimed(), Job::running()] {
        only(&[CLIENT], error, &job, |actor, job| actor.cancels(job));
    }
    for job in [Job::delivered(), Job::accepted(), Job::disputed()] {
        only(&[CLIENT], error, &job, |actor, job| actor.approves(job));
    }
    only(&[CLIENT], error, &Job::delivered().later(VERDICT_SECS), |actor, job| actor.disputes(job));
}

#[test]
fn another_client_is_a_stranger() {
    let other = Signer::Client(key(0x77));
    let other = Actor { key: key(0x77), signer: other };
    assert_eq!(other.cancels(&mut Job::open()), Err(JobError::NotJobClient));
    assert_eq!(other.approves(&mut Job::accepted()), Err(JobError::NotJobClient));
}

#[test]
fn only_the_keeper_judges() {
    for job in [Job::sealed(), Job::disputed()] {
        only(&[KEEPER], JobError::NotKeeper, &job, |actor, job| actor.accepts(job));
        for reason in [FailReason::Missing, FailReason::Unlike] {
            only(&[KEEPER], JobError::NotKeeper, &job, |actor, job| actor.fails(job, reason));
        }
    }
    for actor in [CLIENT, ANNA, BORIS] {
        assert_eq!(actor.rejects(&mut Job::sealed_noise()), Err(JobError::NotKeeper), "by {:?}", actor.signer);
    }
    assert_eq!(STRANGER.rejects(&mut Job::sealed_noise()), Err(JobError::NoSecondCheck), "who sends no guardians'");
    only(&[KEEPER], JobError::NotKeeper, &Job::reported(), |actor, job| actor.fails(job, FailReason::Broken));
    for job in [Job::open(), Job::claimed(), Job::running(), Job::reported()] {
        only(&[KEEPER], JobError::NotKeeper, &job, |actor, job| actor.fails(job, FailReason::Loads));
    }
}

#[test]
fn everybody_may_seal_settle_and_expire() {
    let all = [CLIENT, ANNA, BORIS, KEEPER, STRANGER];
    only(&all, JobError::NotKeeper, &Job::delivered(), |actor, job| actor.seals(job));
    only(&all, JobError::NotKeeper, &Job::accepted().later(DAY), |actor, job| actor.settles(job));
    only(&all, JobError::NotKeeper, &Job::claimed().later(DAY), |actor, job| actor.expires(job));
}

#[test]
fn the_keeper_judges_neither_its_own_job_nor_its_own_work() {
    for party in [keeper(CLIENT.key), keeper(ANNA.key)] {
        assert_eq!(party.accepts(&mut Job::sealed()), Err(JobError::KeeperIsParty));
        assert_eq!(party.rejects(&mut Job::sealed_noise()), Err(JobError::KeeperIsParty));
        assert_eq!(party.accepts(&mut Job::disputed()), Err(JobError::KeeperIsParty));
        for reason in [FailReason::Missing, FailReason::Unlike] {
            assert_eq!(party.fails(&mut Job::sealed(), reason), Err(JobError::KeeperIsParty));
        }
    }
}

#[test]
fn every_command_of_another_attempt_is_refused() {
    let (noise, seed) = (Job::sealed_noise(), Job::sealed().seed());
    let evidence = noise.evidence(noise.picked());
    let guarded = Job::guarded(1).goes_to_anna().renders(NOISE).with_seal();
    let accepted = guarded.clone().and(|job| KEEPER.accepts(job));
    let lying = guarded.later(VERDICT_SECS);
    let commands = |attempt| {
        let reject = |guardians| Command::Reject { attempt, evidence: evidence.clone(), guardians };
        let deliver = Command::Deliver { attempt, root: [0; 32], frames: 4, ms: 0, slot: 0 };
        [
            (ANNA, Job::reserved(), Command::Claim { attempt, terms: TERMS }),
            (ANNA, Job::claimed(), Command::Start { attempt }),
            (ANNA, Job::claimed(), Command::Fail { attempt, reason: FailReason::Worker }),
            (ANNA, Job::running(), deliver),
            (ANNA, Job::running(), Command::Fail { attempt, reason: FailReason::Spec }),
            (KEEPER, Job::running(), Command::Fail { attempt, reason: FailReason::Loads }),
            (KEEPER, Job::sealed(), Command::Accept { attempt, seed, keeper_bond: 0 }),
            (KEEPER, Job::disputed(), Command::Accept { attempt, seed, keeper_bond: 0 }),
            (KEEPER, noise.clone(), reject(0)),
            (STRANGER, lying.clone(), reject(2)),
            (STRANGER, accepted.clone(), reject(2)),
            (KEEPER, Job::sealed(), Command::Fail { attempt, reason: FailReason::Missing }),
            (KEEPER, Job::disputed(), Command::Fail { attempt, reason: FailReason::Unlike }),
            (CLIENT, Job::sealed(), Command::Approve { attempt }),
            (CLIENT, Job::accepted(), Command::Approve { attempt }),
            (CLIENT, Job::disputed(), Command::Approve { attempt }),
            (CLIENT, Job::delivered().later(VERDICT_SECS), Command::Dispute { attempt }),
        ]
    };
    for attempt in [1, 2, u8::MAX] {
        for (actor, mut job, command) in commands(attempt) {
            assert_eq!(actor.asks(&mut job, command.clone()), Err(JobError::WrongAttempt), "{command:?}");
        }
    }
    for (actor, mut job, command) in commands(0) {
        assert!(actor.asks(&mut job, command.clone()).is_ok(), "{command:?}");
    }
}

#[test]
fn a_late_verdict_on_an_earlier_attempt_is_refused() {
    let noise = Job::sealed_noise();
    let evidence = noise.evidence(noise.picked());
    let job = noise.and(|job| KEEPER.rejects(job)).later(10).and(|job| BORIS.claims(job));
    let job = job.and(|job| BORIS.starts(job)).later(100).and(|job| BORIS.delivers(job, PICTURE));
    let mut job = job.and(|job| STRANGER.seals(job));
    let late = Command::Reject { attempt: 0, evidence, guardians: 0 };
    assert_eq!(KEEPER.asks(&mut job, late), Err(JobError::WrongAttempt));
    let missing = Command::Fail { attempt: 0, reason: FailReason::Missing };
    assert_eq!(KEEPER.asks(&mut job, missing), Err(JobError::WrongAttempt));
    let seed = Job::sealed_noise().seed();
    let accept = Command::Accept { attempt: 0, seed, keeper_bond: 0 };
    assert_eq!(KEEPER.asks(&mut job, accept), Err(JobError::WrongAttempt));
}

#[test]
fn a_vanished_providers_late_delivery_is_fenced_off() {
    let job = Job::running().later(DELIVERY_SECS).and(|job| STRANGER.expires(job)).later(10);
    let mut job = job.and(|job| BORIS.claims(job)).and(|job| BORIS.starts(job));
    let late = |attempt| Command::Deliver { attempt, root: [9; 32], frames: 4, ms: 1, slot: 1 };
    assert_eq!(ANNA.asks(&mut job, late(0)), Err(JobError::WrongAttempt));
    assert_eq!(ANNA.asks(&mut job, late(1)), Err(JobError::NotJobProvider));
    assert!(matches!(job.state().phase, Phase::Running { claim, .. } if claim.provider == BORIS.key));
}
