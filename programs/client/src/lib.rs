//! The one typed door to the program: addresses, accounts, instructions, events, reading and sending.
//!
//! All of it follows from the committed IDL, so a client in any other language can do the same.
//! Accounts and arguments come out as the values of `rayment-core`: a daemon plans with the very
//! rules that the program applies.
//!
//! It must never know an HTTP service of ours, a renderer or a daemon, and it decides nothing: which
//! transaction is worth sending is for its callers.
//!
//! | module | what it has |
//! |---|---|
//! | [`address`] | where an account is |
//! | [`accounts`] | accounts, decoded |
//! | [`instructions`] | one builder per instruction, and the way back: [`Instruction::decode`] |
//! | [`events`] | what the program logged |
//! | [`chain`] | one RPC node: reading, sending, waking up |
//! | [`error`] | what goes wrong, and whether trying again can help |
//! | [`history`] | what the chain remembers about a job |
//! | [`order`] | a render over several jobs: cut, quoted, offered, delivered |
//! | [`profile`] | what a provider states about its machine |
//! | [`money`] | lamports as people write them |
//! | [`token`] | tokens, and what is paid in them |
//! | [`wallet`] | keypair files and keys from the environment |

pub mod accounts;
pub mod address;
pub mod chain;
pub mod error;
pub mod events;
pub mod history;
mod idl;
pub mod instructions;
mod key;
pub mod money;
pub mod order;
pub mod profile;
pub mod token;
pub mod wallet;

pub use accounts::{Asset, Channel, Client, Guardian, Job, Market, MarketParams, Offer, Order, Provider, Purse};
pub use chain::{Chain, ChannelFilter, Clock, JobFilter, Outcome, Sent, Urgency, Wakes};
pub use error::{ChainError, Class, ProgramError};
pub use idl::rayment;
pub use instructions::Instruction;
pub use key::{chain_key, rule_key};
pub use rayment::ID as PROGRAM_ID;
pub use token::{Payee, Token};

/// The program's committed binary: what `anchor deploy` would put on chain, for embedded ledgers.
pub const PROGRAM_ELF: &[u8] = include_bytes!("../../built/rayment.so");
