//! Opening a market, and changing it.

use rayment_core::market::Params;
use solana_pubkey::Pubkey;

use super::{Encoded, Instruction, SYSTEM};
use crate::{Market, address, rayment::client::accounts};

/// Opens the creator's market number `id`. The creator signs and is its first authority.
pub fn market_init(creator: &Pubkey, id: u16, keeper: &Pubkey, treasury: &Pubkey, params: &Params) -> Encoded {
    let market = address::market(creator, id);
    let accounts =
        accounts::MarketInit { creator: *creator, market, params: address::params(&market, 0), system_program: SYSTEM };
    Instruction::MarketInit { accounts, id, keeper: *keeper, treasury: *treasury, values: *params }.encode()
}

/// Replaces what is given; a new authority signs too. `market` must be fresh: new parameters become its
/// next version.
pub fn market_update(
    market: &Market,
    authority: Option<&Pubkey>,
    keeper: Option<&Pubkey>,
    params: Option<&Params>,
) -> Encoded {
    let version = params.map(|_| address::params(&market.address, market.version.params.saturating_add(1)));
    let accounts = accounts::MarketUpdate {
        authority: market.authority,
        market: market.address,
        params: version,
        new_authority: authority.copied(),
        system_program: SYSTEM,
    };
    Instruction::MarketUpdate { accounts, keeper: keeper.copied(), values: params.copied(), pause_secs: None }.encode()
}

/// Pauses a market for so many seconds, or with 0 ends the pause. The authority signs.
pub fn market_pause(market: &Market, secs: u32) -> Encoded {
    let accounts = accounts::MarketUpdate {
        authority: market.authority,
        market: market.address,
        params: None,
        new_authority: None,
        system_program: SYSTEM,
    };
    Instruction::MarketUpdate { accounts, keeper: None, values: None, pause_secs: Some(secs) }.encode()
}
