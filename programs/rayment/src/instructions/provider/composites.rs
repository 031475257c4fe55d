//! The accounts that instructions about a provider have in common.

use anchor_lang::prelude::*;
use rayment_core::{
    layout,
    provider::{Closed, ProviderCommand},
};

use crate::{
    Provider, ProviderChanged, RaymentError,
    adapter::{Applied, chain_key, rule_key, step_provider},
    refusals::refused,
};

/// A provider, by one of its keys.
#[derive(Accounts)]
pub struct ByProvider<'info> {
    /// The provider's operator or authority: which of them it is decides what may be asked.
    pub signer: Signer<'info>,
    /// Any provider that the signer has a key of.
    #[account(mut, dup, constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub provider: Box<Account<'info, Provider>>,
}

impl ByProvider<'_> {
    /// Asks for what moves no money, and tells that it changed.
    pub(crate) fn change(&mut self, command: ProviderCommand) -> Result<()> {
        let ByProvider { signer, provider } = self;
        step_by(signer, provider, command)?;
        let (authority, terms) = (chain_key(&provider.state.authority), provider.state.terms);
        emit!(ProviderChanged { provider: provider.key(), authority, terms });
        Ok(())
    }
}

/// Asks in the name of whoever signed.
pub(crate) fn step_by(signer: &Signer, provider: &mut Provider, command: ProviderCommand) -> Result<Applied<Closed>> {
    let role = provider.state.signer(&rule_key(signer.key)).map_err(refused)?;
    step_provider(provider, role, command)
}
