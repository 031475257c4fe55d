//! The jobs that this hub has to do with: those with frames stored here, and those whose end is noted.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use solana_pubkey::Pubkey;
use tokio::sync::Notify;

/// Jobs to follow to their end, and jobs that have been.
#[derive(Default)]
pub struct TrackedJobs {
    /// Whether it is still followed to its end.
    jobs: Mutex<HashMap<Pubkey, bool>>,
    more: Notify,
}

impl TrackedJobs {
    /// A job with frames stored here.
    pub fn add(&self, job: Pubkey) {
        self.jobs().entry(job).or_insert(true);
        self.more.notify_one();
    }

    /// A job whose end is noted, or that is not followed any more.
    pub fn done(&self, job: Pubkey) {
        self.jobs().insert(job, false);
    }

    /// Nothing of this job is stored here any more.
    pub fn forget(&self, job: &Pubkey) {
        self.jobs().remove(job);
    }

    pub fn holds(&self, job: &Pubkey) -> bool {
        self.jobs().contains_key(job)
    }

    /// Whether it is still followed to its end.
    pub fn is_open(&self, job: &Pubkey) -> bool {
        self.jobs().get(job).is_some_and(|open| *open)
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
