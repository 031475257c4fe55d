//! What was read a moment ago, so that a crowd of requests costs the chain one.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// More than anyone needs at a time; beyond it the old ones go.
const MOST: usize = 16_384;

/// Values that expire a fixed time after they were inserted.
pub struct TtlCache<K, V> {
    found: Mutex<HashMap<K, (Instant, V)>>,
    lifetime: Duration,
}

impl<K: Eq + Hash, V: Clone> TtlCache<K, V> {
    pub fn new(lifetime: Duration) -> Self {
        Self { found: Mutex::new(HashMap::new()), lifetime }
    }

    /// The value, if it has not expired.
    pub fn get(&self, key: &K) -> Option<V> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.get(key).filter(|(at, _)| at.elapsed() < self.lifetime).map(|(_, value)| value.clone())
    }

    pub fn insert(&self, key: K, value: V) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if found.len() >= MOST {
            found.retain(|_, (at, _)| at.elapsed() < self.lifetime);
        }
        if found.len() >= MOST {
            found.clear();
        }
        found.insert(key, (Instant::now(), value));
    }
}
