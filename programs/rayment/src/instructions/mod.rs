//! One file an instruction, one folder an entity.
//!
//! An accounts struct says of each account why no other can stand in its place; a handler asks the
//! rules and does what they answer.
//!
//! No instruction writes two accounts of one type, so none can be passed twice to be written twice:
//! `dup` spares Anchor's search for that.

pub mod account;
pub mod asset;
pub mod channel;
pub mod guardian;
pub mod job;
pub mod market;
pub mod offer;
pub mod order;
pub mod provider;
pub mod purse;
pub mod stake;
pub mod tokens;

pub use account::*;
pub use asset::*;
pub use channel::*;
pub use guardian::*;
pub use job::*;
pub use market::*;
pub use offer::*;
pub use order::*;
pub use provider::*;
pub use purse::*;
pub use stake::*;
pub use tokens::*;
