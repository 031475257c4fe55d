use anchor_lang::prelude::*;
use rayment_core::{layout, market::Dust, money::Holding, provider::ProviderCommand};

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
    #[account(mut, dup, constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub provider: Box<Account<'info, Provider>>,
    /// The provider's own, by its word: it says where fees go, and keeps those that can't go there.
    #[account(mut, constraint = is(market.as_ref(), &provider.state.market) @ RaymentError::WrongMarket.refusal())]
    pub market: Box<Account<'info, Market>>,
    /// The provider's own, by its word.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, constraint = is(&payout, &provider.state.payout) @ RaymentError::WrongPayee.refusal())]
    pub payout: UncheckedAccount<'info>,
    /// The market's, by its word. None where no fees are owed, or where nobody can pay it: the
    /// market keeps them then.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, constraint = *treasury.key == market.treasury @ RaymentError::WrongPayee.refusal())]
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
    market.dust = Dust(market.dust).with(&applied.transfers).ok_or_else(|| RaymentError::Overflow.refusal())?.0;
    let (from, keeps) = (Some(info(provider)), Some(info(market)));
    let between =
        Holders { provider: from, payout: Some(payout), treasury, market: keeps, can_take: true, ..Holders::default() };
    pay(&applied.transfers, &between)?;
    for payment in applied.transfers.iter() {
        let payee = match payment.to {
            Holding::Payout => payout.key(),
            Holding::Dust => market.key(),
            _ => market.treasury,
        };
        emit!(ProviderPaid { provider: provider.key(), payee, lamports: payment.amount });
    }
    if applied.ended.is_some() {
        close(provider, signer)?;
    }
    Ok(())
}
