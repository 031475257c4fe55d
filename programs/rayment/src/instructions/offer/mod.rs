//! What providers ask for each kind of work, in each asset.

pub mod offer_set;

pub use offer_set::*;
