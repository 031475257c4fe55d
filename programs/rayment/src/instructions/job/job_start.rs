use anchor_lang::prelude::*;
use rayment_core::job::{Command, Signer as Role};

use super::composites::*;
use crate::{JobStarted, adapter::step_job};

#[derive(Accounts)]
pub struct JobStart<'info> {
    pub by: ByWorker<'info>,
}

pub(crate) fn handle(ctx: Context<JobStart>, attempt: u8) -> Result<()> {
    let ByWorker { provider, posted: PostedJob { params, job }, .. } = &mut ctx.accounts.by;
    step_job(job, params, Role::Provider(provider.state.authority), &Command::Start { attempt })?;
    emit!(JobStarted { job: job.key(), attempt });
    Ok(())
}
