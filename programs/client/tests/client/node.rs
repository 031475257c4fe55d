//! A node that does not always answer, and what the connection makes of it.

use std::{
    collections::BTreeMap,
    error::Error as _,
    sync::{Arc, Mutex},
};

use axum::{Json, Router, extract::State, http::StatusCode, response::IntoResponse, routing::post};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rayment_client::{Chain, ChainError, Urgency};
use serde_json::{Value, json};
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;

/// What a node says to a call, by its method, its parameters and how many such calls came before.
type Script = fn(&str, &Value, usize) -> Answer;

pub enum Answer {
    Result(Value),
    Error(i64),
    Status(StatusCode),
}

/// How often each method was called.
pub type Calls = Arc<Mutex<BTreeMap<String, usize>>>;

type Asked = Arc<dyn Fn(&str, &Value, usize) -> Answer + Send + Sync>;

/// A node that follows a script; it ends with the test.
pub async fn node(script: impl Fn(&str, &Value, usize) -> Answer + Send + Sync + 'static) -> (Chain, Calls) {
    let calls = Calls::default();
    let asked: Asked = Arc::new(script);
    let app = Router::new().route("/", post(answer)).with_state((asked, calls.clone()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, app).await });
    (Chain::connect(&url, &url.replace("http", "ws")), calls)
}

async fn answer(State((script, calls)): State<(Asked, Calls)>, Json(call): Json<Value>) -> impl IntoResponse {
    let method = call["method"].as_str().unwrap().to_owned();
    let before = {
        let mut calls = calls.lock().unwrap();
        let count = calls.entry(method.clone()).or_default();
        *count += 1;
        *count - 1
    };
    let body =
        |key: &str, value: Value| Json(json!({ "jsonrpc": "2.0", "id": call["id"], key: value })).into_response();
    match script(&method, &call["params"], before) {
        Answer::Result(value) => body("result", value),
        Answer::Error(code) => body("error", json!({ "code": code, "message": "as the script says" })),
        Answer::Status(status) => status.into_response(),
    }
}

pub fn value(value: Value) -> Answer {
    Answer::Result(json!({ "context": { "slot": 1 }, "value": value }))
}

/// A node on which all goes well, apart from the status of what was sent.
fn sends(method: &str, params: &Value) -> Answer {
    match method {
        "simulateTransaction" => value(json!({ "err": null, "logs": [], "unitsConsumed": 150 })),
        "getRecentPrioritizationFees" => Answer::Result(json!([])),
        "getLatestBlockhash" => {
            value(json!({ "blockhash": Pubkey::new_unique().to_string(), "lastValidBlockHeight": 9 }))
        }
        "sendTransaction" => {
            // One signature, after their number.
            let bytes = STANDARD.decode(params[0].as_str().unwrap()).unwrap();
            Answer::Result(json!(bs58::encode(&bytes[1..65]).into_string()))
        }
        "isBlockhashValid" => value(json!(true)),
        _ => Answer::Error(-32601),
    }
}

fn confirmed() -> Value {
    json!({ "slot": 1, "confirmations": null, "err": null, "status": { "Ok": null }, "confirmationStatus": "confirmed" })
}

fn called(calls: &Calls, method: &str) -> usize {
    calls.lock().unwrap().get(method).copied().unwrap_or_default()
}

async fn send(chain: &Chain) -> Result<rayment_client::Sent, ChainError> {
    chain.send(&Keypair::new(), &[], &[Instruction::new_with_bytes(Pubkey::new_unique(), &[], vec![])]).await
}

/// The price of the priority of a transaction as it was sent.
fn price_of(params: &Value) -> u64 {
    let bytes = STANDARD.decode(params[0].as_str().unwrap()).unwrap();
    // One signature after its number, the header, the keys after theirs, the blockhash, the number of instructions.
    let (header, keys) = (1 + 64, usize::from(bytes[1 + 64 + 3]));
    let budget = &bytes[header + 3 + 1 + 32 * keys + 32 + 1..];
    // Each a program, no accounts, and its data after its length: a limit of units, then their price.
    let [_, 0, 5, 2, _, _, _, _, _, 0, 9, 3, price @ ..] = budget else { panic!("it sets no price: {budget:?}") };
    u64::from_le_bytes(*price.first_chunk().unwrap())
}

/// Others pay 50. The first is lost.
fn pays(method: &str, params: &Value, before: usize, prices: [u64; 2]) -> Answer {
    match method {
        "getRecentPrioritizationFees" => Answer::Result(json!([{ "slot": 1, "prioritizationFee": 50 }])),
        "sendTransaction" if price_of(params) != prices[usize::from(before > 0)] => Answer::Error(-32602),
        "getSignatureStatuses" => match params[0].as_array().unwrap().len() {
            1 => value(json!([null])),
            _ => value(json!([null, confirmed()])),
        },
        "isBlockhashValid" => value(json!(false)),
        _ => sends(method, params),
    }
}

#[tokio::test]
async fn what_is_due_soon_pays_more_and_again_more_when_it_was_lost() {
    let call = [Instruction::new_with_bytes(Pubkey::new_unique(), &[], vec![])];
    let by = |urgency, chain: Chain| {
        let call = call.clone();
        async move { chain.send_by(&Keypair::new(), &[], &call, urgency).await.map(drop) }
    };
    // Of 900 s 60 are left: more than a sixteenth, less than an eighth.
    let soon = Urgency::new((0, 900), 840, 1_000_000_000);
    let (chain, _) = node(|method, params, before| pays(method, params, before, [8_000, 16_000])).await;
    by(Some(soon), chain).await.unwrap();
    let (chain, _) = node(|method, params, before| pays(method, params, before, [50, 50])).await;
    by(None, chain).await.unwrap();
    // Nothing hangs on it.
    let (chain, _) = node(|method, params, before| pays(method, params, before, [0, 0])).await;
    by(Some(Urgency::new((0, 900), 840, 0)), chain).await.unwrap();
}

#[tokio::test]
async fn what_got_no_answer_is_asked_again() {
    let scripts: [Script; 2] = [
        |_, _, before| if before < 2 { Answer::Status(StatusCode::SERVICE_UNAVAILABLE) } else { value(json!(7)) },
        // The node is behind.
        |_, _, before| if before < 1 { Answer::Error(-32005) } else { value(json!(7)) },
    ];
    for script in scripts {
        let (chain, calls) = node(script).await;
        assert_eq!(chain.balance(&Pubkey::new_unique()).await.unwrap(), 7);
        assert!(called(&calls, "getBalance") > 1);
    }
}

#[tokio::test]
async fn an_answer_is_taken_though_it_is_a_refusal() {
    let (chain, calls) = node(|_, _, _| Answer::Error(-32602)).await;
    assert!(matches!(chain.balance(&Pubkey::new_unique()).await, Err(ChainError::Rpc(_))));
    assert_eq!(called(&calls, "getBalance"), 1);
}

#[tokio::test]
async fn nobody_waits_where_no_node_ever_was_and_the_key_in_its_url_is_not_told() {
    let chain = Chain::connect("http://name:hidden@127.0.0.1:1/hidden?api-key=hidden#hidden", "ws://127.0.0.1:1");
    let error = chain.balance(&Pubkey::new_unique()).await.unwrap_err();
    let (mut cause, mut told) = (error.source(), error.to_string());
    while let Some(inner) = cause {
        told.push_str(&format!(": {inner} {inner:?}"));
        cause = inner.source();
    }
    assert!(told.contains("127.0.0.1:1") && !told.contains("hidden"), "{told}");
}

#[tokio::test]
async fn a_status_that_did_not_come_is_asked_for_again() {
    let (chain, calls) = node(|method, params, before| match (method, before) {
        ("getSignatureStatuses", 0) => Answer::Status(StatusCode::BAD_GATEWAY),
        ("getSignatureStatuses", _) => value(json!([confirmed()])),
        _ => sends(method, params),
    })
    .await;
    send(&chain).await.unwrap();
    assert_eq!(called(&calls, "sendTransaction"), 1, "it was paid for once");
}

#[tokio::test]
async fn a_transaction_that_was_taken_for_lost_counts_where_it_landed() {
    let (chain, calls) = node(|method, params, _| match method {
        "getSignatureStatuses" => match params[0].as_array().unwrap().len() {
            1 => value(json!([null])),
            // With the second, the first is seen after all.
            _ => value(json!([confirmed(), null])),
        },
        "isBlockhashValid" => value(json!(false)),
        _ => sends(method, params),
    })
    .await;
    send(&chain).await.unwrap();
    assert_eq!(called(&calls, "getLatestBlockhash"), 2);
}

#[tokio::test]
async fn what_is_never_seen_is_not_known() {
    let (chain, _) = node(|method, params, _| match method {
        "getSignatureStatuses" => {
            value(json!(params[0].as_array().unwrap().iter().map(|_| None::<()>).collect::<Vec<_>>()))
        }
        "isBlockhashValid" => value(json!(false)),
        _ => sends(method, params),
    })
    .await;
    assert!(matches!(send(&chain).await, Err(ChainError::NotConfirmed)));
}

#[tokio::test]
async fn what_the_node_refuses_to_take_was_not_sent() {
    let (chain, calls) = node(|method, params, _| match method {
        "getSignatureStatuses" => value(json!([null])),
        "sendTransaction" => Answer::Error(-32602),
        _ => sends(method, params),
    })
    .await;
    assert!(matches!(send(&chain).await, Err(ChainError::Rpc(_))));
    assert_eq!(called(&calls, "sendTransaction"), 1);
}
