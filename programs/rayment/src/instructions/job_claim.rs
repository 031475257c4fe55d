use anchor_lang::{
    prelude::*,
    system_program::{Transfer, transfer},
};
use rayment_core::job::{Command, Signer as Role};

use crate::{
    Job, JobClaimed, MarketParams, Provider, RaymentError,
    ledger::{chain_key, move_lamports, rule_key, step},
};

#[derive(Accounts)]
pub struct JobClaim<'info> {
    /// Adds to the bond what the provider's balance lacks.
    #[account(mut, address = chain_key(&provider.state.operator) @ RaymentError::NotOperator)]
    pub operator: Signer<'info>,
    #[account(mut, constraint = provider.state.market == job.state.market @ RaymentError::WrongMarket)]
    pub provider: Account<'info, Provider>,
    #[account(
        constraint = rule_key(&params.market) == job.state.market @ RaymentError::WrongMarket,
        constraint = params.version == job.state.params @ RaymentError::WrongParams
    )]
    pub params: Account<'info, MarketParams>,
    #[account(mut)]
    pub job: Account<'info, Job>,
    pub system_program: Program<'info, System>,
}

pub(crate) fn handle(ctx: Context<JobClaim>, attempt: u8) -> Result<()> {
    let JobClaim { operator, provider, params, job, system_program } = ctx.accounts;
    let wallet = provider.state.authority;
    let command = Command::Claim { attempt, terms: provider.state.terms };
    let bond = step(job, params, Role::Provider(wallet), &command)?.payments.bond_in;
    let from_operator = provider.state.take_job(bond).map_err(RaymentError::from)?;
    if from_operator > 0 {
        let rest = Transfer { from: operator.to_account_info(), to: job.to_account_info() };
        transfer(CpiContext::new(system_program.key(), rest), from_operator)?;
    }
    move_lamports(provider.as_ref(), job.as_ref(), bond.saturating_sub(from_operator))?;
    emit!(JobClaimed { job: job.key(), attempt, provider: chain_key(&wallet), bond });
    Ok(())
}
