//! The end of a job, or of an attempt at it.

use anchor_lang::{
    Event,
    event::EVENT_IX_TAG_LE,
    prelude::*,
    solana_program::{instruction::Instruction, program::invoke_signed},
};
use rayment_core::{
    job::{JobState, Outcome, Phase, flag},
    money::Holding,
};

use super::{composites::Myself, tokens::settle};
use crate::instructions::tokens::*;
use crate::{
    EVENT_AUTHORITY_AND_BUMP, Job, JobAccepted, JobClosed, Provider,
    adapter::{Applied, chain_key, tell_order},
    money::{Holders, close, info, pay},
    refusals::refused,
};

/// The seed of the program's own signature.
const EVENT_AUTHORITY: &[u8] = b"__event_authority";

/// Credits and pays what a step answered with, and closes the job if the step ended it and all is paid.
pub fn conclude<'info>(
    job: &mut Account<'info, Job>,
    payee: &AccountInfo<'info>,
    mut provider: Option<&mut Account<'info, Provider>>,
    tokens: &mut EscrowTokens<'info>,
    applied: &Applied<Outcome>,
    myself: &Myself<'info>,
) -> Result<()> {
    if let (Some(provider), true) = (provider.as_mut(), applied.was_worked_at) {
        provider.state.free_slot();
    }
    if job.state.is_in_tokens() {
        return conclude_in_tokens(job, payee, provider, tokens, applied, myself);
    }
    tokens.must_be_empty()?;
    let is_order = job.state.has(flag::FROM_ORDER);
    let (order, client) = if is_order { (Some(payee), None) } else { (None, Some(payee)) };
    let mut between = Holders { escrow: Some(info(job)), order, client, ..Holders::default() };
    if let Some(provider) = provider {
        provider.state.end_job(&applied.transfers, applied.tally).map_err(refused)?;
        between.provider = Some(info(provider));
    }
    let left = pay(&applied.transfers, &between)?;
    let Some(outcome) = applied.ended else { return Ok(()) };
    let returned = close(job, payee)?.saturating_sub(left);
    let event = closed(job, &job.state, applied, (outcome, returned), (Pubkey::default(), 0));
    if is_order {
        let provider = job.state.claim().map(|claim| claim.provider.tag());
        tell_order(payee, |order| {
            order.job_ended(provider, event.fee);
            order.job_closed();
        })?;
    }
    tell(&event, myself)
}

/// The same for a job in tokens. How it ended is told once, though somebody may still wait for tokens.
#[inline(never)]
fn conclude_in_tokens<'info>(
    job: &mut Account<'info, Job>,
    order: &AccountInfo<'info>,
    provider: Option<&mut Account<'info, Provider>>,
    tokens: &mut EscrowTokens<'info>,
    applied: &Applied<Outcome>,
    myself: &Myself<'info>,
) -> Result<()> {
    // What it owes takes the place of what it was.
    let before = Box::new(job.state);
    let wallet = provider.as_ref().map(|provider| provider.state.authority);
    let settled = settle(tokens, job, order, provider.as_deref(), applied)?;
    if let Some(provider) = provider {
        provider.state.leave_job(applied.tally).map_err(refused)?;
    }
    let Some(outcome) = settled.outcome else { return Ok(()) };
    let returned = if settled.closes { close(job, order)? } else { 0 };
    let booked = applied.transfers.iter().filter(|payment| payment.to == Holding::Order);
    let booked = booked.fold(0u64, |sum, payment| sum.saturating_add(payment.amount));
    let surplus = settled.for_order.saturating_sub(booked);
    let mut event = closed(job, &before, applied, (outcome, returned), (settled.mint, surplus));
    event.provider = wallet.as_ref().map(chain_key);
    if applied.ended.is_none() {
        // It was to open again, for the next attempt, and could not.
        event.attempt = event.attempt.saturating_sub(1);
    }
    tell_order(order, |order| {
        order.job_ended(wallet.map(|wallet| wallet.tag()), event.fee);
        if settled.closes {
            order.job_closed();
        }
    })?;
    tell(&event, myself)
}

fn closed(
    job: &Account<Job>,
    state: &JobState,
    applied: &Applied<Outcome>,
    (outcome, returned): (Outcome, u64),
    (mint, surplus): (Pubkey, u64),
) -> JobClosed {
    let (paid, payee) = (|from, to| applied.transfers.amount(from, to), state.payee());
    let bought = if outcome == Outcome::Refunded { None } else { state.delivered() };
    JobClosed {
        job: job.key(),
        client: chain_key(&state.client),
        provider: state.claim().map(|claim| chain_key(&claim.provider)),
        order: state.order,
        attempt: state.attempt,
        outcome,
        deposit: state.deposit,
        earnings: paid(Holding::Deposit, Holding::Balance),
        fee: paid(Holding::Deposit, Holding::Fees),
        refund: paid(Holding::Deposit, payee),
        bond_back: paid(Holding::Bond, Holding::Balance),
        forfeit: paid(Holding::Bond, payee),
        dispute_paid: paid(Holding::DisputeBond, Holding::Balance),
        dispute_fee: paid(Holding::DisputeBond, Holding::Fees),
        dispute_back: paid(Holding::DisputeBond, payee),
        returned,
        frames: bought.map_or(0, |(frames, ..)| frames),
        ms: bought.map_or(0, |(_, ms, _)| ms),
        root: bought.map(|(.., root)| root),
        surplus,
        mint,
    }
}

/// Tells of an end by a call of the program to itself.
#[inline(never)]
fn tell(closed: &JobClosed, myself: &Myself) -> Result<()> {
    let (authority, bump) = EVENT_AUTHORITY_AND_BUMP;
    let data = [EVENT_IX_TAG_LE, &closed.data()].concat();
    let accounts = vec![AccountMeta::new_readonly(authority, true)];
    let call = Instruction { program_id: crate::ID, accounts, data };
    let (authority, program) = (&myself.event_authority, &myself.program);
    invoke_signed(&call, &[authority.to_account_info(), program.to_account_info()], &[&[EVENT_AUTHORITY, &[bump]]])?;
    Ok(())
}

/// Tells why a delivery is paid for from now on.
pub fn tell_acceptance(job: &Account<Job>) -> Result<()> {
    if let Phase::Accepted { how, .. } = job.state.phase {
        emit!(JobAccepted { job: job.key(), attempt: job.state.attempt, how });
    }
    Ok(())
}
