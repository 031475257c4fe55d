//! Who may take a job, and under which terms.

use rayment_core::{
    job::{Ceilings, FailReason, JobError, Offer, Phase, Reservation},
    market::Params,
    money::Terms,
};

use crate::job::story::*;

const OPEN_SECS: i64 = 10;
const RESERVE_SECS: i64 = 60;

#[test]
fn the_assigned_provider_claims_at_once_and_locks_its_bond() {
    let mut job = Job::reserved();
    assert_eq!(BORIS.claims(&mut job), Err(JobError::ReservedForAnother));
    assert_eq!(ANNA.claims(&mut job), Ok(Payments { bond_in: BOND, ..NOTHING }));
    let claim = job.state().claim().unwrap();
    assert_eq!((claim.provider, claim.terms), (ANNA.key, TERMS));
    assert_eq!(job.state().held(&job.params), Some(DEPOSIT + BOND));
}

#[test]
fn a_lapsed_reservation_shuts_nobody_out() {
    let job = Job::reserved().later(RESERVE_SECS);
    assert!(BORIS.claims(&mut job.clone()).is_ok());
    assert!(ANNA.claims(&mut job.clone()).is_ok());
    assert_eq!(KEEPER.assigns(&mut job.clone(), BORIS), Ok(NOTHING));
}

#[test]
fn a_standing_reservation_is_not_given_to_another() {
    let mut job = Job::reserved().later(RESERVE_SECS - 1);
    assert_eq!(KEEPER.assigns(&mut job, BORIS), Err(JobError::ReservedForAnother));
}

#[test]
fn anyone_may_claim_what_nobody_assigned() {
    let mut job = Job::open().later(OPEN_SECS - 1);
    assert_eq!(CAROL.claims(&mut job), Err(JobError::NotYetOpenToAll));
    let mut job = job.later(1);
    assert!(CAROL.claims(&mut job).is_ok());
}

#[test]
fn only_providers_claim() {
    for actor in [CLIENT, KEEPER, STRANGER] {
        let mut job = Job::open().later(OPEN_SECS);
        assert_eq!(actor.claims(&mut job), Err(JobError::NotJobProvider), "{actor:?}");
    }
}

#[test]
fn the_bond_is_five_percent_and_at_least_a_thousandth_of_a_sol() {
    for (value, expected) in [
        (0, 1_000_000),
        (20_000_000, 1_000_000),
        (20_000_019, 1_000_000),
        (20_000_020, 1_000_001),
        (WORST, BOND),
        (u64::MAX, 922_337_203_685_477_580),
    ] {
        assert_eq!(Params::DEFAULT.bond(value), expected, "on {value}");
    }
}

/// Each price of `terms` raised by one.
fn raised(terms: Terms) -> [Terms; 4] {
    [
        Terms { per_frame: terms.per_frame + 1, ..terms },
        Terms { per_second: terms.per_second + 1, ..terms },
        Terms { per_gb: terms.per_gb + 1, ..terms },
        Terms { minimum: terms.minimum + 1, ..terms },
    ]
}

#[test]
fn refuses_terms_above_any_ceiling() {
    let mut job = Job::open().later(OPEN_SECS);
    for terms in raised(TERMS) {
        assert_eq!(ANNA.claims_at(&mut job, terms), Err(JobError::TermsAboveCeiling), "{terms:?}");
        assert_eq!(KEEPER.assigns_at(&mut job, ANNA, terms), Err(JobError::TermsAboveCeiling), "{terms:?}");
    }
}

#[test]
fn a_reservation_keeps_the_terms_of_its_moment() {
    let half = Terms { per_frame: 500_000, per_second: 50_000, per_gb: 5_000_000, minimum: 250_000 };
    let job = Job::open().and(|job| KEEPER.assigns_at(job, ANNA, half));
    let until = NOON + RESERVE_SECS;
    let reserved = Some(Reservation { provider: ANNA.key, until, terms: half });
    assert_eq!(job.state().phase, Phase::Open { at: NOON, reserved });
    // A price raised after the assignment is refused, each of them; a lower one is not.
    for terms in raised(half) {
        assert_eq!(ANNA.claims_at(&mut job.clone(), terms), Err(JobError::TermsAboveReserved), "{terms:?}");
    }
    for terms in [half, Terms { per_second: 1, ..half }] {
        let claimed = job.clone().and(|job| ANNA.claims_at(job, terms));
        assert_eq!(claimed.state().claim().unwrap().terms, terms);
    }
}

#[test]
fn a_lapsed_reservation_binds_no_price() {
    let job = Job::open().and(|job| KEEPER.assigns_at(job, ANNA, CHEAP)).later(RESERVE_SECS);
    for provider in [ANNA, BORIS] {
        assert!(provider.claims(&mut job.clone()).is_ok());
    }
}

#[test]
fn an_assignment_refuses_whom_the_claim_would_refuse() {
    let refusal = |job: &mut Job| KEEPER.assigns(job, ANNA).and_then(|_| ANNA.claims(job));
    let cheap = Job::posted(|offer| offer.deposit = WORST - 1);
    let late = Job::open().at(NOON + 7 * DAY - START_SECS - DELIVERY_SECS + 1);
    let failed = Job::claimed().and(|job| ANNA.fails(job, FailReason::Worker));
    let [dear, ..] = raised(CHEAP);
    let ceiled = Job::posted(|offer| offer.ceilings.terms = CHEAP);
    for (job, error) in
        [(cheap, JobError::DepositTooLow), (late, JobError::TooLateToClaim), (failed, JobError::ProviderFailedBefore)]
    {
        let (before, mut job) = (job.state, job);
        assert_eq!(refusal(&mut job), Err(error));
        assert_eq!(job.state, before, "nobody is shut out by an assignment that was refused");
        assert_eq!(ANNA.claims(&mut job.later(OPEN_SECS)), Err(error));
    }
    assert_eq!(KEEPER.assigns_at(&mut ceiled.clone(), ANNA, dear), Err(JobError::TermsAboveCeiling));
}

#[test]
fn the_worst_case_with_fee_is_never_above_the_deposit() {
    let claim = |deposit| ANNA.claims(&mut Job::posted(|offer| offer.deposit = deposit).later(OPEN_SECS));
    assert!(claim(WORST).is_ok());
    assert_eq!(claim(WORST - 1), Err(JobError::DepositTooLow));
}

#[test]
fn the_worst_case_counts_the_minimum() {
    let dear = Terms { minimum: DEPOSIT, ..TERMS };
    let mut job = Job::posted(|offer| offer.ceilings.terms = dear).later(OPEN_SECS);
    // The minimum alone fits, its fee no longer does.
    assert_eq!(ANNA.claims_at(&mut job, dear), Err(JobError::DepositTooLow));
}

#[test]
fn refuses_terms_whose_worst_case_leaves_64_bits() {
    let boundless = Terms { per_frame: u64::MAX, ..TERMS };
    let ceilings = Ceilings { terms: boundless, ..offer().ceilings };
    let job = Job::post(&Offer { ceilings, deposit: u64::MAX / 2, ..offer() }).unwrap();
    let mut job = job.later(OPEN_SECS);
    assert_eq!(ANNA.claims_at(&mut job, boundless), Err(JobError::Overflow));
}

#[test]
fn the_claim_keeps_its_terms_when_the_provider_changes_its_own() {
    let cheap = Terms { per_second: 1, ..TERMS };
    let mut job = Job::reserved().and(|job| ANNA.claims_at(job, cheap));
    assert!(ANNA.starts(&mut job).is_ok());
    assert_eq!(job.state().claim().unwrap().terms, cheap);
}

#[test]
fn refuses_a_claim_that_could_not_deliver_before_the_job_expires() {
    let last = NOON + 7 * DAY - START_SECS - DELIVERY_SECS;
    let claim = |now| BORIS.claims(&mut Job::open().at(now));
    assert!(claim(last - 1).is_ok());
    assert!(claim(last).is_ok());
    assert_eq!(claim(last + 1), Err(JobError::TooLateToClaim));
}

#[test]
fn refuses_a_wallet_that_failed_this_job() {
    let job = Job::claimed().and(|job| ANNA.fails(job, FailReason::Worker)).later(OPEN_SECS);
    assert_eq!(ANNA.claims(&mut job.clone()), Err(JobError::ProviderFailedBefore));
    assert_eq!(KEEPER.assigns(&mut job.clone(), ANNA), Err(JobError::ProviderFailedBefore));

    let job = job.and(|job| BORIS.claims(job)).later(START_SECS).and(|job| STRANGER.expires(job)).later(OPEN_SECS);
    for failed in [ANNA, BORIS] {
        assert_eq!(failed.claims(&mut job.clone()), Err(JobError::ProviderFailedBefore));
    }
    assert!(CAROL.claims(&mut job.clone()).is_ok());
}

#[test]
fn an_empty_place_in_the_list_of_failures_bars_nobody() {
    // The list starts out with zeros: a wallet of zeros is a wallet like any other.
    let zeros = provider(0);
    assert!(zeros.claims(&mut Job::open().later(OPEN_SECS)).is_ok());
}

#[test]
fn the_keeper_assigns_to_others_only_and_not_its_own_job() {
    let anna_keeps = keeper(ANNA.key);
    assert_eq!(anna_keeps.assigns(&mut Job::open(), ANNA), Err(JobError::KeeperIsParty));
    let client_keeps = keeper(CLIENT.key);
    assert_eq!(client_keeps.assigns(&mut Job::open(), ANNA), Err(JobError::KeeperIsParty));
    for actor in [CLIENT, ANNA, STRANGER] {
        assert_eq!(actor.assigns(&mut Job::open(), ANNA), Err(JobError::NotKeeper));
    }
}

#[test]
fn an_assignment_binds_nobody() {
    let job = Job::reserved();
    assert!(matches!(job.state().phase, Phase::Open { reserved: Some(_), .. }));
    assert_eq!(job.state().held(&job.params), Some(DEPOSIT));
}
