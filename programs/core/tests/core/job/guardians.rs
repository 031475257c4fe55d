//! What guardians decide: beside the keeper, and without it.

use rayment_core::{
    Native,
    job::{Acceptance, Evidence, FailReason, JobError, Offer, Outcome, Phase, flag},
    market::Params,
    proof::challenge::Sighting,
};

use crate::job::story::*;

type Act = fn(&mut Job) -> Answer;

/// Noise with its tiles picked, in a market where so many guardians sign beside the keeper.
fn noise(second_check: u8) -> Job {
    noise_of(second_check, |_| ())
}

fn noise_of(second_check: u8, change: impl FnOnce(&mut Offer)) -> Job {
    Job::guarded_posted(second_check, change).goes_to_anna().renders(NOISE).with_seal()
}

fn disputed(second_check: u8) -> Job {
    noise(second_check).later(VERDICT_SECS).and(|job| CLIENT.disputes(job))
}

/// Disputed where the deposit leaves too little for the dispute's bond.
fn disputed_and_paid_in(second_check: u8) -> Job {
    let job = noise_of(second_check, |offer| offer.deposit = WORST);
    job.later(VERDICT_SECS).and(|job| CLIENT.disputes(job))
}

/// Wherever two guardians may reject noise without the keeper.
fn open_to_guardians(second_check: u8) -> [(&'static str, Job); 6] {
    let at_once = noise_of(second_check, |offer| offer.at_once = true);
    [
        ("left lying", noise(second_check).later(VERDICT_SECS)),
        ("unchecked", noise_of(second_check, |offer| offer.check = false)),
        ("disputed", disputed(second_check)),
        ("accepted", noise(second_check).and(|job| KEEPER.accepts(job))),
        ("accepted, to be paid at once", at_once.and(|job| KEEPER.accepts(job))),
        ("answered", disputed(second_check).and(|job| KEEPER.accepts(job))),
    ]
}

#[test]
fn the_keeper_rejects_with_as_many_guardians_as_the_market_asks_for() {
    for asked in 0..=2 {
        for job in [noise(asked), disputed(asked)] {
            for guardians in asked..=2 {
                let mut job = job.clone();
                assert_eq!(KEEPER.rejects_with(&mut job, guardians), Ok(FORFEIT), "{guardians}, {asked} asked for");
                assert!(job.is_open() && job.state().was_failed_by(&ANNA.key));
            }
        }
    }
}

#[test]
fn refuses_the_keepers_rejection_with_too_few_guardians() {
    for (asked, guardians) in [(1, 0), (2, 0), (2, 1)] {
        for mut job in [noise(asked), disputed(asked)] {
            let before = job.state;
            assert_eq!(KEEPER.rejects_with(&mut job, guardians), Err(JobError::TooFewGuardians));
            assert_eq!(job.state, before);
        }
    }
}

#[test]
fn without_guardians_the_keeper_can_only_return_the_bond() {
    for asked in [1, 2] {
        for reason in [FailReason::Missing, FailReason::Unlike] {
            for mut job in [noise(asked), disputed(asked)] {
                assert_eq!(KEEPER.fails(&mut job, reason), Ok(BOND_BACK));
            }
        }
    }
}

#[test]
fn two_guardians_reject_what_the_keeper_left_lying_or_accepted() {
    for asked in [1, 2] {
        for (phase, mut job) in open_to_guardians(asked) {
            assert_eq!(STRANGER.rejects_with(&mut job, 2), Ok(FORFEIT), "{phase}");
            assert!(job.is_open() && job.attempt() == 1 && job.state().was_failed_by(&ANNA.key), "{phase}");
            assert_eq!(job.state().held(&job.params), Some(DEPOSIT), "{phase}");
        }
    }
}

#[test]
fn refuses_one_guardian_or_none_without_the_keeper() {
    for (phase, job) in open_to_guardians(1) {
        for guardians in [0, 1] {
            let answer = STRANGER.rejects_with(&mut job.clone(), guardians);
            assert_eq!(answer, Err(JobError::TooFewGuardians), "{phase}");
        }
    }
}

#[test]
fn refuses_guardians_where_the_market_asks_for_none() {
    for (phase, job) in open_to_guardians(0) {
        for guardians in [0, 2, u8::MAX] {
            let answer = STRANGER.rejects_with(&mut job.clone(), guardians);
            assert_eq!(answer, Err(JobError::NoSecondCheck), "{phase}");
        }
    }
}

/// Who signs as the client or the provider is neither the keeper nor a stranger who sends what others have signed.
#[test]
fn refuses_a_rejection_by_a_party_whoever_has_signed_it() {
    for actor in [CLIENT, ANNA, BORIS] {
        for mut job in [noise(1).later(VERDICT_SECS), disputed(1)] {
            assert_eq!(actor.rejects_with(&mut job, 2), Err(JobError::NotKeeper), "by {:?}", actor.signer);
        }
    }
}

#[test]
fn the_keeper_takes_no_acceptance_back_whoever_signs_with_it() {
    let answered = disputed(1).and(|job| KEEPER.accepts(job));
    for mut job in [noise(1).and(|job| KEEPER.accepts(job)), answered] {
        for actor in [KEEPER, CLIENT, ANNA] {
            assert_eq!(actor.rejects_with(&mut job, 2), Err(JobError::WrongPhase), "by {:?}", actor.signer);
        }
    }
}

#[test]
fn what_the_client_agreed_to_pay_is_never_undone() {
    let approve: Act = |job| CLIENT.approves(job);
    let approved = [
        noise(1).and(approve),
        noise(1).and(|job| KEEPER.accepts(job)).and(approve),
        disputed(1).and(approve),
        noise_of(1, |offer| offer.at_once = true).and(|job| KEEPER.accepts(job)).and(approve),
    ];
    for mut job in approved {
        assert_eq!(STRANGER.rejects_with(&mut job, 2), Err(JobError::WrongPhase), "{:?}", job.state().phase);
        assert!(STRANGER.settles(&mut job).is_ok(), "and it waits for nothing");
    }
}

#[test]
fn refuses_guardians_before_anything_is_delivered() {
    let evidence = noise(1).evidence((0, 0));
    for mut job in [Job::guarded(1), Job::guarded(1).goes_to_anna()] {
        assert_eq!(STRANGER.rejects_on(&mut job, evidence.clone()), Err(JobError::WrongPhase));
    }
}

#[test]
fn guardians_reject_on_tiles_that_the_challenge_picked_and_no_others() {
    for (phase, job) in open_to_guardians(1) {
        for picked in job.challenge().picks::<Native>() {
            let evidence = job.evidence(picked);
            assert_eq!(STRANGER.sends(&mut job.clone(), evidence, 2), Ok(FORFEIT), "{phase}: {picked:?}");
        }
        let unpicked = job.evidence(job.unpicked());
        assert_eq!(STRANGER.sends(&mut job.clone(), unpicked, 2), Err(JobError::TileNotChallenged), "{phase}");
        let other = Evidence { leaf: [1; 32], ..job.evidence(job.picked()) };
        assert_eq!(STRANGER.sends(&mut job.clone(), other, 2), Err(JobError::PathMismatch), "{phase}");
    }
}

#[test]
fn refuses_guardians_against_a_picture_that_is_right() {
    let job = Job::guarded(1).goes_to_anna().renders(PICTURE).with_seal();
    let accepted = job.clone().and(|job| KEEPER.accepts(job));
    for mut job in [job.later(VERDICT_SECS), accepted] {
        assert_eq!(STRANGER.rejects_with(&mut job, 2), Err(JobError::TilesAgree));
    }
}

#[test]
fn an_acceptance_keeps_the_challenge_with_its_rounds_for_the_guardians() {
    let job = Job::guarded_posted(1, |offer| offer.chunk.tiles = 400).goes_to_anna();
    let job = job.later(200).and(|job| ANNA.delivers(job, NOISE)).and(|job| STRANGER.sees(job, Sighting::Missed));
    let sealed = job.with_seal();
    assert_eq!(sealed.challenge().count, 60);
    let accepted = sealed.clone().and(|job| KEEPER.accepts(job));
    assert_eq!(accepted.challenge(), sealed.challenge());
    let last = accepted.challenge().picks::<Native>().last().unwrap();
    let evidence = accepted.evidence(last);
    assert!(STRANGER.sends(&mut accepted.clone(), evidence, 2).is_ok());
}

#[test]
fn refuses_guardians_before_the_tiles_are_picked() {
    let job = Job::guarded(1).goes_to_anna().renders(NOISE).later(VERDICT_SECS);
    let evidence = job.evidence((0, 0));
    let disputed = job.clone().and(|job| CLIENT.disputes(job));
    for mut job in [job, disputed] {
        assert_eq!(STRANGER.sends(&mut job, evidence.clone(), 2), Err(JobError::NotSealed));
    }
}

/// As the first layout's were, which is read with zeros for a seed.
#[test]
fn refuses_guardians_against_an_acceptance_without_a_challenge() {
    let mut job = noise(1).and(|job| KEEPER.accepts(job));
    let evidence = job.evidence(job.picked());
    let mut state = *job.state();
    let Phase::Accepted { seed, .. } = &mut state.phase else { panic!("it is accepted") };
    *seed = [0; 32];
    job.state = Ok(state);
    assert_eq!(job.state().challenge(&job.params), None);
    assert_eq!(STRANGER.sends(&mut job, evidence, 2), Err(JobError::NotSealed));
}

#[test]
fn an_answer_that_guardians_undo_costs_the_client_nothing() {
    let within = disputed(1);
    let paid_in = disputed_and_paid_in(1);
    let back = Payments { dispute_back: DISPUTE_BOND, ..FORFEIT };
    for (job, expected, deposit) in [(within, FORFEIT, DEPOSIT), (paid_in, back, WORST)] {
        for mut job in [job.clone(), job.and(|job| KEEPER.accepts(job))] {
            assert_eq!(STRANGER.rejects_with(&mut job, 2), Ok(expected), "{:?}", job.state);
            assert!(job.is_open() && job.flags() == 0);
            assert_eq!(job.state().held(&job.params), Some(deposit));
        }
    }
}

#[test]
fn the_third_that_guardians_reject_gives_the_deposit_back() {
    let mut job = Job::guarded_posted(2, |offer| offer.deposit = WORST);
    for provider in [ANNA, BORIS, CAROL] {
        job = job.later(10).and(|job| provider.claims(job)).and(|job| provider.starts(job)).later(200);
        job = job.and(|job| provider.delivers(job, NOISE)).with_seal().later(VERDICT_SECS);
        job = job.and(|job| CLIENT.disputes(job)).and(|job| KEEPER.accepts(job));
        assert!(matches!(job.state().phase, Phase::Accepted { how: Acceptance::Answered, .. }));
        let refund = if provider == CAROL { WORST } else { 0 };
        let expected = Payments { refund, dispute_back: DISPUTE_BOND, ..FORFEIT };
        assert_eq!(STRANGER.rejects_with(&mut job, 2), Ok(expected));
    }
    assert_eq!(job.outcome(), Some(Outcome::Refunded));
}

#[test]
fn a_cancelled_job_that_guardians_reject_is_refunded() {
    let job = Job::guarded(1).goes_to_anna().and(|job| CLIENT.cancels(job)).later(100);
    let job = job.and(|job| ANNA.delivers(job, NOISE)).with_seal();
    let mut job = job.and(|job| KEEPER.accepts(job));
    assert_eq!(STRANGER.rejects_with(&mut job, 2), Ok(Payments { refund: DEPOSIT, ..FORFEIT }));
    assert_eq!(job.outcome(), Some(Outcome::Refunded));
}

#[test]
fn a_keeper_with_too_small_a_bond_does_not_pay_at_once_by_its_word() {
    const LEAST: u64 = 5_000_000_000;
    let job = noise_of(1, |offer| offer.at_once = true);
    let job = Job { params: Params { keeper_bond_min: LEAST, ..job.params }, ..job };
    let due = |bond: u64| {
        let job = job.clone().and(|job| KEEPER.accepts_with(job, bond));
        (job.state().has(flag::AT_ONCE), job.state().settle_due(&job.params).unwrap() - job.now)
    };
    assert_eq!([0, LEAST - 1].map(due), [(false, DAY); 2]);
    assert_eq!([LEAST, LEAST + 1, u64::MAX].map(due), [(true, 120); 3]);
    // What was not agreed stays so, and guardians have as long as the client.
    let mut low = job.and(|job| KEEPER.accepts_with(job, LEAST - 1)).later(DAY - 1);
    assert_eq!(STRANGER.rejects_with(&mut low, 2), Ok(FORFEIT));
    assert!(!low.state().has(flag::AT_ONCE), "nor does the next acceptance");
}
