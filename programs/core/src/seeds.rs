//! The first seed of each account's address. What follows it is numbers in little-endian bytes.

/// Then the creator's wallet and the market's id.
pub const MARKET: &[u8] = b"market";
/// Then the market and the version.
pub const PARAMS: &[u8] = b"params";
/// Then the market and the provider's wallet.
pub const PROVIDER: &[u8] = b"provider";
/// Then the market and the client's wallet.
pub const CLIENT: &[u8] = b"client";
/// Then the order's hash.
pub const ORDER: &[u8] = b"order";
/// Then the order's address and the job's index in it.
pub const JOB: &[u8] = b"job";
/// Then the address of a job, a channel or a purse in tokens.
pub const VAULT: &[u8] = b"vault";
/// Then the market and the mint.
pub const ASSET: &[u8] = b"asset";
/// Then the provider's account and the mint.
pub const PURSE: &[u8] = b"purse";
/// Then the provider's account, the kind, the class and the mint, zeros for SOL.
pub const OFFER: &[u8] = b"offer";
/// Then the market and the guardian's wallet.
pub const GUARDIAN: &[u8] = b"guardian";
/// Then the payer's wallet, the provider's account and the seed ([`crate::channel::seed`]).
pub const CHANNEL: &[u8] = b"channel";
