//! The vouchers that a provider keeps.

use std::{
    collections::BTreeMap,
    fs::TryLockError,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use rayment_client::chain_key;
use rayment_service::files::FolderLock;
use solana_pubkey::Pubkey;
use thiserror::Error;

use super::{
    check::{Against, Credit, VoucherError, check, life},
    store::{self, Held, Kept},
};
use crate::outbox::{DiskError, make_folder};

/// The highest valid vouchers of each channel, in a folder that one process uses.
///
/// Every call that changes something returns once that is on the disk, which takes some milliseconds: from async tasks
/// call it by `spawn_blocking`.
#[derive(Debug)]
pub struct Vouchers {
    folder: PathBuf,
    kept: Mutex<BTreeMap<Pubkey, Kept>>,
    missing: Mutex<BTreeMap<Pubkey, i64>>,
    _lock: FolderLock,
}

/// A voucher that was accepted: it is on the disk, and may be served for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// All that the payer has acknowledged, in lamports or base units.
    pub cumulative: u64,
    /// What all of it is good for. With what was served it says how much more can be.
    pub credit: Credit,
    /// From then on it can't be redeemed any more, as things stand, in unix seconds.
    pub redeem_before: i64,
}

/// Why a folder of vouchers can't be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    #[error("another process uses the vouchers in {0}: stop it, or name another folder")]
    InUse(PathBuf),
    #[error(transparent)]
    Disk(#[from] DiskError),
}

/// Why a voucher was not accepted.
#[derive(Debug, Error)]
pub enum AcceptError {
    /// The payer's to mend.
    #[error(transparent)]
    Refused(#[from] VoucherError),
    /// It is good, but could not be kept: nothing may be served for it.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl Vouchers {
    /// Opens a folder, and makes it if it is not there. Removes what a killed process had only half written.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        make_folder(folder)?;
        let lock = FolderLock::take(folder).map_err(|error| match error {
            TryLockError::WouldBlock => OpenError::InUse(folder.to_owned()),
            TryLockError::Error(error) => DiskError::at(folder, error).into(),
        })?;
        let mut all: BTreeMap<Pubkey, Kept> = BTreeMap::new();
        for held in store::read_all(folder)? {
            let kept = all.entry(chain_key(&held.signed.voucher.channel)).or_default();
            *kept = kept.with(held);
        }
        Ok(Self { folder: folder.to_owned(), kept: Mutex::new(all), missing: Mutex::default(), _lock: lock })
    }

    /// Takes a voucher if the service wants the channel, the program will pay for the voucher, and it says more than
    /// the last one, or the same with a longer life. When this returns, the voucher survives whatever comes.
    pub fn accept(&self, against: &Against, word: (&[u8], &[u8; 64])) -> Result<Accepted, AcceptError> {
        let Against { channel, fee_bps, now, .. } = *against;
        // Kept locked until it is written: of two vouchers at a time the higher stays.
        let mut all = lock(&self.kept);
        let kept = all.get(&channel.address).copied().unwrap_or_default();
        let signed = check(against, word, &kept)?;
        let held = Held { signed, signature: *word.1, heard_at: now };
        store::write(&self.folder, &held)?;
        all.insert(channel.address, kept.with(held));
        let cumulative = held.cumulative();
        let redeem_before = channel.state.end_due().unwrap_or(now).min(life(&signed.voucher));
        Ok(Accepted { cumulative, credit: Credit::of(channel, fee_bps, cumulative), redeem_before })
    }

    /// The highest voucher of a channel.
    pub fn highest(&self, channel: &Pubkey) -> Option<Held> {
        lock(&self.kept).get(channel).and_then(Kept::highest)
    }

    /// What is kept of each channel.
    pub fn all(&self) -> BTreeMap<Pubkey, Kept> {
        lock(&self.kept).clone()
    }

    /// Since when each channel has been missing that was looked for and not found. A restart counts anew.
    pub(super) fn missing(&self) -> BTreeMap<Pubkey, i64> {
        lock(&self.missing).clone()
    }

    /// Notes whether a channel was found at `now`.
    pub(super) fn looked_for(&self, channel: &Pubkey, is_there: bool, now: i64) {
        let mut missing = lock(&self.missing);
        if is_there {
            missing.remove(channel);
        } else {
            missing.entry(*channel).or_insert(now);
        }
    }

    /// Removes the vouchers of a channel that pays nothing any more.
    pub fn forget(&self, channel: &Pubkey) -> Result<(), DiskError> {
        let mut all = lock(&self.kept);
        store::remove(&self.folder, channel)?;
        all.remove(channel);
        lock(&self.missing).remove(channel);
        Ok(())
    }
}

/// What a thread that panicked has left is whole: the file is written before the map changes.
fn lock<T>(map: &Mutex<T>) -> MutexGuard<'_, T> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}
