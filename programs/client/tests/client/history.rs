//! How a job's story is put together from instructions and from logs.

use anchor_lang::Event as _;
use base64::Engine as _;
use rayment_client::{
    Instruction, PROGRAM_ID, address,
    chain::{Balance, Closing, Past},
    events::{self, JobClaimed, JobClosed, JobDelivered, JobPosted},
    history::{JobHistory, endings},
    instructions::{self, Encoded},
    rayment::types,
};
use rayment_core::job::{FailReason, Outcome};
use serde_json::{Value, json};
use solana_pubkey::Pubkey;
use solana_signature::Signature;

use crate::instructions::{evidence, offer, open, running};

/// A transaction with these logged events and these instructions.
pub fn past(logged: &[Vec<u8>], asked: &[Encoded]) -> Past {
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
        is_logged: true,
        instructions: asked.iter().map(decode).collect(),
        has_unknown_calls: false,
        balances: Vec::new(),
    }
}

/// The same, with a log that was filled before the program came to write in it.
pub fn cut_off(asked: &Encoded) -> Past {
    Past { is_logged: false, ..past(&[], std::slice::from_ref(asked)) }
}

/// The same, with what the job's account held.
pub fn holding(before: u64, after: u64, past: Past) -> Past {
    Past { balances: vec![Balance { account: open().address, before, after }], ..past }
}

pub fn posted() -> Past {
    let offer: types::Offer = borsh::from_slice(&borsh::to_vec(&offer()).unwrap()).unwrap();
    let event = JobPosted { job: open().address, client: open().client(), id: 3, offer };
    past(&[event.data()], &[posts()])
}

/// The instruction by which the job came to be. The job of these tests has an address of its own.
fn posts() -> Encoded {
    let mut post = instructions::job_post(&open().market(), &open().client(), 3, &offer());
    let place =
        post.accounts.iter().position(|meta| meta.pubkey == address::job(&open().market(), &open().client(), 3));
    post.accounts[place.expect("the job")].pubkey = open().address;
    post
}

pub fn closed(outcome: types::Outcome) -> JobClosed {
    JobClosed {
        job: open().address,
        client: open().client(),
        provider: Some(Pubkey::new_from_array([6; 32])),
        order: 77,
        attempt: 2,
        outcome,
        deposit: 1_000,
        earnings: 1,
        fee: 0,
        refund: 0,
        bond_back: 0,
        forfeit: 0,
        returned: 0,
        frames: 2,
        ms: 9,
        root: Some([5; 32]),
    }
}

fn story(mut then: Vec<Option<Past>>) -> JobHistory {
    then.insert(0, Some(posted()));
    JobHistory::from_past(&open().address, then).expect("a job")
}

/// The story of a job whose later logs were all cut off.
fn told(asked: &[Encoded]) -> JobHistory {
    story(asked.iter().map(|asked| Some(cut_off(asked))).collect())
}

pub fn claims() -> Encoded {
    instructions::job_claim(&Pubkey::default(), &Pubkey::default(), &open())
}

pub fn delivers(attempt: u8) -> Encoded {
    instructions::job_deliver(&Pubkey::default(), &Pubkey::default(), &running(), attempt, ([attempt; 32], 2, 99))
}

pub fn settles() -> Encoded {
    instructions::job_settle(&running())
}

/// Everything that gives the client's money back, or begins another attempt.
fn refunds() -> [Encoded; 4] {
    let keeper = Pubkey::new_unique();
    [
        instructions::job_cancel(&running()),
        instructions::job_expire(&running()),
        instructions::job_fail(&keeper, &running(), FailReason::Worker),
        instructions::job_reject(&keeper, &running(), &evidence()),
    ]
}

#[test]
fn what_was_bought_comes_from_the_post() {
    let history = told(&[]);
    assert_eq!((history.client, history.id, history.offer), (open().client(), 3, offer()));
    assert_eq!((history.outcome(), history.unread), (None, 0));
    assert!(JobHistory::from_past(&open().address, vec![Some(past(&[], &[]))]).is_none());
    assert!(JobHistory::from_past(&Pubkey::new_unique(), vec![Some(posted())]).is_none());
}

#[test]
fn a_post_whose_log_was_cut_off_is_found_by_its_address() {
    let job = address::job(&open().market(), &open().client(), 3);
    let post = instructions::job_post(&open().market(), &open().client(), 3, &offer());
    let history = JobHistory::from_past(&job, vec![Some(cut_off(&post))]).expect("a job");
    assert_eq!((history.client, history.id, history.offer), (open().client(), 3, offer()));
}

#[test]
fn a_settlement_pays_and_the_last_word_before_it_says_how_much() {
    let keeper = Pubkey::new_unique();
    let (settle, dispute) = (settles(), instructions::job_dispute(&running()));
    let approve = instructions::job_approve(&running());
    let paid: &[&[Encoded]] = &[
        &[claims(), delivers(0), settle.clone()],
        &[claims(), delivers(0), dispute.clone(), approve, settle.clone()],
        &[claims(), delivers(0), dispute.clone(), instructions::job_accept(&keeper, &running()), settle.clone()],
    ];
    for asked in paid {
        assert_eq!(told(asked).outcome(), Some(Outcome::Paid));
        assert!(told(asked).is_paid() && told(asked).ended_by.is_some());
    }
    assert_eq!(told(&[claims(), delivers(0), dispute, settle]).outcome(), Some(Outcome::Split));
}

#[test]
fn what_may_begin_another_attempt_ends_nothing_by_itself() {
    for end in refunds() {
        // A node whose list of transactions lags behind shows just this, with the account gone.
        let history = told(&[claims(), delivers(0), end.clone()]);
        assert_eq!((history.outcome(), history.ended_by), (None, None), "{end:?}");
        let logged = Some(past(&[], &[end]));
        let history = story(vec![Some(cut_off(&claims())), logged]);
        assert_eq!(history.outcome(), None, "a whole log without an end");
    }
}

#[test]
fn a_job_whose_account_was_emptied_is_refunded() {
    for end in refunds() {
        let all = vec![Some(cut_off(&claims())), Some(holding(9, 0, cut_off(&end)))];
        assert_eq!(story(all).outcome(), Some(Outcome::Refunded));
        let event = closed(types::Outcome::Refunded);
        let all = vec![Some(cut_off(&claims())), Some(past(&[event.data()], &[end]))];
        let history = story(all);
        assert_eq!(history.outcome(), Some(Outcome::Refunded));
        assert_eq!(history.closed.map(|closed| closed.deposit), Some(1_000));
    }
}

#[test]
fn a_gift_to_the_closed_account_hides_no_end() {
    let [cancel, expire, fail, _] = refunds();
    let ends: &[&[Encoded]] = &[
        std::slice::from_ref(&cancel),
        std::slice::from_ref(&expire),
        &[claims(), cancel.clone(), expire.clone()],
        &[claims(), fail.clone(), claims(), fail.clone(), claims(), expire.clone()],
    ];
    for asked in ends {
        let gifted = |asked: &[Encoded]| {
            story(asked.iter().map(|asked| Some(holding(9, 9, cut_off(asked)))).collect()).outcome()
        };
        assert_eq!(gifted(&asked[..asked.len() - 1]), None, "one step earlier");
        assert_eq!(gifted(asked), Some(Outcome::Refunded));
    }
}

#[test]
fn an_event_alone_ends_nothing() {
    let event = closed(types::Outcome::Paid).data();
    assert_eq!(story(vec![Some(past(std::slice::from_ref(&event), &[]))]).outcome(), None);
    // Nor one that says something else than what was asked for.
    let history = story(vec![Some(cut_off(&claims())), Some(past(&[event], &[instructions::job_cancel(&running())]))]);
    assert_eq!((history.outcome(), history.closed.is_some()), (None, false));
}

#[test]
fn an_event_fills_in_what_was_not_read() {
    let settled = |logged: &[Vec<u8>]| story(vec![None, Some(past(logged, &[settles()]))]);
    let unknown = settled(&[]);
    assert_eq!((unknown.outcome(), unknown.unread), (None, 1), "there may have been a dispute");
    assert!(unknown.is_paid() && unknown.delivered.is_none());
    let history = settled(&[closed(types::Outcome::Split).data()]);
    let delivered = history.delivered.expect("a delivery");
    assert_eq!((history.outcome(), delivered.frames, delivered.root), (Some(Outcome::Split), 2, [5; 32]));
    assert_eq!((delivered.provider, delivered.attempt), (history.closed.expect("amounts").provider, 2));
}

#[test]
fn calls_that_nobody_here_knows_may_have_been_disputes() {
    let unknown = Past { has_unknown_calls: true, ..past(&[], &[]) };
    let all = vec![Some(cut_off(&claims())), Some(cut_off(&delivers(0))), Some(unknown), Some(cut_off(&settles()))];
    assert_eq!(story(all).outcome(), None);
}

#[test]
fn the_latest_attempt_is_the_delivery_and_who_claimed_made_it() {
    let wallet = Pubkey::new_unique();
    let claimed = JobClaimed { job: open().address, attempt: 1, provider: wallet, bond: 1 };
    let claim = Some(past(&[claimed.data()], &[claims()]));
    let delivered = story(vec![claim, Some(past(&[], &[delivers(1), delivers(2)]))]).delivered.expect("a delivery");
    assert_eq!((delivered.provider, delivered.attempt, delivered.root), (Some(wallet), 2, [2; 32]));
    assert_eq!((delivered.frames, delivered.ms), (2, 99));
    let event = JobDelivered { job: open().address, attempt: 2, provider: wallet, root: [2; 32], frames: 2, ms: 50 };
    let delivered = story(vec![Some(past(&[event.data()], &[delivers(2)]))]).delivered.expect("a delivery");
    assert_eq!((delivered.provider, delivered.ms), (Some(wallet), 50), "what is billed");
    let unnamed = told(&[claims(), delivers(2)]).delivered.expect("a delivery");
    assert_eq!((unnamed.provider, unnamed.account.is_some()), (None, true));
}

#[test]
fn a_delivery_that_was_rejected_stands_no_more() {
    let [.., reject] = refunds();
    assert!(told(&[claims(), delivers(0), reject.clone()]).delivered.is_none());
    let again = told(&[claims(), delivers(0), reject, claims(), delivers(1), settles()]);
    assert_eq!((again.outcome(), again.delivered.expect("a delivery").attempt), (Some(Outcome::Paid), 1));
}

#[test]
fn being_named_by_a_call_about_another_job_changes_nothing() {
    let mut other = running();
    other.address = Pubkey::new_unique();
    let naming = |mut call: Encoded| {
        call.accounts.extend(settles().accounts);
        Some(holding(9, 0, cut_off(&call)))
    };
    let foreign = || [instructions::job_cancel(&other), instructions::job_settle(&other)].map(naming);
    let own = [claims(), delivers(0), settles()].map(|call| Some(cut_off(&call)));
    assert_eq!(story(foreign().into_iter().collect()).outcome(), None);
    let history = story(foreign().into_iter().chain(own).chain(foreign()).collect());
    assert_eq!((history.outcome(), history.past.len()), (Some(Outcome::Paid), 4), "only its own are kept");
}

#[test]
fn an_end_that_is_heard_is_looked_at_before_it_is_believed() {
    let event = closed(types::Outcome::Paid).data();
    let line = format!("Program data: {}", base64::engine::general_purpose::STANDARD.encode(&event));
    let heard = |program: Pubkey, err: Value| {
        let logs = [format!("Program {program} invoke [1]"), line.clone()];
        let told = json!({"signature": Signature::default().to_string(), "err": err, "logs": logs});
        Closing::heard(&serde_json::from_value(told).expect("what a node tells")).map(|closing| closing.jobs)
    };
    assert_eq!(heard(PROGRAM_ID, Value::Null), Some(vec![open().address]));
    assert_eq!(heard(PROGRAM_ID, json!("AccountInUse")), None, "it failed");
    assert_eq!(heard(Pubkey::new_unique(), Value::Null), None, "another program's");
    let jobs = |asked: &[Encoded]| {
        endings(&past(std::slice::from_ref(&event), asked)).iter().map(|closed| closed.job).collect::<Vec<_>>()
    };
    assert_eq!(jobs(&[settles()]), [open().address]);
    assert!(jobs(&[]).is_empty());
    assert!(jobs(&[instructions::job_cancel(&running())]).is_empty(), "that gives the money back");
}
