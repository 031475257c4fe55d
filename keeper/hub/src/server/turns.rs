//! Who is being served: so many at a time, and so many of one key.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use solana_pubkey::Pubkey;

use super::Refusal;

/// Turns at one thing.
pub struct Turns {
    what: &'static str,
    most: usize,
    /// Of one key.
    each: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    of: HashMap<Pubkey, usize>,
}

/// One turn. Dropping it gives it back.
pub struct Turn {
    turns: Arc<Turns>,
    key: Pubkey,
}

impl Turns {
    pub fn new(what: &'static str, most: usize, each: usize) -> Arc<Self> {
        Arc::new(Self { what, most, each, taken: Mutex::default() })
    }

    pub fn take(self: &Arc<Self>, key: Pubkey) -> Result<Turn, Refusal> {
        let mut taken = self.taken();
        if taken.all >= self.most {
            return Err(Refusal::busy(self.what, self.most));
        }
        let of_key = taken.of.entry(key).or_default();
        if *of_key >= self.each {
            return Err(Refusal::busy_for_key(self.what, self.each));
        }
        *of_key += 1;
        taken.all += 1;
        Ok(Turn { turns: self.clone(), key })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut taken = self.turns.taken();
        taken.all = taken.all.saturating_sub(1);
        let left = taken.of.get(&self.key).map_or(0, |count| count.saturating_sub(1));
        if left > 0 {
            taken.of.insert(self.key, left);
        } else {
            taken.of.remove(&self.key);
        }
    }
}
