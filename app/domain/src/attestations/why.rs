//! Why a document counts for less than it seems, or with a remark: a closed list, each with its sentence.

use super::said;
use crate::codes::AttestationId;
use crate::words::{Category, Criticality};
use jiff::civil::Date;
use serde::Serialize;

/// What holds of one document of the vendor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The number of the document.
    pub about: i64,
    pub why: Why,
}

/// Why a document counts for less than it seems, or with a remark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Why {
    /// Received, and not accepted by a second person.
    Waiting {
        since: Date,
    },
    ScopeUnanswered,
    NotInScope,
    CategoryMissing {
        category: Category,
    },
    OpinionUnread,
    NotJudged,
    JudgedHarmful,
    Adverse,
    Disclaimer,
    /// A Type I report, or another one as of one day.
    AsOfOneDay,
    Withdrawn {
        on: Date,
    },
    Suspended {
        on: Date,
    },
    /// A SOC 3 where that is not enough.
    AskForTheSoc2,
    /// Its kind is not accepted for vendors of that tier.
    NotAccepted {
        tier: Criticality,
    },
    NamesALetter,
    /// A letter about a report that we do not have.
    NamesNoReport {
        period_end: Date,
    },
    /// A letter about a report that does not count itself.
    NamedDoesNotCount {
        period_end: Date,
    },
    NotSigned,
    /// A letter whose days are all within the report, or past its reach.
    CoversNothing,
    /// A letter that speaks for days after its signature.
    SignedBefore {
        signed_on: Date,
    },
    /// A letter that speaks for days beyond its three months.
    ReachesNoFurther {
        last: Date,
    },
    EditionEnded {
        on: Date,
    },
    EditionUnanswered,
    /// The certificate that it extends does not stand on some of its days.
    ParentDoesNotStand {
        parent: AttestationId,
    },
    /// A surveillance audit is late: from this day on it is unknown whether it stands.
    SurveillanceLate {
        from: Date,
    },
    /// No surveillance audit came: from this day on it is void.
    SurveillanceLapsed {
        from: Date,
    },
    /// A host that must be covered leaves days open.
    HostLeavesDays {
        host: String,
    },
    /// A host that the vendor monitors itself.
    HostMonitored {
        host: String,
    },
    /// A qualification was judged harmless. The remark stays.
    JudgedHarmless,
}

impl Why {
    /// A question to answer or a decision to take, after which its days may count.
    #[must_use]
    pub const fn is_question(&self) -> bool {
        matches!(
            self,
            Self::Waiting { .. }
                | Self::ScopeUnanswered
                | Self::OpinionUnread
                | Self::NotJudged
                | Self::EditionUnanswered
                | Self::SurveillanceLate { .. }
        )
    }

    /// A remark beside days that count.
    #[must_use]
    pub const fn is_remark(&self) -> bool {
        matches!(self, Self::HostMonitored { .. } | Self::JudgedHarmless)
    }

    /// It, as a sentence for people.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Waiting { since } => format!("Waiting for review since {}.", said(*since)),
            Self::ScopeUnanswered => {
                "Is the AI service that we use inside its scope? Until that is answered, what it covers is unknown.".into()
            }
            Self::NotInScope => "The AI service that we use is not inside its scope: it counts for nothing.".into(),
            Self::CategoryMissing { category } => format!("It does not answer the category {category}."),
            Self::OpinionUnread => "What is the auditor’s opinion? Until that is read, what it covers is unknown.".into(),
            Self::NotJudged => {
                "The opinion is qualified, and it is not said yet whether that touches what we use: what it covers is unknown."
                    .into()
            }
            Self::JudgedHarmful => {
                "The opinion is qualified, and that touches what we use: it counts for nothing.".into()
            }
            Self::Adverse => "The opinion is adverse: it counts for nothing.".into(),
            Self::Disclaimer => "The auditor gave no opinion: it counts for nothing.".into(),
            Self::AsOfOneDay => "It speaks of one day: it shows design, never that controls operated.".into(),
            Self::Withdrawn { on } => format!("Its issuer withdrew it on {}.", said(*on)),
            Self::Suspended { on } => format!("Its issuer suspended it on {}.", said(*on)),
            Self::AskForTheSoc2 => {
                "A SOC 3 tells neither tests nor exceptions, too little for this vendor: ask for the SOC 2.".into()
            }
            Self::NotAccepted { tier } => {
                format!(
                    "Its kind does not count as cover of our window for vendors of {} criticality.",
                    tier.label().to_lowercase()
                )
            }
            Self::NamesALetter => "It names a letter, not a report: letters are never chained.".into(),
            Self::NamesNoReport { period_end } => {
                format!("It names a report to {}. We have none with that period end.", said(*period_end))
            }
            Self::NamedDoesNotCount { period_end } => {
                format!("The report to {} that it names does not count itself.", said(*period_end))
            }
            Self::NotSigned => "It has no day of signature.".into(),
            Self::CoversNothing => "None of its days lies after the report and within its reach.".into(),
            Self::SignedBefore { signed_on } => {
                format!("It was signed on {}; nobody can attest to what is to come.", said(*signed_on))
            }
            Self::ReachesNoFurther { last } => {
                format!("A letter reaches three months beyond the report, to {}.", said(*last))
            }
            Self::EditionEnded { on } => format!("Certificates to this edition ended on {}.", said(*on)),
            Self::EditionUnanswered => {
                "To which edition of the standard? Until that is read, what it covers is unknown.".into()
            }
            Self::ParentDoesNotStand { parent } => {
                format!("It is valid only on days on which the {parent} certificate that it extends is.")
            }
            Self::SurveillanceLate { from } => {
                format!("The yearly surveillance audit is late: unknown from {}. Ask for its report.", said(*from))
            }
            Self::SurveillanceLapsed { from } => {
                format!("No surveillance audit came: void from {}.", said(*from))
            }
            Self::HostLeavesDays { host } => {
                format!("It leaves out {host}, which must be covered, and whose own reports leave days open.")
            }
            Self::HostMonitored { host } => {
                format!("It leaves out {host}: host monitored by the vendor (CC9.2 in its report).")
            }
            Self::JudgedHarmless => {
                "The opinion is qualified; a second person judged that harmless to what we use.".into()
            }
        }
    }
}
