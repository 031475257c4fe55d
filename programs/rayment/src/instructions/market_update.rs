use anchor_lang::prelude::*;
use rayment_core::market::Params;

use crate::{LAYOUT, Market, MarketChanged, MarketParams, PARAMS_SEED, RaymentError};

#[derive(Accounts)]
pub struct MarketUpdate<'info> {
    #[account(mut, address = market.authority @ RaymentError::NotAuthority)]
    pub authority: Signer<'info>,
    #[account(mut)]
    pub market: Account<'info, Market>,
    /// The next version of the parameters, where they change.
    #[account(
        init,
        payer = authority,
        space = MarketParams::SPACE,
        seeds = [PARAMS_SEED, market.key().as_ref(), &market.params.saturating_add(1).to_le_bytes()],
        bump
    )]
    pub params: Option<Account<'info, MarketParams>>,
    /// Who takes the market over, where somebody does. It signs: a mistyped key would be final.
    pub new_authority: Option<Signer<'info>>,
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(
    ctx: Context<MarketUpdate>,
    keeper: Option<Pubkey>,
    params: Option<Params>,
) -> Result<()> {
    let key = ctx.accounts.market.key();
    let authority = ctx.accounts.new_authority.as_ref().map(|signer| signer.key());
    let market = &mut ctx.accounts.market;
    match (params, ctx.accounts.params.as_mut(), ctx.bumps.params) {
        (Some(values), Some(account), Some(bump)) => {
            let values = values.checked().map_err(RaymentError::from)?;
            market.params = market.params.checked_add(1).ok_or(RaymentError::Overflow)?;
            account.set_inner(MarketParams { layout: LAYOUT, bump, market: key, version: market.params, values });
        }
        (None, None, _) => {}
        // Values without an account for them, or an account without values.
        _ => return err!(RaymentError::WrongParams),
    }
    market.authority = authority.unwrap_or(market.authority);
    market.keeper = keeper.unwrap_or(market.keeper);
    emit!(MarketChanged { market: key, keeper: market.keeper, params: market.params });
    Ok(())
}
