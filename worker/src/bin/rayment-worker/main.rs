//! `rayment-worker`: sells this machine's time in a Rayment market.

mod args;
mod blender;
mod engines;

use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use rayment_service::{Exit, exit, log, shutdown, tls};
use rayment_worker::WorkerError;

use args::{Args, Missing, Verb};

/// Graphics drivers talk through wgpu; what they say is not the worker's business.
const LOGGED: &str = "info,wgpu_hal=off,wgpu_core=warn,naga=warn";

fn main() -> ExitCode {
    rayment_worker::probe::name_session();
    log::init(log::RUST_LOG, LOGGED);
    let mut args = Args::parse();
    let result = match args.verb.take() {
        Some(Verb::Blender(blender)) => blender.run(),
        None => work(args),
    };
    exit::report("rayment-worker", result, exit_of)
}

#[tokio::main]
async fn work(args: Args) -> anyhow::Result<()> {
    tls::install();
    let config = args.config().await?;
    rayment_worker::run(config, shutdown::on_request()).await.context("the worker has ended")
}

/// Refused where the person at the keyboard can mend it.
fn exit_of(error: &anyhow::Error) -> Exit {
    let broken = |error: &WorkerError| matches!(error, WorkerError::Disk(_) | WorkerError::Probe { .. });
    match (error.downcast_ref::<WorkerError>(), error.is::<Missing>()) {
        (_, true) => Exit::Refused,
        (Some(error), _) if broken(error) => Exit::Broken,
        _ => Exit::Refused,
    }
}
