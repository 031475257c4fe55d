use anchor_lang::prelude::*;
use rayment_core::{
    job::{Command, Signer as Role},
    layout,
    money::Holding,
};

use super::{composites::*, ending::conclude};
use crate::instructions::tokens::*;
use crate::{JobExpired, Provider, RaymentError, adapter::step_job};

#[derive(Accounts)]
pub struct JobExpire<'info> {
    pub posted: PostedJob<'info>,
    /// The one that holds the job, by the job's word; none where nobody does.
    #[account(
        mut,
        dup,
        constraint = provider.state.market == posted.job.state.market @ RaymentError::WrongMarket.refusal(),
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub provider: Option<Box<Account<'info, Provider>>>,
    /// The job's order, by its address; of a job from no order its client, by the job's word.
    /// CHECK: paid only, and its address is checked; the program's own account is told that the job is closed.
    #[account(mut, constraint = is_payee(&payee, &posted.job) @ RaymentError::WrongPayee.refusal())]
    pub payee: UncheckedAccount<'info>,
    pub myself: Myself<'info>,
    pub tokens: EscrowTokens<'info>,
}

pub(crate) fn handle(ctx: Context<JobExpire>) -> Result<()> {
    let JobExpire { posted: PostedJob { params, job }, provider, payee, tokens, myself } = ctx.accounts;
    let holder = job.state.claim().map(|claim| claim.provider);
    match (holder, provider.as_ref()) {
        (Some(holder), Some(given)) if given.state.authority == holder => {}
        (Some(_), Some(_)) => return Err(RaymentError::WrongProvider.refusal()),
        (Some(_), None) => return Err(RaymentError::MissingProvider.refusal()),
        (None, Some(_)) => return Err(RaymentError::WrongProvider.refusal()),
        (None, None) => {}
    }
    let attempt = job.state.attempt;
    let applied = step_job(job, params, Role::Anyone, &Command::Expire)?;
    let forfeit = applied.transfers.amount(Holding::Bond, job.state.payee());
    emit!(JobExpired { job: job.key(), attempt, forfeit });
    conclude(job, payee, provider.as_deref_mut(), tokens, &applied, myself)
}
