//! Assets: which mints are taken, and what is read of token accounts.
//!
//! | module | what it shows |
//! |---|---|
//! | [`mints`] | which mints are taken, extension by extension, and how long their vaults are |
//! | [`accounts`] | whose a token account is, and whether it can be paid |
//! | [`listing`] | what a market says of a token |
//!
//! Bytes are those of the token programs: a mint has 82, an account 165, and one with extensions goes on from byte
//! 165 with a byte that says what it is.

mod accounts;
mod listing;
mod mints;

/// Where the byte stands that tells mints from accounts.
const KIND: usize = 165;
const MINT: u8 = 1;
const ACCOUNT: u8 = 2;

/// Bytes of one extension: its number, its length, its value.
fn extension(number: u16, value: &[u8]) -> Vec<u8> {
    let size = u16::try_from(value.len()).expect("it is short");
    [&number.to_le_bytes()[..], &size.to_le_bytes(), value].concat()
}

/// What begins with `base` and goes on with extensions.
fn extended(mut base: Vec<u8>, kind: u8, extensions: &[Vec<u8>]) -> Vec<u8> {
    base.resize(KIND, 0);
    base.push(kind);
    base.extend(extensions.concat());
    base
}

/// A mint of a token with six decimals.
fn plain_mint() -> Vec<u8> {
    let mut data = vec![0; 82];
    // An authority to mint, the supply, decimals, and that it is one.
    data[0] = 1;
    data[4..36].fill(0x77);
    data[36..44].copy_from_slice(&1_000_000u64.to_le_bytes());
    (data[44], data[45]) = (6, 1);
    data
}

/// A mint with these extensions.
fn mint_with(extensions: &[Vec<u8>]) -> Vec<u8> {
    extended(plain_mint(), MINT, extensions)
}

/// A key behind the four bytes that say that there is one.
fn some_key(byte: u8) -> [u8; 36] {
    let mut bytes = [byte; 36];
    bytes[..4].copy_from_slice(&[1, 0, 0, 0]);
    bytes
}

/// An account of `[0x33; 32]`'s token, owned by `[0x0e; 32]`, with 500 base units.
fn plain_account() -> Vec<u8> {
    let mut data = vec![0; 165];
    data[..32].fill(0x33);
    data[32..64].fill(0x0e);
    data[64..72].copy_from_slice(&500u64.to_le_bytes());
    data[108] = 1;
    data
}

/// An account with these extensions.
fn account_with(extensions: &[Vec<u8>]) -> Vec<u8> {
    extended(plain_account(), ACCOUNT, extensions)
}
