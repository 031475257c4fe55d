//! Every error is met by a story: none is left that nothing can cause.

use rayment_core::{
    job::{Chunk, Command, Evidence, Expectations, FailReason, JobError, JobState, Offer, Payees, Phase},
    money::Terms,
    proof::challenge::Sighting,
};

use crate::job::story::*;

/// The shortest story that ends in `error`. A new error does not compile without one.
fn shortest_story(error: JobError) -> Answer {
    use JobError as E;
    let post = |offer: Offer| Job::post(&offer).map(|_| NOTHING);
    match error {
        E::WrongPhase => ANNA.starts(&mut Job::open()),
        E::WrongAttempt => ANNA.asks(&mut Job::claimed(), Command::Start { attempt: 1 }),
        E::NotJobClient => STRANGER.cancels(&mut Job::open()),
        E::NotJobProvider => BORIS.starts(&mut Job::claimed()),
        E::NotKeeper => STRANGER.accepts(&mut Job::sealed()),
        E::KeeperIsParty => keeper(ANNA.key).accepts(&mut Job::sealed()),
        E::ProviderFailedBefore => {
            ANNA.claims(&mut Job::claimed().and(|job| ANNA.fails(job, FailReason::Worker)).later(10))
        }
        E::ReservedForAnother => BORIS.claims(&mut Job::reserved()),
        E::NotYetOpenToAll => BORIS.claims(&mut Job::open()),
        E::TermsAboveCeiling => {
            ANNA.claims_at(&mut Job::open().later(10), Terms { per_frame: TERMS.per_frame + 1, ..TERMS })
        }
        E::TermsAboveReserved => ANNA.claims(&mut Job::open().and(|job| KEEPER.assigns_at(job, ANNA, CHEAP))),
        E::DepositTooLow => {
            let job = Job::post(&Offer { deposit: 1, ..offer() }).unwrap().later(10);
            ANNA.claims(&mut job.clone())
        }
        E::TooLateToClaim => ANNA.claims(&mut Job::open().later(7 * DAY - 1)),
        E::DeadlinePassed => ANNA.starts(&mut Job::claimed().later(START_SECS)),
        E::NotYetDue => STRANGER.expires(&mut Job::open()),
        E::WrongFrameCount => ANNA.delivers(&mut Job::running(), Render { frames: 3, ..PICTURE }),
        E::ChallengeNotReady => STRANGER.sees(&mut Job::delivered(), Sighting::NotYet),
        E::NotSealed => KEEPER.accepts(&mut Job::delivered()),
        E::AlreadySealed => STRANGER.seals(&mut Job::sealed()),
        E::TileNotChallenged => {
            let job = Job::sealed_noise();
            KEEPER.rejects_on(&mut job.clone(), job.evidence(job.unpicked()))
        }
        E::PathMismatch => {
            let job = Job::sealed_noise();
            KEEPER.rejects_on(&mut job.clone(), Evidence { path: Vec::new(), ..job.evidence(job.picked()) })
        }
        E::TilesAgree => KEEPER.rejects(&mut Job::sealed()),
        E::Unchecked => KEEPER.accepts(&mut Job::unchecked(PICTURE)),
        E::AlreadyCancelled => CLIENT.cancels(&mut Job::running().and(|job| CLIENT.cancels(job))),
        E::SpecReported => BORIS.claims(&mut Job::reported().later(10)),
        E::SpecNotReported => KEEPER.fails(&mut Job::open(), FailReason::Broken),
        E::WrongSeed => KEEPER.accepts_by(&mut Job::sealed(), [0; 32]),
        E::NoSecondCheck => STRANGER.rejects_with(&mut Job::sealed_noise(), 2),
        E::TooFewGuardians => KEEPER.rejects(&mut Job::guarded(1).goes_to_anna().renders(NOISE).with_seal()),
        E::NothingDue => {
            let nobody = Payees { vault: DEPOSIT, provider: false, fee: false, client: false };
            let owed = Phase::Owed { provider: ANNA.key, earnings: 1, fee: 0, client: DEPOSIT - 1 };
            JobState { phase: owed, ..*Escrow::open().job.state() }.clear(&nobody).map(|_| NOTHING)
        }
        E::MarketChanged => post(Offer { expect: Expectations { params: 0, fee_bps: 500 }, ..offer() }),
        E::NoFrames => post(Offer { chunk: Chunk { frames: 0, ..offer().chunk }, ..offer() }),
        E::ChunkTooLarge => post(Offer { chunk: Chunk { tiles: u32::MAX, ..offer().chunk }, ..offer() }),
        E::NoDeposit => post(Offer { deposit: 0, ..offer() }),
        E::BadExpiry => post(Offer { expires_at: NOON, ..offer() }),
        E::Overflow => ANNA.delivers(&mut Job { slot: u64::MAX, ..Job::running() }, PICTURE),
    }
}

const ALL: [JobError; 36] = {
    use JobError::*;
    [
        WrongPhase,
        WrongAttempt,
        NotJobClient,
        NotJobProvider,
        NotKeeper,
        KeeperIsParty,
        ProviderFailedBefore,
        ReservedForAnother,
        NotYetOpenToAll,
        TermsAboveCeiling,
        TermsAboveReserved,
        DepositTooLow,
        TooLateToClaim,
        DeadlinePassed,
        NotYetDue,
        WrongFrameCount,
        ChallengeNotReady,
        NotSealed,
        AlreadySealed,
        TileNotChallenged,
        PathMismatch,
        TilesAgree,
        Unchecked,
        AlreadyCancelled,
        SpecReported,
        SpecNotReported,
        WrongSeed,
        NoSecondCheck,
        TooFewGuardians,
        NothingDue,
        MarketChanged,
        NoFrames,
        ChunkTooLarge,
        NoDeposit,
        BadExpiry,
        Overflow,
    ]
};

#[test]
fn every_error_ends_a_story() {
    for error in ALL {
        assert_eq!(shortest_story(error), Err(error));
    }
}

#[test]
fn the_list_of_errors_is_complete() {
    for (place, error) in ALL.iter().enumerate() {
        assert_eq!(*error as usize, place, "{error:?} is out of order, or one before it is missing");
    }
    assert_eq!(JobError::Overflow as usize + 1, ALL.len(), "the last error of the enum ends the list");
}
