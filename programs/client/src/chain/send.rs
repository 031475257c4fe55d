//! Sending: simulated first, so that a refusal costs nothing and the compute limit fits; then sent
//! repeatedly until it is confirmed or its blockhash has expired.

use std::time::Duration;

use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_instruction::{Instruction, error::InstructionError};
use solana_keypair::Keypair;
use solana_rpc_client::nonblocking::rpc_client::RpcClient;
use solana_rpc_client_api::config::{RpcSendTransactionConfig, RpcSimulateTransactionConfig};
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::Transaction;
use solana_transaction_error::TransactionError;
use tokio::{sync::Mutex, time::Instant};

use crate::{ChainError, ProgramError};

/// Compute units requested beyond what the simulation took, in percent.
const HEADROOM: u64 = 15;
/// What the two budget instructions themselves take.
const BUDGET_UNITS: u64 = 300;
const RESEND: Duration = Duration::from_secs(2);
const PRICE_LASTS: Duration = Duration::from_secs(20);
/// Fresh blockhashes taken before giving up.
const ROUNDS: usize = 3;

/// A confirmed transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub signature: Signature,
    /// As simulated.
    pub compute_units: u64,
}

/// How often to ask for the confirmation, and what to pay for priority.
pub(super) struct Pace {
    pub poll: Duration,
    /// Micro-lamports per compute unit, at most.
    pub price_cap: u64,
    /// What others paid lately, and when the node was asked: it answers this slowly.
    pub price: Mutex<Option<(Instant, u64)>>,
}

pub(super) async fn send(
    rpc: &RpcClient,
    pace: &Pace,
    payer: &Keypair,
    signers: &[&Keypair],
    instructions: &[Instruction],
) -> Result<Sent, ChainError> {
    let mut keys = vec![payer];
    keys.extend(signers.iter().filter(|key| key.pubkey() != payer.pubkey()));
    let units = simulate(rpc, &keys, instructions).await?;
    let budget = budget(rpc, pace, units, instructions).await;
    let all: Vec<_> = budget.into_iter().chain(instructions.iter().cloned()).collect();
    for _ in 0..ROUNDS {
        let blockhash = rpc.get_latest_blockhash().await?;
        let mut transaction = Transaction::new_with_payer(&all, Some(&payer.pubkey()));
        let signed = transaction.try_sign(&keys, blockhash);
        signed.map_err(|error| {
            ChainError::Wallet(format!(
                "the transaction needs a signature that none of the given keys can make: {error}"
            ))
        })?;
        if let Some(signature) = until_confirmed(rpc, pace, &transaction).await? {
            return Ok(Sent { signature, compute_units: units });
        }
    }
    Err(ChainError::NotConfirmed)
}

/// The compute units that the instructions take, or why they would be refused.
async fn simulate(rpc: &RpcClient, keys: &[&Keypair], instructions: &[Instruction]) -> Result<u64, ChainError> {
    let limit = ComputeBudgetInstruction::set_compute_unit_limit(1_400_000);
    let all: Vec<_> = std::iter::once(limit).chain(instructions.iter().cloned()).collect();
    let payer = keys.first().map(|key| key.pubkey());
    let transaction = Transaction::new_with_payer(&all, payer.as_ref());
    let config = RpcSimulateTransactionConfig {
        sig_verify: false,
        replace_recent_blockhash: true,
        commitment: Some(rpc.commitment()),
        ..RpcSimulateTransactionConfig::default()
    };
    let result = rpc.simulate_transaction_with_config(&transaction, config).await?.value;
    match result.err {
        None => Ok(result.units_consumed.unwrap_or(200_000)),
        Some(error) => Err(refusal(error.into(), 1)),
    }
}

/// The error with its type. `budget` instructions of ours stand before the caller's.
fn refusal(error: TransactionError, budget: u8) -> ChainError {
    match error {
        TransactionError::InstructionError(at, InstructionError::Custom(code)) => {
            ChainError::Refused(ProgramError::from_code(at.saturating_sub(budget), code))
        }
        TransactionError::AccountNotFound | TransactionError::InsufficientFundsForFee => {
            ChainError::NotTaken("the wallet that pays has too few lamports: fund it and try again".into())
        }
        other => ChainError::NotTaken(other.to_string()),
    }
}

/// A limit that fits, and a price where others pay one.
async fn budget(rpc: &RpcClient, pace: &Pace, units: u64, instructions: &[Instruction]) -> [Instruction; 2] {
    let limit = units.saturating_mul(100 + HEADROOM) / 100 + BUDGET_UNITS;
    [
        ComputeBudgetInstruction::set_compute_unit_limit(u32::try_from(limit).unwrap_or(u32::MAX).min(1_400_000)),
        ComputeBudgetInstruction::set_compute_unit_price(price(rpc, pace, instructions).await.min(pace.price_cap)),
    ]
}

/// The median of what others paid for the same accounts lately.
async fn price(rpc: &RpcClient, pace: &Pace, instructions: &[Instruction]) -> u64 {
    let mut known = pace.price.lock().await;
    if let Some((asked, price)) = *known
        && asked.elapsed() < PRICE_LASTS
    {
        return price;
    }
    let metas = instructions.iter().flat_map(|instruction| &instruction.accounts);
    let writable: Vec<_> = metas.filter(|meta| meta.is_writable).map(|meta| meta.pubkey).collect();
    // Not knowing what others pay is no reason to fail: then nothing is added.
    let mut recent = rpc.get_recent_prioritization_fees(&writable).await.unwrap_or_default();
    recent.sort_by_key(|fee| fee.prioritization_fee);
    let price = recent.get(recent.len() / 2).map_or(0, |fee| fee.prioritization_fee);
    *known = Some((Instant::now(), price));
    price
}

/// The signature once it is confirmed, or `None` once its blockhash has expired.
async fn until_confirmed(
    rpc: &RpcClient,
    pace: &Pace,
    transaction: &Transaction,
) -> Result<Option<Signature>, ChainError> {
    let config = RpcSendTransactionConfig { skip_preflight: true, ..RpcSendTransactionConfig::default() };
    let blockhash = transaction.message.recent_blockhash;
    loop {
        let signature = rpc.send_transaction_with_config(transaction, config).await?;
        let resend = Instant::now() + RESEND;
        while Instant::now() < resend {
            if let Some(signature) = confirmed(rpc, &signature).await? {
                return Ok(Some(signature));
            }
            tokio::time::sleep(pace.poll).await;
        }
        if !rpc.is_blockhash_valid(&blockhash, rpc.commitment()).await? {
            // It may have landed after the last question and before the blockhash expired.
            return confirmed(rpc, &signature).await;
        }
    }
}

/// The signature if its transaction is confirmed, or why it failed.
async fn confirmed(rpc: &RpcClient, signature: &Signature) -> Result<Option<Signature>, ChainError> {
    let status = rpc.get_signature_statuses(&[*signature]).await?.value.into_iter().next().flatten();
    match status.filter(|status| status.satisfies_commitment(rpc.commitment())) {
        None => Ok(None),
        Some(status) => match status.err {
            None => Ok(Some(*signature)),
            Some(error) => Err(refusal(error, 2)),
        },
    }
}
