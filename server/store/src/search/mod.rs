//! The search: a row for each thing that people named, written by whatever command touches the thing, and looked through
//! by the words that begin as what was typed. What is looked up is words alone, so that nothing typed is syntax.

mod find;
mod keep;
mod sources;

pub use find::Candidate;
pub(crate) use find::{answers, holding};
pub(crate) use keep::make_anew;
