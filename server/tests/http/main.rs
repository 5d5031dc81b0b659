//! The product over HTTP, feature by feature. The clients are people: `house.signed_in(Role::Engineer)`.
#![cfg(test)]

mod client;
mod house;

mod account;
mod backup;
mod decisions;
mod example;
mod first_run;
mod guard;
mod headers;
mod known;
mod people;
mod program;
mod programmes;
mod readings;
mod sessions;
mod sign_in;
mod sockets;
mod statements;
mod systems;
mod tasks;
mod traps;
