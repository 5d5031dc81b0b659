//! Internal audits: the list, a new plan, one audit, one of its steps, and the report that prints.

mod acts;
mod list;
mod new;
mod one;
mod parts;
mod report;
pub(crate) mod sheet;
mod step;
mod steps;

pub use acts::{add_auditor, call_off, conclude};
pub use list::show as list;
pub use new::{plan, show as show_new};
pub use one::show;
pub use report::show as report;
pub use step::{record, show as show_step};
