//! Purse books: what somebody holds over all wallets, and what went from one purse to another.

use rayment_client::{
    Chain, address,
    chain::JobFilter,
    events::Event,
    history::{JobHistory, jobs_of},
};
use rayment_testbed::ProviderKeys;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

/// Of one wallet: more are not looked at.
const JOBS: usize = 10_000;

/// Somebody's wallets.
#[derive(Clone, Default)]
pub struct Purse {
    pub wallets: Vec<Pubkey>,
    /// Wallets with a provider's account.
    pub providers: Vec<Pubkey>,
}

impl Purse {
    pub fn of_wallet(wallet: Pubkey) -> Self {
        Self { wallets: vec![wallet], providers: Vec::new() }
    }

    pub fn of_provider(keys: &ProviderKeys) -> Self {
        let wallets = [&keys.wallet, &keys.operator, &keys.payout].map(|key| key.pubkey());
        Self { wallets: wallets.to_vec(), providers: vec![keys.wallet.pubkey()] }
    }

    /// Both together.
    pub fn and(mut self, other: Self) -> Self {
        self.wallets.extend(other.wallets);
        self.providers.extend(other.providers);
        self
    }

    /// All lamports that are its own: in its wallets, in its providers' accounts without the market's fees, in its
    /// orders, and in their jobs.
    pub async fn held(&self, chain: &Chain, market: &Pubkey) -> u64 {
        let mut sum = 0;
        for wallet in &self.wallets {
            sum += chain.balance(wallet).await.unwrap();
            sum += chain.orders(market, Some(wallet)).await.unwrap().iter().map(|order| order.lamports).sum::<u64>();
            let filter = JobFilter { market: Some(*market), client: Some(*wallet), order: None };
            for job in chain.jobs(&filter).await.unwrap() {
                sum += chain.balance(&job.address).await.unwrap();
            }
        }
        for wallet in &self.providers {
            let fees = chain.provider(market, wallet).await.unwrap().map_or(0, |provider| provider.state.fees);
            sum += chain.balance(&address::provider(market, wallet)).await.unwrap() - fees;
        }
        sum
    }

    /// Bonds that providers have lost to it as a client.
    pub async fn forfeits(&self, chain: &Chain, market: &Pubkey) -> u64 {
        let mut sum = 0;
        for wallet in &self.wallets {
            for job in jobs_of(chain, market, wallet, JOBS).await.unwrap() {
                sum += JobHistory::read(chain, &job).await.unwrap().map_or(0, |history| forfeited(&history));
            }
        }
        sum
    }
}

/// Bonds that providers have lost over a job, whether or not it ended by that.
pub fn forfeited(history: &JobHistory) -> u64 {
    let mut bond = 0;
    let mut sum = 0;
    for event in history.past.iter().flat_map(|past| &past.events) {
        match event {
            Event::JobClaimed(event) => bond = event.bond,
            Event::JobRejected(_) => sum += bond,
            Event::JobExpired(event) => sum += event.forfeit,
            Event::JobFailed(event) => sum += event.forfeit,
            _ => {}
        }
    }
    sum
}
