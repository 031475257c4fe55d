//! Between the rules and the chain: keys, hashes, the clock, and what a step does to an account.

use anchor_lang::{__private::BpfWriter, Discriminator, prelude::*};
use rayment_core::{
    Hash, Next, Sha256, Step, Tally,
    job::{Command, JobState, Outcome, Signer},
    key, layout,
    money::Transfers,
    order::OrderHead,
    provider::{Closed, ProviderCommand, ProviderSigner, ProviderState},
};

use crate::{Job, MarketParams, Order, Provider, RaymentError, refusals::refused};

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

/// Whether an account is the one that the rules name.
pub fn is<'info>(account: &impl AsRef<AccountInfo<'info>>, named: &key::Pubkey) -> bool {
    account.as_ref().key.as_ref() == named.0.as_slice()
}

/// Unix seconds.
pub fn now() -> Result<i64> {
    Ok(Clock::get()?.unix_timestamp)
}

/// An account whose state the rules step.
pub trait Aggregate {
    type State;

    fn put(&mut self, next: Self::State);
}

impl Aggregate for Job {
    type State = JobState;

    fn put(&mut self, next: JobState) {
        self.state = next;
    }
}

impl Aggregate for Provider {
    type State = ProviderState;

    fn put(&mut self, next: ProviderState) {
        self.state = next;
    }
}

/// What is left to do after a step is written down: money to move, an attempt to count, a slot of the
/// provider to free where it worked at the job, and where it ended the aggregate, an account to close.
pub struct Applied<End> {
    pub transfers: Transfers,
    pub tally: Tally,
    pub was_worked_at: bool,
    pub ended: Option<End>,
}

/// Writes down how an aggregate goes on.
pub fn apply<A: Aggregate, End>(account: &mut A, step: Step<A::State, End>) -> Applied<End> {
    let ended = match step.next {
        Next::Continues(state) => {
            account.put(state);
            None
        }
        Next::Ended(end) => Some(end),
    };
    Applied { transfers: step.transfers, tally: step.tally, was_worked_at: false, ended }
}

/// Writes an account that was just opened. The writer is Anchor's own, so that every type is encoded
/// by the same code here and where Anchor writes it.
pub fn write(account: &AccountInfo, value: &impl AccountSerialize) -> Result<()> {
    let mut data = account.try_borrow_mut_data()?;
    value.try_serialize(&mut BpfWriter::new(&mut **data))
}

/// Asks the rules about a job, and writes down their answer.
pub fn step_job(job: &mut Job, params: &MarketParams, signer: Signer, command: &Command) -> Result<Applied<Outcome>> {
    let was_worked_at = job.state.is_worked_at();
    let step = job.state.step::<Syscall>(&params.values, signer, command, now()?).map_err(refused)?;
    Ok(Applied { was_worked_at, ..apply(job, step) })
}

/// Asks the rules about a provider, and writes down their answer.
pub fn step_provider(
    provider: &mut Provider,
    signer: ProviderSigner,
    command: ProviderCommand,
) -> Result<Applied<Closed>> {
    let step = provider.state.step(signer, command).map_err(refused)?;
    Ok(apply(provider, step))
}

/// The keeper as the rules see it. They compare its key with the provider's wallet, and with no other key of it:
/// those a provider names as it likes, and by naming the keeper's it would silence its judge.
pub fn judge(keeper: &Pubkey) -> Signer {
    Signer::Keeper(rule_key(keeper))
}

impl Order {
    /// The order that an account holds.
    pub fn read(account: &AccountInfo) -> Result<Self> {
        Self::try_deserialize(&mut &**account.try_borrow_data()?)
    }
}

/// Writes what changes in an order that is written down.
pub fn write_head(order: &AccountInfo, head: &OrderHead) -> Result<()> {
    let mut data = order.try_borrow_mut_data()?;
    let field = layout::order::HEAD;
    let place = data.get_mut(field.at..field.end()).ok_or_else(|| RaymentError::WrongOrder.refusal())?;
    head.serialize(&mut BpfWriter::new(place))?;
    Ok(())
}

/// Tells an order what has become of a job of it. Only what changes is decoded.
#[inline(never)]
pub fn tell_order(order: &AccountInfo, note: impl FnOnce(&mut OrderHead)) -> Result<()> {
    let mut data = order.try_borrow_mut_data()?;
    if !data.starts_with(Order::DISCRIMINATOR) {
        return Err(RaymentError::WrongPayee.refusal());
    }
    let head = layout::order::HEAD;
    let place = data.get_mut(head.at..head.end()).ok_or_else(|| RaymentError::WrongPayee.refusal())?;
    let mut state = OrderHead::deserialize(&mut &*place)?;
    note(&mut state);
    state.serialize(&mut BpfWriter::new(place))?;
    Ok(())
}
