//! Faults on purpose, in no program that is shipped: what the kill test must find out.

use crate::sql::Tx;
use std::sync::LazyLock;
use std::time::Duration;

/// Whether this program was told to answer before it commits: `FAULT=answer-first`.
pub(crate) fn answers_first() -> bool {
    static TOLD: LazyLock<bool> =
        LazyLock::new(|| std::env::var_os("FAULT").is_some_and(|fault| fault == "answer-first"));
    *TOLD
}

/// Commits in a moment, when the visitor has long been told that it was done.
pub(crate) fn commit_later(tx: Tx) {
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(40)).await;
        let _ = tx.commit().await;
    });
}
