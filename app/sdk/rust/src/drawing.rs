//! An order's jobs are drawn by the market's keeper, and where nobody does, from here.

use std::time::{Duration, Instant};

use rayment_client::{
    ChainError, Order, Outcome, Token,
    instructions::{order_draw, order_draw_in},
    money::sol,
    order::{Cut, Jobs, OrderQuote},
};
use rayment_core::layout;

use crate::{
    Session,
    token::{Listed, held_by, token_of},
};

/// How long somebody else has for the next job.
const PATIENCE: Duration = Duration::from_secs(15);
/// Jobs that are drawn one after the other before the chain is looked at again.
const AT_ONCE: usize = 4;

/// The jobs of an order that are still to be drawn.
pub struct Drawing {
    pub quote: OrderQuote,
    jobs: Jobs,
    /// The next job, and since when it has been.
    next: Option<(u32, Instant)>,
    /// When it was tried from here.
    tried: Option<Instant>,
    rent: Option<(u64, u64)>,
    is_told: bool,
}

impl Drawing {
    pub fn new(quote: OrderQuote, jobs: Jobs) -> Self {
        Self { quote, jobs, next: None, tried: None, rent: None, is_told: false }
    }

    /// Draws what can be drawn and nobody draws. What is refused is for others to mend: money that is missing, a
    /// market that is paused.
    ///
    /// # Errors
    /// A node that does not answer.
    pub async fn goes_on(&mut self, session: &Session, order: &Order, now: i64) -> Result<(), ChainError> {
        let (head, state) = (order.state.head, &order.state);
        if state.all_drawn() || now >= self.quote.draw_until {
            return Ok(());
        }
        let since = match self.next {
            Some((next, since)) if next == head.next => since,
            _ => {
                let since = Instant::now();
                self.next = Some((head.next, since));
                since
            }
        };
        // Who else has the list of jobs that are no cut of the scene?
        let patience = if self.quote.cut == Cut::default() { Duration::ZERO } else { PATIENCE };
        if since.elapsed() < patience || self.tried.is_some_and(|tried| tried.elapsed() < patience) {
            return Ok(());
        }
        let means = self.means(session, order, now).await?;
        let alive = usize::try_from(means.jobs).unwrap_or(AT_ONCE).min(AT_ONCE);
        for index in (head.next..).take(alive) {
            let Some(draw) = self.jobs.draw(index) else { break };
            self.tried = Some(Instant::now());
            let (wallet, next) = (session.address(), Some((index, &draw)));
            let call = match &means.token {
                None => order_draw(&wallet, &self.quote, false, next, false),
                Some(token) => order_draw_in((&wallet, false), &self.quote, false, next, token),
            };
            let outcome = Outcome::from(session.chain.send(&session.wallet, &[], &[call]).await);
            if !matches!(outcome, Outcome::Done(_)) {
                break;
            }
        }
        Ok(())
    }

    /// Why nothing more can be drawn for the moment, if that is so; said once.
    ///
    /// # Errors
    /// A node that does not answer.
    pub async fn hindered(&mut self, session: &Session, order: &Order, now: i64) -> Result<Option<String>, ChainError> {
        let (head, state) = (order.state.head, &order.state);
        let is_waiting = self.next.is_some_and(|(_, since)| since.elapsed() >= PATIENCE);
        if self.is_told || state.all_drawn() || head.live > 0 || !is_waiting {
            return Ok(None);
        }
        let means = self.means(session, order, now).await?;
        let market = session.chain.market(&session.market.address).await?;
        let why = match means.lacks {
            Some(lacks) => lacks,
            None if now < market.version.paused_until => "the market is paused".to_owned(),
            None if !market.version.allows(self.quote.params, now) => {
                "the market has changed its parameters, and what is not drawn can only come back".to_owned()
            }
            None => return Ok(None),
        };
        self.is_told = true;
        let until = self.quote.draw_until.saturating_sub(now).max(0) / 60;
        Ok(Some(format!("no further job of the order is drawn: {why}; in {until} min all that is left comes back")))
    }

    /// What there is for further jobs.
    async fn means(&mut self, session: &Session, order: &Order, now: i64) -> Result<Means, ChainError> {
        let (of_order, of_job) = self.rents(session).await?;
        let undrawn = order.state.undrawn(now);
        let chain = &session.chain;
        let Some(token) = token_of(chain, &self.quote).await? else {
            let owed = of_order.saturating_add(undrawn);
            return Ok(Means { token: None, ..Means::of(order.lamports, owed, of_job) });
        };
        let Some(listed) = chain.asset(&session.market.address, &token.mint).await?.as_ref().and_then(Listed::of)
        else {
            let lacks = Some("the market takes its token no more".to_owned());
            return Ok(Means { token: Some(token), jobs: 0, lacks });
        };
        let held = held_by(chain, &token, &order.address).await?;
        if held < undrawn {
            let lacks = listed.coin().money(undrawn.saturating_sub(held));
            let lacks = Some(format!("its token account is frozen, or lacks {lacks}"));
            return Ok(Means { token: Some(token), jobs: 0, lacks });
        }
        let vault = chain.rent(listed.account_space()).await?;
        Ok(Means { token: Some(token), ..Means::of(order.lamports, of_order, of_job.saturating_add(vault)) })
    }

    async fn rents(&mut self, session: &Session) -> Result<(u64, u64), ChainError> {
        if let Some(rent) = self.rent {
            return Ok(rent);
        }
        let rent = (session.chain.rent(layout::order::SPACE).await?, session.chain.rent(layout::job::SPACE).await?);
        self.rent = Some(rent);
        Ok(rent)
    }
}

/// What an order has for further jobs.
struct Means {
    /// What it is in; `None` for SOL.
    token: Option<Token>,
    /// How many it can pay the rent of.
    jobs: u64,
    /// What is missing of one.
    lacks: Option<String>,
}

impl Means {
    /// Of lamports of which so many are spoken for, with the rent of a job.
    fn of(held: u64, owed: u64, rent: u64) -> Self {
        let lacks = match held.checked_sub(owed) {
            None => Some(format!("it lacks {}", sol(owed.saturating_sub(held)))),
            Some(above) if above < rent => {
                Some(format!("it lacks {} of a job's rent", sol(rent.saturating_sub(above))))
            }
            Some(_) => None,
        };
        Self { token: None, jobs: held.saturating_sub(owed) / rent.max(1), lacks }
    }
}
