use anchor_lang::prelude::*;
use rayment_core::{
    asset::{AssetState, Listing},
    layout, seeds,
};

use crate::{
    Asset, AssetChanged, Market, RaymentError,
    adapter::{now, rule_key, write},
    money::{
        close_at, open,
        token::{program_number, read_mint},
    },
};

#[derive(Accounts)]
pub struct AssetSet<'info> {
    /// The market's, by its word. Pays the rent, and gets it back.
    #[account(mut, constraint = *authority.key == market.authority @ RaymentError::NotAuthority.refusal())]
    pub authority: Signer<'info>,
    /// Any market whose authority signs.
    pub market: Box<Account<'info, Market>>,
    /// The market's asset of this mint, by its address.
    /// CHECK: made, written or closed here.
    #[account(mut, seeds = [seeds::ASSET, market.key().as_ref(), mint.key.as_ref()], bump)]
    pub asset: UncheckedAccount<'info>,
    /// Any mint, of either token program; the rules refuse those whose tokens need not stay where they are put. One
    /// that is taken no more need not be a mint any more.
    /// CHECK: read as a mint where it is listed.
    pub mint: UncheckedAccount<'info>,
    /// The one program that makes accounts.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<AssetSet>, listing: Option<Listing>) -> Result<()> {
    let AssetSet { authority, market, asset, mint, .. } = ctx.accounts;
    let (market, bump) = (market.key(), ctx.bumps.asset);
    match listing {
        Some(listing) => {
            let read = read_mint(mint)?;
            let program = program_number(mint.owner).ok_or_else(|| RaymentError::NotMint.refusal())?;
            let state = AssetState::list((rule_key(&market), rule_key(mint.key)), (read, program), listing, now()?);
            if asset.owner != &crate::ID {
                let seeds: &[&[u8]] = &[seeds::ASSET, market.as_ref(), mint.key.as_ref(), &[bump]];
                open(asset, authority, layout::asset::SPACE, seeds)?;
            }
            let reserved = [0; layout::asset::RESERVED.size];
            write(asset, &Asset { layout: layout::asset::LAYOUT, bump, state, reserved })?;
        }
        None => {
            if asset.owner != &crate::ID {
                return Err(RaymentError::AssetNotListed.refusal());
            }
            close_at(asset, authority)?;
        }
    }
    let (listed, (rate, at_once_max)) =
        (listing.is_some(), listing.map_or((0, 0), |said| (said.rate, said.at_once_max)));
    emit!(AssetChanged { market, mint: *mint.key, listed, rate, at_once_max });
    Ok(())
}
