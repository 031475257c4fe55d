//! The hub as daemons and the command line use it.
//!
//! Uploads and downloads are streamed, everything that has a hash is checked against it, and no
//! more than the caller allows is held in memory. A request that finds no hub, or one that says
//! "later", is tried again a few times with growing pauses; every request here may be repeated
//! without harm.

use std::sync::Arc;

use rayment_client::{
    address,
    order::{OrderQuote, Quote, quote_bytes, quote_from},
};
use rayment_core::order::quote;
use reqwest::{Method, Url};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;

use crate::{
    error::HubError,
    request::{self, Body, Call},
    wire::{Health, Progress, QuoteRequest},
};

/// A hub at one address, and the key that signs requests to it. Cheap to clone.
#[derive(Clone)]
pub struct HubClient(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    base: Url,
    pub(crate) key: Option<Arc<Keypair>>,
    pub(crate) http: reqwest::Client,
}

impl HubClient {
    /// A client of the hub at `base_url` (`http://…` or `https://…`, no path). Without a key it can
    /// read blobs, specs and previews and ask for quotes, but not upload, nor read frames, nor watch.
    /// Nothing is sent yet.
    pub fn new(base_url: &str, key: Option<Arc<Keypair>>) -> Result<Self, HubError> {
        let wrong = || HubError::Url(base_url.to_owned());
        let base = Url::parse(base_url.trim_end_matches('/')).map_err(|_| wrong())?;
        let bare = base.path() == "/" && base.query().is_none() && base.has_host();
        let http = match base.scheme() {
            "https" if bare => request::https(),
            "http" if bare => request::http(),
            _ => return Err(wrong()),
        };
        let http = http.map_err(|error| HubError::Unreachable { url: base_url.into(), reason: error.to_string() })?;
        Ok(Self(Arc::new(Inner { base, key, http })))
    }

    /// The hub's address, without a slash at its end.
    pub fn url(&self) -> &str {
        self.0.base.as_str().trim_end_matches('/')
    }

    /// What goes as `Host` header: the scheme's own port is left out there as well.
    pub(crate) fn host(&self) -> String {
        let (host, port) = (self.0.base.host_str().unwrap_or_default(), self.0.base.port());
        port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Whether the hub answers, which market it serves and how full it is.
    pub async fn health(&self) -> Result<Health, HubError> {
        self.json(Call::get("/health".into())).await
    }

    /// Reports how far a frame is. To be signed by the operator (or the wallet) of the provider that
    /// holds the job. Not more often than a few times a second, please; only the last one counts.
    pub async fn progress(&self, progress: &Progress) -> Result<(), HubError> {
        let path = format!("/jobs/{}/progress", progress.job);
        let call = Call { method: Method::POST, path, body: Body::json(progress), signed: true };
        self.done(&call).await
    }

    /// Keeps the quote of an order at the hub: whoever then pays to the order's address need do no more. Its spec must
    /// be there.
    pub async fn put_order(&self, quote: &OrderQuote) -> Result<(), HubError> {
        let body = Body::bytes(quote_bytes(quote).into());
        let call = Call { method: Method::PUT, path: order_path(&address::order(quote)), body, signed: true };
        self.done(&call).await
    }

    /// The quote of the order at this address: what comes back is its very own.
    pub async fn order(&self, order: &Pubkey) -> Result<OrderQuote, HubError> {
        let call = Call::get(order_path(order));
        let read = || async { self.read(self.send_once(&call).await?, &call.path, quote::SIZE as u64).await };
        let bytes = request::retried(read).await?;
        let quote = quote_from(&bytes).filter(|quote| address::order(quote) == *order);
        quote.ok_or_else(|| HubError::Answer(format!("{}: this is not the quote of that order", call.path)))
    }

    /// What an order would cost. Needs no key.
    pub async fn quote(&self, request: &QuoteRequest) -> Result<Quote, HubError> {
        let body = Body::json(request);
        self.json(Call { method: Method::POST, path: "/quotes".into(), body, signed: false }).await
    }
}

fn order_path(order: &Pubkey) -> String {
    format!("/orders/{order}")
}
