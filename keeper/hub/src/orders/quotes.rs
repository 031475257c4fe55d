//! The quotes of orders that clients have put here, in memory and on disk.
//!
//! What is not paid holds a place, as an upload does: where all are taken it gives way to who has more money on chain.
//! What is paid stays until its time is over and nothing lies at its address any more: without the quote its money
//! would not come back.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rayment_client::{
    address,
    order::{OrderQuote, quote_bytes, quote_from},
};
use rayment_core::order::quote;
use solana_pubkey::Pubkey;
use tokio::sync::Notify;

use crate::{
    http::Place,
    store::{Store, StoreError, order_path},
};

/// Unpaid quotes of one key, at most.
pub const QUOTES_EACH: usize = 64;

/// Quotes by the address of their order.
pub struct Quotes {
    store: Store,
    held: Mutex<BTreeMap<Pubkey, Held>>,
    /// Rings for each that comes.
    news: Notify,
}

struct Held {
    quote: OrderQuote,
    standing: Standing,
}

/// What keeps a quote here.
enum Standing {
    /// It was here when the hub started: nobody has looked yet whether it is paid.
    Found,
    /// It is not paid.
    Placed(Place),
    Paid,
}

impl Quotes {
    /// With those that lie on disk.
    pub async fn open(store: Store) -> Result<Self, StoreError> {
        let mut held = BTreeMap::new();
        for order in store.orders().await? {
            let bytes = store.read(&order_path(&order), quote::SIZE as u64).await?;
            // A note that can't be read, or lies under another name, is no quote.
            let quote = bytes.and_then(|bytes| quote_from(&bytes)).filter(|quote| address::order(quote) == order);
            held.extend(quote.map(|quote| (order, Held { quote, standing: Standing::Found })));
        }
        Ok(Self { store, held: Mutex::new(held), news: Notify::new() })
    }

    pub fn get(&self, order: &Pubkey) -> Option<OrderQuote> {
        self.held().get(order).map(|held| held.quote)
    }

    /// All of them, by the address of their order.
    pub fn all(&self) -> Vec<(Pubkey, OrderQuote)> {
        self.held().iter().map(|(order, held)| (*order, held.quote)).collect()
    }

    /// Waits for the next that comes.
    pub async fn next(&self) {
        self.news.notified().await;
    }

    /// Keeps a quote; one that is here stays as it is.
    pub async fn keep(&self, quote: &OrderQuote, place: Place) -> Result<(), StoreError> {
        let order = address::order(quote);
        self.store.note(&order_path(&order), quote_bytes(quote).into()).await?;
        self.held().entry(order).or_insert(Held { quote: *quote, standing: Standing::Placed(place) });
        self.news.notify_one();
        Ok(())
    }

    /// It needs no place any more.
    pub fn is_paid(&self, order: &Pubkey) {
        if let Some(held) = self.held().get_mut(order) {
            held.standing = Standing::Paid;
        }
    }

    /// Whether it was found here and has no place yet.
    pub fn wants_place(&self, order: &Pubkey) -> bool {
        self.held().get(order).is_some_and(|held| matches!(held.standing, Standing::Found))
    }

    pub fn gets_place(&self, order: &Pubkey, place: Place) {
        if let Some(held) = self.held().get_mut(order) {
            held.standing = Standing::Placed(place);
        }
    }

    /// Whether its place went to somebody else.
    pub fn has_given_way(&self, order: &Pubkey) -> bool {
        let held = self.held();
        let standing = held.get(order).map(|held| &held.standing);
        standing.is_some_and(|standing| matches!(standing, Standing::Placed(place) if place.is_lost()))
    }

    pub async fn forget(&self, order: &Pubkey) -> Result<(), StoreError> {
        self.store.remove(&order_path(order)).await?;
        self.held().remove(order);
        Ok(())
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<Pubkey, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
