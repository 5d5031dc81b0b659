//! Vendors: who supplies what, which systems depend on them, what they handed over, and how much of our window that
//! covers.

pub mod attested;
pub mod cover;
pub mod edit;
mod held;
mod list;
pub mod mentions;
pub mod names;
pub mod one;
mod parts;
mod picture;
pub(crate) mod sheet;
pub mod subprocessors;
mod wanted;

pub use list::show as list;
pub(crate) use parts::relation;
