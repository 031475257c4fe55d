use anchor_lang::prelude::*;
use rayment_core::job::{Command, Phase, Signer as Role};

use super::composites::*;
use crate::{
    JobDelivered,
    adapter::{chain_key, step_job},
};

#[derive(Accounts)]
pub struct JobDeliver<'info> {
    /// One of the provider's slots is free.
    pub by: ByOperator<'info>,
}

pub(crate) fn handle(ctx: Context<JobDeliver>, attempt: u8, root: [u8; 32], frames: u32, ms: u64) -> Result<()> {
    let ByOperator { provider, posted: PostedJob { params, job }, .. } = &mut ctx.accounts.by;
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
