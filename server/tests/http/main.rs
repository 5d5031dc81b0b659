//! The product over HTTP, feature by feature. The clients are people: `house.signed_in(Role::Engineer)`.
#![cfg(test)]

mod client;
mod house;
mod imports;

mod account;
mod api;
mod attestations;
mod audits;
mod backup;
mod bulk;
mod controls;
mod crawl;
mod decisions;
mod example;
mod find;
mod first_run;
mod guard;
mod headers;
mod home;
mod known;
mod notices;
mod people;
mod policies;
mod program;
mod programmes;
mod questionnaires;
mod races;
mod readings;
mod review;
mod reviews;
mod risks;
mod sessions;
mod sign_in;
mod sockets;
mod statements;
mod systems;
mod tasks;
mod traps;
mod vendors;
mod watches;
mod wrong;
