use anchor_lang::prelude::*;
use rayment_core::job::{Command, Signer as Role, flag};

use super::composites::*;
use crate::{
    JobDisputed,
    adapter::{rule_key, step_job},
    error::refused,
    money::{Holders, info, pay},
};

#[derive(Accounts)]
pub struct JobDispute<'info> {
    pub by: ByClient<'info>,
    /// The one program that moves a wallet's lamports.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<JobDispute>, attempt: u8) -> Result<()> {
    let ByClient { client, posted: PostedJob { params, job } } = &mut ctx.accounts.by;
    let applied = step_job(job, params, Role::Client(rule_key(client.key)), &Command::Dispute { attempt })?;
    pay(&applied.transfers, &Holders { escrow: Some(info(job)), client: Some(client), ..Holders::default() })?;
    let bond = job.state.disputed_bond(&params.values).map_err(refused)?;
    emit!(JobDisputed { job: job.key(), attempt, bond, paid_in: job.state.has(flag::PAID_IN) });
    Ok(())
}
