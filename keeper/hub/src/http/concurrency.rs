//! How many requests of a kind are served at a time, in total and for one key.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use solana_pubkey::Pubkey;

use super::Refusal;

/// A limit for one kind of request.
pub struct ConcurrencyLimit {
    /// What is limited, in a refusal's words.
    what: &'static str,
    most: usize,
    most_per_key: usize,
    in_use: Mutex<InUse>,
}

#[derive(Default)]
struct InUse {
    all: usize,
    by_key: HashMap<Pubkey, usize>,
}

/// Leave to serve one request. Dropping it gives it back.
pub struct Permit {
    limit: Arc<ConcurrencyLimit>,
    key: Pubkey,
}

impl ConcurrencyLimit {
    pub fn new(what: &'static str, most: usize, most_per_key: usize) -> Arc<Self> {
        Arc::new(Self { what, most, most_per_key, in_use: Mutex::default() })
    }

    /// A permit for the key, or a refusal: nobody waits in line here.
    pub fn acquire(self: &Arc<Self>, key: Pubkey) -> Result<Permit, Refusal> {
        let mut in_use = self.in_use();
        if in_use.all >= self.most {
            return Err(Refusal::busy(self.what, self.most));
        }
        let of_key = in_use.by_key.entry(key).or_default();
        if *of_key >= self.most_per_key {
            return Err(Refusal::busy_for_key(self.what, self.most_per_key));
        }
        *of_key += 1;
        in_use.all += 1;
        Ok(Permit { limit: self.clone(), key })
    }

    fn in_use(&self) -> MutexGuard<'_, InUse> {
        self.in_use.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut in_use = self.limit.in_use();
        in_use.all = in_use.all.saturating_sub(1);
        let left = in_use.by_key.get(&self.key).map_or(0, |count| count.saturating_sub(1));
        if left > 0 {
            in_use.by_key.insert(self.key, left);
        } else {
            in_use.by_key.remove(&self.key);
        }
    }
}
