//! The end of a job, or of an attempt at it.

use anchor_lang::prelude::*;
use rayment_core::{
    job::{JobState, Outcome},
    money::Holding,
};

use crate::{
    Job, JobClosed, Provider, RaymentError,
    adapter::{Applied, chain_key},
    money::{Holders, close, info, pay},
};

/// Credits and pays what a step answered with, and closes the job if the step ended it.
pub fn conclude<'info>(
    job: &Account<'info, Job>,
    client: &AccountInfo<'info>,
    provider: Option<&mut Account<'info, Provider>>,
    applied: &Applied<Outcome>,
) -> Result<()> {
    let mut between = Holders { job: Some(info(job)), client: Some(client), ..Holders::default() };
    if let Some(provider) = provider {
        provider.state.end_job(&applied.transfers, applied.tally).map_err(RaymentError::from)?;
        between.provider = Some(info(provider));
    }
    pay(&applied.transfers, &between)?;
    let Some(outcome) = applied.ended else { return Ok(()) };
    let returned = close(job, client)?;
    tell(job, client.key(), applied, outcome, returned);
    Ok(())
}

fn tell(job: &Account<Job>, client: Pubkey, applied: &Applied<Outcome>, outcome: Outcome, returned: u64) {
    let state: &JobState = &job.state;
    let paid = |from, to| applied.transfers.amount(from, to);
    let bought = if outcome == Outcome::Refunded { None } else { state.delivered() };
    emit!(JobClosed {
        job: job.key(),
        client,
        provider: state.claim().map(|claim| chain_key(&claim.provider)),
        order: state.order,
        attempt: state.attempt,
        outcome,
        deposit: state.deposit,
        earnings: paid(Holding::Deposit, Holding::Balance),
        fee: paid(Holding::Deposit, Holding::Fees),
        refund: paid(Holding::Deposit, Holding::Client),
        bond_back: paid(Holding::Bond, Holding::Balance),
        forfeit: paid(Holding::Bond, Holding::Client),
        returned,
        frames: bought.map_or(0, |(frames, ..)| frames),
        ms: bought.map_or(0, |(_, ms, _)| ms),
        root: bought.map(|(.., root)| root),
    });
}
