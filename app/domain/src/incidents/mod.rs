//! Incidents with AI systems: what happened and when, how grave it is, who has to be told and by when, why it happened,
//! and what was learned. States follow from what was said; the timeline only grows.

mod classify;
mod limits;
mod report;
mod review;
mod standing;
mod state;
mod words;

pub use classify::{Classification, ClassifyDraft, Times};
pub use limits::{Clock, Limit, deadline};
pub use report::{NewIncident, ReportDraft, moment, noted};
pub use review::{
    Cause, CauseDraft, Notice, NoticeDraft, Review, ReviewDraft, explain, may_review, not_told, outstanding, review,
    told,
};
pub use standing::{Applies, Dropped, DutyStanding, DutyState, applies, duties};
pub use state::{Classified, Decided, Entry, Happened, Incident, RecordedNotice, incident};
pub use words::{CauseKind, Circumstance, Harm, IncidentSeverity, IncidentStage, Jurisdiction, PersonalData};

#[cfg(test)]
mod tests;
