use anchor_lang::prelude::*;
use rayment_core::{
    job::{Command, Signer as Role, flag},
    money::{Holding, Transfers},
};

use super::composites::*;
use crate::instructions::tokens::*;
use crate::{
    Job, JobDisputed, RaymentError,
    adapter::{chain_key, rule_key, step_job},
    money::{Holders, info, pay, token::Authority},
    refusals::refused,
};

#[derive(Accounts)]
pub struct JobDispute<'info> {
    pub by: ByClient<'info>,
    /// The one program that moves a wallet's lamports.
    pub system_program: Program<'info, System>,
    pub tokens: MoveTokens<'info>,
}

pub(crate) fn handle(ctx: Context<JobDispute>, attempt: u8) -> Result<()> {
    let JobDispute { by: ByClient { client, posted: PostedJob { params, job } }, tokens, .. } = ctx.accounts;
    let applied = step_job(job, params, Role::Client(rule_key(client.key)), &Command::Dispute { attempt })?;
    let mut mint = Pubkey::default();
    if job.state.is_in_tokens() {
        mint = lock(tokens, job, client, &applied.transfers)?;
    } else {
        if tokens.open()?.is_some() {
            return Err(RaymentError::NotInTokens.refusal());
        }
        pay(&applied.transfers, &Holders { escrow: Some(info(job)), client: Some(client), ..Holders::default() })?;
    }
    let bond = job.state.disputed_bond(&params.values).map_err(refused)?;
    emit!(JobDisputed { job: job.key(), attempt, bond, paid_in: job.state.has(flag::PAID_IN), mint });
    Ok(())
}

/// Locks the bond in the vault, where it is paid on top of the deposit. Returns the mint, zeros where it is not.
#[inline(never)]
fn lock<'info>(
    tokens: &MoveTokens<'info>,
    job: &Account<'info, Job>,
    client: &AccountInfo<'info>,
    paid: &Transfers,
) -> Result<Pubkey> {
    let bond = paid.amount(Holding::Client, Holding::DisputeBond);
    match tokens.open()? {
        Some((from, vault, token)) => {
            token.read_vault(vault, &job.key())?;
            token.send_whole((from, vault), Authority { account: client, seeds: &[] }, bond)?;
            Ok(chain_key(&token.mint()))
        }
        None if bond == 0 => Ok(Pubkey::default()),
        None => Err(RaymentError::TokensMissing.refusal()),
    }
}
