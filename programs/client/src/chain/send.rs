//! Sending: simulated first, so that a refusal costs nothing and the compute limit fits; then sent
//! repeatedly until it is confirmed or its blockhash has expired.
//!
//! Before it is sent, a node that fails is an error of the node's; after it, what became of the transaction is
//! asked for as long as it can land, and then it is not known: [`ChainError::NotConfirmed`].

use std::time::Duration;

use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_instruction::{Instruction, error::InstructionError};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_rpc_client::nonblocking::rpc_client::RpcClient;
use solana_rpc_client_api::{
    client_error::{Error, ErrorKind},
    config::{RpcSendTransactionConfig, RpcSimulateTransactionConfig},
    request::RpcError,
};
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::Transaction;
use solana_transaction_error::TransactionError;
use solana_transaction_status_client_types::TransactionStatus;
use tokio::{sync::Mutex, time::Instant};

use super::price::{self, Urgency};
use crate::{ChainError, ProgramError};

/// Compute units requested beyond what the simulation took, in percent.
const HEADROOM: u64 = 15;
/// The most that a transaction may ask for.
const MOST_UNITS: u32 = 1_400_000;
/// What the two budget instructions themselves take.
const BUDGET_UNITS: u64 = 300;
const RESEND: Duration = Duration::from_secs(2);
const PRICE_LASTS: Duration = Duration::from_secs(20);
/// Fresh blockhashes taken before giving up.
const ROUNDS: u32 = 3;
/// How long a node may be silent about what was sent: longer than any blockhash lives.
const SILENCE: Duration = Duration::from_secs(120);

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
    (payer, signers): (&Keypair, &[&Keypair]),
    instructions: &[Instruction],
    urgency: Option<Urgency>,
) -> Result<Sent, ChainError> {
    let mut keys = vec![payer];
    keys.extend(signers.iter().filter(|key| key.pubkey() != payer.pubkey()));
    let units = simulate(rpc, &keys, instructions).await?;
    let median = median(rpc, pace, instructions).await;
    let mut sent = Vec::new();
    for tries in 0..ROUNDS {
        let budget =
            budget(units, |limit| price::price(median, (limit, pace.price_cap), urgency, (tries, Instant::now())));
        let all: Vec<_> = budget.into_iter().chain(instructions.iter().cloned()).collect();
        let blockhash = match rpc.get_latest_blockhash().await {
            Ok(blockhash) => blockhash,
            Err(error) if sent.is_empty() => return Err(error.into()),
            Err(_) => break,
        };
        let mut transaction = Transaction::new_with_payer(&all, Some(&payer.pubkey()));
        let signed = transaction.try_sign(&keys, blockhash);
        signed.map_err(|error| {
            ChainError::Wallet(format!(
                "the transaction needs a signature that none of the given keys can make: {error}"
            ))
        })?;
        sent.extend(transaction.signatures.first().copied());
        if let Some(signature) = until_confirmed(rpc, pace, &transaction, &sent).await? {
            return Ok(Sent { signature, compute_units: units });
        }
    }
    Err(ChainError::NotConfirmed)
}

/// Bytes of a transaction, at most.
const PACKET: usize = 1_232;

/// Whether one transaction that this wallet alone signs and pays holds these instructions.
pub fn fits(payer: &Pubkey, instructions: &[Instruction]) -> bool {
    let budget = budget(0, |_| 0);
    let all: Vec<_> = budget.into_iter().chain(instructions.iter().cloned()).collect();
    // One signature behind its count.
    let bytes = Transaction::new_with_payer(&all, Some(payer)).message_data().len() + 1 + size_of::<Signature>();
    bytes <= PACKET
}

/// The compute units that the instructions take, or why they would be refused.
async fn simulate(rpc: &RpcClient, keys: &[&Keypair], instructions: &[Instruction]) -> Result<u64, ChainError> {
    let limit = ComputeBudgetInstruction::set_compute_unit_limit(MOST_UNITS);
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

/// A limit that fits, and the price for it.
fn budget(units: u64, price: impl FnOnce(u64) -> u64) -> [Instruction; 2] {
    let limit = units.saturating_mul(100 + HEADROOM) / 100 + BUDGET_UNITS;
    let limit = u32::try_from(limit).unwrap_or(u32::MAX).min(MOST_UNITS);
    [
        ComputeBudgetInstruction::set_compute_unit_limit(limit),
        ComputeBudgetInstruction::set_compute_unit_price(price(limit.into())),
    ]
}

/// The median of what others paid for the same accounts lately.
async fn median(rpc: &RpcClient, pace: &Pace, instructions: &[Instruction]) -> u64 {
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

/// The signature once it is confirmed, or `None` once its blockhash has expired. `sent` are the signatures of the
/// transactions that stand for it, itself the last: one that was taken for lost may land.
async fn until_confirmed(
    rpc: &RpcClient,
    pace: &Pace,
    transaction: &Transaction,
    sent: &[Signature],
) -> Result<Option<Signature>, ChainError> {
    let config = RpcSendTransactionConfig { skip_preflight: true, ..RpcSendTransactionConfig::default() };
    let (give_up, mut taken) = (Instant::now() + SILENCE, false);
    loop {
        let answer = rpc.send_transaction_with_config(transaction, config).await;
        taken |= answer.is_ok();
        match round(rpc, pace, transaction, sent, answer).await {
            Ok(Round::Confirmed(signature)) => return Ok(Some(signature)),
            Ok(Round::Pending) => {}
            // It may have landed after the last question and before the blockhash expired.
            Ok(Round::Expired) => return confirmed(rpc, sent).await.map_err(unknown),
            Err(ChainError::Rpc(error)) if !taken && refuses(&error) => {
                // Those before it may still land.
                return Err(if sent.len() > 1 { ChainError::NotConfirmed } else { ChainError::Rpc(error) });
            }
            Err(ChainError::Rpc(_)) if Instant::now() < give_up => {}
            Err(error) => return Err(unknown(error)),
        }
    }
}

/// Asks for a while what came of sending once; the node's answer to that is the last to go by.
async fn round(
    rpc: &RpcClient,
    pace: &Pace,
    transaction: &Transaction,
    sent: &[Signature],
    answer: Result<Signature, Error>,
) -> Result<Round, ChainError> {
    // A node also complains of what has landed.
    if let Some(signature) = confirmed_within(rpc, pace, sent, RESEND).await? {
        return Ok(Round::Confirmed(signature));
    }
    answer?;
    let lives = rpc.is_blockhash_valid(&transaction.message.recent_blockhash, rpc.commitment()).await?;
    Ok(if lives { Round::Pending } else { Round::Expired })
}

/// What came of sending once.
enum Round {
    Confirmed(Signature),
    Pending,
    /// Its blockhash is too old: it can't land any more.
    Expired,
}

/// Whether the node did not take the transaction, and said so.
fn refuses(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::RpcError(RpcError::RpcResponseError { .. }))
}

/// After sending, a node that fails leaves open what became of it.
fn unknown(error: ChainError) -> ChainError {
    match error {
        ChainError::Rpc(_) => ChainError::NotConfirmed,
        other => other,
    }
}

/// The first of these that is confirmed, asked for as long as this.
async fn confirmed_within(
    rpc: &RpcClient,
    pace: &Pace,
    sent: &[Signature],
    long: Duration,
) -> Result<Option<Signature>, ChainError> {
    let until = Instant::now() + long;
    while Instant::now() < until {
        if let Some(signature) = confirmed(rpc, sent).await? {
            return Ok(Some(signature));
        }
        tokio::time::sleep(pace.poll).await;
    }
    Ok(None)
}

/// The first of these that is confirmed, or why the last one failed.
async fn confirmed(rpc: &RpcClient, sent: &[Signature]) -> Result<Option<Signature>, ChainError> {
    let statuses = rpc.get_signature_statuses(sent).await?.value.into_iter();
    let seen = |status: &TransactionStatus| status.satisfies_commitment(rpc.commitment());
    let mut failure = None;
    for (signature, status) in sent.iter().zip(statuses.map(|status| status.filter(seen))) {
        match status {
            Some(status) if status.err.is_none() => return Ok(Some(*signature)),
            other => failure = other.and_then(|status| status.err),
        }
    }
    failure.map_or(Ok(None), |error| Err(refusal(error, 2)))
}
