//! `rayment-keeper`: runs the keeper of one market until it is told to stop.

use std::{path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context;
use clap::Parser;
use rayment_client::{chain, wallet};
use rayment_engine::{BlenderSetup, Engines};
use rayment_keeper::{Config, run};
use rayment_render::blender::{Home, Limits, Wanted};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

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
    /// What a second of checking costs you, in lamports: jobs whose fee does not cover it go unchecked.
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
        Ok(Config {
            key: Arc::new(key(self.keypair.as_deref())?),
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

/// The file wins over the environment: it was named by hand.
fn key(file: Option<&std::path::Path>) -> anyhow::Result<Keypair> {
    if let Some(path) = file {
        return Ok(wallet::read(path)?);
    }
    let text = std::env::var("SOLANA_PRIVATE_KEY")
        .context("no key: name the keeper's keypair file with --keypair, or set SOLANA_PRIVATE_KEY")?;
    Ok(wallet::parse(&text)?)
}

fn main() -> ExitCode {
    match keep() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("rayment-keeper: {error:#}");
            ExitCode::from(2)
        }
    }
}

#[tokio::main]
async fn keep() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    // There may be a second provider among the dependencies: then TLS wants to be told.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let config = Options::parse().into_config()?;
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        asked_to_stop().await;
        tracing::info!("stopping");
        // Nobody is left to hear it where the keeper has ended by itself.
        let _ = stop.send(true);
    });
    Ok(run(config, stopped).await?)
}

/// Waits for Ctrl-C, or for the signal by which services are stopped.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate()).ok();
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        Some(_) = async { term.as_mut()?.recv().await } => {}
    }
}
