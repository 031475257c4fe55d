//! Parses, calls, and turns the outcome into an exit code: 0 done, 1 refused, 2 broken.

use std::process::ExitCode;

use clap::Parser;
use rayment_cli::{
    args::{Cli, ProviderVerb, Verb},
    commands,
    failure::{exit_of, told},
};
use rayment_service::{Exit, log, tls};

fn main() -> ExitCode {
    let cli = Cli::parse();
    if matches!(cli.verb, Verb::Demo(_) | Verb::Provider(ProviderVerb::Register { .. })) {
        // These look at the machine's cards.
        rayment_worker::probe::name_session();
    }
    tls::install();
    log::init("RAYMENT_LOG", "error");
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: cannot start threads: {error}");
            return Exit::Broken.into();
        }
    };
    let result = runtime.block_on(commands::run(cli));
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    match result {
        Ok(()) => Exit::Done.into(),
        Err(error) => {
            eprintln!("error: {}", told(&error));
            exit_of(&error).into()
        }
    }
}
