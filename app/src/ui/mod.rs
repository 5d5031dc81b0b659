//! Furniture: what pages are built of. Server components without script, one rule each.
pub mod badge;
pub mod block;
pub mod button;
pub mod chart;
pub mod choice;
pub mod confirm;
pub mod crumbs;
pub mod dates;
pub mod door;
pub mod empty;
pub mod example;
pub mod facts;
pub mod field;
pub mod file;
pub mod filters;
pub mod gallery;
pub mod history;
pub mod icon;
pub mod input;
pub mod link;
pub mod mark;
pub mod notice;
pub mod page;
pub mod pager;
pub mod plumb;
pub mod progress;
pub mod query;
pub mod rail;
pub mod say;
pub mod summary;
pub mod table;
pub mod textarea;
pub mod tools;
pub mod wall;

#[cfg(all(test, feature = "ssr"))]
pub(crate) mod testing;
