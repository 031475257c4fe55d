//! Writing an order down, and making its jobs.

use alloc::vec::Vec;

use crate::{
    hash::{Hash, Sha256},
    job::{Chunk, JobError, JobState, Offer},
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

/// What there is, as the adapter finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Funds {
    /// Lamports at the order's address.
    pub held: u64,
    /// The rent of the order's account.
    pub order_rent: u64,
    /// What the job's address lacks of its rent.
    pub job_rent: u64,
    /// Who signs to lend the rent that is missing.
    pub lender: Option<Pubkey>,
    /// Of an order in tokens, where the market lists them and the mint may still do no more than it may.
    pub tokens: Option<TokenFunds>,
}

/// What there is in tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TokenFunds {
    /// Base units in the order's token account.
    pub held: u64,
    /// What the address of the job's vault lacks of its rent.
    pub vault_rent: u64,
    /// The largest deposit that the market lets settle on the keeper's word alone.
    pub at_once_max: u64,
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
    /// Deposit and rent of the job: the deposit in the order's asset, rent in lamports.
    pub transfers: Transfers,
}

impl OrderState {
    /// An order that nothing is drawn of yet. All of it need not be paid: what is short can be written down too.
    pub fn write(quote: Quote, market: &Pubkey, funds: &Funds, now: i64) -> Result<Written, OrderError> {
        quote.check(market)?;
        is_listed(&quote, funds)?;
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
        let transfers = Transfers::of([Transfer::new(Holding::Sponsor, Holding::Order, lent)]);
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
        is_listed(&quote, funds)?;
        let tokens = funds.tokens.unwrap_or_default();
        let in_tokens = if quote.is_sol() { None } else { Some(tokens.at_once_max) };
        let offer = Offer { in_tokens, ..quote.offer(order.tag(), draw.chunk, draw.deposit) };
        let job = JobState::post(&offer, (quote.market, quote.client, index.into()), (params, version), now)?;

        // Deposits that are still to be drawn never carry rent.
        let undrawn = self.undrawn(now);
        let in_sol = if quote.is_sol() { undrawn } else { 0 };
        if !quote.is_sol() && tokens.held < undrawn {
            return Err(OrderError::NotPaid);
        }
        let owed = funds.order_rent.checked_add(in_sol).ok_or(OrderError::Overflow)?;
        let above = funds.held.checked_sub(owed).ok_or(OrderError::NotPaid)?;
        let vault_rent = if quote.is_sol() { 0 } else { tokens.vault_rent };
        let rent = funds.job_rent.checked_add(vault_rent).ok_or(OrderError::Overflow)?;
        let lent = if above >= rent { 0 } else { lend(&quote, funds, rent)? };
        // The whole of it, or nothing.
        let payer = if lent == 0 { Holding::Order } else { Holding::Sponsor };
        let next = OrderHead {
            next: index.checked_add(1).ok_or(OrderError::Overflow)?,
            live: head.live.checked_add(1).ok_or(OrderError::Overflow)?,
            drawn,
            lent: head.lent.checked_add(lent).ok_or(OrderError::Overflow)?,
            ..head
        };
        let transfers = Transfers::of([
            Transfer::new(payer, Holding::Rent, funds.job_rent),
            Transfer::new(payer, Holding::VaultRent, vault_rent),
            Transfer::new(Holding::Order, Holding::Deposit, draw.deposit),
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

/// Whether the market takes what the quote is paid in.
fn is_listed(quote: &Quote, funds: &Funds) -> Result<(), OrderError> {
    if quote.is_sol() || funds.tokens.is_some() { Ok(()) } else { Err(OrderError::AssetNotListed) }
}

fn is_next<H: Sha256>(quote: &Quote, index: u32, draw: &Draw) -> bool {
    let leaf: Hash = quote::leaf::<H>(index, &draw.chunk, draw.deposit);
    merkle::verify::<H>(&quote.root, quote.jobs.into(), index.into(), &leaf, &draw.path)
}
