use anchor_lang::prelude::*;
use rayment_core::{job::Command, provider::Status};

use crate::{
    Job, JobAssigned, Market, MarketParams, Provider, RaymentError,
    ledger::{chain_key, judge, step},
};

#[derive(Accounts)]
pub struct JobAssign<'info> {
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
        constraint = provider.state.status == Status::Active @ RaymentError::NotActive
    )]
    pub provider: Account<'info, Provider>,
}

pub(crate) fn handle(ctx: Context<JobAssign>, unchecked: bool) -> Result<()> {
    let JobAssign { keeper, params, job, provider, .. } = ctx.accounts;
    let keys = &provider.state;
    step(job, params, judge(keeper.key, keys)?, &Command::Assign { provider: keys.authority, unchecked })?;
    let provider = chain_key(&keys.authority);
    emit!(JobAssigned { job: job.key(), attempt: job.state.attempt, provider, unchecked });
    Ok(())
}
