//! What every request can reach.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{auth::Hosts, open_work::OpenWork, places::Places};
use crate::{
    chain_view::ChainView,
    config::Limits,
    feed::Feed,
    orders::{QUOTES_EACH, Quotes, Spending},
    room::Room,
    store::Store,
};

/// How long requests under way may go on after the hub was told to stop.
pub const GRACE: Duration = Duration::from_secs(5);
/// Previews made at a time, and drafts.
const PREVIEWS: usize = 2;

/// The hub as its handlers see it.
pub struct AppState {
    pub hosts: Hosts,
    pub limits: Limits,
    pub store: Store,
    pub chain: Arc<ChainView>,
    pub feed: Arc<Feed>,
    pub shutdown: CancellationToken,
    pub room: Room,
    /// Uploads of blobs, by key.
    pub uploads: Arc<Places>,
    /// Uploads of frames and drafts, by job.
    pub frames: Arc<Places>,
    /// By key.
    pub watchers: Arc<Places>,
    pub quotes: Arc<Quotes>,
    /// Quotes of orders that are not paid, by key.
    pub unpaid: Arc<Places>,
    /// Of the hub's own wallet, where it has one.
    pub spending: Option<Arc<Spending>>,
    /// Specs that are shown and orders that are quoted.
    pub answers: OpenWork,
    pub previews: OpenWork,
    pub drafts: OpenWork,
}

impl AppState {
    pub fn new(
        hosts: Hosts,
        limits: Limits,
        store: Store,
        chain: Arc<ChainView>,
        feed: Arc<Feed>,
        (quotes, spending): (Arc<Quotes>, Option<Arc<Spending>>),
        shutdown: CancellationToken,
    ) -> Self {
        let places = |what, most| Places::new(what, most, limits.per_key);
        let work = |what, most| OpenWork::new(what, most, limits.waiting);
        Self {
            hosts,
            limits,
            room: Room::new(chain.clone(), store.clone()),
            store,
            chain,
            feed,
            quotes,
            unpaid: Places::new("quotes of orders", limits.quotes, QUOTES_EACH),
            spending,
            shutdown,
            uploads: places("uploads", limits.uploads),
            frames: places("uploads of frames", limits.uploads),
            watchers: places("watchers", limits.watchers),
            answers: work("specs and quotes", limits.answers),
            previews: work("previews", PREVIEWS),
            drafts: work("drafts", PREVIEWS),
        }
    }
}
