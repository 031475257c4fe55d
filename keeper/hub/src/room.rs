//! Makes room when the store is full: what nobody names goes first, and among that what has the least money
//! behind each byte ([`crate::pressure`]).

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
    time::{Duration, SystemTime},
};

use rayment_core::{Hash, job::Outcome};
use solana_pubkey::Pubkey;
use tokio::sync::Mutex;

use crate::{
    chain_view::{ChainView, ChainViewError},
    pressure::{MARGIN, Tenant, giving_way},
    references::References,
    store::{Store, StoredBlob, job_of_ending},
};

/// How much more money for each byte a newcomer needs than a client whose open jobs name what would go.
const NAMED_MARGIN: u64 = 64;
/// How long the frames of a paid job are left to its client, whatever comes.
const COLLECTED: Duration = Duration::from_secs(3_600);
/// One part in so many of what is needed at least goes along, so that the next newcomer need not look again.
const SLACK: u64 = 64;

/// Makes room, for one newcomer at a time.
pub struct Room {
    chain: Arc<ChainView>,
    store: Store,
    making: Mutex<()>,
}

/// Whose money speaks for an upload.
#[derive(Clone, Copy, Debug)]
pub enum Newcomer {
    /// Of a blob: who signed it.
    Key(Pubkey),
    /// Of a frame: its job, what that has locked, and the bytes of all its frames.
    Job { job: Pubkey, deposit: u64, bytes: u64 },
}

/// A file of a client's open jobs, or of nobody's, with whose money stands behind it.
struct Blob {
    stored: StoredBlob,
    owner: Pubkey,
}

impl Room {
    pub fn new(chain: Arc<ChainView>, store: Store) -> Self {
        Self { chain, store, making: Mutex::default() }
    }

    /// Makes room for this many more bytes, if it can be had; what can't is refused by the store.
    pub async fn make(&self, newcomer: Newcomer, bytes: u64) {
        let _making = self.making.lock().await;
        let made = match newcomer {
            Newcomer::Key(key) => self.for_blob(key, bytes).await,
            Newcomer::Job { job, deposit, bytes: of_job } => {
                self.for_frame(&Tenant { who: job, money: deposit, bytes: of_job.max(bytes) }, bytes).await
            }
        };
        if let Err(error) = made {
            tracing::warn!(%error, "no room can be made");
        }
    }

    async fn for_blob(&self, key: Pubkey, bytes: u64) -> Result<(), ChainViewError> {
        let missing = self.store.missing_for_blob(bytes)?;
        if missing == 0 {
            return Ok(());
        }
        let own = self.chain.balances(&[key]).await?.get(&key).copied().unwrap_or(0);
        if own == 0 {
            return Ok(());
        }
        let references = References::read(&self.chain, &self.store).await?;
        let stored = self.store.blobs().await?;
        self.store.owners().keep_only(&stored.iter().map(|blob| blob.hash).collect());
        let (named, free): (Vec<_>, Vec<_>) = stored
            .into_iter()
            .filter(|blob| !references.profiles.contains(&blob.hash))
            .partition(|blob| references.name(&blob.hash));
        let owner = |blob: &StoredBlob| self.store.owners().of(&blob.hash).unwrap_or_default();
        let free: Vec<_> = free.into_iter().map(|stored| Blob { owner: owner(&stored), stored }).collect();
        let wallets: HashSet<_> =
            free.iter().map(|blob| blob.owner).chain(references.clients.keys().copied()).collect();
        let mut money = self.chain.balances(&wallets.into_iter().collect::<Vec<_>>()).await?;
        // Nobody has no money, though someone may have sent some to that address.
        money.insert(Pubkey::default(), 0);
        let newcomer = |held: &[Blob]| {
            let of_own = held.iter().filter(|blob| blob.owner == key).map(|blob| blob.stored.bytes).sum::<u64>();
            Tenant { who: key, money: own, bytes: of_own.saturating_add(bytes) }
        };
        if self.gives_way(&newcomer(&free), free.as_slice(), (&money, MARGIN), missing).await? {
            return Ok(());
        }
        for (client, named) in &references.clients {
            let wallet = money.entry(*client).or_default();
            *wallet = wallet.saturating_add(named.deposits);
        }
        let richest = |hash: &Hash| {
            let namers = references.clients.iter().filter(|(_, named)| named.blobs.contains(hash));
            namers.map(|(client, _)| *client).max_by_key(|client| money.get(client).copied()).unwrap_or_default()
        };
        let named: Vec<_> = named.into_iter().map(|stored| Blob { owner: richest(&stored.hash), stored }).collect();
        let all = free.into_iter().chain(named).collect::<Vec<_>>();
        self.gives_way(&newcomer(&all), &all, (&money, NAMED_MARGIN), missing).await?;
        Ok(())
    }

    /// Removes what gives way to the newcomer, of each owner the oldest first. Whether that is enough.
    async fn gives_way(
        &self,
        newcomer: &Tenant<Pubkey>,
        blobs: &[Blob],
        (money, margin): (&HashMap<Pubkey, u64>, u64),
        missing: u64,
    ) -> Result<bool, ChainViewError> {
        let mut by_owner = BTreeMap::<Pubkey, Vec<&StoredBlob>>::new();
        for blob in blobs {
            by_owner.entry(blob.owner).or_default().push(&blob.stored);
        }
        let tenant = |(who, blobs): (&Pubkey, &Vec<&StoredBlob>)| {
            let (money, bytes) = (money.get(who).copied().unwrap_or(0), blobs.iter().map(|blob| blob.bytes).sum());
            Tenant { who: *who, money, bytes }
        };
        let going = |needed| giving_way(newcomer, by_owner.iter().map(tenant), (needed, margin));
        let generous = missing.saturating_add(missing / SLACK).max(self.store.slack(SLACK));
        let Some(going) = going(generous).or_else(|| going(missing)) else { return Ok(false) };
        for (owner, mut left) in going {
            let mut blobs = by_owner.remove(&owner).unwrap_or_default();
            blobs.sort_by_key(|blob| blob.at);
            for blob in blobs {
                if left == 0 {
                    break;
                }
                self.store.remove(&blob.path).await?;
                left = left.saturating_sub(blob.bytes);
            }
            tracing::info!(%owner, "blobs gave way to those of a key with more money");
        }
        Ok(true)
    }

    /// Removes the frames of jobs that nobody will ask for, or that have far less locked for each byte.
    async fn for_frame(&self, newcomer: &Tenant<Pubkey>, bytes: u64) -> Result<(), ChainViewError> {
        let missing = self.store.missing_for_frame(bytes)?;
        if missing == 0 {
            return Ok(());
        }
        let live: HashMap<_, _> = self.chain.jobs().await?.iter().map(|job| (job.address, job.state.deposit)).collect();
        let collected = SystemTime::now().checked_sub(COLLECTED).unwrap_or(SystemTime::UNIX_EPOCH);
        let old = self.store.endings_older_than(collected).await?;
        let old: HashSet<_> = old.iter().filter_map(job_of_ending).collect();
        let mut tenants = Vec::new();
        for (job, bytes) in self.store.job_bytes().await? {
            let money = match (live.get(&job), self.chain.noted(&job).await?) {
                (Some(deposit), _) => *deposit,
                (None, Some(ending)) if ending.outcome == Outcome::Refunded || old.contains(&job) => 0,
                (None, Some(ending)) => ending.deposit,
                // How it ended is not known yet.
                (None, None) => continue,
            };
            tenants.push(Tenant { who: job, money, bytes });
        }
        for (job, _) in giving_way(newcomer, tenants, (missing, MARGIN)).unwrap_or_default() {
            self.store.remove_frames(&job).await?;
            tracing::info!(%job, "its frames gave way to those of a job with more money locked");
        }
        Ok(())
    }
}
