//! An order for the same pictures that was begun before: it is gone on with, so that no picture is paid for twice.
//!
//! The same spec gives the same pixels, and what was bought stays with the hub: nothing is gained by a second order.

use rayment_client::{
    Order, address, chain_key,
    history::{JobHistory, quote_of},
    order::{Jobs, OrderQuote},
    rule_key,
};
use rayment_core::{job::Chunk, layout};
use rayment_spec::Spec;
use solana_pubkey::Pubkey;

use crate::{
    Error, Placed, Refusal, Session,
    saved::SavedOrder,
    token::{held_by, token_of},
};

/// Seconds in which a payment that was sent may still land: three blockhashes are tried, each of which lives up to 90.
const IN_FLIGHT_SECS: u64 = 300;

/// Orders for the same pictures that are looked at, the newest first.
const MOST_LOOKED_AT: usize = 32;

/// An order that is gone on with.
pub struct Begun {
    pub quote: OrderQuote,
    pub jobs: Jobs,
    /// Whether it is paid. Else its quote alone was kept, a moment ago: its payment may be under way.
    pub is_paid: bool,
}

impl Begun {
    /// The order's address.
    pub fn order(&self) -> Pubkey {
        address::order(&self.quote)
    }

    /// The mint of the token that it is in; `None` for SOL.
    pub fn mint(&self) -> Option<Pubkey> {
        (!self.quote.is_sol()).then(|| chain_key(&self.quote.mint))
    }

    /// The chunks of the whole order.
    pub fn chunks(&self) -> Vec<Chunk> {
        self.jobs.list().iter().map(|(chunk, _)| *chunk).collect()
    }

    /// The order with all of its jobs.
    pub fn placed(&self) -> Placed {
        Placed::new(self.quote, &self.jobs)
    }

    /// The order at this address, whatever it is for: its spec comes from the hub.
    ///
    /// # Errors
    /// [`Refusal::NoOrder`], [`Refusal::NoList`]; a hub that hasn't its spec.
    pub async fn of_order(session: &Session, order: Pubkey) -> Result<Self, Error> {
        let quote = match session.saved.find(&order)? {
            Some(saved) => saved.quote,
            None => known(session, &order).await?,
        };
        let spec = session.hub.spec(&quote.spec).await?;
        Self::read(session, &spec, order).await
    }

    /// The order at this address, for these pictures.
    ///
    /// # Errors
    /// [`Refusal::NoOrder`], [`Refusal::NoList`], and [`Refusal::OtherOrder`] where it is one for other pictures.
    pub async fn read(session: &Session, spec: &Spec, order: Pubkey) -> Result<Self, Error> {
        let quote = match session.saved.find(&order)? {
            Some(saved) => saved.quote,
            None => known(session, &order).await?,
        };
        if quote.spec != spec.hash() {
            return Err(Refusal::OtherOrder(order).into());
        }
        let now = session.chain.clock().await?.unix_timestamp;
        let is_paid = match session.chain.order(&order).await? {
            Some(order) => is_paid(session, &order).await?,
            // It was closed, or it is too late to pay it.
            None => now >= quote.draw_until,
        };
        Self::of(session, spec, quote, is_paid).await
    }

    /// The newest order for these pictures that was placed from here and is under way or being paid for, or else the
    /// last one that bought them all. `None` where there is none, and where a part of it came back: that is to be
    /// ordered. Anybody can write an order down in the wallet's name, on any terms: what was not placed from here is
    /// gone on with only by its address.
    ///
    /// # Errors
    /// [`Refusal::PlacedElsewhere`], [`Refusal::InFlight`].
    pub async fn find(
        session: &Session,
        spec: &Spec,
        (flags, mint): (u8, Option<Pubkey>),
    ) -> Result<Option<Self>, Error> {
        let (hash, parties) = (spec.hash(), (session.market.address, session.address()));
        let is_it = |saved: &SavedOrder| {
            let quote = &saved.quote;
            quote.spec == hash && parties == (chain_key(&quote.market), chain_key(&quote.client))
        };
        let asked = rule_key(&mint.unwrap_or_default());
        let is_asked = |saved: &SavedOrder| (saved.quote.flags, saved.quote.mint) == (flags, asked);
        let now = session.chain.clock().await?.unix_timestamp;
        let same: Vec<_> = session.saved.all().into_iter().filter(is_it).take(MOST_LOOKED_AT).collect();
        let mut over = Vec::new();
        for saved in &same {
            match session.chain.order(&saved.address()).await? {
                Some(order) if !order.state.is_done(now) => {
                    let is_paid = is_paid(session, &order).await?;
                    if !is_paid && !can_be_paid(session, &saved.quote, now) {
                        // A stranger wrote it down, and it can't be paid any more.
                        continue;
                    }
                    if !is_paid && !is_asked(saved) {
                        match saved.age() < IN_FLIGHT_SECS {
                            true => return Err(Refusal::InFlight(saved.address()).into()),
                            // Nobody pays it any more.
                            false => continue,
                        }
                    }
                    return Self::of(session, spec, saved.quote, is_paid).await.map(Some);
                }
                None if saved.age() < IN_FLIGHT_SECS && can_be_paid(session, &saved.quote, now) => {
                    if !is_asked(saved) {
                        return Err(Refusal::InFlight(saved.address()).into());
                    }
                    return Self::of(session, spec, saved.quote, false).await.map(Some);
                }
                Some(_) | None => over.push(saved),
            }
        }
        let orders = session.chain.orders(&parties.0, Some(&parties.1)).await?;
        let is_unknown = |order: &&Order| {
            let is_known = same.iter().any(|saved| saved.address() == order.address);
            order.state.quote.spec == hash && !is_known && !order.state.is_done(now)
        };
        if let Some(order) = orders.iter().find(is_unknown) {
            return Err(Refusal::PlacedElsewhere(order.address).into());
        }
        for saved in over {
            if has_bought_all(session, &saved.quote).await? {
                return Self::of(session, spec, saved.quote, true).await.map(Some);
            }
        }
        Ok(None)
    }

    async fn of(session: &Session, spec: &Spec, quote: OrderQuote, is_paid: bool) -> Result<Self, Error> {
        Ok(Self { jobs: jobs_of(session, spec, &quote).await?, quote, is_paid })
    }
}

/// Whether a first job could still be drawn, without which no payment is taken.
fn can_be_paid(session: &Session, quote: &OrderQuote, now: i64) -> bool {
    now < quote.draw_until && session.market.version.allows(quote.params, now)
}

/// Whether an order has what its jobs cost. Anybody can write down a quote that is known, and pay nothing for it.
pub(crate) async fn is_paid(session: &Session, order: &Order) -> Result<bool, Error> {
    let (rent, quote) = (session.chain.rent(layout::order::SPACE).await?, &order.state.quote);
    if order.state.head.next > 0 {
        return Ok(true);
    }
    match token_of(&session.chain, quote).await? {
        None => Ok(order.lamports >= rent.saturating_add(quote.total)),
        Some(token) => Ok(held_by(&session.chain, &token, &order.address).await? >= quote.total),
    }
}

/// The quote of an order that was placed elsewhere.
async fn known(session: &Session, order: &Pubkey) -> Result<OrderQuote, Error> {
    match quote_of(&session.chain, order).await {
        Ok(Some(quote)) => Ok(quote),
        Ok(None) | Err(rayment_client::ChainError::Unread { .. }) => Err(Refusal::NoOrder(*order).into()),
        Err(error) => Err(error.into()),
    }
}

/// The jobs of an order: as they were kept, or as the spec is cut.
pub(crate) async fn jobs_of(session: &Session, spec: &Spec, quote: &OrderQuote) -> Result<Jobs, Error> {
    let order = address::order(quote);
    if let Some(jobs) = session.saved.find(&order)?.and_then(|saved| saved.jobs) {
        return Ok(jobs);
    }
    let params = session.chain.params(&chain_key(&quote.market), quote.params).await?;
    Jobs::rebuilt(spec, quote, &params.values).map_err(|_| Refusal::NoList(order).into())
}

/// Whether every job of an order was drawn and paid, though its account may be closed.
async fn has_bought_all(session: &Session, quote: &OrderQuote) -> Result<bool, Error> {
    let order = address::order(quote);
    for index in 0..quote.jobs {
        match JobHistory::read(&session.chain, &address::job(&order, index)).await? {
            Some(history) if history.is_paid() => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}
