//! What is paid in tokens. Where nothing is, nothing is read.
//!
//! What a job is in follows from its order, which is read anyway: no call for each job. Accounts are read a hundred at
//! a time.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use rayment_client::{
    Chain, ChainError, Job, Market, Order, Payee, Provider, Purse, Token, address, chain_key, token::RATE_SECS,
};
use rayment_core::{
    job::Phase,
    provider::{RENDER, Status},
};
use solana_pubkey::Pubkey;

use super::{
    RENTS_LAST,
    order_tokens::OrderAccounts,
    owing::OwingJobs,
    token_accounts::{account_of, many},
};
use crate::{
    plan::has_rent,
    snapshot::Drawing,
    tokens::{Asked, Asset, OrderTokens, Tokens},
};

/// What was just read of a market.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    pub market: &'a Market,
    pub jobs: &'a [Job],
    pub providers: &'a [Provider],
    pub orders: &'a [Order],
    pub drawing: Option<&'a Drawing>,
    pub now: i64,
}

/// What is remembered of tokens.
#[derive(Default)]
pub struct TokenReader {
    /// Orders and tokens of jobs, which never change.
    of_jobs: BTreeMap<Pubkey, Payee>,
    /// Tokens by their mint, which belongs to one program for good.
    known: BTreeMap<Pubkey, Token>,
    /// Rents of vaults by their bytes, and when they were asked for.
    rents: BTreeMap<usize, (Instant, u64)>,
    orders: OrderAccounts,
    owing: OwingJobs,
    /// Mints of which was said that they have no rate.
    unrated: BTreeSet<Pubkey>,
}

impl TokenReader {
    /// All that is known of tokens now.
    pub async fn read(&mut self, chain: &Chain, seen: Seen<'_>) -> Result<Tokens, ChainError> {
        let any = seen.jobs.iter().any(|job| job.state.is_in_tokens())
            || seen.orders.iter().any(|order| !order.state.quote.is_sol());
        if !any {
            *self = Self { known: std::mem::take(&mut self.known), ..Self::default() };
            return Ok(Tokens::default());
        }
        self.look_at_jobs(chain, &seen).await?;
        let mut tokens = Tokens { of_jobs: self.of_jobs.clone(), ..Tokens::default() };
        tokens.assets = self.assets(chain, seen.market).await?;
        let wanted = wanted(&seen, &tokens);
        self.warn_unrated(&wanted, &tokens, seen.now);
        tokens.sellers = self.sellers(chain, &wanted, seen.providers).await?;
        self.look_at_orders(chain, &seen, &tokens).await?;
        tokens.of_orders = self.orders.all();
        tokens.owing = self.owing.look(chain, seen.market, seen.jobs, &tokens.of_jobs).await?;
        Ok(tokens)
    }

    /// What an order held when it was last looked at.
    pub fn of_order(&self, order: &Pubkey) -> Option<OrderTokens> {
        self.orders.get(order)
    }

    /// Finds the orders and tokens of jobs that are new. A job whose order the node does not show yet waits.
    async fn look_at_jobs(&mut self, chain: &Chain, seen: &Seen<'_>) -> Result<(), ChainError> {
        let in_tokens = || seen.jobs.iter().filter(|job| job.state.is_in_tokens());
        let there: BTreeSet<_> = in_tokens().map(|job| job.address).collect();
        self.of_jobs.retain(|job, _| there.contains(job));
        let unknown: Vec<_> = in_tokens().filter(|job| !self.of_jobs.contains_key(&job.address)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let mut by_tag: BTreeMap<u64, Vec<&Order>> = BTreeMap::new();
        for order in seen.orders.iter().filter(|order| !order.state.quote.is_sol()) {
            let tag = u64::from_le_bytes(rayment_client::rule_key(&order.address).tag());
            by_tag.entry(tag).or_default().push(order);
        }
        for job in unknown {
            let orders = by_tag.get(&job.state.order).into_iter().flatten();
            let Some(order) = orders.into_iter().find(|order| job.is_of(&order.address)) else { continue };
            let Some(token) = self.token(chain, chain_key(&order.state.quote.mint)).await? else { continue };
            self.of_jobs.insert(job.address, Payee { address: order.address, token: Some(token) });
        }
        Ok(())
    }

    async fn token(&mut self, chain: &Chain, mint: Pubkey) -> Result<Option<Token>, ChainError> {
        if let Some(token) = self.known.get(&mint) {
            return Ok(Some(*token));
        }
        let token = chain.token(&mint).await?.map(|(token, _)| token);
        self.known.extend(token.map(|token| (mint, token)));
        Ok(token)
    }

    async fn assets(&mut self, chain: &Chain, market: &Market) -> Result<BTreeMap<Pubkey, Asset>, ChainError> {
        let mut assets = BTreeMap::new();
        for found in chain.assets(&market.address).await? {
            let vault_rent = self.rent(chain, found.vault_space()).await?;
            self.known.extend(found.token().map(|token| (token.mint, token)));
            assets.insert(found.mint(), Asset { state: found.state, vault_rent });
        }
        Ok(assets)
    }

    async fn rent(&mut self, chain: &Chain, space: usize) -> Result<u64, ChainError> {
        let known = self.rents.get(&space).filter(|(read, _)| read.elapsed() < RENTS_LAST);
        if let Some((_, rent)) = known {
            return Ok(*rent);
        }
        let rent = chain.rent(space).await?;
        self.rents.insert(space, (Instant::now(), rent));
        Ok(rent)
    }

    /// Who renders for these, and has a purse that can be paid and can pay; and what its operator has.
    async fn sellers(
        &self,
        chain: &Chain,
        mints: &BTreeSet<Pubkey>,
        providers: &[Provider],
    ) -> Result<BTreeMap<(Pubkey, Pubkey), Asked>, ChainError> {
        let is_active = |provider: &&Provider| provider.state.status == Status::Active;
        let active = providers.iter().filter(is_active).map(|provider| (provider.address, provider.state.operator));
        let active: BTreeMap<_, _> = active.collect();
        let mut offers: BTreeMap<(Pubkey, Pubkey), BTreeMap<u16, _>> = BTreeMap::new();
        for mint in mints {
            for offer in chain.offers(None, Some(mint)).await? {
                let seller = chain_key(&offer.state.provider);
                if offer.state.kind == RENDER && active.contains_key(&seller) {
                    offers.entry((seller, *mint)).or_default().insert(offer.state.class, offer.state.terms);
                }
            }
        }
        let mut wanted = Vec::with_capacity(offers.len());
        for ((seller, mint), offers) in offers {
            let (Some(token), Some(operator)) = (self.known.get(&mint), active.get(&seller)) else { continue };
            wanted.push((seller, *token, *operator, address::purse(&seller, &mint), offers));
        }
        let places = wanted.iter().flat_map(|(_, token, operator, purse, _)| {
            [*purse, address::vault(purse), token.account(&chain_key(operator))]
        });
        let read = many(chain, &places.collect::<Vec<_>>()).await?;
        let mut sellers = BTreeMap::new();
        for ((seller, token, operator, purse, offers), read) in wanted.into_iter().zip(read.chunks(3)) {
            let [Some((_, data)), vault, own] = read else { continue };
            let can = account_of(vault, &token).is_some_and(|vault| vault.can_take(&vault.mint));
            let own = account_of(own, &token).filter(|own| own.owner == operator && !own.is_frozen);
            if let Some(purse) = Purse::decode(purse, data).ok().filter(|_| can) {
                let own = own.map_or(0, |own| own.amount);
                sellers.insert((seller, token.mint), Asked { purse: purse.state, own, offers });
            }
        }
        Ok(sellers)
    }

    /// Orders that could be drawn if they are paid, and those that are done.
    async fn look_at_orders(&mut self, chain: &Chain, seen: &Seen<'_>, tokens: &Tokens) -> Result<(), ChainError> {
        let concerns = |order: &&Order| {
            let ready = seen.drawing.is_some_and(|drawing| has_rent(order, drawing, tokens, seen.now));
            !order.state.quote.is_sol() && (ready || order.state.is_done(seen.now))
        };
        let mut found = Vec::new();
        for order in seen.orders.iter().filter(concerns) {
            let token = self.token(chain, chain_key(&order.state.quote.mint)).await?;
            found.extend(token.map(|token| (*order, token)));
        }
        self.orders.look(chain, &found, Instant::now()).await
    }

    /// Says once of a token that is wanted that nobody knows what it weighs.
    fn warn_unrated(&mut self, wanted: &BTreeSet<Pubkey>, tokens: &Tokens, now: i64) {
        let is_unrated = |mint: &&Pubkey| tokens.assets.contains_key(mint) && tokens.units(mint, u64::MAX, now) == 0;
        let unrated: BTreeSet<_> = wanted.iter().filter(is_unrated).copied().collect();
        for mint in unrated.difference(&self.unrated) {
            tracing::warn!(
                %mint,
                "this token has no rate of the last {} hours, so its fees weigh nothing: its orders are not drawn, and \
                 its jobs are assigned only where a check costs nothing. The market's authority says a rate by \
                 `asset_set`",
                RATE_SECS / 3_600
            );
        }
        self.unrated = unrated;
    }
}

/// Mints of open jobs, and of orders that have rent to be drawn or would have with a rate.
fn wanted(seen: &Seen, tokens: &Tokens) -> BTreeSet<Pubkey> {
    let open = seen.jobs.iter().filter(|job| matches!(job.state.phase, Phase::Open { .. }));
    let of_jobs = open.filter_map(|job| Some(tokens.of_job(job)?.mint));
    let drawn = seen.orders.iter().filter(|order| !order.state.quote.is_sol() && order.state.undrawn(seen.now) > 0);
    let of_orders = drawn.map(|order| chain_key(&order.state.quote.mint));
    of_jobs.chain(of_orders.filter(|mint| tokens.assets.contains_key(mint))).collect()
}
