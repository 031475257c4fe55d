//! Accounts whatever they hold.

pub mod account_migrate;

pub use account_migrate::*;
