//! Pages by feature. The browser's half is the furniture and the islands; the rest is the server's.

mod awake;
pub mod palette;
pub mod preview;
pub mod shell;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod access_reviews;
#[cfg(feature = "ssr")]
pub mod account;
#[cfg(feature = "ssr")]
pub mod address;
#[cfg(feature = "ssr")]
pub mod asking;
#[cfg(feature = "ssr")]
mod audits;
#[cfg(feature = "ssr")]
mod beside;
#[cfg(feature = "ssr")]
pub mod criteria;
#[cfg(feature = "ssr")]
mod device;
#[cfg(feature = "ssr")]
pub mod door;
#[cfg(feature = "ssr")]
pub mod error;
#[cfg(feature = "ssr")]
pub mod example;
#[cfg(feature = "ssr")]
pub mod find;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod guard;
#[cfg(feature = "ssr")]
pub mod home;
#[cfg(feature = "ssr")]
pub mod incoming;
#[cfg(feature = "ssr")]
pub mod lists;
#[cfg(feature = "ssr")]
mod mishap;
#[cfg(feature = "ssr")]
pub mod operating;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod passwords;
#[cfg(feature = "ssr")]
pub mod people;
#[cfg(feature = "ssr")]
pub mod problem;
#[cfg(feature = "ssr")]
pub mod questionnaires;
#[cfg(feature = "ssr")]
pub mod readiness;
#[cfg(feature = "ssr")]
mod reading;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod sessions;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
pub mod site;
#[cfg(feature = "ssr")]
pub mod tokens;

#[cfg(feature = "ssr")]
pub mod controls;
#[cfg(feature = "ssr")]
pub mod decisions;
#[cfg(feature = "ssr")]
pub mod deficiencies;
#[cfg(feature = "ssr")]
pub mod incidents;
#[cfg(feature = "ssr")]
pub mod notices;
#[cfg(feature = "ssr")]
pub mod policies;
#[cfg(feature = "ssr")]
pub mod programmes;
#[cfg(feature = "ssr")]
mod prose;
#[cfg(feature = "ssr")]
pub mod risks;
#[cfg(feature = "ssr")]
mod sheet;
#[cfg(feature = "ssr")]
mod taking;
#[cfg(feature = "ssr")]
pub mod trail;
#[cfg(feature = "ssr")]
pub mod training;
// Tasks and their evidence.
#[cfg(feature = "ssr")]
pub mod evidence;
#[cfg(feature = "ssr")]
pub mod systems;
#[cfg(feature = "ssr")]
pub mod tasks;
#[cfg(feature = "ssr")]
pub mod upload;
#[cfg(feature = "ssr")]
pub mod vendors;
