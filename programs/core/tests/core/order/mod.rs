//! Orders: what a client buys by one payment.
//!
//! | module | what it shows |
//! |---|---|
//! | [`quote`] | bytes, hash and leaves: the same in every language |
//! | [`drawing`] | writing an order down and making its jobs |
//! | [`returning`] | what goes back, to whom, and when |
//! | [`tokens`] | all of that in tokens |
//! | [`refunds`] | where a job's refund goes |
//! | [`histories`] | money over random histories |
//! | [`world`] | an order with its money |

mod drawing;
mod histories;
mod quote;
mod refunds;
mod returning;
mod tokens;
pub mod world;
