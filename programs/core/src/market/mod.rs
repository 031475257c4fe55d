//! A market: whoever opens one sets its parameters, names its keeper and collects its fees.
//!
//! It holds no money of its own: fees lie in the providers' accounts until they are swept to its
//! treasury, and in its own only where a provider left that the treasury could not be paid from.

mod dust;
mod params;
pub mod pause;

pub use dust::Dust;
pub use params::{ATTEMPTS, LIFETIME_SECS, OutOfRange, Params};
pub use pause::{Pause, PauseError};
