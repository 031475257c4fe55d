//! Notes how jobs ended as their closings pass, so that what strangers do to a job's list of transactions
//! costs nothing. What was missed here is searched for.

use std::{sync::Arc, time::Duration};

use rayment_client::{
    chain::{Closing, Past},
    history::endings,
};
use solana_signature::Signature;
use tokio::{
    sync::{Semaphore, mpsc},
    time,
};
use tokio_util::sync::CancellationToken;

use super::{ChainView, ending::Note};
use crate::access::Ending;

/// A node tells of a transaction a moment before it can show it: pauses between the questions, in milliseconds.
const PAUSES_MS: [u64; 4] = [100, 400, 1_000, 3_000];

/// Transactions that are read at a time: one that the node can't show yet holds up no other.
const AT_ONCE: usize = 8;

/// Takes closings until `shutdown` is cancelled.
pub async fn note_closings(chain: Arc<ChainView>, mut closings: mpsc::Receiver<Closing>, shutdown: CancellationToken) {
    let taking = async {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        while let Some(Closing { signature }) = closings.recv().await {
            // Which jobs it closed only the transaction tells, and nobody waits here for any of them.
            if chain.tracked.open().is_empty() {
                continue;
            }
            let Ok(place) = places.clone().acquire_owned().await else { return };
            let (chain, shutdown) = (chain.clone(), shutdown.clone());
            tokio::spawn(async move {
                shutdown.run_until_cancelled(chain.closed_by(signature)).await;
                drop(place);
            });
        }
    };
    shutdown.run_until_cancelled(taking).await;
}

impl ChainView {
    async fn closed_by(&self, signature: Signature) {
        for pause in PAUSES_MS {
            match self.chain.past(signature).await {
                Ok(Some(past)) => return self.note_endings(&past).await,
                Ok(None) => {}
                Err(error) => tracing::debug!(%error, %signature, "cannot read yet how jobs ended"),
            }
            time::sleep(Duration::from_millis(pause)).await;
        }
    }

    /// Notes the ends of jobs with something stored here.
    async fn note_endings(&self, past: &Past) {
        for closed in endings(past).into_iter().filter(|closed| self.tracked.is_open(&closed.job)) {
            let ending = Ending {
                client: closed.client,
                provider: closed.provider,
                attempt: closed.attempt,
                outcome: closed.outcome.into(),
                frames: closed.frames,
            };
            self.keep(&closed.job, &Note::by(ending, past.signature)).await;
        }
    }
}
