//! Which handler serves which route.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
    routing::{get, post, put},
};
use rayment_hub_client::wire::Health;
use tower_http::trace::TraceLayer;

use super::{AppState, Refusal, blobs, frames, live, orders, previews, progress, quotes, specs};

/// All routes.
pub fn router(app: Arc<AppState>) -> Router {
    let quick = Router::new()
        .route("/health", get(health))
        .route("/specs/{hash}", get(specs::show))
        .route("/quotes", post(quotes::quote))
        .route("/orders/{order}", put(orders::keep).get(orders::show))
        .route("/jobs/{job}/progress", post(progress::report))
        .route("/jobs/{job}/attempts/{attempt}/frames/{frame}/preview.png", get(previews::preview))
        .route("/jobs/{job}/attempts/{attempt}/frames/{frame}/draft", put(previews::draft))
        .route_layer(middleware::from_fn_with_state(app.clone(), in_time));
    let frame = put(frames::upload).get(frames::download);
    let blob = put(blobs::upload).get(blobs::download).head(blobs::head);
    quick
        .route("/blobs/{hash}", blob)
        .route("/jobs/{job}/attempts/{attempt}/frames/{frame}", frame)
        .route("/live", get(live::watch))
        .fallback(nowhere)
        .method_not_allowed_fallback(not_here)
        .layer(TraceLayer::new_for_http())
        .with_state(app)
}

async fn health(State(app): State<Arc<AppState>>) -> Json<Health> {
    let (stored_bytes, capacity_bytes) = (app.store.used(), app.limits.capacity_bytes);
    let drawing = app.spending.as_ref().map(|spending| spending.told());
    Json(Health { status: "ok".into(), market: app.chain.market(), stored_bytes, capacity_bytes, drawing })
}

async fn nowhere(request: Request) -> Refusal {
    let path = request.uri().path();
    Refusal::not_found("no_such_route", format!("the hub has no route {path}: see the list of its routes"))
}

async fn not_here(request: Request) -> Refusal {
    Refusal::method(request.method(), request.uri().path())
}

/// Ends requests without an upload that take too long, so that none waits for ever on a chain that does
/// not answer.
async fn in_time(State(app): State<Arc<AppState>>, request: Request, next: Next) -> Result<Response, Refusal> {
    let late = |_| Refusal::unavailable("took_too_long", "the hub could not answer in time: try again later".into());
    tokio::time::timeout(app.limits.request, next.run(request)).await.map_err(late)
}
