//! Why something cannot be read from the chain.

use rayment_client::ChainError;
use solana_pubkey::Pubkey;
use thiserror::Error;

use crate::store::StoreError;

#[derive(Debug, Error)]
pub enum ChainViewError {
    #[error("job {job} belongs to market {market}, this hub serves {served}: ask the hub of that market")]
    OtherMarket { job: Pubkey, market: Pubkey, served: Pubkey },
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// A note could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the hub is being stopped: try again in a moment")]
    Stopping,
}
