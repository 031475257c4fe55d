//! The hub's HTTP side.
//!
//! | route | who | what |
//! |---|---|---|
//! | `GET /health` | anyone | market and room |
//! | `PUT /blobs/{sha256}` | any signature | a file under its hash |
//! | `GET, HEAD /blobs/{sha256}` | whoever knows the hash | the file, or a range of it |
//! | `GET /specs/{sha256}` | whoever knows the hash | a spec as JSON |
//! | `POST /quotes` | anyone | what an order would cost |
//! | `PUT, GET /jobs/{job}/attempts/{attempt}/frames/{frame}` | see [`crate::access`] | a result frame |
//! | `HEAD …/frames/{frame}` | as `GET` | whether it is here |
//! | `PUT …/frames/{frame}/draft` | the provider that holds the job | what it looks like, before it is rendered |
//! | `GET …/frames/{frame}/preview.png` | anyone | a small picture of it, or of its draft |
//! | `POST /jobs/{job}/progress` | the provider that holds the job | how far a frame is |
//! | `GET /live` | any signature | WebSocket: what jobs do |

mod auth;
mod blobs;
mod frames;
mod live;
mod path;
mod pictures;
mod progress;
mod quotes;
mod receive;
mod refusal;
mod specs;
mod turns;

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
    routing::{get, post, put},
};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower_http::trace::TraceLayer;

pub use auth::Hosts;
use rayment_hub_client::wire::Health;
pub use refusal::Refusal;
pub use specs::spec;
use turns::Turns;

use crate::{config::Limits, feed::Feed, ledger::Ledger, store::Store};

/// How long what is under way may go on after the hub was told to stop.
pub const GRACE: Duration = Duration::from_secs(5);

/// What every request can reach.
pub struct Desk {
    pub hosts: Hosts,
    pub limits: Limits,
    pub store: Store,
    pub ledger: Arc<Ledger>,
    pub feed: Arc<Feed>,
    pub shutdown: CancellationToken,
    pub uploads: Arc<Turns>,
    pub frames: Arc<Turns>,
    pub watchers: Arc<Turns>,
    pub pictures: Semaphore,
}

impl Desk {
    pub fn new(
        hosts: Hosts,
        limits: Limits,
        store: Store,
        ledger: Arc<Ledger>,
        feed: Arc<Feed>,
        shutdown: CancellationToken,
    ) -> Self {
        let turns = |what, most| Turns::new(what, most, limits.per_key);
        let (uploads, frames) = (turns("uploads", limits.uploads), turns("uploads of frames", limits.uploads));
        let watchers = turns("watchers", limits.watchers);
        Self { hosts, limits, store, ledger, feed, shutdown, uploads, frames, watchers, pictures: Semaphore::new(2) }
    }
}

/// All routes.
pub fn router(desk: Arc<Desk>) -> Router {
    let quick = Router::new()
        .route("/health", get(health))
        .route("/specs/{hash}", get(specs::show))
        .route("/quotes", post(quotes::quote))
        .route("/jobs/{job}/progress", post(progress::report))
        .route("/jobs/{job}/attempts/{attempt}/frames/{frame}/preview.png", get(pictures::preview))
        .route("/jobs/{job}/attempts/{attempt}/frames/{frame}/draft", put(pictures::draft))
        .route_layer(middleware::from_fn_with_state(desk.clone(), in_time));
    let frame = put(frames::upload).get(frames::download);
    let blob = put(blobs::upload).get(blobs::download).head(blobs::head);
    quick
        .route("/blobs/{hash}", blob)
        .route("/jobs/{job}/attempts/{attempt}/frames/{frame}", frame)
        .route("/live", get(live::watch))
        .fallback(nowhere)
        .method_not_allowed_fallback(not_here)
        .layer(TraceLayer::new_for_http())
        .with_state(desk)
}

async fn health(State(desk): State<Arc<Desk>>) -> Json<Health> {
    let (stored_bytes, capacity_bytes) = (desk.store.used(), desk.limits.capacity_bytes);
    Json(Health { status: "ok".into(), market: desk.ledger.market(), stored_bytes, capacity_bytes })
}

async fn nowhere(request: Request) -> Refusal {
    let path = request.uri().path();
    Refusal::not_found("no_such_route", format!("the hub has no {path}: see the list of its routes"))
}

async fn not_here(request: Request) -> Refusal {
    Refusal::method(request.method(), request.uri().path())
}

/// Requests without an upload take no longer than this, so that nothing waits for ever on a chain
/// that does not answer.
async fn in_time(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Result<Response, Refusal> {
    let late = |_| Refusal::unavailable("took_too_long", "the hub could not answer in time: try again later".into());
    tokio::time::timeout(desk.limits.request, next.run(request)).await.map_err(late)
}
