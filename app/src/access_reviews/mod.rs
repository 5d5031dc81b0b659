//! Access reviews: the list, a new one from a listing, the page of one with its lines, and what people do there.

mod acts;
mod after;
mod ends;
mod lines;
mod list;
mod new;
mod one;
mod parts;
pub(crate) mod sheet;

pub use acts::{accept, close, decide, drop_it, file};
pub use list::show as list;
pub use new::{show as show_new, take};
pub use one::show;
pub(crate) use parts::link as of;
