use anchor_lang::prelude::*;
use rayment_core::{layout, money::Terms, provider::ProviderCommand};

use super::composites::*;
use crate::{
    Purse, PurseChanged, RaymentError,
    adapter::{chain_key, is, rule_key},
    refusals::refused,
};

/// What a provider changes about itself. Keys and budgets take the authority.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug)]
pub enum ProviderUpdate {
    /// Keys, profile, slots or budget; what is none stays as it is.
    Account {
        operator: Option<Pubkey>,
        payout: Option<Pubkey>,
        profile: Option<[u8; 32]>,
        slots: Option<u16>,
        budget: Option<u64>,
    },
    /// The prices for claims to come, in SOL.
    Price { terms: Terms },
    /// Stops taking work, or takes it again.
    Pause { paused: bool },
    /// How much of a purse's balance may go into bonds.
    PurseBudget { budget: u64 },
}

#[derive(Accounts)]
pub struct ProviderChange<'info> {
    pub by: ByProvider<'info>,
    /// One of the provider's own, where its budget changes.
    #[account(
        mut,
        dup,
        constraint = purse.layout == layout::purse::LAYOUT @ RaymentError::EarlierLayout.refusal(),
        constraint = is(by.provider.as_ref(), &purse.state.provider) @ RaymentError::WrongPurse.refusal()
    )]
    pub purse: Option<Box<Account<'info, Purse>>>,
}

pub(crate) fn handle(ctx: Context<ProviderChange>, update: ProviderUpdate) -> Result<()> {
    let ProviderChange { by, purse } = ctx.accounts;
    let command = match (update, purse) {
        (ProviderUpdate::Account { operator, payout, profile, slots, budget }, None) => {
            let (operator, payout) = (operator.as_ref().map(rule_key), payout.as_ref().map(rule_key));
            ProviderCommand::Update { operator, payout, profile, slots, budget }
        }
        (ProviderUpdate::Price { terms }, None) => ProviderCommand::Price(terms),
        (ProviderUpdate::Pause { paused }, None) => ProviderCommand::Pause(paused),
        (ProviderUpdate::PurseBudget { budget }, Some(purse)) => {
            let signer = by.provider.state.signer(&rule_key(by.signer.key)).map_err(refused)?;
            purse.state.set_budget(signer, budget).map_err(refused)?;
            let (provider, mint) = (by.provider.key(), chain_key(&purse.state.mint));
            emit!(PurseChanged { provider, purse: purse.key(), mint, budget });
            return Ok(());
        }
        (ProviderUpdate::PurseBudget { .. }, None) | (_, Some(_)) => return Err(RaymentError::WrongPurse.refusal()),
    };
    by.change(command)
}
