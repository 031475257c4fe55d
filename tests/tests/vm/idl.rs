//! The committed IDL, as any client reads it.

use std::sync::LazyLock;

use serde_json::Value;
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

pub static IDL: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../programs/idls/rayment.json")).expect("the IDL"));

/// The entries of a list, such as `instructions` or `errors`.
pub fn list(kind: &str) -> &'static [Value] {
    IDL[kind].as_array().unwrap_or_else(|| panic!("the IDL has no {kind}"))
}

/// Their names, in order.
pub fn names(kind: &str) -> Vec<&'static str> {
    list(kind).iter().map(name).collect()
}

pub fn name(entry: &'static Value) -> &'static str {
    entry["name"].as_str().expect("a name")
}

pub fn named(kind: &str, wanted: &str) -> &'static Value {
    list(kind).iter().find(|entry| entry["name"] == wanted).unwrap_or_else(|| panic!("the IDL has no {wanted}"))
}

fn accounts(instruction: &Instruction) -> &'static [Value] {
    let entry = list("instructions").iter().find(|entry| instruction.data.starts_with(&discriminator(entry)));
    entry.expect("the IDL knows it")["accounts"].as_array().expect("accounts")
}

/// At which place an instruction takes an account, by the name that the IDL has for it.
pub fn place(instruction: &Instruction, account: &str) -> usize {
    let place = accounts(instruction).iter().position(|entry| entry["name"] == account);
    place.unwrap_or_else(|| panic!("it takes no {account}"))
}

/// Names the accounts up to this many that are left out, as ones that are not passed.
pub fn pad(instruction: &mut Instruction, accounts: usize) {
    let none = AccountMeta::new_readonly(rayment_client::PROGRAM_ID, false);
    instruction.accounts.resize(accounts.max(instruction.accounts.len()), none);
}

/// The same with another account at that place.
pub fn with(mut instruction: Instruction, account: &str, address: Pubkey) -> Instruction {
    let (place, all) = (place(&instruction, account), accounts(&instruction).len());
    if place >= instruction.accounts.len() {
        pad(&mut instruction, all);
    }
    instruction.accounts[place].pubkey = address;
    instruction
}

pub fn discriminator(entry: &Value) -> Vec<u8> {
    let bytes = entry["discriminator"].as_array().expect("a discriminator").iter();
    bytes.map(|byte| byte.as_u64().expect("a byte") as u8).collect()
}

/// The code of the program's error of this name.
pub fn error_code(wanted: &str) -> u32 {
    named("errors", wanted)["code"].as_u64().expect("a code") as u32
}
