//! Log lines on standard error.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

/// The environment variable that chooses what daemons log, in the syntax of [`EnvFilter`].
pub const RUST_LOG: &str = "RUST_LOG";

/// Starts logging for the whole process: what the environment variable `variable` asks for; `default`
/// where it is not set or cannot be read. Colours only on a terminal.
///
/// # Panics
///
/// If the process logs already.
pub fn init(variable: &str, default: &str) {
    let filter = EnvFilter::try_from_env(variable).unwrap_or_else(|_| EnvFilter::new(default));
    let is_plain = !stderr().is_terminal() || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr).with_ansi(!is_plain).init();
}
