use anchor_lang::prelude::*;
use rayment_core::{layout, provider::PurseState, seeds};

use crate::{
    Asset, Provider, Purse, PurseChanged, RaymentError,
    adapter::{is, rule_key, write},
    money::{
        open,
        token::{Token, read_mint},
    },
    refusals::refused,
};

#[derive(Accounts)]
pub struct PurseOpen<'info> {
    /// The provider's operator or authority. Pays the rent, which goes to the authority in the end.
    #[account(mut)]
    pub signer: Signer<'info>,
    /// Any provider that the signer has a key of: the purse's address follows from it.
    #[account(mut, dup, constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub provider: Box<Account<'info, Provider>>,
    /// The market's of this mint: none is opened in what the market does not take.
    #[account(
        constraint = asset.state.market == provider.state.market @ RaymentError::WrongAsset.refusal(),
        constraint = is(&mint, &asset.state.mint) @ RaymentError::WrongMint.refusal()
    )]
    pub asset: Box<Account<'info, Asset>>,
    /// The provider's one purse of this mint, by its address; it must not exist yet.
    /// CHECK: made here.
    #[account(mut, seeds = [seeds::PURSE, provider.key().as_ref(), mint.key.as_ref()], bump)]
    pub purse: UncheckedAccount<'info>,
    /// The purse's vault, by its address.
    /// CHECK: made here.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,
    /// The asset's, by its word.
    /// CHECK: read as a mint.
    pub mint: UncheckedAccount<'info>,
    /// The one that the mint belongs to.
    /// CHECK: one of the two token programs, and the mint's owner.
    pub token_program: UncheckedAccount<'info>,
    /// The one program that makes accounts.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<PurseOpen>) -> Result<()> {
    let PurseOpen { signer, provider, purse, vault, mint, token_program, .. } = ctx.accounts;
    provider.state.signer(&rule_key(signer.key)).map_err(refused)?;
    let read = read_mint(mint)?;
    let token = Token::new(mint, token_program)?;
    provider.state.count_purse(true).map_err(refused)?;
    let (of, bump) = (provider.key(), ctx.bumps.purse);
    open(purse, signer, layout::purse::SPACE, &[seeds::PURSE, of.as_ref(), mint.key.as_ref(), &[bump]])?;
    let state = PurseState::open(rule_key(&of), rule_key(mint.key));
    let reserved = [0; layout::purse::RESERVED.size];
    write(purse, &Purse { layout: layout::purse::LAYOUT, bump, state, reserved })?;
    token.open_vault(vault, purse.key, signer, &read)?;
    emit!(PurseChanged { provider: of, purse: *purse.key, mint: *mint.key, budget: 0 });
    Ok(())
}
