//! Orders that are paid by somebody who does no more than that: the hub keeps their quotes, writes the orders down and
//! draws their first jobs, where its operator has given it a wallet for the network's fees.
//!
//! ```text
//! PUT /orders/{order} --> quotes --> look (chain) --> plan (pure) --> draw --tx--> PROGRAM
//!                         on disk                     patience        spending: so much a day
//! ```
//!
//! Anyone may draw: the wallet of the hub signs for fees and for nothing else, lends nothing, and no order goes by it.
//! Others come first, the market's keeper above all: an order is drawn from here only when nothing has happened to it
//! for a while, a few jobs at a time.
//!
//! | module | what for |
//! |---|---|
//! | [`quotes`] | the quotes that clients have put here |
//! | [`look`] | what lies at an order's address |
//! | [`plan`] | whether it is drawn from here, and what fits one transaction, as pure rules |
//! | [`spending`] | what the network's fees of a day may come to |
//! | [`drawer`] | the loop: looks, plans, sends |

mod drawer;
mod look;
pub mod plan;
mod quotes;
mod spending;

pub use drawer::Drawer;
pub use quotes::{QUOTES_EACH, Quotes};
pub use spending::Spending;
