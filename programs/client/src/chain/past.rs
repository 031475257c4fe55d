//! Transactions as they were: what outlives the accounts they touched.

use futures::future::try_join_all;
use solana_pubkey::Pubkey;
use solana_rpc_client::rpc_client::GetConfirmedSignaturesForAddress2Config;
use solana_rpc_client_api::{
    client_error::{Error, ErrorKind},
    config::RpcTransactionConfig,
    request::RpcError,
};
use solana_signature::Signature;
use solana_transaction_status_client_types::{EncodedConfirmedTransactionWithStatusMeta, UiTransactionEncoding};

use super::{Chain, calls};
use crate::{
    ChainError, Instruction,
    events::{self, Event},
};

/// Signatures that a node gives at a time.
const PAGE: usize = 1_000;
/// Signatures of one account that are listed at most.
const MOST_SIGNATURES: usize = 100_000;
/// Transactions that are asked for at a time.
const AT_ONCE: usize = 8;
/// A node that is asked for a version above the highest that it is told answers an error instead, and
/// whoever names an account would choose the version.
const ANY_VERSION: u8 = u8::MAX;
/// What nodes answer about a transaction of a version that they can't spell out.
const UNSUPPORTED_VERSION: [i64; 2] = [-32_015, -32_603];

/// A past transaction of an account.
pub struct Past {
    pub signature: Signature,
    pub slot: u64,
    /// Unix seconds, where the node knows it.
    pub block_time: Option<i64>,
    /// Lamports its payer paid for signatures and priority.
    pub fee: u64,
    pub compute_units: u64,
    /// What the program logged, and then what it told by calling itself. The runtime cuts long logs off, so
    /// what was logged may be missing; the ends of jobs are told by calls, and never are.
    pub events: Vec<Event>,
    /// What the program was asked to do, also by other programs. Nothing if the transaction failed.
    pub instructions: Vec<Instruction>,
    /// Whether the program was also asked for something that this release can't decode.
    pub has_unknown_calls: bool,
    /// Of every account that it names.
    pub balances: Vec<Balance>,
}

/// Lamports of an account before and after a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    pub account: Pubkey,
    pub before: u64,
    pub after: u64,
}

impl Past {
    /// From what a node says about a transaction. `None` where this release can't read it: such a one is
    /// skipped, since anybody can write one that names any account.
    pub fn decode(signature: Signature, found: EncodedConfirmedTransactionWithStatusMeta) -> Option<Self> {
        let EncodedConfirmedTransactionWithStatusMeta { slot, transaction, block_time } = found;
        let meta = transaction.meta?;
        let mut made = calls::of(&transaction.transaction, &meta)?;
        let lamports = meta.pre_balances.iter().zip(&meta.post_balances);
        let balance = |(account, (before, after)): (&Pubkey, (&u64, &u64))| Balance {
            account: *account,
            before: *before,
            after: *after,
        };
        let balances = made.keys.iter().zip(lamports).map(balance).collect();
        let logged: Option<Vec<String>> = meta.log_messages.into();
        let mut logs = logged.unwrap_or_default();
        if meta.err.is_some() {
            made = calls::Calls::default();
            logs.clear();
        }
        let compute: Option<u64> = meta.compute_units_consumed.into();
        Some(Self {
            signature,
            slot,
            block_time,
            fee: meta.fee,
            compute_units: compute.unwrap_or(0),
            events: events::from_logs(&logs).into_iter().chain(made.told).collect(),
            instructions: made.instructions,
            has_unknown_calls: made.unknown,
            balances,
        })
    }

    /// Lamports of an account around the transaction, if it names it.
    pub fn balance(&self, account: &Pubkey) -> Option<Balance> {
        self.balances.iter().find(|balance| balance.account == *account).copied()
    }
}

impl Chain {
    /// Up to `limit` past transactions of an account, newest first, without failed ones and those that
    /// can't be read.
    pub async fn history(&self, address: &Pubkey, limit: usize) -> Result<Vec<Past>, ChainError> {
        let (found, _) = self.signatures(address, limit).await?;
        let mut past = Vec::new();
        for some in found.chunks(AT_ONCE) {
            past.extend(self.pasts(some).await?.into_iter().flatten());
        }
        Ok(past)
    }

    /// A past transaction, by its signature. `None` where it can't be read, or the node has it not yet.
    pub async fn past(&self, signature: Signature) -> Result<Option<Past>, ChainError> {
        let config = RpcTransactionConfig {
            encoding: Some(UiTransactionEncoding::Json),
            commitment: Some(self.rpc().commitment()),
            max_supported_transaction_version: Some(ANY_VERSION),
        };
        match self.rpc().get_transaction_with_config(&signature, config).await {
            Ok(found) => Ok(Past::decode(signature, found)),
            Err(error) if is_unreadable(&error) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The same for several, all at once.
    pub(crate) async fn pasts(&self, signatures: &[Signature]) -> Result<Vec<Option<Past>>, ChainError> {
        try_join_all(signatures.iter().copied().map(|signature| self.past(signature))).await
    }

    /// Signatures of the transactions that name an account and succeeded, newest first, and whether
    /// these are all.
    pub(crate) async fn mentions(&self, address: &Pubkey) -> Result<(Vec<Signature>, bool), ChainError> {
        self.signatures(address, MOST_SIGNATURES).await
    }

    async fn signatures(&self, address: &Pubkey, limit: usize) -> Result<(Vec<Signature>, bool), ChainError> {
        let (mut all, mut before): (Vec<Signature>, Option<Signature>) = (Vec::new(), None);
        while all.len() < limit {
            let config = GetConfirmedSignaturesForAddress2Config {
                limit: Some(PAGE),
                before,
                commitment: Some(self.rpc().commitment()),
                ..GetConfirmedSignaturesForAddress2Config::default()
            };
            let page = self.rpc().get_signatures_for_address_with_config(address, config).await?;
            before = page.last().and_then(|entry| entry.signature.parse().ok());
            let succeeded = page.iter().filter(|entry| entry.err.is_none());
            all.extend(succeeded.filter_map(|entry| entry.signature.parse::<Signature>().ok()));
            if page.len() < PAGE || before.is_none() {
                return Ok((all, true));
            }
        }
        all.truncate(limit);
        Ok((all, false))
    }
}

/// Whether the node answered, with something that says nothing about the transaction here.
fn is_unreadable(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::SerdeJson(_) => true,
        ErrorKind::RpcError(RpcError::RpcResponseError { code, .. }) => UNSUPPORTED_VERSION.contains(code),
        _ => false,
    }
}
