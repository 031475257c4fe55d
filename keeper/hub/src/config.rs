//! Addresses, folders and limits of a hub.

use std::{fmt, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use solana_keypair::Keypair;
use solana_pubkey::Pubkey;

/// Everything a hub needs to know.
#[derive(Clone, Debug)]
pub struct HubConfig {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Names under which clients reach it, as in their `Host` header: `hub.example.org`, or
    /// `10.0.0.5:8787`. Signatures are made for one of them. The address it listens at, and
    /// `localhost` on loopback, need not be listed.
    pub hosts: Vec<String>,
    /// Blobs, frames and notes lie here. Made if missing.
    pub data_dir: PathBuf,
    pub rpc_url: String,
    pub ws_url: String,
    /// The one market it serves.
    pub market: Pubkey,
    pub limits: Limits,
    /// What it draws orders with. Without, it sends nothing.
    pub drawing: Option<Drawing>,
}

/// A wallet of the hub's own, and how it is used. It pays the network's fees and nothing else.
#[derive(Clone)]
pub struct Drawing {
    pub key: Arc<Keypair>,
    /// Lamports of fees that a day may cost, by the chain's clock.
    pub fees_a_day: u64,
    /// How long nothing must have happened to an order before it is drawn from here.
    pub patience: Duration,
}

/// 0.01 SOL, about a thousand transactions.
pub const FEES_A_DAY: u64 = 10_000_000;
/// Longer than a keeper takes to see an order and to draw it.
pub const PATIENCE: Duration = Duration::from_secs(10);

impl Drawing {
    /// With the usual bounds.
    pub fn new(key: Arc<Keypair>) -> Self {
        Self { key, fees_a_day: FEES_A_DAY, patience: PATIENCE }
    }
}

impl fmt::Debug for Drawing {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No secret comes into a log.
        to.debug_struct("Drawing").field("fees_a_day", &self.fees_a_day).finish_non_exhaustive()
    }
}

impl HubConfig {
    /// A hub for `market` on a free port of loopback, with the default limits.
    pub fn new(data_dir: PathBuf, rpc_url: String, ws_url: String, market: Pubkey) -> Self {
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        Self { listen, hosts: Vec::new(), data_dir, rpc_url, ws_url, market, limits: Limits::default(), drawing: None }
    }
}

/// What a stranger can make a hub do at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest blob, in bytes.
    pub blob_bytes: u64,
    /// Largest body of one result frame, in bytes.
    pub frame_bytes: u64,
    /// Blobs and frames together, in bytes.
    pub capacity_bytes: u64,
    /// How much of it is for frames and what belongs to them, and not for blobs: anyone can put a blob, and a
    /// provider that finds no room for its frames loses its bond.
    pub frame_room_bytes: u64,
    /// What blobs leave free on the disk, in bytes; frames leave half of it.
    pub free_disk_bytes: u64,
    /// Uploads of blobs at a time, and as many of frames.
    pub uploads: usize,
    /// Of these one key's, of the watchers too, and of the frames one job's.
    pub per_key: usize,
    /// Watchers at a time.
    pub watchers: usize,
    /// Quotes of orders that are not paid.
    pub quotes: usize,
    /// How often the hub looks whether they are.
    pub look: Duration,
    /// Jobs named by one watcher, and jobs of one quoted order.
    pub jobs: usize,
    /// How long an upload may stand still, or stay behind `upload_rate`; how long a connection may be silent
    /// before its next request has come in whole, and how long it may not read what it asked for.
    pub idle: Duration,
    /// The slowest upload that is taken, and the slowest reader that is waited for, in bytes a second…
    pub upload_rate: u64,
    /// …once it had this time.
    pub upload_grace: Duration,
    /// How long frames stay after their job's end, and blobs after they were last asked for.
    pub keep: Duration,
    /// How often the hub looks for what may go.
    pub sweep: Duration,
    /// How long a request without an upload may take.
    pub request: Duration,
    /// Specs that are shown and orders that are quoted at a time.
    pub answers: usize,
    /// Requests for these, and for previews that are not made yet, that wait for their turn.
    pub waiting: usize,
    /// Connections at a time…
    pub connections: usize,
    /// …and from one address, except this machine's own.
    pub per_address: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            blob_bytes: 4 << 30,
            frame_bytes: 1 << 30,
            capacity_bytes: 64 << 30,
            frame_room_bytes: 32 << 30,
            free_disk_bytes: 1 << 30,
            uploads: 64,
            per_key: 8,
            watchers: 256,
            quotes: 4_096,
            look: Duration::from_secs(2),
            jobs: 4_096,
            idle: Duration::from_secs(30),
            upload_rate: 16 << 10,
            upload_grace: Duration::from_secs(10),
            keep: Duration::from_secs(30 * 24 * 3_600),
            sweep: Duration::from_secs(3_600),
            request: Duration::from_secs(30),
            answers: 4,
            waiting: 256,
            connections: 4_096,
            per_address: 128,
        }
    }
}
