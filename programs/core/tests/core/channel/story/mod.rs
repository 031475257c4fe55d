//! The actors of a channel and their world: one line an action.
//!
//! Paula pays, Anna provides, a hub lends the rent, a stranger looks on. Whatever an actor does is signed by that
//! actor, in the world's time.

mod actors;
mod world;

pub use actors::{ANNA, Actor, BORIS, HUB, PAULA, SESSION, STRANGER, key, signed};
pub use world::*;
