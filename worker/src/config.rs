//! What a worker runs with.

use std::{path::PathBuf, sync::Arc, time::Duration};

use rayment_core::money::Terms;
use rayment_engine::Engines;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;

/// The most lamports that a claim may lock, by default: 0.05 SOL.
pub const MAX_BOND: u64 = 50_000_000;

/// The most that a bond may be, as a multiple of what the job pays at the most, by default.
pub const MAX_BOND_RATIO: u32 = 100;
/// Lamports of the earnings that may be locked in bonds at a time, by default: 1 SOL.
pub const BUDGET: u64 = 1_000_000_000;

/// Which settings were given explicitly. Registering uses all of them; on a provider that is registered
/// already, only those given replace what is on chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Given {
    pub operator: bool,
    pub payout: bool,
    pub slots: bool,
    pub budget: bool,
}

impl Given {
    pub const ALL: Self = Self { operator: true, payout: true, slots: true, budget: true };
}

/// Everything a worker needs to know. It holds keys, so it has no `Debug`.
#[derive(Clone)]
pub struct Config {
    pub rpc_url: String,
    pub ws_url: String,
    pub hub_url: String,
    pub market: Pubkey,
    /// The provider's cold key. Only registering, and naming another operator, payout or budget, needs it.
    pub wallet: Option<Arc<Keypair>>,
    /// The provider's address.
    pub wallet_address: Pubkey,
    /// The hot key that signs claims and deliveries, and pays for them.
    pub operator: Arc<Keypair>,
    /// Where earnings go.
    pub payout: Pubkey,
    /// Which of operator, payout and slots replace what is on chain.
    pub given: Given,
    /// The prices from now on; they replace what is on chain.
    pub terms: Terms,
    /// Jobs worked on at a time. The threads are shared out among them.
    pub slots: u16,
    /// The most lamports that a claim may lock…
    pub max_bond: u64,
    /// …and the most as a multiple of what the job pays at the most.
    pub max_bond_ratio: u32,
    /// Leaves jobs to others whose delivery nobody checks: there a client's word stands against the worker's.
    pub checked_only: bool,
    /// Lamports of the earnings that may be locked in bonds at a time: what a stolen operator key can lose.
    pub budget: u64,
    /// Lamports that the provider is to have locked as its stake; `None` for what the market asks, up to
    /// the protocol's default.
    pub stake: Option<u64>,
    /// Bytes of memory that all jobs may take together, by estimate; `None` for half of the machine's.
    pub max_memory: Option<u64>,
    /// The name that people see.
    pub name: String,
    /// Where this machine can be reached, if it wants to be.
    pub endpoint: Option<String>,
    /// Holds unfinished work, input files and the measured score. One worker per folder.
    pub data_dir: PathBuf,
    /// How long to wait where nothing wakes the worker.
    pub poll: Duration,
    /// Threads that render, over all slots.
    pub threads: usize,
    /// What renders: the built-in tracer, and Blender where it was found.
    pub engines: Engines,
}

impl Config {
    /// Threads for one job.
    pub(crate) fn threads_per_job(&self) -> usize {
        (self.threads / usize::from(self.slots.max(1))).max(1)
    }
}
