use anchor_lang::prelude::*;
use rayment_core::{
    job::{Command, Evidence},
    layout,
};

use super::{composites::*, ending::conclude};
use crate::{
    JobRejected, Provider, RaymentError,
    adapter::{chain_key, judge, step_job},
};

#[derive(Accounts)]
pub struct JobReject<'info> {
    pub by: ByKeeper<'info>,
    /// The one that holds the job, by the job's word.
    #[account(
        mut,
        dup,
        constraint = provider.state.market == by.posted.job.state.market @ RaymentError::WrongMarket,
        constraint = by.posted.job.state.held_by(&provider.state.authority) @ RaymentError::WrongProvider,
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout
    )]
    pub provider: Box<Account<'info, Provider>>,
    /// The job's order, by its address; of a job from no order its client, by the job's word.
    /// CHECK: paid only, and its address is checked; the program's own account is told that the job is closed.
    #[account(mut, constraint = is_payee(&payee, &by.posted.job) @ RaymentError::WrongPayee)]
    pub payee: UncheckedAccount<'info>,
    pub myself: Myself<'info>,
}

pub(crate) fn handle(ctx: Context<JobReject>, attempt: u8, evidence: Evidence) -> Result<()> {
    let JobReject { by: ByKeeper { keeper, posted, .. }, provider, payee, myself } = ctx.accounts;
    let PostedJob { params, job } = posted;
    let Evidence { frame, tile, leaf, checker_pixels, .. } = evidence;
    let command = Command::Reject { attempt, evidence };
    let applied = step_job(job, params, judge(keeper.key), &command)?;
    let wallet = chain_key(&provider.state.authority);
    emit!(JobRejected { job: job.key(), attempt, provider: wallet, frame, tile, leaf, checker_pixels });
    conclude(job, payee, Some(&mut **provider), &applied, myself)
}
