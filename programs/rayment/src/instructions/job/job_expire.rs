use anchor_lang::prelude::*;
use rayment_core::{
    job::{Command, Signer as Role},
    layout,
    money::Holding,
};

use super::{composites::*, ending::conclude};
use crate::{
    JobExpired, Provider, RaymentError,
    adapter::{is, step_job},
};

#[derive(Accounts)]
pub struct JobExpire<'info> {
    pub posted: PostedJob<'info>,
    /// The one that holds the job, by the job's word; none where nobody does.
    #[account(
        mut,
        dup,
        constraint = provider.state.market == posted.job.state.market @ RaymentError::WrongMarket,
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout
    )]
    pub provider: Option<Box<Account<'info, Provider>>>,
    /// The job's client, by the job's word.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, constraint = is(&client, &posted.job.state.client) @ RaymentError::WrongPayee)]
    pub client: UncheckedAccount<'info>,
    pub myself: Myself<'info>,
}

pub(crate) fn handle(ctx: Context<JobExpire>) -> Result<()> {
    let JobExpire { posted: PostedJob { params, job }, provider, client, myself } = ctx.accounts;
    let holder = job.state.claim().map(|claim| claim.provider);
    match (holder, provider.as_ref()) {
        (Some(holder), Some(given)) => require!(given.state.authority == holder, RaymentError::WrongProvider),
        (Some(_), None) => return err!(RaymentError::MissingProvider),
        (None, Some(_)) => return err!(RaymentError::WrongProvider),
        (None, None) => {}
    }
    let attempt = job.state.attempt;
    let applied = step_job(job, params, Role::Anyone, &Command::Expire)?;
    let forfeit = applied.transfers.amount(Holding::Bond, Holding::Client);
    emit!(JobExpired { job: job.key(), attempt, forfeit });
    conclude(job, client, provider.as_deref_mut(), &applied, myself)
}
