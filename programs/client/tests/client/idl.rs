//! The committed IDL, as any client could read it.

use std::sync::LazyLock;

use serde_json::Value;

static IDL: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../idls/rayment.json")).expect("JSON"));

pub fn list(kind: &str) -> &'static [Value] {
    IDL[kind].as_array().expect("a list")
}

pub fn bytes(of: &Value) -> Vec<u8> {
    of.as_array().expect("bytes").iter().map(|byte| byte.as_u64().expect("a byte") as u8).collect()
}
