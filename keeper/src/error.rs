use std::path::PathBuf;

use rayment_client::ChainError;
use solana_pubkey::Pubkey;
use thiserror::Error;

/// Why a keeper does not run, or stops.
#[derive(Debug, Error)]
pub enum KeeperError {
    #[error(
        "market {market} has the keeper {keeper}, this key is {key}: run with the keeper's key, \
         or let the market's authority name this one (`rayment market`)"
    )]
    NotTheKeeper { market: Pubkey, keeper: Pubkey, key: Pubkey },
    #[error("cannot read the market")]
    Market(#[source] ChainError),
    #[error("cannot use the folder {path}: give another data folder, or free this one")]
    DataDir {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("cannot start the threads for checks: ask for fewer")]
    Threads(#[source] rayon::ThreadPoolBuildError),
    #[error("cannot use the hub's address: {0}")]
    Hub(String),
}
