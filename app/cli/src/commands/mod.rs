//! The verbs. Arguments are parsed by now: each calls the SDK or the testbed and prints the result.

mod channel;
pub(crate) mod files;
mod guardian;
mod job;
mod localnet;
mod market;
mod order;
mod pack;
mod preview;
mod provider;
mod render;
mod stake;
mod wallet;

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
        Verb::Preview(args) => preview::run(&args, json).await,
        Verb::Pack(args) => pack::run(&args, json),
        Verb::Order(verb) => order::run(verb, json).await,
        Verb::Job(verb) => job::run(verb, json).await,
        Verb::Channel(verb) => channel::run(verb, json).await,
        Verb::Stake(verb) => stake::run(verb, json).await,
        Verb::Guardian(verb) => guardian::run(verb, json).await,
        Verb::Provider(verb) => provider::run(verb, json).await,
        Verb::Market(verb) => market::run(verb, json).await,
        Verb::Wallet(verb) => wallet::run(verb, json).await,
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "rayment", &mut script);
            print(&String::from_utf8_lossy(&script))
        }
    }
}

/// Prints a result: one JSON object for scripts, or text for people.
fn show(json: bool, value: &impl Serialize, text: impl FnOnce() -> String) -> anyhow::Result<()> {
    print(&if json { serde_json::to_string_pretty(value)? } else { text() })
}

fn print(text: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush()) {
        // Whoever reads may stop reading, as `head` does.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
