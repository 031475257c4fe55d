use anchor_lang::prelude::*;
use rayment_core::{layout, market::Params, seeds};

use crate::{Market, MarketChanged, MarketParams, RaymentError};

#[derive(Accounts)]
#[instruction(id: u16)]
pub struct MarketInit<'info> {
    /// Pays the rent, and holds the authority. Any wallet: the market's address follows from it.
    #[account(mut)]
    pub creator: Signer<'info>,
    /// The one market of this creator with this id, by its address; it must not exist yet.
    #[account(
        init,
        payer = creator,
        space = layout::market::SPACE,
        seeds = [seeds::MARKET, creator.key().as_ref(), &id.to_le_bytes()],
        bump
    )]
    pub market: Box<Account<'info, Market>>,
    /// Version 0 of this market's parameters, by its address.
    #[account(
        init,
        payer = creator,
        space = layout::market_params::SPACE,
        seeds = [seeds::PARAMS, market.key().as_ref(), &0u16.to_le_bytes()],
        bump
    )]
    pub params: Box<Account<'info, MarketParams>>,
    /// The one program that makes accounts.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(
    ctx: Context<MarketInit>,
    id: u16,
    keeper: Pubkey,
    treasury: Pubkey,
    params: Params,
) -> Result<()> {
    let values = params.checked().map_err(RaymentError::from)?;
    let (market, creator) = (ctx.accounts.market.key(), ctx.accounts.creator.key());
    let (layout, bump) = (layout::VERSION, ctx.bumps.params);
    ctx.accounts.params.set_inner(MarketParams { layout, bump, market, version: 0, values });
    ctx.accounts.market.set_inner(Market {
        layout,
        bump: ctx.bumps.market,
        id,
        creator,
        authority: creator,
        keeper,
        treasury,
        params: 0,
        reserved: [0; layout::market::RESERVED.size],
    });
    emit!(MarketChanged { market, keeper, params: 0 });
    Ok(())
}
