//! The daemon that the marketplace operator runs: observe, plan, execute.
//!
//! One loop. [`observe`] reads a fresh [`Snapshot`] of the market; [`plan()`] is a pure function of it
//! and says what to do; [`execute`] turns actions into transactions. A tick takes no other input,
//! so a keeper may be killed, restarted or run twice: what has been done is on the chain, and what
//! it does twice the program refuses.
//!
//! The keeper is trusted at this stage, but has to show evidence: a rejection carries a tile, its path and
//! the keeper's own hash, and the program checks them. Where it cannot fetch or cannot render, it gives no
//! verdict or gives the work back; it never punishes without evidence. In a market that asks for guardians' signatures
//! beside its own it can't take a bond alone, and gives the work back instead.
//!
//! It must never know another daemon: it meets workers and hubs on the chain and over the network only.
//!
//! | module | what it does |
//! |---|---|
//! | [`observe`] | reads the chain, and the hub's documents in the background; rebuilds the jobs of orders |
//! | [`snapshot`] | what a tick knows |
//! | [`plan`] | what follows from it: dispatch, verdicts, deadlines, jobs of orders, what is left of orders |
//! | [`action`], [`batch`] | what a keeper does on chain, and what fits into one transaction |
//! | [`execute`] | finds out whom a job's money goes to, sends transactions, and reports their outcome |
//! | [`bond`] | what stands for the keeper's word |
//! | [`tokens`] | what is paid in tokens, who renders for them, and what they weigh |
//! | [`cost`] | what a check would take, and when that is too much |
//! | [`checks`] | when deliveries are checked (by `rayment_check`), and the findings |

pub mod action;
pub mod batch;
pub mod bond;
pub mod checks;
mod config;
pub mod cost;
mod error;
mod event;
pub mod execute;
pub mod observe;
pub mod plan;
mod run;
pub mod snapshot;
pub mod tokens;

pub use action::{Action, ByOffer, ChainAction, CheckRequest, OrderStep, Prepared};
pub use config::Config;
pub use error::KeeperError;
pub use event::KeeperEvent;
pub use plan::plan;
pub use run::{run, run_with};
pub use snapshot::Snapshot;
