//! What an order would cost, from the terms on chain and from what providers say of their machines.

use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    extract::{Request, State},
};
use rayment_client::{
    Provider,
    order::split::{self, Cut},
    order::{self, Candidate, Quote},
    profile::Profile,
};
use rayment_hub_client::QuoteRequest;
use rayment_spec::{Spec, hex32};

use super::{AppState, Refusal, auth};
use crate::{documents, store::Store};

const REQUEST_BYTES: usize = 4 << 10;
/// Frames of one order, at most.
const MOST_FRAMES: u64 = 1_000_000;
/// Providers whose reasons are listed in a refusal.
const REASONS: usize = 5;

pub async fn quote(State(app): State<Arc<AppState>>, request: Request) -> Result<Json<Quote>, Refusal> {
    let asked = asked(request.into_body()).await?;
    if asked.market != app.chain.market() {
        let message = format!(
            "this hub serves market {}, the request names market {}: ask the hub of that market",
            app.chain.market(),
            asked.market
        );
        return Err(Refusal::unusable("other_market", message));
    }
    let spec = documents::spec(&app.store, &asked.spec).await?;
    let cut = Cut { frames: asked.frames_per_job, parts: asked.parts };
    check_size(&spec, cut, app.limits.jobs)?;
    let chunks = split::split(&spec, cut);
    let offers = app.chain.offers().await?;
    let known = profiles(&app.store, &offers.providers).await;
    let candidate = |(provider, profile)| candidate(provider, profile);
    let candidates: Vec<_> = known.iter().map(|(provider, profile)| candidate((*provider, profile))).collect();
    let params = (&offers.params.values, offers.params.version);
    order::quote(&spec, &chunks, params, &candidates, asked.providers)
        .map(Json)
        .ok_or_else(|| nobody(&spec, offers.providers.len(), &known))
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

/// The providers whose profile is on this hub.
async fn profiles<'a>(store: &Store, providers: &'a [Provider]) -> Vec<(&'a Provider, Profile)> {
    let mut known = Vec::new();
    for provider in providers {
        known.extend(documents::profile(store, &provider.state.profile).await.map(|profile| (provider, profile)));
    }
    known
}

fn candidate<'a>(provider: &Provider, profile: &'a Profile) -> Candidate<'a> {
    let (wallet, state) = (provider.wallet(), &provider.state);
    Candidate { wallet, terms: state.terms, profile, earned: state.earned, ms_per_frame: None }
}

/// Why there is no quote.
fn nobody(spec: &Spec, active: usize, known: &[(&Provider, Profile)]) -> Refusal {
    let reason = |(provider, profile): &(&Provider, Profile)| {
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
