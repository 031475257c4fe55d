use anchor_lang::prelude::*;
use rayment_core::provider::ProviderCommand;

use crate::{
    Provider, ProviderPaid, RaymentError,
    ledger::{chain_key, pay_wallet},
    provider_change::step,
};

#[derive(Accounts)]
pub struct ProviderWithdraw<'info> {
    /// The provider's operator or authority.
    pub signer: Signer<'info>,
    #[account(mut)]
    pub provider: Account<'info, Provider>,
    /// CHECK: paid only, and its address is checked.
    #[account(mut, address = chain_key(&provider.state.payout) @ RaymentError::WrongPayee)]
    pub payout: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<ProviderWithdraw>, amount: Option<u64>) -> Result<()> {
    let ProviderWithdraw { signer, provider, payout } = ctx.accounts;
    let lamports = step(provider, signer, ProviderCommand::Withdraw { amount })?;
    pay_wallet(provider.as_ref(), payout.as_ref(), lamports)?;
    emit!(ProviderPaid { provider: provider.key(), payee: payout.key(), lamports });
    Ok(())
}
