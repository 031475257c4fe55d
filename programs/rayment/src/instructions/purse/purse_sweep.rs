use anchor_lang::prelude::*;

use super::composites::*;
use crate::{
    Market, PursePaid, RaymentError,
    adapter::{chain_key, is},
};

#[derive(Accounts)]
pub struct PurseSweep<'info> {
    pub open: OpenPurse<'info>,
    /// The provider's own, by its word: it says where fees go.
    #[account(constraint = is(market.as_ref(), &open.provider.state.market) @ RaymentError::WrongMarket.refusal())]
    pub market: Box<Account<'info, Market>>,
    /// The associated token account of the market's treasury, which anyone may make.
    /// CHECK: paid only, by its address.
    #[account(mut)]
    pub treasury_tokens: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<PurseSweep>) -> Result<()> {
    let PurseSweep { open, market, treasury_tokens } = ctx.accounts;
    let amount = open.purse.state.sweep();
    if amount == 0 {
        return Err(RaymentError::NothingDue.refusal());
    }
    {
        let (token, _) = open.read()?;
        open.pay(&token, (treasury_tokens, &market.treasury), amount, None)?;
    }
    let (provider, purse, mint) = (open.provider.key(), open.purse.key(), chain_key(&open.purse.state.mint));
    emit!(PursePaid { provider, purse, mint, payee: market.treasury, amount, closed: false });
    Ok(())
}
