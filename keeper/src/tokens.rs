//! What a tick knows of tokens: what is paid in them, who renders for them, and what they weigh. Where nothing is paid
//! in tokens, all of it is empty.

use std::collections::BTreeMap;

use rayment_client::{Job, Market, Order, Payee, Token, chain_key, token::Weight};
use rayment_core::{
    asset::{AssetState, TokenAccount},
    job::Payees,
    money::Terms,
    order::TokenFunds,
    provider::PurseState,
};
use solana_pubkey::Pubkey;

/// Everything about tokens that [`crate::plan()`] looks at.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    /// Orders and tokens of the jobs that are in tokens, as far as they are known.
    pub of_jobs: BTreeMap<Pubkey, Payee>,
    /// What orders in tokens hold that can be drawn or returned, as far as it is known.
    pub of_orders: BTreeMap<Pubkey, OrderTokens>,
    /// What the market takes, by mint.
    pub assets: BTreeMap<Pubkey, Asset>,
    /// What providers ask for rendering, by their accounts and the mint; only those with a purse that can be paid.
    pub sellers: BTreeMap<(Pubkey, Pubkey), Asked>,
    /// Jobs that still owe something, where it was looked whether that can be paid now.
    pub owing: BTreeMap<Pubkey, Owing>,
}

/// A token that the market takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    pub state: AssetState,
    /// Lamports that the vault of a job must hold.
    pub vault_rent: u64,
}

/// What an order in tokens holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderTokens {
    pub token: Token,
    /// Its own token account, where there is one.
    pub account: Option<TokenAccount>,
    /// Whether its client's own account can be paid without the client's signature.
    pub client_takes: bool,
}

/// What a provider asks in one token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub purse: PurseState,
    /// Base units that its operator's own account adds to a bond at the most.
    pub own: u64,
    /// By the class of the offer.
    pub offers: BTreeMap<u16, Terms>,
}

/// Who can be credited what a job still owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owing {
    /// Whose treasury gets the fee.
    pub market: Market,
    /// Whether the provider still has its purse.
    pub has_purse: bool,
    pub payees: Payees,
}

impl Tokens {
    /// The token of a job that is in one. `None` for SOL, and where it is not known.
    pub fn of_job(&self, job: &Job) -> Option<Token> {
        self.of_jobs.get(&job.address)?.token
    }

    /// Lamports that so much of what a job is in weighs.
    pub fn weight_of(&self, job: &Job, amount: u64, now: i64) -> u64 {
        if !job.state.is_in_tokens() {
            return amount;
        }
        self.of_job(job).map_or(0, |token| self.weight(&token.mint, amount, now))
    }

    /// Lamports that so many base units weigh: nothing where the market has said no rate within the last day.
    pub fn weight(&self, mint: &Pubkey, amount: u64, now: i64) -> u64 {
        self.weight_by(mint, now).map_or(0, |weight| weight.lamports(amount))
    }

    /// Base units that weigh so many lamports; none where there is no rate.
    pub fn units(&self, mint: &Pubkey, lamports: u64, now: i64) -> u64 {
        self.weight_by(mint, now).map_or(0, |weight| weight.units(lamports))
    }

    fn weight_by(&self, mint: &Pubkey, now: i64) -> Option<Weight> {
        Weight::of(&self.assets.get(mint)?.state, now)
    }

    /// What there is in tokens for an order's jobs; `None` where the market does not take them, or nothing is known.
    pub fn funds(&self, order: &Order) -> Option<TokenFunds> {
        let asset = self.assets.get(&chain_key(&order.state.quote.mint))?;
        let held = self.of_orders.get(&order.address)?.movable();
        Some(TokenFunds { held, vault_rent: asset.vault_rent, at_once_max: asset.state.at_once_max })
    }
}

impl Asked {
    /// Base units that it can lock as bonds: what the purse may give, and what the operator has.
    pub fn bondable(&self) -> u64 {
        self.purse.balance.min(self.purse.budget).saturating_add(self.own)
    }
}

impl OrderTokens {
    /// Base units that can leave the account.
    pub fn movable(&self) -> u64 {
        self.account.filter(|account| !account.is_frozen).map_or(0, |account| account.amount)
    }

    /// Whether tokens lie there that can't go to the client.
    pub fn is_stuck(&self) -> bool {
        let Some(account) = self.account else { return false };
        account.amount > 0 && (account.is_frozen || !self.client_takes)
    }
}
