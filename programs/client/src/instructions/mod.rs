//! The program's instructions, both ways: one builder for each, and [`Instruction::decode`].
//!
//! | module | what it builds |
//! |---|---|
//! | `market` | opening a market, changing it |
//! | `provider` | a provider's account, prices, money |
//! | `asset`, `offer`, `purse` | tokens: which are taken, what is asked in them, what was earned |
//! | `order` | an order: drawing its jobs, returning what is left |
//! | `account` | moving an account to today's layout |
//! | `stake` | stakes, and the keeper's bond |
//! | `guardian` | guardians: who comes, and who has contradicted itself |
//! | `channel` | deposits that are spent by signed vouchers |
//! | `job` | a job from its first claim to its end |
//! | `token` | the token programs' own: an account, a payment |
//! | `earlier` | what earlier releases made jobs by |
//! | `table` | what each of them is made of: accounts in order, arguments |

mod account;
mod asset;
mod channel;
mod earlier;
mod guardian;
mod job;
mod market;
mod offer;
mod order;
mod provider;
mod purse;
mod stake;
mod table;
mod token;

use solana_pubkey::Pubkey;

pub use account::account_migrate;
pub use asset::asset_set;
pub use channel::{NewChannel, Redeemed, channel_open, channel_redeem, channel_steer};
pub use earlier::Earlier;
pub use guardian::{Slashed, guardian_enlist, guardian_slash};
pub use job::*;
pub use market::{market_init, market_pause, market_update};
pub use offer::{OfferOf, offer_set};
pub use order::{order_draw, order_draw_in, order_draw_next, order_pay, order_return, order_return_in};
pub use provider::*;
pub use purse::{purse_budget, purse_open, purse_sweep, purse_withdraw};
pub use stake::{Staked, stake_change};
pub use table::Instruction;
pub use token::{token_account_create, token_pay};

/// An instruction as a transaction carries it.
pub type Encoded = solana_instruction::Instruction;

/// The system program.
pub const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);
/// The sysvar of recent slot hashes.
pub const SLOT_HASHES: Pubkey = Pubkey::from_str_const("SysvarS1otHashes111111111111111111111111111");
/// The sysvar of a transaction's instructions.
pub const INSTRUCTIONS: Pubkey = Pubkey::from_str_const("Sysvar1nstructions1111111111111111111111111");
/// The program that fails a transaction unless each signature that its instruction names is right.
pub const ED25519: Pubkey = Pubkey::from_str_const("Ed25519SigVerify111111111111111111111111111");

/// An Ed25519 instruction with this data: it names no account.
fn ed25519(data: Vec<u8>) -> Encoded {
    Encoded { program_id: ED25519, accounts: Vec::new(), data }
}
