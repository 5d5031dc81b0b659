//! The deficiency log: the list, a new one, the page of one, and what people do there.

mod acts;
mod beside;
mod correcting;
mod forms;
mod list;
mod new;
mod one;
mod parts;
mod sheet;

pub use acts::{agree, assess, close, correct, disagree, give, retest};
pub use beside::Beside;
pub(crate) use beside::{of_control, of_criterion, of_subject, opens_any};
pub(crate) use correcting::tasks;
pub(crate) use forms::{FOUND, controls, correction, subjects, systems, systems_found};
pub use list::{review, show as list};
pub use new::{open, show as show_new};
pub use one::show;
pub(crate) use parts::links;
pub(crate) use sheet::sheet;
