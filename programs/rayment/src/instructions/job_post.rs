use anchor_lang::{
    prelude::*,
    system_program::{Transfer, transfer},
};
use rayment_core::job::{JobState, Offer};

use crate::{
    Client, JOB_SEED, Job, JobPosted, LAYOUT, Market, MarketParams, RaymentError,
    ledger::{now, rule_key},
};

#[derive(Accounts)]
pub struct JobPost<'info> {
    #[account(mut)]
    pub wallet: Signer<'info>,
    pub market: Account<'info, Market>,
    #[account(
        has_one = market @ RaymentError::WrongMarket,
        constraint = params.version == market.params @ RaymentError::WrongParams
    )]
    pub params: Account<'info, MarketParams>,
    #[account(mut, has_one = market @ RaymentError::WrongMarket, has_one = wallet @ RaymentError::NotWallet)]
    pub client: Account<'info, Client>,
    #[account(
        init,
        payer = wallet,
        space = Job::SPACE,
        seeds = [JOB_SEED, market.key().as_ref(), wallet.key().as_ref(), &client.next_id.to_le_bytes()],
        bump
    )]
    pub job: Account<'info, Job>,
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<JobPost>, offer: Offer) -> Result<()> {
    let JobPost { wallet, market, params, client, job, system_program } = ctx.accounts;
    let parties = (rule_key(&market.key()), rule_key(wallet.key), client.next_id);
    let state = JobState::post(&offer, parties, (&params.values, params.version), now()?).map_err(RaymentError::from)?;
    client.next_id = client.next_id.checked_add(1).ok_or(RaymentError::Overflow)?;
    job.set_inner(Job { layout: LAYOUT, bump: ctx.bumps.job, state });
    let escrow = Transfer { from: wallet.to_account_info(), to: job.to_account_info() };
    transfer(CpiContext::new(system_program.key(), escrow), offer.deposit)?;
    emit!(JobPosted { job: job.key(), client: wallet.key(), id: job.state.id, offer });
    Ok(())
}
