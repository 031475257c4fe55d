//! `rayment-worker`: sells this machine's time in a Rayment market.

mod args;
mod blender;
mod engines;

use std::{
    io::{IsTerminal, stderr},
    process::ExitCode,
};

use anyhow::Context;
use clap::Parser;
use rayment_worker::WorkerError;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

use args::{Args, Missing, Verb};

/// Refused: the person at the keyboard can mend it.
const REFUSED: u8 = 1;
/// Broken: the machine or the network cannot go on.
const BROKEN: u8 = 2;

fn main() -> ExitCode {
    rayment_worker::probe::name_session();
    // Graphics drivers talk through wgpu; what they say is not the worker's business.
    let quiet = || EnvFilter::new("info,wgpu_hal=off,wgpu_core=warn,naga=warn");
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| quiet());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr).with_ansi(stderr().is_terminal()).init();
    let mut args = Args::parse();
    let result = match args.verb.take() {
        Some(Verb::Blender(blender)) => blender.run(),
        None => work(args),
    };
    let Err(error) = result else { return ExitCode::SUCCESS };
    eprintln!("rayment-worker: {error:#}");
    ExitCode::from(code(&error))
}

#[tokio::main]
async fn work(args: Args) -> anyhow::Result<()> {
    // There may be a second provider among the dependencies: then TLS wants to be told.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = args.config().await?;
    let (stop, shutdown) = watch::channel(false);
    tokio::spawn(async move {
        asked_to_stop().await;
        tracing::info!("stopping: what is unfinished is taken up at the next start");
        stop.send_replace(true);
        // The worker ends by itself now; a second request ends it at once.
        asked_to_stop().await;
        std::process::exit(i32::from(BROKEN));
    });
    rayment_worker::run(config, shutdown).await.context("the worker has ended")
}

/// Ctrl-C, or a service manager's request.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

fn code(error: &anyhow::Error) -> u8 {
    let broken = |error: &WorkerError| matches!(error, WorkerError::Disk(_) | WorkerError::Probe { .. });
    match (error.downcast_ref::<WorkerError>(), error.is::<Missing>()) {
        (_, true) => REFUSED,
        (Some(error), _) if broken(error) => BROKEN,
        _ => REFUSED,
    }
}
