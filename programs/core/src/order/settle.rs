//! How an order is returned: to its sponsor what was lent, to its client all that is left.

use crate::{
    key::Pubkey,
    money::{Holding, Transfer, Transfers},
    step::Step,
};

use super::{OrderError, OrderHead, OrderState, Quote};

/// How long after the end of drawing only client and sponsor may close an order, in seconds.
pub const CLOSE_SECS: i64 = 86_400;

/// An order whose account is closed: nothing is left there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderEnd;

pub type Returned = Step<OrderState, OrderEnd>;

/// Who asks for what is left, and what there is, as the adapter finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// The client's or the sponsor's key, where one of them signs.
    pub signer: Option<Pubkey>,
    /// Lamports at the order's address.
    pub held: u64,
    /// The rent of its account.
    pub order_rent: u64,
    /// The least that the client's wallet can take, and the sponsor's: below rent exemption a credit fails.
    pub client_takes: u64,
    pub sponsor_takes: u64,
}

impl OrderState {
    /// Pays out what the order does not need, and closes it once its time is over. With `cancel`, which the client
    /// signs, no further job is drawn.
    #[inline(never)]
    pub fn give_back(self, cancel: bool, left: &Left, now: i64) -> Result<Returned, OrderError> {
        let Self { head, quote } = self;
        let (is_client, is_sponsor) = (left.signer == Some(quote.client), left.signer == quote.lender());
        let is_sponsor = is_sponsor && left.signer.is_some();
        if cancel && !is_client {
            return Err(OrderError::NotOrderClient);
        }
        let drawn = if cancel { quote.total } else { head.drawn };
        let order = Self { head: OrderHead { drawn, ..head }, quote };
        let undrawn = order.undrawn(now);
        // Else a stranger could sweep a top-up, or the rent of the jobs to come, away.
        if undrawn > 0 && !is_client {
            return Err(OrderError::StillDrawing);
        }
        let is_done = order.is_done(now);
        let for_all = quote.draw_until.saturating_add(CLOSE_SECS);
        let may_close = now >= for_all || (now >= quote.draw_until && (is_client || is_sponsor));
        if is_done && may_close {
            let lent = head.lent.min(left.held);
            // A sponsor had a day: what its wallet can't take then holds nobody else up.
            let lent = if now >= for_all && lent < left.sponsor_takes { 0 } else { lent };
            let rest = left.held.checked_sub(lent).ok_or(OrderError::Overflow)?;
            let all_can = (rest == 0 || rest >= left.client_takes) && (lent == 0 || lent >= left.sponsor_takes);
            if all_can {
                return Ok(Step::ended(OrderEnd, payments(lent, rest)));
            }
        }
        let above_rent = left.held.saturating_sub(left.order_rent);
        let lent = if is_done { head.lent.min(above_rent) } else { 0 };
        // What a wallet can't take waits here.
        let lent = if lent >= left.sponsor_takes { lent } else { 0 };
        let still_lent = head.lent.checked_sub(lent).ok_or(OrderError::Overflow)?;
        // Of an order in tokens, undrawn deposits are no lamports.
        let in_sol = if quote.is_sol() { undrawn } else { 0 };
        let kept = in_sol.saturating_add(still_lent);
        let free = above_rent.checked_sub(lent).ok_or(OrderError::Overflow)?.saturating_sub(kept);
        let rest = if free >= left.client_takes { free } else { 0 };
        let order = Self { head: OrderHead { lent: still_lent, ..order.head }, quote };
        Ok(Step::continues(order).moving(payments(lent, rest)))
    }
}

impl OrderState {
    /// What the client gets of a token account of the order's address that holds so much, once [`give_back`] has let
    /// whoever asks: all that no job can still be drawn with.
    ///
    /// [`give_back`]: Self::give_back
    pub fn tokens_back(&self, mint: &Pubkey, held: u64, now: i64) -> u64 {
        let kept = if *mint == self.quote.mint { self.undrawn(now) } else { 0 };
        held.saturating_sub(kept)
    }
}

impl Quote {
    /// What is paid out where the quote has no account, never written down or closed: everything, from the end of
    /// drawing on or at any time to a client that signs.
    #[inline(never)]
    pub fn give_back(&self, left: &Left, now: i64) -> Result<Transfers, OrderError> {
        if now < self.draw_until && left.signer != Some(self.client) {
            return Err(OrderError::StillDrawing);
        }
        Ok(payments(0, if left.held >= left.client_takes { left.held } else { 0 }))
    }
}

fn payments(lent: u64, rest: u64) -> Transfers {
    Transfers::of([
        Transfer::new(Holding::Order, Holding::Sponsor, lent),
        Transfer::new(Holding::Order, Holding::Client, rest),
    ])
}
