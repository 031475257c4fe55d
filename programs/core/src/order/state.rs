//! What an order's account holds.

use super::Quote;

/// Providers whose fees an order remembers: enough to tell for whom its client may speak.
const RECEIPTS: usize = 4;

fixed! {
    /// Fees that came of one provider's work.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Paid {
        /// The first eight bytes of the provider's wallet.
        pub provider: [u8; 8],
        pub fee: u64,
    }

    /// What changes in an order: its account begins with that.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct OrderHead {
        /// Jobs that were drawn, and the index of the next.
        pub next: u32,
        /// Drawn jobs whose accounts are open.
        pub live: u32,
        /// Deposits of the jobs that were drawn; the whole total once the client has cancelled.
        pub drawn: u64,
        /// Lamports that the sponsor has lent and not got back.
        pub lent: u64,
        pub paid: [Paid; RECEIPTS],
    }

    /// An order's account, as the rules see it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct OrderState {
        pub head: OrderHead,
        pub quote: Quote,
    }
}

fixed_array!(Paid);

impl OrderHead {
    /// Notes that the account of a job is closed.
    pub fn job_closed(&mut self) {
        self.live = self.live.saturating_sub(1);
    }

    /// Notes what the market got of a job that has ended. A fifth provider is not noted: its client can speak for
    /// four.
    pub fn job_ended(&mut self, provider: Option<[u8; 8]>, fee: u64) {
        let Some(provider) = provider.filter(|_| fee > 0) else { return };
        let place = self.paid.iter_mut().find(|paid| paid.provider == provider || paid.fee == 0);
        if let Some(paid) = place {
            *paid = Paid { provider, fee: paid.fee.saturating_add(fee) };
        }
    }
}

impl OrderState {
    /// Deposits that jobs may still be drawn with at `now`.
    pub fn undrawn(&self, now: i64) -> u64 {
        if self.all_drawn() || now >= self.quote.draw_until {
            0
        } else {
            self.quote.total.saturating_sub(self.head.drawn)
        }
    }

    /// Whether no further job can be made, whatever the time: all were, or the client has cancelled.
    pub fn all_drawn(&self) -> bool {
        self.head.next >= self.quote.jobs || self.head.drawn >= self.quote.total
    }

    /// Whether the client has cancelled what was not drawn.
    pub fn is_cancelled(&self) -> bool {
        self.head.next < self.quote.jobs && self.head.drawn >= self.quote.total
    }

    /// Whether all of it has ended but its account.
    pub fn is_done(&self, now: i64) -> bool {
        self.head.live == 0 && self.undrawn(now) == 0
    }
}
