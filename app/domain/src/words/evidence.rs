//! Words for kinds of evidence: what they are, how long they speak, what ends them early.

use std::fmt;
use std::str::FromStr;

use super::{NotAWord, serde_as_text, word};

word! {
    /// What sort of thing a kind of evidence is.
    pub enum KindClass {
        /// A text with a version, an owner and usually a review day.
        Document = "document", "Document",
        /// Something that somebody did on a day.
        Act = "act", "Act",
        /// How something stood at an instant.
        State = "state", "State",
        /// Something that happened once.
        Event = "event", "Event",
        /// Something recorded over named days.
        Period = "period", "Period",
    }
}

word! {
    /// Which reading a kind of evidence supports.
    pub enum Assurance {
        /// That a control is suitably designed.
        Design = "design", "Design",
        /// That it operated.
        Operating = "operating", "Operating",
        /// Both.
        Both = "both", "Design and operating",
    }
}

word! {
    /// Until when evidence of a kind is current, when nothing ends it early.
    pub enum Until {
        /// Its own review day; without one, the fallback of the requirement.
        OwnReviewDate = "own-review-date", "Until its review day",
        /// Its own end, expiry or notice day.
        OwnEndDate = "own-end-date", "Until its end",
        /// The arithmetic of vendor attestations.
        AttestationRule = "attestation-rule", "By the rule of its attestation",
        /// The next occurrence is due, plus grace.
        Cadence = "cadence", "Until the next one is due",
        /// So many days after the instant it shows.
        Freshness = "freshness", "For its days of freshness",
        /// For ever; judged by its date in the window.
        EventDate = "event-date", "For ever, judged by its date",
        /// The days it names.
        CoveredDays = "covered-days", "The days it covers",
    }
}

word! {
    /// How a requirement lets its evidence age. Kinds whose end is an event's date, covered
    /// days, their own end or the rule of an attestation keep that end under every rule.
    pub enum FreshRule {
        /// The rhythm of the control with its grace.
        Cadence = "cadence", "Cadence and grace",
        /// The review day of the document; the requirement's days where it states none.
        OwnReviewDate = "own-review-date", "Own review day",
        /// The end of the document; the requirement's days where it states none.
        OwnEndDate = "own-end-date", "Own end",
        /// It does not age; expected are the rows of a population.
        Event = "event", "Does not age",
        /// The freshness of each kind.
        Kind = "kind", "Freshness of the kind",
        /// So many days, as the organisation said; the library has none of these.
        Days = "days", "Days of its own",
    }
}

word! {
    /// What can end evidence before its time.
    pub enum Trigger {
        /// A release that changes model behaviour and went through the gate.
        NewVersion = "new-version", "New version",
        /// Another base model, architecture or tool reach.
        MajorVersion = "major-version", "New major version",
        /// The system is built otherwise.
        MaterialArchitectureChange = "material-architecture-change", "Material change of architecture",
        /// Data of another source flow in.
        NewDataSource = "new-data-source", "New data source",
        /// A vendor changed service, ownership or sub-processors.
        VendorChange = "vendor-change", "Change at a vendor",
        /// Another person owns it.
        OwnerChange = "owner-change", "Change of owner",
        /// The control was changed in substance.
        ControlChangeMaterial = "control-change-material", "Material change of the control",
        /// An incident.
        Incident = "incident", "Incident",
    }
}

/// What ends evidence of a kind early, and after how long: `new-version`, `incident+30d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EndsOn {
    /// What has to happen.
    pub trigger: Trigger,
    /// Days between that and the end: 0 at once, or 30.
    pub grace_days: u16,
}

impl EndsOn {
    /// The one length of grace that the data know, in days.
    pub const GRACE_DAYS: u16 = 30;
    const GRACE: &str = "+30d";
}

impl fmt::Display for EndsOn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grace = if self.grace_days == 0 { "" } else { Self::GRACE };
        write!(out, "{}{grace}", self.trigger.key())
    }
}

impl FromStr for EndsOn {
    type Err = NotAWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_suffix(Self::GRACE) {
            Some(trigger) => Ok(Self { trigger: trigger.parse()?, grace_days: Self::GRACE_DAYS }),
            None => Ok(Self { trigger: text.parse()?, grace_days: 0 }),
        }
    }
}

serde_as_text!(EndsOn);
