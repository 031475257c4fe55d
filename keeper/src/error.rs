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
    #[error("the market cannot be read")]
    Market(#[source] ChainError),
    #[error("the folder {path} cannot be used: give another data folder or free this one")]
    DataDir {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the threads for checks cannot be started: ask for fewer")]
    Threads(#[source] rayon::ThreadPoolBuildError),
    #[error("the hub's address cannot be used: {0}")]
    Hub(String),
}
