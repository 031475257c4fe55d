use anchor_lang::prelude::*;
use rayment_core::{money::Terms, provider::{ProviderCommand, ProviderStep}};

use crate::{
    Provider, ProviderChanged, RaymentError,
    ledger::{chain_key, rule_key},
};

#[derive(Accounts)]
pub struct ProviderChange<'info> {
    /// The provider's operator or authority.
    pub signer: Signer<'info>,
    #[account(mut)]
    pub provider: Account<'info, Provider>,
}

pub(crate) fn update(
    ctx: Context<ProviderChange>,
    operator: Option<Pubkey>,
    payout: Option<Pubkey>,
    profile: Option<[u8; 32]>,
    slots: Option<u16>,
) -> Result<()> {
    let (operator, payout) = (operator.as_ref().map(rule_key), payout.as_ref().map(rule_key));
    change(ctx, ProviderCommand::Update { operator, payout, profile, slots })
}

pub(crate) fn price(ctx: Context<ProviderChange>, terms: Terms) -> Result<()> {
    change(ctx, ProviderCommand::Price(terms))
}

pub(crate) fn pause(ctx: Context<ProviderChange>, paused: bool) -> Result<()> {
    change(ctx, ProviderCommand::Pause(paused))
}

fn change(ctx: Context<ProviderChange>, command: ProviderCommand) -> Result<()> {
    let provider = &mut ctx.accounts.provider;
    step(provider, &ctx.accounts.signer, command)?;
    let (authority, terms) = (chain_key(&provider.state.authority), provider.state.terms);
    emit!(ProviderChanged { provider: provider.key(), authority, terms });
    Ok(())
}

/// Asks the rules, writes the next state, and says how much goes to the payout wallet.
pub(crate) fn step(provider: &mut Provider, signer: &Signer, command: ProviderCommand) -> Result<u64> {
    let role = provider.state.signer(&rule_key(signer.key)).map_err(RaymentError::from)?;
    let ProviderStep { next, payout } = provider.state.step(role, command).map_err(RaymentError::from)?;
    provider.state = next;
    Ok(payout)
}
