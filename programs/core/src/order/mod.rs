//! An order: what a client buys by one payment, and the account that its jobs are drawn from.
//!
//! The address of an order follows from its quote, so the address is the contract: whoever pays to it buys just
//! that. Anyone may draw its jobs, one after the other; what ends a job brings refund and rent back to the order;
//! anyone may send the client what is left.
//!
//! ```text
//! unpaid -> written -> drawing (next, live) -> all but rent returned -> closed
//!                                              by client or sponsor from `draw_until` on, by anyone a day later
//! ```
//!
//! | module | what it rules |
//! |---|---|
//! | [`quote`] | the bytes that an order is addressed by, and the tree over its jobs |
//! | `state` | what its account holds |
//! | `draw` | writing it down, and making its jobs |
//! | `settle` | what comes back from its jobs, and how it is returned |

mod draw;
pub mod quote;
mod settle;
mod state;

pub use draw::{Draw, Drawn, Funds, MarketVersion, PARAMS_GRACE_SECS, TokenFunds, Written};
pub use quote::{Cut, MAX_JOBS, Quote};
pub use settle::{CLOSE_SECS, Left, OrderEnd, Returned};
pub use state::{OrderHead, OrderState, Paid};

use crate::job::JobError;

/// Why an order refuses. Each names the fact that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderError {
    /// The quote has another version, or flags that nobody knows.
    UnknownQuote,
    /// The quote is for another market.
    WrongMarket,
    /// No job at all, or more than an order may have.
    WrongJobCount,
    /// The time to draw ends after its jobs expire.
    BadDrawUntil,
    /// The market takes no payment in this asset.
    AssetNotListed,
    /// The market opens nothing new for the moment.
    MarketPaused,
    /// The market's parameters are not, or no longer, those of the quote.
    MarketChanged,
    /// The time to draw is over.
    DrawingEnded,
    /// All jobs are drawn, or the client has cancelled.
    NothingToDraw,
    /// The chunk and deposit are not the next of the quote's jobs.
    NotInQuote,
    /// Less is at the address than the order costs.
    NotPaid,
    /// What is at the address beside the deposits does not carry the rent.
    RentMissing,
    /// Only the quote's sponsor may lend to the order.
    NotSponsor,
    NotOrderClient,
    /// Jobs are still to be drawn, so only the client may take money out.
    StillDrawing,
    /// The job itself is refused.
    Job(JobError),
    /// An amount or a time leaves its range.
    Overflow,
}

impl From<JobError> for OrderError {
    fn from(error: JobError) -> Self {
        Self::Job(error)
    }
}
