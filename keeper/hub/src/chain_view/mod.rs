//! What the hub reads from the chain, and what it remembers of it. It sends nothing, and knows nothing
//! of HTTP: [`ChainViewError`] says what went wrong, `http` says which status that is.
//!
//! | file | what for |
//! |---|---|
//! | `tracked` | the jobs that this hub has to do with |
//! | `seen_delivery` | what a job delivered, noted while its account was there |
//! | `ending` | how a closed job ended, from notes or from its transactions |
//! | `closings` | takes those notes as jobs are closed |
//! | `follow_endings` | takes those notes also while nobody watches |
//! | `money` | what keys have on chain |
//! | `backoff` | when to search again for what was not found |
//! | `ttl_cache` | what was read a moment ago |

mod backoff;
mod closings;
mod ending;
mod error;
mod follow_endings;
mod money;
mod seen_delivery;
mod tracked;
mod ttl_cache;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use rayment_client::{Chain, Job, JobFilter, MarketParams, Provider, chain_key, profile::Profile};
use rayment_core::{
    Hash,
    job::{JobState, Phase},
    market::Params,
    provider::Status,
};
use solana_pubkey::Pubkey;
use tokio::sync::Semaphore;

use crate::{
    access::{Known, Who},
    documents,
    store::{Store, StoreError},
};
use backoff::Backoff;
pub use closings::note_closings;
pub use error::ChainViewError;
pub use follow_endings::follow_endings;
use money::LOCKED;
pub use money::locked;
use seen_delivery::SeenDelivery;
use tracked::TrackedJobs;
use ttl_cache::TtlCache;

/// How old what is quoted, and whom progress is taken from, may be.
const FRESH: Duration = Duration::from_secs(1);
/// How long it is remembered what was noted on disk.
const NOTED: Duration = Duration::from_secs(3_600);
const NOTE_BYTES: u64 = 4 << 10;

/// The chain, as far as the hub needs it.
pub struct ChainView {
    chain: Chain,
    market: Pubkey,
    store: Store,
    tracked: TrackedJobs,
    /// Histories are long to read: two at a time for those who want frames…
    searches: Semaphore,
    /// …and one for those who watch.
    lookups: Semaphore,
    backoff: Backoff,
    seen: TtlCache<Pubkey, SeenDelivery>,
    noting: tokio::sync::Mutex<()>,
    jobs: TtlCache<Pubkey, Option<Job>>,
    holders: TtlCache<Pubkey, Option<Provider>>,
    balances: TtlCache<Pubkey, u64>,
    /// By client.
    locked: tokio::sync::Mutex<TtlCache<(), Arc<HashMap<Pubkey, u64>>>>,
    /// By version; none ever changes.
    params: TtlCache<u16, Params>,
    offers: tokio::sync::Mutex<TtlCache<(), Arc<Offers>>>,
}

/// Who can be quoted, and under which parameters.
pub struct Offers {
    pub params: MarketParams,
    /// Active providers.
    pub active: usize,
    /// Those whose profile is on this hub.
    pub known: Vec<Offer>,
}

/// A provider that can be quoted.
pub struct Offer {
    pub provider: Provider,
    pub profile: Profile,
}

impl ChainView {
    /// Counts as its own the jobs of which something lies in the store.
    pub async fn open(chain: Chain, market: Pubkey, store: Store) -> Result<Self, StoreError> {
        let tracked = TrackedJobs::default();
        for job in store.jobs_with_frames().await? {
            tracked.add(job);
        }
        for job in store.jobs_with_ending().await? {
            tracked.done(job);
        }
        Ok(Self {
            chain,
            market,
            store,
            tracked,
            searches: Semaphore::new(2),
            lookups: Semaphore::new(1),
            backoff: Backoff::default(),
            seen: TtlCache::new(NOTED),
            noting: tokio::sync::Mutex::default(),
            jobs: TtlCache::new(FRESH),
            holders: TtlCache::new(FRESH),
            balances: TtlCache::new(FRESH),
            locked: tokio::sync::Mutex::new(TtlCache::new(LOCKED)),
            params: TtlCache::new(NOTED),
            offers: tokio::sync::Mutex::new(TtlCache::new(FRESH)),
        })
    }

    pub fn market(&self) -> Pubkey {
        self.market
    }

    /// A frame of this job is stored here now: it is followed to its end.
    pub fn track(&self, job: Pubkey) {
        self.tracked.add(job);
    }

    /// Nothing of this job is stored here any more.
    pub fn forget(&self, job: &Pubkey) {
        self.tracked.forget(job);
    }

    /// Whether something of this job is stored here.
    pub fn tracks(&self, job: &Pubkey) -> bool {
        self.tracked.holds(job)
    }

    /// All jobs of this market that are not closed, read now.
    pub async fn jobs(&self) -> Result<Vec<Job>, ChainViewError> {
        Ok(self.chain.jobs(&JobFilter { market: Some(self.market), ..JobFilter::default() }).await?)
    }

    /// The profiles of all providers, by hash.
    pub async fn profiles(&self) -> Result<HashSet<Hash>, ChainViewError> {
        let providers = self.chain.providers(&self.market).await?;
        Ok(providers.iter().map(|provider| provider.state.profile).collect())
    }

    /// The chain's time.
    pub async fn now(&self) -> Result<i64, ChainViewError> {
        Ok(self.chain.clock().await?.unix_timestamp)
    }

    /// One version of the market's parameters, read once.
    pub async fn params(&self, version: u16) -> Result<Params, ChainViewError> {
        if let Some(params) = self.params.get(&version) {
            return Ok(params);
        }
        let params = self.chain.params(&self.market, version).await?.values;
        self.params.insert(version, params);
        Ok(params)
    }

    /// The most that this job can come to be paid, by its claim's terms; nothing where nobody holds it.
    pub async fn worst_case(&self, job: &JobState) -> Result<u64, ChainViewError> {
        let Some(claim) = job.claim() else { return Ok(0) };
        let params = self.params(job.params).await?;
        Ok(job.worst_case(&params, &claim.terms).unwrap_or(0))
    }

    /// A job of this market that is not closed, read now.
    pub async fn job(&self, address: &Pubkey) -> Result<Option<Job>, ChainViewError> {
        let job = match self.chain.job(address).await {
            Ok(job) => job,
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error.into()),
        };
        match job {
            Some(job) if job.market() != self.market => {
                Err(ChainViewError::OtherMarket { job: *address, market: job.market(), served: self.market })
            }
            Some(job) => {
                self.note_delivery(&job).await;
                Ok(Some(job))
            }
            None => Ok(None),
        }
    }

    /// The same, but up to a second old.
    pub async fn recent_job(&self, address: &Pubkey) -> Result<Option<Job>, ChainViewError> {
        if let Some(found) = self.jobs.get(address) {
            return Ok(found);
        }
        let found = self.job(address).await?;
        self.jobs.insert(*address, found);
        Ok(found)
    }

    /// What the chain says about a job, closed ones included.
    pub async fn known(&self, address: &Pubkey) -> Result<Option<Known>, ChainViewError> {
        if let Some(ending) = self.noted(address).await? {
            return Ok(Some(Known::Closed(ending)));
        }
        match self.job(address).await? {
            // It is over, and its outcome is told; what an account can't take yet is all that is left of it.
            Some(job) if matches!(job.state.phase, Phase::Owed { .. }) => {
                let ended = self.ending(address).await?.map(Known::Closed);
                Ok(Some(ended.unwrap_or(Known::Live(job.state))))
            }
            Some(job) => Ok(Some(Known::Live(job.state))),
            None => Ok(self.ending(address).await?.map(Known::Closed)),
        }
    }

    /// Who this key is to a job that `holder` holds, or held at its end.
    pub async fn who(&self, key: Pubkey, holder: Option<Pubkey>) -> Result<Who, ChainViewError> {
        let market = self.chain.market(&self.market).await?;
        let is_holder = match holder {
            Some(wallet) if wallet == key => true,
            Some(wallet) => is_operator(self.chain.provider(&self.market, &wallet).await?, &key),
            None => false,
        };
        Ok(Who { key, is_keeper: key == market.keeper, is_holder })
    }

    /// The same for writing, where the keeper is nobody: up to a second old.
    pub async fn recent_holder(&self, key: Pubkey, holder: Option<Pubkey>) -> Result<Who, ChainViewError> {
        let is_holder = match holder {
            Some(wallet) if wallet == key => true,
            Some(wallet) => {
                let provider = match self.holders.get(&wallet) {
                    Some(provider) => provider,
                    None => {
                        let provider = self.chain.provider(&self.market, &wallet).await?;
                        self.holders.insert(wallet, provider);
                        provider
                    }
                };
                is_operator(provider, &key)
            }
            None => false,
        };
        Ok(Who { key, is_keeper: false, is_holder })
    }

    /// Parameters and active providers, up to a second old and read once for all who ask.
    pub async fn offers(&self) -> Result<Arc<Offers>, ChainViewError> {
        let recent = self.offers.lock().await;
        if let Some(offers) = recent.get(&()) {
            return Ok(offers);
        }
        let market = self.chain.market(&self.market).await?;
        let params = self.chain.params(&self.market, market.version.params).await?;
        let mut active = self.chain.providers(&self.market).await?;
        active.retain(|provider| provider.state.status == Status::Active);
        let (count, mut known) = (active.len(), Vec::new());
        for provider in active {
            let profile = documents::profile(&self.store, &provider.state.profile).await;
            known.extend(profile.map(|profile| Offer { provider, profile }));
        }
        let offers = Arc::new(Offers { params, active: count, known });
        recent.insert((), offers.clone());
        Ok(offers)
    }
}

fn is_operator(provider: Option<Provider>, key: &Pubkey) -> bool {
    provider.is_some_and(|provider| chain_key(&provider.state.operator) == *key)
}
