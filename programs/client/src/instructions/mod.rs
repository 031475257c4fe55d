//! The program's instructions, both ways: one builder for each, and [`Instruction::decode`].
//!
//! | module | what it builds |
//! |---|---|
//! | `market` | opening a market, changing it |
//! | `provider` | a provider's account, prices, money |
//! | `order` | an order: drawing its jobs, returning what is left |
//! | `account` | moving an account to today's layout |
//! | `job` | a job from its first claim to its end |
//! | `earlier` | what earlier releases made jobs by |
//! | `table` | what each of them is made of: accounts in order, arguments |

mod account;
mod earlier;
mod job;
mod market;
mod order;
mod provider;
mod table;

use solana_pubkey::Pubkey;

pub use account::account_migrate;
pub use earlier::Earlier;
pub use job::*;
pub use market::{market_init, market_pause, market_update};
pub use order::{order_draw, order_pay, order_return};
pub use provider::*;
pub use table::Instruction;

/// An instruction as a transaction carries it.
pub type Encoded = solana_instruction::Instruction;

/// The system program.
pub const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);
/// The sysvar of recent slot hashes.
pub const SLOT_HASHES: Pubkey = Pubkey::from_str_const("SysvarS1otHashes111111111111111111111111111");
