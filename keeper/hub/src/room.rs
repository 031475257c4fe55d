//! Makes room when the store is full: what nobody names goes first, and among that what has the least money
//! behind each byte ([`crate::pressure`]). While the room for frames is more than half taken, each job has a share of it
//! by what it can pay. Frames of jobs that are alive stay, but where one holds many times its share: it came while
//! nobody else was there.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex as StdMutex, PoisonError},
    time::{Duration, Instant, SystemTime},
};

use rayment_core::{Hash, job::Outcome};
use solana_pubkey::Pubkey;
use tokio::sync::Mutex;

use crate::{
    chain_view::{ChainView, ChainViewError},
    pressure::{MARGIN, Tenant, giving_way},
    references::References,
    store::{Store, StoredBlob, job_of_ending, on_disk},
};

/// How many times a newcomer's money for each byte must be that behind what open jobs or orders name; and where a
/// provider works with it.
const NAMED_MARGIN: u64 = 64;
const IN_USE_MARGIN: u64 = 1_024;
/// How many times its share a job alive may hold once others come.
const SHARE_MARGIN: u128 = 16;
/// How long the frames of paid jobs are left to their clients, as far as they take half of the room.
const COLLECTED: Duration = Duration::from_secs(24 * 3_600);
/// One part in so many of what is needed goes along, so that the next newcomer need not look again.
const SLACK: u64 = 64;
/// Owners whose money is looked at, those with the most bytes; all others count as nobody.
const MOST_OWNERS: usize = 1_000;
/// How long a look that found nothing to remove holds for all who have no more money for each byte.
const IN_VAIN: Duration = Duration::from_secs(5);
/// How old the shares of jobs may be.
const SHARES: Duration = Duration::from_secs(10);

/// Makes room, for one newcomer at a time.
pub struct Room {
    chain: Arc<ChainView>,
    store: Store,
    making: Mutex<()>,
    /// When the last look found nothing to remove, and for whom.
    in_vain: StdMutex<Option<(Instant, Tenant<Owner>)>>,
    shares: Mutex<Option<(Instant, Arc<Shares>)>>,
}

/// Whose money speaks for an upload.
#[derive(Clone, Copy, Debug)]
pub enum Newcomer {
    /// Of a blob: who signed it, and how long it will be.
    Key { key: Pubkey, bytes: u64 },
    /// Of a frame: its job, and the most that it can come to be paid.
    Job { job: Pubkey, money: u64 },
}

/// What the jobs alive have stored here, and what each can pay at the most.
#[derive(Default)]
struct Shares {
    bytes: HashMap<Pubkey, u64>,
    money: HashMap<Pubkey, u64>,
}

/// Whether a blob may go at all.
type MayGo = fn(&References, &StoredBlob) -> bool;

impl Shares {
    /// What all can pay, with this job.
    fn all(&self, job: &Pubkey, money: u64) -> u128 {
        let others = self.money.iter().filter(|(other, _)| *other != job);
        others.fold(money.into(), |sum, (_, money)| sum + u128::from(*money))
    }

    /// Jobs that hold many times their share once this one is there; those with the least money for each byte first.
    fn beyond(&self, job: &Pubkey, money: u64, room: u64) -> Vec<Pubkey> {
        let all = self.all(job, money);
        let of = |other: &Pubkey| self.money.get(other).copied().unwrap_or(0);
        let is_beyond = |(other, bytes): &(&Pubkey, &u64)| {
            *other != job && u128::from(**bytes) * all > SHARE_MARGIN * u128::from(room) * u128::from(of(other))
        };
        let mut beyond: Vec<_> = self.bytes.iter().filter(is_beyond).map(|(other, bytes)| (*other, *bytes)).collect();
        beyond.sort_by(|a, b| {
            let (of_a, of_b) = (u128::from(of(&a.0)) * u128::from(b.1), u128::from(of(&b.0)) * u128::from(a.1));
            of_a.cmp(&of_b).then(a.0.cmp(&b.0))
        });
        beyond.into_iter().map(|(job, _)| job).collect()
    }
}

/// Whose money stands behind a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Owner {
    Nobody,
    /// What is locked in open jobs and orders for a spec that names it.
    Spec(Hash),
    /// All that a key has on chain that has put it here, or asked for it.
    Key(Pubkey),
}

/// A blob, with the richest of those who want it.
struct Owned {
    stored: StoredBlob,
    owner: Owner,
}

impl Room {
    pub fn new(chain: Arc<ChainView>, store: Store) -> Self {
        let (making, in_vain, shares) = (Mutex::default(), StdMutex::default(), Mutex::default());
        Self { chain, store, making, in_vain, shares }
    }

    /// Makes room for this many more bytes, if it can be had; what can't is refused by the store.
    pub async fn make(&self, newcomer: Newcomer, bytes: u64) {
        let _making = self.making.lock().await;
        let made = match newcomer {
            Newcomer::Key { key, bytes: all } => self.for_blob(key, all, bytes).await,
            Newcomer::Job { job, money } => self.for_frame(job, money, bytes).await,
        };
        if let Err(error) = made {
            tracing::warn!(%error, "no room can be made");
        }
    }

    /// Whether a job may store this many more bytes: while more than half of the room is taken, no more than its
    /// share by what it can pay.
    pub async fn admits(&self, job: &Pubkey, money: u64, bytes: u64) -> Result<bool, ChainViewError> {
        let (used, room) = self.store.frame_room();
        if used.saturating_add(bytes) <= room / 2 {
            return Ok(true);
        }
        let shares = self.shares().await?;
        let stored = shares.bytes.get(job).copied().unwrap_or(0);
        Ok(u128::from(stored.saturating_add(bytes)) * shares.all(job, money) <= u128::from(room) * u128::from(money))
    }

    async fn shares(&self) -> Result<Arc<Shares>, ChainViewError> {
        let mut known = self.shares.lock().await;
        if let Some((at, shares)) = known.as_ref()
            && at.elapsed() < SHARES
        {
            return Ok(shares.clone());
        }
        let (bytes, mut shares) = (self.store.job_bytes().await?, Shares::default());
        for job in self.chain.jobs().await? {
            if let Some(bytes) = bytes.get(&job.address) {
                shares.bytes.insert(job.address, *bytes);
                shares.money.insert(job.address, self.chain.worst_case(&job.state).await?);
            }
        }
        let shares = Arc::new(shares);
        *known = Some((Instant::now(), shares.clone()));
        Ok(shares)
    }

    async fn for_blob(&self, key: Pubkey, all: u64, bytes: u64) -> Result<(), ChainViewError> {
        let missing = self.store.missing_for_blob(bytes)?;
        if missing == 0 {
            return Ok(());
        }
        let missing = on_disk(missing);
        let money = self.chain.money(&[key]).await?.get(&key).copied().unwrap_or(0);
        // What goes for it counts as its own: a short upload moves no more than a long one.
        let mut newcomer = Tenant { who: Owner::Key(key), money, bytes: on_disk(all).max(missing) };
        if money == 0 || self.was_in_vain(&newcomer) {
            return Ok(());
        }
        let references = References::read(&self.chain, &self.store).await?;
        let stored = self.store.blobs().await?;
        self.store.owners().keep_only(&stored.iter().map(|blob| blob.hash).collect());
        let stored: Vec<_> = stored.into_iter().filter(|blob| !references.is_profile(blob)).collect();
        let owned = self.owned(stored, &references).await?;
        let of_own =
            owned.0.iter().filter(|blob| blob.owner == newcomer.who).map(|blob| blob.stored.bytes).sum::<u64>();
        newcomer.bytes = newcomer.bytes.saturating_add(of_own);
        let generous = missing.saturating_add(missing / SLACK);
        let passes: [(u64, u64, MayGo); 4] = [
            (MARGIN, generous, |references, blob| !references.name(&blob.hash)),
            (MARGIN, missing, |references, blob| !references.name(&blob.hash)),
            (NAMED_MARGIN, missing, |references, blob| !references.use_now(&blob.hash)),
            (IN_USE_MARGIN, missing, |_, _| true),
        ];
        for (margin, needed, may_go) in passes {
            let may_go = owned.0.iter().filter(|blob| may_go(&references, &blob.stored));
            if self.gives_way(&newcomer, may_go, &owned.1, (needed, margin)).await? {
                return Ok(());
            }
        }
        *self.in_vain.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), newcomer));
        Ok(())
    }

    /// Whether somebody with as much money for each byte has just found nothing to remove.
    fn was_in_vain(&self, newcomer: &Tenant<Owner>) -> bool {
        let last = *self.in_vain.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|(at, other)| {
            let (own, others) = (u128::from(newcomer.money), u128::from(other.money));
            at.elapsed() < IN_VAIN && own * u128::from(other.bytes) <= others * u128::from(newcomer.bytes)
        })
    }

    /// Each blob with the richest of those who want it, and what stands behind these.
    async fn owned(
        &self,
        stored: Vec<StoredBlob>,
        references: &References,
    ) -> Result<(Vec<Owned>, HashMap<Owner, u64>), ChainViewError> {
        let mut wants: Vec<(StoredBlob, Vec<Pubkey>)> = Vec::with_capacity(stored.len());
        let mut bytes = HashMap::<Pubkey, u64>::new();
        for blob in stored {
            let keys = self.store.owners().of(&blob.hash);
            for key in &keys {
                let of_key = bytes.entry(*key).or_default();
                *of_key = of_key.saturating_add(blob.bytes);
            }
            wants.push((blob, keys));
        }
        let mut owners: Vec<_> = bytes.into_iter().map(|(key, bytes)| (bytes, key)).collect();
        owners.sort_unstable_by(|a, b| b.cmp(a));
        let keys: Vec<_> = owners.into_iter().take(MOST_OWNERS).map(|(_, key)| key).collect();
        let specs = references.specs.iter().map(|(spec, wanted)| (Owner::Spec(*spec), wanted.locked));
        let mut money: HashMap<_, _> = specs.collect();
        for (key, held) in self.chain.balances(&keys).await? {
            let locked = references.clients.get(&key).copied().unwrap_or(0);
            money.insert(Owner::Key(key), held.saturating_add(locked));
        }
        let richest = |(stored, keys): (StoredBlob, Vec<Pubkey>)| {
            let spec = references.spec_of(&stored.hash).map(Owner::Spec);
            let known = spec.into_iter().chain(keys.into_iter().map(Owner::Key)).filter(|key| money.contains_key(key));
            let owner = known.max_by_key(|owner| money.get(owner)).unwrap_or(Owner::Nobody);
            Owned { stored, owner }
        };
        Ok((wants.into_iter().map(richest).collect(), money))
    }

    /// Removes what gives way to the newcomer, of each owner the oldest first. Whether that is enough.
    async fn gives_way(
        &self,
        newcomer: &Tenant<Owner>,
        blobs: impl Iterator<Item = &Owned>,
        money: &HashMap<Owner, u64>,
        (needed, margin): (u64, u64),
    ) -> Result<bool, ChainViewError> {
        let mut by_owner = BTreeMap::<Owner, Vec<&StoredBlob>>::new();
        for blob in blobs {
            by_owner.entry(blob.owner).or_default().push(&blob.stored);
        }
        let tenant = |(who, blobs): (&Owner, &Vec<&StoredBlob>)| {
            let (money, bytes) = (money.get(who).copied().unwrap_or(0), blobs.iter().map(|blob| blob.bytes).sum());
            Tenant { who: *who, money, bytes }
        };
        let Some(going) = giving_way(newcomer, by_owner.iter().map(tenant), (needed, margin)) else {
            return Ok(false);
        };
        for (owner, mut left) in going {
            let mut blobs = by_owner.remove(&owner).unwrap_or_default();
            blobs.sort_by_key(|blob| blob.at);
            for blob in blobs {
                if left == 0 {
                    break;
                }
                if self.store.remove_unchanged(blob).await? {
                    left = left.saturating_sub(blob.bytes);
                }
            }
            tracing::info!(?owner, "blobs gave way to those of a key with more money");
        }
        Ok(true)
    }

    /// Removes frames that nobody will ask for, of jobs that were refunded and of earlier attempts; then those of jobs
    /// that ended long ago, or of all that ended where they take more than half of the room, the first to end first;
    /// then those of jobs that hold many times their share.
    async fn for_frame(&self, job: Pubkey, money: u64, bytes: u64) -> Result<(), ChainViewError> {
        let live: HashMap<_, _> = self.chain.jobs().await?.iter().map(|job| (job.address, job.state.attempt)).collect();
        let mut ended = self.store.job_bytes().await?;
        for (job, attempt) in &live {
            if ended.remove(job).is_some() && self.store.missing_for_frame(bytes)? > 0 {
                self.store.remove_attempts_before(job, *attempt).await?;
            }
        }
        let (_, room) = self.store.frame_room();
        let now = SystemTime::now();
        let collected = self.store.endings_older_than(now.checked_sub(COLLECTED).unwrap_or(now)).await?.len();
        let mut held: u64 = ended.values().fold(0, |sum, bytes| sum.saturating_add(*bytes));
        let by_end: Vec<_> = self.store.endings_older_than(now).await?.iter().filter_map(job_of_ending).collect();
        let mut refunded = Vec::new();
        for job in ended.keys() {
            if self.chain.noted(job).await?.is_some_and(|ending| ending.outcome == Outcome::Refunded) {
                refunded.push(*job);
            }
        }
        let first = refunded.into_iter().map(|job| (job, true));
        let then = by_end.into_iter().enumerate().map(|(at, job)| (job, at < collected));
        for (job, may_go) in first.chain(then) {
            if self.store.missing_for_frame(bytes)? == 0 {
                return Ok(());
            }
            if !may_go && held <= room / 2 {
                break;
            }
            let Some(bytes) = ended.remove(&job) else { continue };
            self.store.remove_frames(&job).await?;
            held = held.saturating_sub(bytes);
            tracing::info!(%job, "frames of a job that has ended gave way");
        }
        for other in self.shares().await?.beyond(&job, money, room) {
            if self.store.missing_for_frame(bytes)? == 0 {
                return Ok(());
            }
            self.store.remove_frames(&other).await?;
            tracing::warn!(job = %other, "frames of a job that held many times its share gave way");
        }
        Ok(())
    }
}
