//! Fees that wait at providers, and what the market keeps of those that have left, go to its treasury once they are
//! many times what moving them costs. In tokens anyone sweeps, by `rayment market sweep`.

use rayment_client::Market;

use crate::{
    action::{Action, ChainAction},
    snapshot::{Snapshot, Treasury},
};

/// 0.01 SOL: two thousand times the network's fee.
pub const SWEEP_LEAST: u64 = 10_000_000;
/// In a tick: verdicts wait for its end.
const MOST_SWEEPS: usize = 8;

/// Everything that is worth it, where the treasury can take it.
pub(super) fn sweeps(snapshot: &Snapshot) -> Vec<Action> {
    let Some(Treasury { market, takes }) = snapshot.treasury else { return Vec::new() };
    if !takes {
        return Vec::new();
    }
    let is_due = |fees: u64, at: &solana_pubkey::Pubkey| fees >= SWEEP_LEAST && !snapshot.paused.contains(at);
    let sweep = |provider| Action::Send(ChainAction::Sweep { market, provider });
    let of_market = is_due(market.dust, &market.address).then(|| sweep(None));
    let due = snapshot.providers.iter().filter(|provider| is_due(provider.state.fees, &provider.address));
    let of_providers = due.map(|provider| sweep(Some(provider.address)));
    of_market.into_iter().chain(of_providers).take(MOST_SWEEPS).collect()
}

/// Whether there is anything to sweep: only then is it asked whether the treasury can take it.
pub fn is_anything_due(market: &Market, fees: impl IntoIterator<Item = u64>) -> bool {
    fees.into_iter().chain([market.dust]).any(|fees| fees >= SWEEP_LEAST)
}
