//! A node with some accounts, which compares bytes as real ones do.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rayment_client::Chain;
use serde_json::{Value, json};
use solana_pubkey::Pubkey;
use solana_rpc_client_api::filter::RpcFilterType;

use crate::node::{Answer, Calls, node, value};

/// Owner and data of each account, by its address.
#[derive(Default)]
pub struct Shelf(BTreeMap<Pubkey, (Pubkey, Vec<u8>)>);

impl Shelf {
    /// In each account.
    pub const LAMPORTS: u64 = 5_000_000;

    pub fn of(accounts: impl IntoIterator<Item = (Pubkey, Pubkey, Vec<u8>)>) -> Self {
        Self(accounts.into_iter().map(|(address, owner, data)| (address, (owner, data))).collect())
    }

    pub fn and(mut self, address: Pubkey, owner: Pubkey, data: Vec<u8>) -> Self {
        self.0.insert(address, (owner, data));
        self
    }

    /// It ends with the test.
    pub async fn node(self) -> (Chain, Calls) {
        node(move |method, params, _| match method {
            "getProgramAccounts" => Answer::Result(self.listed(&params[0], &params[1]["filters"])),
            "getAccountInfo" => value(self.one(&params[0])),
            _ => Answer::Error(-32601),
        })
        .await
    }

    fn listed(&self, program: &Value, filters: &Value) -> Value {
        let filters: Vec<RpcFilterType> = serde_json::from_value(filters.clone()).expect("filters");
        let passes = |data: &[u8]| {
            filters.iter().all(|filter| match filter {
                RpcFilterType::Memcmp(compared) => compared.bytes_match(data),
                other => panic!("a filter that no client asks for: {other:?}"),
            })
        };
        let found = self.0.iter().filter(|(_, (owner, data))| *program == owner.to_string() && passes(data));
        found.map(|(address, _)| json!({ "pubkey": address.to_string(), "account": self.account(address) })).collect()
    }

    fn one(&self, address: &Value) -> Value {
        address.as_str().and_then(|address| address.parse().ok()).map_or(Value::Null, |address| self.account(&address))
    }

    fn account(&self, address: &Pubkey) -> Value {
        self.0.get(address).map_or(Value::Null, |(owner, data)| {
            json!({
                "data": [STANDARD.encode(data), "base64"],
                "executable": false,
                "lamports": Self::LAMPORTS,
                "owner": owner.to_string(),
                "rentEpoch": 0,
                "space": data.len(),
            })
        })
    }
}
