//! Waiting until somebody wants it to end: Ctrl-C at the keyboard, SIGTERM from a supervisor.

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};

/// Returns when the process is asked to stop.
pub async fn asked() -> anyhow::Result<()> {
    let mut term = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed.context("cannot wait for Ctrl-C"),
        _ = term.recv() => Ok(()),
    }
}
