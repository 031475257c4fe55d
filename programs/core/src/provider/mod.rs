//! A provider: who signs for it, what it asks, what it is owed. In SOL that lies in its own account, of each token in
//! a purse.

mod offer;
mod purse;
mod state;
mod step;

pub use offer::{KINDS, OfferState, OfferTerms, RENDER};
pub use purse::PurseState;
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
    /// There is no work of this kind.
    UnknownKind,
    /// Jobs name the provider.
    JobsOpen,
    /// More purses than can be counted.
    TooManyPurses,
    Overflow,
}
