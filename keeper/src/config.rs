use std::{path::PathBuf, sync::Arc, time::Duration};

use rayment_engine::Engines;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;

/// What a keeper runs with.
pub struct Config {
    pub rpc_url: String,
    pub ws_url: String,
    pub hub_url: String,
    pub market: Pubkey,
    /// The market's keeper key: signs, and pays for the transactions.
    pub key: Arc<Keypair>,
    /// Where deliveries lie while they are checked, and where findings are kept.
    pub data_dir: PathBuf,
    /// What a second of checking costs the operator: a job whose fee does not cover its check is not assigned.
    /// What is delivered all the same is checked at a loss.
    pub check_lamports_per_second: u64,
    /// The longest pause between two looks at the chain.
    pub poll: Duration,
    /// Threads that render checks.
    pub threads: usize,
    /// What checks are rendered with: jobs for other engines are not assigned, unless no
    /// check is asked for.
    pub engines: Engines,
}
