//! Writing an order down, and making its jobs.

use alloc::vec::Vec;

use crate::{
    hash::{Hash, Sha256},
    job::{Chunk, JobError, JobState},
    key::Pubkey,
    market::{LIFETIME_SECS, Params},
    money::{Holding, Transfer, Transfers},
    proof::merkle,
};

use super::{OrderError, OrderHead, OrderState, Quote, quote};

/// How long after a change of the market's parameters those before it still draw, in seconds.
pub const PARAMS_GRACE_SECS: i64 = 86_400;

wire! {
    /// The next job of an order, and the way from it to the quote's root.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Draw {
        pub chunk: Chunk,
        pub deposit: u64,
        pub path: Vec<[u8; 32]>,
    }
}

/// The parameters that the market uses now, since when, and until when it opens nothing new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarketVersion {
    pub params: u16,
    pub since: i64,
    pub paused_until: i64,
}

impl MarketVersion {
    /// Whether jobs of this version may still be drawn at `now`.
    pub fn allows(&self, version: u16, now: i64) -> bool {
        let is_last = version.checked_add(1) == Some(self.params);
        version == self.params || (is_last && now < self.since.saturating_add(PARAMS_GRACE_SECS))
    }
}

/// Lamports, as the adapter finds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Funds {
    /// At the order's address.
    pub held: u64,
    /// The rent of the order's account.
    pub order_rent: u64,
    /// What the job's address lacks of its rent.
    pub job_rent: u64,
    /// Who signs to lend the rent that is missing.
    pub lender: Option<Pubkey>,
}

/// An order that was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub order: OrderState,
    /// The rent that the sponsor lends for its account.
    pub transfers: Transfers,
}

/// An order one job later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub order: OrderState,
    pub job: JobState,
    /// The job's index in the order.
    pub index: u32,
    /// Deposit and rent of the job.
    pub transfers: Transfers,
}

impl OrderState {
    /// An order that nothing is drawn of yet. All of it need not be paid: what is short can be written down too.
    pub fn write(quote: Quote, market: &Pubkey, funds: &Funds, now: i64) -> Result<Written, OrderError> {
        quote.check(market)?;
        if now >= quote.draw_until {
            return Err(OrderError::DrawingEnded);
        }
        // No job of it could live so long; and what is written down must end.
        if quote.expires_at > now.saturating_add(LIFETIME_SECS.into()) {
            return Err(OrderError::Job(JobError::BadExpiry));
        }
        let missing = funds.order_rent.saturating_sub(funds.held);
        let lent = lend(&quote, funds, missing)?;
        let head = OrderHead { lent, ..OrderHead::default() };
        let transfers = Transfers::of([Transfer::sol(Holding::Sponsor, Holding::Order, lent)]);
        Ok(Written { order: Self { head, quote }, transfers })
    }

    /// The next job. `order` is the order's address; `version` is the version of `params`, which are the quote's.
    pub fn draw<H: Sha256>(
        self,
        order: &Pubkey,
        draw: &Draw,
        (market, params, version): (&MarketVersion, &Params, u16),
        funds: &Funds,
        now: i64,
    ) -> Result<Drawn, OrderError> {
        let Self { head, quote } = self;
        if now < market.paused_until {
            return Err(OrderError::MarketPaused);
        }
        if now >= quote.draw_until {
            return Err(OrderError::DrawingEnded);
        }
        if self.all_drawn() {
            return Err(OrderError::NothingToDraw);
        }
        if version != quote.params || !market.allows(version, now) {
            return Err(OrderError::MarketChanged);
        }
        let (index, drawn) = (head.next, head.drawn.checked_add(draw.deposit).ok_or(OrderError::Overflow)?);
        if drawn > quote.total || !is_next::<H>(&quote, index, draw) {
            return Err(OrderError::NotInQuote);
        }
        let offer = quote.offer(order.tag(), draw.chunk, draw.deposit);
        let job = JobState::post(&offer, (quote.market, quote.client, index.into()), (params, version), now)?;

        // Deposits that are still to be drawn never carry rent.
        let undrawn = self.undrawn(now);
        let owed = funds.order_rent.checked_add(undrawn).ok_or(OrderError::Overflow)?;
        let above = funds.held.checked_sub(owed).ok_or(OrderError::NotPaid)?;
        let lent = if above >= funds.job_rent { 0 } else { lend(&quote, funds, funds.job_rent)? };
        let own = funds.job_rent.saturating_sub(lent);
        let next = OrderHead {
            next: index.checked_add(1).ok_or(OrderError::Overflow)?,
            live: head.live.checked_add(1).ok_or(OrderError::Overflow)?,
            drawn,
            lent: head.lent.checked_add(lent).ok_or(OrderError::Overflow)?,
            ..head
        };
        let transfers = Transfers::of([
            Transfer::sol(Holding::Sponsor, Holding::Rent, lent),
            Transfer::sol(Holding::Order, Holding::Rent, own),
            Transfer::sol(Holding::Order, Holding::Deposit, draw.deposit),
        ]);
        Ok(Drawn { order: Self { head: next, quote }, job, index, transfers })
    }
}

/// What the sponsor lends of rent that is missing. Nobody else lends: a stranger could take the one place there is.
fn lend(quote: &Quote, funds: &Funds, missing: u64) -> Result<u64, OrderError> {
    match funds.lender {
        _ if missing == 0 => Ok(0),
        None => Err(OrderError::RentMissing),
        Some(lender) if quote.lender() == Some(lender) => Ok(missing),
        Some(_) => Err(OrderError::NotSponsor),
    }
}

fn is_next<H: Sha256>(quote: &Quote, index: u32, draw: &Draw) -> bool {
    let leaf: Hash = quote::leaf::<H>(index, &draw.chunk, draw.deposit);
    merkle::verify::<H>(&quote.root, quote.jobs.into(), index.into(), &leaf, &draw.path)
}
