//! Orders to the running chain, one at a time.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crossbeam_channel::{Sender, bounded};
use solana_pubkey::Pubkey;
use surfpool_core::surfnet::{locker::SurfnetSvmLocker, svm::SurfnetSvm};
use surfpool_types::{SerialVmMutationResult, SerialVmMutationTask, SimnetCommand};

use crate::{
    LocalnetError,
    slot_hashes::{self, SlotHash, SlotHashes},
};

/// Keeps slots and milliseconds far from the end of their range.
const FARTHEST_JUMP: Duration = Duration::from_secs(100 * 365 * 86_400);

/// Orders to the running chain. Each is carried out by surfpool's own loop between two
/// transactions, so none sees or leaves a half-done state.
#[derive(Clone)]
pub(crate) struct Chain {
    locker: SurfnetSvmLocker,
    commands: Sender<SimnetCommand>,
    slot_hashes: Arc<Mutex<SlotHashes>>,
}

impl Chain {
    /// Takes over a chain that does not run yet, and replaces its predictable slot hashes.
    pub(crate) fn new(mut svm: SurfnetSvm, commands: Sender<SimnetCommand>) -> Result<Self, LocalnetError> {
        let mut slot_hashes = SlotHashes::default();
        write_slot_hashes(&mut svm, &mut slot_hashes)?;
        Ok(Self { locker: SurfnetSvmLocker::new(svm), commands, slot_hashes: Arc::new(Mutex::new(slot_hashes)) })
    }

    pub(crate) fn locker(&self) -> SurfnetSvmLocker {
        self.locker.clone()
    }

    /// Makes one slot; returns the chain clock in Unix milliseconds.
    pub(crate) fn make_slot(&self) -> Result<u64, LocalnetError> {
        self.order(|svm, slot_hashes| {
            make_slot(svm, slot_hashes)?;
            Ok(svm.updated_at)
        })
    }

    /// Moves the clock forward by at least `by`, rounded up to whole seconds, and the slots with it.
    pub(crate) fn advance(&self, by: Duration) -> Result<(), LocalnetError> {
        if by > FARTHEST_JUMP {
            return Err(LocalnetError::TooFar { found: by, most: FARTHEST_JUMP });
        }
        let seconds = by.as_secs() + u64::from(by.subsec_nanos() > 0);
        self.order(move |svm, slot_hashes| {
            let slots = (seconds * 1_000).div_ceil(svm.slot_time);
            // What is pending belongs to the slot before the jump; the clock is written after it.
            let skipped = slots.saturating_sub(2);
            make_slot(svm, slot_hashes)?;
            svm.latest_epoch_info.absolute_slot += skipped;
            svm.updated_at += skipped * svm.slot_time;
            make_slot(svm, slot_hashes)
        })
    }

    /// The chain clock in Unix milliseconds.
    pub(crate) fn now_millis(&self) -> Result<u64, LocalnetError> {
        self.order(|svm, _| Ok(svm.updated_at))
    }

    pub(crate) fn slot(&self) -> Result<u64, LocalnetError> {
        self.order(|svm, _| Ok(svm.get_latest_absolute_slot()))
    }

    pub(crate) fn fund(&self, key: Pubkey, lamports: u64) -> Result<(), LocalnetError> {
        self.order(move |svm, _| add_lamports(svm, key, lamports))
    }

    pub(crate) fn set_account(
        &self,
        key: Pubkey,
        owner: Pubkey,
        lamports: u64,
        data: Vec<u8>,
    ) -> Result<(), LocalnetError> {
        self.order(move |svm, _| {
            let mut account = svm.get_account(&key).map_err(refused(key))?.unwrap_or_default();
            account.owner = owner;
            account.lamports = lamports;
            account.data = data;
            svm.set_account(&key, account).map_err(refused(key))
        })
    }

    pub(crate) fn pin_slot_hash(&self, slot: u64, hash: SlotHash) -> Result<(), LocalnetError> {
        self.order(move |svm, slot_hashes| {
            slot_hashes.pin(slot, hash)?;
            write_slot_hashes(svm, slot_hashes)
        })
    }

    /// Ends the loop; the servers close after it.
    pub(crate) fn terminate(&self) {
        // A loop that is gone has already ended.
        let _ = self.commands.send(SimnetCommand::Terminate(None));
    }

    /// Waits until the loop has carried out `order`. Fails only if the loop ends first, since that
    /// drops the order and with it the way to answer.
    fn order<T: Send + 'static>(
        &self,
        order: impl FnOnce(&mut SurfnetSvm, &mut SlotHashes) -> Result<T, LocalnetError> + Send + Sync + 'static,
    ) -> Result<T, LocalnetError> {
        let (answer, answered) = bounded(1);
        let (locker, slot_hashes) = (self.locker.clone(), self.slot_hashes.clone());
        let task = SerialVmMutationTask::new(move || {
            Box::pin(async move {
                let done = locker.with_svm_writer(|svm| {
                    let mut hashes = slot_hashes.lock().unwrap_or_else(PoisonError::into_inner);
                    order(svm, &mut hashes)
                });
                // Who asked may have given up.
                let _ = answer.send(done);
                SerialVmMutationResult::NoBlock
            })
        });
        self.commands.send(SimnetCommand::ProcessSerialVmMutation(task)).map_err(|_| LocalnetError::Stopped)?;
        answered.recv().map_err(|_| LocalnetError::Stopped)?
    }
}

/// Adds lamports out of nothing, as genesis and faucets do.
pub(crate) fn add_lamports(svm: &mut SurfnetSvm, key: Pubkey, lamports: u64) -> Result<(), LocalnetError> {
    let mut account = svm.get_account(&key).map_err(refused(key))?.unwrap_or_default();
    account.lamports = account.lamports.checked_add(lamports).ok_or_else(|| LocalnetError::Account {
        key,
        reason: format!("{} + {lamports} lamports are more than exist", account.lamports),
    })?;
    svm.set_account(&key, account).map_err(refused(key))
}

fn make_slot(svm: &mut SurfnetSvm, slot_hashes: &mut SlotHashes) -> Result<(), LocalnetError> {
    svm.confirm_current_block().map_err(|error| LocalnetError::Slot { reason: error.to_string() })?;
    write_slot_hashes(svm, slot_hashes)
}

/// Replaces the entries that surfpool wrote; a running slot has no hash yet.
fn write_slot_hashes(svm: &mut SurfnetSvm, slot_hashes: &mut SlotHashes) -> Result<(), LocalnetError> {
    let key = slot_hashes::ADDRESS;
    slot_hashes.extend_to(svm.get_latest_absolute_slot().saturating_sub(1))?;
    let mut account = svm.get_account(&key).map_err(refused(key))?.unwrap_or_default();
    account.data = slot_hashes.to_account_data();
    svm.set_account(&key, account).map_err(refused(key))
}

fn refused<E: ToString>(key: Pubkey) -> impl Fn(E) -> LocalnetError {
    move |error| LocalnetError::Account { key, reason: error.to_string() }
}
