//! The market: what is started, funded and stopped.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use rayment_client::{Chain, Market, MarketParams, PROGRAM_ELF, PROGRAM_ID, address, instructions, money::SOL, wallet};
use rayment_core::{market::Params, money::Terms};
use rayment_engine::Engines;
use rayment_hub::{Hub, HubConfig, Limits};
use rayment_hub_client::HubClient;
use rayment_localnet::{Config, Localnet, Program};
use rayment_sdk::{Connection, Session, saved::Saved};
use rayment_service::tls;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use tempfile::TempDir;
use tokio::{task::JoinHandle, time::Instant};
use tokio_util::sync::{CancellationToken, DropGuard};

/// How long daemons may take to start: a benchmark and some transactions.
const READY: Duration = Duration::from_secs(60);

/// A provider's three keys.
#[derive(Clone)]
pub struct ProviderKeys {
    pub name: String,
    /// Cold: registers.
    pub wallet: Arc<Keypair>,
    /// Hot: works.
    pub operator: Arc<Keypair>,
    pub payout: Arc<Keypair>,
    pub terms: Terms,
}

/// A running market.
pub struct Testbed {
    pub ledger: Localnet,
    pub chain: Chain,
    pub market: Market,
    pub params: MarketParams,
    pub hub: Hub,
    /// Opened the market.
    pub operator: Arc<Keypair>,
    pub keeper: Arc<Keypair>,
    pub treasury: Arc<Keypair>,
    pub client: Arc<Keypair>,
    pub providers: Vec<ProviderKeys>,
    /// Daemons keep their files here, one folder each. It goes with the testbed.
    pub folder: PathBuf,
    /// What workers and keeper render with.
    pub engines: Engines,
    daemons: Vec<Daemon>,
    _scratch: TempDir,
}

/// A daemon in this process.
struct Daemon {
    name: String,
    shutdown: DropGuard,
    task: JoinHandle<()>,
}

impl Daemon {
    /// Tells it to stop, and returns what ends when it has.
    fn stop(self) -> JoinHandle<()> {
        drop(self.shutdown);
        self.task
    }
}

impl Testbed {
    /// Starts the ledger with the program, opens a market, starts a hub and funds everybody. No
    /// keeper and no worker runs yet.
    pub async fn start(slot_time: Duration) -> anyhow::Result<Self> {
        Self::start_with(slot_time, Limits::default()).await
    }

    /// The same with a hub of these limits.
    pub async fn start_with(slot_time: Duration, limits: Limits) -> anyhow::Result<Self> {
        tls::install();
        let scratch = tempfile::tempdir().context("cannot make a folder for the daemons' files")?;
        let [operator, keeper, treasury, client] = std::array::from_fn(|_| Arc::new(Keypair::new()));
        let sol = |key: &Keypair, amount: u64| (key.pubkey(), amount * SOL);
        let program = Program { id: PROGRAM_ID, elf: PROGRAM_ELF.into(), authority: operator.pubkey() };
        // A treasury must hold its own rent before small fees can be swept to it.
        let funded = vec![sol(&operator, 10), sol(&keeper, 10), sol(&client, 100), (treasury.pubkey(), SOL / 100)];
        let config = Config { program: Some(program), slot_time, funded, ..Config::default() };
        let ledger = tokio::task::spawn_blocking(|| Localnet::start(config)).await??;
        let chain = Chain::connect(&ledger.rpc_url(), &ledger.ws_url());
        let init =
            instructions::market_init(&operator.pubkey(), 0, &keeper.pubkey(), &treasury.pubkey(), &Params::DEFAULT);
        chain.send(&operator, &[], &[init]).await.context("cannot open the market")?;
        let market = chain.market(&address::market(&operator.pubkey(), 0)).await?;
        let params = chain.params(&market.address, market.version.params).await?;
        let hub = HubConfig::new(scratch.path().join("hub"), ledger.rpc_url(), ledger.ws_url(), market.address);
        let hub = Hub::start(HubConfig { limits, ..hub }).await.context("cannot start the hub")?;
        Ok(Self {
            ledger,
            chain,
            market,
            params,
            hub,
            operator,
            keeper,
            treasury,
            client,
            providers: Vec::new(),
            folder: scratch.path().to_owned(),
            engines: Engines::built_in(),
            daemons: Vec::new(),
            _scratch: scratch,
        })
    }

    /// Makes a provider's wallets and funds them; it registers when its worker starts.
    pub fn add_provider(&mut self, name: &str, terms: Terms) -> anyhow::Result<ProviderKeys> {
        let [wallet, operator, payout] = std::array::from_fn(|_| Arc::new(Keypair::new()));
        for (key, lamports) in [(&wallet, SOL), (&operator, SOL), (&payout, SOL / 100)] {
            self.ledger.fund(key.pubkey(), lamports)?;
        }
        let keys = ProviderKeys { name: name.to_owned(), wallet, operator, payout, terms };
        self.providers.push(keys.clone());
        Ok(keys)
    }

    /// A worker of this market with a provider's keys.
    pub fn worker_config(&self, keys: &ProviderKeys) -> rayment_worker::Config {
        rayment_worker::Config {
            rpc_url: self.ledger.rpc_url(),
            ws_url: self.ledger.ws_url(),
            hub_url: self.hub.url(),
            market: self.market.address,
            wallet: Some(keys.wallet.clone()),
            wallet_address: keys.wallet.pubkey(),
            operator: keys.operator.clone(),
            payout: keys.payout.pubkey(),
            given: rayment_worker::Given::ALL,
            max_bond: rayment_worker::MAX_BOND,
            max_bond_ratio: rayment_worker::MAX_BOND_RATIO,
            checked_only: false,
            budget: rayment_worker::BUDGET,
            stake: None,
            max_memory: None,
            terms: keys.terms,
            slots: 1,
            name: keys.name.clone(),
            endpoint: None,
            data_dir: self.folder.join(&keys.name),
            poll: Duration::from_millis(500),
            threads: 1,
            engines: self.engines.clone(),
        }
    }

    pub fn keeper_config(&self) -> rayment_keeper::Config {
        rayment_keeper::Config {
            rpc_url: self.ledger.rpc_url(),
            ws_url: self.ledger.ws_url(),
            hub_url: self.hub.url(),
            market: self.market.address,
            key: self.keeper.clone(),
            data_dir: self.folder.join("keeper"),
            check_lamports_per_second: 1_000,
            poll: Duration::from_millis(500),
            threads: 2,
            engines: self.engines.clone(),
        }
    }

    /// Starts a worker, which registers its provider.
    pub async fn start_worker(&mut self, keys: &ProviderKeys) -> anyhow::Result<()> {
        let config = self.worker_config(keys);
        self.spawn(&keys.name, |shutdown| async move {
            rayment_worker::run(config, shutdown).await.map_err(anyhow::Error::from)
        });
        Ok(())
    }

    /// Waits until this many providers are registered and ready to work.
    pub async fn wait_registered(&self, providers: usize) -> anyhow::Result<()> {
        let deadline = Instant::now() + READY;
        while self.chain.providers(&self.market.address).await?.len() < providers {
            anyhow::ensure!(Instant::now() < deadline, "the providers did not register within {} s", READY.as_secs());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Starts the keeper.
    pub fn start_keeper(&mut self) {
        let config = self.keeper_config();
        self.spawn("keeper", |shutdown| async move {
            rayment_keeper::run(config, shutdown).await.map_err(anyhow::Error::from)
        });
    }

    fn spawn<F>(&mut self, name: &str, run: impl FnOnce(CancellationToken) -> F)
    where
        F: Future<Output = anyhow::Result<()>> + Send + 'static,
    {
        let shutdown = CancellationToken::new();
        let (run, who) = (run(shutdown.clone()), name.to_owned());
        let task = tokio::spawn(async move {
            if let Err(error) = run.await {
                tracing::error!("{who} ended: {error:#}");
            }
        });
        self.daemons.push(Daemon { name: name.to_owned(), shutdown: shutdown.drop_guard(), task });
    }

    /// Stops a daemon and waits until it has.
    pub async fn stop_daemon(&mut self, name: &str) {
        let Some(at) = self.daemons.iter().position(|daemon| daemon.name == name) else { return };
        let daemon = self.daemons.swap_remove(at);
        let _ = daemon.stop().await;
    }

    /// The client's session with this market.
    pub fn session(&self) -> anyhow::Result<Session> {
        self.session_of(&self.client)
    }

    /// The session of any wallet.
    pub fn session_of(&self, wallet: &Arc<Keypair>) -> anyhow::Result<Session> {
        let hub = HubClient::new(&self.hub.url(), Some(Arc::clone(wallet)))?;
        let (chain, wallet) = (self.chain.clone(), Arc::clone(wallet));
        let saved = Saved::new(Some(self.folder.join("orders")));
        Ok(Session { chain, hub, market: self.market, params: self.params, wallet, saved })
    }

    /// How another process reaches this market as its client. Writes the client's keypair file into the folder.
    pub fn connection(&self) -> anyhow::Result<Connection> {
        let file = self.folder.join("client.json");
        if !file.exists() {
            wallet::create(&file, &self.client)?;
        }
        Ok(Connection {
            rpc_url: self.ledger.rpc_url(),
            ws_url: Some(self.ledger.ws_url()),
            hub_url: self.hub.url(),
            market: Some(self.market.address),
            keypair: Some(file),
            orders: Some(self.folder.join("orders")),
        })
    }

    /// Everybody's key, by a name for a file.
    pub fn keys(&self) -> Vec<(String, Arc<Keypair>)> {
        let mut keys = vec![
            ("client".to_owned(), self.client.clone()),
            ("keeper".to_owned(), self.keeper.clone()),
            ("market-operator".to_owned(), self.operator.clone()),
            ("treasury".to_owned(), self.treasury.clone()),
        ];
        for provider in &self.providers {
            let name = &provider.name;
            keys.push((format!("{name}-wallet"), provider.wallet.clone()));
            keys.push((format!("{name}-operator"), provider.operator.clone()));
            keys.push((format!("{name}-payout"), provider.payout.clone()));
        }
        keys
    }

    /// Writes everybody's keypair file, readable by the owner alone.
    pub fn write_keys(&self, folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let write = |(name, key): &(String, Arc<Keypair>)| {
            let path = folder.join(format!("{name}.json"));
            wallet::create(&path, key)?;
            Ok(path)
        };
        self.keys().iter().map(write).collect()
    }

    /// Every address that this market moves lamports to or from, except orders and jobs, with what it is.
    pub fn wallets(&self) -> BTreeMap<Pubkey, String> {
        let mut all: BTreeMap<_, _> = self.keys().into_iter().map(|(name, key)| (key.pubkey(), name)).collect();
        for keys in &self.providers {
            let account = address::provider(&self.market.address, &keys.wallet.pubkey());
            all.insert(account, format!("{}-account", keys.name));
        }
        all
    }

    /// Stops everything: workers, keeper, hub, ledger.
    pub async fn shut_down(mut self) -> anyhow::Result<()> {
        let stopping: Vec<_> = self.daemons.drain(..).map(Daemon::stop).collect();
        for task in stopping {
            let _ = task.await;
        }
        self.hub.stop().await;
        tokio::task::spawn_blocking(move || self.ledger.stop()).await??;
        Ok(())
    }
}
