use anchor_lang::prelude::*;
use rayment_core::job::{Command, Signer as Role};

use super::{composites::*, ending::conclude};
use crate::instructions::tokens::*;
use crate::{
    JobCancelled, RaymentError,
    adapter::{rule_key, step_job},
};

#[derive(Accounts)]
pub struct JobCancel<'info> {
    pub by: ByClient<'info>,
    /// The job's order, by its address; of a job from no order its client, by the job's word.
    /// CHECK: paid only, and its address is checked; the program's own account is told that the job is closed.
    #[account(mut, constraint = is_payee(&payee, &by.posted.job) @ RaymentError::WrongPayee.refusal())]
    pub payee: UncheckedAccount<'info>,
    pub myself: Myself<'info>,
    pub tokens: EscrowTokens<'info>,
}

pub(crate) fn handle(ctx: Context<JobCancel>) -> Result<()> {
    let JobCancel { by: ByClient { client, posted: PostedJob { params, job } }, payee, tokens, myself } = ctx.accounts;
    let applied = step_job(job, params, Role::Client(rule_key(client.key)), &Command::Cancel)?;
    if let Some(at) = job.state.cancel_at() {
        emit!(JobCancelled { job: job.key(), at });
    }
    conclude(job, payee, None, tokens, &applied, myself)
}
