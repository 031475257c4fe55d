//! Bytes of everything that goes over the wire, with what they mean, for clients in other languages: a committed
//! file, which the TypeScript client's tests read. `RAYMENT_WRITE_GOLDEN=1` writes it again.

mod accounts;
mod events;
mod meaning;

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
        "events": events::all(),
        "instructions": every_one().iter().map(instruction).collect::<Vec<_>>(),
        "places": places(),
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
    let account = |meta: &solana_instruction::AccountMeta| json!({ "address": meta.pubkey.to_string(), "signer": meta.is_signer, "writable": meta.is_writable });
    json!({
        "name": entry(encoded)["name"],
        "accounts": encoded.accounts.iter().map(account).collect::<Vec<_>>(),
        "data": hex(&encoded.data),
    })
}

fn addresses() -> Value {
    json!({
        "client": address::client(&key(1), &key(11)).to_string(),
        "eventAuthority": address::event_authority().to_string(),
        "job": address::job(&key(1), &key(11), (1 << 40) + 3).to_string(),
        "market": address::market(&key(2), 300).to_string(),
        "params": address::params(&key(1), 258).to_string(),
        "provider": address::provider(&key(1), &key(6)).to_string(),
    })
}

/// Which layout of each account is today's, and where its fields lie.
fn places() -> Value {
    let of = |version: u8, fields: &[&[layout::Field]]| {
        let fields: Vec<_> = fields.concat().iter().map(|field| json!([field.name, field.at, field.size])).collect();
        json!({ "layout": version, "fields": fields })
    };
    let of_job = [layout::job::PHASE_TAG, layout::job::HOLDER];
    json!({
        "Client": of(layout::client::LAYOUT, &[layout::client::FIELDS]),
        "Job": of(layout::job::LAYOUT, &[layout::job::FIELDS, &of_job]),
        "Market": of(layout::market::LAYOUT, &[layout::market::FIELDS]),
        "MarketParams": of(layout::market_params::LAYOUT, &[layout::market_params::FIELDS]),
        "Provider": of(layout::provider::LAYOUT, &[layout::provider::FIELDS]),
    })
}
