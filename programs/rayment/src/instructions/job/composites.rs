//! The accounts that instructions about a job have in common.

use anchor_lang::prelude::*;
use rayment_core::{Sha256, job::flag, layout, seeds};

use crate::{
    EVENT_AUTHORITY_AND_BUMP, Job, Market, MarketParams, Provider, RaymentError,
    adapter::{Syscall, is, rule_key},
};

/// What the runtime adds when it derives an address.
const ADDRESS_MARKER: &[u8] = b"ProgramDerivedAddress";

/// Whether refunds, forfeits and rent of a job go to this account. An order is told by the job's own address, which
/// was derived from it: eight bytes of an address could be made to match.
pub fn is_payee(account: &AccountInfo, job: &Account<Job>) -> bool {
    let state = &job.state;
    if !state.has(flag::FROM_ORDER) {
        return is(account, &state.client);
    }
    let [a, b, c, d, ..] = state.id.to_le_bytes();
    let parts: &[&[u8]] =
        &[seeds::JOB, account.key.as_ref(), &[a, b, c, d], &[job.bump], crate::ID.as_ref(), ADDRESS_MARKER];
    *account.owner == crate::ID && Syscall::hash(parts) == job.key().to_bytes()
}

/// A job, and what was agreed when it was made.
#[derive(Accounts)]
pub struct PostedJob<'info> {
    /// The version that the job was made under, of its own market, by the job's word: no other
    /// rates or windows ever apply to it.
    #[account(
        constraint = rule_key(&params.market) == job.state.market @ RaymentError::WrongMarket.refusal(),
        constraint = params.version == job.state.params @ RaymentError::WrongParams.refusal()
    )]
    pub params: Box<Account<'info, MarketParams>>,
    /// Any job: everything else has to fit it.
    #[account(mut, dup, constraint = job.layout == layout::job::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub job: Box<Account<'info, Job>>,
}

/// The program as its own caller: what it tells that way stands among a transaction's instructions, where
/// nobody else can put it and no filled log hides it.
#[derive(Accounts)]
pub struct Myself<'info> {
    /// Signs for the program when it calls itself, and for nothing else.
    /// CHECK: by its address.
    #[account(address = EVENT_AUTHORITY_AND_BUMP.0)]
    pub event_authority: UncheckedAccount<'info>,
    /// CHECK: by its address.
    #[account(address = crate::ID)]
    pub program: UncheckedAccount<'info>,
}

/// A job, by its client.
#[derive(Accounts)]
pub struct ByClient<'info> {
    /// The rules take the job's client alone. Pays a dispute's bond where the deposit does not cover it.
    #[account(mut)]
    pub client: Signer<'info>,
    pub posted: PostedJob<'info>,
}

/// A job, by the keeper of its market.
#[derive(Accounts)]
pub struct ByKeeper<'info> {
    /// The market's keeper of the moment, by the market's word.
    #[account(constraint = *keeper.key == market.keeper @ RaymentError::NotKeeper.refusal())]
    pub keeper: Signer<'info>,
    /// The job's own, by its word.
    #[account(constraint = is(market.as_ref(), &posted.job.state.market) @ RaymentError::WrongMarket.refusal())]
    pub market: Box<Account<'info, Market>>,
    pub posted: PostedJob<'info>,
}

/// A job, by the provider that works on it.
#[derive(Accounts)]
pub struct ByWorker<'info> {
    /// The provider's hot key, by the provider's word.
    #[account(constraint = is(&operator, &provider.state.operator) @ RaymentError::NotOperator.refusal())]
    pub operator: Signer<'info>,
    /// Of the job's market; the rules take the one that holds the job alone.
    #[account(
        constraint = provider.state.market == posted.job.state.market @ RaymentError::WrongMarket.refusal(),
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub provider: Box<Account<'info, Provider>>,
    pub posted: PostedJob<'info>,
}

/// A job, by a provider that takes it or hands it in: one of its slots is taken, or free again.
#[derive(Accounts)]
pub struct ByOperator<'info> {
    /// The provider's hot key, by the provider's word. Adds to the bond what the balance lacks.
    #[account(mut, constraint = is(&operator, &provider.state.operator) @ RaymentError::NotOperator.refusal())]
    pub operator: Signer<'info>,
    /// Any of the job's market; the rules refuse one that the job is not for, or that does not hold it.
    #[account(
        mut,
        dup,
        constraint = provider.state.market == posted.job.state.market @ RaymentError::WrongMarket.refusal(),
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub provider: Box<Account<'info, Provider>>,
    pub posted: PostedJob<'info>,
}
