//! The end of a job is told by a call of the program to itself: no filled log hides it, and nobody else
//! can make one.

use rayment_client::{PROGRAM_ID, address, events::Event};
use rayment_core::job::{FailReason, Outcome};
use rayment_tests::vm::{phases::*, world::*, *};
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

use crate::idl;

/// Writes what it is given into the log.
const MEMO: Pubkey = Pubkey::from_str_const("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");
/// Bytes after which the runtime leaves out what is logged.
const LOG_BYTES: usize = 10_000;

/// The one end that a transaction told of, and nothing else that it told.
fn end(receipt: &Receipt) -> (Pubkey, String) {
    let logged = rayment_client::events::from_logs(&receipt.logs);
    assert!(!logged.iter().any(|event| matches!(event, Event::JobClosed(_))), "it was logged");
    match receipt.told().as_slice() {
        [Event::JobClosed(closed)] => (closed.job, format!("{:?}", closed.outcome)),
        other => panic!("told {} things", other.len()),
    }
}

type Ending = (fn() -> JobWorld, fn(&mut World, Pubkey) -> Answer, Outcome);

#[test]
fn every_way_to_end_a_job_is_told() {
    let endings: [Ending; 7] = [
        (open, |world, job| CLIENT.cancels(world, job), Outcome::Refunded),
        (
            open,
            |world, job| {
                world.advance(7 * DAY);
                world.expires(job)
            },
            Outcome::Refunded,
        ),
        (reported, |world, job| KEEPER.fails(world, job, FailReason::Broken), Outcome::Refunded),
        (
            running,
            |world, job| {
                CLIENT.cancels(world, job).works();
                ANNA.fails(world, job, FailReason::Worker)
            },
            Outcome::Refunded,
        ),
        (
            running,
            |world, job| {
                CLIENT.cancels(world, job).works();
                world.advance(60);
                ANNA.delivers(world, job, Render { frames: 1, ..NOISE }).works();
                seal(world, job);
                KEEPER.rejects(world, job)
            },
            Outcome::Refunded,
        ),
        (
            delivered,
            |world, job| {
                CLIENT.approves(world, job).works();
                world.settles(job)
            },
            Outcome::Paid,
        ),
        (
            disputed,
            |world, job| {
                world.advance(DAY);
                world.settles(job)
            },
            Outcome::Split,
        ),
    ];
    for (reach, ends, outcome) in endings {
        let (mut world, job) = reach();
        let receipt = ends(&mut world, job).works();
        assert_eq!(end(&receipt), (job, format!("{outcome:?}")));
        assert!(!world.exists(&job));
    }
}

#[test]
fn what_ends_no_job_tells_of_no_end() {
    let (mut world, job) = sealed_noise();
    assert_eq!(KEEPER.rejects(&mut world, job).works().told().len(), 0);
    let (mut world, job) = running();
    assert_eq!(CLIENT.cancels(&mut world, job).works().told().len(), 0);
    let (mut world, job) = claimed();
    assert_eq!(ANNA.fails(&mut world, job, FailReason::Worker).works().told().len(), 0);
}

#[test]
fn a_filled_log_hides_no_end() {
    let (mut world, job) = delivered();
    CLIENT.approves(&mut world, job).works();
    let noise = Instruction { program_id: MEMO, accounts: Vec::new(), data: vec![b'x'; LOG_BYTES] };
    let settle = world.settle(job);
    let receipt = world.sends_all(&[noise, settle]).works();
    assert!(receipt.logs.iter().any(|line| line == "Log truncated"), "{:?}", receipt.logs);
    assert_eq!(end(&receipt), (job, "Paid".to_owned()));
}

/// The bytes of an end that never happened.
fn forged() -> Vec<u8> {
    let (mut world, job) = delivered();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works().calls.pop().expect("a call")
}

#[test]
fn refuses_an_end_that_the_program_did_not_tell_itself() {
    let mut world = World::market();
    let data = forged();
    assert!(data.starts_with(&TOLD));
    let authority = address::event_authority();
    // Anchor's "a signer constraint was violated" and "a seeds constraint was violated".
    for (accounts, code) in [
        (vec![AccountMeta::new_readonly(authority, false)], 2002),
        (vec![AccountMeta::new_readonly(STRANGER.key(), true)], 2006),
        (vec![AccountMeta::new_readonly(KEEPER.key(), true), AccountMeta::new_readonly(authority, false)], 2006),
    ] {
        world.sends(Instruction { program_id: PROGRAM_ID, accounts, data: data.clone() }).refuses_with(code);
    }
    assert!(world.sends(Instruction { program_id: PROGRAM_ID, accounts: Vec::new(), data }).is_err());
}

#[test]
fn refuses_an_end_that_could_not_be_told() {
    let (mut world, job) = open();
    let cancel = world.cancel(job);
    let before = world.snapshot();
    // Anchor's "an address constraint was violated".
    for (place, other) in [
        ("event_authority", STRANGER.key()),
        ("event_authority", PROGRAM_ID),
        ("program", STRANGER.key()),
        ("program", MEMO),
    ] {
        world.sends(idl::with(cancel.clone(), place, other)).refuses_with(2012);
    }
    assert_eq!(world.snapshot(), before);
    world.sends(cancel).works();
}

/// The name and the job of each thing that an action told, and of nothing else.
fn told(answer: Answer, job: Pubkey) -> Vec<&'static str> {
    let name = |event: &Event| {
        let (name, of) = match event {
            Event::JobAssigned(event) => ("assigned", event.job),
            Event::JobClaimed(event) => ("claimed", event.job),
            Event::JobStarted(event) => ("started", event.job),
            Event::JobDelivered(event) => ("delivered", event.job),
            Event::JobSealed(event) => ("sealed", event.job),
            Event::JobAccepted(event) => ("accepted", event.job),
            Event::JobRejected(event) => ("rejected", event.job),
            Event::JobDisputed(event) => ("disputed", event.job),
            Event::JobFailed(event) => ("failed", event.job),
            Event::JobCancelled(event) => ("cancelled", event.job),
            Event::JobExpired(event) => ("expired", event.job),
            Event::JobClosed(event) => ("closed", event.job),
            _ => panic!("it is not of a job"),
        };
        assert_eq!(of, job, "{name}");
        name
    };
    answer.works().events().iter().map(name).collect()
}

#[test]
fn every_step_of_a_job_tells_one_thing_of_it() {
    let (mut world, job) = open();
    assert_eq!(told(KEEPER.assigns(&mut world, job, ANNA), job), ["assigned"]);
    assert_eq!(told(ANNA.claims(&mut world, job), job), ["claimed"]);
    assert_eq!(told(ANNA.starts(&mut world, job), job), ["started"]);
    assert_eq!(told(ANNA.delivers(&mut world, job, PICTURE), job), ["delivered"]);
    let slot = awaited_slot(&world, job);
    world.set_clock(slot + 1, world.now());
    world.show_slot_hashes(slot, 100);
    assert_eq!(told(world.seals(job), job), ["sealed"]);
    assert_eq!(told(KEEPER.accepts(&mut world, job), job), ["accepted"]);
    world.advance(DAY);
    assert_eq!(told(world.settles(job), job), ["closed"]);

    let (mut world, job) = claimed();
    world.advance(START_SECS);
    assert_eq!(told(world.expires(job), job), ["expired"]);
    let (mut world, job) = running();
    assert_eq!(told(CLIENT.cancels(&mut world, job), job), ["cancelled"]);
    let (mut world, job) = running();
    assert_eq!(told(ANNA.fails(&mut world, job, FailReason::Worker), job), ["failed"]);
    let (mut world, job) = sealed_noise();
    assert_eq!(told(KEEPER.rejects(&mut world, job), job), ["rejected"]);
    let (mut world, job) = delivered();
    assert_eq!(told(CLIENT.approves(&mut world, job), job), ["accepted"]);
    let (mut world, job) = sealed();
    world.advance(VERDICT_SECS);
    assert_eq!(told(CLIENT.disputes(&mut world, job), job), ["disputed"]);
}

#[test]
fn every_change_of_a_provider_tells_one_thing_of_it() {
    let (mut world, job) = accepted();
    world.advance(DAY);
    world.settles(job).works();
    let changed = |answer: Answer| match answer.works().events().as_slice() {
        [Event::ProviderChanged(event)] => event.provider == ANNA.address(),
        _ => false,
    };
    let paid = |answer: Answer| match answer.works().events().as_slice() {
        [Event::ProviderPaid(event)] => event.provider == ANNA.address() && event.lamports > 0,
        _ => false,
    };
    let terms = ANNA.registration().terms;
    assert!(changed(ANNA.prices(&mut world, terms)));
    assert!(changed(ANNA.pauses(&mut world, true)));
    assert!(changed(ANNA.budgets(&mut world, 1)));
    assert!(paid(ANNA.withdraws(&mut world, None)));
    assert!(paid(world.sweeps(ANNA)));
}
