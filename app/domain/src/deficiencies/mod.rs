//! Deficiencies (CC4.2): what did not work, from what it came, what it means for the criterion, what is done about it, and
//! who saw that it works again. States follow from what was said; nothing that was said ever changes.
//!
//! The steps are those of AU-C 265 and COSO's principle 17: evaluate, communicate, correct, look again.

mod assess;
mod close;
mod draft;
mod reading;
mod retest;
mod state;
mod words;

pub use assess::{Assessment, AssessmentDraft, Compensating, agree, all_assessed, disagree};
pub use close::{close, lacks, log_review_due, log_review_overdue_since, present_log};
pub use draft::{DeficiencyDraft, NewDeficiency, Of, Source};
pub use reading::{CriterionReading, Exception, Known, in_window, known, reading};
pub use retest::{Retest, RetestDraft, may_retest, retest};
pub use state::{CorrectiveTask, Made, Standing, Step, TaskState, standing};
pub use words::{ASSESS_DAYS, DeficiencyStage, Effect, Severity, SourceKind};

#[cfg(test)]
mod tests;
