//! A provider's account, apart from its jobs.

mod composites;
pub mod provider_change;
pub mod provider_register;
pub mod provider_retire;
pub mod provider_sweep;
pub mod provider_withdraw;

pub use composites::*;
pub use provider_change::*;
pub use provider_register::*;
pub use provider_retire::*;
pub use provider_sweep::*;
pub use provider_withdraw::*;
