//! The names of things: opaque, sortable by birth, without a meaning of their own.
//!
//! An id is a UUID (version 7 by convention). New ones are made at the edge and passed in: nothing in
//! this crate draws a random number.

use crate::instant::Instant;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// When it was made, to the millisecond; `None` where the name does not tell.
            #[must_use]
            pub fn born(self) -> Option<Instant> {
                let (seconds, nanos) = self.0.get_timestamp()?.to_unix();
                let seconds = i64::try_from(seconds).ok()?;
                Some(Instant(seconds.checked_mul(1_000_000)?.checked_add(i64::from(nanos) / 1_000)?))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

ids! {
    /// A person. Names and addresses lie apart, so that they can be erased and the id stay.
    PersonId,
    /// A one-time link by which a person joins.
    InvitationId,
    /// An AI system of the inventory.
    SystemId,
    /// A vendor.
    VendorId,
    /// A SOC 2 report that we prepare.
    ProgrammeId,
    /// Something submitted as proof.
    EvidenceId,
    /// A change that waits for a second person, or waited for one.
    ProposalId,
    /// A task that people made themselves.
    OwnTaskId,
    /// A policy of ours.
    PolicyId,
    /// An exception to a policy.
    ExceptionId,
    /// Days on which somebody is away.
    AbsenceId,
    /// Something that is done in the background.
    JobId,
    /// That somebody was told something.
    NoticeId,
    /// An assessment of risks.
    AssessmentId,
    /// A risk that somebody with authority accepted.
    AcceptanceId,
    /// A limit beyond which a risk may be becoming real.
    LimitId,
    /// A document of a vendor that attests something.
    ReportId,
    /// Something that did not work, with what is done about it.
    DeficiencyId,
    /// An incident with an AI system.
    IncidentId,
    /// An internal audit.
    AuditId,
    /// A set of questions to vendors.
    QuestionSetId,
    /// Questions that were sent to a vendor.
    QuestionnaireId,
    /// A link by which a questionnaire is answered.
    LinkId,
    /// A file that a vendor attached to an answer.
    AttachmentId,
    /// A review of who has access to something.
    AccessReviewId,
    /// A course that somebody needs.
    CourseId,
    /// A table of training records that was taken in.
    TrainingId,
    /// A saved column mapping of the import.
    MappingId,
    /// One remark in a discussion.
    RemarkId,
    /// A token of the API.
    TokenId,
    /// A file on its way in: uploaded, not yet part of anything.
    UploadId,
}
