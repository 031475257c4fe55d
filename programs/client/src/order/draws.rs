//! The next jobs of an order: what the rules let anybody draw now, out of what lies at its address. Whether that is worth
//! its fee is for whoever sends it.

use rayment_core::{
    Native,
    market::Params,
    money::{BPS, Holding},
    order::{Draw, Funds, MarketVersion, OrderError, OrderState, Quote, TokenFunds},
};

use super::Jobs;
use crate::{Order, address, rule_key};

/// What every order of a market is drawn and returned by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawing {
    pub version: MarketVersion,
    /// Lamports that an order's account must hold, and a job's.
    pub order_rent: u64,
    pub job_rent: u64,
    /// And a wallet: so much any of them can take, even an empty one.
    pub wallet_rent: u64,
}

impl Drawing {
    /// Whether the next job of an order may be drawn now, as far as lamports go: the deposits of an order in tokens lie
    /// in another account. `vault_rent` is that of such a job's vault, none where the market does not take the token.
    pub fn has_rent(&self, order: &Order, vault_rent: Option<u64>, now: i64) -> bool {
        let quote = &order.state.quote;
        let undrawn = order.state.undrawn(now);
        let beside_rent = if quote.is_sol() { Some(undrawn) } else { vault_rent };
        let needed = beside_rent.and_then(|sum| sum.checked_add(self.order_rent)?.checked_add(self.job_rent));
        undrawn > 0
            && now >= self.version.paused_until
            && self.version.allows(quote.params, now)
            && needed.is_some_and(|needed| order.lamports >= needed)
    }
}

/// The market's fee of an order's jobs at their worst case, which their deposits are, in what the order is paid in.
pub fn fee_of(quote: &Quote) -> u64 {
    let (fee_bps, total) = (u128::from(quote.fee_bps), u128::from(quote.total));
    // Less than the total.
    u64::try_from(total * fee_bps / (u128::from(BPS) + fee_bps)).unwrap_or(u64::MAX)
}

/// What jobs of an order are drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    pub order: Order,
    /// Of an order in tokens, while the market takes them.
    pub tokens: Option<TokenFunds>,
}

impl Source {
    /// An order that is not written down yet, as it is once that is done: on so many lamports at its address.
    ///
    /// # Errors
    /// Why it can't be written down.
    pub fn unwritten(
        quote: &Quote,
        (held, tokens): (u64, Option<TokenFunds>),
        with: &Drawing,
        now: i64,
    ) -> Result<Self, OrderError> {
        let funds = Funds { held, order_rent: with.order_rent, job_rent: with.job_rent, lender: None, tokens };
        let state = OrderState::write(*quote, &quote.market, &funds, now)?.order;
        Ok(Self { order: Order { address: address::order(quote), lamports: held, state }, tokens })
    }

    /// The jobs that the rules let be drawn one after the other, each with its index. `params` are the quote's.
    pub fn draws(self, jobs: &Jobs, with: &Drawing, params: &Params, now: i64) -> impl Iterator<Item = (u32, Draw)> {
        let mut left = self;
        std::iter::from_fn(move || {
            let (draw, next) = left.next(jobs, (with, params), now)?;
            left = next;
            Some(draw)
        })
    }

    /// The next job, and what is left after it.
    fn next(&self, jobs: &Jobs, (with, params): (&Drawing, &Params), now: i64) -> Option<((u32, Draw), Self)> {
        let Self { order: Order { address, lamports: held, state }, tokens } = *self;
        let draw = jobs.draw(state.head.next)?;
        let funds = Funds { held, order_rent: with.order_rent, job_rent: with.job_rent, lender: None, tokens };
        let by = (&with.version, params, state.quote.params);
        let drawn = state.draw::<Native>(&rule_key(&address), &draw, by, &funds, now).ok()?;
        let moved = |to: &[Holding]| to.iter().map(|to| drawn.transfers.amount(Holding::Order, *to)).sum::<u64>();
        let (rent, deposit) = (moved(&[Holding::Rent, Holding::VaultRent]), moved(&[Holding::Deposit]));
        let (lamports, tokens) = match tokens {
            None => (held.checked_sub(rent)?.checked_sub(deposit)?, None),
            Some(of) => (held.checked_sub(rent)?, Some(TokenFunds { held: of.held.checked_sub(deposit)?, ..of })),
        };
        let order = Order { address, lamports, state: drawn.order };
        Some(((drawn.index, draw), Self { order, tokens }))
    }
}
