//! Which jobs of which orders are made now, and what goes back to clients of orders that are done.
//!
//! An order is drawn where that is worth its fee and its address holds what the rules ask for: all deposits that are
//! still to be drawn, and rent beside them. Only the next job can be drawn, so an order has one transaction in a tick,
//! with as many jobs as fit. Orders with the fewest open jobs come first, so that a large one starves nobody.
//!
//! An order goes back in one piece, once all its jobs have ended; and its account once anyone may close it. What a
//! wallet may be too empty to take is left for that: so whatever is sent pays somebody.
//!
//! The rules themselves say whether a step is right. What was refused, or changed nothing, is not tried again before
//! the order's account has changed.

use rayment_client::{Order, Provider, order::Jobs, rule_key};
use rayment_core::{
    Native, Next,
    market::Params,
    money::{BPS, Holding},
    order::{Draw, Funds, Left, Quote},
    provider::Status,
};

use crate::{
    action::{Action, ChainAction, OrderStep, drawing},
    batch::fits,
    snapshot::{Drawing, Snapshot},
};

/// Jobs of one order that are made in a tick.
const MOST_DRAWS: usize = 4;
/// Orders that are drawn in a tick, and orders that are returned: verdicts wait for the end of a tick.
const MOST_ORDERS: usize = 16;
/// What a draw may cost the keeper, in lamports: the network's fee of 5,000, and as much for priority.
pub const DRAW_COST: u64 = 10_000;

/// Whether an order can be drawn now, by what its account says: its jobs may still turn out to be others than the
/// quote's.
pub fn can_be_drawn(order: &Order, drawing: &Drawing, now: i64) -> bool {
    let Drawing { version, order_rent, job_rent, .. } = drawing;
    let undrawn = order.state.undrawn(now);
    let needed = undrawn.checked_add(*order_rent).and_then(|sum| sum.checked_add(*job_rent));
    undrawn > 0
        && now >= version.paused_until
        && version.allows(order.state.quote.params, now)
        && needed.is_some_and(|needed| order.lamports >= needed)
        && is_worth_it(&order.state.quote)
}

/// Whether any active provider asks for no more than the order allows: else its jobs would be drawn to expire, at
/// the keeper's cost.
fn is_wanted(snapshot: &Snapshot, order: &Order) -> bool {
    let ceilings = &order.state.quote.ceilings.terms;
    let is_active = |provider: &&Provider| provider.state.status == Status::Active;
    snapshot.providers.iter().filter(is_active).any(|provider| provider.state.terms.within(ceilings))
}

/// Whether the market's fee of its jobs at their worst case, which their deposits are, covers drawing them.
fn is_worth_it(quote: &Quote) -> bool {
    let (fee_bps, total) = (u128::from(quote.fee_bps), u128::from(quote.total));
    let fee = total * fee_bps / (u128::from(BPS) + fee_bps);
    fee >= u128::from(DRAW_COST) * u128::from(quote.jobs)
}

/// Whether something else goes first: who fails again and again must not take the place of others.
fn is_left_alone(snapshot: &Snapshot, order: &Order, step: OrderStep) -> bool {
    snapshot.paused.contains(&order.address) || snapshot.tried.contains(&(order.address, step))
}

/// The next jobs of the orders that can be drawn.
pub(super) fn draws(snapshot: &Snapshot) -> Vec<Action> {
    let Some(with) = snapshot.drawing else { return Vec::new() };
    let is_due = |order: &&Order| {
        !is_left_alone(snapshot, order, OrderStep::Draw)
            && can_be_drawn(order, &with, snapshot.now)
            && is_wanted(snapshot, order)
    };
    let mut due: Vec<_> = snapshot.orders.iter().filter(is_due).collect();
    due.sort_by_key(|order| (order.state.head.live, order.address));
    let next = |order: &Order| {
        let draws = next_of(snapshot, &with, order)?;
        Some(Action::Send(ChainAction::Draw { order: *order, draws }))
    };
    due.into_iter().filter_map(next).take(MOST_ORDERS).collect()
}

/// As many jobs as the rules allow and one transaction holds; `None` where that is none.
fn next_of(snapshot: &Snapshot, with: &Drawing, order: &Order) -> Option<Vec<(u32, Draw)>> {
    let quote = &order.state.quote;
    let (jobs, params) = (snapshot.order_jobs.get(&order.address)?, snapshot.params.get(&quote.params)?);
    let (mut left, mut draws, mut instructions) = (*order, Vec::new(), Vec::new());
    while draws.len() < MOST_DRAWS {
        let Some((draw, next)) = drawn(&left, jobs, (with, params), snapshot.now) else { break };
        instructions.push(drawing(&snapshot.keeper, order, &draw));
        if !fits(&instructions, &snapshot.keeper) {
            break;
        }
        draws.push(draw);
        left = next;
    }
    (!draws.is_empty()).then_some(draws)
}

/// The next job of an order, and the order after it.
fn drawn(order: &Order, jobs: &Jobs, (with, params): (&Drawing, &Params), now: i64) -> Option<((u32, Draw), Order)> {
    if !can_be_drawn(order, with, now) {
        return None;
    }
    let Order { address, lamports: held, state } = *order;
    let draw = jobs.draw(state.head.next)?;
    let funds = Funds { held, order_rent: with.order_rent, job_rent: with.job_rent, lender: None };
    let by = (&with.version, params, state.quote.params);
    let drawn = state.draw::<Native>(&rule_key(&address), &draw, by, &funds, now).ok()?;
    let moved = [Holding::Rent, Holding::Deposit].map(|to| drawn.transfers.amount(Holding::Order, to));
    let lamports = moved.iter().try_fold(held, |held, moved| held.checked_sub(*moved))?;
    Some(((drawn.index, draw), Order { lamports, state: drawn.order, ..*order }))
}

/// What is left of orders that are done.
pub(super) fn returns(snapshot: &Snapshot) -> Vec<Action> {
    let Some(with) = snapshot.drawing else { return Vec::new() };
    let due = snapshot.orders.iter().filter_map(|order| {
        let closes = closes(order, &with, snapshot.now)?;
        let step = if closes { OrderStep::Close } else { OrderStep::Return };
        (!is_left_alone(snapshot, order, step)).then_some(Action::Send(ChainAction::Return { order: *order, closes }))
    });
    due.take(MOST_ORDERS).collect()
}

/// Whether the order's account goes too; `None` where nothing is to be paid out yet.
fn closes(order: &Order, with: &Drawing, now: i64) -> Option<bool> {
    if !order.state.is_done(now) {
        return None;
    }
    let (client_takes, sponsor_takes) = (with.wallet_rent, with.wallet_rent);
    let left = Left { signer: None, held: order.lamports, order_rent: with.order_rent, client_takes, sponsor_takes };
    let step = order.state.give_back(false, &left, now).ok()?;
    let closes = matches!(step.next, Next::Ended(_));
    let pays = step.transfers.iter().any(|payment| payment.amount > 0);
    (closes || pays).then_some(closes)
}
