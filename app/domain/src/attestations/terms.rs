//! What a document says, as read off its pages and kept.

use crate::days::Period;
use crate::ids::VendorId;
use crate::words::{Category, Set, word};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

word! {
    /// The auditor's opinion.
    pub enum Opinion {
        Unqualified = "unqualified", "Unqualified",
        /// But for something: a second person judges whether it touches what we use.
        Qualified = "qualified", "Qualified",
        Adverse = "adverse", "Adverse",
        Disclaimer = "disclaimer", "Disclaimer of opinion",
    }
}

word! {
    /// What a second person makes of a qualification.
    pub enum Judged {
        Harmless = "harmless", "Does not touch what we use",
        Harmful = "harmful", "Touches what we use",
    }
}

word! {
    /// What a letter is about. It counts only when it names a report: letters are never chained.
    pub enum Names {
        Report = "report", "An auditor's report",
        Letter = "letter", "An earlier letter",
    }
}

/// A service of another vendor that a report leaves out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarveOut {
    /// As the report names it.
    pub host: String,
    /// The vendor of our register that it is, where we know it.
    pub vendor: Option<VendorId>,
    /// Its own reports must cover our days; otherwise the vendor monitors it (CC9.2 in the vendor's report).
    pub must_be_covered: bool,
}

/// What a document says. Which of it a kind has, [`super::fields`] tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    /// Who issued or signed it.
    pub issuer: String,
    /// The period reported on. One of a single day is a report as of that day.
    pub period: Option<Period>,
    /// The day from which its kind counts: as-of day, day of issue, of the report, the test, the version, the
    /// submission; of a policy of insurance, its first day.
    pub day: Option<Date>,
    /// The printed end: its last valid day, of a contract its last day, of insurance the last day of cover.
    pub expires_on: Option<Date>,
    /// The days of surveillance audits or interim assessments that were passed.
    pub surveillances: Vec<Date>,
    /// The last day before its issuer took it back.
    pub withdrawn_on: Option<Date>,
    /// The last day before its issuer suspended it. A lifted suspension is entered as a new document.
    pub suspended_on: Option<Date>,
    /// The day it was signed.
    pub signed_on: Option<Date>,
    /// What a letter is about.
    pub names: Option<Names>,
    /// The last day of the period of the report that a letter names.
    pub named_end: Option<Date>,
    /// The first day that a letter speaks for, where that is later than the day after the report.
    pub starts_on: Option<Date>,
    /// The last day that a letter speaks for.
    pub through: Option<Date>,
    /// The AI service that we use is inside its scope; none: unanswered.
    pub scope: Option<bool>,
    /// The categories of the Trust Services Criteria that it answers.
    pub categories: Set<Category>,
    pub opinion: Option<Opinion>,
    /// What a second person made of a qualification; none: not judged.
    pub judged: Option<Judged>,
    /// The year of the standard's edition.
    pub edition: Option<u16>,
    pub carve_outs: Vec<CarveOut>,
    /// The first day of a Type II period that provably followed a Type I report.
    pub type_two_begun: Option<Date>,
    /// The days on which we read it again.
    pub rereads: Vec<Date>,
    /// The version of the model or release it describes.
    pub version: String,
    /// Exceptions, findings, and what management answered.
    pub exceptions: String,
    /// What it expects of us: complementary user controls.
    pub user_controls: String,
}

/// Something that came to light after a document was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", content = "is", rename_all = "kebab-case")]
pub enum Later {
    /// A surveillance audit or interim assessment was passed on a day.
    Surveyed(Date),
    /// Its issuer took it back; its last valid day.
    Withdrawn(Date),
    /// Its issuer suspended it; its last valid day.
    Suspended(Date),
    /// Whether the AI service that we use is inside its scope.
    Scope(bool),
    /// A second person judged its qualification.
    Judged(Judged),
    /// A Type II period has begun on a day.
    TypeTwoBegun(Date),
    /// We read it again on a day.
    Reread(Date),
    /// We took the record back: entered wrongly, or no such document.
    TakenBack,
}

/// Something that came to light, and the day by which it was known (and, where it takes two people, agreed).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub known_on: Date,
    #[serde(flatten)]
    pub what: Later,
}

impl Terms {
    /// The same, with all that came to light.
    #[must_use]
    pub fn with(&self, later: impl IntoIterator<Item = Later>) -> Self {
        let mut terms = self.clone();
        later.into_iter().for_each(|what| terms.tell(what));
        terms
    }

    /// The same, with what came to light.
    pub(super) fn tell(&mut self, what: Later) {
        let sooner = |before: Option<Date>, day: Date| Some(before.map_or(day, |before| before.min(day)));
        match what {
            Later::Surveyed(day) => self.surveillances.push(day),
            Later::Withdrawn(day) => self.withdrawn_on = sooner(self.withdrawn_on, day),
            Later::Suspended(day) => self.suspended_on = sooner(self.suspended_on, day),
            Later::Scope(inside) => self.scope = Some(inside),
            Later::Judged(judged) => self.judged = Some(judged),
            Later::TypeTwoBegun(day) => self.type_two_begun = sooner(self.type_two_begun, day),
            Later::Reread(day) => self.rereads.push(day),
            Later::TakenBack => {}
        }
    }

    /// The last day on which its issuer had neither withdrawn nor suspended it.
    pub(super) fn cut(&self) -> Option<Date> {
        self.withdrawn_on.into_iter().chain(self.suspended_on).min()
    }

    /// A report over a period of one day: it speaks of design, as a Type I report does.
    pub(super) fn is_as_of(&self) -> bool {
        self.period.is_some_and(|period| period.from() == period.until())
    }
}
