//! What every request can reach.

use std::{sync::Arc, time::Duration};

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::{auth::Hosts, concurrency::ConcurrencyLimit};
use crate::{chain_view::ChainView, config::Limits, feed::Feed, store::Store};

/// How long requests under way may go on after the hub was told to stop.
pub const GRACE: Duration = Duration::from_secs(5);
/// Previews made at a time.
const PREVIEWS: usize = 2;

/// The hub as its handlers see it.
pub struct AppState {
    pub hosts: Hosts,
    pub limits: Limits,
    pub store: Store,
    pub chain: Arc<ChainView>,
    pub feed: Arc<Feed>,
    pub shutdown: CancellationToken,
    pub uploads: Arc<ConcurrencyLimit>,
    pub frames: Arc<ConcurrencyLimit>,
    pub watchers: Arc<ConcurrencyLimit>,
    pub previews: Semaphore,
}

impl AppState {
    pub fn new(
        hosts: Hosts,
        limits: Limits,
        store: Store,
        chain: Arc<ChainView>,
        feed: Arc<Feed>,
        shutdown: CancellationToken,
    ) -> Self {
        let limit = |what, most| ConcurrencyLimit::new(what, most, limits.per_key);
        let (uploads, frames) = (limit("uploads", limits.uploads), limit("uploads of frames", limits.uploads));
        let (watchers, previews) = (limit("watchers", limits.watchers), Semaphore::new(PREVIEWS));
        Self { hosts, limits, store, chain, feed, shutdown, uploads, frames, watchers, previews }
    }
}
