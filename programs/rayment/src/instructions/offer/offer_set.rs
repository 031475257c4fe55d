use anchor_lang::prelude::*;
use rayment_core::{layout, provider::OfferTerms, seeds};

use crate::{
    Asset, Market, Offer, OfferChanged, Provider, RaymentError,
    adapter::{is, now, rule_key, write},
    money::{close_at, open},
    refusals::refused,
};

#[derive(Accounts)]
#[instruction(kind: u8, class: u16, mint: Pubkey)]
pub struct OfferSet<'info> {
    /// The provider's operator or authority. Pays the rent; whoever closes the offer gets it.
    #[account(mut)]
    pub signer: Signer<'info>,
    /// The provider's own, by its word.
    #[account(constraint = is(market.as_ref(), &provider.state.market) @ RaymentError::WrongMarket.refusal())]
    pub market: Box<Account<'info, Market>>,
    /// Any provider that the signer has a key of: the offer's address follows from it.
    #[account(constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub provider: Box<Account<'info, Provider>>,
    /// The market's of the mint, where an offer in tokens opens or changes.
    #[account(
        constraint = asset.state.market == provider.state.market @ RaymentError::WrongAsset.refusal(),
        constraint = asset.state.mint == rule_key(&mint) @ RaymentError::WrongAsset.refusal()
    )]
    pub asset: Option<Box<Account<'info, Asset>>>,
    /// The provider's one offer of this kind, class and asset, by its address.
    /// CHECK: made, written or closed here.
    #[account(
        mut,
        seeds = [seeds::OFFER, provider.key().as_ref(), &[kind], &class.to_le_bytes(), mint.as_ref()],
        bump
    )]
    pub offer: UncheckedAccount<'info>,
    /// The one program that makes accounts.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(
    ctx: Context<OfferSet>,
    kind: u8,
    class: u16,
    mint: Pubkey,
    terms: Option<OfferTerms>,
) -> Result<()> {
    let OfferSet { signer, market, provider, asset, offer, .. } = ctx.accounts;
    provider.state.signer(&rule_key(signer.key)).map_err(refused)?;
    let (of, bump, exists) = (provider.key(), ctx.bumps.offer, *offer.owner == crate::ID);
    match terms {
        Some(terms) => {
            let now = now()?;
            let is_token = mint != Pubkey::default();
            if is_token && asset.is_none() {
                return Err(RaymentError::AssetNotListed.refusal());
            }
            if !is_token && asset.is_some() {
                return Err(RaymentError::NotInTokens.refusal());
            }
            let mut since = now;
            if exists {
                since = Offer::try_deserialize(&mut &**offer.try_borrow_data()?)?.state.since;
            } else if now < market.paused_until {
                return Err(RaymentError::MarketPaused.refusal());
            }
            let wanted = (kind, class, rule_key(&mint));
            let state = provider.state.offer(rule_key(&of), wanted, terms, since).map_err(refused)?;
            if !exists {
                let (kind, class) = ([kind], class.to_le_bytes());
                let seeds: &[&[u8]] = &[seeds::OFFER, of.as_ref(), &kind, &class, mint.as_ref(), &[bump]];
                open(offer, signer, layout::offer::SPACE, seeds)?;
            }
            let reserved = [0; layout::offer::RESERVED.size];
            write(offer, &Offer { layout: layout::offer::LAYOUT, bump, state, reserved })?;
        }
        None => {
            if asset.is_some() {
                return Err(RaymentError::WrongAsset.refusal());
            }
            if !exists {
                return Err(RaymentError::WrongOffer.refusal());
            }
            provider.state.may_close_offer().map_err(refused)?;
            close_at(offer, signer)?;
        }
    }
    let open = terms.is_some();
    let terms = terms.map(|terms| terms.terms).unwrap_or_default();
    emit!(OfferChanged { provider: of, offer: *offer.key, kind, class, mint, terms, open });
    Ok(())
}
