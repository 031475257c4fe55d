use anchor_lang::prelude::*;
use rayment_core::job::Command;

use crate::{
    Job, JobAccepted, Market, MarketParams, Provider, RaymentError,
    ledger::{chain_key, judge, step},
};

#[derive(Accounts)]
pub struct JobAccept<'info> {
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
        constraint = provider.state.market == job.state.market @ RaymentError::WrongMarket,
        constraint = job.state.claim().is_some_and(|claim| claim.provider == provider.state.authority) @ RaymentError::WrongProvider
    )]
    pub provider: Account<'info, Provider>,
}

pub(crate) fn handle(ctx: Context<JobAccept>, attempt: u8) -> Result<()> {
    let JobAccept { keeper, params, job, provider, .. } = ctx.accounts;
    step(job, params, judge(keeper.key, &provider.state)?, &Command::Accept { attempt })?;
    emit!(JobAccepted { job: job.key(), attempt, by_client: false });
    Ok(())
}
