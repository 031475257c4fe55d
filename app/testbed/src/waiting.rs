//! What journeys wait for: with a deadline, never for a fixed time.

use std::time::Duration;

use rayment_client::{Job, history::JobHistory};
use rayment_core::money::Terms;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;
use tokio::time::Instant;

use crate::{ProviderKeys, Testbed};

/// Slots short enough for a test to wait for thirty-two of them.
pub const SLOT: Duration = Duration::from_millis(50);
/// Longer than anything a journey waits for on a slow machine.
pub const PATIENCE: Duration = Duration::from_secs(120);

impl Testbed {
    /// A market without keeper and workers, with short slots.
    pub async fn for_test() -> Self {
        Self::start(SLOT).await.unwrap()
    }

    /// An honest provider, registered, whose worker runs in this process; `price` is per frame.
    pub async fn start_provider(&mut self, name: &str, price: u64) -> ProviderKeys {
        let keys = self.add_provider_at(name, price);
        self.start_worker(&keys).await.unwrap();
        self.wait_registered(self.providers.len()).await.unwrap();
        keys
    }

    /// Wallets of a provider that is not registered yet; `price` is per frame.
    pub fn add_provider_at(&mut self, name: &str, price: u64) -> ProviderKeys {
        let terms = Terms { per_frame: price, per_second: 100_000, per_gb: 10_000_000, minimum: 0 };
        self.add_provider(name, terms).unwrap()
    }

    /// Waits until the job looks like this. The test fails if it never does.
    pub async fn until(&self, job: &Pubkey, what: &str, is: impl Fn(&Job) -> bool) -> Job {
        self.wait(what, async || self.chain.job(job).await.unwrap().filter(|job| is(job))).await
    }

    /// Waits until the job is closed, and returns its history.
    pub async fn ended(&self, job: &Pubkey) -> JobHistory {
        self.wait("the job is closed", async || {
            let history = JobHistory::read(&self.chain, job).await.ok()??;
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

    /// Lamports of all wallets and provider accounts of the market, and at the client's orders.
    pub async fn held(&self) -> u64 {
        let mut sum = 0;
        for wallet in self.wallets().into_keys() {
            sum += self.chain.balance(&wallet).await.unwrap();
        }
        let orders = self.chain.orders(&self.market.address, Some(&self.client.pubkey())).await.unwrap();
        sum + orders.iter().map(|order| order.lamports).sum::<u64>()
    }

    /// What the provider has earned on chain.
    pub async fn earned(&self, keys: &ProviderKeys) -> u64 {
        let provider = self.chain.provider(&self.market.address, &keys.wallet.pubkey()).await.unwrap();
        provider.map_or(0, |provider| provider.state.earned)
    }
}
