//! What stands for the keeper's word.

use rayment_client::{Market, money::sol};
use rayment_core::market::Params;

/// What a keeper says at its start where its bond is below what the market asks for; nothing where it suffices.
pub fn too_low(market: &Market, params: &Params) -> Option<String> {
    let (locked, asked) = (market.keeper_bond.locked, params.keeper_bond_min);
    (locked < asked).then(|| {
        format!(
            "this keeper's word pays nothing at once: the market asks for a bond of {}, and {} is locked. What it \
             accepts is paid when the client's time is over. The market's authority locks more with \
             `rayment stake lock --as keeper`",
            sol(asked),
            sol(locked)
        )
    })
}
