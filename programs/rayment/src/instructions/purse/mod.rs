//! What a provider has earned in tokens: one purse for each.

mod composites;
pub mod purse_open;
pub mod purse_sweep;
pub mod purse_withdraw;

pub use composites::*;
pub use purse_open::*;
pub use purse_sweep::*;
pub use purse_withdraw::*;
