use anchor_lang::prelude::*;
use rayment_core::{
    job::{Command, Signer as Role},
    layout,
};

use super::{composites::*, ending::conclude};
use crate::instructions::tokens::*;
use crate::{Provider, RaymentError, adapter::step_job};

#[derive(Accounts)]
pub struct JobSettle<'info> {
    pub posted: PostedJob<'info>,
    /// The one that holds the job, by the job's word.
    #[account(
        mut,
        dup,
        constraint = provider.state.market == posted.job.state.market @ RaymentError::WrongMarket.refusal(),
        constraint = posted.job.state.held_by(&provider.state.authority) @ RaymentError::WrongProvider.refusal(),
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub provider: Box<Account<'info, Provider>>,
    /// The job's order, by its address; of a job from no order its client, by the job's word.
    /// CHECK: paid only, and its address is checked; the program's own account is told that the job is closed.
    #[account(mut, constraint = is_payee(&payee, &posted.job) @ RaymentError::WrongPayee.refusal())]
    pub payee: UncheckedAccount<'info>,
    pub myself: Myself<'info>,
    pub tokens: EscrowTokens<'info>,
}

pub(crate) fn handle(ctx: Context<JobSettle>) -> Result<()> {
    let JobSettle { posted: PostedJob { params, job }, provider, payee, tokens, myself } = ctx.accounts;
    let applied = step_job(job, params, Role::Anyone, &Command::Settle)?;
    conclude(job, payee, Some(&mut **provider), tokens, &applied, myself)
}
