//! What other clients hard-code: error codes, discriminators, where fields lie, and how arguments
//! are written. All of it is pinned by a snapshot, and held against real bytes.

mod staked;
mod written;

use rayment_core::layout::{self, Field};
use rayment_tests::vm::{guardians::*, phases::*, *};
use serde_json::Value;

use crate::idl;

/// Bytes of a type, if it has the same number of them in every state.
fn size(of: &Value) -> Option<usize> {
    match of {
        Value::String(plain) => match plain.as_str() {
            "bool" | "u8" => Some(1),
            "u16" => Some(2),
            "u32" => Some(4),
            "u64" | "i64" => Some(8),
            "pubkey" => Some(32),
            other => panic!("the size of {other} is not known here"),
        },
        Value::Object(shape) if shape.contains_key("array") => {
            Some(size(&of["array"][0])? * of["array"][1].as_u64().expect("a length") as usize)
        }
        Value::Object(shape) if shape.contains_key("defined") => {
            let named = &idl::named("types", of["defined"]["name"].as_str().expect("a name"))["type"];
            if let Some(variants) = named["variants"].as_array() {
                // A tag, and nothing that only some of them have.
                return variants.iter().all(|variant| variant["fields"].is_null()).then_some(1);
            }
            let fields = named["fields"].as_array()?;
            fields.iter().map(|field| size(&field["type"])).sum()
        }
        _ => None,
    }
}

/// What accounts consist of, and not of plain fields.
const LOOKED_INTO: [&str; 8] =
    ["JobState", "ProviderState", "OrderState", "OrderHead", "Quote", "ClientState", "GuardianState", "ChannelState"];

/// Every field of an account with a fixed place, and that place; structs are looked into.
fn places(of: &'static Value, at: &mut usize, prefix: &str, found: &mut Vec<(String, usize)>) {
    for field in of["type"]["fields"].as_array().expect("fields") {
        let name = format!("{prefix}{}", idl::name(field));
        let inner = field["type"]["defined"]["name"].as_str().map(|name| idl::named("types", name));
        if let Some(inner) = inner.filter(|inner| LOOKED_INTO.contains(&idl::name(inner))) {
            places(inner, at, &format!("{name}."), found);
            continue;
        }
        found.push((name, *at));
        match size(&field["type"]) {
            Some(size) => *at += size,
            None => return,
        }
    }
}

fn places_of(account: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    places(idl::named("types", account), &mut 8, "", &mut found);
    found
}

fn place(account: &str, field: &str) -> usize {
    let all = places_of(account);
    all.iter().find(|(name, _)| name == field).unwrap_or_else(|| panic!("{account} has no {field}")).1
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn codes_discriminators_and_places_are_pinned() {
    let mut told = String::new();
    for name in idl::names("errors") {
        told += &format!("error {} {name}\n", idl::error_code(name));
    }
    for kind in ["instructions", "accounts", "events"] {
        for entry in idl::list(kind) {
            told += &format!("{kind} {} {}\n", hex(&idl::discriminator(entry)), idl::name(entry));
        }
    }
    for account in idl::names("accounts") {
        for (field, at) in places_of(account) {
            told += &format!("{account} {at} {field}\n");
        }
    }
    insta::assert_snapshot!("codes", told);
}

#[test]
fn the_idl_puts_every_field_where_its_table_does() {
    let tables: [(&str, &[Field]); 8] = [
        ("Market", layout::market::FIELDS),
        ("MarketParams", &layout::market_params::FIELDS[..2]),
        ("Order", layout::order::FIELDS),
        ("Provider", layout::provider::FIELDS),
        ("Job", layout::job::FIELDS),
        ("Client", layout::client::FIELDS),
        ("Guardian", layout::guardian::FIELDS),
        ("Channel", layout::channel::FIELDS),
    ];
    for (account, table) in tables {
        let known = places_of(account);
        // Of the rest the IDL alone does not tell where they lie: an enum stands before them.
        let fixed = known.iter().filter(|(name, _)| name != "reserved" && name != "values").skip(2);
        for ((name, at), field) in fixed.zip(table.iter().filter(|field| field.name != "reserved")) {
            assert_eq!((field.name, field.at), (name.as_str(), *at), "{account}");
        }
    }
}

#[test]
fn the_fields_of_a_job_lie_where_the_idl_puts_them() {
    assert_eq!(place("Job", "state.phase"), layout::job::PHASE_TAG.at);
    let phases: [(fn() -> JobWorld, u8); 6] =
        [(open, 0), (claimed, 1), (running, 2), (delivered, 3), (accepted, 4), (disputed, 5)];
    for (reach, tag) in phases {
        let (world, job) = reach();
        let data = world.account(&job).expect("the job").data;
        let read = |field: &str, length: usize| &data[place("Job", field)..][..length];
        assert_eq!(data[..8], idl::discriminator(idl::named("accounts", "Job")));
        assert_eq!(read("state.market", 32), World::market_address().as_ref());
        assert_eq!(read("state.client", 32), CLIENT.key().as_ref());
        assert_eq!(read("state.order", 8), &world.purchases[0].address().to_bytes()[..8]);
        assert_eq!(read("state.deposit", 8), DEPOSIT.to_le_bytes());
        assert_eq!(read("state.phase", 1), [tag]);
        if tag > 0 {
            assert_eq!(read("state.phase", 33)[1..], ANNA.wallet.key().to_bytes(), "the holder follows the tag");
        }
    }
}

#[test]
fn the_fields_of_a_provider_lie_where_the_idl_puts_them() {
    let (world, _) = claimed();
    let data = world.account(&ANNA.address()).expect("the provider").data;
    let read = |field: &str, length: usize| &data[place("Provider", field)..][..length];
    assert_eq!(read("state.market", 32), World::market_address().as_ref());
    assert_eq!(read("state.authority", 32), ANNA.wallet.key().as_ref());
    assert_eq!(read("state.operator", 32), ANNA.operator.key().as_ref());
    assert_eq!(read("state.payout", 32), ANNA.payout.key().as_ref());
}

#[test]
fn the_fields_of_a_guardian_and_a_client_lie_where_the_idl_puts_them() {
    let mut world = World::guarded(guarded(1));
    Staker::Client(CLIENT).locks(&mut world, 5).works();
    Staker::Guardian(GITA).unlocks(&mut world, 7).works();
    let market = World::market_address();
    let stake = |locked: u64, unlocking: u64, unlock_at: i64| {
        [locked.to_le_bytes(), unlocking.to_le_bytes(), unlock_at.to_le_bytes()].concat()
    };
    let data = world.account(&GITA.address()).expect("the guardian").data;
    let read = |field: &str, length: usize| &data[place("Guardian", field)..][..length];
    assert_eq!(data[..8], idl::discriminator(idl::named("accounts", "Guardian")));
    assert_eq!(read("state.market", 32), market.as_ref());
    assert_eq!(read("state.wallet", 32), GITA.wallet.key().as_ref());
    assert_eq!(read("state.key", 32), GITA.daemon.key().as_ref());
    assert_eq!(read("state.stake", 24), stake(GUARDIAN_STAKE - 7, 7, world.now() + UNLOCK_SECS));
    assert_eq!(read("state.since", 8), world.now().to_le_bytes());
    let data = world.account(&Staker::Client(CLIENT).account()).expect("the client").data;
    let read = |field: &str, length: usize| &data[place("Client", field)..][..length];
    assert_eq!(data[..8], idl::discriminator(idl::named("accounts", "Client")));
    assert_eq!(read("state.market", 32), market.as_ref());
    assert_eq!(read("state.wallet", 32), CLIENT.key().as_ref());
    assert_eq!(read("state.stake", 24), stake(5, 0, 0));
    let data = world.account(&market).expect("the market").data;
    assert_eq!(data[place("Market", "keeper_bond")..][..24], [0; 24]);
}
