//! The committed IDL, as any client reads it.

use std::sync::LazyLock;

use serde_json::Value;

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

pub fn discriminator(entry: &Value) -> Vec<u8> {
    let bytes = entry["discriminator"].as_array().expect("a discriminator").iter();
    bytes.map(|byte| byte.as_u64().expect("a byte") as u8).collect()
}

/// The code of the program's error of this name.
pub fn error_code(wanted: &str) -> u32 {
    named("errors", wanted)["code"].as_u64().expect("a code") as u32
}
