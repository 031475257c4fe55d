//! Why a worker cannot start or go on.

use std::{error::Error, path::PathBuf};

use rayment_client::ChainError;
use solana_pubkey::Pubkey;
use thiserror::Error as Described;

use crate::outbox::DiskError;

/// What ends a worker. Whatever passes by itself is not here: it is logged and tried again.
#[derive(Debug, Described)]
pub enum WorkerError {
    #[error("another worker uses the data folder {0}: stop it, or give this one a folder of its own")]
    FolderInUse(PathBuf),
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error(
        "the provider {wallet} is not registered in market {market}: start once with its key \
         (SOLANA_WALLET as a keypair file), or register it with `rayment provider register`"
    )]
    NotRegistered { wallet: Pubkey, market: Pubkey },
    #[error(
        "the provider {wallet} names {found} as its operator, this worker signs as {own}: set \
         SOLANA_PRIVATE_KEY to the key of {found}; or, to make {own} the operator, start once with its key \
         there and the wallet's keypair file as SOLANA_WALLET"
    )]
    NotOperator { wallet: Pubkey, own: Pubkey, found: Pubkey },
    #[error("the wallet key is that of {found}, the provider is {expected}: give the key that belongs to it")]
    OtherWallet { expected: Pubkey, found: Pubkey },
    #[error("the provider {0} has retired for good: register another wallet")]
    Retired(Pubkey),
    #[error(
        "the wallet {wallet} holds too little for the provider's stake of {stake}, and its account: fund it and start \
         again"
    )]
    StakeUnpaid { wallet: Pubkey, stake: String },
    #[error("at least one slot is needed, none was asked for")]
    NoSlots,
    #[error("the chain could not be read or written")]
    Chain(#[from] ChainError),
    #[error("this machine could not be measured with {threads} threads ({why}): try --threads 1")]
    Probe { threads: usize, why: String },
    #[error("the hub's address {url} cannot be used: {why}")]
    Hub { url: String, why: String },
}

/// An error with what caused it, in one line.
pub(crate) fn chained(error: &dyn Error) -> String {
    let (mut text, mut cause) = (error.to_string(), error.source());
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
