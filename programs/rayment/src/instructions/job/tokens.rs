//! How a job in tokens is paid when it ends, or an attempt at it does.

use anchor_lang::prelude::*;
use rayment_core::{
    job::{After, Legs, Outcome, Phase, Till},
    money::{Holding, Transfers},
    seeds,
};

use crate::instructions::tokens::*;
use crate::{
    Job, JobOwing, Provider, RaymentError,
    adapter::{Applied, chain_key},
    money::token::Authority,
    refusals::refused,
};

/// How a job in tokens goes on after it was paid.
pub(crate) struct Settled {
    pub mint: Pubkey,
    /// How it has ended, if it has.
    pub outcome: Option<Outcome>,
    /// All is paid: its account closes.
    pub closes: bool,
    /// What went to the order, or waits for it.
    pub for_order: u64,
}

/// A job and its order, whose addresses are the seeds of who spends what lies in its vault.
pub(crate) struct OfOrder<'a, 'info> {
    pub job: &'a Account<'info, Job>,
    pub order: &'a AccountInfo<'info>,
}

impl<'info> OfOrder<'_, 'info> {
    /// Spends what lies in the vault.
    pub(crate) fn spend(&self, spend: &mut dyn FnMut(Authority<'_, 'info>) -> Result<()>) -> Result<()> {
        let ([a, b, c, d, ..], bump) = (self.job.state.id.to_le_bytes(), [self.job.bump]);
        let index = [a, b, c, d];
        let seeds: &[&[u8]] = &[seeds::JOB, self.order.key.as_ref(), &index, &bump];
        spend(Authority { account: self.job.as_ref(), seeds })
    }
}

/// Pays what a step of a job has booked. What can't be credited waits: the job says so then.
#[inline(never)]
pub(crate) fn settle<'info>(
    tokens: &mut EscrowTokens<'info>,
    job: &mut Account<'info, Job>,
    order: &AccountInfo<'info>,
    provider: Option<&Account<'info, Provider>>,
    applied: &Applied<Outcome>,
) -> Result<Settled> {
    if applied.ended.is_none() && !pays_provider(&applied.transfers) && tokens.is_empty() {
        // Forfeits stay in the vault: nothing moves.
        return Ok(Settled { mint: Pubkey::default(), outcome: None, closes: false, for_order: 0 });
    }
    let (legs, mint) = pay(tokens, &OfOrder { job, order }, provider, applied)?;
    if let Some(purse) = &mut tokens.purse {
        let earned = applied.transfers.amount(Holding::Deposit, Holding::Balance);
        // Also where it waits: what is not in the balance can't be bonded again.
        let bond = applied.transfers.amount(Holding::Bond, Holding::Balance);
        purse.state.credit((legs.earnings, legs.fee), earned, bond).map_err(refused)?;
    }
    let mut for_order = legs.client;
    if let After::Owes(phase) = legs.after {
        job.state.phase = phase;
        if let Phase::Owed { provider, earnings, fee, client } = phase {
            for_order = for_order.saturating_add(client);
            let (job, provider) = (job.key(), chain_key(&provider));
            emit!(JobOwing { job, provider, earnings, fee, refund: client, mint });
        }
    }
    Ok(Settled { mint, outcome: legs.outcome, closes: legs.after == After::Closes, for_order })
}

/// Pays whoever can be paid, and closes the vault of a job that is over.
#[inline(never)]
fn pay<'info>(
    tokens: &EscrowTokens<'info>,
    of: &OfOrder<'_, 'info>,
    provider: Option<&Account<'info, Provider>>,
    applied: &Applied<Outcome>,
) -> Result<(Legs, Pubkey)> {
    let open = tokens.open(&of.job.key())?;
    let (token, mint) = (&open.token, open.token.mint());
    let purse_vault = match provider {
        Some(provider) => tokens.purse_vault(token, &provider.key())?,
        None if tokens.purse.is_some() || tokens.purse_vault.is_some() => {
            return Err(RaymentError::WrongPurse.refusal());
        }
        None => None,
    };
    if purse_vault.is_none() && pays_provider(&applied.transfers) {
        return Err(RaymentError::NoPurse.refusal());
    }
    let order_tokens = match tokens.other_tokens {
        Some(account) if token.is_associated(account.key, of.order.key) => Some(account),
        Some(_) => return Err(RaymentError::WrongTokenAccount.refusal()),
        None if applied.ended.is_none() => None,
        None => return Err(RaymentError::TokensMissing.refusal()),
    };
    let till = Till {
        vault: open.held.amount,
        provider: purse_vault.is_some_and(|(_, takes)| takes),
        client: order_tokens.is_some_and(|account| token.can_take(account)),
    };
    let wallet = provider.map(|provider| provider.state.authority);
    let legs = Legs::of(&applied.transfers, applied.ended, wallet, &till).map_err(refused)?;
    let for_provider = legs.earnings.checked_add(legs.fee).ok_or_else(|| RaymentError::Overflow.refusal())?;
    of.spend(&mut |authority| {
        for (to, amount) in [(purse_vault.map(|(account, _)| account), for_provider), (order_tokens, legs.client)] {
            if let Some(to) = to {
                token.send_whole((open.vault, to), authority, amount)?;
            }
        }
        if legs.after == After::Closes { token.close_account(open.vault, of.order, authority) } else { Ok(()) }
    })?;
    Ok((legs, chain_key(&mint)))
}

/// Whether anything of this goes to a provider.
fn pays_provider(transfers: &Transfers) -> bool {
    let to_provider = |to| matches!(to, Holding::Balance | Holding::Fees);
    transfers.iter().any(|payment| payment.amount > 0 && to_provider(payment.to))
}
