//! The keeper without a chain: what it plans, what fits into a transaction, what its checks find.

mod batches;
mod checks;
mod deadlines;
mod dispatch;
mod heavy;
mod lapses;
mod library;
mod market;
mod picture;
mod running;
mod tolerance;
mod verdicts;
