//! Which orders were seen, by the eight bytes that a job knows of its order, and their quotes.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use rayment_core::order::Quote;
use solana_pubkey::Pubkey;

use crate::{Job, address, rule_key};

/// Orders that are remembered, at most.
const MOST: usize = 4_096;

/// Orders, the first seen first. More than one may begin with the same bytes: a client that chooses both can make
/// that so.
#[derive(Default)]
pub(super) struct Payees(Mutex<Seen>);

#[derive(Default)]
pub(super) struct Seen {
    by_tag: BTreeMap<u64, Vec<Pubkey>>,
    in_order: VecDeque<Pubkey>,
    quotes: BTreeMap<Pubkey, Quote>,
}

impl Payees {
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    pub fn quote(&self, order: &Pubkey) -> Option<Quote> {
        self.quotes.get(order).copied()
    }

    /// As many as fit: they only save reading.
    pub fn keep_quote(&mut self, quote: &Quote) {
        if self.quotes.len() < MOST {
            self.quotes.insert(address::order(quote), *quote);
        }
    }

    pub fn find(&self, job: &Job) -> Option<Pubkey> {
        self.by_tag.get(&job.state.order)?.iter().copied().find(|order| job.is_of(order))
    }

    pub fn keep(&mut self, order: Pubkey) {
        let orders = self.by_tag.entry(tag(&order)).or_default();
        if orders.contains(&order) {
            return;
        }
        orders.push(order);
        self.in_order.push_back(order);
        if self.in_order.len() <= MOST {
            return;
        }
        let Some(first) = self.in_order.pop_front() else { return };
        if let Some(orders) = self.by_tag.get_mut(&tag(&first)) {
            orders.retain(|order| *order != first);
            if orders.is_empty() {
                self.by_tag.remove(&tag(&first));
            }
        }
    }
}

fn tag(order: &Pubkey) -> u64 {
    u64::from_le_bytes(rule_key(order).tag())
}
