//! A scripted chain: an RPC node that answers from a table of accounts and past transactions.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use anchor_lang::{Discriminator, Event};
use axum::{Json, Router, extract::State, routing::post};
use base64::{Engine, engine::general_purpose::STANDARD};
use borsh::BorshSerialize;
use rayment_client::{PROGRAM_ID, address, instructions::Encoded, rayment::accounts};
use rayment_core::{job::JobState, market::Params, provider::ProviderState};
use serde_json::{Value, json};
use solana_pubkey::Pubkey;

use super::MARKET;

/// Accounts by address, and log lines of past transactions by address, the newest first.
#[derive(Clone, Default)]
pub struct Chain(Arc<Mutex<Script>>);

/// Log lines, and the transaction itself.
#[derive(Clone, Default)]
struct Past {
    logs: Vec<String>,
    transaction: Vec<u8>,
}

#[derive(Default)]
struct Script {
    accounts: HashMap<Pubkey, Vec<u8>>,
    past: HashMap<Pubkey, Vec<Past>>,
    /// The same by signature.
    transactions: HashMap<String, Past>,
    /// Histories that were asked for.
    searches: usize,
}

impl Chain {
    /// Serves on loopback; returns its address.
    pub async fn serve(&self) -> String {
        let app = Router::new().route("/", post(answer)).with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("listen");
        let url = format!("http://{}", listener.local_addr().expect("address"));
        tokio::spawn(async move { axum::serve(listener, app).await });
        url
    }

    pub fn market(&self, keeper: Pubkey) {
        let keys = (MARKET, MARKET, keeper, MARKET);
        self.put(
            MARKET,
            encoded::<accounts::Market>(&(
                3u16,
                keys.0.to_bytes(),
                keys.1.to_bytes(),
                keys.2.to_bytes(),
                keys.3.to_bytes(),
                1u16,
            )),
        );
        let params = (MARKET.to_bytes(), 1u16, Params::DEFAULT);
        self.put(address::params(&MARKET, 1), encoded::<accounts::MarketParams>(&params));
    }

    pub fn provider(&self, state: &ProviderState) {
        let wallet = rayment_client::chain_key(&state.authority);
        self.put(address::provider(&MARKET, &wallet), encoded::<accounts::Provider>(&(*state, [0u8; 32], [0u8; 32])));
    }

    pub fn job(&self, address: Pubkey, state: &JobState) {
        self.put(address, encoded::<accounts::Job>(state));
    }

    pub fn closes(&self, job: &Pubkey) {
        self.script().accounts.remove(job);
    }

    /// One transaction with one event of the program.
    pub fn past(&self, address: &Pubkey, event: &impl Event) {
        let line = format!("Program data: {}", STANDARD.encode(event.data()));
        let logs = vec![format!("Program {PROGRAM_ID} invoke [1]"), line, format!("Program {PROGRAM_ID} success")];
        self.happens(address, Past { logs, ..Past::default() });
    }

    /// One transaction of an account with one instruction of the program, whose log was cut off.
    pub fn call(&self, address: &Pubkey, call: &Encoded) {
        let (signature, blockhash) = ([1; 64], [1; 32]);
        let keys: Vec<u8> = call.accounts.iter().flat_map(|meta| meta.pubkey.to_bytes()).collect();
        let count = call.accounts.len() as u8;
        let places: Vec<u8> = (1..=count).collect();
        // The payer, the instruction's accounts, then the program, which is read only.
        let parts: [&[u8]; 11] = [
            &[1],
            &signature,
            &[1, 0, 1, count + 2],
            &[4; 32],
            &keys,
            PROGRAM_ID.as_ref(),
            &blockhash,
            &[1, count + 1, count],
            &places,
            &[call.data.len() as u8],
            &call.data,
        ];
        let logs = vec![format!("Program {PROGRAM_ID} invoke [1]"), "Log truncated".into()];
        self.happens(address, Past { logs, transaction: parts.concat() });
    }

    fn happens(&self, address: &Pubkey, past: Past) {
        self.script().past.entry(*address).or_default().insert(0, past);
    }

    /// How many histories were asked for.
    pub fn searches(&self) -> usize {
        self.script().searches
    }

    pub fn forgets(&self, address: &Pubkey) {
        self.script().past.remove(address);
    }

    fn put(&self, address: Pubkey, data: Vec<u8>) {
        self.script().accounts.insert(address, data);
    }

    fn script(&self) -> std::sync::MutexGuard<'_, Script> {
        self.0.lock().expect("no test panics here")
    }
}

/// Discriminator, layout, bump, then the body.
fn encoded<T: Discriminator>(body: &impl BorshSerialize) -> Vec<u8> {
    let mut data = T::DISCRIMINATOR.to_vec();
    data.extend([1, 255]);
    body.serialize(&mut data).expect("memory");
    data
}

async fn answer(State(chain): State<Chain>, Json(request): Json<Value>) -> Json<Value> {
    let (method, params) = (request["method"].as_str().unwrap_or_default(), &request["params"]);
    let mut script = chain.script();
    let key = || params[0].as_str().and_then(|text| text.parse::<Pubkey>().ok()).unwrap_or_default();
    let result = match method {
        "getAccountInfo" => {
            json!({"context": {"slot": 1}, "value": script.accounts.get(&key()).map(|data| account(data))})
        }
        "getProgramAccounts" => {
            let found = script.accounts.iter().filter(|(_, data)| passes(&params[1]["filters"], data));
            found.map(|(key, data)| json!({"pubkey": key.to_string(), "account": account(data)})).collect()
        }
        "getSignaturesForAddress" => {
            script.searches += 1;
            // Pages come newest first; there is one.
            let first = params[1]["before"].is_null();
            let past = script.past.get(&key()).filter(|_| first).cloned().unwrap_or_default();
            let entries = past.into_iter().enumerate().map(|(index, past)| {
                let signature = solana_signature::Signature::from([index as u8 + 1; 64]).to_string();
                script.transactions.insert(signature.clone(), past);
                json!({"signature": signature, "slot": 1, "err": null, "memo": null, "blockTime": 1, "confirmationStatus": "confirmed"})
            });
            entries.collect()
        }
        "getTransaction" => transaction(script.transactions.get(params[0].as_str().unwrap_or_default())),
        _ => Value::Null,
    };
    Json(json!({"jsonrpc": "2.0", "id": request["id"], "result": result}))
}

fn account(data: &[u8]) -> Value {
    let owner = PROGRAM_ID.to_string();
    json!({"lamports": 1, "data": [STANDARD.encode(data), "base64"], "owner": owner, "executable": false, "rentEpoch": 0, "space": data.len()})
}

fn transaction(past: Option<&Past>) -> Value {
    let (logs, bytes) = (past.map(|past| &past.logs), past.map(|past| STANDARD.encode(&past.transaction)));
    json!({"slot": 1, "blockTime": 1, "transaction": [bytes, "base64"], "meta": {
        "err": null, "status": {"Ok": null}, "fee": 5000, "preBalances": [], "postBalances": [],
        "innerInstructions": [], "logMessages": logs, "preTokenBalances": [], "postTokenBalances": [],
        "rewards": [], "loadedAddresses": {"writable": [], "readonly": []}, "computeUnitsConsumed": 1}})
}

fn passes(filters: &Value, data: &[u8]) -> bool {
    let matches = |filter: &Value| {
        let (at, bytes) = (filter["memcmp"]["offset"].as_u64().unwrap_or(0) as usize, &filter["memcmp"]["bytes"]);
        let bytes = match (bytes, filter["memcmp"]["encoding"].as_str()) {
            (Value::String(text), Some("base64")) => STANDARD.decode(text).expect("base64"),
            (Value::String(text), _) => bs58::decode(text).into_vec().expect("base58"),
            (list, _) => {
                list.as_array().expect("bytes").iter().map(|byte| byte.as_u64().expect("byte") as u8).collect()
            }
        };
        data.get(at..at + bytes.len()) == Some(&bytes)
    };
    filters.as_array().is_none_or(|filters| filters.iter().all(matches))
}
