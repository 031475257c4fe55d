//! Asking again: a call that got no answer is made once more, for a while.
//!
//! Every call may be repeated: reads change nothing, and a transaction that is sent twice lands once.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use async_trait::async_trait;
use serde_json::Value;
use solana_rpc_client::{
    nonblocking::rpc_client::RpcClient,
    rpc_sender::{RpcSender, RpcTransportStats},
};
use solana_rpc_client_api::{
    client_error::{Error, ErrorKind, Result},
    custom_error,
    request::{RpcError, RpcRequest},
};
use tokio::time::{Instant, sleep};

/// How long a call is made again.
const PATIENCE: Duration = Duration::from_secs(15);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Answers that say "not now": the node is behind the cluster, or behind what it was asked about.
const NOT_NOW: [i64; 4] = [
    custom_error::JSON_RPC_SERVER_ERROR_BLOCK_NOT_AVAILABLE,
    custom_error::JSON_RPC_SERVER_ERROR_NODE_UNHEALTHY,
    custom_error::JSON_RPC_SERVER_ERROR_BLOCK_STATUS_NOT_AVAILABLE_YET,
    custom_error::JSON_RPC_SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED,
];

/// A node, asked again where it does not answer.
pub(super) struct Patient {
    node: RpcClient,
    /// Whether it has ever answered. Before that the address may be wrong, and waiting would not mend it.
    known: AtomicBool,
}

impl Patient {
    pub fn new(node: RpcClient) -> Self {
        Self { node, known: AtomicBool::new(false) }
    }
}

#[async_trait]
impl RpcSender for Patient {
    async fn send(&self, request: RpcRequest, params: Value) -> Result<Value> {
        let (until, mut pause) = (Instant::now() + PATIENCE, FIRST_PAUSE);
        loop {
            let answer = self.node.send(request, params.clone()).await;
            let known = self.known.load(Ordering::Relaxed);
            match answer {
                Err(error) if no_answer(error.kind(), known) && Instant::now() + pause < until => {
                    tracing::debug!(%request, error = %without_key(error), "no answer from the node: asking again");
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Err(error) => {
                    let spoke = matches!(error.kind(), ErrorKind::RpcError(_));
                    self.known.fetch_or(spoke, Ordering::Relaxed);
                    return Err(without_key(error));
                }
                Ok(value) => {
                    self.known.store(true, Ordering::Relaxed);
                    return Ok(value);
                }
            }
        }
    }

    fn get_transport_stats(&self) -> RpcTransportStats {
        self.node.get_transport_stats()
    }

    fn url(&self) -> String {
        self.node.url()
    }
}

/// Whether the call failed before an answer came, so that the next try may get one. `known` says whether the
/// node has answered before.
fn no_answer(kind: &ErrorKind, known: bool) -> bool {
    match kind {
        // Nobody listens there, or it is no node.
        ErrorKind::Reqwest(error) if error.is_connect() || error.is_decode() => known,
        ErrorKind::Reqwest(error) => match error.status() {
            Some(status) => status.is_server_error() || status.as_u16() == 429,
            None => !error.is_builder() && !error.is_redirect(),
        },
        ErrorKind::Io(_) => true,
        ErrorKind::RpcError(RpcError::RpcResponseError { code, .. }) => NOT_NOW.contains(code),
        _ => false,
    }
}

/// Of the node's URL the host alone: the rest may hold a key, which must not reach a log.
fn without_key(mut error: Error) -> Error {
    if let ErrorKind::Reqwest(error) = error.kind.as_mut()
        && let Some(url) = error.url_mut()
    {
        url.set_path("");
        url.set_query(None);
        url.set_fragment(None);
        // Fails for addresses that can't have any.
        let _ = url.set_username("").and_then(|()| url.set_password(None));
    }
    error
}
