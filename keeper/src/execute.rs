//! One batch of actions, one transaction, and what came of it.

use std::time::Duration;

use futures::{StreamExt, stream};
use rayment_client::{Chain, ChainError, Outcome, Sent, Urgency};
use solana_keypair::Keypair;
use solana_signer::Signer;
use tokio::time::timeout;

use crate::{action::ChainAction, snapshot::Snapshot};

/// Transactions sent at a time.
const AT_ONCE: usize = 8;
/// How long a tick waits for one. It may still arrive later: the next snapshot shows it.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Sends all batches, a few at a time.
pub async fn execute(
    (chain, key): (&Chain, &Keypair),
    batches: Vec<Vec<ChainAction>>,
    snapshot: &Snapshot,
) -> Vec<(ChainAction, Outcome)> {
    let sent =
        stream::iter(batches).map(|batch| execute_batch((chain, key), batch, snapshot)).buffer_unordered(AT_ONCE);
    sent.collect::<Vec<_>>().await.into_iter().flatten().collect()
}

/// Sends a batch; if that fails, each of its actions alone, so that one loser holds up nobody.
async fn execute_batch(
    by: (&Chain, &Keypair),
    batch: Vec<ChainAction>,
    snapshot: &Snapshot,
) -> Vec<(ChainAction, Outcome)> {
    match send(by, &batch, snapshot).await {
        Ok(sent) => batch.into_iter().map(|action| (action, Outcome::Done(sent.clone()))).collect(),
        Err(error) if batch.len() == 1 || error.may_still_arrive() => {
            batch.into_iter().map(|action| (action, error.clone().into())).collect()
        }
        Err(_) => {
            let alone = stream::iter(batch).map(|action| async move {
                let sent = send(by, std::slice::from_ref(&action), snapshot).await;
                (action, sent.into())
            });
            alone.buffer_unordered(AT_ONCE).collect().await
        }
    }
}

async fn send(
    (chain, key): (&Chain, &Keypair),
    batch: &[ChainAction],
    snapshot: &Snapshot,
) -> Result<Sent, ChainError> {
    let instructions: Vec<_> = batch.iter().flat_map(|action| action.instructions(&key.pubkey())).collect();
    let urgency = batch.iter().filter_map(|action| action.urgency(snapshot)).reduce(Urgency::and);
    let sent = timeout(TIMEOUT, chain.send_by(key, &[], &instructions, urgency)).await;
    sent.unwrap_or(Err(ChainError::NotConfirmed))
}
