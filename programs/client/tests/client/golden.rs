//! Bytes of everything that goes over the wire, with what they mean, for clients in other languages: a committed
//! file, which the TypeScript client's tests read. `RAYMENT_WRITE_GOLDEN=1` writes it again.

pub mod accounts;
mod events;
mod meaning;
mod orders;
mod signed;
mod tokens;

use std::{fs, path::Path};

use rayment_client::{address, instructions::Encoded};
use rayment_core::layout;
use serde_json::{Value, json};

use crate::instructions::{entry, every_one, key};

const FILE: &str = "../../app/sdk/ts/test/golden.json";

#[test]
fn other_languages_read_and_write_the_same_bytes() {
    let golden = json!({
        "accounts": accounts::all(),
        "addresses": addresses(),
        "channel": signed::channels(),
        "events": events::all(),
        "guardian": signed::guardians(),
        "instructions": every_one().iter().map(instruction).collect::<Vec<_>>(),
        "order": orders::all(),
        "places": places(),
        "token": tokens::all(),
    });
    let text = serde_json::to_string_pretty(&golden).unwrap() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if std::env::var_os("RAYMENT_WRITE_GOLDEN").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "what goes over the wire changed: run `RAYMENT_WRITE_GOLDEN=1 cargo test -p rayment-client golden`"
    );
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn instruction(encoded: &Encoded) -> Value {
    json!({ "name": entry(encoded)["name"], "accounts": account_metas(encoded), "data": hex(&encoded.data) })
}

fn account_metas(encoded: &Encoded) -> Vec<Value> {
    let account = |meta: &solana_instruction::AccountMeta| json!({ "address": meta.pubkey.to_string(), "signer": meta.is_signer, "writable": meta.is_writable });
    encoded.accounts.iter().map(account).collect()
}

fn addresses() -> Value {
    json!({
        "asset": address::asset(&key(1), &key(2)).to_string(),
        "client": address::client(&key(1), &key(6)).to_string(),
        "eventAuthority": address::event_authority().to_string(),
        "guardian": address::guardian(&key(1), &key(6)).to_string(),
        "job": address::job(&key(1), 0x0102_0304).to_string(),
        "market": address::market(&key(2), 300).to_string(),
        "params": address::params(&key(1), 258).to_string(),
        "provider": address::provider(&key(1), &key(6)).to_string(),
        "purse": address::purse(&key(1), &key(2)).to_string(),
        "vault": address::vault(&key(1)).to_string(),
    })
}

/// Which layout of each account is today's, how long it is, and where its fields lie.
fn places() -> Value {
    let of = |version: u8, space: usize, fields: &[&[layout::Field]]| {
        let fields: Vec<_> = fields.concat().iter().map(|field| json!([field.name, field.at, field.size])).collect();
        json!({ "layout": version, "space": space, "fields": fields })
    };
    let of_job = [layout::job::PHASE_TAG, layout::job::HOLDER];
    json!({
        "Asset": of(layout::asset::LAYOUT, layout::asset::SPACE, &[layout::asset::FIELDS]),
        "Channel": of(layout::channel::LAYOUT, layout::channel::SPACE, &[layout::channel::FIELDS]),
        "Client": of(layout::client::LAYOUT, layout::client::SPACE, &[layout::client::FIELDS]),
        "Guardian": of(layout::guardian::LAYOUT, layout::guardian::SPACE, &[layout::guardian::FIELDS]),
        "Job": of(layout::job::LAYOUT, layout::job::SPACE, &[layout::job::FIELDS, &of_job]),
        "Market": of(layout::market::LAYOUT, layout::market::SPACE, &[layout::market::FIELDS]),
        "MarketParams": of(layout::market_params::LAYOUT, layout::market_params::SPACE, &[layout::market_params::FIELDS]),
        "Offer": of(layout::offer::LAYOUT, layout::offer::SPACE, &[layout::offer::FIELDS]),
        "Order": of(layout::order::LAYOUT, layout::order::SPACE, &[layout::order::FIELDS]),
        "Provider": of(layout::provider::LAYOUT, layout::provider::SPACE, &[layout::provider::FIELDS]),
        "Purse": of(layout::purse::LAYOUT, layout::purse::SPACE, &[layout::purse::FIELDS]),
    })
}
