use anchor_lang::prelude::*;
use rayment_core::market::Params;

use crate::{LAYOUT, MARKET_SEED, Market, MarketChanged, MarketParams, PARAMS_SEED, RaymentError};

#[derive(Accounts)]
#[instruction(id: u16)]
pub struct MarketInit<'info> {
    #[account(mut)]
    pub creator: Signer<'info>,
    #[account(init, payer = creator, space = Market::SPACE, seeds = [MARKET_SEED, creator.key().as_ref(), &id.to_le_bytes()], bump)]
    pub market: Account<'info, Market>,
    #[account(init, payer = creator, space = MarketParams::SPACE, seeds = [PARAMS_SEED, market.key().as_ref(), &0u16.to_le_bytes()], bump)]
    pub params: Account<'info, MarketParams>,
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<MarketInit>, id: u16, keeper: Pubkey, treasury: Pubkey, params: Params) -> Result<()> {
    let values = params.checked().map_err(RaymentError::from)?;
    let (market, creator) = (ctx.accounts.market.key(), ctx.accounts.creator.key());
    ctx.accounts.params.set_inner(MarketParams { layout: LAYOUT, bump: ctx.bumps.params, market, version: 0, values });
    ctx.accounts.market.set_inner(Market {
        layout: LAYOUT,
        bump: ctx.bumps.market,
        id,
        creator,
        authority: creator,
        keeper,
        treasury,
        params: 0,
        reserved: [0; 64],
    });
    emit!(MarketChanged { market, keeper, params: 0 });
    Ok(())
}
