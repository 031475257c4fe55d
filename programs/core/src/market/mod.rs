//! A market: whoever opens one sets its parameters, names its keeper and collects its fees.
//!
//! It holds no money of its own: fees lie in the providers' accounts until they are swept to its
//! treasury.

mod params;

pub use params::{ATTEMPTS, LIFETIME_SECS, OutOfRange, Params};
