use anchor_lang::prelude::*;
use rayment_core::{money::Terms, provider::ProviderCommand};

use super::composites::*;

#[derive(Accounts)]
pub struct ProviderPrice<'info> {
    pub by: ByProvider<'info>,
}

pub(crate) fn handle(ctx: Context<ProviderPrice>, terms: Terms) -> Result<()> {
    ctx.accounts.by.change(ProviderCommand::Price(terms))
}
