//! Documents by their hash: fetched in the background, kept while they are wanted.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures::future::BoxFuture;
use rayment_check::Unavailable;
use rayment_core::Hash;
use tokio::sync::Semaphore;

/// Pause before a document that was not available is asked for again.
const RETRY: Duration = Duration::from_secs(5);
/// Documents fetched at a time.
const AT_ONCE: usize = 8;

/// Fetches one document.
type Fetch<T> = dyn Fn(Hash) -> BoxFuture<'static, Result<T, Unavailable>> + Send + Sync;

enum Entry<T> {
    Here(Arc<T>),
    Fetching,
    Failed(Instant),
}

/// A cache that never blocks.
pub(super) struct DocumentCache<T> {
    entries: Arc<Mutex<BTreeMap<Hash, Entry<T>>>>,
    fetch_one: Arc<Fetch<T>>,
    wake: Arc<dyn Fn() + Send + Sync>,
    permits: Arc<Semaphore>,
}

impl<T: Send + Sync + 'static> DocumentCache<T> {
    pub fn new(
        fetch_one: impl Fn(Hash) -> BoxFuture<'static, Result<T, Unavailable>> + Send + Sync + 'static,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            entries: Arc::default(),
            fetch_one: Arc::new(fetch_one),
            wake: Arc::new(wake),
            permits: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// The wanted documents that are here; fetches the others in the background, and forgets the rest.
    pub fn take(&self, wanted: &BTreeSet<Hash>) -> BTreeMap<Hash, Arc<T>> {
        let (mut here, now) = (BTreeMap::new(), Instant::now());
        let mut entries = locked(&self.entries);
        entries.retain(|hash, _| wanted.contains(hash));
        for hash in wanted {
            match entries.get(hash) {
                Some(Entry::Here(document)) => drop(here.insert(*hash, document.clone())),
                Some(Entry::Fetching) => {}
                Some(Entry::Failed(at)) if now < *at + RETRY => {}
                Some(Entry::Failed(_)) | None => {
                    entries.insert(*hash, Entry::Fetching);
                    self.fetch(*hash);
                }
            }
        }
        here
    }

    fn fetch(&self, hash: Hash) {
        let (entries, fetch_one, wake, permits) =
            (self.entries.clone(), self.fetch_one.clone(), self.wake.clone(), self.permits.clone());
        tokio::spawn(async move {
            // Never closed.
            let _permit = permits.acquire().await;
            let entry = match fetch_one(hash).await {
                Ok(document) => Entry::Here(Arc::new(document)),
                Err(error) => {
                    tracing::debug!(%error, "a document of the market is not available on the hub");
                    Entry::Failed(Instant::now())
                }
            };
            let here = matches!(entry, Entry::Here(_));
            // Nobody may want it any more.
            if let Some(old) = locked(&entries).get_mut(&hash) {
                *old = entry;
            }
            if here {
                wake();
            }
        });
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
