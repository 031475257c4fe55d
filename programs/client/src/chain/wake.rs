//! A wake-up call whenever the program does something.
//!
//! It only wakes: what a daemon acts on is a fresh read of accounts. A lost connection is made again,
//! for ever, and whoever waits also wakes up after a while without it, so a missed call costs time and
//! nothing else.

use std::{sync::Arc, time::Duration};

use futures::StreamExt;
use solana_commitment_config::CommitmentConfig;
use solana_pubsub_client::nonblocking::pubsub_client::PubsubClient;
use solana_rpc_client_api::{
    config::{RpcTransactionLogsConfig, RpcTransactionLogsFilter},
    response::RpcLogsResponse,
};
use solana_signature::Signature;
use tokio::{
    sync::{Notify, mpsc},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::Chain;
use crate::{PROGRAM_ID, events};

const RECONNECT_FIRST: Duration = Duration::from_millis(250);
const RECONNECT_LAST: Duration = Duration::from_secs(10);
/// Closings that wait to be taken; more are lost, as those are that nobody heard.
const MOST_CLOSINGS: usize = 4_096;

/// A transaction that closed jobs, by what was heard of its log. Which, it tells itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    pub signature: Signature,
}

impl Closing {
    /// From what a node tells of a transaction that names the program; `None` where no job was closed.
    pub fn heard(told: &RpcLogsResponse) -> Option<Self> {
        let signature = told.signature.parse().ok()?;
        (told.err.is_none() && events::tells_of_an_end(&told.logs)).then_some(Self { signature })
    }
}

/// Tells its waiters when the program is called. Clones share one signal, which wakes one waiter at a time.
#[derive(Clone)]
pub struct Wakes(Arc<Notify>);

impl Wakes {
    /// Listens in the background until `shutdown` is cancelled.
    pub fn listen(chain: &Chain, shutdown: CancellationToken) -> Self {
        Self::listen_to_closings(chain, shutdown).0
    }

    /// The same, and passes on the closings of jobs that are heard. Those that are missed, or were not
    /// logged, are to be found otherwise.
    pub fn listen_to_closings(chain: &Chain, shutdown: CancellationToken) -> (Self, mpsc::Receiver<Closing>) {
        let notify = Arc::new(Notify::new());
        let (pass_on, closings) = mpsc::channel(MOST_CLOSINGS);
        let listening = listen(chain.ws_url().to_owned(), notify.clone(), pass_on);
        tokio::spawn(shutdown.run_until_cancelled_owned(listening));
        (Self(notify), closings)
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

async fn listen(url: String, notify: Arc<Notify>, pass_on: mpsc::Sender<Closing>) {
    let mut pause = RECONNECT_FIRST;
    loop {
        let heard = hear(&url, &notify, &pass_on).await;
        pause = if heard { RECONNECT_FIRST } else { (pause * 2).min(RECONNECT_LAST) };
        tokio::time::sleep(pause).await;
    }
}

/// Listens until the connection ends; says whether anything was heard.
async fn hear(url: &str, notify: &Notify, pass_on: &mpsc::Sender<Closing>) -> bool {
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
    while let Some(heard) = logs.next().await {
        notify.notify_one();
        if let Some(closing) = Closing::heard(&heard.value) {
            // Nobody takes them, or too slowly: then they are searched for.
            let _ = pass_on.try_send(closing);
        }
    }
    drop(logs);
    unsubscribe().await;
    tracing::debug!("the node's WebSocket was closed");
    true
}
