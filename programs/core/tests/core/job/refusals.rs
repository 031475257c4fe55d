//! Who may not, when not, for which attempt not.

use rayment_core::job::{Command, Evidence, FailReason, JobError, Phase, Signer};

use crate::job::story::*;

/// A action of whoever may do it, in the phases that it fits.
struct Right {
    name: &'static str,
    phases: &'static [&'static str],
    action: fn(&mut Job) -> Answer,
}

fn no_evidence() -> Evidence {
    Evidence { frame: 0, tile: 0, leaf: [0; 32], path: Vec::new(), checker_pixels: [0; 32] }
}

const RIGHTS: [Right; 15] = [
    Right { name: "assign", phases: &["open"], action: |job| KEEPER.assigns(job, ANNA) },
    Right { name: "claim", phases: &["open"], action: |job| ANNA.claims(job) },
    Right { name: "start", phases: &["claimed"], action: |job| ANNA.starts(job) },
    Right { name: "deliver", phases: &["running"], action: |job| ANNA.delivers(job, PICTURE) },
    Right { name: "seal", phases: &["delivered", "disputed"], action: |job| STRANGER.seals(job) },
    Right { name: "accept", phases: &["delivered", "disputed"], action: |job| KEEPER.accepts(job) },
    Right { name: "reject", phases: &["delivered", "disputed"], action: |job| KEEPER.rejects_on(job, no_evidence()) },
    Right { name: "approve", phases: &["delivered", "accepted", "disputed"], action: |job| CLIENT.approves(job) },
    Right { name: "dispute", phases: &["delivered"], action: |job| CLIENT.disputes(job) },
    Right { name: "settle", phases: &["delivered", "accepted", "disputed"], action: |job| STRANGER.settles(job) },
    Right { name: "give up", phases: &["claimed", "running"], action: |job| ANNA.fails(job, FailReason::Worker) },
    Right { name: "confirm", phases: &["open"], action: |job| KEEPER.fails(job, FailReason::Spec) },
    Right { name: "miss", phases: &["delivered", "disputed"], action: |job| KEEPER.fails(job, FailReason::Worker) },
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
            // Keeper and provider share a command for giving up: there the signer decides first.
            let by_another = matches!((right.name, phase), ("confirm" | "miss", "claimed" | "running"));
            let refused = match (right.action)(&mut job.clone()) {
                Err(JobError::WrongPhase) => true,
                Err(JobError::NotJobProvider) if by_another => true,
                Err(JobError::NotKeeper) if right.name == "give up" && !fits => true,
                _ => false,
            };
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
        for actor in [ANNA, KEEPER] {
            assert_eq!(actor.fails(&mut job, FailReason::Spec), Err(JobError::WrongPhase));
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
        only(&[KEEPER], JobError::NotKeeper, &job, |actor, job| actor.fails(job, FailReason::Worker));
    }
    only(&[KEEPER], JobError::NotKeeper, &Job::sealed_noise(), |actor, job| actor.rejects(job));
    let reported = Job::running().and(|job| ANNA.fails(job, FailReason::Spec));
    only(&[KEEPER], JobError::NotKeeper, &reported, |actor, job| actor.fails(job, FailReason::Spec));
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
        assert_eq!(party.fails(&mut Job::sealed(), FailReason::Worker), Err(JobError::KeeperIsParty));
    }
}

#[test]
fn the_keeper_confirms_neither_its_own_job_nor_its_own_report() {
    let reported = Job::running().and(|job| ANNA.fails(job, FailReason::Spec));
    for party in [keeper(CLIENT.key), keeper(ANNA.key)] {
        assert_eq!(party.fails(&mut reported.clone(), FailReason::Spec), Err(JobError::KeeperIsParty));
    }
}

#[test]
fn the_keeper_cannot_refund_a_spec_that_nobody_reported() {
    assert_eq!(KEEPER.fails(&mut Job::open(), FailReason::Spec), Err(JobError::SpecNotReported));
    let given_up = Job::running().and(|job| ANNA.fails(job, FailReason::Worker));
    assert_eq!(KEEPER.fails(&mut given_up.clone(), FailReason::Spec), Err(JobError::SpecNotReported));
}

#[test]
fn the_keeper_does_not_judge_what_was_agreed_to_go_unchecked() {
    let job = Job::open().and(|job| KEEPER.assigns_unchecked(job, ANNA)).and(|job| ANNA.claims(job));
    let job = job.and(|job| ANNA.starts(job)).later(200).and(|job| ANNA.delivers(job, NOISE));
    let job = job.and(|job| STRANGER.seals(job));
    assert_eq!(KEEPER.accepts(&mut job.clone()), Err(JobError::Unchecked));
    assert_eq!(KEEPER.rejects(&mut job.clone()), Err(JobError::Unchecked));
    assert_eq!(KEEPER.fails(&mut job.clone(), FailReason::Worker), Err(JobError::Unchecked));
}

#[test]
fn every_command_of_another_attempt_is_refused() {
    let commands = |attempt| {
        let deliver = Command::Deliver { attempt, root: [0; 32], frames: 4, ms: 0, slot: 0 };
        [
            (ANNA, Job::reserved(), Command::Claim { attempt, terms: TERMS }),
            (ANNA, Job::claimed(), Command::Start { attempt }),
            (ANNA, Job::claimed(), Command::Fail { attempt, reason: FailReason::Worker }),
            (ANNA, Job::running(), deliver),
            (ANNA, Job::running(), Command::Fail { attempt, reason: FailReason::Spec }),
            (KEEPER, Job::sealed(), Command::Accept { attempt }),
            (KEEPER, Job::disputed(), Command::Accept { attempt }),
            (KEEPER, Job::sealed(), Command::Fail { attempt, reason: FailReason::Worker }),
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
    let late = Command::Reject { attempt: 0, evidence };
    assert_eq!(KEEPER.asks(&mut job, late), Err(JobError::WrongAttempt));
    let spec = Command::Fail { attempt: 0, reason: FailReason::Worker };
    assert_eq!(KEEPER.asks(&mut job, spec), Err(JobError::WrongAttempt));
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
