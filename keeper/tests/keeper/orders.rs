//! Which jobs of orders are made, and what goes back: each rule once as it works, once as it refuses.

use std::sync::Arc;

use rayment_client::{
    Order, address,
    order::{Cut, Jobs, OrderQuote, deposit, split::split},
    rule_key,
};
use rayment_core::{
    Native, Next,
    job::Chunk,
    money::{Holding, Terms},
    order::{CLOSE_SECS, Funds, Left, MarketVersion, OrderHead, OrderState, quote},
    provider::Status,
};
use rayment_keeper::{
    Action, ChainAction, OrderStep, Prepared, Snapshot,
    plan::{DRAW_COST, can_be_drawn},
    snapshot::Drawing,
};
use solana_pubkey::Pubkey;

use crate::{
    batches::{PACKET, bytes},
    market::{ANNA, BORIS, CEILINGS, CLIENT, DAY, Market, NOON, key},
};

pub const DRAWING: Drawing = Drawing {
    version: MarketVersion { params: 0, since: NOON - DAY, paused_until: 0 },
    order_rent: 3_647_040,
    job_rent: 3_493_920,
    wallet_rent: 890_880,
};
const DRAW_UNTIL: i64 = NOON + DAY / 2;

/// The quote of these jobs. `salt` tells orders apart.
pub fn quoted(market: &Market, jobs: &Jobs, salt: u64) -> OrderQuote {
    OrderQuote {
        version: quote::VERSION,
        market: rule_key(&Market::address()),
        client: key(CLIENT),
        spec: market.spec.hash(),
        mint: Default::default(),
        sponsor: Default::default(),
        params: 0,
        fee_bps: market.params.fee_bps,
        jobs: jobs.count(),
        root: jobs.root(),
        cut: Cut::frames(25),
        total: jobs.total().expect("it fits"),
        ceilings: CEILINGS,
        bytes: market.spec.bytes(),
        at_once_max: 0,
        draw_until: DRAW_UNTIL,
        expires_at: NOON + DAY,
        flags: quote::flag::CHECK,
        salt,
    }
}

/// The four jobs of the market's spec.
pub fn four_jobs(market: &Market) -> Jobs {
    let locked =
        |chunk: Chunk| (chunk, deposit(&market.spec, &chunk, &market.params, &CEILINGS).expect("a price that fits"));
    Jobs::new(split(&market.spec, Cut::frames(25)).into_iter().map(locked).collect()).expect("four jobs")
}

/// An order that is written down, paid whole, with rent for so many jobs.
pub fn order_of(quote: OrderQuote, rents: u64) -> Order {
    let lamports = DRAWING.order_rent + quote.total + rents * DRAWING.job_rent;
    let state = OrderState { head: OrderHead::default(), quote };
    Order { address: address::order(&quote), lamports, state }
}

impl Market {
    /// An order of these jobs, which the keeper knows.
    fn buys_jobs(&mut self, jobs: Jobs, salt: u64, rents: u64) -> Pubkey {
        let order = order_of(quoted(self, &jobs, salt), rents);
        self.holds(order, jobs)
    }

    /// An order that is known, with its jobs.
    pub fn holds(&mut self, order: Order, jobs: Jobs) -> Pubkey {
        if self.snapshot.providers.is_empty() {
            self.provider(ANNA, CEILINGS.terms);
        }
        self.snapshot.drawing = Some(DRAWING);
        self.snapshot.order_jobs.insert(order.address, Arc::new(jobs));
        self.snapshot.orders.push(order);
        self.snapshot.orders.sort_by_key(|order| order.address);
        order.address
    }

    /// An order of four jobs.
    fn buys(&mut self, salt: u64, rents: u64) -> Pubkey {
        self.buys_jobs(four_jobs(self), salt, rents)
    }

    pub fn order(&mut self, address: Pubkey) -> &mut Order {
        let mut orders = self.snapshot.orders.iter_mut();
        orders.find(|order| order.address == address).expect("an order of ours")
    }

    /// Which jobs of which orders are to be made.
    pub fn drawn(&self) -> Vec<(Pubkey, Vec<u32>)> {
        let draws = |action| match action {
            Action::Send(ChainAction::Draw { order, draws, .. }) => {
                Some((order.address, draws.iter().map(|(index, _)| *index).collect()))
            }
            _ => None,
        };
        self.plans().into_iter().filter_map(draws).collect()
    }

    /// Which orders are to be returned, and whether they are closed.
    pub fn returned(&self) -> Vec<(Pubkey, bool)> {
        let returns = |action| match action {
            Action::Send(ChainAction::Return { order, closes, .. }) => Some((order.address, closes)),
            _ => None,
        };
        self.plans().into_iter().filter_map(returns).collect()
    }
}

/// What is planned for orders does by the rules what it is planned for.
pub fn is_lawful(snapshot: &Snapshot, action: &ChainAction) {
    let with = snapshot.drawing.expect("orders are known by their rents");
    let Drawing { order_rent, job_rent, .. } = with;
    match action {
        ChainAction::Draw { order, token, draws } => {
            let params = &snapshot.params[&order.state.quote.params];
            let (mut state, mut held, mut tokens) = (order.state, order.lamports, snapshot.tokens.funds(order));
            assert_eq!(token.is_none(), state.quote.is_sol());
            for (index, draw) in draws {
                let funds = Funds { held, order_rent, job_rent, lender: None, tokens };
                let by = (&with.version, params, state.quote.params);
                let drawn = state.draw::<Native>(&rule_key(&order.address), draw, by, &funds, snapshot.now);
                let drawn = drawn.expect("the rules allow it");
                assert_eq!(drawn.index, *index);
                let moved = |to| drawn.transfers.amount(Holding::Order, to);
                held -= moved(Holding::Rent) + moved(Holding::VaultRent);
                *tokens.as_mut().map_or(&mut held, |tokens| &mut tokens.held) -= moved(Holding::Deposit);
                state = drawn.order;
            }
            let prepared = Prepared::new(action.clone(), &snapshot.keeper, &Pubkey::default().into());
            let bytes = bytes(&[prepared], &snapshot.keeper);
            assert!(bytes <= PACKET, "{} draws take {bytes} bytes", draws.len());
        }
        ChainAction::Return { order, token, closes } => {
            let signer = Some(rule_key(&snapshot.keeper));
            // Where the wallets are empty.
            let (client_takes, sponsor_takes) = (with.wallet_rent, with.wallet_rent);
            let left = Left { signer, held: order.lamports, order_rent, client_takes, sponsor_takes };
            let step = order.state.give_back(false, &left, snapshot.now).expect("the rules allow it");
            assert_eq!(matches!(step.next, Next::Ended(_)), *closes);
            let paid: u64 = step.transfers.iter().map(|payment| payment.amount).sum();
            match (token, snapshot.tokens.of_orders.get(&order.address)) {
                (None, _) => assert!(paid >= with.wallet_rent, "it pays {paid}"),
                (Some(token), known) => {
                    let known = known.expect("what it holds was read");
                    assert_eq!(*token, known.token);
                    let pays = known.movable() > 0 && known.client_takes;
                    assert!(pays || (*closes && known.account.is_some_and(|account| account.amount == 0)));
                }
            }
        }
        _ => unreachable!("it is about an order"),
    }
}

#[test]
fn leaves_an_order_that_no_provider_would_work_for() {
    let mut market = Market::new();
    let order = market.buys(1, 4);
    assert_eq!(market.drawn().len(), 1);
    for dear in [
        Terms { per_frame: CEILINGS.terms.per_frame + 1, ..CEILINGS.terms },
        Terms { per_second: CEILINGS.terms.per_second + 1, ..CEILINGS.terms },
        Terms { minimum: CEILINGS.terms.minimum + 1, ..CEILINGS.terms },
    ] {
        market.snapshot.providers[0].state.terms = dear;
        assert_eq!(market.drawn(), [], "{dear:?}");
    }
    market.snapshot.providers[0].state.terms = CEILINGS.terms;
    market.snapshot.providers[0].state.status = Status::Paused;
    assert_eq!(market.drawn(), []);
    // One that asks for no more is enough.
    market.provider(BORIS, CEILINGS.terms);
    assert_eq!(market.drawn(), [(order, vec![0, 1, 2, 3])]);
}

#[test]
fn draws_the_jobs_of_an_order_in_their_order() {
    let mut market = Market::new();
    let order = market.buys(1, 4);
    assert_eq!(market.drawn(), [(order, vec![0, 1, 2, 3])]);
    let total: u64 = four_jobs(&market).list()[..2].iter().map(|(_, deposit)| deposit).sum();
    let known = market.order(order);
    (known.state.head.next, known.state.head.live, known.state.head.drawn) = (2, 2, total);
    known.lamports -= total + 2 * DRAWING.job_rent;
    assert_eq!(market.drawn(), [(order, vec![2, 3])]);
    market.order(order).state.head.next = 4;
    assert_eq!(market.drawn(), []);
}

#[test]
fn draws_as_many_as_there_is_rent_for() {
    for rents in 0..=3 {
        let mut market = Market::new();
        let order = market.buys(1, rents);
        let expected: Vec<u32> = (0..u32::try_from(rents).expect("few")).collect();
        let expected = if rents > 0 { vec![(order, expected)] } else { vec![] };
        assert_eq!(market.drawn(), expected);
        market.order(order).lamports -= 1;
        assert_eq!(market.drawn().iter().map(|(_, jobs)| jobs.len() as u64).sum::<u64>(), rents.saturating_sub(1));
    }
}

#[test]
fn an_order_of_which_enough_jobs_wait_is_drawn_with_what_is_sent_anyway() {
    for (waiting, slots, draws) in [(3, 1, true), (4, 1, false), (4, 5, true), (5, 5, false)] {
        let mut market = Market::new();
        let order = market.buys(1, 2);
        for job in 0..waiting {
            let at = market.posts(job);
            market.snapshot.jobs[at].state.order = u64::from_le_bytes(rule_key(&order).tag());
        }
        market.snapshot.providers[0].state.slots = slots;
        // Nobody takes them, so nothing is sent.
        market.snapshot.profiles.clear();
        assert_eq!(market.drawn().len(), usize::from(draws), "{waiting} wait for {slots}");
        // A job that Anna claimed and never started is open again, by a transaction of the keeper's.
        let late = market.posts(99);
        market.assigns(late, ANNA);
        market.claims(late, ANNA);
        market.later(i64::from(market.params.start_secs));
        let plans = market.plans();
        assert!(matches!(plans[0], Action::Send(ChainAction::Expire { .. })), "{plans:?}");
        assert_eq!(market.drawn().len(), 1);
    }
}

#[test]
fn draws_until_the_time_is_over() {
    let mut market = Market::new();
    let order = market.buys(1, 1);
    for (now, drawn) in [(DRAW_UNTIL - 1, vec![(order, vec![0])]), (DRAW_UNTIL, vec![])] {
        market.snapshot.now = now;
        assert_eq!(market.drawn(), drawn);
    }
}

#[test]
fn draws_nothing_while_the_market_is_paused() {
    let mut market = Market::new();
    let order = market.buys(1, 1);
    for (until, drawn) in [(NOON + 1, vec![]), (NOON, vec![(order, vec![0])])] {
        market.snapshot.drawing.as_mut().expect("it is known").version.paused_until = until;
        assert_eq!(market.drawn(), drawn);
    }
}

#[test]
fn draws_under_the_last_parameters_for_a_day() {
    let mut market = Market::new();
    let order = market.buys(1, 1);
    market.order(order).state.quote.draw_until = NOON + DAY;
    market.order(order).state.quote.expires_at = NOON + 2 * DAY;
    for (params, since, draws) in
        [(1, NOON - DAY + 1, true), (1, NOON - DAY, false), (2, NOON, false), (0, 0, true), (u16::MAX, NOON, false)]
    {
        market.snapshot.drawing =
            Some(Drawing { version: MarketVersion { params, since, paused_until: 0 }, ..DRAWING });
        assert_eq!(!market.drawn().is_empty(), draws, "version {params}");
    }
}

#[test]
fn draws_only_where_the_fee_covers_it() {
    let market = Market::new();
    let jobs = four_jobs(&market);
    // Five of 105 parts of a deposit are fee.
    let least = 4 * DRAW_COST * 21;
    for (total, fee_bps, expected) in [(least, 500, true), (least - 1, 500, false), (u64::MAX / 2, 0, false)] {
        let order = order_of(OrderQuote { total, fee_bps, ..quoted(&market, &jobs, 1) }, 1);
        assert_eq!(can_be_drawn(&order, &DRAWING, &market.snapshot.tokens, NOON), expected, "{total} at {fee_bps}");
    }
}

#[test]
fn draws_nothing_of_which_it_does_not_know_the_jobs() {
    let mut market = Market::new();
    let order = market.buys(1, 1);
    let jobs = market.snapshot.order_jobs.remove(&order).expect("it was known");
    assert_eq!(market.drawn(), []);
    market.snapshot.order_jobs.insert(order, jobs);
    market.snapshot.params.clear();
    assert_eq!(market.drawn(), []);
}

#[test]
fn leaves_alone_what_was_refused_and_draws_the_rest() {
    let mut market = Market::new();
    let (refused, other) = (market.buys(1, 1), market.buys(2, 1));
    assert_eq!(market.drawn().len(), 2);
    market.snapshot.tried = [(refused, OrderStep::Draw)].into();
    assert_eq!(market.drawn(), [(other, vec![0])]);
}

/// There is room for sixteen in a tick: those that fail again and again leave it to others.
#[test]
fn what_failed_a_moment_ago_takes_nobodys_place() {
    let mut market = Market::new();
    let mut orders: Vec<_> = (0..17).map(|salt| market.buys(salt, 4)).collect();
    orders.sort_unstable();
    market.snapshot.paused = orders[..16].iter().copied().collect();
    assert_eq!(market.drawn(), [(orders[16], vec![0, 1, 2, 3])]);
    for order in &orders {
        market.order(*order).state.head.next = 4;
    }
    assert_eq!(market.returned(), [(orders[16], false)]);
}

#[test]
fn orders_with_few_open_jobs_come_first() {
    let mut market = Market::new();
    let orders: Vec<_> = (0..20).map(|salt| market.buys(salt, 4)).collect();
    for order in &orders[..10] {
        market.order(*order).state.head.live = 3;
    }
    let drawn = market.drawn();
    assert_eq!(drawn.len(), 16);
    let first: std::collections::BTreeSet<_> = drawn[..10].iter().map(|(order, _)| *order).collect();
    assert_eq!(first, orders[10..].iter().copied().collect());
    assert!(drawn.iter().all(|(_, jobs)| jobs.len() == 4));
}

#[test]
fn draws_no_more_at_once_than_a_transaction_holds() {
    for (count, expected) in [(8, 4), (64, 3), (200, 2), (10_000, 1)] {
        let mut market = Market::new();
        let chunk = Chunk { frame: 1, frames: 1, step: 1, tile: 0, tiles: market.spec.grid().tiles() };
        let list = (1..=count).map(|frame| (Chunk { frame, ..chunk }, 40_000_000)).collect();
        market.buys_jobs(Jobs::new(list).expect("not too many"), 1, 10);
        let [(_, jobs)] = &market.drawn()[..] else { panic!("one order is drawn") };
        assert_eq!(jobs.len(), expected, "of {count}");
    }
}

/// An order whose four jobs were all drawn and have ended.
fn done(market: &mut Market, above: u64) -> Pubkey {
    let order = market.buys(1, 0);
    let known = market.order(order);
    known.state.head = OrderHead { next: 4, drawn: known.state.quote.total, ..OrderHead::default() };
    known.lamports = DRAWING.order_rent + above;
    order
}

#[test]
fn returns_what_is_left_once_all_jobs_have_ended() {
    let mut market = Market::new();
    let order = done(&mut market, DRAWING.wallet_rent);
    assert_eq!(market.returned(), [(order, false)]);
    market.order(order).state.head.live = 1;
    assert_eq!(market.returned(), [], "a job is open");
    let known = market.order(order);
    known.state.head = OrderHead { next: 3, live: 0, drawn: known.state.quote.total - 1, ..known.state.head };
    assert_eq!(market.returned(), [], "a job is still to be drawn");
    market.snapshot.now = DRAW_UNTIL;
    assert_eq!(market.returned(), [(order, false)], "it can't be drawn any more");
    market.snapshot.drawing = None;
    assert_eq!(market.returned(), []);
}

#[test]
fn returns_nothing_that_an_empty_wallet_could_not_take() {
    let mut market = Market::new();
    done(&mut market, DRAWING.wallet_rent - 1);
    assert_eq!(market.returned(), []);
}

#[test]
fn returns_what_the_sponsor_lent() {
    let mut market = Market::new();
    let order = done(&mut market, DRAWING.job_rent);
    let known = market.order(order);
    (known.state.quote.sponsor, known.state.head.lent) = (key(BORIS), DRAWING.job_rent);
    assert_eq!(market.returned(), [(order, false)]);
    let state = market.order(order).state;
    let Drawing { order_rent, job_rent, wallet_rent, .. } = DRAWING;
    let left =
        Left { signer: None, held: order_rent + job_rent, order_rent, client_takes: wallet_rent, sponsor_takes: 0 };
    let step = state.give_back(false, &left, NOON).expect("it is done");
    assert_eq!(step.transfers.amount(Holding::Order, Holding::Sponsor), job_rent);
    // All that is lent lies in the account itself: it is repaid when that is closed.
    market.order(order).lamports = order_rent;
    assert_eq!(market.returned(), []);
}

#[test]
fn closes_an_order_when_anyone_may() {
    let mut market = Market::new();
    let order = done(&mut market, 0);
    let due = DRAW_UNTIL + CLOSE_SECS;
    for (now, returned) in [(due - 1, vec![]), (due, vec![(order, true)]), (due + 1, vec![(order, true)])] {
        market.snapshot.now = now;
        assert_eq!(market.returned(), returned);
    }
    market.order(order).state.head.live = 1;
    assert_eq!(market.returned(), [], "a job is open");
}

#[test]
fn what_changed_nothing_is_not_done_again_but_does_not_hinder_the_closing() {
    let mut market = Market::new();
    let order = done(&mut market, DRAWING.job_rent);
    market.snapshot.tried = [(order, OrderStep::Return)].into();
    assert_eq!(market.returned(), []);
    market.snapshot.now = DRAW_UNTIL + CLOSE_SECS;
    assert_eq!(market.returned(), [(order, true)]);
    market.snapshot.tried.insert((order, OrderStep::Close));
    assert_eq!(market.returned(), []);
}

#[test]
fn returns_no_more_at_once_than_leaves_time_for_verdicts() {
    let mut market = Market::new();
    for salt in 0..20 {
        let order = market.buys(salt, 4);
        market.order(order).state.head.next = 4;
    }
    assert_eq!(market.returned().len(), 16);
}
