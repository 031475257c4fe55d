use anchor_lang::prelude::*;
use rayment_core::job::{Command, Signer as Role};

use super::{composites::*, ending::conclude};
use crate::{
    Provider, RaymentError,
    adapter::{chain_key, step_job},
};

#[derive(Accounts)]
pub struct JobSettle<'info> {
    pub posted: PostedJob<'info>,
    /// The one that holds the job, by the job's word. `dup`: nothing else of its type is written here.
    #[account(
        mut,
        dup,
        constraint = provider.state.market == posted.job.state.market @ RaymentError::WrongMarket,
        constraint = posted.job.state.held_by(&provider.state.authority) @ RaymentError::WrongProvider
    )]
    pub provider: Account<'info, Provider>,
    /// The job's client, by the job's word.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, address = chain_key(&posted.job.state.client) @ RaymentError::WrongPayee)]
    pub client: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<JobSettle>) -> Result<()> {
    let JobSettle { posted: PostedJob { params, job }, provider, client } = ctx.accounts;
    let applied = step_job(job, params, Role::Anyone, &Command::Settle)?;
    conclude(job, client, Some(provider), &applied)
}
