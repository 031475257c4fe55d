//! Every instruction, written and read back.

use anchor_lang::Discriminator as _;
use rayment_client::{
    Instruction, Job, Market, PROGRAM_ID, Provider, address, chain_key,
    instructions::{self, Encoded, Grounds},
    order::{Cut, Jobs, OrderQuote},
    rayment::client::args,
    rule_key,
};
use rayment_core::{
    job::{Ceilings, Chunk, Claim, Evidence, Expectations, FailReason, JobState, Offer, Phase, flag},
    market::Params,
    money::Terms,
    order::MarketVersion,
    provider::{ProviderState, Status},
    stake::Stake,
};
use serde_json::Value;
use solana_pubkey::Pubkey;

use crate::{channels, guardians, idl, stakes, tokens};

const TERMS: Terms = Terms { per_frame: 1, per_second: 2, per_gb: 3, minimum: 4 };
const CHUNK: Chunk = Chunk { frame: 1, frames: 2, step: 1, tile: 0, tiles: 6 };
/// The market's parameters, for so long.
const VERSION: MarketVersion = MarketVersion { params: 7, since: 5, paused_until: 6 };
const CEILINGS: Ceilings = Ceilings { terms: TERMS, ms_per_frame: 9 };

pub fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

pub fn market() -> Market {
    let (creator, authority, keeper, treasury) = (key(2), key(3), key(4), key(5));
    let keeper_bond = Stake::default();
    Market { address: key(1), id: 0, creator, authority, keeper, treasury, version: VERSION, keeper_bond, dust: 9 }
}

pub fn provider() -> Provider {
    let [market, authority, operator, payout] = [1, 6, 7, 8].map(|byte| rule_key(&key(byte)));
    let state = ProviderState {
        market,
        authority,
        operator,
        payout,
        profile: [9; 32],
        terms: TERMS,
        status: Status::Active,
        slots: 1,
        jobs: 0,
        balance: 5,
        fees: 5,
        earned: 0,
        paid_jobs: 0,
        failed_jobs: 0,
        registered_at: 0,
        budget: 0,
        working: 0,
        stake: Stake::default(),
        purses: 0,
    };
    Provider { address: key(10), state }
}

pub fn job(phase: Phase) -> Job {
    let state = JobState {
        market: rule_key(&key(1)),
        client: rule_key(&key(11)),
        id: 3,
        order: tag(),
        spec: [12; 32],
        chunk: CHUNK,
        bytes: 10,
        deposit: 1_000,
        ceilings: CEILINGS,
        expires_at: 1,
        params: 7,
        attempt: 2,
        flags: flag::FROM_ORDER,
        failed: [[0; 8]; 2],
        phase,
    };
    Job { address: address::job(&order(), 3), state }
}

/// The order that the job is the fourth of.
pub fn order() -> Pubkey {
    address::order(&quote())
}

/// Its quote.
pub fn quote() -> OrderQuote {
    let jobs = jobs();
    OrderQuote {
        version: 1,
        market: rule_key(&key(1)),
        client: rule_key(&key(11)),
        spec: [12; 32],
        mint: Default::default(),
        sponsor: rule_key(&key(14)),
        params: 7,
        fee_bps: 500,
        jobs: 4,
        root: jobs.root(),
        cut: Cut::default(),
        total: 4_000,
        ceilings: CEILINGS,
        bytes: 10,
        at_once_max: 5_000,
        draw_until: 1,
        expires_at: 1,
        flags: 3,
        salt: 7,
    }
}

/// Four jobs that are alike.
pub fn jobs() -> Jobs {
    Jobs::new(vec![(CHUNK, 1_000); 4]).unwrap()
}

/// What a job knows of its order.
fn tag() -> u64 {
    u64::from_le_bytes(rule_key(&order()).tag())
}

pub fn open() -> Job {
    job(Phase::Open { at: 0, reserved: None })
}

pub fn running() -> Job {
    let claim = Claim { provider: rule_key(&key(6)), terms: TERMS };
    job(Phase::Running { claim, at: 0, cancel_at: None })
}

pub fn offer() -> Offer {
    Offer {
        expect: Expectations { params: 7, fee_bps: 500 },
        order: tag(),
        spec: [12; 32],
        chunk: CHUNK,
        bytes: 10,
        deposit: 1_000,
        ceilings: CEILINGS,
        expires_at: 1,
        at_once: true,
        check: true,
        in_tokens: None,
    }
}

pub fn evidence() -> Evidence {
    Evidence { frame: 1, tile: 2, leaf: [3; 32], path: vec![[4; 32], [5; 32]], checker_pixels: [6; 32] }
}

/// Every builder, with and without what can be left out.
pub fn every_one() -> Vec<Encoded> {
    use instructions::*;
    let (market, provider, open, running, payee) = (market(), provider(), open(), running(), order());
    let (wallet, operator) = (provider.wallet(), chain_key(&provider.state.operator));
    let registration =
        Registration { operator: [7; 32], payout: [8; 32], profile: [9; 32], terms: TERMS, slots: 1, budget: 7 };
    let update = ProviderUpdate {
        operator: Some(key(22)),
        payout: Some(key(23)),
        profile: Some([24; 32]),
        slots: Some(9),
        budget: Some(10),
    };
    let mut all = vec![
        market_init(&key(2), 300, &key(4), &key(5), &Params::DEFAULT),
        market_update(&market, Some(&key(20)), Some(&key(21)), Some(&Params::DEFAULT)),
        market_update(&market, None, None, None),
        market_pause(&market, 7),
        provider_register(&market.address, &wallet, &registration),
        provider_update(&wallet, &provider.address, &update),
        provider_update(&operator, &provider.address, &ProviderUpdate::default()),
        provider_price(&operator, &provider.address, &TERMS),
        provider_pause(&operator, &provider.address, true),
        provider_retire(&provider, &market),
        provider_retire(&Provider { state: ProviderState { fees: 0, ..provider.state }, ..provider }, &market),
        provider_withdraw(&operator, &provider, Some(4)),
        provider_withdraw(&operator, &provider, None),
        provider_sweep(Some(&provider.address), &market),
        provider_sweep(None, &market),
        order_draw(&key(12), &quote(), true, Some((0, &jobs().draw(0).unwrap())), true),
        order_draw(&key(12), &quote(), true, None, false),
        order_draw(&key(12), &quote(), false, Some((3, &jobs().draw(3).unwrap())), false),
        order_return(&key(12), &quote(), true, true),
        order_return(&key(12), &OrderQuote { sponsor: Default::default(), ..quote() }, false, false),
        job_assign(&market.keeper, &open, &wallet, true),
        job_claim(&operator, &wallet, &open),
        job_start(&operator, &wallet, &running),
        job_deliver(&operator, &wallet, &running, 2, ([14; 32], 2, 99)),
        job_seal(&running),
        job_accept(&market.keeper, &running, [15; 32]),
        job_reject(&market.keeper, (&running, &payee), &evidence()),
        job_approve(&running),
        job_dispute(&running),
        job_cancel(&running, payee),
        job_settle(&running, payee),
        job_fail(&operator, (&running, &payee), FailReason::Worker),
        job_fail(&market.keeper, (&open, &payee), FailReason::Broken),
        job_expire(&running, payee),
        job_expire(&open, payee),
        account_migrate(&key(30), &running.address),
    ];
    all.extend([stakes::every_one(), guardians::every_one(), channels::every_one(), tokens::every_one()].concat());
    all
}

fn keys(of: &Encoded) -> Vec<Pubkey> {
    of.accounts.iter().map(|meta| meta.pubkey).collect()
}

pub fn decoded(encoded: &Encoded) -> Option<Instruction> {
    Instruction::decode(&keys(encoded), &encoded.data)
}

#[test]
fn every_instruction_is_read_as_it_was_written() {
    let mut read = Vec::new();
    for encoded in every_one() {
        let instruction = decoded(&encoded).expect("an instruction of the program");
        assert_eq!(instruction.encode(), encoded);
        read.push(entry(&encoded));
    }
    for instruction in idl::list("instructions") {
        assert!(read.contains(&instruction), "{} is not built here", instruction["name"]);
    }
}

/// The IDL's entry of an instruction.
pub fn entry(encoded: &Encoded) -> &'static Value {
    let named = |entry: &&Value| idl::bytes(&entry["discriminator"]) == encoded.data[..8];
    idl::list("instructions").iter().find(named).expect("in the IDL")
}

#[test]
fn the_table_names_what_the_idl_names() {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let mut named: Vec<_> = Instruction::NAMES.iter().map(|name| plain(name)).collect();
    let mut expected: Vec<_> =
        idl::list("instructions").iter().map(|entry| plain(entry["name"].as_str().unwrap())).collect();
    named.sort();
    expected.sort();
    assert_eq!(named, expected);
}

#[test]
fn signers_and_writable_accounts_are_those_of_the_idl() {
    for encoded in every_one() {
        let places = entry(&encoded)["accounts"].as_array().unwrap();
        // The token accounts at the end are left out where none is named.
        assert!(places[encoded.accounts.len()..].iter().all(|place| place["optional"] == true));
        for (place, meta) in places.iter().zip(&encoded.accounts) {
            let is_absent = place["optional"] == true && meta.pubkey == PROGRAM_ID;
            let expected = |what: &str| !is_absent && place[what] == true;
            assert_eq!((meta.is_signer, meta.is_writable), (expected("signer"), expected("writable")), "{place}");
        }
    }
}

#[test]
fn arguments_and_accounts_come_out_typed_and_named() {
    let reject = instructions::job_reject(&key(4), (&running(), &order()), &evidence());
    let Some(Instruction::JobReject { accounts, attempt, grounds }) = decoded(&reject) else { panic!("a rejection") };
    assert_eq!((accounts.job, accounts.keeper, accounts.payee), (running().address, Some(key(4)), order()));
    assert_eq!((attempt, grounds), (2, Grounds::Evidence(evidence())));
    assert_eq!((accounts.guardian, accounts.second_guardian, accounts.instructions), (None, None, None));
    let Some(Instruction::JobExpire { accounts }) = decoded(&instructions::job_expire(&open(), order())) else {
        panic!("an expiry")
    };
    assert_eq!(accounts.provider, None);
}

#[test]
fn what_the_program_would_not_read_is_nothing() {
    for encoded in every_one() {
        let (keys, data) = (keys(&encoded), &encoded.data);
        assert!(Instruction::decode(&keys[..keys.len() - 1], data).is_none(), "one account short");
        assert!(Instruction::decode(&keys, &data[..7]).is_none());
        if data.len() > 8 {
            assert!(Instruction::decode(&keys, &data[..data.len() - 1]).is_none(), "one byte short");
        }
    }
    assert!(Instruction::decode(&[], &[]).is_none());
    assert!(Instruction::decode(&[key(1); 9], &[0; 64]).is_none(), "unknown");
    let mut pause = args::ProviderChange::DISCRIMINATOR.to_vec();
    pause.extend([2, 2]);
    assert!(Instruction::decode(&[key(1), key(2), key(3)], &pause).is_none(), "neither true nor false");
}

/// The program ignores them, so nobody can hide a call behind them.
#[test]
fn accounts_and_bytes_beyond_the_expected_ones_are_ignored() {
    for encoded in every_one() {
        let mut more_keys = keys(&encoded);
        more_keys.resize(entry(&encoded)["accounts"].as_array().unwrap().len(), PROGRAM_ID);
        more_keys.push(key(99));
        let more_data = [encoded.data.as_slice(), &[1, 2, 3]].concat();
        let instruction = Instruction::decode(&more_keys, &more_data).expect("still the same");
        assert_eq!(instruction.encode(), encoded);
    }
}

#[test]
fn only_instructions_about_a_job_name_one() {
    for encoded in every_one() {
        let places = entry(&encoded)["accounts"].as_array().unwrap();
        let place = places.iter().position(|place| place["name"] == "job");
        let named = decoded(&encoded).unwrap().job();
        // A place that is left free names the program.
        let there = place.map(|at| encoded.accounts[at].pubkey).filter(|key| *key != PROGRAM_ID);
        assert_eq!(named, there);
    }
}
