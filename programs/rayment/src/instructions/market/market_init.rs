use anchor_lang::prelude::*;
use rayment_core::{layout, market::Params, seeds, stake::Stake};

use crate::{
    Market, MarketChanged, MarketParams,
    adapter::{now, write},
    money::open,
    refusals::refused,
};

#[derive(Accounts)]
#[instruction(id: u16)]
pub struct MarketInit<'info> {
    /// Pays the rent, and holds the authority. Any wallet: the market's address follows from it.
    #[account(mut)]
    pub creator: Signer<'info>,
    /// The one market of this creator with this id, by its address; it must not exist yet.
    /// CHECK: made here.
    #[account(
        mut,
        seeds = [seeds::MARKET, creator.key().as_ref(), &id.to_le_bytes()],
        bump
    )]
    pub market: UncheckedAccount<'info>,
    /// Version 0 of this market's parameters, by its address.
    /// CHECK: made here.
    #[account(
        mut,
        seeds = [seeds::PARAMS, market.key().as_ref(), &0u16.to_le_bytes()],
        bump
    )]
    pub params: UncheckedAccount<'info>,
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
    let values = params.checked().map_err(refused)?;
    let MarketInit { creator: payer, market: account, params, .. } = ctx.accounts;
    let (market, creator) = (account.key(), payer.key());
    let MarketInitBumps { market: bump, params: params_bump } = ctx.bumps;
    let seeds: &[&[u8]] = &[seeds::MARKET, creator.as_ref(), &id.to_le_bytes(), &[bump]];
    open(account, payer, layout::market::SPACE, seeds)?;
    let seeds: &[&[u8]] = &[seeds::PARAMS, market.as_ref(), &0u16.to_le_bytes(), &[params_bump]];
    open(params, payer, layout::market_params::SPACE, seeds)?;
    let reserved = [0; layout::market_params::RESERVED.size];
    let layout = layout::market_params::LAYOUT;
    write(params, &MarketParams { layout, bump: params_bump, market, version: 0, values, reserved })?;
    let opened = Market {
        layout: layout::market::LAYOUT,
        bump,
        id,
        creator,
        authority: creator,
        keeper,
        treasury,
        params: 0,
        params_since: now()?,
        paused_until: 0,
        pause_ready_at: 0,
        keeper_bond: Stake::default(),
        dust: 0,
        spare: [0; layout::market::SPARE.size],
    };
    write(account, &opened)?;
    emit!(MarketChanged { market, keeper, params: 0, paused_until: 0 });
    Ok(())
}
