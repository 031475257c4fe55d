//! What is remembered of orders: their jobs, and what was tried in vain.

use std::{collections::BTreeMap, sync::Arc};

use rayment_client::{
    ChainError, Order, Outcome, ProgramError, Sent,
    order::{Cut, OrderQuote},
};
use rayment_core::Hash;
use rayment_keeper::{
    ChainAction, OrderStep,
    observe::{OrderJobs, Tried},
    tokens::OrderTokens,
};

use crate::{
    market::{DAY, Market},
    orders::{four_jobs, order_of, quoted},
    token_orders::holding,
};

/// What the keeper knows of a market's orders.
struct Memory {
    market: Market,
    orders: Vec<Order>,
    jobs: OrderJobs,
}

impl Memory {
    fn of(change: impl FnOnce(OrderQuote) -> OrderQuote) -> Self {
        let market = Market::new();
        let orders = vec![order_of(change(quoted(&market, &four_jobs(&market), 1)), 4)];
        Self { market, orders, jobs: OrderJobs::default() }
    }

    /// `ready` says whether the order can be drawn.
    fn looks(&mut self, ready: bool) {
        let orders = if ready { &self.orders[..] } else { &[] };
        let snapshot = &self.market.snapshot;
        self.jobs.look((&self.orders, orders), &snapshot.specs, &snapshot.params, snapshot.now);
    }

    fn wanted(&self) -> Vec<Hash> {
        self.jobs.wanted(&self.orders).collect()
    }
}

#[test]
fn rebuilds_the_jobs_of_what_can_be_drawn_once_its_spec_is_here() {
    let mut memory = Memory::of(|quote| quote);
    let specs = std::mem::take(&mut memory.market.snapshot.specs);
    memory.looks(true);
    assert!(memory.jobs.all().is_empty());
    assert_eq!(memory.wanted(), [memory.market.spec.hash()]);
    memory.market.snapshot.specs = specs;
    memory.looks(false);
    assert!(memory.jobs.all().is_empty(), "it can't be drawn");
    memory.looks(true);
    let expected = BTreeMap::from([(memory.orders[0].address, Arc::new(four_jobs(&memory.market)))]);
    assert_eq!(memory.jobs.all(), expected);
    assert!(memory.wanted().is_empty(), "its spec is not needed any more");
}

#[test]
fn forgets_the_jobs_of_orders_that_are_drawn_or_closed() {
    type Change = fn(&mut Memory);
    let changes: [Change; 3] = [
        |memory| memory.orders.clear(),
        |memory| memory.orders[0].state.head.next = 4,
        |memory| memory.market.later(DAY),
    ];
    for change in changes {
        let mut memory = Memory::of(|quote| quote);
        memory.looks(true);
        memory.looks(false);
        assert_eq!(memory.jobs.all().len(), 1, "rent for the next job may come");
        change(&mut memory);
        memory.looks(false);
        assert!(memory.jobs.all().is_empty());
    }
}

#[test]
fn leaves_alone_for_good_what_is_not_of_its_spec() {
    type Change = fn(OrderQuote) -> OrderQuote;
    let changes: [Change; 3] = [
        |quote| OrderQuote { root: [1; 32], ..quote },
        |quote| OrderQuote { total: quote.total + 1, ..quote },
        |quote| OrderQuote { cut: Cut::default(), ..quote },
    ];
    for change in changes {
        let mut memory = Memory::of(change);
        memory.looks(true);
        assert!(memory.jobs.all().is_empty());
        assert!(memory.wanted().is_empty(), "it is not looked at again");
    }
}

fn refused() -> Outcome {
    Outcome::Refused(ProgramError::from_code(0, 6_000))
}

fn done() -> Outcome {
    Outcome::Done(Sent { signature: Default::default(), compute_units: 0 })
}

#[test]
fn what_was_tried_in_vain_is_remembered_until_the_account_changes() {
    let order = Memory::of(|quote| quote).orders[0];
    let draw = ChainAction::Draw { order, token: None, draws: vec![] };
    let returns = |closes| ChainAction::Return { order, token: None, closes };
    let (back, close) = (returns(false), returns(true));
    let later = || Outcome::Transient(ChainError::NotConfirmed);
    for (action, outcome, remembered) in [
        (&draw, refused(), Some(OrderStep::Draw)),
        (&draw, done(), None),
        (&draw, later(), None),
        (&back, refused(), Some(OrderStep::Return)),
        (&back, done(), Some(OrderStep::Return)),
        (&back, later(), None),
        (&close, refused(), Some(OrderStep::Close)),
    ] {
        let mut tried = Tried::default();
        tried.note(action, &outcome, &|_| None);
        tried.look(&[order], &BTreeMap::new());
        let expected: Vec<_> = remembered.into_iter().map(|step| (order.address, step)).collect();
        assert_eq!(tried.standing().into_iter().collect::<Vec<_>>(), expected, "{action:?}");
    }
    let mut other = order;
    other.state.head.live += 1;
    for changed in [vec![order.holding(order.lamports + 1)], vec![other], vec![]] {
        let mut tried = Tried::default();
        tried.note(&draw, &refused(), &|_| None);
        tried.look(&changed, &BTreeMap::new());
        assert!(tried.standing().is_empty(), "{changed:?}");
    }
}

/// What an order in tokens holds lies in another account.
#[test]
fn what_was_tried_in_vain_is_tried_again_once_its_tokens_change() {
    let order = Memory::of(|quote| quote).orders[0];
    let draw = ChainAction::Draw { order, token: None, draws: vec![] };
    let held = |amount| holding(Some(amount), false);
    for (then, now, remembered) in [
        (Some(held(1)), Some(held(1)), true),
        (Some(held(1)), Some(held(2)), false),
        (Some(held(1)), Some(OrderTokens { client_takes: true, ..held(1) }), false),
        (Some(held(1)), None, false),
        (None, Some(held(1)), false),
    ] {
        let mut tried = Tried::default();
        tried.note(&draw, &refused(), &|_| then);
        tried.look(&[order], &now.into_iter().map(|tokens| (order.address, tokens)).collect());
        assert_eq!(!tried.standing().is_empty(), remembered, "{then:?}, {now:?}");
    }
}
