//! The chain as daemons and clients use it: fresh reads, sends, and a wake-up call.

use std::{sync::Arc, time::Duration};

use anchor_client::{Cluster, Program};
use anchor_lang::Discriminator;
use rayment_core::job::JobState;
use solana_account_decoder::UiAccountEncoding;
use solana_commitment_config::CommitmentConfig;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_rpc_client::{nonblocking::rpc_client::RpcClient, rpc_client::GetConfirmedSignaturesForAddress2Config};
use solana_rpc_client_api::{
    config::{RpcAccountInfoConfig, RpcProgramAccountsConfig, RpcTransactionConfig},
    filter::{Memcmp, RpcFilterType},
};
use solana_signature::Signature;
use solana_transaction_status_client_types::UiTransactionEncoding;
use tokio::sync::Mutex;

use crate::{
    ChainError, Client, Job, Market, MarketParams, PROGRAM_ID, Provider, Sent, address, calls,
    event::{Event, events},
    instruction::SLOT_HASHES,
    rayment::accounts,
    send::{self, Pace},
};

/// Discriminator, layout and bump stand before an account's state.
const STATE_AT: usize = 10;
/// Signatures a node gives at a time, and how many are read at the most.
const PAGE: usize = 1_000;
const MOST_SIGNATURES: usize = 20_000;
const CLOCK: Pubkey = Pubkey::from_str_const("SysvarC1ock11111111111111111111111111111111");

/// The chain's own time, which every deadline goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    pub slot: u64,
    pub unix_timestamp: i64,
}

/// Which jobs to read. All of the program's where nothing is given.
#[derive(Clone, Copy, Debug, Default)]
pub struct JobFilter {
    pub market: Option<Pubkey>,
    /// The client's wallet.
    pub client: Option<Pubkey>,
    pub order: Option<u64>,
}

/// A past transaction of an account.
pub struct Past {
    pub signature: Signature,
    pub slot: u64,
    pub block_time: Option<i64>,
    /// Lamports its payer paid for signatures and priority.
    pub fee: u64,
    pub compute_units: u64,
    pub events: Vec<Event>,
    /// Calls of the program, also those that other programs made. Logs may be cut off; calls are not.
    pub calls: Vec<Call>,
}

/// One call of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub accounts: Vec<Pubkey>,
    pub data: Vec<u8>,
}

/// A connection to one RPC node. Cheap to clone.
#[derive(Clone)]
pub struct Chain {
    rpc: Arc<RpcClient>,
    pace: Arc<Pace>,
    ws_url: Arc<str>,
}

impl Chain {
    /// Connects at commitment `confirmed`. Nothing is sent yet.
    pub fn connect(rpc_url: &str, ws_url: &str) -> Self {
        let cluster = Cluster::Custom(rpc_url.to_owned(), ws_url.to_owned());
        let reader = Arc::new(Keypair::new());
        let client = anchor_client::Client::new_with_options(cluster, reader, CommitmentConfig::confirmed());
        // Only a program id of its own could fail here, and ours is a constant.
        let rpc = client.program(PROGRAM_ID).map(|program: Program<_>| program.rpc());
        let rpc =
            rpc.unwrap_or_else(|_| RpcClient::new_with_commitment(rpc_url.to_owned(), CommitmentConfig::confirmed()));
        let pace = Pace { poll: Duration::from_millis(60), price_cap: 1_000_000, price: Mutex::default() };
        Self { rpc: Arc::new(rpc), pace: Arc::new(pace), ws_url: ws_url.into() }
    }

    /// The node's own interface, for what is not offered here.
    pub fn rpc(&self) -> &RpcClient {
        &self.rpc
    }

    pub fn ws_url(&self) -> &str {
        &self.ws_url
    }

    /// The chain's clock, as the program will see it or a little earlier.
    pub async fn clock(&self) -> Result<Clock, ChainError> {
        let data = self.data(&CLOCK).await?.ok_or(ChainError::Missing { kind: "the clock", address: CLOCK })?;
        let number = |at: usize| data.get(at..).and_then(|rest| rest.first_chunk::<8>()).copied();
        let (Some(slot), Some(time)) = (number(0), number(32)) else {
            return Err(ChainError::NotA { kind: "clock", address: CLOCK });
        };
        Ok(Clock { slot: u64::from_le_bytes(slot), unix_timestamp: i64::from_le_bytes(time) })
    }

    /// The data of the `SlotHashes` sysvar.
    pub async fn slot_hashes(&self) -> Result<Vec<u8>, ChainError> {
        self.data(&SLOT_HASHES).await?.ok_or(ChainError::Missing { kind: "the slot hashes", address: SLOT_HASHES })
    }

    pub async fn balance(&self, address: &Pubkey) -> Result<u64, ChainError> {
        Ok(self.rpc.get_balance(address).await?)
    }

    pub async fn market(&self, address: &Pubkey) -> Result<Market, ChainError> {
        let data = self.data(address).await?.ok_or(ChainError::Missing { kind: "market", address: *address })?;
        Market::decode(*address, &data)
    }

    pub async fn params(&self, market: &Pubkey, version: u16) -> Result<MarketParams, ChainError> {
        let address = address::params(market, version);
        let data = self.data(&address).await?.ok_or(ChainError::Missing { kind: "market parameters", address })?;
        MarketParams::decode(address, &data)
    }

    /// A wallet's counter, if it has one in this market.
    pub async fn client(&self, market: &Pubkey, wallet: &Pubkey) -> Result<Option<Client>, ChainError> {
        let address = address::client(market, wallet);
        self.data(&address).await?.map(|data| Client::decode(address, &data)).transpose()
    }

    /// A wallet's provider account, if it has one in this market.
    pub async fn provider(&self, market: &Pubkey, wallet: &Pubkey) -> Result<Option<Provider>, ChainError> {
        let address = address::provider(market, wallet);
        self.data(&address).await?.map(|data| Provider::decode(address, &data)).transpose()
    }

    /// A job, if it is not closed.
    pub async fn job(&self, address: &Pubkey) -> Result<Option<Job>, ChainError> {
        self.data(address).await?.map(|data| Job::decode(*address, &data)).transpose()
    }

    /// All providers of a market.
    pub async fn providers(&self, market: &Pubkey) -> Result<Vec<Provider>, ChainError> {
        let found = self.scan::<accounts::Provider>(vec![(STATE_AT, market.as_ref().to_vec())]).await?;
        Ok(found.iter().filter_map(|(address, data)| Provider::decode(*address, data).ok()).collect())
    }

    /// All open markets of the program.
    pub async fn markets(&self) -> Result<Vec<Market>, ChainError> {
        let found = self.scan::<accounts::Market>(vec![]).await?;
        Ok(found.iter().filter_map(|(address, data)| Market::decode(*address, data).ok()).collect())
    }

    /// All jobs that pass the filter and are not closed.
    pub async fn jobs(&self, filter: &JobFilter) -> Result<Vec<Job>, ChainError> {
        let mut parts = Vec::new();
        parts.extend(filter.market.map(|key| (STATE_AT, key.as_ref().to_vec())));
        parts.extend(filter.client.map(|key| (STATE_AT + 32, key.as_ref().to_vec())));
        parts.extend(filter.order.map(|order| (STATE_AT + 72, order.to_le_bytes().to_vec())));
        let found = self.scan::<accounts::Job>(parts).await?;
        Ok(found.iter().filter_map(|(address, data)| Job::decode(*address, data).ok()).collect())
    }

    /// Jobs of a market in the phase with this tag (`Open` is 0, then in the order of `Phase`).
    pub async fn jobs_in_phase(&self, market: &Pubkey, tag: u8) -> Result<Vec<Job>, ChainError> {
        let parts = vec![(STATE_AT, market.as_ref().to_vec()), (STATE_AT + JobState::PHASE_AT, vec![tag])];
        let found = self.scan::<accounts::Job>(parts).await?;
        Ok(found.iter().filter_map(|(address, data)| Job::decode(*address, data).ok()).collect())
    }

    /// Jobs of a market that the provider with this wallet holds. In every phase with a holder its
    /// wallet follows the phase's tag.
    pub async fn jobs_held_by(&self, market: &Pubkey, wallet: &Pubkey) -> Result<Vec<Job>, ChainError> {
        let holder = (STATE_AT + JobState::PHASE_AT + 1, wallet.as_ref().to_vec());
        let found = self.scan::<accounts::Job>(vec![(STATE_AT, market.as_ref().to_vec()), holder]).await?;
        let jobs = found.iter().filter_map(|(address, data)| Job::decode(*address, data).ok());
        Ok(jobs.filter(|job| job.provider() == Some(*wallet)).collect())
    }

    /// Signs, sends and waits until it is confirmed. The payer signs too; the program's refusals come
    /// typed, before anything is paid.
    pub async fn send(
        &self,
        payer: &Keypair,
        signers: &[&Keypair],
        instructions: &[Instruction],
    ) -> Result<Sent, ChainError> {
        send::send(&self.rpc, &self.pace, payer, signers, instructions).await
    }

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
                commitment: Some(self.rpc.commitment()),
                ..GetConfirmedSignaturesForAddress2Config::default()
            };
            let page = self.rpc.get_signatures_for_address_with_config(address, config).await?;
            before = page.last().and_then(|entry| entry.signature.parse().ok());
            all.extend(
                page.iter()
                    .filter(|entry| entry.err.is_none())
                    .filter_map(|entry| entry.signature.parse::<Signature>().ok()),
            );
            if page.len() < PAGE || before.is_none() {
                break;
            }
        }
        all.truncate(limit);
        Ok(all)
    }

    /// A past transaction, by its signature.
    pub async fn past(&self, signature: Signature) -> Result<Past, ChainError> {
        let config = RpcTransactionConfig {
            encoding: Some(UiTransactionEncoding::Base64),
            commitment: Some(self.rpc.commitment()),
            max_supported_transaction_version: Some(0),
        };
        let found = self.rpc.get_transaction_with_config(&signature, config).await?;
        let calls = calls::of(&found.transaction);
        let meta = found.transaction.meta;
        let logs: Option<Vec<String>> = meta.as_ref().and_then(|meta| meta.log_messages.clone().into());
        let compute: Option<u64> = meta.as_ref().and_then(|meta| meta.compute_units_consumed.clone().into());
        Ok(Past {
            signature,
            slot: found.slot,
            block_time: found.block_time,
            fee: meta.map_or(0, |meta| meta.fee),
            compute_units: compute.unwrap_or(0),
            events: events(&logs.unwrap_or_default()),
            calls,
        })
    }

    async fn data(&self, address: &Pubkey) -> Result<Option<Vec<u8>>, ChainError> {
        let account = self.rpc.get_account_with_commitment(address, self.rpc.commitment()).await?.value;
        Ok(account.map(|account| account.data))
    }

    async fn scan<T: Discriminator>(&self, parts: Vec<(usize, Vec<u8>)>) -> Result<Vec<(Pubkey, Vec<u8>)>, ChainError> {
        let first = std::iter::once((0, T::DISCRIMINATOR.to_vec()));
        let filters = first.chain(parts).map(|(at, bytes)| RpcFilterType::Memcmp(Memcmp::new_raw_bytes(at, bytes)));
        let config = RpcProgramAccountsConfig {
            filters: Some(filters.collect()),
            account_config: RpcAccountInfoConfig {
                encoding: Some(UiAccountEncoding::Base64),
                commitment: Some(self.rpc.commitment()),
                ..RpcAccountInfoConfig::default()
            },
            ..RpcProgramAccountsConfig::default()
        };
        let found = self.rpc.get_program_ui_accounts_with_config(&PROGRAM_ID, config).await?;
        Ok(found.into_iter().filter_map(|(key, account)| Some((key, account.data.decode()?))).collect())
    }
}

/// Where a node tells news, by custom: a local one listens one port up, others share the address.
pub fn ws_beside(rpc_url: &str) -> String {
    let ws = rpc_url.replacen("https://", "wss://", 1).replacen("http://", "ws://", 1);
    let port =
        ws.rsplit_once(':').and_then(|(head, port)| Some((head, port.trim_end_matches('/').parse::<u16>().ok()?)));
    match port {
        Some((head, port)) => format!("{head}:{}", port.saturating_add(1)),
        None => ws,
    }
}
