//! The daemon a provider runs: it registers the machine, claims jobs, renders them, delivers.
//!
//! ```text
//! chain --reads--> observe -> plan (pure) -> execute --transactions--> chain
//!                                 |
//!                       hub -> inputs -> frames -> outbox -> hub
//! ```
//!
//! | module | what for |
//! |---|---|
//! | [`config`] | what a worker runs with |
//! | [`probe`] | what this machine is, and how fast |
//! | [`register`] | the provider's account, brought in line with the configuration |
//! | [`stake`] | what a provider locks before it may claim |
//! | [`inspect`] | whether a job can be done here, before a bond is at stake |
//! | [`asking`] | what this provider asks for a job, in SOL or by its offers in a token, and can bond for it |
//! | [`coin`] | what amounts are in, and what they weigh |
//! | [`memory`] | how much of it a job takes, and how much there is |
//! | [`plan`] | what to do next, as a pure function |
//! | [`attempt`] | what frames, work and transactions belong to |
//! | [`work`] | inputs in, frames out |
//! | [`outbox`] | finished frames, through any crash |
//! | [`cache`] | input files by their hash |
//! | [`channels`] | deposits that are spent by vouchers: kept, checked, redeemed |
//!
//! A worker holds no state that cannot be read again: jobs from the chain, frames from the outbox.
//! Killed at any instant, it goes on from the frames it had finished, or gives the job back.
//!
//! It must never know another daemon, nor what a check finds: it meets keepers and hubs on the chain and
//! over the network only. How a scene is opened and rendered is `rayment_engine`'s business.

pub mod asking;
pub mod attempt;
pub mod cache;
pub mod channels;
pub mod coin;
pub mod config;
pub mod error;
pub mod inspect;
pub mod memory;
pub mod outbox;
pub mod plan;
pub mod probe;
pub mod register;
pub mod stake;
pub mod work;

mod daemon;

pub use config::{BUDGET, Config, Given, MAX_BOND, MAX_BOND_RATIO};
pub use daemon::run;
pub use error::WorkerError;
