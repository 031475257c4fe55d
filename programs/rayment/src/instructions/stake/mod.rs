//! Stakes of clients, providers, guardians and, as its bond, the keeper.

pub mod stake_change;

pub use stake_change::*;
