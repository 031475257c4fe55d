use anchor_lang::prelude::*;
use rayment_core::{job::Command, layout};

use super::composites::*;
use crate::{
    JobAssigned, Provider, RaymentError,
    adapter::{chain_key, judge, step_job},
    error::refused,
};

#[derive(Accounts)]
pub struct JobAssign<'info> {
    pub by: ByKeeper<'info>,
    /// Any of the job's market; the rules take one that could claim the job now.
    #[account(
        constraint = provider.state.market == by.posted.job.state.market @ RaymentError::WrongMarket.refusal(),
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub provider: Box<Account<'info, Provider>>,
}

pub(crate) fn handle(ctx: Context<JobAssign>, loads: bool) -> Result<()> {
    let JobAssign { by: ByKeeper { keeper, posted, .. }, provider } = ctx.accounts;
    let (PostedJob { params, job }, keys) = (posted, &provider.state);
    keys.may_take_job(params.values.stake_provider).map_err(refused)?;
    let terms = keys.terms;
    let command = Command::Assign { provider: keys.authority, terms, loads };
    step_job(job, params, judge(keeper.key), &command)?;
    let provider = chain_key(&keys.authority);
    emit!(JobAssigned { job: job.key(), attempt: job.state.attempt, provider, terms, loads });
    Ok(())
}
