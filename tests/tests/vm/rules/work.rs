use rayment_client::{Job, instructions};
use rayment_core::job::{Chunk, Delivery, FailReason, Offer};
use rayment_tests::vm::{phases::*, world::*, *};

fn delivery(world: &World, job: solana_pubkey::Pubkey) -> Delivery {
    *world.job(job).state.delivery().expect("something was delivered")
}

#[test]
fn a_claimed_job_starts_within_two_minutes() {
    for (after, fits) in [(START_SECS - 1, true), (START_SECS, false)] {
        let (mut world, job) = claimed();
        world.advance(after);
        let start = ANNA.starts(&mut world, job).map(|_| ());
        if fits { start.works() } else { start.refuses(RaymentError::DeadlinePassed) }
    }
}

#[test]
fn a_running_job_is_delivered_within_its_window() {
    for (after, fits) in [(DELIVERY_SECS - 1, true), (DELIVERY_SECS, false)] {
        let (mut world, job) = running();
        world.advance(after);
        let delivery = ANNA.delivers(&mut world, job, PICTURE).map(|_| ());
        if fits { delivery.works() } else { delivery.refuses(RaymentError::DeadlinePassed) }
    }
}

#[test]
fn refuses_to_start_or_deliver_in_another_phase() {
    let (mut world, job) = open();
    ANNA.starts(&mut world, job).refuses(RaymentError::WrongPhase);
    let (mut world, job) = claimed();
    ANNA.delivers(&mut world, job, PICTURE).refuses(RaymentError::WrongPhase);
    let (mut world, job) = delivered();
    ANNA.delivers(&mut world, job, PICTURE).refuses(RaymentError::WrongPhase);
}

#[test]
fn refuses_work_by_another_provider_or_another_key() {
    let (mut world, job) = claimed();
    BORIS.starts(&mut world, job).refuses(RaymentError::NotJobProvider);
    Provider { operator: STRANGER, ..ANNA }.starts(&mut world, job).refuses(RaymentError::NotOperator);
    ANNA.starts(&mut world, job).works();
    BORIS.delivers(&mut world, job, PICTURE).refuses(RaymentError::NotJobProvider);
    // The cold wallet signs for keys, not for work.
    Provider { operator: ANNA.wallet, ..ANNA }.delivers(&mut world, job, PICTURE).refuses(RaymentError::NotOperator);
}

#[test]
fn refuses_another_number_of_frames() {
    let (mut world, job) = running();
    for frames in [0, 3, 5] {
        ANNA.delivers(&mut world, job, Render { frames, ..PICTURE }).refuses(RaymentError::WrongFrameCount);
    }
}

#[test]
fn billed_time_is_what_was_said_what_has_passed_or_the_ceiling() {
    // Said, passed since the start, billed: in seconds.
    for (said, passed, billed) in [(150, 200, 150), (250, 200, 200), (400, 300, 240)] {
        let (mut world, job) = running();
        world.advance(passed);
        ANNA.delivers(&mut world, job, Render { ms: said * 1_000, ..PICTURE }).works();
        assert_eq!(delivery(&world, job).ms, billed * 1_000);
    }
}

#[test]
fn a_delivery_is_fenced_to_its_attempt() {
    let (mut world, job) = running();
    let first = world.job(job);
    world.advance(DELIVERY_SECS);
    world.expires(job).works();
    KEEPER.assigns(&mut world, job, BORIS).works();
    BORIS.claims(&mut world, job).works();
    BORIS.starts(&mut world, job).works();
    world.advance(200);
    ANNA.delivers_for(&mut world, &first, PICTURE).refuses(RaymentError::WrongAttempt);
    let second = world.job(job);
    ANNA.delivers_for(&mut world, &second, PICTURE).refuses(RaymentError::NotJobProvider);
    BORIS.delivers_for(&mut world, &first, PICTURE).refuses(RaymentError::WrongAttempt);
    BORIS.delivers_for(&mut world, &second, PICTURE).works();
}

#[test]
fn start_and_failure_are_fenced_to_their_attempt() {
    let (mut world, job) = claimed();
    let current = world.job(job);
    let other = Job { state: rayment_core::job::JobState { attempt: 1, ..current.state }, ..current };
    let (operator, wallet) = (ANNA.operator.key(), ANNA.wallet.key());
    world.sends(instructions::job_start(&operator, &wallet, &other)).refuses(RaymentError::WrongAttempt);
    let payee = world.payee(&other);
    world
        .sends(instructions::job_fail(&operator, (&other, &payee), FailReason::Spec))
        .refuses(RaymentError::WrongAttempt);
}

#[test]
fn part_of_a_frame_is_work_too() {
    let chunk = Chunk { frame: 5, frames: 1, step: 1, tile: 3, tiles: 5 };
    let (mut world, job) = posted(&Offer { chunk, ..offer() });
    KEEPER.assigns(&mut world, job, ANNA).works();
    ANNA.claims(&mut world, job).works();
    ANNA.starts(&mut world, job).works();
    world.advance(50);
    ANNA.delivers(&mut world, job, Render { frames: 1, ms: 50_000, wrong: true }).works();
    seal(&mut world, job);
    KEEPER.rejects(&mut world, job).works();
}

#[test]
fn refuses_to_give_back_what_is_too_late_or_anothers() {
    let (mut world, job) = claimed();
    BORIS.fails(&mut world, job, FailReason::Worker).refuses(RaymentError::NotOperator);
    world.advance(START_SECS);
    ANNA.fails(&mut world, job, FailReason::Worker).refuses(RaymentError::DeadlinePassed);
}
