//! The jobs that this hub has to do with: those of which frames lie here, and those of which it is
//! noted how they ended.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use solana_pubkey::Pubkey;
use tokio::sync::Notify;

#[derive(Default)]
pub struct Kept {
    /// Whether it is followed to its end.
    jobs: Mutex<HashMap<Pubkey, bool>>,
    more: Notify,
}

impl Kept {
    /// A job of which frames lie here.
    pub fn add(&self, job: Pubkey) {
        self.jobs().entry(job).or_insert(true);
        self.more.notify_one();
    }

    /// A job whose end is noted, or that is not followed any more.
    pub fn done(&self, job: Pubkey) {
        self.jobs().insert(job, false);
    }

    /// Nothing of this job lies here any more.
    pub fn forget(&self, job: &Pubkey) {
        self.jobs().remove(job);
    }

    pub fn holds(&self, job: &Pubkey) -> bool {
        self.jobs().contains_key(job)
    }

    /// Those to follow.
    pub fn open(&self) -> Vec<Pubkey> {
        self.jobs().iter().filter(|(_, open)| **open).map(|(job, _)| *job).collect()
    }

    /// Waits until there may be more to follow.
    pub async fn more(&self) {
        self.more.notified().await;
    }

    fn jobs(&self) -> MutexGuard<'_, HashMap<Pubkey, bool>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
