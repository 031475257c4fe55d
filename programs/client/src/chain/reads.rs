//! Accounts as they are now, each read afresh.

use anchor_lang::Discriminator;
use rayment_core::{job::flag, layout, order::Quote};
use solana_account_decoder::UiAccountEncoding;
use solana_pubkey::Pubkey;
use solana_rpc_client_api::{
    config::{RpcAccountInfoConfig, RpcProgramAccountsConfig},
    filter::{Memcmp, RpcFilterType},
};

use super::Chain;
use crate::{
    ChainError, Job, Market, MarketParams, Order, PROGRAM_ID, Payee, Provider, address,
    error::Kind,
    instructions::{SLOT_HASHES, SYSTEM},
    rayment::accounts,
};

/// Tag of an open job's phase.
const OPEN: u8 = 0;
/// That a node shows at a time.
const MOST_ACCOUNTS: usize = 100;
/// Of all kinds of accounts.
const FIRST_LAYOUT: u8 = 1;
const CLOCK: Pubkey = Pubkey::from_str_const("SysvarC1ock11111111111111111111111111111111");

/// The chain's own time, which every deadline goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    pub slot: u64,
    pub unix_timestamp: i64,
}

/// Which jobs to read: all of the program's, narrowed by whatever is given.
#[derive(Clone, Copy, Debug, Default)]
pub struct JobFilter {
    pub market: Option<Pubkey>,
    /// The client's wallet.
    pub client: Option<Pubkey>,
    pub order: Option<u64>,
}

impl Chain {
    /// The chain's clock, as the program will see it or a little earlier.
    pub async fn clock(&self) -> Result<Clock, ChainError> {
        let data = self.existing(Kind::Clock, &CLOCK).await?;
        let number = |at: usize| data.get(at..).and_then(|rest| rest.first_chunk::<8>()).copied();
        let (Some(slot), Some(time)) = (number(0), number(32)) else {
            return Err(ChainError::NotA { kind: Kind::Clock, address: CLOCK });
        };
        Ok(Clock { slot: u64::from_le_bytes(slot), unix_timestamp: i64::from_le_bytes(time) })
    }

    /// The data of the `SlotHashes` sysvar.
    pub async fn slot_hashes(&self) -> Result<Vec<u8>, ChainError> {
        self.existing(Kind::SlotHashes, &SLOT_HASHES).await
    }

    /// Lamports of an account; nothing where it does not exist.
    pub async fn balance(&self, address: &Pubkey) -> Result<u64, ChainError> {
        Ok(self.rpc().get_balance(address).await?)
    }

    /// Lamports that an account with so many bytes must hold, at the moment.
    pub async fn rent(&self, space: usize) -> Result<u64, ChainError> {
        Ok(self.rpc().get_minimum_balance_for_rent_exemption(space).await?)
    }

    /// Lamports of several accounts; nothing of those that do not exist.
    pub async fn balances(&self, addresses: &[Pubkey]) -> Result<Vec<u64>, ChainError> {
        let mut balances = Vec::with_capacity(addresses.len());
        for some in addresses.chunks(MOST_ACCOUNTS) {
            let found = self.rpc().get_multiple_accounts(some).await?;
            balances.extend(found.into_iter().map(|account| account.map_or(0, |account| account.lamports)));
        }
        Ok(balances)
    }

    /// A market, which must exist.
    pub async fn market(&self, address: &Pubkey) -> Result<Market, ChainError> {
        Market::decode(*address, &self.existing(Kind::Market, address).await?)
    }

    /// One version of a market's parameters, which must exist.
    pub async fn params(&self, market: &Pubkey, version: u16) -> Result<MarketParams, ChainError> {
        let address = address::params(market, version);
        MarketParams::decode(address, &self.existing(Kind::MarketParams, &address).await?)
    }

    /// The order at this address, if it is written down and not closed.
    pub async fn order(&self, address: &Pubkey) -> Result<Option<Order>, ChainError> {
        let order = |(lamports, data): (u64, Vec<u8>)| Ok(Order::decode(*address, &data)?.holding(lamports));
        self.account(address).await?.map(order).transpose()
    }

    /// A quote that the caller has: it is not read any more.
    pub fn remembers(&self, quote: &Quote) {
        self.payees().keep_quote(quote);
    }

    /// The quote of an order, where it was read or is remembered.
    pub(crate) fn remembered(&self, order: &Pubkey) -> Option<Quote> {
        self.payees().quote(order)
    }

    /// All orders of a market that are written down and not closed; of one client where its wallet is given.
    pub async fn orders(&self, market: &Pubkey, client: Option<&Pubkey>) -> Result<Vec<Order>, ChainError> {
        let mut parts = vec![(layout::order::MARKET.at, market.as_ref().to_vec())];
        parts.extend(client.map(|wallet| (layout::order::CLIENT.at, wallet.as_ref().to_vec())));
        let found = self.scan_whole::<accounts::Order>(parts).await?;
        let order = |(address, lamports, data): &(Pubkey, u64, Vec<u8>)| {
            Order::decode(*address, data).ok().map(|order| order.holding(*lamports))
        };
        Ok(found.iter().filter_map(order).collect())
    }

    /// Where refunds and rent of a job go: the order that it is from, or of a job from no order its client's wallet.
    /// What was found once is not looked for again.
    ///
    /// # Errors
    /// [`ChainError::Missing`] where the node doesn't show the order: it may lag behind.
    pub async fn payee(&self, job: &Job) -> Result<Payee, ChainError> {
        if !job.state.has(flag::FROM_ORDER) {
            return Ok(job.client().into());
        }
        let (address, token) = (self.order_of(job).await?, self.token_of_job(job).await?);
        Ok(Payee { address, token })
    }

    /// The order that a job is from.
    ///
    /// # Errors
    /// [`ChainError::Missing`] where the node doesn't show the order: it may lag behind.
    pub async fn order_of(&self, job: &Job) -> Result<Pubkey, ChainError> {
        if let Some(order) = self.payees().find(job) {
            return Ok(order);
        }
        let parts = vec![
            (layout::order::CLIENT.at, job.client().as_ref().to_vec()),
            (layout::order::SPEC.at, job.state.spec.to_vec()),
        ];
        let found = self.scan::<accounts::Order>(parts).await?;
        let mut orders = found.into_iter().map(|(address, _)| address);
        let order = orders.find(|order| job.is_of(order));
        let order = order.ok_or(ChainError::Missing { kind: Kind::Order, address: job.address })?;
        self.payees().keep(order);
        Ok(order)
    }

    /// A wallet's provider account, if it has one in this market.
    pub async fn provider(&self, market: &Pubkey, wallet: &Pubkey) -> Result<Option<Provider>, ChainError> {
        self.provider_at(&address::provider(market, wallet)).await
    }

    /// The provider with this account, if there is one.
    pub(crate) async fn provider_at(&self, address: &Pubkey) -> Result<Option<Provider>, ChainError> {
        self.data(address).await?.map(|data| Provider::decode(*address, &data)).transpose()
    }

    /// A job, if it is not closed.
    pub async fn job(&self, address: &Pubkey) -> Result<Option<Job>, ChainError> {
        self.data(address).await?.map(|data| Job::decode(*address, &data)).transpose()
    }

    /// All providers of a market.
    pub async fn providers(&self, market: &Pubkey) -> Result<Vec<Provider>, ChainError> {
        let found =
            self.scan::<accounts::Provider>(vec![(layout::provider::MARKET.at, market.as_ref().to_vec())]).await?;
        Ok(found.iter().filter_map(|(address, data)| Provider::decode(*address, data).ok()).collect())
    }

    /// All markets of the program.
    pub async fn markets(&self) -> Result<Vec<Market>, ChainError> {
        let found = self.scan::<accounts::Market>(vec![]).await?;
        Ok(found.iter().filter_map(|(address, data)| Market::decode(*address, data).ok()).collect())
    }

    /// Accounts of a market that an earlier release wrote, in layouts that this one doesn't read: parameters
    /// first, which the others go by.
    pub async fn earlier(&self, market: &Pubkey) -> Result<Vec<Pubkey>, ChainError> {
        let of = |field: layout::Field| {
            vec![(field.at, market.as_ref().to_vec()), (layout::header::VERSION.at, vec![FIRST_LAYOUT])]
        };
        let mut found = Vec::new();
        for earlier in FIRST_LAYOUT..layout::market_params::LAYOUT {
            let version = (layout::header::VERSION.at, vec![earlier]);
            let parts = vec![(layout::market_params::MARKET.at, market.as_ref().to_vec()), version];
            found.extend(self.scan::<accounts::MarketParams>(parts).await?);
        }
        found.extend(self.scan::<accounts::Provider>(of(layout::provider::MARKET)).await?);
        found.extend(self.scan::<accounts::Client>(of(layout::client::MARKET)).await?);
        for earlier in FIRST_LAYOUT..layout::job::LAYOUT {
            let version = (layout::header::VERSION.at, vec![earlier]);
            let parts = vec![(layout::job::MARKET.at, market.as_ref().to_vec()), version];
            found.extend(self.scan::<accounts::Job>(parts).await?);
        }
        Ok(found.into_iter().map(|(address, _)| address).collect())
    }

    /// All jobs that pass the filter and are not closed.
    pub async fn jobs(&self, filter: &JobFilter) -> Result<Vec<Job>, ChainError> {
        let mut parts = Vec::new();
        parts.extend(filter.market.map(|key| (layout::job::MARKET.at, key.as_ref().to_vec())));
        parts.extend(filter.client.map(|key| (layout::job::CLIENT.at, key.as_ref().to_vec())));
        parts.extend(filter.order.map(|order| (layout::job::ORDER.at, order.to_le_bytes().to_vec())));
        self.scan_jobs(parts).await
    }

    /// The open jobs of a market.
    pub async fn open_jobs(&self, market: &Pubkey) -> Result<Vec<Job>, ChainError> {
        let phase = (layout::job::PHASE_TAG.at, vec![OPEN]);
        self.scan_jobs(vec![(layout::job::MARKET.at, market.as_ref().to_vec()), phase]).await
    }

    /// Open jobs of a market that are reserved for the provider with this wallet, or were: until when, each says.
    pub async fn jobs_reserved_for(&self, market: &Pubkey, wallet: &Pubkey) -> Result<Vec<Job>, ChainError> {
        let phase = (layout::job::PHASE_TAG.at, vec![OPEN]);
        let reserved = (layout::job::RESERVED.at, [&[1], wallet.as_ref()].concat());
        self.scan_jobs(vec![(layout::job::MARKET.at, market.as_ref().to_vec()), phase, reserved]).await
    }

    /// Jobs of a market that the provider with this wallet holds.
    pub async fn jobs_held_by(&self, market: &Pubkey, wallet: &Pubkey) -> Result<Vec<Job>, ChainError> {
        let holder = (layout::job::HOLDER.at, wallet.as_ref().to_vec());
        let mut jobs = self.scan_jobs(vec![(layout::job::MARKET.at, market.as_ref().to_vec()), holder]).await?;
        jobs.retain(|job| job.provider() == Some(*wallet));
        Ok(jobs)
    }

    async fn scan_jobs(&self, parts: Vec<(usize, Vec<u8>)>) -> Result<Vec<Job>, ChainError> {
        let found = self.scan::<accounts::Job>(parts).await?;
        Ok(found.iter().filter_map(|(address, data)| Job::decode(*address, data).ok()).collect())
    }

    pub(super) async fn existing(&self, kind: Kind, address: &Pubkey) -> Result<Vec<u8>, ChainError> {
        self.data(address).await?.ok_or(ChainError::Missing { kind, address: *address })
    }

    /// The data of an account.
    pub(super) async fn data(&self, address: &Pubkey) -> Result<Option<Vec<u8>>, ChainError> {
        Ok(self.account(address).await?.map(|(_, data)| data))
    }

    /// Owner and data of an account, whoever's it is.
    pub(super) async fn owned(&self, address: &Pubkey) -> Result<Option<(Pubkey, Vec<u8>)>, ChainError> {
        let account = self.rpc().get_account_with_commitment(address, self.rpc().commitment()).await?.value;
        Ok(account.map(|account| (account.owner, account.data)))
    }

    /// Lamports and data of an account. Anyone can send lamports to the address of a closed account, or of one that
    /// is still to come: that makes it a wallet's, and there is nothing of the program's.
    pub(super) async fn account(&self, address: &Pubkey) -> Result<Option<(u64, Vec<u8>)>, ChainError> {
        let account = self.rpc().get_account_with_commitment(address, self.rpc().commitment()).await?.value;
        let held = account.filter(|account| account.owner != SYSTEM || !account.data.is_empty());
        Ok(held.map(|account| (account.lamports, account.data)))
    }

    /// The data of accounts of one kind that have these bytes at these places.
    pub(super) async fn scan<T: Discriminator>(
        &self,
        parts: Vec<(usize, Vec<u8>)>,
    ) -> Result<Vec<(Pubkey, Vec<u8>)>, ChainError> {
        let found = self.scan_whole::<T>(parts).await?;
        Ok(found.into_iter().map(|(address, _, data)| (address, data)).collect())
    }

    /// The same with their lamports.
    pub(super) async fn scan_whole<T: Discriminator>(
        &self,
        parts: Vec<(usize, Vec<u8>)>,
    ) -> Result<Vec<(Pubkey, u64, Vec<u8>)>, ChainError> {
        let first = std::iter::once((0, T::DISCRIMINATOR.to_vec()));
        let filters = first.chain(parts).map(|(at, bytes)| RpcFilterType::Memcmp(Memcmp::new_raw_bytes(at, bytes)));
        let config = RpcProgramAccountsConfig {
            filters: Some(filters.collect()),
            account_config: RpcAccountInfoConfig {
                encoding: Some(UiAccountEncoding::Base64),
                commitment: Some(self.rpc().commitment()),
                ..RpcAccountInfoConfig::default()
            },
            ..RpcProgramAccountsConfig::default()
        };
        let found = self.rpc().get_program_ui_accounts_with_config(&PROGRAM_ID, config).await?;
        let whole =
            found.into_iter().filter_map(|(key, account)| Some((key, account.lamports, account.data.decode()?)));
        Ok(whole.collect())
    }
}
