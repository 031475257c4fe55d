//! A fresh snapshot of the market.
//!
//! All jobs of a market come in one scan (filtered by the node), not phase by phase: a job that
//! moves between two scans would be seen twice or not at all. What never changes, parameters, specs,
//! profiles and the jobs of orders, is read or worked out once. What concerns tokens is read only where something is
//! paid in them.

mod document_cache;
mod lapses;
mod order_tokens;
mod orders;
mod owing;
mod paces;
mod token_accounts;
mod tokens;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::{Duration, Instant},
};

use document_cache::DocumentCache;
use futures::future::{BoxFuture, try_join_all};
pub use lapses::Lapses;
pub use orders::{OrderJobs, Tried};
pub use paces::Paces;
use rayment_check::{HubReader, Unavailable};
use rayment_client::{Chain, ChainError, Job, JobFilter, Market, Order, Outcome, Provider, profile::Profile};
use rayment_core::{
    Hash,
    job::{Phase, Seal},
    layout,
    market::Params,
    provider::Status,
};
use rayment_engine::Engines;
use rayment_spec::Spec;
use solana_pubkey::Pubkey;
pub use tokens::{Seen, TokenReader};

use crate::{
    KeeperError,
    action::ChainAction,
    checks::Checker,
    plan::{can_be_drawn, is_anything_due, is_open_to_a_verdict},
    snapshot::{Attempt, Drawing, Snapshot, Treasury},
};

/// Profiles are short documents.
const PROFILE_BYTES: u64 = 1 << 20;

/// Rents may fall or rise: they are asked for again after this long.
const RENTS_LAST: Duration = Duration::from_secs(600);

/// What is read, and what is remembered from earlier reads.
pub struct Observer {
    chain: Chain,
    market: Pubkey,
    keeper: Pubkey,
    params: BTreeMap<u16, Params>,
    specs: DocumentCache<Spec>,
    profiles: DocumentCache<Profile>,
    lapses: Lapses,
    paces: Paces,
    order_jobs: OrderJobs,
    tried: Tried,
    tokens: TokenReader,
    /// Of an order's account, a job's and a wallet.
    rents: Option<(Instant, [u64; 3])>,
    engines: Engines,
}

/// What of a market changes.
struct Accounts {
    market: Market,
    /// By address.
    jobs: Vec<Job>,
    providers: Vec<Provider>,
    /// By address.
    orders: Vec<Order>,
}

impl Accounts {
    /// As far as it tells what there is in tokens.
    fn seen<'a>(&'a self, drawing: Option<&'a Drawing>, now: i64) -> Seen<'a> {
        let Self { market, jobs, providers, orders } = self;
        Seen { market, jobs, providers, orders, drawing, now }
    }
}

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum ObserveError {
    /// The node may answer the next time.
    #[error("cannot read the chain: {0}")]
    Chain(#[source] ChainError),
    /// It never will.
    #[error(transparent)]
    Keeper(#[from] KeeperError),
}

impl From<ChainError> for ObserveError {
    fn from(error: ChainError) -> Self {
        Self::Chain(error)
    }
}

impl Observer {
    /// `wake` is called when a document has come from the hub.
    pub fn new(
        chain: Chain,
        (market, keeper): (Pubkey, Pubkey),
        hub: Arc<dyn HubReader>,
        engines: Engines,
        wake: impl Fn() + Send + Sync + Clone + 'static,
    ) -> Self {
        let of_specs = hub.clone();
        let spec = move |hash| -> BoxFuture<'static, _> {
            let hub = of_specs.clone();
            Box::pin(async move { hub.spec(hash).await })
        };
        let profile = move |hash| -> BoxFuture<'static, _> {
            let hub = hub.clone();
            Box::pin(async move { profile_of(hub.as_ref(), hash).await })
        };
        Self {
            chain,
            market,
            keeper,
            params: BTreeMap::new(),
            specs: DocumentCache::new(spec, wake.clone()),
            profiles: DocumentCache::new(profile, wake),
            lapses: Lapses::default(),
            paces: Paces::default(),
            order_jobs: OrderJobs::default(),
            tried: Tried::default(),
            tokens: TokenReader::default(),
            rents: None,
            engines,
        }
    }

    /// Reads everything that can change. If one call fails there is no snapshot, and no harm is done.
    pub async fn observe(&mut self, checker: &Checker) -> Result<Snapshot, ObserveError> {
        // The clock first: it must not be ahead of the jobs, or deadlines would be seen too early.
        let clock = self.chain.clock().await?;
        let now = clock.unix_timestamp;
        let accounts = self.read_market().await?;
        let drawing = if accounts.orders.is_empty() { None } else { Some(self.drawing(&accounts.market).await?) };
        let tokens = self.tokens.read(&self.chain, accounts.seen(drawing.as_ref(), now)).await?;
        let Accounts { market, jobs, providers, orders } = accounts;
        let treasury = self.treasury(&market, &providers).await?;
        let is_ready = |order: &&Order| drawing.is_some_and(|drawing| can_be_drawn(order, &drawing, &tokens, now));
        let ready: Vec<_> = orders.iter().filter(is_ready).copied().collect();
        self.read_params(&jobs, &ready).await?;
        let awaited = jobs.iter().any(|job| seal_slot(job).is_some_and(|slot| slot <= clock.slot));
        let slot_hashes = if awaited { self.chain.slot_hashes().await? } else { Vec::new() };
        let open = jobs.iter().filter(|job| matches!(job.state.phase, Phase::Open { .. }));
        let specs: BTreeSet<_> = open.map(|job| job.state.spec).collect();
        let active = providers.iter().filter(|provider| provider.state.status == Status::Active);
        let profiles = active.map(|provider| provider.state.profile).collect();
        let params = |job: &Job| self.params.get(&job.state.params);
        let judged = jobs.iter().filter(|job| is_open_to_a_verdict(&job.state, params(job), now));
        let judged: BTreeSet<Attempt> = judged.map(|job| (job.address, job.state.attempt)).collect();
        checker.retain(&judged, &specs);
        let specs = self.specs.take(&specs.into_iter().chain(self.order_jobs.wanted(&ready)).collect());
        self.lapses.look((&jobs, &providers), &specs, now);
        self.paces.look(&jobs);
        self.order_jobs.look((&orders, &ready), &specs, &self.params, now);
        self.tried.look(&orders, &tokens.of_orders);
        Ok(Snapshot {
            now,
            slot: clock.slot,
            keeper: self.keeper,
            keeper_bond: market.keeper_bond.locked,
            slot_hashes,
            jobs,
            providers,
            treasury,
            orders,
            drawing,
            order_jobs: self.order_jobs.all(),
            tokens,
            tried: self.tried.standing(),
            paused: BTreeSet::new(),
            params: self.params.clone(),
            specs,
            profiles: self.profiles.take(&profiles),
            findings: checker.standing(),
            trials: checker.trials(),
            silent: self.lapses.silent(now),
            lapses: self.lapses.of_jobs(),
            paces: self.paces.all(),
            checking: checker.cost(),
            engines: self.engines.clone(),
        })
    }

    /// Remembers what came of an action as far as that decides what is tried again.
    pub fn note(&mut self, action: &ChainAction, outcome: &Outcome) {
        self.tried.note(action, outcome, &|order| self.tokens.of_order(order));
    }

    /// The market's accounts, if we are still its keeper.
    async fn read_market(&self) -> Result<Accounts, ObserveError> {
        let filter = JobFilter { market: Some(self.market), ..JobFilter::default() };
        let (market, mut jobs, providers, mut orders) = tokio::try_join!(
            self.chain.market(&self.market),
            self.chain.jobs(&filter),
            self.chain.providers(&self.market),
            self.chain.orders(&self.market, None)
        )?;
        if market.keeper != self.keeper {
            let (market, keeper, key) = (self.market, market.keeper, self.keeper);
            return Err(KeeperError::NotTheKeeper { market, keeper, key }.into());
        }
        jobs.sort_by_key(|job| job.address);
        orders.sort_by_key(|order| order.address);
        Ok(Accounts { market, jobs, providers, orders })
    }

    /// Where fees go, if some are worth it.
    async fn treasury(&self, market: &Market, providers: &[Provider]) -> Result<Option<Treasury>, ChainError> {
        if !is_anything_due(market, providers.iter().map(|provider| provider.state.fees)) {
            return Ok(None);
        }
        let (held, least) = tokio::try_join!(self.chain.balance(&market.treasury), self.chain.rent(0))?;
        Ok(Some(Treasury { market: *market, takes: held >= least }))
    }

    /// What orders are drawn and returned by.
    async fn drawing(&mut self, market: &Market) -> Result<Drawing, ChainError> {
        let known = self.rents.filter(|(read, _)| read.elapsed() < RENTS_LAST);
        let [order_rent, job_rent, wallet_rent] = match known {
            Some((_, rents)) => rents,
            None => {
                let rent = |space| self.chain.rent(space);
                let (order, job, wallet) =
                    tokio::try_join!(rent(layout::order::SPACE), rent(layout::job::SPACE), rent(0))?;
                self.rents = Some((Instant::now(), [order, job, wallet]));
                [order, job, wallet]
            }
        };
        Ok(Drawing { version: market.version, order_rent, job_rent, wallet_rent })
    }

    /// Reads the versions that jobs and orders name and that are not known yet. Orders that can't be drawn may name
    /// versions that don't exist.
    async fn read_params(&mut self, jobs: &[Job], ready: &[Order]) -> Result<(), ChainError> {
        let of_orders = ready.iter().map(|order| order.state.quote.params);
        let named: BTreeSet<_> = jobs.iter().map(|job| job.state.params).chain(of_orders).collect();
        let unknown = named.into_iter().filter(|version| !self.params.contains_key(version));
        let read = unknown.map(|version| self.chain.params(&self.market, version));
        let read = try_join_all(read).await?;
        self.params.extend(read.into_iter().map(|params| (params.version, params.values)));
        Ok(())
    }
}

/// A provider's profile, checked against its hash by the hub's client.
async fn profile_of(hub: &dyn HubReader, hash: Hash) -> Result<Profile, Unavailable> {
    let bytes = hub.file(hash, PROFILE_BYTES).await?;
    Profile::decode(&bytes).ok_or_else(|| Unavailable::Unusable("the profile is not valid JSON of a profile".into()))
}

/// The slot whose hash a delivery waits for.
fn seal_slot(job: &Job) -> Option<u64> {
    match job.state.delivery()?.seal {
        Seal::Pending { slot, .. } => Some(slot),
        Seal::Sealed { .. } => None,
    }
}
