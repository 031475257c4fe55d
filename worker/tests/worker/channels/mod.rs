//! Channels from the provider's side: which vouchers are served for, what survives, and when they become money.

mod accepting;
mod agreement;
mod batching;
mod keeping;
mod killed;
mod ledger;
mod missing;
mod planning;
mod stopping;
mod story;
