use anchor_lang::prelude::*;
use rayment_core::{
    guardian::{GuardianState, MarketKeys},
    layout, seeds,
};

use crate::{
    Guardian, GuardianEnlisted, Market, RaymentError,
    adapter::{now, rule_key, write},
    money::open,
    refusals::refused,
};

#[derive(Accounts)]
pub struct GuardianEnlist<'info> {
    /// Pays the rent, and gets it back. Any wallet that the market's authority admits.
    #[account(mut)]
    pub wallet: Signer<'info>,
    /// The market's authority, by the market's word.
    pub authority: Signer<'info>,
    /// Any market whose authority signs.
    pub market: Box<Account<'info, Market>>,
    /// The one guardian of this wallet in this market, by its address; it must not exist yet.
    /// CHECK: made here.
    #[account(mut, seeds = [seeds::GUARDIAN, market.key().as_ref(), wallet.key().as_ref()], bump)]
    pub guardian: UncheckedAccount<'info>,
    /// The one program that makes accounts.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<GuardianEnlist>, key: Pubkey) -> Result<()> {
    let GuardianEnlist { wallet, authority, market, guardian, .. } = ctx.accounts;
    let now = now()?;
    if now < market.paused_until {
        return Err(RaymentError::MarketPaused.refusal());
    }
    let (address, bump) = (market.key(), ctx.bumps.guardian);
    let keys = keys(market);
    let who = (rule_key(wallet.key), rule_key(&key));
    let state = GuardianState::enlisted(&keys, &rule_key(authority.key), who, now).map_err(refused)?;
    let seeds: &[&[u8]] = &[seeds::GUARDIAN, address.as_ref(), wallet.key.as_ref(), &[bump]];
    open(guardian, wallet, layout::guardian::SPACE, seeds)?;
    let reserved = [0; layout::guardian::RESERVED.size];
    write(guardian, &Guardian { layout: layout::guardian::LAYOUT, bump, state, reserved })?;
    emit!(GuardianEnlisted { market: address, guardian: guardian.key(), wallet: wallet.key(), key });
    Ok(())
}

/// The keys of a market that guardians have to do with.
pub(crate) fn keys(market: &Account<Market>) -> MarketKeys {
    let (authority, keeper) = (rule_key(&market.authority), rule_key(&market.keeper));
    MarketKeys { market: rule_key(&market.key()), authority, keeper }
}
