use anchor_lang::prelude::*;
use rayment_core::provider::ProviderCommand;

use super::composites::*;
use crate::{
    ProviderPaid, RaymentError,
    adapter::is,
    money::{Holders, info, pay},
};

#[derive(Accounts)]
pub struct ProviderWithdraw<'info> {
    pub by: ByProvider<'info>,
    /// The provider's own, by its word.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, constraint = is(&payout, &by.provider.state.payout) @ RaymentError::WrongPayee.refusal())]
    pub payout: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<ProviderWithdraw>, amount: Option<u64>) -> Result<()> {
    let ProviderWithdraw { by: ByProvider { signer, provider }, payout } = ctx.accounts;
    let applied = step_by(signer, provider, ProviderCommand::Withdraw { amount })?;
    let between = Holders { provider: Some(info(provider)), payout: Some(payout), ..Holders::default() };
    pay(&applied.transfers, &between)?;
    for payment in applied.transfers.iter() {
        emit!(ProviderPaid { provider: provider.key(), payee: payout.key(), lamports: payment.amount });
    }
    Ok(())
}
