//! An order for the same pictures that was begun before: it is gone on with, so that no picture is paid for twice.
//!
//! The same spec gives the same pixels, and what was bought stays with the hub: nothing is gained by a second order.

use rayment_client::{
    Order, address, chain_key,
    history::{JobHistory, quote_of},
    order::{Jobs, OrderQuote},
};
use rayment_core::job::Chunk;
use rayment_spec::Spec;
use solana_pubkey::Pubkey;

use crate::{Error, Placed, Refusal, Session};

/// Seconds in which a payment that was sent may still land.
const IN_FLIGHT_SECS: u64 = 180;

/// An order that is gone on with.
pub struct Begun {
    pub quote: OrderQuote,
    pub jobs: Jobs,
    /// Whether it is paid, and its first job was drawn. Else its quote alone was kept, a moment ago: its payment may
    /// be under way.
    pub is_written: bool,
}

impl Begun {
    /// The order's address.
    pub fn order(&self) -> Pubkey {
        address::order(&self.quote)
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
        let (quote, is_written) = match session.saved.find(&order)? {
            Some(saved) => (saved.quote, session.chain.order(&order).await?.is_some()),
            None => (known(session, &order).await?, true),
        };
        if quote.spec != spec.hash() {
            return Err(Refusal::OtherOrder(order).into());
        }
        let jobs = jobs_of(session, spec, &quote).await?;
        Ok(Self { quote, jobs, is_written })
    }

    /// The wallet's newest order for these pictures that is under way, or else its last one if that bought them all; or
    /// one that is being paid for. `None` where there is none, and where a part of it came back: that is to be ordered.
    pub async fn find(session: &Session, spec: &Spec) -> Result<Option<Self>, Error> {
        let (market, client, hash) = (session.market.address, session.address(), spec.hash());
        let now = session.chain.clock().await?.unix_timestamp;
        let mut orders = session.chain.orders(&market, Some(&client)).await?;
        orders.retain(|order| order.state.quote.spec == hash);
        orders.sort_by_key(|order| std::cmp::Reverse((order.state.quote.draw_until, order.address)));
        let found = orders.iter().find(|order| !order.state.is_done(now)).or(orders.first());
        let quote = match found {
            Some(order) if !order.state.is_done(now) || has_bought_all(session, order).await? => order.state.quote,
            Some(_) => return Ok(None),
            None => {
                let parties = (market, client);
                let is_it = |quote: &OrderQuote| {
                    quote.spec == hash && parties == (chain_key(&quote.market), chain_key(&quote.client))
                };
                let saved = session.saved.all().into_iter().find(|saved| is_it(&saved.quote));
                let Some(saved) = saved else { return Ok(None) };
                let is_young = saved.age() < IN_FLIGHT_SECS;
                let is_written = !is_young && bought_before(session, &saved.quote).await?;
                if !is_young && !is_written {
                    return Ok(None);
                }
                let jobs = jobs_of(session, spec, &saved.quote).await?;
                return Ok(Some(Self { quote: saved.quote, jobs, is_written }));
            }
        };
        // Of an order from another machine the list of jobs may be unknown here: then it goes on by itself.
        match jobs_of(session, spec, &quote).await {
            Ok(jobs) => Ok(Some(Self { quote, jobs, is_written: true })),
            Err(error) if matches!(error.refusal(), Some(Refusal::NoList(_))) => Ok(None),
            Err(error) => Err(error),
        }
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

/// Whether every job of an order that is over was drawn and paid.
async fn has_bought_all(session: &Session, order: &Order) -> Result<bool, Error> {
    if order.state.head.next < order.state.quote.jobs {
        return Ok(false);
    }
    bought_before(session, &order.state.quote).await
}

/// Whether every job of a quote was paid, though its order may be closed.
async fn bought_before(session: &Session, quote: &OrderQuote) -> Result<bool, Error> {
    let order = address::order(quote);
    for index in 0..quote.jobs {
        match JobHistory::read(&session.chain, &address::job(&order, index)).await? {
            Some(history) if history.is_paid() => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}
