//! `rayment provider pause|resume|update|rotate`: whether a provider takes work, how much at a time, and by which keys.

use rayment_client::{
    chain_key,
    instructions::{ProviderUpdate, provider_pause, provider_update},
};
use rayment_core::provider::Status;
use rayment_sdk::Session;
use solana_pubkey::Pubkey;

use super::{own, print, worked_for};
use crate::failure::refused;

/// Takes no new work, or takes it again. What is under way goes on.
pub(super) async fn pause(session: &Session, paused: bool, json: bool) -> anyhow::Result<()> {
    let provider = worked_for(session).await?;
    let wallet = provider.wallet();
    match (provider.state.status, paused) {
        (Status::Retired, _) => {
            return refused(format!("provider {wallet} has left this market for good: nothing pauses or resumes it"));
        }
        (Status::Paused, true) => return refused(format!("provider {wallet} is paused already")),
        (Status::Active, false) => return refused(format!("provider {wallet} takes work already")),
        (Status::Active, true) | (Status::Paused, false) => {}
    }
    let call = provider_pause(&session.address(), &provider.address, paused);
    session.chain.send(&session.wallet, &[], &[call]).await?;
    print(session, &wallet, json).await
}

/// How many jobs it works at at a time.
pub(super) async fn slots(session: &Session, slots: u16, json: bool) -> anyhow::Result<()> {
    let provider = worked_for(session).await?;
    let update = ProviderUpdate { slots: Some(slots), ..ProviderUpdate::default() };
    let call = provider_update(&session.address(), &provider.address, &update);
    session.chain.send(&session.wallet, &[], &[call]).await?;
    print(session, &provider.wallet(), json).await
}

/// Other keys: the worker's, and where earnings go. The provider's own wallet alone names them.
pub(super) async fn rotate(
    session: &Session,
    (operator, payout): (Option<Pubkey>, Option<Pubkey>),
    json: bool,
) -> anyhow::Result<()> {
    let provider = own(session, None).await?;
    let is_new = |key: Option<Pubkey>, now: Pubkey| key.filter(|key| *key != now);
    let operator = is_new(operator, chain_key(&provider.state.operator));
    let payout = is_new(payout, chain_key(&provider.state.payout));
    if operator.is_none() && payout.is_none() {
        return refused("nothing changes: give another address by --operator or --payout");
    }
    let update = ProviderUpdate { operator, payout, ..ProviderUpdate::default() };
    let call = provider_update(&session.address(), &provider.address, &update);
    session.chain.send(&session.wallet, &[], &[call]).await?;
    if let Some(operator) = operator {
        eprintln!("start the worker with the key of {operator}: the old one can do nothing more for this provider");
    }
    print(session, &session.address(), json).await
}
