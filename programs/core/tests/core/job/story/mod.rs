//! The actors of a job and their world: one line an action.
//!
//! Anna, Boris and Carol sell work, the client buys it, the keeper judges, a stranger looks on.
//! Whatever an actor does is signed by that actor, in the world's time.

mod actors;
mod payments;
mod tokens;
mod world;

pub use actors::{ANNA, Actor, BORIS, CAROL, CLIENT, KEEPER, STRANGER, keeper, key, provider};
pub use payments::{Answer, BOND_BACK, FORFEIT, NOTHING, PAID, Payments, REFUNDED};
pub use tokens::{Escrow, Split, split};
pub use world::*;
