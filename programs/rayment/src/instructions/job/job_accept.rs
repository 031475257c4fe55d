use anchor_lang::prelude::*;
use rayment_core::{job::Command, layout};

use super::{composites::*, ending::tell_acceptance};
use crate::{
    Provider, RaymentError,
    adapter::{judge, step_job},
};

#[derive(Accounts)]
pub struct JobAccept<'info> {
    pub by: ByKeeper<'info>,
    /// The one that holds the job, by the job's word.
    #[account(
        constraint = provider.state.market == by.posted.job.state.market @ RaymentError::WrongMarket.refusal(),
        constraint = by.posted.job.state.held_by(&provider.state.authority) @ RaymentError::WrongProvider.refusal(),
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub provider: Box<Account<'info, Provider>>,
}

pub(crate) fn handle(ctx: Context<JobAccept>, attempt: u8, seed: [u8; 32]) -> Result<()> {
    let JobAccept { by: ByKeeper { keeper, market, posted }, .. } = ctx.accounts;
    let PostedJob { params, job } = posted;
    let command = Command::Accept { attempt, seed, keeper_bond: market.keeper_bond.locked };
    step_job(job, params, judge(keeper.key), &command)?;
    tell_acceptance(job)
}
