use anchor_lang::prelude::*;
use rayment_core::{
    job::{Command, Seal, Signer as Role},
    proof::challenge::{Sighting, SlotHashes},
};

use super::composites::*;
use crate::{
    JobSealed, RaymentError,
    adapter::{rule_key, step_job},
};

/// The sysvar of recent slot hashes.
pub const SLOT_HASHES: Pubkey = pubkey!("SysvarS1otHashes111111111111111111111111111");

#[derive(Accounts)]
pub struct JobSeal<'info> {
    pub posted: PostedJob<'info>,
    /// The one sysvar of that address: whoever seals can't choose what it says.
    /// CHECK: the sysvar, by its address; too large to be decoded as a whole.
    #[account(address = SLOT_HASHES)]
    pub slot_hashes: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<JobSeal>) -> Result<()> {
    let JobSeal { posted: PostedJob { params, job }, slot_hashes } = ctx.accounts;
    let delivery = job.state.delivery().ok_or_else(|| RaymentError::WrongPhase.refusal())?;
    let Seal::Pending { slot, .. } = delivery.seal else { return Err(RaymentError::AlreadySealed.refusal()) };
    let sighting = SlotHashes(&slot_hashes.try_borrow_data()?).sight(slot);
    let command = Command::Seal { job: rule_key(&job.key()), sighting, slot: Clock::get()?.slot };
    step_job(job, params, Role::Anyone, &command)?;
    emit!(JobSealed { job: job.key(), attempt: job.state.attempt, missed: sighting == Sighting::Missed });
    Ok(())
}
