use anchor_lang::prelude::*;
use rayment_core::{layout, seeds};

use crate::{Client, Market};

#[derive(Accounts)]
pub struct ClientOpen<'info> {
    /// Pays the counter's rent, for good. Any wallet: the counter's address follows from it.
    #[account(mut)]
    pub wallet: Signer<'info>,
    /// Any market: the counter's address follows from it.
    pub market: Box<Account<'info, Market>>,
    /// The one counter of this wallet in this market, by its address; it must not exist yet.
    #[account(
        init,
        payer = wallet,
        space = layout::client::SPACE,
        seeds = [seeds::CLIENT, market.key().as_ref(), wallet.key().as_ref()],
        bump
    )]
    pub client: Box<Account<'info, Client>>,
    /// The one program that makes accounts.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<ClientOpen>) -> Result<()> {
    let (market, wallet) = (ctx.accounts.market.key(), ctx.accounts.wallet.key());
    let bump = ctx.bumps.client;
    ctx.accounts.client.set_inner(Client { layout: layout::VERSION, bump, market, wallet, next_id: 0 });
    Ok(())
}
