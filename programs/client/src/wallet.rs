//! Keys: Solana CLI keypair files, and base58 from the environment.

use std::path::Path;

use solana_keypair::{Keypair, read_keypair_file, write_keypair_file};

use crate::ChainError;

/// Reads a keypair file as the Solana CLI writes it: a JSON array of 64 numbers.
pub fn read(path: &Path) -> Result<Keypair, ChainError> {
    read_keypair_file(path).map_err(|error| {
        let path = path.display();
        ChainError::Wallet(format!(
            "{path} is not a readable keypair file ({error}): give one made by `solana-keygen new`"
        ))
    })
}

/// Reads a keypair from base58 text of 64 bytes. The text itself never appears in an error.
pub fn parse(text: &str) -> Result<Keypair, ChainError> {
    let bytes = bs58::decode(text.trim()).into_vec().ok();
    let keypair = bytes.and_then(|bytes| Keypair::try_from(bytes.as_slice()).ok());
    keypair.ok_or_else(|| {
        ChainError::Wallet("the private key is not 64 bytes in base58: export it again from the wallet".into())
    })
}

/// Writes a keypair file that only its owner can read, without ever replacing one.
pub fn create(path: &Path, keypair: &Keypair) -> Result<(), ChainError> {
    let failed =
        |error: String| ChainError::Wallet(format!("cannot write the keypair file {}: {error}", path.display()));
    if path.exists() {
        return Err(failed("the file already exists".into()));
    }
    write_keypair_file(keypair, path).map(|_| ()).map_err(|error| failed(error.to_string()))
}
