//! The verbs: each parses nothing more, does its work through the library, and prints.

mod job;
mod localnet;
mod market;
mod pack;
mod provider;
mod render;

use clap::CommandFactory;
use serde::Serialize;

use crate::{
    args::{Cli, Verb},
    demo,
};

/// Runs a parsed command line.
pub async fn run(cli: Cli) -> anyhow::Result<()> {
    let json = cli.json;
    match cli.verb {
        Verb::Demo(args) => demo::run(&args, |receipt| show(json, receipt, || receipt.text())).await,
        Verb::Localnet(args) => localnet::run(&args, json).await,
        Verb::Render(args) => render::run(&args, json).await,
        Verb::Pack(args) => pack::run(&args, json),
        Verb::Job(verb) => job::run(verb, json).await,
        Verb::Provider(verb) => provider::run(verb, json).await,
        Verb::Market(verb) => market::run(verb, json).await,
        Verb::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "rayment", &mut std::io::stdout());
            Ok(())
        }
    }
}

/// Prints a result: one JSON object for scripts, or text for people.
fn show(json: bool, value: &impl Serialize, text: impl FnOnce() -> String) -> anyhow::Result<()> {
    use std::io::Write as _;
    let text = if json { serde_json::to_string_pretty(value)? } else { text() };
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush()) {
        // Whoever reads may stop reading, as `head` does.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
