use rayment_client::{instructions, rule_key};
use rayment_core::{
    job::{FailReason, Offer, Phase, Reservation},
    money::Terms,
};
use rayment_tests::vm::{phases::*, world::*, *};

fn keeper_is(world: &mut World, actor: Actor) {
    let market = world.market_state();
    world.sends(instructions::market_update(&market, None, Some(&actor.key()), None)).works();
}

#[test]
fn an_assignment_reserves_the_job_for_a_minute_at_the_price_of_the_moment() {
    let (mut world, job) = reserved();
    let held = Reservation { provider: rule_key(&ANNA.wallet.key()), until: NOON + 60, terms: TERMS };
    assert_eq!(world.job(job).state.phase, Phase::Open { at: NOON, reserved: Some(held) });
    world.advance(59);
    BORIS.claims(&mut world, job).refuses(RaymentError::ReservedForAnother);
    KEEPER.assigns(&mut world, job, BORIS).refuses(RaymentError::ReservedForAnother);
    world.advance(1);
    BORIS.claims(&mut world, job).works();
}

#[test]
fn without_an_assignment_a_job_is_open_to_all_after_ten_seconds() {
    let (mut world, job) = open();
    world.advance(9);
    BORIS.claims(&mut world, job).refuses(RaymentError::NotYetOpenToAll);
    world.advance(1);
    BORIS.claims(&mut world, job).works();
}

#[test]
fn refuses_an_assignment_by_anyone_but_the_keeper() {
    let (mut world, job) = open();
    Keeper(STRANGER).assigns(&mut world, job, ANNA).refuses(RaymentError::NotKeeper);
}

#[test]
fn refuses_an_assignment_by_a_keeper_that_is_a_party() {
    for party in [CLIENT.0, ANNA.wallet] {
        let (mut world, job) = open();
        keeper_is(&mut world, party);
        Keeper(party).assigns(&mut world, job, ANNA).refuses(RaymentError::KeeperIsParty);
    }
}

#[test]
fn refuses_an_assignment_to_a_provider_that_takes_no_work() {
    let (mut world, job) = open();
    ANNA.pauses(&mut world, true).works();
    KEEPER.assigns(&mut world, job, ANNA).refuses(RaymentError::NotActive);
}

#[test]
fn refuses_an_assignment_of_a_job_that_is_taken_or_over() {
    let (mut world, job) = claimed();
    KEEPER.assigns(&mut world, job, BORIS).refuses(RaymentError::WrongPhase);
    let (mut world, job) = open();
    world.advance_to(offer().expires_at);
    KEEPER.assigns(&mut world, job, ANNA).refuses(RaymentError::DeadlinePassed);
}

#[test]
fn a_claim_takes_the_bond_from_the_operators_wallet() {
    let (mut world, job) = reserved();
    let (wallet, held) = (world.lamports(&ANNA.operator.key()), world.lamports(&job));
    ANNA.claims(&mut world, job).works();
    assert_eq!(world.lamports(&ANNA.operator.key()), wallet - BOND);
    assert_eq!(world.lamports(&job), held + BOND);
    assert_eq!(world.provider(ANNA).state.jobs, 1);
    let claim = *world.job(job).state.claim().expect("a claim");
    assert_eq!((claim.provider, claim.terms), (rule_key(&ANNA.wallet.key()), TERMS));
}

/// Gives Anna a balance: the bond of a job she gave back.
fn with_balance() -> JobWorld {
    let (mut world, job) = claimed();
    ANNA.fails(&mut world, job, FailReason::Worker).works();
    assert_eq!(world.provider(ANNA).state.balance, BOND);
    let next = CLIENT.posts_job(&mut world, &offer()).works();
    (world, next)
}

#[test]
fn a_claim_takes_the_bond_from_the_balance_first() {
    let (mut world, job) = with_balance();
    KEEPER.assigns(&mut world, job, ANNA).works();
    let (wallet, account) = (world.lamports(&ANNA.operator.key()), world.lamports(&ANNA.address()));
    ANNA.claims(&mut world, job).works();
    assert_eq!(world.lamports(&ANNA.operator.key()), wallet);
    assert_eq!(world.lamports(&ANNA.address()), account - BOND);
    assert_eq!(world.provider(ANNA).state.balance, 0);
}

#[test]
fn a_claim_takes_what_the_balance_lacks_from_the_wallet() {
    let (mut world, job) = with_balance();
    ANNA.withdraws(&mut world, Some(1_000_000)).works();
    KEEPER.assigns(&mut world, job, ANNA).works();
    let (wallet, account) = (world.lamports(&ANNA.operator.key()), world.lamports(&ANNA.address()));
    ANNA.claims(&mut world, job).works();
    assert_eq!(world.lamports(&ANNA.operator.key()), wallet - 1_000_000);
    assert_eq!(world.lamports(&ANNA.address()), account - (BOND - 1_000_000));
}

#[test]
fn refuses_a_claim_without_the_bond_and_changes_nothing() {
    let (mut world, job) = with_balance();
    ANNA.withdraws(&mut world, Some(1_000_000)).works();
    KEEPER.assigns(&mut world, job, ANNA).works();
    world.fund(&ANNA.operator.key(), 999_999);
    let before = world.snapshot();
    ANNA.claims(&mut world, job).refuses_with(1);
    assert_eq!(world.snapshot(), before);
}

#[test]
fn refuses_terms_above_a_ceiling() {
    for dearer in [
        Terms { per_frame: TERMS.per_frame + 1, ..TERMS },
        Terms { per_second: TERMS.per_second + 1, ..TERMS },
        Terms { per_gb: TERMS.per_gb + 1, ..TERMS },
        Terms { minimum: TERMS.minimum + 1, ..TERMS },
    ] {
        let (mut world, job) = open();
        ANNA.prices(&mut world, dearer).works();
        KEEPER.assigns(&mut world, job, ANNA).refuses(RaymentError::TermsAboveCeiling);
        world.advance(10);
        ANNA.claims(&mut world, job).refuses(RaymentError::TermsAboveCeiling);
    }
}

/// Half as dear as the client's ceilings allow.
const CHEAP: Terms = Terms { per_frame: 500_000, per_second: 50_000, per_gb: 5_000_000, minimum: 250_000 };

/// Reserved for Anna while she was cheap.
fn reserved_cheaply() -> JobWorld {
    let (mut world, job) = open();
    ANNA.prices(&mut world, CHEAP).works();
    KEEPER.assigns(&mut world, job, ANNA).works();
    (world, job)
}

#[test]
fn refuses_a_price_that_was_raised_in_the_claiming_transaction() {
    for dearer in [
        Terms { per_frame: CHEAP.per_frame + 1, ..CHEAP },
        Terms { per_second: CHEAP.per_second + 1, ..CHEAP },
        Terms { per_gb: CHEAP.per_gb + 1, ..CHEAP },
        Terms { minimum: CHEAP.minimum + 1, ..CHEAP },
    ] {
        let (mut world, job) = reserved_cheaply();
        let (operator, wallet, before) = (ANNA.operator.key(), ANNA.wallet.key(), world.snapshot());
        let raise = instructions::provider_price(&operator, &ANNA.address(), &dearer);
        let claim = instructions::job_claim(&operator, &wallet, &world.job(job));
        world.sends_all(&[raise, claim]).refuses(RaymentError::TermsAboveReserved);
        assert_eq!(world.snapshot(), before);
    }
}

#[test]
fn a_claim_costs_what_it_was_reserved_at_or_less() {
    let (mut world, job) = reserved_cheaply();
    ANNA.claims(&mut world, job).works();
    assert_eq!(world.job(job).state.claim().expect("a claim").terms, CHEAP);
    let (mut world, job) = reserved();
    ANNA.prices(&mut world, CHEAP).works();
    ANNA.claims(&mut world, job).works();
    assert_eq!(world.job(job).state.claim().expect("a claim").terms, CHEAP);
}

#[test]
fn after_the_reservation_a_price_may_be_as_high_as_the_ceiling() {
    for provider in [ANNA, BORIS] {
        let (mut world, job) = reserved_cheaply();
        ANNA.prices(&mut world, TERMS).works();
        world.advance(59);
        ANNA.claims(&mut world, job).refuses(RaymentError::TermsAboveReserved);
        world.advance(1);
        provider.claims(&mut world, job).works();
        assert_eq!(world.job(job).state.claim().expect("a claim").terms, TERMS);
    }
}

#[test]
fn refuses_a_claim_whose_worst_case_is_above_the_deposit() {
    let (mut world, job) = posted(&Offer { deposit: WORST, ..offer() });
    KEEPER.assigns(&mut world, job, ANNA).works();
    ANNA.claims(&mut world, job).works();
    let (mut world, job) = posted(&Offer { deposit: WORST - 1, ..offer() });
    KEEPER.assigns(&mut world, job, ANNA).refuses(RaymentError::DepositTooLow);
    world.advance(10);
    ANNA.claims(&mut world, job).refuses(RaymentError::DepositTooLow);
}

#[test]
fn refuses_a_claim_that_leaves_no_time_to_deliver() {
    let last = offer().expires_at - START_SECS - DELIVERY_SECS;
    for (at, fits) in [(last, true), (last + 1, false)] {
        let (mut world, job) = open();
        world.advance_to(at);
        if fits {
            KEEPER.assigns(&mut world, job, ANNA).works();
            ANNA.claims(&mut world, job).works();
        } else {
            KEEPER.assigns(&mut world, job, ANNA).refuses(RaymentError::TooLateToClaim);
            ANNA.claims(&mut world, job).refuses(RaymentError::TooLateToClaim);
        }
    }
}

#[test]
fn refuses_a_claim_by_a_provider_that_failed_the_job() {
    let (mut world, job) = claimed();
    ANNA.fails(&mut world, job, FailReason::Worker).works();
    world.advance(10);
    ANNA.claims(&mut world, job).refuses(RaymentError::ProviderFailedBefore);
    KEEPER.assigns(&mut world, job, ANNA).refuses(RaymentError::ProviderFailedBefore);
    BORIS.claims(&mut world, job).works();
}

#[test]
fn refuses_a_claim_for_another_attempt() {
    let (mut world, job) = reserved();
    let mut later = world.job(job);
    later.state.attempt = 1;
    let claim = instructions::job_claim(&ANNA.operator.key(), &ANNA.wallet.key(), &later);
    world.sends(claim).refuses(RaymentError::WrongAttempt);
}

#[test]
fn refuses_a_second_claim() {
    let (mut world, job) = claimed();
    world.advance(60);
    BORIS.claims(&mut world, job).refuses(RaymentError::WrongPhase);
}

#[test]
fn refuses_a_claim_by_a_provider_that_takes_no_work() {
    let (mut world, job) = reserved();
    ANNA.pauses(&mut world, true).works();
    ANNA.claims(&mut world, job).refuses(RaymentError::NotActive);
    ANNA.pauses(&mut world, false).works();
    ANNA.claims(&mut world, job).works();
}

#[test]
fn refuses_a_claim_in_anothers_name() {
    let (mut world, job) = reserved();
    let impostor = Provider { operator: BORIS.operator, ..ANNA };
    impostor.claims(&mut world, job).refuses(RaymentError::NotOperator);
}
