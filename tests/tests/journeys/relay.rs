//! A node that fails to answer: what stands before it passes calls on, but not the first of one method.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::post,
};
use rayment_sdk::Connection;
use rayment_testbed::Testbed;
use serde_json::Value;

/// Stands before the ledger's node. It ends with the test.
#[derive(Clone)]
pub struct Relay {
    node: String,
    method: &'static str,
    failed: Arc<AtomicBool>,
}

impl Relay {
    /// How the client reaches the market through a relay that answers the first call of `method` with 503.
    pub async fn start(testbed: &Testbed, method: &'static str) -> (Self, Connection) {
        let direct = testbed.connection().unwrap();
        let relay = Self { node: direct.rpc_url.clone(), method, failed: Arc::default() };
        let app = Router::new().route("/", post(pass)).with_state(relay.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let rpc_url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, app).await });
        (relay, Connection { rpc_url, ..direct })
    }

    /// Whether the call has failed.
    pub fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }
}

async fn pass(State(relay): State<Relay>, body: Bytes) -> Response {
    let call: Value = serde_json::from_slice(&body).unwrap();
    if call["method"] == relay.method && !relay.failed.swap(true, Ordering::Relaxed) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let request = reqwest::Client::new().post(&relay.node).header(CONTENT_TYPE, "application/json").body(body);
    let answer = request.send().await.unwrap();
    let status = answer.status();
    (status, [(CONTENT_TYPE, "application/json")], answer.bytes().await.unwrap()).into_response()
}
