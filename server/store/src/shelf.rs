//! What was worked out beside a reading, kept as long as the reading is: until the trail grows or a finding lapses.

use crate::error::Result;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Answers by what was asked.
#[derive(Debug)]
pub(crate) struct Shelf<K, V>(Mutex<BTreeMap<K, Arc<V>>>);

/// Answers of one kind that are kept beside a reading at most.
const KEPT: usize = 128;

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Ord, V> Shelf<K, V> {
    /// The answer that is kept.
    pub(crate) fn kept(&self, key: &K) -> Option<Arc<V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).map(Arc::clone)
    }

    /// The answer that is kept, or the one that `read` gives.
    pub(crate) async fn or_read(&self, key: K, read: impl Future<Output = Result<V>>) -> Result<Arc<V>> {
        if let Some(kept) = self.kept(&key) {
            return Ok(kept);
        }
        let answer = Arc::new(read.await?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, Arc::clone(&answer));
        Ok(answer)
    }
}
