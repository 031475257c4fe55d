//! When to search again for what was not found: after growing pauses.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use solana_pubkey::Pubkey;

const FIRST: Duration = Duration::from_millis(500);
const LAST: Duration = Duration::from_secs(60);
/// More than anyone needs at a time; beyond it those that are due are forgotten, then all.
const MOST: usize = 16_384;

/// Pauses by job.
#[derive(Default)]
pub struct Backoff(Mutex<HashMap<Pubkey, Next>>);

struct Next {
    at: Instant,
    tries: u32,
}

impl Backoff {
    /// Whether it is too early to search again.
    pub fn is_pausing(&self, job: &Pubkey) -> bool {
        self.next().get(job).is_some_and(|next| Instant::now() < next.at)
    }

    /// It was not found. Returns how often in a row.
    pub fn failed(&self, job: Pubkey) -> u32 {
        let mut all = self.next();
        if all.len() >= MOST {
            all.retain(|_, next| Instant::now() < next.at);
        }
        if all.len() >= MOST {
            all.clear();
        }
        let next = all.entry(job).or_insert(Next { at: Instant::now(), tries: 0 });
        next.at = Instant::now() + FIRST.saturating_mul(1 << next.tries.min(16)).min(LAST);
        next.tries = next.tries.saturating_add(1);
        next.tries
    }

    /// It was found: the next pause is a short one again.
    pub fn reset(&self, job: &Pubkey) {
        self.next().remove(job);
    }

    fn next(&self) -> MutexGuard<'_, HashMap<Pubkey, Next>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
