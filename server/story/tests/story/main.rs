//! The story as a whole: what is in it, that it holds together, and that it can be told once only.
#![cfg(test)]

mod forged;
mod holds;
mod reviews;
mod slope;
mod told;
