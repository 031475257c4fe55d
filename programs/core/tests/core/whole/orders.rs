//! What happens to orders: they are paid, written down, drawn from and returned.

use rayment_core::{
    Native, Next, Pubkey,
    job::{Expectations, JobState, Offer, flag},
    money::{Holding, Transfers},
    order::{CLOSE_SECS, Draw, Funds, Left, MarketVersion, OrderState, TokenFunds},
};

use super::world::{Order, PARAMS, Seen, Sold, World};
use crate::{
    job::{
        histories::{
            market::{OTHER_CLIENT, Watched},
            record::{Record, Rules},
        },
        story::{CLIENT, DAY, Job},
    },
    order::world::{
        DEPOSITS, JOB_RENT, MARKET, MINT, ORDER, ORDER_RENT, SPONSOR, STRANGER, VAULT_RENT, VERSION, WALLET_RENT,
        quoted,
    },
};

const CLIENTS: [Pubkey; 2] = [CLIENT.key, OTHER_CLIENT.key];
/// What the asset lets settle at once: one of the two cheaper jobs.
const AT_ONCE_MAX: u64 = 20_000_000;

impl World {
    /// A fresh quote for this client.
    pub fn quotes(&mut self, client: usize, is_sol: bool) -> Order {
        let (mut quote, draws) = quoted(&DEPOSITS);
        self.salt += 1;
        (quote.client, quote.salt) = (CLIENTS[client], self.salt);
        quote.mint = if is_sol { Pubkey::default() } else { MINT };
        (quote.draw_until, quote.expires_at) = (self.now + DAY / 12, self.now + 2 * DAY);
        if self.luck.once_in(3) {
            quote.flags &= !rayment_core::order::quote::flag::CHECK;
        }
        Order {
            quote,
            draws,
            client,
            state: None,
            was_closed: false,
            held: 0,
            tokens: 0,
            foreign: 0,
            is_frozen: false,
            seen: Seen::default(),
        }
    }

    /// Something of an order; its name where it was granted.
    pub fn order_moves(&mut self, place: usize) -> Option<&'static str> {
        let closed = self.orders[place].is_over(self.now);
        match self.luck.below(16) {
            0..=1 => Some(self.pays_order(place)),
            2 => {
                let order = &mut self.orders[place];
                order.is_frozen = !order.is_frozen && self.luck.once_in(2);
                Some(if order.is_frozen { "an order's account is frozen" } else { "an order's account is thawed" })
            }
            _ if closed => self.returns(place),
            3..=5 => self.writes(place),
            6..=14 => self.draws(place),
            _ => self.returns(place),
        }
    }

    fn pays_order(&mut self, place: usize) -> &'static str {
        let order = &mut self.orders[place];
        let client = &mut self.clients[order.client];
        let total: u64 = DEPOSITS.iter().sum();
        match self.luck.below(8) {
            0..=2 => {
                let lamports = self.luck.pick(&[ORDER_RENT, JOB_RENT, JOB_RENT + VAULT_RENT, 5_000_000, 1]);
                order.held += lamports;
                order.seen.came.lamports += i128::from(lamports);
                client.lamports -= i128::from(lamports);
                "an order is paid lamports"
            }
            3 => {
                let foreign = self.luck.below(1_000);
                order.foreign += foreign;
                self.foreign -= i128::from(foreign);
                "an order is paid in another token"
            }
            _ => {
                let is_sol = order.quote.is_sol();
                let rents = ORDER_RENT + self.luck.below(3) * (JOB_RENT + VAULT_RENT);
                let amount = self.luck.pick(&[total, total, total, total - 1, 1]);
                if amount == total {
                    order.held += rents;
                    order.seen.came.lamports += i128::from(rents);
                    client.lamports -= i128::from(rents);
                }
                let held = if is_sol { &mut order.held } else { &mut order.tokens };
                if *held >= 2 * total {
                    return "an order is rich enough";
                }
                *held += amount;
                *order.seen.came.of(is_sol) += i128::from(amount);
                *client.of(is_sol) -= i128::from(amount);
                "an order is paid"
            }
        }
    }

    fn funds(&mut self, place: usize, job_rent: u64) -> Funds {
        let lender = self.luck.pick(&[None, None, Some(SPONSOR), Some(SPONSOR), Some(STRANGER)]);
        let held = self.orders[place].tokens;
        let tokens = TokenFunds { held, vault_rent: VAULT_RENT, at_once_max: AT_ONCE_MAX };
        let tokens = Some(tokens).filter(|_| self.is_listed);
        Funds { held: self.orders[place].held, order_rent: ORDER_RENT, job_rent, lender, tokens }
    }

    fn writes(&mut self, place: usize) -> Option<&'static str> {
        let funds = self.funds(place, 0);
        let order = &mut self.orders[place];
        if order.state.is_some() {
            return None;
        }
        let written = OrderState::write(order.quote, &MARKET, &funds, self.now).ok()?;
        order.state = Some(written.order);
        let lent = written.transfers.amount(Holding::Sponsor, Holding::Order);
        order.held += lent;
        self.lends(place, lent);
        Some("an order is written down")
    }

    fn lends(&mut self, place: usize, lent: u64) {
        self.sponsor -= i128::from(lent);
        let seen = &mut self.orders[place].seen;
        seen.came.lamports += i128::from(lent);
        seen.lent += lent;
    }

    fn draws(&mut self, place: usize) -> Option<&'static str> {
        let funds = self.funds(place, JOB_RENT);
        let order = &self.orders[place];
        let state = order.state?;
        let draw = order.draws.get(state.head.next as usize).or(order.draws.last())?.clone();
        let market = MarketVersion { params: VERSION, since: 0, paused_until: 0 };
        let drawn = state.draw::<Native>(&ORDER, &draw, (&market, &PARAMS, VERSION), &funds, self.now).ok()?;
        self.before_draw(place, &state);
        let (is_sol, paid) = (order.quote.is_sol(), |from, to| drawn.transfers.amount(from, to));
        let rents = |from| paid(from, Holding::Rent) + paid(from, Holding::VaultRent);
        let (own, lent) = (rents(Holding::Order), rents(Holding::Sponsor));
        let deposit = paid(Holding::Order, Holding::Deposit);
        self.lends(place, lent);
        // What is lent goes to the job and not to the address.
        let order = &mut self.orders[place];
        order.state = Some(drawn.order);
        order.held -= own;
        *(if is_sol { &mut order.held } else { &mut order.tokens }) -= deposit;
        order.seen.deposits.push((drawn.index, deposit));
        let watched = self.watches(place, &draw, drawn.job);
        let (vault, rent) = (if is_sol { 0 } else { deposit }, own + lent);
        let (fee_due, fee_paid, holder) = (0, 0, Pubkey::default());
        self.jobs.push(Sold { order: place, watched, rent, vault, fee_due, fee_paid, has_ended: false, holder });
        Some(if lent > 0 { "a job is drawn with a loan" } else { "a job is drawn" })
    }

    /// The job as its histories follow it.
    fn watches(&self, place: usize, draw: &Draw, state: JobState) -> Watched {
        let order = &self.orders[place];
        let client = if order.client == 0 { CLIENT } else { OTHER_CLIENT };
        let expect = Expectations { params: VERSION, fee_bps: 500 };
        let at_once = state.has(flag::AT_ONCE);
        let offer = Offer { expect, at_once, ..order.quote.offer(ORDER.tag(), draw.chunk, draw.deposit) };
        let rules = Rules { second_check: 0, guardian_secs: 120, keeper_bond_min: 0 };
        let record = Record { since: self.now, ..Record::begins(&offer, rules, false) };
        let job = Job { params: PARAMS, now: self.now, slot: self.slot, state: Ok(state), leaves: Vec::new() };
        let held = if state.is_in_tokens() { 0 } else { draw.deposit };
        Watched { job, client, record, held }
    }

    /// O6: what is still to be drawn was whole.
    fn before_draw(&self, place: usize, state: &OrderState) {
        let (order, undrawn) = (&self.orders[place], state.undrawn(self.now));
        let (sol, tokens) = if order.quote.is_sol() { (undrawn, 0) } else { (0, undrawn) };
        assert!(order.held >= ORDER_RENT + sol && order.tokens >= tokens, "O6: drawn from less than {undrawn}");
    }

    pub fn returns(&mut self, place: usize) -> Option<&'static str> {
        let order = &self.orders[place];
        let signer = self.luck.pick(&[order.quote.client, order.quote.client, SPONSOR, STRANGER]);
        let cancel = self.luck.once_in(10);
        self.returns_to(place, signer, cancel)
    }

    pub fn returns_to(&mut self, place: usize, signer: Pubkey, cancel: bool) -> Option<&'static str> {
        let client_takes = if self.luck.once_in(8) { WALLET_RENT } else { 0 };
        let order = &mut self.orders[place];
        let (held, order_rent, sponsor_takes) = (order.held, ORDER_RENT, 0);
        let left = Left { signer: Some(signer), held, order_rent, client_takes, sponsor_takes };
        let is_over = order.is_over(self.now);
        let transfers = match order.state {
            Some(state) => {
                let step = state.give_back(cancel, &left, self.now).ok()?;
                match step.next {
                    Next::Continues(next) => order.state = Some(next),
                    Next::Ended(_) => (order.state, order.was_closed) = (None, true),
                }
                step.transfers
            }
            None => order.quote.give_back(&left, self.now).ok()?,
        };
        let has_closed = !is_over && order.was_closed;
        self.pays_back(place, &transfers);
        self.returns_tokens(place);
        let order = &self.orders[place];
        if is_over && order.held + order.tokens + order.foreign == 0 {
            let (client, is_sol) = (order.client, order.quote.is_sol());
            self.orders[place] = self.quotes(client, is_sol);
            return Some("a new order is quoted");
        }
        Some(if has_closed { "an order closes" } else { "an order returns what it does not need" })
    }

    fn pays_back(&mut self, place: usize, transfers: &Transfers) {
        let order = &mut self.orders[place];
        for payment in transfers.iter() {
            let paid = i128::from(payment.amount);
            assert_eq!(payment.from, Holding::Order);
            order.held -= payment.amount;
            order.seen.left.lamports += paid;
            match payment.to {
                Holding::Client => self.clients[order.client].lamports += paid,
                Holding::Sponsor => {
                    self.sponsor += paid;
                    order.seen.repaid += payment.amount;
                }
                _ => order.seen.strayed += paid,
            }
        }
    }

    /// What its token accounts hold and it does not need; nothing while they are frozen.
    fn returns_tokens(&mut self, place: usize) {
        let (now, order) = (self.now, &mut self.orders[place]);
        if order.is_frozen {
            return;
        }
        let state = order.state;
        let back = |mint: &Pubkey, held: u64| state.map_or(held, |state| state.tokens_back(mint, held, now));
        let (tokens, foreign) = (back(&MINT, order.tokens), back(&Pubkey([0x44; 32]), order.foreign));
        order.tokens -= tokens;
        order.foreign -= foreign;
        order.seen.left.tokens += i128::from(tokens);
        self.clients[order.client].tokens += i128::from(tokens);
        self.foreign += i128::from(foreign);
    }

    /// From when on anyone closes it.
    pub fn closes_at(&self, place: usize) -> i64 {
        self.orders[place].quote.draw_until + CLOSE_SECS
    }
}
