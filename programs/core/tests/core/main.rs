//! The rules, natively.
//!
//! | module | what it shows |
//! |---|---|
//! | [`job`] | a job and its escrow, told as stories and as random histories |
//! | [`order`] | an order: what is paid at its address, and the jobs that come of it |
//! | [`channel`] | a deposit that is spent by signed vouchers, likewise |
//! | [`asset`] | the tokens that a market takes, by the bytes of their mints and accounts |
//! | [`provider`] | a provider's account |
//! | [`stake`], [`guardian`] | stakes, and second signatures under verdicts |
//! | [`market`], [`market_pause`] | the parameters of a market and their ranges; a market that opens nothing new |
//! | [`whole`] | random histories of all of that together |
//! | [`money`] | what work costs, to the lamport |
//! | [`layout`] | where each field of an account lies |
//! | [`tiles`], [`merkle`], [`challenge`] | what a delivery is proven by |

mod asset;
mod challenge;
mod channel;
mod guardian;
mod job;
mod layout;
mod market;
mod market_pause;
mod merkle;
mod money;
mod order;
mod provider;
mod stake;
mod tiles;
mod whole;
