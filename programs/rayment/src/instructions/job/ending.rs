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

use super::composites::Myself;
use crate::{
    EVENT_AUTHORITY_AND_BUMP, Job, JobAccepted, JobClosed, Provider,
    adapter::{Applied, chain_key, job_closed},
    error::refused,
    money::{Holders, close, info, pay},
};

/// The seed of the program's own signature.
const EVENT_AUTHORITY: &[u8] = b"__event_authority";

/// Credits and pays what a step answered with, and closes the job if the step ended it.
pub fn conclude<'info>(
    job: &Account<'info, Job>,
    payee: &AccountInfo<'info>,
    provider: Option<&mut Account<'info, Provider>>,
    applied: &Applied<Outcome>,
    myself: &Myself<'info>,
) -> Result<()> {
    let is_order = job.state.has(flag::FROM_ORDER);
    let (order, client) = if is_order { (Some(payee), None) } else { (None, Some(payee)) };
    let mut between = Holders { escrow: Some(info(job)), order, client, ..Holders::default() };
    if let Some(provider) = provider {
        if applied.was_worked_at {
            provider.state.free_slot();
        }
        provider.state.end_job(&applied.transfers, applied.tally).map_err(refused)?;
        between.provider = Some(info(provider));
    }
    let left = pay(&applied.transfers, &between)?;
    let Some(outcome) = applied.ended else { return Ok(()) };
    let returned = close(job, payee)?.saturating_sub(left);
    let event = closed(job, applied, outcome, returned);
    if is_order {
        let provider = job.state.claim().map(|claim| claim.provider.tag());
        job_closed(payee, provider, event.fee)?;
    }
    tell(&event, myself)
}

fn closed(job: &Account<Job>, applied: &Applied<Outcome>, outcome: Outcome, returned: u64) -> JobClosed {
    let state: &JobState = &job.state;
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
