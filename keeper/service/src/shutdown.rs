//! One token for everything that runs until the process is asked to stop.

use std::io;

use tokio_util::sync::CancellationToken;

use crate::Exit;

/// A token that is cancelled at the first request to stop (Ctrl-C, or SIGTERM of a service manager).
/// The process then ends by itself; a second request ends it at once, as [`Exit::Broken`].
///
/// To be called within a Tokio runtime.
pub fn on_request() -> CancellationToken {
    let token = CancellationToken::new();
    let shutdown = token.clone();
    tokio::spawn(async move {
        if let Err(error) = requested().await {
            tracing::warn!(%error, "cannot hear requests to stop: only a kill will end this process");
            return;
        }
        tracing::info!("stopping");
        shutdown.cancel();
        if requested().await.is_ok() {
            std::process::exit(Exit::Broken as i32);
        }
    });
    token
}

/// Waits until somebody wants the process to end.
#[cfg(unix)]
pub async fn requested() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed,
        _ = terminate.recv() => Ok(()),
    }
}

/// Waits until somebody wants the process to end.
#[cfg(not(unix))]
pub async fn requested() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
