//! What is paid in tokens: what open jobs are in, what this provider asks in it, and what it can bond. Where no job is
//! open in a token, nothing is read.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::{Duration, Instant},
};

use rayment_client::{Asset, ChainError, Job, Offer, Provider, Purse, Token, address, chain_key, rule_key};
use rayment_core::{
    asset::TokenAccount,
    job::Phase,
    provider::{ProviderState, RENDER},
};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use super::Worker;
use crate::{
    asking::{TokenView, Tokens, coin_of},
    coin::Coin,
    plan::Snapshot,
};

/// How often this provider's offers are read while jobs are open in tokens.
const OFFERS_EVERY: Duration = Duration::from_secs(10);
/// Accounts that a node shows at a time.
const MOST: usize = 100;

/// What is remembered of tokens.
#[derive(Default)]
pub(super) struct TokenMemory {
    /// What jobs are in: that never changes.
    of_jobs: HashMap<Pubkey, Token>,
    /// This provider's offers for rendering in tokens.
    offers: Option<(Instant, Vec<Offer>)>,
    /// Jobs of which was said that they still owe something.
    told: BTreeSet<Pubkey>,
}

/// Owner and data of an account.
type Found = Option<(Pubkey, Vec<u8>)>;

impl Worker {
    /// This provider's offers for rendering in tokens; none where no such job is open.
    pub(super) async fn token_offers(&mut self, provider: &Provider, open: &[Job]) -> Result<Vec<Offer>, ChainError> {
        if !open.iter().any(|job| job.state.is_in_tokens()) {
            return Ok(Vec::new());
        }
        if let Some((read, offers)) = &self.tokens.offers
            && read.elapsed() < OFFERS_EVERY
        {
            return Ok(offers.clone());
        }
        let mut offers = self.chain.offers(Some(&provider.address), None).await?;
        offers.retain(|offer| offer.state.kind == RENDER && offer.mint() != Pubkey::default());
        self.tokens.offers = Some((Instant::now(), offers.clone()));
        Ok(offers)
    }

    /// What is known of the tokens that jobs are open in and this provider has offers in.
    pub(super) async fn tokens(
        &mut self,
        provider: &Provider,
        jobs: &[Job],
        offers: &[Offer],
    ) -> Result<Tokens, ChainError> {
        self.look_at_jobs(jobs).await?;
        let is_open = |job: &&Job| matches!(job.state.phase, Phase::Open { .. });
        let open = jobs.iter().filter(is_open).filter_map(|job| self.tokens.of_jobs.get(&job.address));
        let open: BTreeMap<_, _> = open.map(|token| (token.mint, *token)).collect();
        let mut tokens = Tokens::new();
        for offer in offers {
            let Some(token) = open.get(&offer.mint()) else { continue };
            let nothing = TokenView { token: *token, offers: BTreeMap::new(), purse: None, own: 0, asset: None };
            let view = tokens.entry(token.mint).or_insert(nothing);
            view.offers.insert(offer.state.class, offer.state.terms);
        }
        let (market, operator) = (self.config.market, self.config.operator.pubkey());
        for view in tokens.values_mut() {
            let purse = address::purse(&provider.address, &view.token.mint);
            let asset = address::asset(&market, &view.token.mint);
            let places = [purse, address::vault(&purse), view.token.account(&operator), asset];
            let found = self.accounts(&places).await?;
            let [purse_found, vault, own, asset_found] = found.as_slice() else { continue };
            let movable = |found: &Found| {
                token_account(found).filter(|(token, account)| *token == view.token && !account.is_frozen)
            };
            let decoded = purse_found.as_ref().and_then(|(_, data)| Purse::decode(purse, data).ok());
            view.purse = decoded.filter(|_| movable(vault).is_some()).map(|purse| purse.state);
            let is_own = |account: &TokenAccount| account.owner == rule_key(&operator);
            view.own = movable(own).map(|(_, account)| account).filter(is_own).map_or(0, |account| account.amount);
            let decoded = asset_found.as_ref().and_then(|(_, data)| Asset::decode(asset, data).ok());
            view.asset = decoded.map(|asset| asset.state);
        }
        Ok(tokens)
    }

    /// The mint of a job in tokens, where it is known.
    pub(super) fn mint_of(&self, job: &Job) -> Option<Pubkey> {
        self.tokens.of_jobs.get(&job.address).map(|token| token.mint)
    }

    /// Reads what jobs are in that are open or still owe something, by their vaults. Of those that are held it is
    /// asked when they are paid.
    async fn look_at_jobs(&mut self, jobs: &[Job]) -> Result<(), ChainError> {
        let known: BTreeSet<_> = jobs.iter().map(|job| job.address).collect();
        self.tokens.of_jobs.retain(|job, _| known.contains(job));
        let asks = |job: &&Job| {
            let concerns = matches!(job.state.phase, Phase::Open { .. } | Phase::Owed { .. });
            concerns && job.state.is_in_tokens() && !self.tokens.of_jobs.contains_key(&job.address)
        };
        let unknown: Vec<_> = jobs.iter().filter(asks).map(|job| job.address).collect();
        let vaults: Vec<_> = unknown.iter().map(address::vault).collect();
        let found = self.accounts(&vaults).await?;
        let tokens = unknown.into_iter().zip(&found);
        let tokens = tokens.filter_map(|(job, found)| Some((job, token_account(found)?.0)));
        self.tokens.of_jobs.extend(tokens);
        Ok(())
    }

    async fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Found>, ChainError> {
        let mut found = Vec::with_capacity(addresses.len());
        for some in addresses.chunks(MOST) {
            let accounts = self.chain.rpc().get_multiple_accounts(some).await?;
            found.extend(accounts.into_iter().map(|account| account.map(|account| (account.owner, account.data))));
        }
        Ok(found)
    }

    /// Says once of a job that has ended that the provider is still owed something, and how that is paid.
    pub(super) fn note_owed(&mut self, snapshot: &Snapshot, now: i64) {
        for seen in &snapshot.jobs {
            let Phase::Owed { provider, earnings, .. } = seen.job.state.phase else { continue };
            let ours = provider == snapshot.provider.authority && earnings > 0;
            if !ours || !self.tokens.told.insert(seen.job.address) {
                continue;
            }
            let (job, coin) = (seen.job.address, seen.mint.map(|mint| coin_of(&mint, &snapshot.tokens, now)));
            let earnings = coin.map_or_else(|| format!("{earnings} base units"), |coin| coin.text(earnings));
            tracing::warn!(
                %job,
                "the job has ended, and {earnings} could not be paid into this provider's purse, which is frozen or \
                 gone: it waits in the job's vault. The keeper pays it once the purse takes it again, or anyone does \
                 with `rayment job clear {job}`; the provider's wallet may name another account with --to"
            );
        }
    }

    /// Logs what was earned, as the chain has it.
    pub(super) async fn note_earnings(&mut self, provider: &ProviderState) {
        if self.paid_jobs.replace(provider.paid_jobs).is_none_or(|before| before == provider.paid_jobs) {
            return;
        }
        let (earned, balance) = (Coin::Sol.text(provider.earned), Coin::Sol.text(provider.balance));
        tracing::info!(jobs = provider.paid_jobs, %earned, %balance, "paid");
        if provider.purses == 0 {
            return;
        }
        let account = address::provider(&self.config.market, &chain_key(&provider.authority));
        // For people only: what a node does not answer is not said.
        for purse in self.chain.purses(&account).await.unwrap_or_default() {
            let mint = purse.mint();
            let asset = self.chain.asset(&self.config.market, &mint).await.ok().flatten();
            let coin = Coin::token(mint, asset.map(|asset| asset.state).as_ref(), i64::MAX);
            let (earned, balance) = (coin.text(purse.state.earned), coin.text(purse.state.balance));
            tracing::info!(%earned, %balance, "in the purse");
        }
    }
}

/// A token account, and what it is in.
fn token_account(found: &Found) -> Option<(Token, TokenAccount)> {
    let (owner, data) = found.as_ref()?;
    let account = TokenAccount::read(data)?;
    Some((Token::new(chain_key(&account.mint), *owner)?, account))
}
