use anchor_lang::prelude::*;
use rayment_core::job::{Command, Signer as Role};

use crate::{
    Job, MarketParams, Provider, RaymentError,
    ledger::{chain_key, pay, rule_key, step},
};

#[derive(Accounts)]
pub struct JobSettle<'info> {
    #[account(
        constraint = rule_key(&params.market) == job.state.market @ RaymentError::WrongMarket,
        constraint = params.version == job.state.params @ RaymentError::WrongParams
    )]
    pub params: Account<'info, MarketParams>,
    #[account(mut)]
    pub job: Account<'info, Job>,
    #[account(
        mut,
        constraint = provider.state.market == job.state.market @ RaymentError::WrongMarket,
        constraint = job.state.claim().is_some_and(|claim| claim.provider == provider.state.authority) @ RaymentError::WrongProvider
    )]
    pub provider: Account<'info, Provider>,
    /// CHECK: paid only, and its address is checked.
    #[account(mut, address = chain_key(&job.state.client) @ RaymentError::WrongPayee)]
    pub client: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<JobSettle>) -> Result<()> {
    let JobSettle { params, job, provider, client } = ctx.accounts;
    let stepped = step(job, params, Role::Anyone, &Command::Settle)?;
    pay(job, client.as_ref(), Some(provider), &stepped)
}
