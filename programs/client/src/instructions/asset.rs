//! The tokens that a market takes.

use rayment_core::asset::Listing;
use solana_pubkey::Pubkey;

use super::{Encoded, Instruction, SYSTEM};
use crate::{address, rayment::client::accounts};

/// Lists a token in a market, or says its rate anew; without a listing the market takes it no more. The market's
/// authority signs.
pub fn asset_set(authority: &Pubkey, market: &Pubkey, mint: &Pubkey, listing: Option<Listing>) -> Encoded {
    let accounts = accounts::AssetSet {
        authority: *authority,
        market: *market,
        asset: address::asset(market, mint),
        mint: *mint,
        system_program: SYSTEM,
    };
    Instruction::AssetSet { accounts, listing }.encode()
}
