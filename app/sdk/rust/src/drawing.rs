//! An order's jobs are drawn by the market's keeper, and where nobody does, from here.

use std::time::{Duration, Instant};

use rayment_client::{
    ChainError, Order, Outcome,
    instructions::order_draw,
    money::sol,
    order::{Cut, Jobs, OrderQuote},
};
use rayment_core::layout;

use crate::Session;

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
        let (of_order, of_job) = self.rents(session).await?;
        let above = order.lamports.saturating_sub(of_order.saturating_add(state.undrawn(now)));
        let alive = usize::try_from(above / of_job.max(1)).unwrap_or(AT_ONCE).min(AT_ONCE);
        for index in (head.next..).take(alive) {
            let Some(draw) = self.jobs.draw(index) else { break };
            self.tried = Some(Instant::now());
            let call = order_draw(&session.address(), &self.quote, false, Some((index, &draw)), false);
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
        let (of_order, of_job) = self.rents(session).await?;
        let market = session.chain.market(&session.market.address).await?;
        let owed = of_order.saturating_add(state.undrawn(now));
        let why = match order.lamports.checked_sub(owed) {
            None => format!("it lacks {}", sol(owed.saturating_sub(order.lamports))),
            Some(above) if above < of_job => format!("it lacks {} of a job's rent", sol(of_job.saturating_sub(above))),
            Some(_) if now < market.version.paused_until => "the market is paused".to_owned(),
            Some(_) if !market.version.allows(self.quote.params, now) => {
                "the market has changed its parameters, and what is not drawn can only come back".to_owned()
            }
            Some(_) => return Ok(None),
        };
        self.is_told = true;
        let until = self.quote.draw_until.saturating_sub(now).max(0) / 60;
        Ok(Some(format!("no further job of the order is drawn: {why}; in {until} min all that is left comes back")))
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
