use anchor_lang::prelude::*;
use rayment_core::job::{Command, Signer as Role};

use super::composites::*;
use crate::{
    JobDisputed,
    adapter::{rule_key, step_job},
};

#[derive(Accounts)]
pub struct JobDispute<'info> {
    pub by: ByClient<'info>,
}

pub(crate) fn handle(ctx: Context<JobDispute>, attempt: u8) -> Result<()> {
    let ByClient { client, posted: PostedJob { params, job } } = &mut ctx.accounts.by;
    step_job(job, params, Role::Client(rule_key(client.key)), &Command::Dispute { attempt })?;
    emit!(JobDisputed { job: job.key(), attempt });
    Ok(())
}
