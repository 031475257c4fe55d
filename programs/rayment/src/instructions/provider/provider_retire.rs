use anchor_lang::prelude::*;
use rayment_core::{layout, money::Holding, provider::ProviderCommand};

use super::composites::step_by;
use crate::{
    Market, Provider, ProviderPaid, RaymentError,
    adapter::is,
    money::{Holders, can_take, close, info, pay},
};

#[derive(Accounts)]
pub struct ProviderRetire<'info> {
    /// The rules take the authority alone; it gets the rent back.
    #[account(mut)]
    pub signer: Signer<'info>,
    /// Any provider whose authority signs.
    #[account(mut, dup, constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout)]
    pub provider: Box<Account<'info, Provider>>,
    /// The provider's own, by its word: it says where fees go.
    #[account(constraint = is(market.as_ref(), &provider.state.market) @ RaymentError::WrongMarket)]
    pub market: Box<Account<'info, Market>>,
    /// The provider's own, by its word.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, constraint = is(&payout, &provider.state.payout) @ RaymentError::WrongPayee)]
    pub payout: UncheckedAccount<'info>,
    /// The market's, by its word. None where no fees are owed, or where nobody can pay it: the
    /// provider does not depend on it.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, constraint = *treasury.key == market.treasury @ RaymentError::WrongPayee)]
    pub treasury: Option<UncheckedAccount<'info>>,
}

pub(crate) fn handle(ctx: Context<ProviderRetire>) -> Result<()> {
    let ProviderRetire { signer, provider, market, payout, treasury } = ctx.accounts;
    let treasury = treasury.as_deref();
    let command = ProviderCommand::Retire {
        payout: can_take(payout, provider.state.balance)?,
        treasury: match treasury {
            Some(treasury) => can_take(treasury, provider.state.fees)?,
            None => false,
        },
    };
    let applied = step_by(signer, provider, command)?;
    let from = Some(info(provider));
    pay(
        &applied.transfers,
        &Holders { provider: from, payout: Some(payout), treasury, can_take: true, ..Holders::default() },
    )?;
    for payment in applied.transfers.iter() {
        let payee = if payment.to == Holding::Payout { payout.key() } else { market.treasury };
        emit!(ProviderPaid { provider: provider.key(), payee, lamports: payment.amount });
    }
    if applied.ended.is_some() {
        close(provider, signer)?;
    }
    Ok(())
}
