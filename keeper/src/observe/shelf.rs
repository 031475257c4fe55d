//! Documents by their hash: asked for in the background, kept while they are wanted.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures::future::BoxFuture;
use rayment_core::Hash;
use tokio::sync::Semaphore;

use crate::hub::Unavailable;

/// Before a document that could not be had is asked for again.
const RETRY: Duration = Duration::from_secs(5);
/// Documents on their way at a time.
const AT_ONCE: usize = 8;

/// Asks for one document.
type Ask<T> = dyn Fn(Hash) -> BoxFuture<'static, Result<T, Unavailable>> + Send + Sync;

enum Place<T> {
    Here(Arc<T>),
    Asked,
    Failed(Instant),
}

/// A cache that never makes anybody wait.
pub(super) struct Shelf<T> {
    places: Arc<Mutex<BTreeMap<Hash, Place<T>>>>,
    ask: Arc<Ask<T>>,
    ring: Arc<dyn Fn() + Send + Sync>,
    on_the_way: Arc<Semaphore>,
}

impl<T: Send + Sync + 'static> Shelf<T> {
    pub fn new(
        ask: impl Fn(Hash) -> BoxFuture<'static, Result<T, Unavailable>> + Send + Sync + 'static,
        ring: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            places: Arc::default(),
            ask: Arc::new(ask),
            ring: Arc::new(ring),
            on_the_way: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// What is here of the wanted; asks for the rest, and forgets all else.
    pub fn take(&self, wanted: &BTreeSet<Hash>) -> BTreeMap<Hash, Arc<T>> {
        let (mut here, now) = (BTreeMap::new(), Instant::now());
        let mut places = locked(&self.places);
        places.retain(|hash, _| wanted.contains(hash));
        for hash in wanted {
            match places.get(hash) {
                Some(Place::Here(document)) => drop(here.insert(*hash, document.clone())),
                Some(Place::Asked) => {}
                Some(Place::Failed(at)) if now < *at + RETRY => {}
                Some(Place::Failed(_)) | None => {
                    places.insert(*hash, Place::Asked);
                    self.fetch(*hash);
                }
            }
        }
        here
    }

    fn fetch(&self, hash: Hash) {
        let (places, ask, ring, queue) =
            (self.places.clone(), self.ask.clone(), self.ring.clone(), self.on_the_way.clone());
        tokio::spawn(async move {
            // The queue is never closed.
            let _permit = queue.acquire().await;
            let place = match ask(hash).await {
                Ok(document) => Place::Here(Arc::new(document)),
                Err(error) => {
                    tracing::debug!(%error, "a document of the market can't be had from the hub");
                    Place::Failed(Instant::now())
                }
            };
            let here = matches!(place, Place::Here(_));
            // Nobody may want it any more.
            if let Some(entry) = locked(&places).get_mut(&hash) {
                *entry = place;
            }
            if here {
                ring();
            }
        });
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
