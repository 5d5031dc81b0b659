//! Incidents: the list, a report, the page of one, and what people do there.

mod acts;
mod classified;
mod duties;
mod list;
mod new;
mod one;
mod pressing;
mod reviewing;
mod timeline;

pub use acts::{classify, correct, explain, note, review, tell, tell_nobody};
pub(crate) use list::of_system;
pub use list::show as list;
pub use new::{report, show as show_new};
pub use one::show;
