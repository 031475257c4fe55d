use anchor_lang::prelude::*;
use rayment_core::{layout, seeds};

use crate::{Client, Market, adapter::write, money::open};

#[derive(Accounts)]
pub struct ClientOpen<'info> {
    /// Pays the counter's rent, for good. Any wallet: the counter's address follows from it.
    #[account(mut)]
    pub wallet: Signer<'info>,
    /// Any market: the counter's address follows from it.
    pub market: Box<Account<'info, Market>>,
    /// The one counter of this wallet in this market, by its address; it must not exist yet.
    /// CHECK: made here.
    #[account(
        mut,
        seeds = [seeds::CLIENT, market.key().as_ref(), wallet.key().as_ref()],
        bump
    )]
    pub client: UncheckedAccount<'info>,
    /// The one program that makes accounts.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<ClientOpen>) -> Result<()> {
    let ClientOpen { wallet, market, client, .. } = ctx.accounts;
    let (bump, market, wallet_key) = (ctx.bumps.client, market.key(), wallet.key());
    let seeds: &[&[u8]] = &[seeds::CLIENT, market.as_ref(), wallet_key.as_ref(), &[bump]];
    open(client, wallet, layout::client::SPACE, seeds)?;
    write(client, &Client { layout: layout::client::LAYOUT, bump, market, wallet: wallet_key, next_id: 0 })
}
