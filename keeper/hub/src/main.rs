//! `rayment-hub`: a hub on its own.

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use anyhow::Context;
use clap::Parser;
use rayment_hub::{Drawing, HubConfig, Limits, config::FEES_A_DAY, run};
use rayment_service::{Exit, exit, key, log, shutdown, tls};
use solana_pubkey::Pubkey;

/// Serves files by hash, quotes, result frames and live status of one market. It holds nobody's key; given a wallet
/// of its own, it draws orders that are paid.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen; port 0 takes a free one
    #[arg(long, env = "RAYMENT_HUB_LISTEN", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// Names under which clients reach it, as `host` or `host:port`: needed behind another server, which
    /// must pass the `Host` header on
    #[arg(long = "host", env = "RAYMENT_HUB_HOSTS", value_delimiter = ',', value_name = "NAME")]
    hosts: Vec<String>,
    /// Folder for blobs, frames and notes
    #[arg(long, env = "RAYMENT_HUB_DATA", default_value = "hub-data")]
    data_dir: PathBuf,
    /// RPC address of a Solana node
    #[arg(long, env = "RAYMENT_RPC_URL", hide_env_values = true, default_value = "http://127.0.0.1:8899")]
    rpc_url: String,
    /// WebSocket address of the same node [default: one port up on a local node, else the same]
    #[arg(long, env = "RAYMENT_WS_URL", hide_env_values = true)]
    ws_url: Option<String>,
    /// Address of the market to serve
    #[arg(long, env = "RAYMENT_MARKET")]
    market: Pubkey,
    /// Keypair file of a wallet for the network's fees, as `solana-keygen` writes it: with it, orders that are paid are
    /// written down and drawn from here where nobody else does [default: none is drawn]
    #[arg(long, env = "RAYMENT_HUB_KEYPAIR", value_name = "FILE")]
    keypair: Option<PathBuf>,
    /// Lamports that these fees may come to a day
    #[arg(long, env = "RAYMENT_HUB_FEES_A_DAY", value_name = "LAMPORTS", default_value_t = FEES_A_DAY)]
    fees_a_day: u64,
    /// Largest blob, in megabytes (10^6 bytes)
    #[arg(long, env = "RAYMENT_HUB_BLOB_MB")]
    blob_mb: Option<u64>,
    /// Room for blobs and frames together, in megabytes
    #[arg(long, env = "RAYMENT_HUB_CAPACITY_MB")]
    capacity_mb: Option<u64>,
    /// How much of it is kept for result frames, in megabytes
    #[arg(long, env = "RAYMENT_HUB_FRAME_ROOM_MB")]
    frame_room_mb: Option<u64>,
    /// What blobs leave free on the disk, in megabytes
    #[arg(long, env = "RAYMENT_HUB_FREE_DISK_MB")]
    free_disk_mb: Option<u64>,
    /// Days that frames stay after their job's end, and blobs after they were last asked for
    #[arg(long, env = "RAYMENT_HUB_KEEP_DAYS")]
    keep_days: Option<u64>,
    /// Seconds an upload may stand still, and a connection be silent
    #[arg(long, env = "RAYMENT_HUB_IDLE_SECS")]
    idle_secs: Option<u64>,
    /// Connections from one address at a time; those from this machine, such as a server in front, are not
    /// counted
    #[arg(long, env = "RAYMENT_HUB_PER_ADDRESS", value_name = "CONNECTIONS")]
    per_address: Option<usize>,
}

impl Arguments {
    fn into_config(self) -> anyhow::Result<HubConfig> {
        let usual = Limits::default();
        let bytes = |mb: Option<u64>, usual: u64| mb.map_or(usual, |mb| mb.saturating_mul(1_000_000));
        let limits = Limits {
            blob_bytes: bytes(self.blob_mb, usual.blob_bytes),
            capacity_bytes: bytes(self.capacity_mb, usual.capacity_bytes),
            frame_room_bytes: bytes(self.frame_room_mb, usual.frame_room_bytes),
            free_disk_bytes: bytes(self.free_disk_mb, usual.free_disk_bytes),
            idle: self.idle_secs.map_or(usual.idle, Duration::from_secs),
            per_address: self.per_address.unwrap_or(usual.per_address),
            keep: self.keep_days.map_or(usual.keep, |days| Duration::from_secs(days.saturating_mul(24 * 3_600))),
            ..usual
        };
        let Self { listen, hosts, data_dir, rpc_url, ws_url, market, keypair, fees_a_day, .. } = self;
        // Only a file that is named: a key that lies in the environment is somebody else's.
        let key = keypair.map(|file| key::find(Some(&file))).transpose()?.flatten();
        let drawing = key.map(|key| Drawing { fees_a_day, ..Drawing::new(Arc::new(key)) });
        let ws_url = ws_url.unwrap_or_else(|| rayment_client::chain::ws_beside(&rpc_url));
        Ok(HubConfig { listen, hosts, data_dir, rpc_url, ws_url, market, limits, drawing })
    }
}

fn main() -> ExitCode {
    exit::report("rayment-hub", serve(), |_| Exit::Broken)
}

#[tokio::main]
async fn serve() -> anyhow::Result<()> {
    log::init(log::RUST_LOG, "info");
    tls::install();
    let config = Arguments::parse().into_config()?;
    run(config, shutdown::on_request()).await.context("the hub does not start")
}
