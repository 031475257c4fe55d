//! Who put a blob here, or asked for it by signature since: whose money stands behind it as long as no open
//! job names it. Kept in memory: after a restart the blobs that nobody has asked for again are nobody's.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use rayment_core::Hash;
use solana_pubkey::Pubkey;

/// Owners by blob. Clones share them.
#[derive(Clone, Default)]
pub struct Owners(Arc<Mutex<HashMap<Hash, Pubkey>>>);

impl Owners {
    /// This key wants the blob to stay. The last one counts: only who knows the hash can ask.
    pub fn wants(&self, blob: Hash, key: Pubkey) {
        self.all().insert(blob, key);
    }

    pub fn of(&self, blob: &Hash) -> Option<Pubkey> {
        self.all().get(blob).copied()
    }

    /// Forgets all others.
    pub fn keep_only(&self, present: &HashSet<Hash>) {
        self.all().retain(|blob, _| present.contains(blob));
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Hash, Pubkey>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
