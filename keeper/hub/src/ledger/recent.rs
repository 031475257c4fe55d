//! What was read a moment ago, so that a crowd asking costs the chain one question.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// More than anyone needs at a time; beyond it the old ones go.
const MOST: usize = 16_384;

pub struct Recent<K, V> {
    found: Mutex<HashMap<K, (Instant, V)>>,
    fresh: Duration,
}

impl<K: Eq + Hash, V: Clone> Recent<K, V> {
    pub fn new(fresh: Duration) -> Self {
        Self { found: Mutex::new(HashMap::new()), fresh }
    }

    /// The value, if it is not older than allowed.
    pub fn look(&self, key: &K) -> Option<V> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.get(key).filter(|(at, _)| at.elapsed() < self.fresh).map(|(_, value)| value.clone())
    }

    pub fn keep(&self, key: K, value: V) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if found.len() >= MOST {
            found.retain(|_, (at, _)| at.elapsed() < self.fresh);
        }
        if found.len() >= MOST {
            found.clear();
        }
        found.insert(key, (Instant::now(), value));
    }
}
