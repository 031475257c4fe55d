//! From a configuration to a worker that is registered and ready.

use std::{collections::HashMap, fs::TryLockError, path::Path, sync::Arc, time::Duration};

use rayment_client::{Chain, Provider, Wakes, profile::Profile};
use rayment_engine::{LoadLimits, Purpose, SceneCache, SceneCacheConfig};
use rayment_hub_client::{HubClient, HubError};
use rayment_render::Limits;
use rayment_service::files::FolderLock;
use tokio::{
    sync::mpsc,
    task::{JoinSet, spawn_blocking},
    time::sleep,
};
use tokio_util::sync::CancellationToken;

use super::{Absences, Cooldown, Worker, tokens::TokenMemory};
use crate::{
    Config, WorkerError,
    cache::Cache,
    inspect::Capabilities,
    memory,
    outbox::{DiskError, Outbox, make_folder},
    probe, register,
    stake::StakeAsked,
};

/// Pause between tries to reach the node and the hub.
const PAUSE: Duration = Duration::from_secs(1);
/// Input files kept for the next job, in bytes.
const CACHE_BYTES: u64 = 20 << 30;

/// Keeps the data folder to one worker for as long as the lock is held.
pub(super) fn lock(folder: &Path) -> Result<FolderLock, WorkerError> {
    make_folder(folder)?;
    FolderLock::take(folder).map_err(|error| match error {
        TryLockError::WouldBlock => WorkerError::FolderInUse(folder.to_owned()),
        TryLockError::Error(error) => DiskError::at(folder, error).into(),
    })
}

impl Worker {
    pub(super) async fn start(config: Config, shutdown: CancellationToken) -> Result<Self, WorkerError> {
        let url = config.hub_url.clone();
        let refused = |error: HubError| WorkerError::Hub { url: url.clone(), why: error.to_string() };
        let hub = HubClient::new(&config.hub_url, Some(config.operator.clone())).map_err(refused)?;
        let chain = Chain::connect(&config.rpc_url, &config.ws_url);
        let outbox = Outbox::open(&config.data_dir.join("outbox"))?;
        let cache = Cache::open(&config.data_dir.join("cache"), CACHE_BYTES)?;
        let config = offering_as_registered(&chain, config).await?;
        let profile = probed(&config).await?;
        publish(&hub, &profile).await.map_err(refused)?;
        let provider = registered(&chain, &config, &profile).await?;
        // The node may have lagged behind when it was first asked.
        let slots = if config.given.slots { config.slots } else { provider.state.slots };
        let config = Config { slots, ..config };
        tracing::info!(
            wallet = %config.wallet_address, market = %config.market, score = profile.score,
            gpus = profile.gpus.len(), threads = config.threads, slots = provider.state.slots,
            status = ?provider.state.status, "the worker is ready"
        );
        let wakes = Wakes::listen(&chain, shutdown);
        let (reporter, reports) = mpsc::unbounded_channel();
        Ok(Self {
            scenes: scenes(&config),
            capabilities: Arc::new(capabilities(&config, profile)),
            config,
            chain,
            hub,
            outbox,
            cache,
            wakes,
            params: HashMap::new(),
            inspections: HashMap::new(),
            absences: Absences::default(),
            works: HashMap::new(),
            failures: HashMap::new(),
            pending: HashMap::new(),
            pauses: HashMap::new(),
            cooldown: Cooldown::new(),
            paid_jobs: None,
            stake_asked: None,
            stake_told: None,
            tokens: TokenMemory::default(),
            tasks: JoinSet::new(),
            reporter,
            reports,
        })
    }
}

/// Every slot may have a scene of its own. A load ends with the work that waits for it.
fn scenes(config: &Config) -> SceneCache {
    let slots = usize::from(config.slots);
    let (engines, threads) = (config.engines.clone(), config.threads_per_job());
    let (purpose, limits) = (Purpose::Deliver, LoadLimits::NONE);
    SceneCache::new(SceneCacheConfig { engines, purpose, threads, scenes: slots, loads: slots, limits })
}

fn capabilities(config: &Config, profile: Profile) -> Capabilities {
    let memory = memory::for_a_job(config.max_memory, config.slots);
    Capabilities {
        profile,
        limits: Limits::default(),
        memory,
        max_bond: config.max_bond,
        max_bond_ratio: config.max_bond_ratio,
    }
}

/// Where no number of slots was given, the one on chain counts: the threads are divided among the slots.
async fn offering_as_registered(chain: &Chain, config: Config) -> Result<Config, WorkerError> {
    if config.given.slots {
        return Ok(config);
    }
    loop {
        let provider = chain.provider(&config.market, &config.wallet_address).await;
        if let Some(provider) = unless_down(provider.map_err(WorkerError::from))? {
            return Ok(Config { slots: provider.map_or(config.slots, |provider| provider.state.slots), ..config });
        }
        sleep(PAUSE).await;
    }
}

async fn probed(config: &Config) -> Result<Profile, WorkerError> {
    let (config, threads) = (config.clone(), config.threads);
    let probed = spawn_blocking(move || probe::profile(&config)).await;
    let broken = |error: tokio::task::JoinError| WorkerError::Probe { threads, why: error.to_string() };
    probed.map_err(broken)
}

/// Uploads the profile to the hub; waits for a hub that is down.
async fn publish(hub: &HubClient, profile: &Profile) -> Result<(), HubError> {
    loop {
        match hub.put(&profile.encode()).await {
            Ok(_) => return Ok(()),
            Err(error) if error.is_transient() => tracing::warn!(%error, "waiting for the hub"),
            Err(error) => return Err(error),
        }
        sleep(PAUSE).await;
    }
}

/// Registers; waits for a node that is down.
async fn registered(chain: &Chain, config: &Config, profile: &Profile) -> Result<Provider, WorkerError> {
    loop {
        let tried = async {
            // Otherwise a wrong address would look like a provider that is not registered.
            let market = chain.market(&config.market).await?;
            let params = chain.params(&market.address, market.version.params).await?.values;
            let asked = StakeAsked { market: &market, params: &params };
            register::register_on(chain, config, profile.hash(), &asked).await
        };
        if let Some(provider) = unless_down(tried.await)? {
            return Ok(provider);
        }
        sleep(PAUSE).await;
    }
}

/// What a node answered; `None` where it is to be asked again.
fn unless_down<T>(answer: Result<T, WorkerError>) -> Result<Option<T>, WorkerError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(WorkerError::Chain(error)) if error.is_transient() => {
            tracing::warn!(%error, "waiting for the node");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
