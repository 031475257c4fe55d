//! What an order would cost, from the terms on chain and from what providers say of their machines.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use rayment_client::order::{self, Candidate, Cut, split};
use rayment_hub_client::QuoteRequest;
use rayment_spec::{Spec, hex32};

use super::{AppState, Refusal, auth};
use crate::{
    chain_view::{Offer, Offers},
    documents,
};

const REQUEST_BYTES: usize = 4 << 10;
/// Frames of one order, at most.
const MOST_FRAMES: u64 = 1_000_000;
/// Providers whose reasons are listed in a refusal.
const REASONS: usize = 5;

pub async fn quote(State(app): State<Arc<AppState>>, request: Request) -> Result<Response, Refusal> {
    let asked = asked(request.into_body()).await?;
    if asked.market != app.chain.market() {
        let message = format!(
            "this hub serves market {}, the request names market {}: ask the hub of that market",
            app.chain.market(),
            asked.market
        );
        return Err(Refusal::unusable("other_market", message));
    }
    let permit = app.answers.acquire().await?;
    let spec = documents::spec(&app.store, &asked.spec).await?;
    let cut = Cut { frames: asked.frames_per_job, parts: asked.parts };
    check_size(&spec, cut, app.limits.jobs)?;
    let offers = app.chain.offers().await?;
    let work = move || {
        let chunks = split::split(&spec, cut);
        let candidates: Vec<_> = offers.known.iter().map(candidate).collect();
        let params = (&offers.params.values, offers.params.version);
        let quote = order::quote(&spec, &chunks, params, &candidates, asked.providers);
        let quote = quote.ok_or_else(|| nobody(&spec, &offers))?;
        // Our own types always have a JSON form.
        Ok(serde_json::to_vec(&quote).unwrap_or_default())
    };
    let (permit, text) = permit.run(work).await?;
    let headers = [(header::CONTENT_TYPE, "application/json")];
    Ok((headers, permit.into_body(Bytes::from(text))).into_response())
}

async fn asked(body: Body) -> Result<QuoteRequest, Refusal> {
    let bytes = auth::small(body, REQUEST_BYTES).await?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let expected = "expected {\"market\", \"spec\", \"frames_per_job\", \"parts\", \"providers\"}";
        Refusal::bad("no_quote_request", format!("{expected}: {error}"))
    })
}

/// A few bytes of a spec can name four billion frames: count them before making a list of them.
fn check_size(spec: &Spec, cut: Cut, most: usize) -> Result<(), Refusal> {
    let (jobs, frames) = (split::count(spec, cut), split::frames(spec));
    if jobs > most as u64 {
        let message = format!(
            "the order has {jobs} jobs, at most {most} can be quoted: ask for fewer parts, or for more frames per job"
        );
        return Err(Refusal::unusable("too_many_jobs", message));
    }
    if frames > MOST_FRAMES {
        let message = format!("the order has {frames} frames, at most {MOST_FRAMES} can be quoted: split the order");
        return Err(Refusal::unusable("too_many_frames", message));
    }
    Ok(())
}

fn candidate(offer: &Offer) -> Candidate<'_> {
    let Offer { provider, profile } = offer;
    let (wallet, state) = (provider.wallet(), &provider.state);
    Candidate { wallet, terms: state.terms, profile, earned: state.earned, slots: state.slots, ms_per_frame: None }
}

/// Why there is no quote.
fn nobody(spec: &Spec, offers: &Offers) -> Refusal {
    let (active, known) = (offers.active, &offers.known);
    let reason = |Offer { provider, profile }: &Offer| {
        let why = profile.cannot_render(spec).unwrap_or_else(|| "its price is out of range".into());
        format!("{} ({}): {why}", profile.name, provider.wallet())
    };
    let reasons: Vec<_> = known.iter().take(REASONS).map(reason).collect();
    let build = hex32::encode(&spec.engine.build);
    let message = format!(
        "no provider can render this with engine {} {build}: {active} are active, {} of them have a profile on this hub. {}",
        spec.engine.name,
        known.len(),
        reasons.join("; ")
    );
    Refusal::conflict("no_provider", message)
}
