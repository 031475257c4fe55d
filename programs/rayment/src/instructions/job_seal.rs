use anchor_lang::prelude::*;
use rayment_core::{job::{Command, Seal, Signer as Role}, proof::challenge::{Sighting, SlotHashes}};

use crate::{
    Job, JobSealed, MarketParams, RaymentError,
    ledger::{rule_key, step},
};

/// The sysvar of recent slot hashes.
pub const SLOT_HASHES: Pubkey = pubkey!("SysvarS1otHashes111111111111111111111111111");

#[derive(Accounts)]
pub struct JobSeal<'info> {
    #[account(
        constraint = rule_key(&params.market) == job.state.market @ RaymentError::WrongMarket,
        constraint = params.version == job.state.params @ RaymentError::WrongParams
    )]
    pub params: Account<'info, MarketParams>,
    #[account(mut)]
    pub job: Account<'info, Job>,
    /// CHECK: the sysvar, by its address; too large to be decoded as a whole.
    #[account(address = SLOT_HASHES)]
    pub slot_hashes: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<JobSeal>) -> Result<()> {
    let JobSeal { params, job, slot_hashes } = ctx.accounts;
    let delivery = job.state.delivery().ok_or(RaymentError::WrongPhase)?;
    let Seal::Pending { slot, .. } = delivery.seal else { return err!(RaymentError::AlreadySealed) };
    let sighting = SlotHashes(&slot_hashes.try_borrow_data()?).sight(slot);
    let command = Command::Seal { job: rule_key(&job.key()), sighting, slot: Clock::get()?.slot };
    step(job, params, Role::Anyone, &command)?;
    emit!(JobSealed { job: job.key(), attempt: job.state.attempt, missed: sighting == Sighting::Missed });
    Ok(())
}
