//! Whether an order is drawn from here, and which of its jobs, by what was just read.

use rayment_client::{
    Order, Token,
    chain::fits,
    instructions::{Encoded, order_draw_next},
    order::{Drawing, Jobs, OrderQuote, Source},
};
use rayment_core::{
    market::Params,
    order::{Draw, OrderError, TokenFunds},
};
use solana_pubkey::Pubkey;

/// What a draw may cost, in lamports: the network's fee of 5,000, and as much for priority.
pub const DRAW_COST: u64 = 10_000;
/// Jobs of one order that are drawn from here while so many are alive: others draw the rest, or these must end first.
pub const MOST_ALIVE: u32 = 8;
/// Jobs that are drawn in one transaction.
const MOST_DRAWS: usize = 4;

/// What lies at the address of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub quote: OrderQuote,
    pub lamports: u64,
    /// `None` where the order is not written down.
    pub written: Option<Order>,
    /// Of an order in tokens, where the market takes them.
    pub tokens: Option<(Token, TokenFunds)>,
    /// Lamports that the market's fee of all its jobs weighs, at the most.
    pub fee: u64,
    /// Whether anybody who works asks for no more than it allows.
    pub is_wanted: bool,
}

/// Why an order is not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("nothing of it is to be drawn")]
    Over,
    #[error("its payment is not there, or its market draws nothing at its terms now")]
    NotFunded,
    #[error("its jobs alive are as many as this hub draws")]
    Enough,
    #[error("the market's fee of its jobs is below what drawing them costs")]
    Worthless,
    #[error("no active provider asks for as little as it allows")]
    Unwanted,
    #[error("the program's rules refuse it: {0:?}")]
    Refused(OrderError),
}

/// What its next jobs are drawn from, or why none is.
pub fn judge(seen: &Seen, with: &Drawing, now: i64) -> Result<Source, Why> {
    let Seen { quote, lamports, written, tokens, fee, is_wanted } = seen;
    let funds = tokens.map(|(_, funds)| funds);
    let source = match written {
        Some(order) => Source { order: *order, tokens: funds },
        None => Source::unwritten(quote, (*lamports, funds), with, now).map_err(|error| match error {
            OrderError::DrawingEnded => Why::Over,
            OrderError::RentMissing => Why::NotFunded,
            other => Why::Refused(other),
        })?,
    };
    let state = &source.order.state;
    let undrawn = state.undrawn(now);
    let is_paid = quote.is_sol() || funds.is_some_and(|funds| funds.held >= undrawn);
    if undrawn == 0 {
        Err(Why::Over)
    } else if state.head.live >= MOST_ALIVE {
        Err(Why::Enough)
    } else if !is_paid || !with.has_rent(&source.order, funds.map(|funds| funds.vault_rent), now) {
        Err(Why::NotFunded)
    } else if u128::from(*fee) < u128::from(DRAW_COST) * u128::from(quote.jobs) {
        Err(Why::Worthless)
    } else if !is_wanted {
        Err(Why::Unwanted)
    } else {
        Ok(source)
    }
}

/// One transaction: what it calls, and how many jobs it draws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calls {
    pub list: Vec<Encoded>,
    pub jobs: usize,
}

/// As many of the next jobs as there may be and one transaction holds, behind the quote where the order is not written
/// down. Where both do not fit, the quote goes first, alone. `None` where the rules let nothing be drawn.
pub fn calls(
    drawer: &Pubkey,
    (seen, source): (&Seen, Source),
    jobs: &Jobs,
    (with, params): (&Drawing, &Params),
    now: i64,
) -> Option<Calls> {
    let (quote, token) = (&seen.quote, seen.tokens.map(|(token, _)| token));
    let of = (quote, token.as_ref());
    let free = MOST_ALIVE.saturating_sub(source.order.state.head.live);
    let most = usize::try_from(free).unwrap_or(MOST_DRAWS).min(MOST_DRAWS);
    let draws: Vec<(u32, Draw)> = source.draws(jobs, with, params, now).take(most).collect();
    let is_unwritten = seen.written.is_none();
    let mut list = Vec::new();
    for draw in &draws {
        list.push(order_draw_next(drawer, of, is_unwritten && list.is_empty(), Some(draw)));
        if !fits(drawer, &list) {
            list.pop();
            break;
        }
    }
    if draws.is_empty() {
        return None;
    }
    let jobs = list.len();
    if list.is_empty() && is_unwritten {
        list.push(order_draw_next(drawer, of, true, None));
    }
    (!list.is_empty()).then_some(Calls { list, jobs })
}

#[cfg(test)]
mod tests {
    use rayment_client::{address, rule_key};
    use rayment_core::{
        job::Ceilings,
        market::Params,
        money::Terms,
        order::{Cut, MarketVersion, OrderHead, OrderState, quote},
    };

    use super::*;

    const NOW: i64 = 1_000;
    const FEE: u64 = 10 * DRAW_COST;

    fn with() -> Drawing {
        let version = MarketVersion { params: 1, since: 0, paused_until: 0 };
        Drawing { version, order_rent: 300, job_rent: 30, wallet_rent: 3 }
    }

    fn of_ten_jobs() -> OrderQuote {
        OrderQuote {
            version: quote::VERSION,
            market: rule_key(&Pubkey::new_from_array([1; 32])),
            client: rule_key(&Pubkey::new_from_array([2; 32])),
            spec: [3; 32],
            mint: Default::default(),
            sponsor: Default::default(),
            params: 1,
            fee_bps: Params::DEFAULT.fee_bps,
            jobs: 10,
            root: [4; 32],
            cut: Cut::frames(1),
            total: 1_000,
            ceilings: Ceilings { terms: Terms::default(), ms_per_frame: 1 },
            bytes: 1,
            at_once_max: 0,
            draw_until: NOW + 100,
            expires_at: NOW + 200,
            flags: 0,
            salt: 0,
        }
    }

    /// An order that is paid, with the rent of one job, and not written down.
    fn paid() -> Seen {
        let lamports = 300 + 30 + 1_000;
        Seen { quote: of_ten_jobs(), lamports, written: None, tokens: None, fee: FEE, is_wanted: true }
    }

    fn written(head: OrderHead, lamports: u64) -> Seen {
        let quote = of_ten_jobs();
        let order = Order { address: address::order(&quote), lamports, state: OrderState { head, quote } };
        Seen { written: Some(order), lamports, ..paid() }
    }

    #[test]
    fn draws_what_is_paid_worth_its_fee_and_wanted() {
        assert!(judge(&paid(), &with(), NOW).is_ok());
        let head = OrderHead { next: 4, live: MOST_ALIVE - 1, drawn: 400, ..OrderHead::default() };
        let source = judge(&written(head, 300 + 30 + 600), &with(), NOW).expect("the rest is there");
        assert_eq!(source.order.state.head.next, 4);
    }

    #[test]
    fn leaves_alone_what_is_not_to_be_drawn_from_here() {
        let least = OrderHead { next: 4, live: 1, drawn: 400, ..OrderHead::default() };
        let all = OrderHead { next: 10, live: 1, drawn: 1_000, ..OrderHead::default() };
        let many = OrderHead { live: MOST_ALIVE, ..least };
        for (seen, why) in [
            (Seen { lamports: 300 + 30 + 999, ..paid() }, Why::NotFunded),
            (Seen { lamports: 299, ..paid() }, Why::NotFunded),
            (written(least, 300 + 29 + 600), Why::NotFunded),
            (written(many, 100_000), Why::Enough),
            (written(all, 100_000), Why::Over),
            (Seen { fee: FEE - 1, ..paid() }, Why::Worthless),
            (Seen { is_wanted: false, ..paid() }, Why::Unwanted),
        ] {
            assert_eq!(judge(&seen, &with(), NOW).unwrap_err(), why, "{seen:?}");
        }
        for (at, why) in [(NOW + 99, None), (NOW + 100, Some(Why::Over))] {
            assert_eq!(judge(&paid(), &with(), at).err(), why, "at {at}");
        }
        let paused = Drawing { version: MarketVersion { paused_until: NOW + 1, ..with().version }, ..with() };
        assert!(judge(&paid(), &paused, NOW).is_err());
        assert!(judge(&paid(), &paused, NOW + 1).is_ok());
    }
}
