use anchor_lang::prelude::*;
use rayment_core::{
    job::{Command, Evidence},
    layout,
};

use super::{composites::*, ending::conclude};
use crate::{
    JobRejected, Provider, RaymentError,
    adapter::{chain_key, is, judge, step_job},
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
    /// The job's client, by the job's word.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, constraint = is(&client, &by.posted.job.state.client) @ RaymentError::WrongPayee)]
    pub client: UncheckedAccount<'info>,
    pub myself: Myself<'info>,
}

pub(crate) fn handle(ctx: Context<JobReject>, attempt: u8, evidence: Evidence) -> Result<()> {
    let JobReject { by: ByKeeper { keeper, posted, .. }, provider, client, myself } = ctx.accounts;
    let PostedJob { params, job } = posted;
    let Evidence { frame, tile, leaf, checker_pixels, .. } = evidence;
    let command = Command::Reject { attempt, evidence };
    let applied = step_job(job, params, judge(keeper.key, &provider.state)?, &command)?;
    let wallet = chain_key(&provider.state.authority);
    emit!(JobRejected { job: job.key(), attempt, provider: wallet, frame, tile, leaf, checker_pixels });
    conclude(job, client, Some(&mut **provider), &applied, myself)
}
