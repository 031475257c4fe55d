//! One batch of deeds, one transaction, and what came of it.

use std::time::Duration;

use futures::{StreamExt, stream};
use rayment_client::{Chain, ChainError, Outcome, Sent};
use solana_keypair::Keypair;
use solana_signer::Signer;
use tokio::time::timeout;

use crate::action::Deed;

/// Transactions on their way at a time.
const AT_ONCE: usize = 8;
/// How long a tick waits for one. It may still arrive later; a fresh look at the chain tells.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends all batches, a few at a time.
pub async fn execute(chain: &Chain, key: &Keypair, batches: Vec<Vec<Deed>>) -> Vec<(Deed, Outcome)> {
    let sent = stream::iter(batches).map(|batch| execute_batch(chain, key, batch)).buffer_unordered(AT_ONCE);
    sent.collect::<Vec<_>>().await.into_iter().flatten().collect()
}

/// Sends a batch; if that fails, each of its deeds alone, so that one loser holds up nobody.
async fn execute_batch(chain: &Chain, key: &Keypair, batch: Vec<Deed>) -> Vec<(Deed, Outcome)> {
    match send(chain, key, &batch).await {
        Ok(sent) => batch.into_iter().map(|deed| (deed, Outcome::Done(sent.clone()))).collect(),
        Err(error) if batch.len() == 1 || error.may_still_arrive() => {
            batch.into_iter().map(|deed| (deed, error.clone().into())).collect()
        }
        Err(_) => {
            let alone = stream::iter(batch).map(|deed| async move {
                let sent = send(chain, key, std::slice::from_ref(&deed)).await;
                (deed, sent.into())
            });
            alone.buffer_unordered(AT_ONCE).collect().await
        }
    }
}

async fn send(chain: &Chain, key: &Keypair, batch: &[Deed]) -> Result<Sent, ChainError> {
    let instructions: Vec<_> = batch.iter().flat_map(|deed| deed.instructions(&key.pubkey())).collect();
    let sent = timeout(PATIENCE, chain.send(key, &[], &instructions)).await;
    sent.unwrap_or(Err(ChainError::NotConfirmed))
}
