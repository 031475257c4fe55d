//! Parses, calls, and turns the outcome into an exit code: 0 done, 1 refused, 2 broken.

use std::process::ExitCode;

use clap::Parser;
use rayment_cli::{
    args::{Cli, ProviderVerb, Verb},
    commands,
    failure::{exit_code, told},
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    if matches!(cli.verb, Verb::Demo(_) | Verb::Provider(ProviderVerb::Register { .. })) {
        // These look at the machine's cards.
        rayment_worker::probe::name_session();
    }
    // Two providers of TLS are in the tree; whoever speaks it must be told which one to use.
    let _ = rustls::crypto::ring::default_provider().install_default();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_env("RAYMENT_LOG").unwrap_or_else(|_| "error".into()))
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: cannot start threads: {error}");
            return ExitCode::from(2);
        }
    };
    let result = runtime.block_on(commands::run(cli));
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", told(&error));
            ExitCode::from(exit_code(&error))
        }
    }
}
