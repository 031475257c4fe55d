//! How a job's story is put together from logs and from instructions.

use anchor_lang::Event as _;
use base64::Engine as _;
use rayment_client::{
    Instruction, PROGRAM_ID,
    chain::Past,
    events::{self, JobClaimed, JobPosted},
    history::JobHistory,
    instructions::{self, Encoded},
    rayment::types,
};
use rayment_core::job::{FailReason, Outcome};
use solana_pubkey::Pubkey;

use crate::instructions::{evidence, offer, open, running};

/// A transaction with these logged events and these instructions.
fn past(logged: &[Vec<u8>], asked: &[Encoded]) -> Past {
    let encoded = |data| format!("Program data: {}", base64::engine::general_purpose::STANDARD.encode(data));
    let mut logs = vec![format!("Program {PROGRAM_ID} invoke [1]")];
    logs.extend(logged.iter().map(encoded));
    let decode = |asked: &Encoded| {
        let keys: Vec<_> = asked.accounts.iter().map(|meta| meta.pubkey).collect();
        Instruction::decode(&keys, &asked.data).expect("an instruction of the program")
    };
    Past {
        signature: Default::default(),
        slot: 1,
        block_time: None,
        fee: 5_000,
        compute_units: 1,
        events: events::from_logs(&logs),
        instructions: asked.iter().map(decode).collect(),
    }
}

fn posted() -> Past {
    let offer: types::Offer = borsh::from_slice(&borsh::to_vec(&offer()).unwrap()).unwrap();
    let event = JobPosted { job: open().address, client: open().client(), id: 3, offer };
    past(&[event.data()], &[instructions::job_post(&open().market(), &open().client(), 3, &self::offer())])
}

/// The story of a closed job whose later logs were all cut off.
fn told(asked: &[Encoded]) -> JobHistory {
    let mut all = vec![posted()];
    all.extend(asked.iter().map(|asked| past(&[], std::slice::from_ref(asked))));
    JobHistory::from_past(&open().address, all, false).expect("a job")
}

fn delivers(attempt: u8) -> Encoded {
    instructions::job_deliver(&Pubkey::default(), &Pubkey::default(), &running(), attempt, ([attempt; 32], 2, 99))
}

#[test]
fn what_was_bought_comes_from_the_post() {
    let history = told(&[]);
    assert_eq!((history.client, history.id, history.offer), (open().client(), 3, offer()));
    assert_eq!(history.outcome(), None);
    assert!(JobHistory::from_past(&open().address, vec![past(&[], &[])], false).is_none());
    assert!(JobHistory::from_past(&Pubkey::new_unique(), vec![posted()], false).is_none());
}

#[test]
fn instructions_tell_the_end_where_logs_were_cut_off() {
    let keeper = Pubkey::new_unique();
    let [settle, dispute] = [instructions::job_settle(&running()), instructions::job_dispute(&running())];
    let approve = instructions::job_approve(&running());
    let paid: &[&[Encoded]] = &[
        &[delivers(1), settle.clone()],
        &[delivers(1), dispute.clone(), approve, settle.clone()],
        &[delivers(1), dispute.clone(), instructions::job_accept(&keeper, &running()), settle.clone()],
    ];
    for asked in paid {
        assert_eq!(told(asked).outcome(), Some(Outcome::Paid));
        assert!(told(asked).is_paid());
    }
    assert_eq!(told(&[delivers(1), dispute, settle]).outcome(), Some(Outcome::Split));
    for end in [
        instructions::job_cancel(&running()),
        instructions::job_expire(&running()),
        instructions::job_fail(&keeper, &running(), FailReason::Spec),
        instructions::job_reject(&keeper, &running(), &evidence()),
    ] {
        assert_eq!(told(&[delivers(1), end]).outcome(), Some(Outcome::Refunded));
    }
}

#[test]
fn a_job_that_is_still_there_has_not_ended() {
    let asked = [instructions::job_reject(&Pubkey::new_unique(), &running(), &evidence())];
    let history = JobHistory::from_past(&open().address, vec![posted(), past(&[], &asked)], true).expect("a job");
    assert_eq!(history.outcome(), None);
}

#[test]
fn the_latest_attempt_is_the_delivery_and_who_claimed_made_it() {
    let claimed = JobClaimed { job: open().address, attempt: 1, provider: Pubkey::new_unique(), bond: 1 };
    let all = vec![posted(), past(&[claimed.data()], &[]), past(&[], &[delivers(1), delivers(2)])];
    let delivered = JobHistory::from_past(&open().address, all, true).unwrap().delivered.expect("a delivery");
    assert_eq!((delivered.provider, delivered.attempt, delivered.root), (claimed.provider, 2, [2; 32]));
    assert_eq!((delivered.frames, delivered.ms), (2, 99));
}

#[test]
fn other_jobs_do_not_matter() {
    let mut other = running();
    other.address = Pubkey::new_unique();
    let history = told(&[delivers(1), instructions::job_settle(&other), instructions::job_cancel(&other)]);
    assert_eq!(history.outcome(), None);
}
