//! `rayment-keeper`: runs the keeper of one market until it is told to stop.

use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context;
use clap::Parser;
use rayment_blender::{Home, Limits, Wanted};
use rayment_client::chain;
use rayment_engine::{BlenderSetup, Engines};
use rayment_keeper::{Config, run};
use rayment_service::{Exit, exit, key, log, shutdown, tls};
use solana_pubkey::Pubkey;

/// The daemon that the operator of a market runs: it gives jobs to providers, checks what they
/// deliver, and settles.
///
/// The key is read from --keypair, or from SOLANA_PRIVATE_KEY (base58). Log levels: RUST_LOG.
#[derive(Parser)]
#[command(name = "rayment-keeper", version)]
struct Options {
    /// Address of the market.
    #[arg(long, env = "RAYMENT_MARKET")]
    market: Pubkey,
    /// Keypair file of the market's keeper, as `solana-keygen` writes it.
    #[arg(long, env = "RAYMENT_KEEPER_KEYPAIR")]
    keypair: Option<PathBuf>,
    /// RPC node.
    #[arg(long, env = "RAYMENT_RPC_URL", hide_env_values = true, default_value = "http://127.0.0.1:8899")]
    rpc_url: String,
    /// The node's WebSocket [default: the RPC node's next port].
    #[arg(long, env = "RAYMENT_WS_URL", hide_env_values = true)]
    ws_url: Option<String>,
    /// The hub that files travel through.
    #[arg(long = "hub", env = "RAYMENT_HUB_URL", default_value = "http://127.0.0.1:8787")]
    hub_url: String,
    /// Folder for deliveries under check and for findings.
    #[arg(long, env = "RAYMENT_KEEPER_DATA", default_value = "keeper-data")]
    data_dir: PathBuf,
    /// What a second of checking costs you, in lamports: jobs whose deposit allows no fee that covers it are not
    /// dispatched. What is delivered is checked all the same.
    #[arg(long, env = "RAYMENT_CHECK_LAMPORTS_PER_SECOND", default_value_t = 500)]
    check_lamports_per_second: u64,
    /// Longest pause between two looks at the chain, in milliseconds.
    #[arg(long, default_value_t = 2_000)]
    poll_ms: u64,
    /// Threads that render checks [default: all of the machine's].
    #[arg(long)]
    threads: Option<usize>,
    /// The Blender that checks deliveries of its engines [default: the one of `rayment-worker blender
    /// install`, else `blender` on the path; where there is none, such jobs go unchecked].
    #[arg(long, env = "RAYMENT_BLENDER", value_name = "FILE")]
    blender: Option<PathBuf>,
}

impl Options {
    fn into_config(self) -> anyhow::Result<Config> {
        let threads = self.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, Into::into));
        let engines = engines(self.blender, &self.data_dir);
        let key = key::find(self.keypair.as_deref())?
            .context("no key: name the keeper's keypair file with --keypair, or set SOLANA_PRIVATE_KEY")?;
        Ok(Config {
            key: Arc::new(key),
            ws_url: self.ws_url.unwrap_or_else(|| chain::ws_beside(&self.rpc_url)),
            rpc_url: self.rpc_url,
            hub_url: self.hub_url,
            market: self.market,
            data_dir: self.data_dir,
            check_lamports_per_second: self.check_lamports_per_second,
            poll: Duration::from_millis(self.poll_ms.max(50)),
            threads,
            engines,
        })
    }
}

/// Scenes come from strangers: Blender opens them in a sandbox, or not at all.
fn engines(blender: Option<PathBuf>, data_dir: &std::path::Path) -> Engines {
    let wanted = Wanted { blender, home: Home::from_env() };
    match BlenderSetup::find(&wanted, true, data_dir.join("scenes"), Limits::default()) {
        Ok(Some(setup)) => {
            tracing::info!(version = %setup.install.version(), "Blender's deliveries are checked");
            Engines::built_in().with_blender(setup)
        }
        Ok(None) => Engines::built_in(),
        Err(error) => {
            tracing::warn!(%error, "Blender's deliveries go unchecked");
            Engines::built_in()
        }
    }
}

fn main() -> ExitCode {
    exit::report("rayment-keeper", keep(), |_| Exit::Broken)
}

#[tokio::main]
async fn keep() -> anyhow::Result<()> {
    log::init(log::RUST_LOG, "info");
    tls::install();
    let config = Options::parse().into_config()?;
    Ok(run(config, shutdown::on_request()).await?)
}
