//! A wake-up call whenever the program does something.
//!
//! It only wakes: what a daemon acts on is a fresh read of accounts. A lost connection is made again,
//! for ever, and whoever waits also wakes up after a while without it, so a missed call costs time and
//! nothing else.

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use solana_commitment_config::CommitmentConfig;
use solana_pubsub_client::nonblocking::pubsub_client::PubsubClient;
use solana_rpc_client_api::config::{RpcTransactionLogsConfig, RpcTransactionLogsFilter};
use tokio::{sync::Notify, time::timeout};
use tokio_util::sync::CancellationToken;

use super::Chain;
use crate::PROGRAM_ID;

const RECONNECT_FIRST: Duration = Duration::from_millis(250);
const RECONNECT_LAST: Duration = Duration::from_secs(10);

/// Tells its waiters when the program is called. Clones share one signal, which wakes one waiter at a time.
#[derive(Clone)]
pub struct Wakes(Arc<Notify>);

impl Wakes {
    /// Listens in the background until `shutdown` is cancelled.
    pub fn listen(chain: &Chain, shutdown: CancellationToken) -> Self {
        let notify = Arc::new(Notify::new());
        tokio::spawn(shutdown.run_until_cancelled_owned(listen(chain.ws_url().to_owned(), notify.clone())));
        Self(notify)
    }

    /// Wakes at the next call of the program, and after `longest` at the latest.
    pub async fn next(&self, longest: Duration) {
        // Either way there is only one thing to do: read again.
        let _ = timeout(longest, self.0.notified()).await;
    }

    /// Wakes by hand: something else has changed.
    pub fn notify(&self) {
        self.0.notify_one();
    }
}

async fn listen(url: String, notify: Arc<Notify>) {
    let mut pause = RECONNECT_FIRST;
    loop {
        let heard = hear(&url, &notify).await;
        pause = if heard { RECONNECT_FIRST } else { (pause * 2).min(RECONNECT_LAST) };
        tokio::time::sleep(pause).await;
    }
}

/// Listens until the connection ends; says whether anything was heard.
async fn hear(url: &str, notify: &Notify) -> bool {
    let client = match PubsubClient::new(url).await {
        Ok(client) => client,
        Err(error) => {
            tracing::debug!(%error, "cannot connect to the node's WebSocket");
            return false;
        }
    };
    let filter = RpcTransactionLogsFilter::Mentions(vec![PROGRAM_ID.to_string()]);
    let config = RpcTransactionLogsConfig { commitment: Some(CommitmentConfig::confirmed()) };
    let Ok((mut logs, unsubscribe)) = client.logs_subscribe(filter, config).await else { return false };
    // What happened before the subscription began was not heard.
    notify.notify_one();
    while logs.next().await.is_some() {
        notify.notify_one();
    }
    drop(logs);
    unsubscribe().await;
    tracing::debug!("the node's WebSocket was closed");
    true
}
