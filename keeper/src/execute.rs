//! One batch of actions, one transaction, and what came of it.

use std::time::Duration;

use futures::{StreamExt, stream};
use rayment_client::{Chain, ChainError, Outcome, Payee, Sent, Urgency};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use tokio::time::timeout;

use crate::{
    action::{ChainAction, Prepared},
    batch::batches,
    snapshot::Snapshot,
};

/// Transactions sent, and payees looked for, at a time.
const AT_ONCE: usize = 8;
/// How long a tick waits for one. It may still arrive later: the next snapshot shows it.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Does all of it, a few transactions at a time.
pub async fn execute(
    by: (&Chain, &Keypair),
    actions: Vec<ChainAction>,
    snapshot: &Snapshot,
) -> Vec<(ChainAction, Outcome)> {
    let keeper = by.1.pubkey();
    let (prepared, mut outcomes) = prepare((by.0, &keeper), actions, snapshot).await;
    let sent = stream::iter(batches(prepared, &keeper)).map(|batch| execute_batch(by, batch, snapshot));
    let sent = sent.buffer_unordered(AT_ONCE).collect::<Vec<_>>().await;
    outcomes.extend(sent.into_iter().flatten());
    outcomes
}

/// The actions whose payees were found, in their order, and what became of the rest.
async fn prepare(
    by: (&Chain, &Pubkey),
    actions: Vec<ChainAction>,
    snapshot: &Snapshot,
) -> (Vec<Prepared>, Vec<(ChainAction, Outcome)>) {
    let tried = stream::iter(actions).map(|action| prepare_one(by, action, snapshot)).buffered(AT_ONCE);
    let (mut prepared, mut failed) = (Vec::new(), Vec::new());
    for tried in tried.collect::<Vec<_>>().await {
        match tried {
            Ok(ready) => prepared.push(ready),
            Err((action, error)) => failed.push((action, Outcome::Transient(error))),
        }
    }
    (prepared, failed)
}

/// A job's order is there for as long as the job is: a node that does not show it lags behind.
async fn prepare_one(
    (chain, keeper): (&Chain, &Pubkey),
    action: ChainAction,
    snapshot: &Snapshot,
) -> Result<Prepared, (ChainAction, ChainError)> {
    let payee = match action.pays_for() {
        Some(job) => match snapshot.tokens.of_jobs.get(&job.address) {
            Some(known) => Ok(*known),
            None => chain.payee(job).await,
        },
        None => Ok(Payee::from(Pubkey::default())),
    };
    match payee {
        Ok(payee) => Ok(Prepared::new(action, keeper, &payee)),
        Err(error) => Err((action, error)),
    }
}

/// Sends a batch; if that fails, each of its actions alone, so that one loser holds up nobody.
async fn execute_batch(
    by: (&Chain, &Keypair),
    batch: Vec<Prepared>,
    snapshot: &Snapshot,
) -> Vec<(ChainAction, Outcome)> {
    match send(by, &batch, snapshot).await {
        Ok(sent) => batch.into_iter().map(|one| (one.action, Outcome::Done(sent.clone()))).collect(),
        Err(error) if batch.len() == 1 || error.may_still_arrive() => {
            batch.into_iter().map(|one| (one.action, error.clone().into())).collect()
        }
        Err(_) => {
            let alone = stream::iter(batch).map(|one| async move {
                let sent = send(by, std::slice::from_ref(&one), snapshot).await;
                (one.action, sent.into())
            });
            alone.buffer_unordered(AT_ONCE).collect().await
        }
    }
}

async fn send((chain, key): (&Chain, &Keypair), batch: &[Prepared], snapshot: &Snapshot) -> Result<Sent, ChainError> {
    let instructions: Vec<_> = batch.iter().flat_map(|one| one.instructions.iter().cloned()).collect();
    let urgency = batch.iter().filter_map(|one| one.action.urgency(snapshot)).reduce(Urgency::and);
    let sent = timeout(TIMEOUT, chain.send_by(key, &[], &instructions, urgency)).await;
    sent.unwrap_or(Err(ChainError::NotConfirmed))
}
