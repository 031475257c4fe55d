//! What comes out of a transaction as a node spells it out, whatever its version.

use anchor_lang::Event as _;
use rayment_client::{
    Instruction, PROGRAM_ID, address,
    chain::{Balance, Past},
    instructions::{self, Encoded, SYSTEM},
};
use serde_json::{Value, json};
use solana_pubkey::Pubkey;

use crate::instructions::{open, order, running};

/// A transaction's accounts: whoever pays, then what its instructions name.
#[derive(Default)]
struct Made {
    keys: Vec<Pubkey>,
    calls: Vec<Value>,
}

impl Made {
    fn place(&mut self, key: &Pubkey) -> usize {
        self.keys.iter().position(|known| known == key).unwrap_or_else(|| {
            self.keys.push(*key);
            self.keys.len() - 1
        })
    }

    fn compiled(&mut self, call: &Encoded) -> Value {
        let accounts: Vec<usize> = call.accounts.iter().map(|meta| self.place(&meta.pubkey)).collect();
        let program = self.place(&call.program_id);
        json!({"programIdIndex": program, "accounts": accounts, "data": bs58::encode(&call.data).into_string()})
    }

    fn calling(mut self, call: &Encoded) -> Self {
        let compiled = self.compiled(call);
        self.calls.push(compiled);
        self
    }

    /// As a node answers.
    fn answer(self, version: Value, inner: &Value) -> Value {
        let keys: Vec<String> = self.keys.iter().map(Pubkey::to_string).collect();
        let held: Vec<usize> = (0..keys.len()).collect();
        let left: Vec<usize> = held.iter().map(|lamports| lamports * 2).collect();
        json!({
            "slot": 7, "blockTime": 9, "version": version,
            "transaction": {"signatures": [], "message": {
                "header": {
                    "numRequiredSignatures": 1, "numReadonlySignedAccounts": 0, "numReadonlyUnsignedAccounts": 1
                },
                "accountKeys": keys, "recentBlockhash": SYSTEM.to_string(), "instructions": self.calls,
            }},
            "meta": {
                "err": null, "status": {"Ok": null}, "fee": 5_000, "preBalances": held, "postBalances": left,
                "innerInstructions": inner, "logMessages": [format!("Program {PROGRAM_ID} invoke [1]")],
            },
        })
    }
}

fn made() -> Made {
    Made { keys: vec![Pubkey::new_from_array([77; 32])], ..Made::default() }
}

fn read(answer: &Value) -> Option<Past> {
    Past::decode(Default::default(), serde_json::from_value(answer.clone()).expect("an answer"))
}

fn jobs(past: &Past) -> Vec<Pubkey> {
    past.instructions.iter().filter_map(Instruction::job).collect()
}

/// Something that another program is asked for.
fn foreign() -> Encoded {
    Encoded { program_id: Pubkey::new_from_array([66; 32]), accounts: Vec::new(), data: vec![1, 2, 3] }
}

#[test]
fn versions_are_read_as_they_come() {
    for version in [json!("legacy"), json!(0), json!(1), json!(7)] {
        let mut answer = made().calling(&instructions::job_settle(&running(), order())).answer(version, &json!([]));
        answer["transaction"]["message"]["transactionConfig"] = json!({"computeUnitLimit": 200_000});
        let past = read(&answer).expect("readable");
        assert_eq!(jobs(&past), [running().address]);
        assert_eq!((past.slot, past.block_time, past.fee), (7, Some(9), 5_000));
        assert!(!past.has_unknown_calls);
    }
}

#[test]
fn only_the_account_at_the_jobs_place_is_the_job() {
    let mut other = running();
    other.address = Pubkey::new_unique();
    let mut settle = instructions::job_settle(&other, order());
    settle.accounts.extend(instructions::job_settle(&running(), order()).accounts);
    let past = read(&made().calling(&settle).answer(json!(0), &json!([]))).expect("readable");
    assert!(past.balance(&running().address).is_some(), "it is named");
    assert_eq!(jobs(&past), [other.address]);
}

#[test]
fn calls_by_other_programs_count_in_their_order() {
    let mut made = made().calling(&foreign()).calling(&instructions::job_cancel(&open(), order()));
    let called = made.compiled(&instructions::job_settle(&running(), order()));
    let answer = made.answer(json!("legacy"), &json!([{"index": 0, "instructions": [called]}]));
    let asked = read(&answer).expect("readable").instructions;
    assert!(matches!(asked.as_slice(), [Instruction::JobSettle { .. }, Instruction::JobCancel { .. }]));
}

/// Only the program can call itself so: it takes its own signature. Of a filled log nothing is left.
#[test]
fn what_the_program_tells_by_calling_itself_is_an_event() {
    let told = crate::history::closed(rayment_client::rayment::types::Outcome::Paid);
    let call = |program_id, tag: &[u8]| Encoded {
        program_id,
        accounts: vec![solana_instruction::AccountMeta::new_readonly(address::event_authority(), true)],
        data: [tag, &told.data()].concat(),
    };
    let read_with = |called: &Encoded| {
        let mut made = made().calling(&instructions::job_settle(&running(), order()));
        let called = made.compiled(called);
        let answer = made.answer(json!("legacy"), &json!([{"index": 0, "instructions": [called]}]));
        let past = read(&answer).expect("readable");
        (past.events.len(), past.has_unknown_calls)
    };
    let tag = anchor_lang::event::EVENT_IX_TAG_LE;
    assert_eq!(read_with(&call(PROGRAM_ID, tag)), (1, false));
    assert_eq!(read_with(&call(Pubkey::new_from_array([66; 32]), tag)), (0, false), "another program's");
    assert_eq!(read_with(&call(PROGRAM_ID, &[0; 8])), (0, true), "another call");
}

#[test]
fn accounts_from_lookup_tables_follow_the_others() {
    let settle = instructions::job_settle(&running(), order());
    let mut answer = made().calling(&settle).answer(json!(0), &json!([]));
    let keys = answer["transaction"]["message"]["accountKeys"].as_array_mut().expect("keys");
    let (readonly, writable) = (keys.pop().expect("a key"), keys.pop().expect("a key"));
    let account: Pubkey = readonly.as_str().expect("text").parse().expect("a key");
    answer["meta"]["loadedAddresses"] = json!({"writable": [writable], "readonly": [readonly]});
    let past = read(&answer).expect("readable");
    assert_eq!(jobs(&past), [running().address]);
    let last = past.balances.len() as u64 - 1;
    assert_eq!(past.balances.last(), Some(&Balance { account, before: last, after: last * 2 }));
    answer["meta"]["loadedAddresses"] = json!({"writable": [], "readonly": []});
    assert!(read(&answer).expect("readable").has_unknown_calls, "whose program nobody knows");
}

#[test]
fn a_failed_transaction_asked_for_nothing() {
    let mut answer = made().calling(&instructions::job_settle(&running(), order())).answer(json!(0), &json!([]));
    answer["meta"]["err"] = json!("AccountInUse");
    answer["meta"]["status"] = json!({"Err": "AccountInUse"});
    let past = read(&answer).expect("readable");
    assert!(past.instructions.is_empty() && past.events.is_empty() && past.balance(&running().address).is_some());
}

#[test]
fn calls_of_the_program_that_nobody_here_knows_are_told() {
    let newer = Encoded { program_id: PROGRAM_ID, data: vec![9; 8], ..instructions::job_settle(&running(), order()) };
    let past = read(&made().calling(&newer).answer(json!(0), &json!([]))).expect("readable");
    assert!(past.instructions.is_empty() && past.has_unknown_calls);
    let past = read(&made().calling(&foreign()).answer(json!(0), &json!([]))).expect("readable");
    assert!(!past.has_unknown_calls, "another program's do not matter");
}

#[test]
fn what_cannot_be_read_is_skipped() {
    let answer = || made().calling(&instructions::job_settle(&running(), order())).answer(json!(9), &json!([]));
    let mut bytes = answer();
    bytes["transaction"] = json!(["gQEC", "base64"]);
    let mut unrecorded = answer();
    unrecorded["meta"] = Value::Null;
    let mut keyless = answer();
    keyless["transaction"]["message"]["accountKeys"][0] = json!("not a key");
    for unreadable in [bytes, unrecorded, keyless] {
        assert!(read(&unreadable).is_none(), "{unreadable}");
    }
}
