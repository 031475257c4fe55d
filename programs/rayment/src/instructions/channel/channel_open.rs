use anchor_lang::prelude::*;
use rayment_core::{
    channel::{ChannelState, ChannelTerms, Opening, Parties},
    key, layout,
    proof::challenge::SlotHashes,
    seeds,
};

use crate::instructions::tokens::*;
use crate::{
    Channel, ChannelOpened, Market, MarketParams, Provider, RaymentError, SLOT_HASHES,
    adapter::{Syscall, chain_key, rule_key, write},
    money::{Holders, open, pay, rent_of, token::Authority},
    refusals::refused,
};

#[derive(Accounts)]
pub struct ChannelOpen<'info> {
    /// Pays the deposit, and gets back what is left of it. Any wallet: the channel's address follows from it.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Lends the rent, and gets it back. None where the payer pays it.
    #[account(mut)]
    pub rent_payer: Option<Signer<'info>>,
    /// The provider's own, by its word.
    #[account(constraint = provider.state.market == rule_key(&market.key()) @ RaymentError::WrongMarket.refusal())]
    pub market: Box<Account<'info, Market>>,
    /// The market's parameters of the moment, by its word.
    #[account(
        constraint = params.market == market.key() @ RaymentError::WrongMarket.refusal(),
        constraint = params.version == market.params @ RaymentError::WrongParams.refusal(),
        constraint = params.layout == layout::market_params::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub params: Box<Account<'info, MarketParams>>,
    /// Any provider that takes work: the channel's address follows from it.
    #[account(constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub provider: Box<Account<'info, Provider>>,
    /// The channel, by its address; it must not exist yet.
    /// CHECK: made here.
    #[account(mut)]
    pub channel: UncheckedAccount<'info>,
    /// The one sysvar of that address: whoever opens a channel can't choose what it says.
    /// CHECK: the sysvar, by its address; too large to be decoded as a whole.
    #[account(address = SLOT_HASHES)]
    pub slot_hashes: UncheckedAccount<'info>,
    /// The one program that makes accounts, and moves a wallet's lamports.
    pub system_program: Program<'info, System>,
    pub tokens: LockTokens<'info>,
}

pub(crate) fn handle(ctx: Context<ChannelOpen>, terms: ChannelTerms, salt: u64, slot: u64, deposit: u64) -> Result<()> {
    let ChannelOpen { payer, rent_payer, market, params, provider, channel, slot_hashes, tokens, .. } = ctx.accounts;
    let Clock { slot: present, unix_timestamp: now, .. } = Clock::get()?;
    let (payer, provider_key) = (&**payer, provider.key());
    let token = tokens.open(&market.key())?;
    if let (Some(open), Some(purse)) = (&token, &tokens.purse) {
        check_purse(purse, &provider_key, &open.token)?;
    }
    let lender: &AccountInfo = rent_payer.as_ref().map_or(payer, |lender| lender);
    let parties = Parties {
        payer: rule_key(payer.key),
        provider: rule_key(&provider_key),
        rent_payer: rule_key(lender.key),
        mint: token.as_ref().map_or(key::Pubkey::default(), |open| open.token.mint()),
    };
    let rent = rent_of(layout::channel::SPACE)?;
    // The whole of it is lent, whatever strangers have sent to either address.
    let vault_rent = match &token {
        Some(open) => rent_of(open.token.vault_space(&open.mint))?,
        None => 0,
    };
    let read = Opening {
        now,
        slot: present,
        slot_hashes: SlotHashes(&slot_hashes.try_borrow_data()?),
        params: params.version,
        fee_bps: params.values.fee_bps,
        grace_secs: params.values.grace_secs,
        is_paused: now < market.paused_until,
        provider: &provider.state,
        // The market has an asset for it, or it would not have been opened.
        is_listed: token.is_some(),
        has_purse: tokens.purse.is_some(),
        rent: rent.checked_add(vault_rent).ok_or_else(|| RaymentError::Overflow.refusal())?,
    };
    let step = ChannelState::open::<Syscall>(&terms, (salt, slot, deposit), &parties, &read);
    let step = step.map_err(refused)?;
    let state = step.next.continues().ok_or_else(|| RaymentError::WrongPhase.refusal())?;
    let seeds: &[&[u8]] = &[seeds::CHANNEL, payer.key.as_ref(), provider_key.as_ref(), &state.seed];
    let (address, bump) = Pubkey::find_program_address(seeds, &crate::ID);
    if *channel.key != address {
        return Err(RaymentError::WrongChannel.refusal());
    }
    open(channel, lender, layout::channel::SPACE, &[seeds, &[&[bump]]].concat())?;
    match &token {
        None => {
            pay(&step.transfers, &Holders { escrow: Some(channel), client: Some(payer), ..Holders::default() })?;
        }
        Some(ListedToken { token, mint, .. }) => {
            let (payer_tokens, vault) = tokens.between()?;
            token.open_vault(vault, channel.key, lender, mint)?;
            token.send_whole((payer_tokens, vault), Authority { account: payer, seeds: &[] }, deposit)?;
        }
    }
    write(channel, &Channel { layout: layout::channel::LAYOUT, bump, state })?;
    emit!(ChannelOpened {
        channel: address,
        payer: *payer.key,
        provider: provider_key,
        rent_payer: *lender.key,
        kind: terms.kind,
        rate: terms.rate,
        deposit,
        rent: state.rent,
        mint: chain_key(&state.mint),
    });
    Ok(())
}
