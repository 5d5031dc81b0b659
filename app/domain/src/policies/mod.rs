//! Policies: written as a draft, submitted as a version that never changes, approved by people who did not write it, in
//! force from a day until the next version or the end, read and acknowledged by those it binds.

mod approval;
mod audience;
mod compare;
mod draft;
mod exceptions;
mod placeholders;
mod sections;
mod through_time;

pub use approval::{
    Approver, BACK_DAYS, Said, StandIn, Submission, VersionOutcome, approve, reject, submit, unwritten, withdraw,
};
pub use audience::{Audience, AudienceDraft, Owners, Reader, Reading, closes, register};
pub use compare::{Clause, Piece, clauses, compared};
pub use draft::{PolicyFrame, PolicyText, REVIEWS, TEXT_MAX, frame_fields, too_long};
pub use exceptions::{EXCEPTION_DAYS_MAX, ExceptionDraft, ExceptionOutcome, PolicyException, decide_exception};
pub use placeholders::{Placeholder, named, placeholders};
pub use sections::{Section, missing, sections, skeleton, still_guidance};
pub use through_time::{
    PolicyState, VersionSpan, VersionSpell, in_force, in_force_on, overdue, overdue_changes, proves, register_proves,
    retire, state, weak,
};
