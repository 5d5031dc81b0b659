//! The night watch: jobs that run once whoever runs them, what is due or waits, and who was told of it.

mod absences;
mod calendars;
mod jobs;
mod matters;
mod notices;
mod wrong;

pub use absences::AbsenceRow;
pub use jobs::{Job, JobRow};
pub use notices::{Letter, NoticeRow, Told};
