//! Which jobs of which orders are made now, and what goes back to clients of orders that are done.
//!
//! An order is drawn where that is worth its fee and its address holds what the rules ask for: all deposits that are
//! still to be drawn, and rent beside them. Only the next job can be drawn, so an order has one transaction in a tick,
//! with as many jobs as fit. Orders with the fewest open jobs come first, so that a large one starves nobody.
//!
//! An order goes back in one piece, once all its jobs have ended; and its account once anyone may close it. What a
//! wallet may be too empty to take is left for that: so whatever is sent pays somebody.
//!
//! An order in tokens is drawn out of its own token account, its rents out of the lamports at its address, and only
//! while the market takes the token. What is left of it goes to the client's own token account. While there is none, or
//! it can't be paid, the tokens stay, and with them the order's account, in which the quote stands that frees them; its
//! lamports go back all the same.
//!
//! The rules themselves say whether a step is right. What was refused, or changed nothing, is not tried again before
//! the order's account has changed.

use rayment_client::{
    Job, Order, Provider, Token, chain_key,
    instructions::order_draw_next,
    order::{Source, fee_of},
    rule_key,
};
use rayment_core::{
    Next,
    job::Phase,
    order::{Draw, Left},
    provider::Status,
};

use crate::{
    action::{Action, ChainAction, OrderStep},
    batch::fits,
    snapshot::{Drawing, Snapshot},
    tokens::Tokens,
};

/// Jobs of one order that are made in a tick.
const MOST_DRAWS: usize = 4;
/// While so many jobs of an order wait for a provider, and one for each slot there is, the next ones are drawn in a
/// transaction that is sent anyway.
const ENOUGH: usize = 4;
/// Orders that are drawn in a tick, and orders that are returned: verdicts wait for the end of a tick.
const MOST_ORDERS: usize = 16;
/// What a draw may cost the keeper, in lamports: the network's fee of 5,000, and as much for priority.
pub const DRAW_COST: u64 = 10_000;

/// Whether an order can be drawn now, by what its accounts say: its jobs may still turn out to be others than the
/// quote's.
pub fn can_be_drawn(order: &Order, drawing: &Drawing, tokens: &Tokens, now: i64) -> bool {
    let is_paid = || order.state.quote.is_sol() || held(tokens, order) >= order.state.undrawn(now);
    has_rent(order, drawing, tokens, now) && is_paid()
}

/// The same but for the deposits of an order in tokens, which lie in another account.
pub fn has_rent(order: &Order, drawing: &Drawing, tokens: &Tokens, now: i64) -> bool {
    let vault_rent = tokens.assets.get(&chain_key(&order.state.quote.mint)).map(|asset| asset.vault_rent);
    drawing.has_rent(order, vault_rent, now) && is_worth_it(order, tokens, now)
}

/// Base units that can leave the token account of an order.
fn held(tokens: &Tokens, order: &Order) -> u64 {
    tokens.of_orders.get(&order.address).map_or(0, |known| known.movable())
}

/// Whether any active provider asks for no more than the order allows: else its jobs would be drawn to expire, at
/// the keeper's cost.
fn is_wanted(snapshot: &Snapshot, order: &Order) -> bool {
    let quote = &order.state.quote;
    let (ceilings, mint) = (&quote.ceilings.terms, chain_key(&quote.mint));
    let is_active = |provider: &&Provider| provider.state.status == Status::Active;
    snapshot.providers.iter().filter(is_active).any(|provider| {
        if quote.is_sol() {
            return provider.state.terms.within(ceilings);
        }
        let asked = snapshot.tokens.sellers.get(&(provider.address, mint));
        asked.is_some_and(|asked| asked.offers.values().any(|terms| terms.within(ceilings)))
    })
}

/// Whether the market's fee of its jobs at their worst case, which their deposits are, covers drawing them. A fee in
/// a token without a rate covers nothing.
fn is_worth_it(order: &Order, tokens: &Tokens, now: i64) -> bool {
    let quote = &order.state.quote;
    let fee = fee_of(quote);
    let weight = if quote.is_sol() { fee } else { tokens.weight(&chain_key(&quote.mint), fee, now) };
    u128::from(weight) >= u128::from(DRAW_COST) * u128::from(quote.jobs)
}

/// Whether something else goes first: who fails again and again must not take the place of others.
fn is_left_alone(snapshot: &Snapshot, order: &Order, step: OrderStep) -> bool {
    snapshot.paused.contains(&order.address) || snapshot.tried.contains(&(order.address, step))
}

/// The next jobs of the orders that can be drawn. Unless something else is sent now, what has enough jobs that wait for a
/// provider can wait too.
pub(super) fn draws(snapshot: &Snapshot, is_sending: bool) -> Vec<Action> {
    let Some(with) = snapshot.drawing else { return Vec::new() };
    let active = snapshot.providers.iter().filter(|provider| provider.state.status == Status::Active);
    let enough = active.map(|provider| usize::from(provider.state.slots)).fold(0, usize::saturating_add).max(ENOUGH);
    let is_due = |order: &&Order| {
        !is_left_alone(snapshot, order, OrderStep::Draw)
            && can_be_drawn(order, &with, &snapshot.tokens, snapshot.now)
            && is_wanted(snapshot, order)
            && (is_sending || waiting(snapshot, order) < enough)
    };
    let mut due: Vec<_> = snapshot.orders.iter().filter(is_due).collect();
    due.sort_by_key(|order| (order.state.head.live, order.address));
    let next = |order: &Order| {
        let token = snapshot.tokens.of_orders.get(&order.address).map(|known| known.token);
        let draws = next_of(snapshot, &with, (order, token.as_ref()))?;
        Some(Action::Send(ChainAction::Draw { order: *order, token, draws }))
    };
    due.into_iter().filter_map(next).take(MOST_ORDERS).collect()
}

/// As many jobs as the rules allow and one transaction holds; `None` where that is none.
fn next_of(snapshot: &Snapshot, with: &Drawing, (order, token): (&Order, Option<&Token>)) -> Option<Vec<(u32, Draw)>> {
    let quote = &order.state.quote;
    let (jobs, params) = (snapshot.order_jobs.get(&order.address)?, snapshot.params.get(&quote.params)?);
    let source = Source { order: *order, tokens: snapshot.tokens.funds(order) };
    let mut instructions = Vec::new();
    let still_fits = |draw: &(u32, Draw)| {
        instructions.push(order_draw_next(&snapshot.keeper, (quote, token), false, Some(draw)));
        fits(&instructions, &snapshot.keeper)
    };
    let draws: Vec<_> =
        source.draws(jobs, with, params, snapshot.now).take(MOST_DRAWS).take_while(still_fits).collect();
    (!draws.is_empty()).then_some(draws)
}

/// Jobs of an order that nobody works at and nobody is to.
fn waiting(snapshot: &Snapshot, order: &Order) -> usize {
    let tag = u64::from_le_bytes(rule_key(&order.address).tag());
    let of_order = |job: &&Job| job.state.order == tag && job.state.client == order.state.quote.client;
    let is_waiting = |job: &&Job| matches!(job.state.phase, Phase::Open { reserved: None, .. });
    snapshot.jobs.iter().filter(of_order).filter(is_waiting).count()
}

/// What is left of orders that are done.
pub(super) fn returns(snapshot: &Snapshot) -> Vec<Action> {
    let Some(with) = snapshot.drawing else { return Vec::new() };
    let due = snapshot.orders.iter().filter_map(|order| {
        let (closes, token) = left_of(order, &with, &snapshot.tokens, snapshot.now)?;
        let step = if closes { OrderStep::Close } else { OrderStep::Return };
        let returns = ChainAction::Return { order: *order, token, closes };
        (!is_left_alone(snapshot, order, step)).then_some(Action::Send(returns))
    });
    due.take(MOST_ORDERS).collect()
}

/// Whether the order's account goes too, and the token that goes with it; `None` where nothing is to be paid out yet.
fn left_of(order: &Order, with: &Drawing, tokens: &Tokens, now: i64) -> Option<(bool, Option<Token>)> {
    if !order.state.is_done(now) {
        return None;
    }
    let (client_takes, sponsor_takes) = (with.wallet_rent, with.wallet_rent);
    let left = Left { signer: None, held: order.lamports, order_rent: with.order_rent, client_takes, sponsor_takes };
    let step = order.state.give_back(false, &left, now).ok()?;
    let closes = matches!(step.next, Next::Ended(_));
    let pays = step.transfers.iter().any(|payment| payment.amount > 0);
    if order.state.quote.is_sol() {
        return (closes || pays).then_some((closes, None));
    }
    let known = tokens.of_orders.get(&order.address)?;
    if closes && known.is_stuck() {
        return None;
    }
    let movable = if known.is_stuck() { 0 } else { known.movable() };
    // When the order closes, its token account does so too, also an empty one.
    let goes = movable > 0 || (closes && known.account.is_some_and(|account| !account.is_frozen));
    (closes || pays || movable > 0).then_some((closes, goes.then_some(known.token)))
}
