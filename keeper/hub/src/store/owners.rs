//! Who put a blob here, and who asked for it by signature since: whose money stands behind it, beside what is locked
//! in jobs and orders that name it. Kept in memory: after a restart the blobs that nobody has asked for again are nobody's.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use rayment_core::Hash;
use solana_pubkey::Pubkey;

/// Keys that are remembered of one blob. The first stays: a crowd that learns the hash later drives out each other
/// alone.
const MOST: usize = 4;
/// A blob that came while others were listed is not forgotten.
const RECENT: Duration = Duration::from_secs(600);

/// Owners by blob. Clones share them.
#[derive(Clone, Default)]
pub struct Owners(Arc<Mutex<HashMap<Hash, Owned>>>);

struct Owned {
    keys: Vec<Pubkey>,
    /// When one of them asked last.
    at: Instant,
}

impl Owners {
    /// This key wants the blob to stay.
    pub fn wants(&self, blob: Hash, key: Pubkey) {
        let mut all = self.all();
        let owned = all.entry(blob).or_insert_with(|| Owned { keys: Vec::new(), at: Instant::now() });
        owned.at = Instant::now();
        if owned.keys.contains(&key) {
            return;
        }
        if owned.keys.len() >= MOST {
            // The oldest but the first.
            owned.keys.remove(1);
        }
        owned.keys.push(key);
    }

    pub fn of(&self, blob: &Hash) -> Vec<Pubkey> {
        self.all().get(blob).map(|owned| owned.keys.clone()).unwrap_or_default()
    }

    /// Forgets all others, but those that somebody has asked for just now.
    pub fn keep_only(&self, present: &HashSet<Hash>) {
        self.all().retain(|blob, owned| present.contains(blob) || owned.at.elapsed() < RECENT);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Hash, Owned>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_that_knows_the_hash_drives_out_no_owner() {
        let (owners, first) = (Owners::default(), Pubkey::new_unique());
        owners.wants([1; 32], first);
        let crowd: Vec<_> = (0..9).map(|_| Pubkey::new_unique()).collect();
        crowd.iter().for_each(|key| owners.wants([1; 32], *key));
        assert_eq!(owners.of(&[1; 32]), [vec![first], crowd[6..].to_vec()].concat());
        owners.keep_only(&HashSet::new());
        assert_eq!(owners.of(&[1; 32]).len(), MOST, "it came just now");
        assert_eq!(owners.of(&[2; 32]), []);
    }
}
