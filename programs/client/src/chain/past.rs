//! Transactions as they were: what outlives the accounts they touched.

use solana_pubkey::Pubkey;
use solana_rpc_client::rpc_client::GetConfirmedSignaturesForAddress2Config;
use solana_rpc_client_api::config::RpcTransactionConfig;
use solana_signature::Signature;
use solana_transaction_status_client_types::UiTransactionEncoding;

use super::{Chain, calls};
use crate::{
    ChainError, Instruction,
    events::{self, Event},
};

/// Signatures that a node gives at a time.
const PAGE: usize = 1_000;
/// Signatures of one account that are read at most.
const MOST_SIGNATURES: usize = 20_000;

/// A past transaction of an account.
pub struct Past {
    pub signature: Signature,
    pub slot: u64,
    /// Unix seconds, where the node knows it.
    pub block_time: Option<i64>,
    /// Lamports its payer paid for signatures and priority.
    pub fee: u64,
    pub compute_units: u64,
    /// What the program logged. The runtime cuts long logs off, so some may be missing.
    pub events: Vec<Event>,
    /// What the program was asked to do, also by other programs. None is ever missing.
    pub instructions: Vec<Instruction>,
}

impl Chain {
    /// Up to `limit` past transactions of an account, newest first, without failed ones.
    pub async fn history(&self, address: &Pubkey, limit: usize) -> Result<Vec<Past>, ChainError> {
        let found = self.signatures(address, limit).await?;
        self.pasts(found.into_iter()).await
    }

    /// The first `limit` transactions of an account, oldest first, without failed ones: what strangers
    /// add later cannot hide them.
    pub async fn beginning(&self, address: &Pubkey, limit: usize) -> Result<Vec<Past>, ChainError> {
        let found = self.signatures(address, MOST_SIGNATURES).await?;
        self.pasts(found.into_iter().rev().take(limit)).await
    }

    /// A past transaction, by its signature.
    pub async fn past(&self, signature: Signature) -> Result<Past, ChainError> {
        let config = RpcTransactionConfig {
            encoding: Some(UiTransactionEncoding::Base64),
            commitment: Some(self.rpc().commitment()),
            max_supported_transaction_version: Some(0),
        };
        let found = self.rpc().get_transaction_with_config(&signature, config).await?;
        let instructions = calls::of(&found.transaction);
        let meta = found.transaction.meta;
        let logs: Option<Vec<String>> = meta.as_ref().and_then(|meta| meta.log_messages.clone().into());
        let compute: Option<u64> = meta.as_ref().and_then(|meta| meta.compute_units_consumed.clone().into());
        Ok(Past {
            signature,
            slot: found.slot,
            block_time: found.block_time,
            fee: meta.map_or(0, |meta| meta.fee),
            compute_units: compute.unwrap_or(0),
            events: events::from_logs(&logs.unwrap_or_default()),
            instructions,
        })
    }

    async fn pasts(&self, signatures: impl Iterator<Item = Signature>) -> Result<Vec<Past>, ChainError> {
        let mut past = Vec::new();
        for signature in signatures {
            past.push(self.past(signature).await?);
        }
        Ok(past)
    }

    /// Signatures of an account's transactions that succeeded, newest first, page by page.
    async fn signatures(&self, address: &Pubkey, limit: usize) -> Result<Vec<Signature>, ChainError> {
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
                break;
            }
        }
        all.truncate(limit);
        Ok(all)
    }
}
