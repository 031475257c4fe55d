use anchor_lang::prelude::*;
use rayment_core::job::{Command, Evidence};

use crate::{
    Job, JobRejected, Market, MarketParams, Provider, RaymentError,
    ledger::{chain_key, judge, pay, step},
};

#[derive(Accounts)]
pub struct JobReject<'info> {
    #[account(address = market.keeper @ RaymentError::NotKeeper)]
    pub keeper: Signer<'info>,
    #[account(address = chain_key(&job.state.market) @ RaymentError::WrongMarket)]
    pub market: Account<'info, Market>,
    #[account(
        has_one = market @ RaymentError::WrongMarket,
        constraint = params.version == job.state.params @ RaymentError::WrongParams
    )]
    pub params: Account<'info, MarketParams>,
    #[account(mut)]
    pub job: Account<'info, Job>,
    #[account(
        mut,
        constraint = provider.state.market == job.state.market @ RaymentError::WrongMarket,
        constraint = job.state.claim().is_some_and(|claim| claim.provider == provider.state.authority) @ RaymentError::WrongProvider
    )]
    pub provider: Account<'info, Provider>,
    /// CHECK: paid only, and its address is checked.
    #[account(mut, address = chain_key(&job.state.client) @ RaymentError::WrongPayee)]
    pub client: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<JobReject>, attempt: u8, evidence: Evidence) -> Result<()> {
    let JobReject { keeper, params, job, provider, client, .. } = ctx.accounts;
    let Evidence { frame, tile, leaf, checker_pixels, .. } = evidence;
    let command = Command::Reject { attempt, evidence };
    let stepped = step(job, params, judge(keeper.key, &provider.state)?, &command)?;
    let wallet = chain_key(&provider.state.authority);
    emit!(JobRejected { job: job.key(), attempt, provider: wallet, frame, tile, leaf, checker_pixels });
    pay(job, client.as_ref(), Some(provider), &stepped)
}
