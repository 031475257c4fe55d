use anchor_lang::prelude::*;
use rayment_core::{
    layout,
    market::{Params, Pause},
    seeds,
};

use crate::{
    Market, MarketChanged, MarketParams, RaymentError,
    adapter::{now, write},
    money::open,
    refusals::refused,
};

#[derive(Accounts)]
pub struct MarketUpdate<'info> {
    /// The market's authority, by the market's word; pays the rent of a new version.
    #[account(mut, constraint = *authority.key == market.authority @ RaymentError::NotAuthority.refusal())]
    pub authority: Signer<'info>,
    /// Any market whose authority signs.
    #[account(mut, dup)]
    pub market: Box<Account<'info, Market>>,
    /// The next version of this market's parameters, by its address, where they change.
    /// CHECK: made here.
    #[account(
        mut,
        seeds = [seeds::PARAMS, market.key().as_ref(), &market.params.saturating_add(1).to_le_bytes()],
        bump
    )]
    pub params: Option<UncheckedAccount<'info>>,
    /// Who takes the market over, where somebody does. Anyone who signs: a mistyped key would be final.
    pub new_authority: Option<Signer<'info>>,
    /// The one program that makes accounts.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(
    ctx: Context<MarketUpdate>,
    keeper: Option<Pubkey>,
    params: Option<Params>,
    pause_secs: Option<u32>,
) -> Result<()> {
    let MarketUpdate { authority, market, params: account, new_authority, .. } = ctx.accounts;
    let key = market.key();
    match (params, account, ctx.bumps.params) {
        (Some(values), Some(account), Some(bump)) => {
            let values = values.checked().map_err(refused)?;
            market.params = market.params.checked_add(1).ok_or_else(|| RaymentError::Overflow.refusal())?;
            market.params_since = now()?;
            let (layout, version) = (layout::market_params::LAYOUT, market.params);
            let seeds: &[&[u8]] = &[seeds::PARAMS, key.as_ref(), &version.to_le_bytes(), &[bump]];
            open(account, authority, layout::market_params::SPACE, seeds)?;
            let reserved = [0; layout::market_params::RESERVED.size];
            write(account, &MarketParams { layout, bump, market: key, version, values, reserved })?;
        }
        (None, None, _) => {}
        // Values without an account for them, or an account without values.
        _ => return Err(RaymentError::WrongParams.refusal()),
    }
    if let Some(secs) = pause_secs {
        let pause = Pause { until: market.paused_until, ready_at: market.pause_ready_at };
        let Pause { until, ready_at } = pause.set(secs, now()?).map_err(refused)?;
        (market.paused_until, market.pause_ready_at) = (until, ready_at);
    }
    market.authority = new_authority.as_ref().map_or(market.authority, |signer| signer.key());
    market.keeper = keeper.unwrap_or(market.keeper);
    let Market { keeper, params, paused_until, .. } = ***market;
    emit!(MarketChanged { market: key, keeper, params, paused_until });
    Ok(())
}
