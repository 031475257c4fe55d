use anchor_lang::prelude::*;
use rayment_core::{
    job::{Command, Signer as Role},
    money::Holding,
};

use super::composites::*;
use crate::{
    JobClaimed,
    adapter::{chain_key, step_job},
    error::refused,
    money::{Holders, info, pay},
};

#[derive(Accounts)]
pub struct JobClaim<'info> {
    pub by: ByOperator<'info>,
    /// The one program that moves a wallet's lamports.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<JobClaim>, attempt: u8) -> Result<()> {
    let JobClaim { by: ByOperator { operator, provider, posted: PostedJob { params, job } }, .. } = ctx.accounts;
    let wallet = provider.state.authority;
    let terms = provider.state.terms;
    let command = Command::Claim { attempt, terms };
    let applied = step_job(job, params, Role::Provider(wallet), &command)?;
    let bond = applied.transfers.amount(Holding::Balance, Holding::Bond);
    let transfers = provider.state.take_job(bond, params.values.stake_provider).map_err(refused)?;
    let (job_info, provider_info) = (Some(info(job)), Some(info(provider)));
    pay(
        &transfers,
        &Holders { escrow: job_info, provider: provider_info, operator: Some(operator), ..Holders::default() },
    )?;
    emit!(JobClaimed { job: job.key(), attempt, provider: chain_key(&wallet), terms, bond });
    Ok(())
}
