//! Training: one's own, the courses and who lacks them, the records as they came in, and those of nobody known.

mod acts;
mod aside;
mod audience;
mod course;
mod list;
mod new;
mod parts;
mod person;
mod records;
pub(crate) mod sheet;

pub use acts::{close, csv, retire, xlsx};
pub use aside::{say_whose, show as aside};
pub use audience::{ask as ask_audience, set as set_audience};
pub use course::show;
pub use list::show as list;
pub use new::{add, show as show_new};
pub use person::show as person;
pub use records::{file, show as records, take};
