//! Attestations: entered with the fields that their kind needs, reviewed by a second person, and what came to light.

pub mod acts;
pub mod enter;
mod fields;
mod follows;
pub mod one;
mod review;
