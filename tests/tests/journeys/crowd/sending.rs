//! Sending for many wallets at once: what fits goes into one transaction, and all that is sent is counted.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use rayment_client::{
    Chain,
    chain::fits,
    instructions::{ED25519, Encoded},
};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;
use tokio::{sync::Semaphore, task::JoinSet};

use super::books::Owner;

/// Transactions under way at a time.
const AT_ONCE: usize = 32;
/// Lamports that the network takes for a signature.
const SIGNATURE: u64 = 5_000;

/// Calls that must stand in one transaction, one behind the other.
pub type Together = Vec<Encoded>;

/// What was sent so far.
#[derive(Clone, Debug, Default)]
pub struct Sendings {
    pub transactions: u64,
    /// Those of vouchers included, which the network charges like a wallet's.
    pub signatures: u64,
    /// As simulated.
    pub units: u64,
    /// Signatures by who paid for them.
    pub by_payer: BTreeMap<Pubkey, u64>,
}

impl Sendings {
    /// Lamports that are gone for good.
    pub fn fees(&self) -> u64 {
        self.signatures * SIGNATURE
    }

    /// The same of one owner's lamports.
    pub fn fees_of(&self, owner: &Owner) -> u64 {
        owner.addresses.iter().filter_map(|address| self.by_payer.get(address)).sum::<u64>() * SIGNATURE
    }
}

/// Sends for everybody.
pub struct Sender {
    pub chain: Chain,
    permits: Arc<Semaphore>,
    sent: Mutex<Sendings>,
}

impl Sender {
    pub fn new(chain: Chain) -> Self {
        Self { chain, permits: Arc::new(Semaphore::new(AT_ONCE)), sent: Mutex::default() }
    }

    pub fn so_far(&self) -> Sendings {
        self.sent.lock().unwrap().clone()
    }

    /// Everything at once, each wallet's calls in as few transactions as hold them.
    pub async fn all(&self, what: &'static str, calls: impl IntoIterator<Item = (Arc<Keypair>, Together)>) {
        let mut by_payer: BTreeMap<Pubkey, (Arc<Keypair>, Vec<Together>)> = BTreeMap::new();
        for (key, call) in calls {
            by_payer.entry(key.pubkey()).or_insert_with(|| (key, Vec::new())).1.push(call);
        }
        let lists = by_payer.into_values().flat_map(|(key, calls)| {
            let packed = packed(&key.pubkey(), calls);
            packed.into_iter().map(move |one| (key.clone(), vec![one]))
        });
        self.lists(what, lists.collect()).await;
    }

    /// Each list in its own order, in as few transactions as hold it; the lists at once.
    pub async fn in_turn(&self, what: &'static str, lists: impl IntoIterator<Item = (Arc<Keypair>, Vec<Together>)>) {
        let lists = lists.into_iter().map(|(key, calls)| {
            let packed = packed(&key.pubkey(), calls);
            (key, packed)
        });
        self.lists(what, lists.collect()).await;
    }

    async fn lists(&self, what: &'static str, lists: Vec<(Arc<Keypair>, Vec<Vec<Encoded>>)>) {
        let mut running = JoinSet::new();
        for (key, transactions) in lists {
            let (chain, permits) = (self.chain.clone(), self.permits.clone());
            running.spawn(async move {
                let mut done = Vec::new();
                for calls in transactions {
                    let _permit = permits.acquire().await.expect("it is never closed");
                    let sent = chain.send(&key, &[], &calls).await.unwrap_or_else(|error| panic!("{what}: {error}"));
                    let vouchers = calls.iter().filter(|call| call.program_id == ED25519).count();
                    done.push((sent.compute_units, 1 + u64::try_from(vouchers).unwrap()));
                }
                (key.pubkey(), done)
            });
        }
        while let Some(ended) = running.join_next().await {
            let (payer, done) = ended.unwrap();
            let mut sent = self.sent.lock().unwrap();
            for (units, signatures) in done {
                sent.transactions += 1;
                sent.signatures += signatures;
                sent.units += units;
                *sent.by_payer.entry(payer).or_default() += signatures;
            }
        }
    }
}

/// As few transactions as hold these calls, in their order.
fn packed(payer: &Pubkey, calls: Vec<Together>) -> Vec<Vec<Encoded>> {
    let mut all: Vec<Vec<Encoded>> = Vec::new();
    for call in calls {
        if let Some(last) = all.last_mut() {
            let longer = [last.as_slice(), &call].concat();
            if fits(payer, &longer) {
                *last = longer;
                continue;
            }
        }
        assert!(fits(payer, &call), "what belongs together fits into one transaction");
        all.push(call);
    }
    all
}
