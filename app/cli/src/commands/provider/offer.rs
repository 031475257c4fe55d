//! `rayment provider offer …`: what a provider asks in tokens.

use std::collections::BTreeMap;

use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use rayment_client::{
    Offer, Provider,
    instructions::{OfferOf, offer_set},
};
use rayment_core::{
    money::Terms,
    provider::{OfferTerms, Status},
};
use rayment_sdk::{Coin, Money, Session, channel::Kind, token::Listed};
use rayment_spec::hex32;
use serde::Serialize;

use super::{own, worked_for};
use crate::{
    args::{Amount, OfferVerb, TokenPrices},
    commands,
    failure::refused,
};

#[derive(Serialize)]
struct View {
    kind: Option<Kind>,
    class: u16,
    /// `None` for SOL.
    mint: Option<String>,
    per_frame: Money,
    per_second: Money,
    per_gb: Money,
    minimum: Money,
    slots: u16,
    manifest: Option<String>,
    /// Unix seconds.
    since: i64,
}

pub async fn run(verb: OfferVerb, json: bool) -> anyhow::Result<()> {
    match verb {
        OfferVerb::Set { offer, prices, slots, manifest } => {
            let session = Session::open(&offer.mint.at.meaning()).await?;
            let provider = worked_for(&session).await?;
            set(&session, &provider, offer.meaning(), (&prices, slots, manifest), json).await
        }
        OfferVerb::List { wallet, at } => {
            let session = Session::open(&at.meaning()).await?;
            let provider = match wallet {
                Some(wallet) => own(&session, Some(&wallet)).await?,
                None => worked_for(&session).await?,
            };
            let views = views(&session, &provider).await?;
            commands::show(json, &BTreeMap::from([("offers", &views)]), || table(&views))
        }
        OfferVerb::Close(one) => {
            let session = Session::open(&one.mint.at.meaning()).await?;
            let (provider, of) = (worked_for(&session).await?, one.meaning());
            if session.chain.offer(&provider.address, &of).await?.is_none() {
                return refused("there is no such offer: see `rayment provider offer list`");
            }
            let close = offer_set(&session.address(), &provider, &of, None);
            let sent = session.chain.send(&session.wallet, &[], &[close]).await?;
            let done = serde_json::json!({ "mint": of.mint.to_string(), "signature": sent.signature.to_string() });
            commands::show(json, &done, || format!("the offer in {} is closed\nsignature {}", of.mint, sent.signature))
        }
    }
}

async fn set(
    session: &Session,
    provider: &Provider,
    of: OfferOf,
    (prices, slots, manifest): (&TokenPrices, Option<u16>, Option<[u8; 32]>),
    json: bool,
) -> anyhow::Result<()> {
    if provider.state.status == Status::Retired {
        return refused("this provider has retired: it offers nothing any more");
    }
    let coin = Listed::read(session, &of.mint).await?.coin();
    let now = session.chain.offer(&provider.address, &of).await?.map(|offer| offer.state);
    if now.is_none() && session.chain.purse(&provider.address, &of.mint).await?.is_none() {
        eprintln!("without a purse nothing is paid to you in it: `rayment provider purse open {}`", of.mint);
    }
    let base = now.map_or(Terms::default(), |now| now.terms);
    let price = |typed: &Option<Amount>, now: u64| typed.as_ref().map_or(Ok(now), |typed| typed.of(coin));
    let terms = Terms {
        per_frame: price(&prices.per_frame, base.per_frame)?,
        per_second: price(&prices.per_second, base.per_second)?,
        per_gb: price(&prices.per_gb, base.per_gb)?,
        minimum: price(&prices.minimum, base.minimum)?,
    };
    if terms == Terms::default() {
        return refused("an offer asks for something: `rayment provider offer set --help` shows the four prices");
    }
    let terms = OfferTerms {
        terms,
        manifest: manifest.or(now.map(|now| now.manifest)).unwrap_or_default(),
        slots: slots.or(now.map(|now| now.slots)).unwrap_or(provider.state.slots),
    };
    let set = offer_set(&session.address(), provider, &of, Some(terms));
    session.chain.send(&session.wallet, &[], &[set]).await?;
    let views = views(session, provider).await?;
    commands::show(json, &BTreeMap::from([("offers", &views)]), || table(&views))
}

async fn views(session: &Session, provider: &Provider) -> Result<Vec<View>, rayment_sdk::Error> {
    let mut offers = session.chain.offers(Some(&provider.address), None).await?;
    offers.sort_by_key(|offer| (offer.state.kind, offer.state.class, offer.mint()));
    let mut views = Vec::new();
    for offer in &offers {
        views.push(view(offer, Coin::read(&session.chain, &offer.mint()).await?));
    }
    Ok(views)
}

fn view(offer: &Offer, coin: Coin) -> View {
    let state = &offer.state;
    let Terms { per_frame, per_second, per_gb, minimum } = state.terms;
    View {
        kind: Kind::of(state.kind),
        class: state.class,
        mint: coin.mint().map(|mint| mint.to_string()),
        per_frame: coin.money(per_frame),
        per_second: coin.money(per_second),
        per_gb: coin.money(per_gb),
        minimum: coin.money(minimum),
        slots: state.slots,
        manifest: (state.manifest != [0; 32]).then(|| hex32::encode(&state.manifest)),
        since: state.since,
    }
}

fn table(views: &[View]) -> String {
    if views.is_empty() {
        return "this provider has no offer: it asks what its account says, in SOL".to_owned();
    }
    let mut table = Table::new();
    let header = ["kind", "class", "a frame", "a second", "a gigabyte", "at least", "slots", "mint"];
    table.load_preset(UTF8_FULL_CONDENSED).set_header(header);
    for view in views {
        let kind = view.kind.map_or("?", Kind::name).to_owned();
        let prices = [view.per_frame, view.per_second, view.per_gb, view.minimum].map(|price| price.to_string());
        let mint = view.mint.clone().unwrap_or_else(|| "SOL".to_owned());
        let words = [kind, view.class.to_string()].into_iter().chain(prices);
        table.add_row(words.chain([view.slots.to_string(), mint]));
    }
    table.to_string()
}
