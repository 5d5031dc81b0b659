//! The edge: everything that touches the world. The program `plumbline` is its command line.

pub mod api;
pub mod archive;
pub mod assets;
pub mod cli;
mod health;
mod hosts;
pub mod jobs;
pub mod meters;
mod observe;
mod patience;
mod peers;
pub mod router;
mod run_to_end;
mod security;
pub mod serve;
mod sessions;
pub mod world;
