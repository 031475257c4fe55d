use anchor_lang::prelude::*;
use rayment_core::job::{Command, Signer as Role};

use crate::{
    Job, JobAccepted, JobCancelled, JobDisputed, MarketParams, RaymentError,
    ledger::{pay, rule_key, step},
};

/// A job's client, about its job.
#[derive(Accounts)]
pub struct JobByClient<'info> {
    #[account(mut)]
    pub client: Signer<'info>,
    #[account(
        constraint = rule_key(&params.market) == job.state.market @ RaymentError::WrongMarket,
        constraint = params.version == job.state.params @ RaymentError::WrongParams
    )]
    pub params: Account<'info, MarketParams>,
    #[account(mut)]
    pub job: Account<'info, Job>,
}

pub(crate) fn approve(ctx: Context<JobByClient>, attempt: u8) -> Result<()> {
    let JobByClient { client, params, job } = ctx.accounts;
    step(job, params, Role::Client(rule_key(client.key)), &Command::Approve { attempt })?;
    emit!(JobAccepted { job: job.key(), attempt, by_client: true });
    Ok(())
}

pub(crate) fn dispute(ctx: Context<JobByClient>, attempt: u8) -> Result<()> {
    let JobByClient { client, params, job } = ctx.accounts;
    step(job, params, Role::Client(rule_key(client.key)), &Command::Dispute { attempt })?;
    emit!(JobDisputed { job: job.key(), attempt });
    Ok(())
}

pub(crate) fn cancel(ctx: Context<JobByClient>) -> Result<()> {
    let JobByClient { client, params, job } = ctx.accounts;
    let stepped = step(job, params, Role::Client(rule_key(client.key)), &Command::Cancel)?;
    if let Some(at) = job.state.cancel_at() {
        emit!(JobCancelled { job: job.key(), at });
    }
    pay(job, client.as_ref(), None, &stepped)
}
