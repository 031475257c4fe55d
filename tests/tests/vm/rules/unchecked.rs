//! A client that asks for no check: no verdict is promised, and its time begins with the delivery.

use rayment_core::job::{FailReason, Offer, flag};
use rayment_tests::vm::{phases::*, world::*, *};
use solana_pubkey::Pubkey;

fn is_unchecked(world: &World, job: Pubkey) -> bool {
    world.job(job).state.has(flag::UNCHECKED)
}

#[test]
fn the_client_says_in_its_offer_whether_it_wants_a_check() {
    for check in [true, false] {
        let (world, job) = posted(&Offer { check, ..offer() });
        assert_eq!(is_unchecked(&world, job), !check);
    }
}

/// How far the job has come…
type Reach = fn(&mut World, Pubkey);
/// …and something that the keeper may say then.
type Word = fn(&mut World, Pubkey) -> Answer;

#[test]
fn no_word_of_the_keeper_changes_whether_a_job_is_checked() {
    let words: [(Reach, Word); 6] = [
        (|_, _| (), |world, job| KEEPER.assigns(world, job, ANNA)),
        (|_, _| (), |world, job| KEEPER.assigns_loaded(world, job, ANNA)),
        (|_, _| (), |world, job| KEEPER.fails(world, job, FailReason::Loads)),
        (work_noise, |world, job| KEEPER.rejects(world, job)),
        (work_noise, |world, job| KEEPER.fails(world, job, FailReason::Missing)),
        (work_noise, |world, job| KEEPER.fails(world, job, FailReason::Unlike)),
    ];
    for check in [true, false] {
        for (reach, says) in words {
            let (mut world, job) = posted(&Offer { check, ..offer() });
            reach(&mut world, job);
            says(&mut world, job).works();
            assert_eq!(is_unchecked(&world, job), !check);
        }
    }
}

fn work_noise(world: &mut World, job: Pubkey) {
    work_off(world, job, NOISE);
    seal(world, job);
}

#[test]
fn a_day_of_silence_after_the_delivery_pays() {
    let (mut world, job) = unchecked(PICTURE);
    let (client, rent) = (world.at_orders(CLIENT), world.rent(world.space(&job)));
    world.advance(DAY - 1);
    world.settles(job).refuses(RaymentError::NotYetDue);
    world.advance(1);
    CLIENT.disputes(&mut world, job).refuses(RaymentError::DeadlinePassed);
    world.settles(job).works();
    assert_eq!(world.at_orders(CLIENT), client + DEPOSIT - PRICE - FEE + rent);
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.fees, anna.paid_jobs), (PRICE + BOND, FEE, 1));
}

#[test]
fn evidence_rejects_it_until_it_is_paid() {
    for (after, fits) in [(0, true), (DAY - 1, true), (DAY, false)] {
        let (mut world, job) = unchecked(NOISE);
        seal(&mut world, job);
        let wallet = world.at_orders(CLIENT);
        world.advance(after);
        if fits {
            KEEPER.rejects(&mut world, job).works();
            assert_eq!(world.at_orders(CLIENT), wallet + BOND);
        } else {
            KEEPER.rejects(&mut world, job).refuses(RaymentError::DeadlinePassed);
        }
    }
}

#[test]
fn missing_tiles_reopen_it() {
    let (mut world, job) = unchecked(PICTURE);
    KEEPER.fails(&mut world, job, FailReason::Missing).works();
    assert_eq!((world.job(job).state.attempt, world.provider(ANNA).state.balance), (1, BOND));
}

#[test]
fn refuses_an_acceptance_that_nobody_asked_for_until_there_is_a_dispute() {
    let (mut world, job) = unchecked(PICTURE);
    seal(&mut world, job);
    KEEPER.accepts(&mut world, job).refuses(RaymentError::Unchecked);
    CLIENT.disputes(&mut world, job).works();
    KEEPER.accepts(&mut world, job).works();
    world.settles(job).works();
}

#[test]
fn the_client_may_approve_or_dispute_it_from_the_delivery_on() {
    let (mut world, job) = unchecked(PICTURE);
    CLIENT.disputes(&mut world.clone(), job).works();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
}
