//! A fresh snapshot of the market.
//!
//! All jobs of a market come in one scan (filtered by the node), not phase by phase: a job that
//! moves between two scans would be seen twice or not at all. What never changes, parameters, specs
//! and profiles, is read once.

mod document_cache;
mod lapses;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use document_cache::DocumentCache;
use futures::future::{BoxFuture, try_join_all};
pub use lapses::Lapses;
use rayment_check::{HubReader, Unavailable};
use rayment_client::{Chain, ChainError, Job, JobFilter, Provider, profile::Profile};
use rayment_core::{
    Hash,
    job::{Phase, Seal},
    market::Params,
    provider::Status,
};
use rayment_engine::Engines;
use rayment_spec::Spec;
use solana_pubkey::Pubkey;

use crate::{
    KeeperError,
    checks::Checker,
    plan::is_open_to_a_verdict,
    snapshot::{Attempt, Snapshot},
};

/// Profiles are short documents.
const PROFILE_BYTES: u64 = 1 << 20;

/// What is read, and what is remembered from earlier reads.
pub struct Observer {
    chain: Chain,
    market: Pubkey,
    keeper: Pubkey,
    params: BTreeMap<u16, Params>,
    specs: DocumentCache<Spec>,
    profiles: DocumentCache<Profile>,
    lapses: Lapses,
    engines: Engines,
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
            engines,
        }
    }

    /// Reads everything that can change. If one call fails there is no snapshot, and no harm is done.
    pub async fn observe(&mut self, checker: &Checker) -> Result<Snapshot, ObserveError> {
        // The clock first: it must not be ahead of the jobs, or deadlines would be seen too early.
        let clock = self.chain.clock().await?;
        let (jobs, providers) = self.read_market().await?;
        self.read_params(&jobs).await?;
        let awaited = jobs.iter().any(|job| seal_slot(job).is_some_and(|slot| slot <= clock.slot));
        let slot_hashes = if awaited { self.chain.slot_hashes().await? } else { Vec::new() };
        let now = clock.unix_timestamp;
        let open = jobs.iter().filter(|job| matches!(job.state.phase, Phase::Open { .. }));
        let specs: BTreeSet<_> = open.map(|job| job.state.spec).collect();
        let active = providers.iter().filter(|provider| provider.state.status == Status::Active);
        let profiles = active.map(|provider| provider.state.profile).collect();
        let params = |job: &Job| self.params.get(&job.state.params);
        let judged = jobs.iter().filter(|job| is_open_to_a_verdict(&job.state, params(job), now));
        let judged: BTreeSet<Attempt> = judged.map(|job| (job.address, job.state.attempt)).collect();
        checker.retain(&judged, &specs);
        let specs = self.specs.take(&specs);
        self.lapses.look(&jobs, &specs, now);
        Ok(Snapshot {
            now,
            slot: clock.slot,
            keeper: self.keeper,
            slot_hashes,
            jobs,
            providers,
            params: self.params.clone(),
            specs,
            profiles: self.profiles.take(&profiles),
            findings: checker.standing(),
            trials: checker.trials(),
            silent: self.lapses.silent(now),
            lapses: self.lapses.of_jobs(),
            checking: checker.cost(),
            engines: self.engines.clone(),
        })
    }

    /// The market's jobs, by address, and its providers, if we are still its keeper.
    async fn read_market(&self) -> Result<(Vec<Job>, Vec<Provider>), ObserveError> {
        let filter = JobFilter { market: Some(self.market), ..JobFilter::default() };
        let (market, mut jobs, providers) = tokio::try_join!(
            self.chain.market(&self.market),
            self.chain.jobs(&filter),
            self.chain.providers(&self.market)
        )?;
        if market.keeper != self.keeper {
            let (market, keeper, key) = (self.market, market.keeper, self.keeper);
            return Err(KeeperError::NotTheKeeper { market, keeper, key }.into());
        }
        jobs.sort_by_key(|job| job.address);
        Ok((jobs, providers))
    }

    /// Reads the versions that jobs name and that are not known yet.
    async fn read_params(&mut self, jobs: &[Job]) -> Result<(), ChainError> {
        let named: BTreeSet<_> = jobs.iter().map(|job| job.state.params).collect();
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
