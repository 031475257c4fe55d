use anchor_lang::prelude::*;
use rayment_core::job::{Command, Signer as Role};

use super::{composites::*, ending::conclude};
use crate::{
    JobCancelled,
    adapter::{rule_key, step_job},
};

#[derive(Accounts)]
pub struct JobCancel<'info> {
    pub by: ByClient<'info>,
    pub myself: Myself<'info>,
}

pub(crate) fn handle(ctx: Context<JobCancel>) -> Result<()> {
    let JobCancel { by: ByClient { client, posted: PostedJob { params, job } }, myself } = ctx.accounts;
    let applied = step_job(job, params, Role::Client(rule_key(client.key)), &Command::Cancel)?;
    if let Some(at) = job.state.cancel_at() {
        emit!(JobCancelled { job: job.key(), at });
    }
    conclude(job, client, None, &applied, myself)
}
