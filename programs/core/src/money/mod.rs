//! What work costs, and how money moves.
//!
//! | module | what it rules |
//! |---|---|
//! | [`terms`] | prices, what was used, the bill, the market's fee |
//! | [`transfer`] | the money that a step moves: from where, to where, how much of what |

pub mod terms;
pub mod transfer;

pub(crate) use terms::scaled;
pub use terms::{BPS, Bill, GB, Terms, Usage, bill, share, subtotal};
pub use transfer::{Holding, Transfer, Transfers};
