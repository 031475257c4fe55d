use anchor_lang::prelude::*;
use rayment_core::{
    Pubkey as RuleKey,
    job::{Command, Signer as Role},
    money::Holding,
    seeds,
};

use super::{composites::*, terms::*};
use crate::instructions::tokens::*;
use crate::{
    Job, JobClaimed, RaymentError,
    adapter::{chain_key, step_job},
    money::{Holders, info, pay, token::Authority},
    refusals::refused,
};

#[derive(Accounts)]
pub struct JobClaim<'info> {
    pub by: ByOperator<'info>,
    pub by_offer: ByOffer<'info>,
    /// The one program that moves a wallet's lamports.
    pub system_program: Program<'info, System>,
    pub tokens: EscrowTokens<'info>,
}

pub(crate) fn handle(ctx: Context<JobClaim>, attempt: u8) -> Result<()> {
    let JobClaim { by, by_offer, tokens, .. } = ctx.accounts;
    let wallet = by.provider.state.authority;
    let mint = mint_of(tokens, &by.posted.job)?;
    let terms = by_offer.terms(&by.posted.job, &by.provider, mint)?;
    let ByOperator { operator, provider, posted: PostedJob { params, job } } = by;
    let command = Command::Claim { attempt, terms };
    let applied = step_job(job, params, Role::Provider(wallet), &command)?;
    let bond = applied.transfers.amount(Holding::Balance, Holding::Bond);
    let least = params.values.stake_provider;
    if job.state.is_in_tokens() {
        provider.state.take_slot(least).map_err(refused)?;
        lock(tokens, &provider.key(), operator, bond)?;
    } else {
        let transfers = provider.state.take_job(bond, least).map_err(refused)?;
        let (job_info, provider_info) = (Some(info(job)), Some(info(provider)));
        let operator = Some(operator.as_ref());
        let between = Holders { escrow: job_info, provider: provider_info, operator, ..Holders::default() };
        pay(&transfers, &between)?;
    }
    emit!(JobClaimed { job: job.key(), attempt, provider: chain_key(&wallet), terms, bond, mint: chain_key(&mint) });
    Ok(())
}

/// What a job is in, by its vault; zeros for SOL.
#[inline(never)]
fn mint_of(tokens: &EscrowTokens, job: &Account<Job>) -> Result<RuleKey> {
    if job.state.is_in_tokens() {
        Ok(tokens.open(&job.key())?.token.mint())
    } else {
        tokens.must_be_empty().map(|()| RuleKey::default())
    }
}

/// Locks the bond in the job's vault: out of the purse as far as its budget goes, the rest from the operator's account.
#[inline(never)]
fn lock<'info>(
    tokens: &mut EscrowTokens<'info>,
    provider: &Pubkey,
    operator: &AccountInfo<'info>,
    bond: u64,
) -> Result<()> {
    let purse = tokens.purse.as_mut().ok_or_else(|| RaymentError::NoPurse.refusal())?;
    let payments = purse.state.lock(bond).map_err(refused)?;
    let (purse_key, bump) = (purse.key(), [purse.bump]);
    let (of, mint) = (purse.state.provider.0, purse.state.mint.0);
    let seeds: &[&[u8]] = &[seeds::PURSE, &of, &mint, &bump];
    let own = payments.amount(Holding::Balance, Holding::Bond);
    let rest = payments.amount(Holding::Operator, Holding::Bond);
    let (token, vault) = tokens.token()?;
    let purse = tokens.purse.as_ref().ok_or_else(|| RaymentError::NoPurse.refusal())?;
    check_purse(purse, provider, &token)?;
    let missing = || RaymentError::TokensMissing.refusal();
    if let Some(purse_vault) = &tokens.purse_vault {
        token.read_vault(purse_vault, &purse_key)?;
    }
    if own > 0 {
        let purse_vault = tokens.purse_vault.as_ref().ok_or_else(missing)?;
        token.send_whole((purse_vault, vault), Authority { account: purse.as_ref().as_ref(), seeds }, own)?;
    }
    if rest > 0 {
        let from = tokens.other_tokens.as_ref().ok_or_else(missing)?;
        token.send_whole((from, vault), Authority { account: operator, seeds: &[] }, rest)?;
    }
    Ok(())
}
