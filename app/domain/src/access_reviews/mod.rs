//! Access reviews: who has which access to training data, a registry or a vendor's console, and whether they should.
//!
//! A system's own listing comes in whole or not at all. The owner decides each of its lines, never their own; a review
//! closes once every line is decided, and what is to be taken away becomes work with a day. The next listing shows
//! whether that was done.
//!
//! Source: CC6.2 and CC6.3: access is reviewed at times, removed when it is no longer needed; AIG-AC-03 of the library.

mod compare;
mod draft;
mod listing;
mod review;

pub use compare::{Changes, Left, Movement, compare, left_undone};
pub use draft::{NewReview, RHYTHMS, ReviewDraft, ReviewStage, Reviewed, next_on, somebody_decides_each};
pub use listing::{AccessField, Holder, Line, read};
pub use review::{Access, Closed, Decision, DecisionDraft, Removal, Review, accept, close, decide, due_on};

#[cfg(test)]
mod tests;
