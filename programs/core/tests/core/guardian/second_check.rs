//! Whether enough have signed before a bond is forfeited.

use rayment_core::{
    Pubkey,
    guardian::{GuardianError, GuardianState, Judged, MarketKeys, Statement, second_check},
    job::JobError,
    provider::{ProviderCommand, ProviderSigner},
    stake::{Stake, StakeError},
};

use super::cast::*;
use crate::{job::story, provider::account::provider};

const STAKE_TOO_LOW: GuardianError = GuardianError::Stake(StakeError::StakeTooLow);

fn guards(who: &[Daemon]) -> Vec<GuardianState> {
    who.iter().map(|daemon| daemon.guards()).collect()
}

fn by_keeper(asked: u8, who: &[Daemon]) -> Result<(), GuardianError> {
    let all = (!who.is_empty()).then(|| signed(&statement(), who));
    second_check(&judged(&market(), asked), true, all.as_ref(), &guards(who))
}

fn alone(asked: u8, who: &[Daemon]) -> Result<(), GuardianError> {
    let all = (!who.is_empty()).then(|| signed(&statement(), who));
    second_check(&judged(&market(), asked), false, all.as_ref(), &guards(who))
}

/// What Greta's signature is worth where one beside the keeper's word is asked for.
fn worth(guardian: GuardianState) -> Result<(), GuardianError> {
    second_check(&judged(&market(), 1), true, Some(&signed(&statement(), &[GRETA])), &[guardian])
}

/// What a statement of Greta's is worth.
fn said(statement: Statement) -> Result<(), GuardianError> {
    second_check(&judged(&market(), 1), true, Some(&signed(&statement, &[GRETA])), &[GRETA.guards()])
}

#[test]
fn the_keeper_needs_as_many_guardians_as_the_parameters_ask_for() {
    assert_eq!(by_keeper(0, &[]), Ok(()));
    assert_eq!(by_keeper(1, &[GRETA]), Ok(()));
    assert_eq!(by_keeper(2, &[GRETA, HUGO]), Ok(()));
    assert_eq!(by_keeper(1, &[GRETA, HUGO]), Ok(()), "one more does no harm");
}

#[test]
fn two_guardians_need_no_keeper() {
    for asked in [1, 2] {
        assert_eq!(alone(asked, &[GRETA, HUGO]), Ok(()));
    }
}

#[test]
fn refuses_one_guardian_too_few() {
    for (asked, who) in [(1, &[][..]), (2, &[]), (2, &[GRETA])] {
        assert_eq!(by_keeper(asked, who), Err(GuardianError::TooFewGuardians), "{asked}: {who:?}");
    }
    for (asked, who) in [(1, &[][..]), (1, &[GRETA]), (2, &[]), (2, &[GRETA])] {
        assert_eq!(alone(asked, who), Err(GuardianError::TooFewGuardians), "{asked}: {who:?}");
    }
}

#[test]
fn refuses_guardians_where_the_market_asks_for_none() {
    for who in [&[GRETA][..], &[GRETA, HUGO]] {
        assert_eq!(by_keeper(0, who), Err(GuardianError::NoSecondCheck));
        assert_eq!(alone(0, who), Err(GuardianError::NoSecondCheck));
    }
    assert_eq!(alone(0, &[]), Err(GuardianError::NoSecondCheck), "nor does nobody reject");
    let named = second_check(&judged(&market(), 0), true, None, &[GRETA.guards()]);
    assert_eq!(named, Err(GuardianError::NoSecondCheck));
}

/// What the job says of as many signatures as were admitted, wherever a rejection needs no more than them.
fn job_says(asked: u8, by_keeper: bool, who: &[Daemon]) -> Result<(), JobError> {
    let job = story::Job::guarded(asked).goes_to_anna().renders(story::NOISE).with_seal();
    let mut job = job.later(story::VERDICT_SECS).and(|job| story::CLIENT.disputes(job));
    let actor = if by_keeper { story::KEEPER } else { story::STRANGER };
    actor.rejects_with(&mut job, who.len() as u8).map(|_| ())
}

#[test]
fn the_job_asks_for_just_as_many_as_are_admitted() {
    for asked in 0..=2 {
        for who in [&[][..], &[GRETA], &[GRETA, HUGO]] {
            for (is_keeper, admitted) in [(true, by_keeper(asked, who)), (false, alone(asked, who))] {
                let expected = match admitted {
                    Ok(()) => Ok(()),
                    // Signatures beside the keeper's word are of no use there; the job needs none.
                    Err(GuardianError::NoSecondCheck) if is_keeper => Ok(()),
                    Err(GuardianError::NoSecondCheck) => Err(JobError::NoSecondCheck),
                    Err(GuardianError::TooFewGuardians) => Err(JobError::TooFewGuardians),
                    Err(other) => panic!("{other:?}"),
                };
                assert_eq!(job_says(asked, is_keeper, who), expected, "{asked}, by the keeper: {is_keeper}, {who:?}");
            }
        }
    }
}

#[test]
fn refuses_one_guardian_twice() {
    assert_eq!(by_keeper(2, &[GRETA, GRETA]), Err(GuardianError::SameKeyTwice));
    assert_eq!(alone(1, &[GRETA, GRETA]), Err(GuardianError::SameKeyTwice));
    // Two wallets with one key.
    let accounts = [GRETA.guards(), GuardianState { wallet: HUGO.wallet(), ..GRETA.guards() }];
    let all = signed(&statement(), &[GRETA, GRETA]);
    let answer = second_check(&judged(&market(), 2), false, Some(&all), &accounts);
    assert_eq!(answer, Err(GuardianError::SameKeyTwice));
}

#[test]
fn refuses_more_or_fewer_guardians_than_have_signed() {
    let all = signed(&statement(), &[GRETA, HUGO]);
    for named in [&[][..], &[GRETA], &[GRETA, HUGO, IVAN]] {
        let answer = second_check(&judged(&market(), 1), true, Some(&all), &guards(named));
        assert_eq!(answer, Err(GuardianError::GuardianMissing), "{named:?}");
    }
}

#[test]
fn refuses_a_guardian_in_anothers_place() {
    assert_eq!(worth(HUGO.guards()), Err(GuardianError::NotGuardianKey));
    let all = signed(&statement(), &[GRETA, HUGO]);
    let crossed = second_check(&judged(&market(), 1), true, Some(&all), &guards(&[HUGO, GRETA]));
    assert_eq!(crossed, Err(GuardianError::NotGuardianKey));
}

#[test]
fn refuses_a_guardian_whose_stake_is_too_low_or_on_its_way_out() {
    let with =
        |locked, unlocking| GuardianState { stake: Stake { locked, unlocking, unlock_at: NOON }, ..GRETA.guards() };
    assert_eq!(worth(with(LEAST, 0)), Ok(()));
    assert_eq!(worth(with(LEAST, LEAST)), Ok(()));
    assert_eq!(worth(with(LEAST - 1, 0)), Err(STAKE_TOO_LOW));
    assert_eq!(worth(with(LEAST - 1, LEAST)), Err(STAKE_TOO_LOW));
    assert_eq!(worth(with(0, LEAST)), Err(STAKE_TOO_LOW));
}

#[test]
fn refuses_a_guardian_that_was_slashed_or_is_of_another_market() {
    let (slashed, _) = GRETA.guards().slashed(&contradiction(GRETA)).unwrap();
    assert_eq!(worth(slashed), Err(GuardianError::Slashed));
    assert_eq!(worth(GuardianState { market: JOB, ..GRETA.guards() }), Err(GuardianError::OtherMarket));
}

#[test]
fn refuses_a_statement_about_something_else() {
    assert_eq!(said(statement()), Ok(()));
    assert_eq!(said(Statement { market: JOB, ..statement() }), Err(GuardianError::OtherMarket));
    assert_eq!(said(Statement { job: AUTHORITY, ..statement() }), Err(GuardianError::OtherJob));
    for attempt in [0, 1, 3] {
        assert_eq!(said(Statement { attempt, ..statement() }), Err(GuardianError::OtherAttempt));
    }
}

/// Neither its key nor its wallet.
#[test]
fn refuses_a_guardian_that_is_a_party() {
    for own in [GRETA.key(), GRETA.wallet()] {
        let (keys, all) = (market(), signed(&statement(), &[GRETA]));
        let judged = judged(&keys, 1);
        let of_keeper = MarketKeys { keeper: own, ..keys };
        for party in [
            Judged { client: &own, ..judged },
            Judged { provider: &own, ..judged },
            Judged { market: &of_keeper, ..judged },
        ] {
            let answer = second_check(&party, true, Some(&all), &[GRETA.guards()]);
            assert_eq!(answer, Err(GuardianError::GuardianIsParty), "{party:?}");
        }
    }
}

/// Nobody signs for being named as a provider's operator or payout: if that made a guardian a party, a provider
/// that has delivered rubbish would name those that are about to say so.
#[test]
fn a_provider_silences_no_guardian_by_naming_it() {
    let named = ProviderCommand::Update {
        operator: Some(GRETA.key()),
        payout: Some(HUGO.wallet()),
        profile: None,
        slots: None,
        budget: None,
    };
    let step = provider().step(ProviderSigner::Authority, named).unwrap();
    let wallet = step.next.continues().unwrap().authority;
    let (keys, all) = (market(), signed(&statement(), &[GRETA, HUGO]));
    let judged = Judged { provider: &wallet, ..judged(&keys, 2) };
    assert_eq!(second_check(&judged, false, Some(&all), &guards(&[GRETA, HUGO])), Ok(()));
}

#[test]
fn a_job_keeps_the_stake_that_its_parameters_ask_for() {
    let keys = market();
    let mut dearer = judged(&keys, 1);
    dearer.params.stake_guardian = LEAST + 1;
    let all = signed(&statement(), &[GRETA]);
    assert_eq!(second_check(&dearer, true, Some(&all), &[GRETA.guards()]), Err(STAKE_TOO_LOW));
    let other = Pubkey([0x66; 32]);
    let elsewhere = Judged { job: &other, ..judged(&keys, 1) };
    let answer = second_check(&elsewhere, true, Some(&all), &[GRETA.guards()]);
    assert_eq!(answer, Err(GuardianError::OtherJob), "a statement serves one job");
}
