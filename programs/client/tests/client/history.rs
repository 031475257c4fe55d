//! How a job's story is put together from instructions and from logs.

use anchor_lang::Event as _;
use base64::Engine as _;
use rayment_client::{
    Instruction, PROGRAM_ID, address,
    chain::{Balance, Closing, Past},
    events::{self, Event, JobClaimed, JobClosed, JobDelivered, OrderDrawn},
    history::{JobHistory, endings},
    instructions::{self, Encoded},
    rayment::types,
};
use rayment_core::job::{FailReason, Outcome};
use serde_json::{Value, json};
use solana_instruction::AccountMeta;
use solana_pubkey::Pubkey;
use solana_signature::Signature;

use crate::instructions::{evidence, jobs, offer, open, order, quote, running};

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
        instructions: asked.iter().map(decode).collect(),
        has_unknown_calls: false,
        balances: Vec::new(),
    }
}

/// The same, with a log that was filled before the program came to write in it.
pub fn cut_off(asked: &Encoded) -> Past {
    past(&[], std::slice::from_ref(asked))
}

/// The same, and the program tells by a call to itself that the job is closed.
pub fn ending(outcome: types::Outcome, asked: &Encoded) -> Past {
    let refunded = JobClosed { root: None, frames: 0, ms: 0, ..closed(outcome) };
    let told = if matches!(outcome, types::Outcome::Refunded) { refunded } else { closed(outcome) };
    Past { events: vec![Event::JobClosed(told)], ..cut_off(asked) }
}

/// The same, with what the job's account held.
pub fn holding(before: u64, after: u64, past: Past) -> Past {
    Past { balances: vec![Balance { account: open().address, before, after }], ..past }
}

pub fn posted() -> Past {
    let job = Some(open().address);
    let event = OrderDrawn {
        order: order(),
        client: open().client(),
        job,
        index: 3,
        deposit: 1_000,
        rent: 4_000,
        lent: 0,
        mint: Pubkey::default(),
    };
    past(&[event.data()], &[draws()])
}

/// The instruction by which the job came to be.
fn draws() -> Encoded {
    let draw = jobs().draw(3).expect("a fourth");
    instructions::order_draw(&Pubkey::default(), &quote(), false, Some((3, &draw)), false)
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
        dispute_paid: 0,
        dispute_fee: 0,
        dispute_back: 0,
        returned: 0,
        frames: 2,
        ms: 9,
        root: Some([5; 32]),
        surplus: 0,
        mint: Pubkey::default(),
    }
}

fn story(mut then: Vec<Option<Past>>) -> JobHistory {
    then.insert(0, Some(posted()));
    JobHistory::from_past(&open().address, then, &quote()).expect("a job")
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
    instructions::job_settle(&running(), order())
}

/// Everything that gives the client's money back, or begins another attempt.
fn refunds() -> [Encoded; 4] {
    let keeper = Pubkey::new_unique();
    [
        instructions::job_cancel(&running(), order()),
        instructions::job_expire(&running(), order()),
        instructions::job_fail(&keeper, (&running(), &order()), FailReason::Worker),
        instructions::job_reject(&keeper, (&running(), &order()), &evidence()),
    ]
}

#[test]
fn what_was_bought_comes_from_the_draw_and_the_quote() {
    let history = told(&[]);
    assert_eq!((history.client, history.id, history.offer), (open().client(), 3, offer()));
    assert_eq!((history.outcome(), history.unread), (None, 0));
    assert_eq!(history.order, Some(order()));
    assert!(JobHistory::from_past(&open().address, vec![Some(past(&[], &[]))], &quote()).is_none());
    assert!(JobHistory::from_past(&Pubkey::new_unique(), vec![Some(posted())], &quote()).is_none());
}

#[test]
fn a_draw_whose_log_was_cut_off_is_found_by_its_address() {
    let history = JobHistory::from_past(&open().address, vec![Some(cut_off(&draws()))], &quote()).expect("a job");
    assert_eq!((history.client, history.id, history.offer), (open().client(), 3, offer()));
}

#[test]
fn a_job_that_an_earlier_release_posted_has_its_story() {
    let (market, wallet) = (open().market(), open().client());
    let job = address::job_from_no_order(&market, &wallet, 9);
    // The first bytes of an instruction that the program has no more.
    let data = [&[150, 134, 184, 149, 229, 59, 220, 161], &borsh::to_vec(&offer()).unwrap()[..]].concat();
    let accounts = [wallet, market, Pubkey::default(), Pubkey::default(), job, Pubkey::default()];
    let meta = |key: Pubkey| AccountMeta::new_readonly(key, false);
    let post = Encoded { program_id: PROGRAM_ID, accounts: accounts.map(meta).to_vec(), data };
    let history = JobHistory::from_past(&job, vec![Some(cut_off(&post))], &quote()).expect("a job");
    assert_eq!((history.client, history.id, history.order, history.offer), (wallet, 9, None, offer()));
}

#[test]
fn how_a_job_ended_is_what_the_program_told_of_itself() {
    for (told, outcome) in [(types::Outcome::Paid, Outcome::Paid), (types::Outcome::Split, Outcome::Split)] {
        let history =
            story(vec![Some(cut_off(&claims())), Some(cut_off(&delivers(0))), Some(ending(told, &settles()))]);
        assert_eq!(history.outcome(), Some(outcome));
        assert!(history.is_paid() && history.ended_by.is_some());
        assert_eq!(history.closed.map(|closed| closed.deposit), Some(1_000));
    }
    for end in refunds() {
        let history = story(vec![Some(cut_off(&claims())), Some(ending(types::Outcome::Refunded, &end))]);
        assert_eq!((history.outcome(), history.is_paid()), (Some(Outcome::Refunded), false));
    }
}

#[test]
fn what_may_begin_another_attempt_ends_nothing_by_itself() {
    for end in refunds() {
        // A node whose list of transactions lags behind shows just this, with the account gone.
        let history = told(&[claims(), delivers(0), end.clone()]);
        assert_eq!((history.outcome(), history.ended_by), (None, None), "{end:?}");
    }
}

#[test]
fn what_stands_in_a_log_ends_nothing() {
    let logged = closed(types::Outcome::Paid).data();
    let history = story(vec![Some(cut_off(&claims())), Some(past(&[logged], &[settles()]))]);
    assert_eq!((history.outcome(), history.closed.is_some()), (None, false));
}

#[test]
fn an_account_that_was_emptied_tells_no_end_and_a_gift_hides_none() {
    for end in refunds() {
        let told = |past: Past| story(vec![Some(cut_off(&claims())), Some(past)]).outcome();
        assert_eq!(told(holding(9, 0, cut_off(&end))), None);
        assert_eq!(told(holding(9, 9, ending(types::Outcome::Refunded, &end))), Some(Outcome::Refunded));
    }
}

#[test]
fn an_end_tells_what_was_bought_where_nothing_else_was_read() {
    let unknown = Past { has_unknown_calls: true, ..past(&[], &[]) };
    for before in [None, Some(unknown)] {
        let history = story(vec![before, Some(ending(types::Outcome::Split, &settles()))]);
        let delivered = history.delivered.expect("a delivery");
        assert_eq!((history.outcome(), delivered.frames, delivered.root), (Some(Outcome::Split), 2, [5; 32]));
        assert_eq!((delivered.provider, delivered.attempt), (history.closed.expect("amounts").provider, 2));
    }
}

#[test]
fn the_latest_attempt_is_the_delivery_and_who_claimed_made_it() {
    let wallet = Pubkey::new_unique();
    let terms = types::Terms { per_frame: 1, per_second: 0, per_gb: 0, minimum: 0 };
    let claimed =
        JobClaimed { job: open().address, attempt: 1, provider: wallet, terms, bond: 1, mint: Pubkey::default() };
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
    let again = told(&[claims(), delivers(0), reject, claims(), delivers(1)]);
    assert_eq!(again.delivered.expect("a delivery").attempt, 1);
}

#[test]
fn being_named_by_a_call_about_another_job_changes_nothing() {
    let mut other = running();
    other.address = Pubkey::new_unique();
    let naming = |mut call: Encoded, outcome| {
        call.accounts.extend(settles().accounts);
        let mut past = ending(outcome, &call);
        if let Some(Event::JobClosed(closed)) = past.events.first_mut() {
            closed.job = other.address;
        }
        Some(past)
    };
    let foreign = || {
        let (cancel, settle) = (instructions::job_cancel(&other, order()), instructions::job_settle(&other, order()));
        [naming(cancel, types::Outcome::Refunded), naming(settle, types::Outcome::Paid)]
    };
    let settled = ending(types::Outcome::Paid, &settles());
    let own = [cut_off(&claims()), cut_off(&delivers(0)), settled].map(Some);
    assert_eq!(story(foreign().into_iter().collect()).outcome(), None);
    let history = story(foreign().into_iter().chain(own).chain(foreign()).collect());
    assert_eq!((history.outcome(), history.past.len()), (Some(Outcome::Paid), 4), "only its own are kept");
}

#[test]
fn an_end_is_heard_where_the_program_calls_itself() {
    let other = Pubkey::new_unique();
    let heard = |programs: &[Pubkey], err: Value| {
        let invoked = |(depth, program): (usize, &Pubkey)| format!("Program {program} invoke [{}]", depth + 1);
        let logs: Vec<_> = programs.iter().enumerate().map(invoked).collect();
        let told = json!({"signature": Signature::default().to_string(), "err": err, "logs": logs});
        Closing::heard(&serde_json::from_value(told).expect("what a node tells")).is_some()
    };
    assert!(heard(&[PROGRAM_ID, PROGRAM_ID], Value::Null));
    assert!(heard(&[other, PROGRAM_ID, PROGRAM_ID], Value::Null));
    assert!(!heard(&[PROGRAM_ID, PROGRAM_ID], json!("AccountInUse")), "it failed");
    assert!(!heard(&[PROGRAM_ID], Value::Null) && !heard(&[PROGRAM_ID, other], Value::Null));
    assert!(!heard(&[other, other], Value::Null), "another program's");
    let jobs: Vec<_> = endings(&ending(types::Outcome::Paid, &settles())).iter().map(|closed| closed.job).collect();
    assert_eq!(jobs, [open().address]);
    assert!(endings(&cut_off(&settles())).is_empty());
}
