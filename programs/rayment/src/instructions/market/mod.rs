//! Markets and their parameters.

pub mod market_init;
pub mod market_update;

pub use market_init::*;
pub use market_update::*;
