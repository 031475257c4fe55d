use anchor_lang::prelude::*;
use rayment_core::job::{Command, Phase, Signer as Role};

use crate::{
    Job, JobDelivered, JobStarted, MarketParams, Provider, RaymentError,
    ledger::{chain_key, rule_key, step},
};

/// The provider that holds a job, at work on it.
#[derive(Accounts)]
pub struct JobWork<'info> {
    #[account(address = chain_key(&provider.state.operator) @ RaymentError::NotOperator)]
    pub operator: Signer<'info>,
    #[account(constraint = provider.state.market == job.state.market @ RaymentError::WrongMarket)]
    pub provider: Account<'info, Provider>,
    #[account(
        constraint = rule_key(&params.market) == job.state.market @ RaymentError::WrongMarket,
        constraint = params.version == job.state.params @ RaymentError::WrongParams
    )]
    pub params: Account<'info, MarketParams>,
    #[account(mut)]
    pub job: Account<'info, Job>,
}

pub(crate) fn start(ctx: Context<JobWork>, attempt: u8) -> Result<()> {
    let JobWork { provider, params, job, .. } = ctx.accounts;
    step(job, params, Role::Provider(provider.state.authority), &Command::Start { attempt })?;
    emit!(JobStarted { job: job.key(), attempt });
    Ok(())
}

pub(crate) fn deliver(ctx: Context<JobWork>, attempt: u8, root: [u8; 32], frames: u32, ms: u64) -> Result<()> {
    let JobWork { provider, params, job, .. } = ctx.accounts;
    let wallet = provider.state.authority;
    let command = Command::Deliver { attempt, root, frames, ms, slot: Clock::get()?.slot };
    step(job, params, Role::Provider(wallet), &command)?;
    let ms = match &job.state.phase {
        Phase::Delivered { delivery, .. } => delivery.ms,
        _ => ms,
    };
    emit!(JobDelivered { job: job.key(), attempt, provider: chain_key(&wallet), root, frames, ms });
    Ok(())
}
