use anchor_lang::prelude::*;
use rayment_core::{Pubkey as RuleKey, job::Command, layout};

use super::{composites::*, terms::*};
use crate::{
    JobAssigned, Provider, RaymentError,
    adapter::{chain_key, judge, step_job},
    money::token::{is_vault, read_account},
    refusals::refused,
};

#[derive(Accounts)]
pub struct JobAssign<'info> {
    pub by: ByKeeper<'info>,
    /// Any of the job's market; the rules take one that could claim the job once a slot of its is free.
    #[account(
        constraint = provider.state.market == by.posted.job.state.market @ RaymentError::WrongMarket.refusal(),
        constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal()
    )]
    pub provider: Box<Account<'info, Provider>>,
    pub by_offer: ByOffer<'info>,
    /// The job's, by its address, where it is in tokens: says of which mint.
    /// CHECK: read as a token account, at the one address.
    #[account(constraint = is_vault(vault, &by.posted.job.key()) @ RaymentError::WrongVault.refusal())]
    pub vault: Option<UncheckedAccount<'info>>,
}

pub(crate) fn handle(ctx: Context<JobAssign>, loads: bool) -> Result<()> {
    let JobAssign { by: ByKeeper { keeper, posted, .. }, provider, by_offer, vault } = ctx.accounts;
    let PostedJob { params, job } = posted;
    provider.state.may_be_assigned(params.values.stake_provider).map_err(refused)?;
    let mint = match (vault, job.state.is_in_tokens()) {
        (Some(vault), true) => read_account(vault)?.mint,
        (None, false) => RuleKey::default(),
        (None, true) => return Err(RaymentError::TokensMissing.refusal()),
        (Some(_), false) => return Err(RaymentError::NotInTokens.refusal()),
    };
    let terms = by_offer.terms(job, provider, mint)?;
    let wallet = provider.state.authority;
    let command = Command::Assign { provider: wallet, terms, loads };
    step_job(job, params, judge(keeper.key), &command)?;
    let provider = chain_key(&wallet);
    emit!(JobAssigned { job: job.key(), attempt: job.state.attempt, provider, terms, loads });
    Ok(())
}
