use anchor_lang::prelude::*;

use crate::{CLIENT_SEED, Client, LAYOUT, Market};

#[derive(Accounts)]
pub struct ClientOpen<'info> {
    #[account(mut)]
    pub wallet: Signer<'info>,
    pub market: Account<'info, Market>,
    #[account(
        init,
        payer = wallet,
        space = Client::SPACE,
        seeds = [CLIENT_SEED, market.key().as_ref(), wallet.key().as_ref()],
        bump
    )]
    pub client: Account<'info, Client>,
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<ClientOpen>) -> Result<()> {
    let (market, wallet) = (ctx.accounts.market.key(), ctx.accounts.wallet.key());
    ctx.accounts.client.set_inner(Client { layout: LAYOUT, bump: ctx.bumps.client, market, wallet, next_id: 0 });
    Ok(())
}
