use anchor_lang::prelude::*;
use rayment_core::{
    layout,
    provider::{ProviderCommand, ProviderSigner},
};

use crate::{
    Market, Provider, ProviderPaid, RaymentError,
    adapter::{is, step_provider},
    money::{Holders, info, pay},
};

#[derive(Accounts)]
pub struct ProviderSweep<'info> {
    /// Any provider: its fees go to its own market's treasury.
    #[account(mut, dup, constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout)]
    pub provider: Box<Account<'info, Provider>>,
    /// The provider's own, by its word: it says where fees go.
    #[account(constraint = is(market.as_ref(), &provider.state.market) @ RaymentError::WrongMarket)]
    pub market: Box<Account<'info, Market>>,
    /// The market's, by its word.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, constraint = *treasury.key == market.treasury @ RaymentError::WrongPayee)]
    pub treasury: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<ProviderSweep>) -> Result<()> {
    let ProviderSweep { provider, treasury, .. } = ctx.accounts;
    let applied = step_provider(provider, ProviderSigner::Anyone, ProviderCommand::Sweep)?;
    let between = Holders { provider: Some(info(provider)), treasury: Some(treasury), ..Holders::default() };
    pay(&applied.transfers, &between)?;
    for payment in applied.transfers.iter() {
        emit!(ProviderPaid { provider: provider.key(), payee: treasury.key(), lamports: payment.amount });
    }
    Ok(())
}
