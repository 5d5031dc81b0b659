//! The rules of the trade: what a criterion asks, what proves it, who may decide, and what follows.
//!
//! Everything here is a pure function of its arguments: no I/O, no clock, no randomness.

pub mod applies;
pub mod catalogue;
pub mod codes;
pub mod days;
pub mod ids;
pub mod instant;
pub mod people;
pub mod proof;
pub mod refusal;
pub mod trail;
pub mod words;
