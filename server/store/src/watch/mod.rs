//! The night watch: jobs that run once whoever runs them, what is due or waits, and who was told of it.

mod absences;
mod asked;
mod audits;
mod calendars;
mod jobs;
mod matters;
mod notices;
mod proofs;
mod reviews;
mod waits;
mod wrong;

pub use absences::AbsenceRow;
pub(crate) use absences::stand_ins_in;
pub use audits::NextAudit;
pub use jobs::{Job, JobRow};
pub use notices::{Letter, NoticeRow, Told};
pub use waits::AllThatWaits;
pub(crate) use waits::KeptWaits;
