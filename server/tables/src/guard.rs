//! A fence around readers of foreign formats: whatever a damaged file makes them do, it is a fault of
//! the file, not the end of the program.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the reader found; none when it gave up by panicking. What it was reading is not used afterwards.
pub fn fenced<T>(read: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()
}
