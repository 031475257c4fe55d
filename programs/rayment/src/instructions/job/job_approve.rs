use anchor_lang::prelude::*;
use rayment_core::job::{Command, Signer as Role};

use super::{composites::*, ending::tell_acceptance};
use crate::adapter::{rule_key, step_job};

#[derive(Accounts)]
pub struct JobApprove<'info> {
    pub by: ByClient<'info>,
}

pub(crate) fn handle(ctx: Context<JobApprove>, attempt: u8) -> Result<()> {
    let ByClient { client, posted: PostedJob { params, job } } = &mut ctx.accounts.by;
    step_job(job, params, Role::Client(rule_key(client.key)), &Command::Approve { attempt })?;
    tell_acceptance(job)
}
