//! `rayment order …`: what was bought by one payment, how far it is, and what is left of its money.

use std::collections::BTreeMap;

use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use rayment_client::{ChainError, Order, address, chain_key, history::quote_of, money::sol, order::OrderQuote};
use rayment_core::layout;
use rayment_sdk::{Coin, Error, Money, Session, TokenRefusal, restore, saved::SavedOrder, token};
use serde::Serialize;
use solana_pubkey::Pubkey;

use super::render;
use crate::{
    args::{OneOrder, OrderVerb},
    failure::refused,
};

/// An order as people and scripts see it. Times are unix seconds.
#[derive(Serialize)]
struct View {
    order: String,
    client: String,
    spec: String,
    jobs: u32,
    /// Jobs that were drawn, and of these, those that have not ended.
    drawn: u32,
    live: u32,
    state: &'static str,
    /// What all its jobs lock, and those that are still to be drawn, in what it is in.
    total: Money,
    undrawn: Money,
    /// At its address, rent and all; and what its client would get of that now.
    held_lamports: u64,
    free_lamports: u64,
    /// The same in the token that it is in; `None` for SOL.
    held_tokens: Option<Money>,
    free_tokens: Option<Money>,
    lent_lamports: u64,
    fee_bps: u16,
    check: bool,
    draw_until: i64,
    expires_at: i64,
}

impl View {
    fn held(&self) -> String {
        both(self.held_tokens, self.held_lamports)
    }

    fn free(&self) -> String {
        both(self.free_tokens, self.free_lamports)
    }
}

/// Tokens, and the lamports beside them.
fn both(tokens: Option<Money>, lamports: u64) -> String {
    let tokens = tokens.map(|tokens| format!("{tokens} and ")).unwrap_or_default();
    format!("{tokens}{}", sol(lamports))
}

pub async fn run(verb: OrderVerb, json: bool) -> anyhow::Result<()> {
    match verb {
        OrderVerb::List { at } => list(&Session::open(&at.meaning()).await?, json).await,
        OrderVerb::Show(one) => show(&one, json).await,
        OrderVerb::Return { order, cancel, token } => give_back(&order, cancel, token, json).await,
        OrderVerb::Resume(one) => resume(&one, json).await,
    }
}

async fn list(session: &Session, json: bool) -> anyhow::Result<()> {
    let now = session.chain.clock().await?.unix_timestamp;
    let rent = session.chain.rent(layout::order::SPACE).await?;
    let (market, client) = (session.market.address, session.address());
    let mut orders = session.chain.orders(&market, Some(&client)).await?;
    orders.sort_by_key(|order| (order.state.quote.draw_until, order.address));
    let mut views = Vec::new();
    for order in &orders {
        views.push(written(order, &Lying::read(session, &order.state.quote).await?, rent, now));
    }
    // What was kept here and has no account: never paid, or over.
    let own = |saved: &SavedOrder| {
        chain_key(&saved.quote.market) == market
            && chain_key(&saved.quote.client) == client
            && !orders.iter().any(|order| order.address == saved.address())
    };
    for saved in session.saved.all().into_iter().filter(own) {
        let (address, held) = (saved.address(), session.chain.balance(&saved.address()).await?);
        match Lying::read(session, &saved.quote).await {
            Ok(lying) => views.push(unwritten(address, &saved.quote, &lying, (held, now))),
            // It was placed on another ledger: that hides no other.
            Err(error @ ChainError::NotA { .. }) => eprintln!("order {address} is left out: {error}"),
            Err(error) => return Err(error.into()),
        }
    }
    super::show(json, &BTreeMap::from([("orders", &views)]), || {
        if views.is_empty() {
            return "this wallet has no order in this market".to_owned();
        }
        let mut table = Table::new();
        table
            .load_preset(UTF8_FULL_CONDENSED)
            .set_header(["order", "state", "jobs", "drawn", "alive", "total", "free"]);
        for view in &views {
            let counts = [view.jobs, view.drawn, view.live].map(|count| count.to_string());
            let amounts = [view.total.to_string(), view.free()];
            table.add_row([view.order.clone(), view.state.to_owned()].into_iter().chain(counts).chain(amounts));
        }
        table.to_string()
    })
}

async fn show(one: &OneOrder, json: bool) -> anyhow::Result<()> {
    let session = Session::open(&one.at.meaning()).await?;
    let now = session.chain.clock().await?.unix_timestamp;
    let view = match session.chain.order(&one.order).await? {
        Some(order) => {
            let lying = Lying::read(&session, &order.state.quote).await?;
            written(&order, &lying, session.chain.rent(layout::order::SPACE).await?, now)
        }
        None => {
            let quote = quote(&session, &one.order).await?;
            let lying = Lying::read(&session, &quote).await?;
            unwritten(one.order, &quote, &lying, (session.chain.balance(&one.order).await?, now))
        }
    };
    super::show(json, &view, || text(&view))
}

async fn give_back(one: &OneOrder, cancel: bool, other: Option<Pubkey>, json: bool) -> anyhow::Result<()> {
    let session = Session::open(&one.at.meaning()).await?;
    let written = session.chain.order(&one.order).await?;
    let terms = match &written {
        Some(order) => order.state.quote,
        None => quote(&session, &one.order).await?,
    };
    let before = session.chain.balance(&one.order).await?;
    if let Some(mint) = other
        && session.chain.token(&mint).await?.is_none()
    {
        return Err(Error::from(TokenRefusal::NotMint(mint)).into());
    }
    let mint = other.unwrap_or(chain_key(&terms.mint));
    let lay = Lying::of(&session, &one.order, &mint).await?;
    let now = session.chain.clock().await?.unix_timestamp;
    let is_foreign = mint != chain_key(&terms.mint);
    let sent = match written {
        // What is above its deposits is the rent of the jobs to come: without it nothing would go on.
        Some(order) if !cancel && order.state.undrawn(now) > 0 => {
            return refused(format!(
                "jobs of order {} are still to be drawn: with --cancel what they would cost comes back too",
                one.order
            ));
        }
        written if is_foreign => match &lay.coin.token {
            Some(token) => restore::give_back_foreign(&session, &terms, written.is_some(), token).await?,
            None => None,
        },
        Some(order) => restore::give_back(&session, &order, cancel).await?,
        None if cancel => return refused(format!("order {} has no account: there is nothing to cancel", one.order)),
        None if before == 0 && lay.tokens == 0 => None,
        None => Some(restore::give_back_unwritten(&session, &terms).await?),
    };
    let Some(sent) = sent else {
        return refused(format!("nothing of order {} is to be returned now: see `rayment order show`", one.order));
    };
    let returned = before.saturating_sub(session.chain.balance(&one.order).await?);
    let lies = Lying::of(&session, &one.order, &mint).await?;
    let tokens = lay.coin.mint().map(|_| lay.coin.money(lay.tokens.saturating_sub(lies.tokens)));
    let done = serde_json::json!({
        "order": one.order.to_string(),
        "returned_lamports": returned,
        "returned_tokens": tokens,
        "signature": sent.signature.to_string(),
    });
    super::show(json, &done, || {
        let tokens = tokens.map(|tokens| format!("{tokens} and ")).unwrap_or_default();
        format!("{tokens}{} went back to the order's client\nsignature {}", sol(returned), sent.signature)
    })
}

/// Goes on with an order by the very command that placed it.
async fn resume(one: &OneOrder, json: bool) -> anyhow::Result<()> {
    let session = Session::open(&one.at.meaning()).await?;
    let saved = session.saved.find(&one.order)?;
    let Some(placed) = saved.and_then(|saved| render::Placing::of(saved.memo?)) else {
        return refused(format!(
            "how order {} was placed is not known here: give its scene and options to `rayment render --resume {}`",
            one.order, one.order
        ));
    };
    render::resume(placed, one, json).await
}

/// The quote of an order that has no account: kept here, or in the transaction that wrote it down.
async fn quote(session: &Session, order: &Pubkey) -> anyhow::Result<OrderQuote> {
    if let Some(saved) = session.saved.find(order)? {
        return Ok(saved.quote);
    }
    match quote_of(&session.chain, order).await {
        Ok(Some(quote)) => Ok(quote),
        Ok(None) | Err(rayment_client::ChainError::Unread { .. }) => {
            refused(format!("no order {order} was ever paid on this ledger, and none is kept here"))
        }
        Err(error) => Err(error.into()),
    }
}

/// What lies in an order's own token account.
struct Lying {
    coin: Coin,
    /// None of an order in SOL.
    tokens: u64,
}

impl Lying {
    async fn read(session: &Session, quote: &OrderQuote) -> Result<Self, ChainError> {
        Self::of(session, &address::order(quote), &chain_key(&quote.mint)).await
    }

    /// In that of any token, by its mint.
    async fn of(session: &Session, order: &Pubkey, mint: &Pubkey) -> Result<Self, ChainError> {
        let coin = Coin::read(&session.chain, mint).await?;
        let account = match &coin.token {
            Some(token) => token::own_account(&session.chain, token, order).await?,
            None => None,
        };
        Ok(Self { coin, tokens: account.map_or(0, |account| account.amount) })
    }
}

fn written(order: &Order, lying: &Lying, rent: u64, now: i64) -> View {
    let (state, undrawn) = (&order.state, order.state.undrawn(now));
    // Of an order in a token, its deposits are no lamports.
    let (in_sol, in_tokens) = if state.quote.is_sol() { (undrawn, 0) } else { (0, undrawn) };
    let kept = rent.saturating_add(in_sol).saturating_add(state.head.lent);
    let is_short = order.lamports < rent.saturating_add(in_sol) || lying.tokens < in_tokens;
    let word = match state {
        state if state.is_done(now) && now >= state.quote.draw_until => "over",
        state if state.is_done(now) => "done",
        state if state.is_cancelled() => "cancelled",
        _ if is_short => "short",
        state if state.head.next == 0 => "paid",
        _ => "drawing",
    };
    View {
        drawn: state.head.next,
        live: state.head.live,
        state: word,
        undrawn: lying.coin.money(undrawn),
        held_lamports: order.lamports,
        free_lamports: match word {
            // Closing pays the rent, too.
            "over" => order.lamports.saturating_sub(state.head.lent),
            _ if undrawn > 0 => 0,
            _ => order.lamports.saturating_sub(kept),
        },
        free_tokens: lying.coin.mint().map(|_| lying.coin.money(lying.tokens.saturating_sub(undrawn))),
        lent_lamports: state.head.lent,
        ..unwritten(order.address, &state.quote, lying, (order.lamports, now))
    }
}

fn unwritten(order: Pubkey, quote: &OrderQuote, lying: &Lying, (held, now): (u64, i64)) -> View {
    let tokens = lying.coin.mint().map(|_| lying.coin.money(lying.tokens));
    View {
        order: order.to_string(),
        client: chain_key(&quote.client).to_string(),
        spec: rayment_spec::hex32::encode(&quote.spec),
        jobs: quote.jobs,
        drawn: 0,
        live: 0,
        state: match (held, lying.tokens) {
            (0, 0) if now >= quote.draw_until => "closed",
            (0, 0) => "empty",
            _ => "unwritten",
        },
        total: lying.coin.money(quote.total),
        undrawn: lying.coin.money(0),
        held_lamports: held,
        free_lamports: held,
        held_tokens: tokens,
        free_tokens: tokens,
        lent_lamports: 0,
        fee_bps: quote.fee_bps,
        check: quote.has(rayment_core::order::quote::flag::CHECK),
        draw_until: quote.draw_until,
        expires_at: quote.expires_at,
    }
}

fn text(view: &View) -> String {
    let (jobs, drawn, live) = (view.jobs, view.drawn, view.live);
    let check = if view.check { "every delivery" } else { "none asked for" };
    format!(
        "order     {}\nclient    {}\nstate     {}\njobs      {jobs}: {drawn} drawn, {live} of them alive\ncheck     {check}\n\
         total     {}, with a fee of {} basis points\nheld      {} at its address, {} of it to be returned now\n\
         until     jobs are drawn before {}, and expire at {} (unix seconds)",
        view.order,
        view.client,
        view.state,
        view.total,
        view.fee_bps,
        view.held(),
        view.free(),
        view.draw_until,
        view.expires_at
    )
}
