//! Between the rules and the chain: keys, hashes, the clock, and lamports that change accounts.

use anchor_lang::prelude::*;
use rayment_core::{
    Hash, Sha256,
    job::{Command, Outcome, Payments, Signer, Tally},
    key,
    provider::ProviderState,
};

use crate::{Job, JobClosed, MarketParams, Provider, RaymentError};

/// SHA-256 by syscall.
pub struct Syscall;

impl Sha256 for Syscall {
    fn hash(parts: &[&[u8]]) -> Hash {
        solana_sha256_hasher::hashv(parts).to_bytes()
    }
}

/// A key as the rules see it.
pub fn rule_key(key: &Pubkey) -> key::Pubkey {
    key::Pubkey(key.to_bytes())
}

/// A key of the rules as the chain sees it.
pub fn chain_key(key: &key::Pubkey) -> Pubkey {
    Pubkey::new_from_array(key.0)
}

/// Unix seconds.
pub fn now() -> Result<i64> {
    Ok(Clock::get()?.unix_timestamp)
}

/// Whether a wallet can take `lamports`. Below rent exemption such a credit would fail the whole
/// transaction.
pub fn can_take(to: &AccountInfo, lamports: u64) -> Result<bool> {
    let after = to.lamports().checked_add(lamports).ok_or(RaymentError::Overflow)?;
    Ok(after >= Rent::get()?.minimum_balance(to.data_len()))
}

/// Pays `lamports` to a wallet; where it can't take them, that is refused by name and they stay owed.
pub fn pay_wallet<'info>(from: &AccountInfo<'info>, to: &AccountInfo<'info>, lamports: u64) -> Result<()> {
    require!(can_take(to, lamports)?, RaymentError::PayeeBelowRent);
    move_lamports(from, to, lamports)
}

/// Moves lamports out of an account of this program.
pub fn move_lamports<'info>(from: &AccountInfo<'info>, to: &AccountInfo<'info>, lamports: u64) -> Result<()> {
    if lamports == 0 {
        return Ok(());
    }
    from.sub_lamports(lamports)?;
    to.add_lamports(lamports)?;
    Ok(())
}

/// What a step of a job left behind.
pub struct Stepped {
    pub payments: Payments,
    pub tally: Tally,
    pub ended: Option<Outcome>,
}

/// The keeper as the rules see it. They compare its key with the provider's wallet; a provider's other
/// keys only its account knows, and none of them may judge its work either.
pub fn judge(keeper: &Pubkey, of: &ProviderState) -> Result<Signer> {
    let keeper = rule_key(keeper);
    require!(keeper != of.operator && keeper != of.payout, RaymentError::KeeperIsParty);
    Ok(Signer::Keeper(keeper))
}

/// Asks the rules and writes the next state; moves no money yet.
pub fn step(job: &mut Account<Job>, params: &MarketParams, signer: Signer, command: &Command) -> Result<Stepped> {
    let step = job.state.step::<Syscall>(&params.values, signer, command, now()?).map_err(RaymentError::from)?;
    let ended = match step.next {
        Ok(next) => {
            job.state = next;
            None
        }
        Err(outcome) => Some(outcome),
    };
    Ok(Stepped { payments: step.payments, tally: step.tally, ended })
}

/// Moves the money of a step to provider and client, and closes the job if the step ended it.
///
/// The client's leg never fails: a refund comes with the rent, and a bond is at least as large as
/// the rent exemption of an empty wallet.
pub fn pay<'info>(
    job: &Account<'info, Job>,
    client: &AccountInfo<'info>,
    provider: Option<&mut Account<'info, Provider>>,
    stepped: &Stepped,
) -> Result<()> {
    let payments = &stepped.payments;
    let from = job.as_ref();
    let held_by = job.state.claim().map(|claim| chain_key(&claim.provider));
    if let Some(provider) = provider {
        provider.state.end_job(payments, stepped.tally).map_err(RaymentError::from)?;
        let owed = [payments.earnings, payments.fee, payments.bond_back];
        let sum = owed.iter().try_fold(0u64, |sum, x| sum.checked_add(*x)).ok_or(RaymentError::Overflow)?;
        move_lamports(from, provider.as_ref(), sum)?;
    }
    move_lamports(from, client, payments.forfeit)?;
    let Some(outcome) = stepped.ended else { return Ok(()) };
    let returned = from.lamports().checked_sub(payments.refund).ok_or(RaymentError::Overflow)?;
    job.close(client.clone())?;
    let bought = if outcome == Outcome::Refunded { None } else { job.state.brought() };
    emit!(JobClosed {
        job: job.key(),
        client: client.key(),
        provider: held_by,
        order: job.state.order,
        attempt: job.state.attempt,
        outcome,
        deposit: job.state.deposit,
        earnings: payments.earnings,
        fee: payments.fee,
        refund: payments.refund,
        bond_back: payments.bond_back,
        forfeit: payments.forfeit,
        returned,
        frames: bought.map_or(0, |(frames, ..)| frames),
        ms: bought.map_or(0, |(_, ms, _)| ms),
        root: bought.map(|(.., root)| root),
    });
    Ok(())
}
