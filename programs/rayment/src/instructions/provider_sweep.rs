use anchor_lang::prelude::*;

use crate::{
    Market, Provider, ProviderPaid, RaymentError,
    ledger::{chain_key, pay_wallet},
};

#[derive(Accounts)]
pub struct ProviderSweep<'info> {
    #[account(mut)]
    pub provider: Account<'info, Provider>,
    #[account(address = chain_key(&provider.state.market) @ RaymentError::WrongMarket)]
    pub market: Account<'info, Market>,
    /// CHECK: paid only, and its address is checked.
    #[account(mut, address = market.treasury @ RaymentError::WrongPayee)]
    pub treasury: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<ProviderSweep>) -> Result<()> {
    let ProviderSweep { provider, treasury, .. } = ctx.accounts;
    let lamports = core::mem::take(&mut provider.state.fees);
    if lamports == 0 {
        return Ok(());
    }
    pay_wallet(provider.as_ref(), treasury.as_ref(), lamports)?;
    emit!(ProviderPaid { provider: provider.key(), payee: treasury.key(), lamports });
    Ok(())
}
