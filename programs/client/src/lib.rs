//! The one typed door to the program: addresses, instructions, accounts, events, sending.
//!
//! Everything is made from the committed IDL: another client, in any language, can do the same.
//! Accounts come out as the values of `rayment-core`, so that a daemon plans with the very rules
//! that the program will apply.
//!
//! | module | what for |
//! |---|---|
//! | [`address`] | where an account lies |
//! | [`instruction`] | one function per instruction |
//! | [`account`] | accounts, decoded |
//! | [`event`] | what the program said |
//! | [`chain`] | reading, sending, waking up |
//! | [`history`] | what the chain remembers about a job |
//! | [`money`] | lamports for people |
//! | [`split`](mod@split) | an order cut into jobs: whole frames, or bands of one frame |
//! | [`order`] | what a render over several jobs costs, and what is offered |
//! | [`delivery`] | the tiles of a job against its commitment |
//! | [`profile`] | what a provider states about its machine |
//! | [`wallet`] | keypair files and keys from the environment |

pub mod account;
pub mod address;
pub mod chain;
pub mod delivery;
pub mod error;
pub mod event;
pub mod history;
mod idl;
pub mod instruction;
pub mod money;
pub mod order;
pub mod profile;
pub mod split;
pub mod wake;
pub mod wallet;

mod calls;
mod send;

pub use account::{Client, Job, Market, MarketParams, Provider};
pub use chain::{Call, Chain, Clock, JobFilter};
pub use error::{ChainError, ProgramError};
pub use idl::rayment;
pub use rayment::ID as PROGRAM_ID;
pub use send::Sent;
pub use wake::Wakes;

/// A key as the rules see it.
pub fn rule_key(key: &solana_pubkey::Pubkey) -> rayment_core::Pubkey {
    rayment_core::Pubkey(key.to_bytes())
}

/// A key of the rules as the chain sees it.
pub fn chain_key(key: &rayment_core::Pubkey) -> solana_pubkey::Pubkey {
    solana_pubkey::Pubkey::new_from_array(key.0)
}

/// The program's committed binary: what `anchor deploy` would put on chain, for embedded ledgers.
pub const PROGRAM_ELF: &[u8] = include_bytes!("../../built/rayment.so");
