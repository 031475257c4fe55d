//! A provider: who signs for it, what it asks, what it is owed.

mod state;
mod step;

pub use state::{ProviderState, Status};
pub use step::{Closed, ProviderCommand, ProviderSigner, ProviderStep};

/// Why a provider's account refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderError {
    NotAuthority,
    NotOperator,
    /// It takes no work: paused or retired.
    NotActive,
    Retired,
    NoSlots,
    /// It works on as many jobs as it has slots.
    NoFreeSlot,
    /// Less is locked than the parameters of the job ask for.
    StakeTooLow,
    BalanceTooLow,
    Overflow,
}
