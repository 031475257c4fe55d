use anchor_lang::prelude::*;
use rayment_core::{
    layout,
    money::Terms,
    provider::{ProviderState, Status},
    seeds,
    stake::Stake,
};

use crate::{
    Market, Provider, ProviderChanged, RaymentError,
    adapter::{now, rule_key, write},
    money::open,
};

/// What a provider states on chain about itself.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug)]
pub struct Registration {
    /// The worker's hot key.
    pub operator: Pubkey,
    /// Where earnings go.
    pub payout: Pubkey,
    /// SHA-256 of the JSON that describes the machine.
    pub profile: [u8; 32],
    pub terms: Terms,
    /// Jobs it works on at a time.
    pub slots: u16,
    /// How much of its balance may go into bonds at a time.
    pub budget: u64,
}

#[derive(Accounts)]
pub struct ProviderRegister<'info> {
    /// Pays the rent, and gets it back. Any wallet: the provider's address follows from it.
    #[account(mut)]
    pub authority: Signer<'info>,
    /// Any market: the provider's address follows from it.
    pub market: Box<Account<'info, Market>>,
    /// The one provider of this wallet in this market, by its address; it must not exist yet.
    /// CHECK: made here.
    #[account(
        mut,
        seeds = [seeds::PROVIDER, market.key().as_ref(), authority.key().as_ref()],
        bump
    )]
    pub provider: UncheckedAccount<'info>,
    /// The one program that makes accounts.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<ProviderRegister>, registration: Registration) -> Result<()> {
    let Registration { operator, payout, profile, terms, slots, budget } = registration;
    if slots == 0 {
        return Err(RaymentError::NoSlots.refusal());
    }
    let ProviderRegister { authority: payer, market, provider, .. } = ctx.accounts;
    let now = now()?;
    if now < market.paused_until {
        return Err(RaymentError::MarketPaused.refusal());
    }
    let (market, authority, bump) = (market.key(), payer.key(), ctx.bumps.provider);
    let state = ProviderState {
        market: rule_key(&market),
        authority: rule_key(&authority),
        operator: rule_key(&operator),
        payout: rule_key(&payout),
        profile,
        terms,
        status: Status::Active,
        slots,
        jobs: 0,
        balance: 0,
        fees: 0,
        earned: 0,
        paid_jobs: 0,
        failed_jobs: 0,
        registered_at: now,
        budget,
        working: 0,
        stake: Stake::default(),
        purses: 0,
    };
    let seeds: &[&[u8]] = &[seeds::PROVIDER, market.as_ref(), authority.as_ref(), &[bump]];
    open(provider, payer, layout::provider::SPACE, seeds)?;
    let reserved = [0; layout::provider::RESERVED.size];
    write(provider, &Provider { layout: layout::provider::LAYOUT, bump, state, reserved })?;
    emit!(ProviderChanged { provider: provider.key(), authority, terms });
    Ok(())
}
