//! An order for the same pictures that was begun before: it is gone on with, so that no picture is paid for twice.
//!
//! The same spec gives the same pixels, and what was bought stays with the hub: nothing is gained by a second order.

use rayment_client::{
    address, chain_key,
    history::{JobHistory, quote_of},
    order::{Jobs, OrderQuote},
};
use rayment_core::job::Chunk;
use rayment_spec::Spec;
use solana_pubkey::Pubkey;

use crate::{Error, Placed, Refusal, Session, saved::SavedOrder};

/// Seconds in which a payment that was sent may still land.
const IN_FLIGHT_SECS: u64 = 180;

/// Orders for the same pictures that are looked at, the newest first.
const MOST_LOOKED_AT: usize = 32;

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

    /// The newest order for these pictures that was placed from here and is under way or being paid for, or else the
    /// last one if that bought them all. `None` where there is none, and where a part of it came back: that is to be
    /// ordered. Anybody can write an order down in the wallet's name, on any terms: what was not placed from here is
    /// gone on with only by its address.
    pub async fn find(session: &Session, spec: &Spec) -> Result<Option<Self>, Error> {
        let parties = (session.market.address, session.address());
        let is_it = |saved: &SavedOrder| {
            let quote = &saved.quote;
            quote.spec == spec.hash() && parties == (chain_key(&quote.market), chain_key(&quote.client))
        };
        let now = session.chain.clock().await?.unix_timestamp;
        let same: Vec<_> = session.saved.all().into_iter().filter(is_it).take(MOST_LOOKED_AT).collect();
        for saved in &same {
            let is_written = match session.chain.order(&saved.address()).await? {
                Some(order) if !order.state.is_done(now) => true,
                None if saved.age() < IN_FLIGHT_SECS => false,
                Some(_) | None => continue,
            };
            return Self::of(session, spec, saved.quote, is_written).await.map(Some);
        }
        match same.first() {
            Some(last) if has_bought_all(session, &last.quote).await? => {
                Self::of(session, spec, last.quote, true).await.map(Some)
            }
            Some(_) | None => Ok(None),
        }
    }

    async fn of(session: &Session, spec: &Spec, quote: OrderQuote, is_written: bool) -> Result<Self, Error> {
        Ok(Self { jobs: jobs_of(session, spec, &quote).await?, quote, is_written })
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
