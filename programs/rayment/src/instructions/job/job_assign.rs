use anchor_lang::prelude::*;
use rayment_core::{job::Command, provider::Status};

use super::composites::*;
use crate::{
    JobAssigned, Provider, RaymentError,
    adapter::{chain_key, judge, step_job},
};

#[derive(Accounts)]
pub struct JobAssign<'info> {
    pub by: ByKeeper<'info>,
    /// Any of the job's market that takes work: the keeper chooses.
    #[account(
        constraint = provider.state.market == by.posted.job.state.market @ RaymentError::WrongMarket,
        constraint = provider.state.status == Status::Active @ RaymentError::NotActive
    )]
    pub provider: Box<Account<'info, Provider>>,
}

pub(crate) fn handle(ctx: Context<JobAssign>, unchecked: bool) -> Result<()> {
    let JobAssign { by: ByKeeper { keeper, posted, .. }, provider } = ctx.accounts;
    let (PostedJob { params, job }, keys) = (posted, &provider.state);
    step_job(job, params, judge(keeper.key, keys)?, &Command::Assign { provider: keys.authority, unchecked })?;
    let provider = chain_key(&keys.authority);
    emit!(JobAssigned { job: job.key(), attempt: job.state.attempt, provider, unchecked });
    Ok(())
}
