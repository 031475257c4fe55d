//! What the hub reads from the chain. It never sends anything.

mod ending;
mod kept;
mod patience;
mod recent;
mod sighting;
mod tend;

use std::{collections::HashSet, sync::Arc, time::Duration};

use rayment_client::{Chain, ChainError, Job, JobFilter, MarketParams, Provider, chain_key};
use rayment_core::{Hash, provider::Status};
use solana_pubkey::Pubkey;
use tokio::sync::Semaphore;

use crate::{
    access::{Known, Who},
    server::Refusal,
    store::{Store, StoreError},
};
use kept::Kept;
use patience::Patience;
use recent::Recent;
use sighting::Sighting;
pub use tend::tend;

/// How old what is quoted, and whom progress is taken from, may be.
const FRESH: Duration = Duration::from_secs(1);
/// How long it is remembered what was noted on disk.
const NOTED: Duration = Duration::from_secs(3_600);
const NOTE_BYTES: u64 = 4 << 10;

/// The chain, as far as the hub needs it.
pub struct Ledger {
    chain: Chain,
    market: Pubkey,
    store: Store,
    kept: Kept,
    /// Histories are long to read: two at a time for those who want frames…
    searches: Semaphore,
    /// …and one for those who watch.
    lookups: Semaphore,
    patience: Patience,
    sightings: Recent<Pubkey, Sighting>,
    noting: tokio::sync::Mutex<()>,
    jobs: Recent<Pubkey, Option<Job>>,
    holders: Recent<Pubkey, Option<Provider>>,
    offers: tokio::sync::Mutex<Recent<(), Arc<Offers>>>,
}

/// Who can be quoted, and under which parameters.
pub struct Offers {
    pub params: MarketParams,
    /// Active ones.
    pub providers: Vec<Provider>,
}

impl Ledger {
    /// Counts as its own the jobs of which something lies in the store.
    pub async fn open(chain: Chain, market: Pubkey, store: Store) -> Result<Self, StoreError> {
        let kept = Kept::default();
        for job in store.jobs_with_frames().await? {
            kept.add(job);
        }
        for job in store.jobs_with_ending().await? {
            kept.done(job);
        }
        Ok(Self {
            chain,
            market,
            store,
            kept,
            searches: Semaphore::new(2),
            lookups: Semaphore::new(1),
            patience: Patience::default(),
            sightings: Recent::new(NOTED),
            noting: tokio::sync::Mutex::default(),
            jobs: Recent::new(FRESH),
            holders: Recent::new(FRESH),
            offers: tokio::sync::Mutex::new(Recent::new(FRESH)),
        })
    }

    pub fn market(&self) -> Pubkey {
        self.market
    }

    /// A frame of this job lies here now.
    pub fn keeps(&self, job: Pubkey) {
        self.kept.add(job);
    }

    /// Nothing of this job lies here any more.
    pub fn forgets(&self, job: &Pubkey) {
        self.kept.forget(job);
    }

    /// The specs of all open jobs, and the profiles of all providers.
    pub async fn named(&self) -> Result<(HashSet<Hash>, HashSet<Hash>), Refusal> {
        let jobs = self.chain.jobs(&JobFilter { market: Some(self.market), ..JobFilter::default() }).await?;
        let providers = self.chain.providers(&self.market).await?;
        let specs = jobs.iter().map(|job| job.state.spec).collect();
        Ok((specs, providers.iter().map(|provider| provider.state.profile).collect()))
    }

    /// Whether something about this job lies here.
    pub fn has(&self, job: &Pubkey) -> bool {
        self.kept.holds(job)
    }

    /// A job of this market that is not closed, read now.
    pub async fn job(&self, address: &Pubkey) -> Result<Option<Job>, Refusal> {
        let job = match self.chain.job(address).await {
            Ok(job) => job,
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error.into()),
        };
        match job {
            Some(job) if job.market() != self.market => Err(Refusal::conflict(
                "other_market",
                format!("job {address} is of market {}, this hub serves {}", job.market(), self.market),
            )),
            Some(job) => {
                self.saw(&job).await;
                Ok(Some(job))
            }
            None => Ok(None),
        }
    }

    /// The same, but up to a second old.
    pub async fn recent_job(&self, address: &Pubkey) -> Result<Option<Job>, Refusal> {
        if let Some(found) = self.jobs.look(address) {
            return Ok(found);
        }
        let found = self.job(address).await?;
        self.jobs.keep(*address, found);
        Ok(found)
    }

    /// What the chain says about a job, closed ones included.
    pub async fn known(&self, address: &Pubkey) -> Result<Option<Known>, Refusal> {
        if let Some(ending) = self.noted(address).await? {
            return Ok(Some(Known::Closed(ending)));
        }
        match self.job(address).await? {
            Some(job) => Ok(Some(Known::Live(job.state))),
            None => Ok(self.ending(address).await?.map(Known::Closed)),
        }
    }

    /// Who this key is to a job that `holder` holds, or held at its end.
    pub async fn who(&self, key: Pubkey, holder: Option<Pubkey>) -> Result<Who, Refusal> {
        let market = self.chain.market(&self.market).await?;
        let is_holder = match holder {
            Some(wallet) if wallet == key => true,
            Some(wallet) => is_operator(self.chain.provider(&self.market, &wallet).await?, &key),
            None => false,
        };
        Ok(Who { key, is_keeper: key == market.keeper, is_holder })
    }

    /// The same for writing, where the keeper is nobody: up to a second old.
    pub async fn recent_holder(&self, key: Pubkey, holder: Option<Pubkey>) -> Result<Who, Refusal> {
        let is_holder = match holder {
            Some(wallet) if wallet == key => true,
            Some(wallet) => {
                let provider = match self.holders.look(&wallet) {
                    Some(provider) => provider,
                    None => {
                        let provider = self.chain.provider(&self.market, &wallet).await?;
                        self.holders.keep(wallet, provider);
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
    pub async fn offers(&self) -> Result<Arc<Offers>, Refusal> {
        let recent = self.offers.lock().await;
        if let Some(offers) = recent.look(&()) {
            return Ok(offers);
        }
        let market = self.chain.market(&self.market).await?;
        let params = self.chain.params(&self.market, market.params).await?;
        let mut providers = self.chain.providers(&self.market).await?;
        providers.retain(|provider| provider.state.status == Status::Active);
        let offers = Arc::new(Offers { params, providers });
        recent.keep((), offers.clone());
        Ok(offers)
    }
}

fn is_operator(provider: Option<Provider>, key: &Pubkey) -> bool {
    provider.is_some_and(|provider| chain_key(&provider.state.operator) == *key)
}

impl From<ChainError> for Refusal {
    fn from(error: ChainError) -> Self {
        if error.is_not_found() {
            Self::not_found("not_on_chain", error.to_string())
        } else {
            Self::unavailable("chain_unreachable", format!("the hub cannot read the chain: {error}"))
        }
    }
}
