//! Quotes of orders, by the order's address: whoever pays to it need do no more.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use rayment_client::{
    address,
    order::{Jobs, OrderQuote, quote_bytes, quote_from},
    rule_key,
};
use rayment_core::order::{Funds, OrderState, TokenFunds, quote};

use super::{
    AppState, Refusal, auth,
    path::{self, InPath},
    places::Stake,
};
use crate::documents;

/// Keeps a quote that this market can sell by, and whose jobs are those of its spec.
pub async fn keep(
    State(app): State<Arc<AppState>>,
    InPath(name): InPath<String>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let order = path::order(&name)?;
    let (parts, body) = request.into_parts();
    let (key, digest) = auth::signer_of_stream(&app.hosts, &parts)?;
    let bytes = auth::signed_body(body, quote::SIZE, &digest).await?;
    let Some(quote) = quote_from(&bytes) else {
        let message =
            format!("a quote has {} bytes as Borsh writes them, these are none: send just those", quote::SIZE);
        return Err(Refusal::bad("no_order_quote", message));
    };
    let found = address::order(&quote);
    if found != order {
        let message = format!("the path names order {order}, the quote has the address {found}: send it there");
        return Err(Refusal::unusable("other_order", message));
    }
    if app.quotes.get(&order).is_some() {
        return Ok(StatusCode::NO_CONTENT);
    }
    check(&app, &quote).await?;
    let place = app.unpaid.acquire(key, Stake::Money, &app.chain).await?;
    app.quotes.keep(&quote, place).await?;
    Ok(StatusCode::CREATED)
}

/// The quote of an order, to whoever knows its address: once it is written down it stands on chain.
pub async fn show(State(app): State<Arc<AppState>>, InPath(name): InPath<String>) -> Result<Response, Refusal> {
    let order = path::order(&name)?;
    let quote = app.quotes.get(&order).ok_or_else(|| {
        Refusal::not_found("no_such_order", format!("the hub has no quote of order {order}: put it here first"))
    })?;
    let headers = [(header::CONTENT_TYPE, "application/octet-stream"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    Ok((headers, Body::from(quote_bytes(&quote))).into_response())
}

async fn check(app: &AppState, quote: &OrderQuote) -> Result<(), Refusal> {
    // As if all of it were paid: that comes later.
    let tokens = Some(TokenFunds::default());
    let funds = Funds { held: u64::MAX, order_rent: 0, job_rent: 0, lender: None, tokens };
    let now = app.chain.now().await?;
    OrderState::write(*quote, &rule_key(&app.chain.market()), &funds, now).map_err(|error| {
        Refusal::unusable("cannot_be_sold", format!("nothing can be sold by this quote: {error:?}; make another one"))
    })?;
    let params = app.chain.params(quote.params).await?;
    let permit = app.answers.acquire().await?;
    let (spec, quote) = (documents::spec(&app.store, &quote.spec).await?, *quote);
    let rebuilt = move || {
        let jobs = Jobs::rebuilt(&spec, &quote, &params);
        jobs.map(drop).map_err(|error| Refusal::unusable("other_jobs", error.to_string()))
    };
    permit.run(rebuilt).await.map(drop)
}
