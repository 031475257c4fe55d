//! Where the program's accounts are.

use rayment_core::seeds;
use solana_pubkey::Pubkey;

use crate::PROGRAM_ID;

fn find(seeds: &[&[u8]]) -> Pubkey {
    Pubkey::find_program_address(seeds, &PROGRAM_ID).0
}

/// A market, by who created it and the number it got.
pub fn market(creator: &Pubkey, id: u16) -> Pubkey {
    find(&[seeds::MARKET, creator.as_ref(), &id.to_le_bytes()])
}

/// One version of a market's parameters.
pub fn params(market: &Pubkey, version: u16) -> Pubkey {
    find(&[seeds::PARAMS, market.as_ref(), &version.to_le_bytes()])
}

/// A wallet's counter of jobs.
pub fn client(market: &Pubkey, wallet: &Pubkey) -> Pubkey {
    find(&[seeds::CLIENT, market.as_ref(), wallet.as_ref()])
}

/// A provider, by its wallet.
pub fn provider(market: &Pubkey, wallet: &Pubkey) -> Pubkey {
    find(&[seeds::PROVIDER, market.as_ref(), wallet.as_ref()])
}

/// A job, by its client's wallet and the id from that client's counter.
pub fn job(market: &Pubkey, wallet: &Pubkey, id: u64) -> Pubkey {
    find(&[seeds::JOB, market.as_ref(), wallet.as_ref(), &id.to_le_bytes()])
}

/// Who signs where the program calls itself.
pub fn event_authority() -> Pubkey {
    find(&[b"__event_authority"])
}
