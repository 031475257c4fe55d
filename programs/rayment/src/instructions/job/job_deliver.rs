use anchor_lang::prelude::*;
use rayment_core::{
    job::{Command, Phase, Signer as Role},
    layout,
};

use super::composites::*;
use crate::{
    JobDelivered, Provider, RaymentError,
    adapter::{chain_key, is, step_job},
};

#[derive(Accounts)]
pub struct JobDeliver<'info> {
    /// The provider's hot key, by the provider's word.
    #[account(constraint = is(&operator, &provider.state.operator) @ RaymentError::NotOperator)]
    pub operator: Signer<'info>,
    /// Of the job's market; the rules take the one that holds the job alone. One of its slots is free.
    #[account(
        mut,
        dup,
        constraint = provider.state.market == posted.job.state.market @ RaymentError::WrongMarket,
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout
    )]
    pub provider: Box<Account<'info, Provider>>,
    pub posted: PostedJob<'info>,
}

pub(crate) fn handle(ctx: Context<JobDeliver>, attempt: u8, root: [u8; 32], frames: u32, ms: u64) -> Result<()> {
    let JobDeliver { provider, posted: PostedJob { params, job }, .. } = ctx.accounts;
    let wallet = provider.state.authority;
    let command = Command::Deliver { attempt, root, frames, ms, slot: Clock::get()?.slot };
    step_job(job, params, Role::Provider(wallet), &command)?;
    provider.state.free_slot();
    let ms = match &job.state.phase {
        Phase::Delivered { delivery, .. } => delivery.ms,
        _ => ms,
    };
    emit!(JobDelivered { job: job.key(), attempt, provider: chain_key(&wallet), root, frames, ms });
    Ok(())
}
