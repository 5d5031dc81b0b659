//! Pages by feature.
pub mod shell;
pub mod ui;
