use anchor_lang::prelude::*;
use rayment_core::provider::ProviderCommand;

use crate::{
    Market, Provider, ProviderPaid, RaymentError,
    ledger::{can_take, chain_key, move_lamports},
    provider_change::step,
};

#[derive(Accounts)]
pub struct ProviderRetire<'info> {
    /// The provider's authority: gets the rent back.
    #[account(mut)]
    pub signer: Signer<'info>,
    #[account(mut)]
    pub provider: Account<'info, Provider>,
    #[account(address = chain_key(&provider.state.market) @ RaymentError::WrongMarket)]
    pub market: Account<'info, Market>,
    /// CHECK: paid only, and its address is checked.
    #[account(mut, address = chain_key(&provider.state.payout) @ RaymentError::WrongPayee)]
    pub payout: UncheckedAccount<'info>,
    /// None where no fees are owed, or where nobody can pay it: the provider does not depend on it.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, address = market.treasury @ RaymentError::WrongPayee)]
    pub treasury: Option<UncheckedAccount<'info>>,
}

pub(crate) fn handle(ctx: Context<ProviderRetire>) -> Result<()> {
    let ProviderRetire { signer, provider, payout, treasury, .. } = ctx.accounts;
    step(provider, signer, ProviderCommand::Retire)?;
    if provider.state.jobs > 0 {
        return Ok(());
    }
    provider.state.balance = pays(provider, payout.as_ref(), provider.state.balance)?;
    if let Some(treasury) = treasury {
        provider.state.fees = pays(provider, treasury.as_ref(), provider.state.fees)?;
    }
    if provider.state.drained() { provider.close(signer.to_account_info()) } else { Ok(()) }
}

/// Pays what is owed to one of the two, as far as it can take it: neither waits for the other.
/// Returns what stays owed.
fn pays<'info>(from: &Account<'info, Provider>, payee: &AccountInfo<'info>, lamports: u64) -> Result<u64> {
    if lamports == 0 || !can_take(payee, lamports)? {
        return Ok(lamports);
    }
    move_lamports(from.as_ref(), payee, lamports)?;
    emit!(ProviderPaid { provider: from.key(), payee: payee.key(), lamports });
    Ok(0)
}
