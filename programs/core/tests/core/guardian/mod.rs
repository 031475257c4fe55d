//! Guardians: what they sign, when it counts, and how one that lies loses its stake.
//!
//! | module | what it shows |
//! |---|---|
//! | [`cast`] | who takes part, and what is signed |
//! | [`ed25519`] | the chain's Ed25519 program, as Solana has it |
//! | [`account`] | enlisting, staking, leaving |
//! | [`statement`] | the bytes that are signed |
//! | [`instruction`] | the bytes in which signatures arrive, to the last one |
//! | [`second_check`] | whether enough have signed |
//! | [`agreement`] | the same for anything at all: no bond without enough agreeing keys |
//! | [`slashing`] | one key, one tile, two answers |
//! | [`errors`] | every error has a story |

mod account;
mod agreement;
pub mod cast;
pub mod ed25519;
mod errors;
mod instruction;
mod second_check;
mod slashing;
mod statement;
