//! The rules of the trade: what a criterion asks, what proves it, who may decide, and what follows.
//!
//! Everything here is a pure function of its arguments: no I/O, no clock, no randomness.

pub mod accounts;
pub mod applies;
pub mod asked;
pub mod attestations;
pub mod catalogue;
pub mod causes;
pub mod cells;
pub mod change;
pub mod codes;
pub mod csv;
pub mod days;
pub mod evidence;
pub mod find;
pub mod finding;
pub mod history;
pub mod ids;
pub mod import;
pub mod instant;
pub mod own;
pub mod own_tasks;
pub mod people;
pub mod policies;
pub mod programme;
pub mod proof;
pub mod questionnaires;
pub mod readiness;
pub mod refusal;
pub mod rhythm;
pub mod risks;
pub mod spans;
pub mod systems;
pub mod tasks;
pub mod timeline;
pub mod trail;
pub mod vendors;
pub mod words;
