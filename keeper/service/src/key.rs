//! The key that a process signs with: from a file that is named, or from the environment.

use std::path::Path;

use anyhow::Context;
use rayment_client::wallet;
use solana_keypair::Keypair;

/// The environment variable with a key in base58, as wallets export it.
pub const PRIVATE_KEY: &str = "SOLANA_PRIVATE_KEY";

/// The key in `file` if one is named, else the one in the environment; `None` where there is neither.
/// The file wins because somebody named it by hand.
pub fn find(file: Option<&Path>) -> anyhow::Result<Option<Keypair>> {
    match file {
        Some(path) => Ok(Some(wallet::read(path)?)),
        None => private_key().as_deref().map(parse).transpose(),
    }
}

/// The text of [`PRIVATE_KEY`], if it is set and not empty.
pub fn private_key() -> Option<String> {
    std::env::var(PRIVATE_KEY).ok().filter(|text| !text.is_empty())
}

/// The key that the text of [`PRIVATE_KEY`] stands for. The text never appears in an error.
pub fn parse(text: &str) -> anyhow::Result<Keypair> {
    wallet::parse(text).with_context(|| format!("cannot use {PRIVATE_KEY}"))
}
