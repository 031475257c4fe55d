use anchor_lang::prelude::*;
use rayment_core::provider::{ProviderCommand, ProviderSigner};

use crate::{
    Market, Provider, ProviderPaid, RaymentError,
    adapter::{chain_key, step_provider},
    money::{Holders, pay},
};

#[derive(Accounts)]
pub struct ProviderSweep<'info> {
    /// Any provider: its fees go to its own market's treasury. `dup`: nothing else of its type is
    /// written here.
    #[account(mut, dup)]
    pub provider: Account<'info, Provider>,
    /// The provider's own, by its word: it says where fees go.
    #[account(address = chain_key(&provider.state.market) @ RaymentError::WrongMarket)]
    pub market: Account<'info, Market>,
    /// The market's, by its word.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, address = market.treasury @ RaymentError::WrongPayee)]
    pub treasury: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<ProviderSweep>) -> Result<()> {
    let ProviderSweep { provider, treasury, .. } = ctx.accounts;
    let applied = step_provider(provider, ProviderSigner::Anyone, ProviderCommand::Sweep)?;
    let between = Holders { provider: Some(provider.as_ref()), treasury: Some(treasury), ..Holders::default() };
    pay(&applied.transfers, &between)?;
    for payment in applied.transfers.iter() {
        emit!(ProviderPaid { provider: provider.key(), payee: treasury.key(), lamports: payment.amount });
    }
    Ok(())
}
