//! What guardians' signatures do: beside the keeper's, and without it.

use rayment_client::{events::Event, rule_key};
use rayment_core::{
    guardian::Signed,
    job::{FailReason, Offer, Phase},
};
use rayment_tests::vm::{guardians::*, phases::*, *};

use super::{accepted_noise, assert_rejected, disputed_noise, noise};

#[test]
fn the_keeper_and_as_many_guardians_as_are_asked_for_take_the_bond() {
    let enough: [(u8, &[Guardian]); 4] = [(1, &[GITA]), (1, &[GITA, HUGO]), (2, &[GITA, HUGO]), (2, &[INES, GITA])];
    for (second_check, by) in enough {
        let (mut world, job) = noise(second_check);
        let (order, held, total) = (world.at_orders(CLIENT), world.lamports(&job), world.total());
        world.rejects(Some(KEEPER), job, by).works();
        assert_rejected(&world, job, order);
        assert_eq!(world.lamports(&job), held - BOND);
        assert_eq!(world.total(), total);
        for guardian in by {
            assert_eq!(world.guardian(*guardian).state.stake.locked, GUARDIAN_STAKE, "guardians are not paid");
        }
    }
}

#[test]
fn a_rejection_tells_who_has_signed_and_what_they_found() {
    let (mut world, job) = noise(1);
    let (statement, _) = finding(&world, job);
    for keeper in [Some(KEEPER), None] {
        let mut world = world.clone();
        world.advance(if keeper.is_none() { VERDICT_SECS } else { 0 });
        let events = world.rejects(keeper, job, &[HUGO, GITA]).works().events();
        let [Event::JobRejected(told)] = events.as_slice() else { panic!("another event than expected") };
        assert_eq!((told.job, told.attempt, told.provider), (job, 0, ANNA.wallet.key()));
        assert_eq!((told.frame, told.tile), (statement.frame, statement.tile));
        assert_eq!((told.leaf, told.checker_pixels), (statement.leaf, statement.checker_pixels));
        assert_eq!(told.by_keeper, keeper.is_some());
        assert_eq!(told.guardians, [HUGO.wallet.key(), GITA.wallet.key()]);
    }
    world.rejects(Some(KEEPER), job, &[GITA]).works();
}

#[test]
fn anyone_brings_what_two_guardians_have_signed() {
    let (mut world, job) = noise(1);
    world.advance(VERDICT_SECS);
    let order = world.at_orders(CLIENT);
    let both = rejection(&world, None, job, &[GITA, HUGO]);
    world.sends_paid_by(STRANGER, &both).works();
    assert_rejected(&world, job, order);
}

#[test]
fn two_guardians_reject_what_the_keeper_left_lying_accepted_or_answered() {
    for second_check in [1, 2] {
        let (mut world, job) = noise(second_check);
        world.advance(VERDICT_SECS);
        let order = world.at_orders(CLIENT);
        world.rejects(None, job, &[GITA, HUGO]).works();
        assert_rejected(&world, job, order);
    }
    for at_once in [false, true] {
        let (mut world, job) = accepted_noise(at_once);
        let order = world.at_orders(CLIENT);
        world.rejects(None, job, &[GITA, HUGO]).works();
        assert_rejected(&world, job, order);
    }
}

/// Bonds of a dispute out of the deposit and out of the wallet, and what of it comes back to the order.
const DEPOSITS: [(u64, u64); 2] = [(DEPOSIT, 0), (WORST, DISPUTE_BOND)];

#[test]
fn in_a_dispute_guardians_give_the_client_its_bond_back() {
    for (deposit, paid_in) in DEPOSITS {
        for (keeper, answers) in [(Some(KEEPER), false), (None, false), (None, true)] {
            let (mut world, job) = disputed_noise(deposit);
            if answers {
                KEEPER.accepts(&mut world, job).works();
            }
            let (order, total) = (world.at_orders(CLIENT), world.total());
            world.rejects(keeper, job, &[GITA, HUGO]).works();
            assert_rejected(&world, job, order + paid_in);
            assert_eq!(world.lamports(&job), deposit + world.rent(world.space(&job)));
            assert_eq!(world.total(), total);
        }
    }
}

#[test]
fn a_job_that_guardians_reject_for_the_third_time_is_refunded() {
    let (mut world, job) = noise(1);
    world.advance(VERDICT_SECS);
    for (attempt, provider) in [ANNA, BORIS, CAROL].into_iter().enumerate() {
        if attempt > 0 {
            world.advance(10);
            provider.claims(&mut world, job).works();
            provider.starts(&mut world, job).works();
            world.advance(200);
            provider.delivers(&mut world, job, NOISE).works();
            seal(&mut world, job);
            KEEPER.accepts(&mut world, job).works();
        }
        let order = world.at_orders(CLIENT);
        let rent = world.rent(world.space(&job));
        let events = world.rejects(None, job, &[HUGO, INES]).works().events();
        let closed = events.iter().any(|event| matches!(event, Event::JobClosed(_)));
        assert_eq!((world.exists(&job), closed), (attempt < 2, attempt == 2));
        let refund = if attempt == 2 { DEPOSIT + rent } else { 0 };
        assert_eq!(world.at_orders(CLIENT), order + BOND + refund);
    }
}

#[test]
fn a_keeper_without_guardians_says_that_tiles_are_unlike_and_takes_no_bond() {
    let (mut world, job) = noise(1);
    KEEPER.rejects(&mut world, job).refuses(RaymentError::TooFewGuardians);
    let order = world.at_orders(CLIENT);
    KEEPER.fails(&mut world, job, FailReason::Unlike).works();
    assert_eq!(world.at_orders(CLIENT), order);
    assert_eq!(world.provider(ANNA).state.balance, BOND);
    assert!(matches!(world.job(job).state.phase, Phase::Open { .. }));
}

#[test]
fn where_no_check_is_promised_evidence_of_guardians_still_rejects() {
    let (mut world, job) = sealed_under(guarded(1), &Offer { check: false, ..offer() }, NOISE);
    let order = world.at_orders(CLIENT);
    world.rejects(Some(KEEPER), job, &[GITA]).works();
    assert_rejected(&world, job, order);
}

#[test]
fn a_guardian_that_a_provider_has_named_signs_on() {
    let (mut world, job) = noise(1);
    let keys = rayment_client::instructions::ProviderUpdate {
        operator: Some(GITA.daemon.key()),
        payout: Some(GITA.wallet.key()),
        ..Default::default()
    };
    Provider { operator: ANNA.wallet, ..ANNA }.updates(&mut world, &keys).works();
    world.rejects(Some(KEEPER), job, &[GITA]).works();
}

/// What the program reads is what the chain has verified, however the wallet built it.
#[test]
fn signatures_have_the_one_form_that_is_written_down() {
    let (world, job) = noise(1);
    for by in [&[GITA][..], &[GITA, HUGO]] {
        let [signed, _] = rejection(&world, Some(KEEPER), job, by);
        assert_eq!(signed.data.len(), 154 + 110 * by.len());
        let read = Signed::parse(&signed.data).expect("the one form");
        let keys: Vec<_> = by.iter().map(|guardian| rule_key(&guardian.daemon.key())).collect();
        assert_eq!((*read.statement(), read.keys()), (finding(&world, job).0, keys.as_slice()));
    }
}

/// As a transaction carries them, with a path of six hashes.
#[test]
fn rejections_fit_a_transaction() {
    let (world, job) = noise(1);
    for (by, bytes) in [(&[GITA][..], 824 + 32 * 6), (&[GITA, HUGO], 967 + 32 * 6)] {
        let both = rejection(&world, Some(KEEPER), job, by);
        let on_the_wire = world.wire_bytes(KEEPER.0, &both);
        assert!(on_the_wire <= bytes && bytes <= 1_232, "{on_the_wire} of {bytes}");
    }
}
