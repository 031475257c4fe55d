use anchor_lang::prelude::*;
use rayment_core::job::{Command, FailReason, Signer as Role};

use crate::{
    Job, JobFailed, Market, MarketParams, Provider, RaymentError,
    ledger::{chain_key, judge, pay, rule_key, step},
};

#[derive(Accounts)]
pub struct JobFail<'info> {
    /// The operator of the provider that holds the job, or the market's keeper: about a spec that was
    /// reported, or about delivered tiles that can't be had.
    pub signer: Signer<'info>,
    #[account(address = chain_key(&job.state.market) @ RaymentError::WrongMarket)]
    pub market: Account<'info, Market>,
    #[account(
        has_one = market @ RaymentError::WrongMarket,
        constraint = params.version == job.state.params @ RaymentError::WrongParams
    )]
    pub params: Account<'info, MarketParams>,
    #[account(mut)]
    pub job: Account<'info, Job>,
    /// Of the provider that holds the job; none while the job is open.
    #[account(mut, constraint = provider.state.market == job.state.market @ RaymentError::WrongMarket)]
    pub provider: Option<Account<'info, Provider>>,
    /// CHECK: paid only, and its address is checked.
    #[account(mut, address = chain_key(&job.state.client) @ RaymentError::WrongPayee)]
    pub client: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<JobFail>, attempt: u8, reason: FailReason) -> Result<()> {
    let JobFail { signer, market, params, job, provider, client } = ctx.accounts;
    let role = match provider {
        Some(provider) if provider.state.operator == rule_key(signer.key) => Role::Provider(provider.state.authority),
        Some(provider) => {
            require_keys_eq!(*signer.key, market.keeper, RaymentError::NotOperator);
            judge(signer.key, &provider.state)?
        }
        None => {
            require_keys_eq!(*signer.key, market.keeper, RaymentError::NotKeeper);
            Role::Keeper(rule_key(signer.key))
        }
    };
    let holder = job.state.claim().map(|claim| claim.provider);
    let stepped = step(job, params, role, &Command::Fail { attempt, reason })?;
    // Who held the job gets its bond back, whoever reports the failure.
    let named = provider.as_ref().map(|provider| provider.state.authority);
    require!(holder == named, RaymentError::WrongProvider);
    emit!(JobFailed { job: job.key(), attempt, reason });
    pay(job, client.as_ref(), provider.as_mut(), &stepped)
}
