//! Accounts as the program writes them: every kind, and a job in every phase.

use anchor_lang::Discriminator;
use borsh::BorshSerialize;
use rayment_client::{
    Asset, Channel, Client, Guardian, Job, Market, MarketParams, Offer, Order, Provider, Purse, rayment::accounts,
    rule_key,
};
use rayment_core::{
    job::{Acceptance, Claim, Delivery, Phase, Reservation, Seal},
    layout,
    market::Params,
    money::Terms,
    order::{OrderHead, OrderState, Paid},
};
use serde_json::{Value, json};
use solana_pubkey::Pubkey;

use super::{hex, meaning::Meaning, orders::quote};
use crate::{
    channels, guardians, idl,
    instructions::{job, key, provider},
    stakes::{self, STAKE},
    tokens,
};

const BUMP: u8 = 254;
const TERMS: Terms = Terms { per_frame: 5, per_second: 6, per_gb: 7, minimum: 1 << 60 };

/// An account's bytes and what they mean; the program leaves zeros behind what a phase does not fill.
fn account<T: Discriminator>(name: &str, layout: u8, body: &impl BorshSerialize, more: Value) -> Value {
    let mut data = T::DISCRIMINATOR.to_vec();
    (layout, BUMP).serialize(&mut data).unwrap();
    body.serialize(&mut data).unwrap();
    if name == "Job" {
        data.resize(layout::job::SPACE, 0);
    }
    let mut meaning = json!({ "layout": layout, "bump": BUMP });
    meaning.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "name": name, "data": hex(&data), "meaning": meaning })
}

pub fn all() -> Vec<Value> {
    let mut all = vec![market(), params(), order(), provider_account(), client(), guardian(), channel()];
    all.extend([asset(), purse(), offer()]);
    all.extend(phases().into_iter().map(job_account));
    for entry in idl::list("accounts") {
        assert!(all.iter().any(|account| account["name"] == entry["name"]), "{} is missing", entry["name"]);
    }
    all
}

fn market() -> Value {
    let keys = [2, 3, 4, 5].map(key);
    let (times, dust, spare) = ([-1_i64, 1 << 41, 1 << 42], (1_u64 << 50) + 1, [8_u8; layout::market::SPARE.size]);
    let body = (300_u16, keys.map(|key| key.to_bytes()), 258_u16, times, STAKE, dust, spare);
    let [creator, authority, keeper, treasury] = keys.map(|key| key.to_string());
    let [params_since, paused_until, pause_ready_at] = times.map(|time| time.to_string());
    let more = json!({
        "id": 300, "creator": creator, "authority": authority, "keeper": keeper, "treasury": treasury, "params": 258,
        "paramsSince": params_since, "pausedUntil": paused_until, "pauseReadyAt": pause_ready_at,
        "keeperBond": STAKE.meaning(), "dust": dust.to_string(), "spare": hex(&spare),
    });
    let told = account::<accounts::Market>("Market", layout::market::LAYOUT, &body, more);
    let read = Market::decode(Pubkey::default(), &bytes(&told)).unwrap();
    assert_eq!(
        (read.version.params, read.version.since, read.version.paused_until, read.keeper_bond, read.dust),
        (258, -1, 1 << 41, STAKE, dust)
    );
    told
}

fn params() -> Value {
    let reserved = [7_u8; layout::market_params::RESERVED.size];
    let body = (key(1).to_bytes(), 258_u16, Params::DEFAULT, reserved);
    let more = json!({
        "market": key(1).to_string(), "version": 258, "values": Params::DEFAULT.meaning(), "reserved": hex(&reserved),
    });
    let told = account::<accounts::MarketParams>("MarketParams", layout::market_params::LAYOUT, &body, more);
    assert_eq!(MarketParams::decode(Pubkey::default(), &bytes(&told)).unwrap().values, Params::DEFAULT);
    told
}

fn order() -> Value {
    let paid = [1, 2, 3, 4].map(|byte| Paid { provider: [byte; 8], fee: (1 << 60) + u64::from(byte) });
    let state =
        OrderState { head: OrderHead { next: 3, live: 2, drawn: (1 << 59) + 1, lent: 5, paid }, quote: quote() };
    let more = json!({ "state": state.meaning() });
    let told = account::<accounts::Order>("Order", layout::order::LAYOUT, &state, more);
    assert_eq!(bytes(&told).len(), layout::order::SPACE);
    assert_eq!(Order::decode(Pubkey::default(), &bytes(&told)).unwrap().state, state);
    told
}

fn provider_account() -> Value {
    let reserved = [0_u8; layout::provider::RESERVED.size];
    let mut state = provider().state;
    (state.terms, state.balance, state.fees, state.earned, state.budget) = (TERMS, 11, 12, 13, 14);
    (state.jobs, state.paid_jobs, state.failed_jobs, state.working, state.slots) = (15, 16, 17, 18, 19);
    (state.registered_at, state.stake, state.purses) = (-20, STAKE, 21);
    let told = account::<accounts::Provider>(
        "Provider",
        layout::provider::LAYOUT,
        &(state, reserved),
        json!({ "state": state.meaning(), "reserved": hex(&reserved) }),
    );
    assert_eq!(Provider::decode(Pubkey::default(), &bytes(&told)).unwrap().state, state);
    told
}

fn client() -> Value {
    let client = stakes::client();
    let more = json!({ "state": client.state.meaning() });
    let told = account::<accounts::Client>("Client", layout::client::LAYOUT, &client.state, more);
    assert_eq!(Client::decode(client.address, &bytes(&told)).unwrap(), client);
    told
}

fn guardian() -> Value {
    let guardian = guardians::guardian();
    let reserved = [8_u8; layout::guardian::RESERVED.size];
    let more = json!({ "state": guardian.state.meaning(), "reserved": hex(&reserved) });
    let body = (guardian.state, reserved);
    let told = account::<accounts::Guardian>("Guardian", layout::guardian::LAYOUT, &body, more);
    assert_eq!(Guardian::decode(guardian.address, &bytes(&told)).unwrap(), guardian);
    told
}

fn channel() -> Value {
    let channel = channels::channel();
    let more = json!({ "state": channel.state.meaning() });
    let told = account::<accounts::Channel>("Channel", layout::channel::LAYOUT, &channel.state, more);
    assert_eq!(Channel::decode(channel.address, &bytes(&told)).unwrap(), channel);
    told
}

fn asset() -> Value {
    let (asset, reserved) = (tokens::asset(), [8_u8; layout::asset::RESERVED.size]);
    let more = json!({ "state": asset.state.meaning(), "reserved": hex(&reserved) });
    let told = account::<accounts::Asset>("Asset", layout::asset::LAYOUT, &(asset.state, reserved), more);
    assert_eq!(Asset::decode(asset.address, &bytes(&told)).unwrap(), asset);
    told
}

fn purse() -> Value {
    let (purse, reserved) = (tokens::purse(), [8_u8; layout::purse::RESERVED.size]);
    let more = json!({ "state": purse.state.meaning(), "reserved": hex(&reserved) });
    let told = account::<accounts::Purse>("Purse", layout::purse::LAYOUT, &(purse.state, reserved), more);
    assert_eq!(Purse::decode(purse.address, &bytes(&told)).unwrap(), purse);
    told
}

fn offer() -> Value {
    let (offer, reserved) = (tokens::offer(), [8_u8; layout::offer::RESERVED.size]);
    let more = json!({ "state": offer.state.meaning(), "reserved": hex(&reserved) });
    let told = account::<accounts::Offer>("Offer", layout::offer::LAYOUT, &(offer.state, reserved), more);
    assert_eq!(Offer::decode(offer.address, &bytes(&told)).unwrap(), offer);
    told
}

fn phases() -> Vec<Phase> {
    let claim = Claim { provider: rule_key(&key(6)), terms: TERMS };
    let pending = Delivery { frames: 2, ms: 1 << 55, root: [21; 32], seal: Seal::Pending { slot: 1 << 45, round: 1 } };
    let sealed = Delivery { seal: Seal::Sealed { seed: [22; 32], round: 2 }, ..pending };
    let reserved = Some(Reservation { provider: rule_key(&key(6)), until: 99, terms: TERMS });
    vec![
        Phase::Open { at: -1, reserved: None },
        Phase::Open { at: 1, reserved },
        Phase::Claimed { claim, at: 2, cancel_at: None },
        Phase::Running { claim, at: 3, cancel_at: Some(4) },
        Phase::Delivered { claim, at: 5, delivery: pending },
        Phase::Accepted {
            claim,
            at: 6,
            how: Acceptance::Answered,
            frames: 2,
            ms: 7,
            root: [23; 32],
            seed: [24; 32],
            round: 1,
        },
        Phase::Disputed { claim, at: 8, delivery: sealed },
        tokens::OWED,
    ]
}

fn job_account(phase: Phase) -> Value {
    let mut state = job(phase).state;
    (state.flags, state.failed) = (3, [[1; 8], [2; 8]]);
    let told = account::<accounts::Job>("Job", layout::job::LAYOUT, &state, json!({ "state": state.meaning() }));
    assert_eq!(Job::decode(Pubkey::default(), &bytes(&told)).unwrap().state, state);
    told
}

/// The bytes again.
pub fn bytes(told: &Value) -> Vec<u8> {
    let hex = told["data"].as_str().unwrap();
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}
