//! One batch of deeds, one transaction, and what came of it.

use std::time::Duration;

use futures::{StreamExt, stream};
use rayment_client::{Chain, ChainError, ProgramError, Sent};
use solana_keypair::Keypair;
use solana_signer::Signer;
use tokio::time::timeout;

use crate::action::Deed;

/// Transactions on their way at a time.
const AT_ONCE: usize = 8;
/// How long a tick waits for one. It may still arrive later; a fresh look at the chain tells.
const PATIENCE: Duration = Duration::from_secs(20);

/// What came of a deed.
#[derive(Debug)]
pub enum Outcome {
    Done(Sent),
    /// The chain could not be asked, or did not answer in time: the next tick sees.
    Transient(String),
    /// The program said no: somebody else was faster, or time has passed. Fine.
    Refused(ProgramError),
    /// Trying again will not mend it: somebody has to look.
    Fatal(String),
}

/// Sends all batches, a few at a time.
pub async fn execute(chain: &Chain, key: &Keypair, batches: Vec<Vec<Deed>>) -> Vec<(Deed, Outcome)> {
    let sent = stream::iter(batches).map(|batch| execute_batch(chain, key, batch)).buffer_unordered(AT_ONCE);
    sent.collect::<Vec<_>>().await.into_iter().flatten().collect()
}

/// Sends a batch; if that fails, each of its deeds alone, so that one loser holds up nobody.
async fn execute_batch(chain: &Chain, key: &Keypair, batch: Vec<Deed>) -> Vec<(Deed, Outcome)> {
    match send(chain, key, &batch).await {
        Ok(sent) => batch.into_iter().map(|deed| (deed, Outcome::Done(sent.clone()))).collect(),
        // What was not confirmed may still be on its way.
        Err(error) if batch.len() == 1 || matches!(error, ChainError::NotConfirmed) => {
            batch.into_iter().map(|deed| (deed, failed(&error))).collect()
        }
        Err(_) => {
            let alone = stream::iter(batch).map(|deed| async move {
                let sent = send(chain, key, std::slice::from_ref(&deed)).await;
                (deed, sent.map_or_else(|error| failed(&error), Outcome::Done))
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

fn failed(error: &ChainError) -> Outcome {
    match error {
        ChainError::Refused(refusal) => Outcome::Refused(refusal.clone()),
        ChainError::Rpc(_) | ChainError::NotConfirmed => Outcome::Transient(error.to_string()),
        ChainError::NotTaken(_)
        | ChainError::Missing { .. }
        | ChainError::NotA { .. }
        | ChainError::Layout { .. }
        | ChainError::Wallet(_) => Outcome::Fatal(error.to_string()),
    }
}
