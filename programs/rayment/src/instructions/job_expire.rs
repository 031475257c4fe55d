use anchor_lang::prelude::*;
use rayment_core::job::{Command, Signer as Role};

use crate::{
    Job, JobExpired, MarketParams, Provider, RaymentError,
    ledger::{chain_key, pay, rule_key, step},
};

#[derive(Accounts)]
pub struct JobExpire<'info> {
    #[account(
        constraint = rule_key(&params.market) == job.state.market @ RaymentError::WrongMarket,
        constraint = params.version == job.state.params @ RaymentError::WrongParams
    )]
    pub params: Account<'info, MarketParams>,
    #[account(mut)]
    pub job: Account<'info, Job>,
    /// The provider that holds the job, where one does.
    #[account(mut, constraint = provider.state.market == job.state.market @ RaymentError::WrongMarket)]
    pub provider: Option<Account<'info, Provider>>,
    /// CHECK: paid only, and its address is checked.
    #[account(mut, address = chain_key(&job.state.client) @ RaymentError::WrongPayee)]
    pub client: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<JobExpire>) -> Result<()> {
    let JobExpire { params, job, provider, client } = ctx.accounts;
    let holder = job.state.claim().map(|claim| claim.provider);
    match (holder, provider.as_ref()) {
        (Some(holder), Some(given)) => require!(given.state.authority == holder, RaymentError::WrongProvider),
        (Some(_), None) => return err!(RaymentError::MissingProvider),
        (None, Some(_)) => return err!(RaymentError::WrongProvider),
        (None, None) => {}
    }
    let attempt = job.state.attempt;
    let stepped = step(job, params, Role::Anyone, &Command::Expire)?;
    emit!(JobExpired { job: job.key(), attempt, forfeit: stepped.payments.forfeit });
    pay(job, client.as_ref(), provider.as_mut(), &stepped)
}
