//! When guardians may speak without the keeper, and how long a payment waits for them.

use rayment_core::job::Offer;
use rayment_tests::vm::{guardians::*, phases::*, world::*, *};
use solana_pubkey::Pubkey;

use super::{accepted_noise, disputed_noise, noise};

/// What two guardians are answered at the second before, at and after `at`.
fn around(world: &World, job: Pubkey, at: i64) -> [Result<(), Refused>; 3] {
    [at - 1, at, at + 1].map(|now| {
        let mut world = world.clone();
        world.advance_to(now);
        world.rejects(None, job, &[GITA, HUGO]).map(|_| ())
    })
}

#[track_caller]
fn only_before([before, at, after]: [Result<(), Refused>; 3]) {
    before.works();
    at.refuses(RaymentError::DeadlinePassed);
    after.refuses(RaymentError::DeadlinePassed);
}

#[test]
fn guardians_alone_wait_until_the_keepers_time_is_over() {
    let (world, job) = noise(1);
    let delivered_at = world.now();
    let [before, at, after] = around(&world, job, delivered_at + VERDICT_SECS);
    before.refuses(RaymentError::NotYetDue);
    at.works();
    after.works();
    only_before(around(&world, job, delivered_at + VERDICT_SECS + DAY));
}

#[test]
fn the_keeper_and_guardians_wait_for_nothing_but_the_payment() {
    let (mut world, job) = noise(1);
    let due = world.now() + VERDICT_SECS + DAY;
    for (at, works) in [(world.now(), true), (due - 1, true), (due, false), (due + 1, false)] {
        world.advance_to(at);
        let rejected = world.clone().rejects(Some(KEEPER), job, &[GITA]);
        if works { drop(rejected.works()) } else { rejected.refuses(RaymentError::DeadlinePassed) }
    }
}

#[test]
fn guardians_alone_may_speak_in_a_dispute_until_it_is_split() {
    let (world, job) = disputed_noise(DEPOSIT);
    world.clone().rejects(None, job, &[GITA, HUGO]).works();
    only_before(around(&world, job, world.now() + DAY));
}

#[test]
fn guardians_undo_an_acceptance_until_it_is_paid() {
    for (at_once, secs) in [(true, GUARDIAN_SECS), (false, DAY)] {
        let (world, job) = accepted_noise(at_once);
        only_before(around(&world, job, world.now() + secs));
    }
    let (mut world, job) = disputed_noise(DEPOSIT);
    KEEPER.accepts(&mut world, job).works();
    only_before(around(&world, job, world.now() + GUARDIAN_SECS));
}

/// What settling is answered at the second before, at and after.
#[track_caller]
fn settles_from(world: &World, job: Pubkey, due: i64) {
    for (at, works) in [(due - 1, false), (due, true), (due + 1, true)] {
        let mut world = world.clone();
        world.advance_to(at);
        let settled = world.settles(job);
        if works { drop(settled.works()) } else { settled.refuses(RaymentError::NotYetDue) }
    }
}

#[test]
fn what_is_paid_at_once_waits_for_guardians_and_for_none_where_none_are_asked_for() {
    for second_check in [0, 1, 2] {
        let waits = if second_check == 0 { 0 } else { GUARDIAN_SECS };
        let offer = Offer { at_once: true, ..offer() };
        let (mut world, job) = sealed_under(guarded(second_check), &offer, PICTURE);
        KEEPER.accepts(&mut world, job).works();
        if waits == 0 {
            world.settles(job).works();
        } else {
            settles_from(&world, job, world.now() + waits);
        }
        let (mut world, job) = sealed_under(guarded(second_check), &offer, PICTURE);
        world.advance(VERDICT_SECS);
        CLIENT.disputes(&mut world, job).works();
        KEEPER.accepts(&mut world, job).works();
        if waits == 0 {
            world.settles(job).works();
        } else {
            settles_from(&world, job, world.now() + waits);
        }
    }
}

#[test]
fn what_the_client_agrees_to_waits_for_nobody() {
    let (mut world, job) = accepted_noise(true);
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    let (mut world, job) = disputed_noise(DEPOSIT);
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
}
