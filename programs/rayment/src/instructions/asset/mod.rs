//! The tokens that a market takes.

pub mod asset_set;

pub use asset_set::*;
