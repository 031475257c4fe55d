use anchor_lang::prelude::*;
use rayment_core::{
    job::{Command, Signer as Role},
    layout,
    money::Holding,
};

use super::composites::*;
use crate::{
    JobClaimed, Provider, RaymentError,
    adapter::{chain_key, is, step_job},
    money::{Holders, info, pay},
};

#[derive(Accounts)]
pub struct JobClaim<'info> {
    /// The provider's hot key, by the provider's word. Adds to the bond what the balance lacks.
    #[account(mut, constraint = is(&operator, &provider.state.operator) @ RaymentError::NotOperator)]
    pub operator: Signer<'info>,
    /// Any of the job's market; the rules refuse one that the job is not for.
    #[account(
        mut,
        dup,
        constraint = provider.state.market == posted.job.state.market @ RaymentError::WrongMarket,
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout
    )]
    pub provider: Box<Account<'info, Provider>>,
    pub posted: PostedJob<'info>,
    /// The one program that moves a wallet's lamports.
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<JobClaim>, attempt: u8) -> Result<()> {
    let JobClaim { operator, provider, posted: PostedJob { params, job }, .. } = ctx.accounts;
    let wallet = provider.state.authority;
    let terms = provider.state.terms;
    let command = Command::Claim { attempt, terms };
    let applied = step_job(job, params, Role::Provider(wallet), &command)?;
    let bond = applied.transfers.amount(Holding::Balance, Holding::Bond);
    let transfers = provider.state.take_job(bond).map_err(RaymentError::from)?;
    let (job_info, provider_info) = (Some(info(job)), Some(info(provider)));
    pay(
        &transfers,
        &Holders { job: job_info, provider: provider_info, operator: Some(operator), ..Holders::default() },
    )?;
    emit!(JobClaimed { job: job.key(), attempt, provider: chain_key(&wallet), terms, bond });
    Ok(())
}
