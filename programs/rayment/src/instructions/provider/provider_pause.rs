use anchor_lang::prelude::*;
use rayment_core::provider::ProviderCommand;

use super::composites::*;

#[derive(Accounts)]
pub struct ProviderPause<'info> {
    pub by: ByProvider<'info>,
}

pub(crate) fn handle(ctx: Context<ProviderPause>, paused: bool) -> Result<()> {
    ctx.accounts.by.change(ProviderCommand::Pause(paused))
}
