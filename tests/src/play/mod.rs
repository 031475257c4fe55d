//! Plays on the staged market: real ledger, real daemons, real files; only the villains are ours.

mod client;
mod daemon;
mod villain;

pub use client::{Order, honest, small, still};
pub use daemon::Process;
pub use villain::Villain;

use std::time::Duration;

use rayment_cli::stage::{ProviderKeys, Stage};
use rayment_client::{Job, history::JobHistory};
use rayment_core::money::Terms;
use solana_pubkey::Pubkey;
use tempfile::TempDir;
use tokio::time::Instant;

/// Slots short enough for a test to wait for thirty-two of them.
const SLOT: Duration = Duration::from_millis(50);
/// Longer than anything a play waits for on a slow machine.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A market of its own for one test, gone with it.
pub struct Play {
    pub stage: Stage,
    _dir: TempDir,
}

impl Play {
    /// A market without keeper and workers.
    pub async fn set() -> Self {
        rayment_service::tls::install();
        let dir = tempfile::tempdir().unwrap();
        let stage = Stage::set(dir.path(), SLOT).await.unwrap();
        Self { stage, _dir: dir }
    }

    /// An honest provider whose worker runs in this process.
    pub async fn honest(&mut self, name: &str, price: u64) -> ProviderKeys {
        let keys = self.provider(name, price);
        self.stage.start_worker(&keys).await.unwrap();
        self.stage.registered(self.stage.providers.len()).await.unwrap();
        keys
    }

    /// Wallets of a provider that is not registered yet.
    pub fn provider(&mut self, name: &str, price: u64) -> ProviderKeys {
        let terms = Terms { per_frame: price, per_second: 100_000, per_gb: 10_000_000, minimum: 0 };
        self.stage.provider(name, terms).unwrap()
    }

    /// Waits until the job looks like this. The test fails if it never does.
    pub async fn until(&self, job: &Pubkey, what: &str, is: impl Fn(&Job) -> bool) -> Job {
        self.wait(what, async || self.stage.chain.job(job).await.unwrap().filter(|job| is(job))).await
    }

    /// Waits until the job is closed, and returns its story.
    pub async fn ended(&self, job: &Pubkey) -> JobHistory {
        self.wait("the job is closed", async || {
            let history = JobHistory::read(&self.stage.chain, job).await.ok()??;
            history.closed.is_some().then_some(history)
        })
        .await
    }

    /// Waits for something, with a deadline and no fixed sleep.
    pub async fn wait<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look().await {
                return found;
            }
            assert!(Instant::now() < deadline, "waited {} s in vain until {what}", PATIENCE.as_secs());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Lamports of all wallets and provider accounts of the market, the client's rent included.
    pub async fn held(&self) -> u64 {
        let mut sum = 0;
        for wallet in self.stage.wallets().into_keys() {
            sum += self.stage.chain.balance(&wallet).await.unwrap();
        }
        sum
    }

    /// What the provider has earned on chain.
    pub async fn earned(&self, keys: &ProviderKeys) -> u64 {
        use solana_signer::Signer as _;
        let provider = self.stage.chain.provider(&self.stage.market.address, &keys.wallet.pubkey()).await.unwrap();
        provider.map_or(0, |provider| provider.state.earned)
    }

    pub async fn over(self) {
        self.stage.strike().await.unwrap();
    }
}
