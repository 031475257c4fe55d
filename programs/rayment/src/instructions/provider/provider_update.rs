use anchor_lang::prelude::*;
use rayment_core::provider::ProviderCommand;

use super::composites::*;
use crate::adapter::rule_key;

#[derive(Accounts)]
pub struct ProviderUpdate<'info> {
    pub by: ByProvider<'info>,
}

pub(crate) fn handle(
    ctx: Context<ProviderUpdate>,
    operator: Option<Pubkey>,
    payout: Option<Pubkey>,
    profile: Option<[u8; 32]>,
    slots: Option<u16>,
    budget: Option<u64>,
) -> Result<()> {
    let (operator, payout) = (operator.as_ref().map(rule_key), payout.as_ref().map(rule_key));
    ctx.accounts.by.change(ProviderCommand::Update { operator, payout, profile, slots, budget })
}
