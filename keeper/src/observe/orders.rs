//! The jobs of orders, rebuilt from their specs, and what was tried on orders without effect.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayment_client::{Order, Outcome, order::Jobs};
use rayment_core::{Hash, market::Params, order::Cut};
use rayment_spec::Spec;
use solana_pubkey::Pubkey;

use crate::{
    action::{ChainAction, OrderStep},
    tokens::OrderTokens,
};

/// Jobs that are remembered of all orders together, about a hundred bytes each.
const MOST_JOBS: u64 = 1_000_000;
/// Jobs that are rebuilt in a tick, if there is more than one order to rebuild.
const MOST_AT_ONCE: u64 = 20_000;

/// What is known of the jobs of orders. Whatever can be drawn is rebuilt once its spec is here.
#[derive(Default)]
pub struct OrderJobs(BTreeMap<Pubkey, Known>);

enum Known {
    Jobs(Arc<Jobs>),
    /// Its quote says other than its spec, or only its client has their list. Neither will ever change.
    LeftAlone,
}

impl OrderJobs {
    /// The specs that are wanted for orders which can be drawn.
    pub fn wanted<'a>(&'a self, ready: &'a [Order]) -> impl Iterator<Item = Hash> + 'a {
        ready.iter().filter(|order| self.is_unknown(order) && !is_listed(order)).map(|order| order.state.quote.spec)
    }

    /// Rebuilds what can be drawn, as far as there is room. `orders` are all there are, by address.
    pub fn look(
        &mut self,
        (orders, ready): (&[Order], &[Order]),
        specs: &BTreeMap<Hash, Arc<Spec>>,
        params: &BTreeMap<u16, Params>,
        now: i64,
    ) {
        self.0.retain(|address, known| {
            let order = at(orders, address);
            order.is_some_and(|order| matches!(known, Known::LeftAlone) || order.state.undrawn(now) > 0)
        });
        let count = |order: &Order| u64::from(order.state.quote.jobs);
        let missing: u64 = ready.iter().filter(|order| self.is_unknown(order)).map(count).sum();
        if self.held() + missing > MOST_JOBS {
            self.0.retain(|address, known| matches!(known, Known::LeftAlone) || at(ready, address).is_some());
        }
        let (mut held, mut rebuilt) = (self.held(), 0);
        for order in ready {
            let is_turn = self.is_unknown(order) && held + count(order) <= MOST_JOBS && rebuilt < MOST_AT_ONCE;
            if let Some(known) = is_turn.then(|| rebuild(order, specs, params)).flatten() {
                rebuilt += count(order);
                held += count(order);
                self.0.insert(order.address, known);
            }
        }
    }

    /// Jobs by their order.
    pub fn all(&self) -> BTreeMap<Pubkey, Arc<Jobs>> {
        let jobs = |(address, known): (&Pubkey, &Known)| match known {
            Known::Jobs(jobs) => Some((*address, jobs.clone())),
            Known::LeftAlone => None,
        };
        self.0.iter().filter_map(jobs).collect()
    }

    fn is_unknown(&self, order: &Order) -> bool {
        !self.0.contains_key(&order.address)
    }

    fn held(&self) -> u64 {
        let jobs = |known: &Known| match known {
            Known::Jobs(jobs) => u64::from(jobs.count()),
            Known::LeftAlone => 0,
        };
        self.0.values().map(jobs).sum()
    }
}

/// What an order's jobs are, or that they can't be told; `None` while its spec is not here.
fn rebuild(order: &Order, specs: &BTreeMap<Hash, Arc<Spec>>, params: &BTreeMap<u16, Params>) -> Option<Known> {
    let (address, quote) = (order.address, &order.state.quote);
    if is_listed(order) {
        tracing::info!(order = %address, "its jobs are no cut of its spec: only its client can draw them");
        return Some(Known::LeftAlone);
    }
    match Jobs::rebuilt(specs.get(&quote.spec)?, quote, params.get(&quote.params)?) {
        Ok(jobs) => Some(Known::Jobs(Arc::new(jobs))),
        Err(error) => {
            tracing::warn!(order = %address, %error, "this order is left alone");
            Some(Known::LeftAlone)
        }
    }
}

/// Whether its jobs are a list that only its client has.
fn is_listed(order: &Order) -> bool {
    order.state.quote.cut == Cut::default()
}

fn at<'a>(orders: &'a [Order], address: &Pubkey) -> Option<&'a Order> {
    let place = orders.binary_search_by_key(address, |order| order.address).ok()?;
    orders.get(place)
}

/// What was tried on orders, with the accounts as they were then.
#[derive(Default)]
pub struct Tried(BTreeMap<(Pubkey, OrderStep), (Order, Option<OrderTokens>)>);

impl Tried {
    /// Remembers what was refused; and what was sent to pay somebody, for that may have changed nothing.
    pub fn note(
        &mut self,
        action: &ChainAction,
        outcome: &Outcome,
        tokens_of: &dyn Fn(&Pubkey) -> Option<OrderTokens>,
    ) {
        let Some((order, step)) = action.order() else { return };
        let is_over = match outcome {
            Outcome::Refused(_) => true,
            Outcome::Done(_) => step != OrderStep::Draw,
            Outcome::Transient(_) | Outcome::Fatal(_) => false,
        };
        if is_over {
            self.0.insert((order.address, step), (*order, tokens_of(&order.address)));
        }
    }

    /// Forgets it for orders that have changed since. `orders` are all there are, by address.
    pub fn look(&mut self, orders: &[Order], tokens: &BTreeMap<Pubkey, OrderTokens>) {
        let is_same = |address: &Pubkey, (order, held): &(Order, Option<OrderTokens>)| {
            at(orders, address) == Some(order) && tokens.get(address).copied() == *held
        };
        self.0.retain(|(address, _), then| is_same(address, then));
    }

    pub fn standing(&self) -> BTreeSet<(Pubkey, OrderStep)> {
        self.0.keys().copied().collect()
    }
}
