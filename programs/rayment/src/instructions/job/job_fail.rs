use anchor_lang::prelude::*;
use rayment_core::{
    job::{Command, FailReason, Signer as Role},
    layout,
    money::Holding,
};

use super::{composites::*, ending::conclude};
use crate::instructions::tokens::*;
use crate::{
    JobFailed, Market, Provider, RaymentError,
    adapter::{is, judge, rule_key, step_job},
};

#[derive(Accounts)]
pub struct JobFail<'info> {
    /// The operator of the provider that holds the job, or the market's keeper: about a spec, or about
    /// delivered tiles that are missing or not like its own. The handler and the rules take nobody else.
    pub signer: Signer<'info>,
    /// The job's own, by its word: it names the keeper.
    #[account(constraint = is(market.as_ref(), &posted.job.state.market) @ RaymentError::WrongMarket.refusal())]
    pub market: Box<Account<'info, Market>>,
    pub posted: PostedJob<'info>,
    /// The one that holds the job, by the job's word; none while the job is open.
    #[account(
        mut,
        dup,
        constraint = provider.state.market == posted.job.state.market @ RaymentError::WrongMarket.refusal(),
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub provider: Option<Box<Account<'info, Provider>>>,
    /// The job's order, by its address; of a job from no order its client, by the job's word.
    /// CHECK: paid only, and its address is checked; the program's own account is told that the job is closed.
    #[account(mut, constraint = is_payee(&payee, &posted.job) @ RaymentError::WrongPayee.refusal())]
    pub payee: UncheckedAccount<'info>,
    pub myself: Myself<'info>,
    pub tokens: EscrowTokens<'info>,
}

pub(crate) fn handle(ctx: Context<JobFail>, attempt: u8, reason: FailReason) -> Result<()> {
    let JobFail { signer, market, posted: PostedJob { params, job }, provider, payee, tokens, myself } = ctx.accounts;
    // Who speaks follows from what is said: a provider that named the keeper's key as its own would silence it else.
    let role = match reason {
        FailReason::Spec | FailReason::Worker => {
            let own = provider.as_ref().filter(|provider| provider.state.operator == rule_key(signer.key));
            Role::Provider(own.ok_or_else(|| RaymentError::NotOperator.refusal())?.state.authority)
        }
        FailReason::Missing | FailReason::Unlike | FailReason::Broken | FailReason::Loads => {
            if *signer.key != market.keeper {
                return Err(RaymentError::NotKeeper.refusal());
            }
            judge(signer.key)
        }
    };
    let holder = job.state.claim().map(|claim| claim.provider);
    let applied = step_job(job, params, role, &Command::Fail { attempt, reason })?;
    // Who held the job gets its bond back, whoever reports the failure.
    let named = provider.as_ref().map(|provider| provider.state.authority);
    if holder != named {
        return Err(RaymentError::WrongProvider.refusal());
    }
    let forfeit = applied.transfers.amount(Holding::Bond, job.state.payee());
    emit!(JobFailed { job: job.key(), attempt, reason, forfeit });
    if reason == FailReason::Loads {
        // No attempt has ended: whoever holds the job goes on.
        return tokens.must_be_empty();
    }
    conclude(job, payee, provider.as_deref_mut(), tokens, &applied, myself)
}
