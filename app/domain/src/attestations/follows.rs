//! What follows for us of a document: what its auditor found, and what it expects of us. Each line is a point; a second
//! person decides on each once, at the review or later.
//!
//! Source: CC9.2 (vendors are assessed and what is found is acted on); complementary user entity controls and the
//! deviations of section 4 as SOC 2 reports list them.

use super::terms::{Judged, Opinion, Terms};
use crate::change::words;
use crate::codes::ControlId;
use crate::days::typed;
use crate::deficiencies::{NewDeficiency, Of, Source, SourceKind};
use crate::ids::{PersonId, ReportId, VendorId};
use crate::own_tasks::{About, OwnTaskDraft};
use crate::refusal::{Faults, Refusal};
use crate::words::{CriterionId, word};
use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

word! {
    /// Where a document says it.
    pub enum Part {
        /// What the auditor found.
        Exception = "exception", "What the auditor found",
        /// What it expects of those who use the service.
        UserControl = "user-control", "What it expects of us",
    }
}

word! {
    /// What was decided of a point.
    pub enum Outcome {
        /// What was found touches us: a deficiency follows it.
        Matters = "matters", "Touches us",
        /// A control of ours answers what is expected, and somebody sees to it.
        Mapped = "mapped", "Answered by a control of ours",
        /// It does not touch us.
        Aside = "aside", "Does not touch us",
    }
}

impl Part {
    /// What can be decided of a point of it.
    #[must_use]
    pub const fn outcomes(self) -> [Outcome; 2] {
        match self {
            Self::Exception => [Outcome::Matters, Outcome::Aside],
            Self::UserControl => [Outcome::Mapped, Outcome::Aside],
        }
    }
}

/// A line of a document, by its part and its number there, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    pub part: Part,
    pub no: usize,
}

impl fmt::Display for Point {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", self.part.key(), self.no)
    }
}

/// The lines of a text, each a point of its own.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// Every point of a document with what it says there, in order.
pub fn points(terms: &Terms) -> impl Iterator<Item = (Point, &str)> {
    let of = |part: Part, text| (1..).zip(lines(text)).map(move |(no, line)| (Point { part, no }, line));
    of(Part::Exception, terms.exceptions.as_str()).chain(of(Part::UserControl, terms.user_controls.as_str()))
}

/// Whether its opinion is a finding of ours: anything but unqualified, unless a qualification was judged not to touch us.
#[must_use]
pub fn opinion_matters(terms: &Terms) -> bool {
    match terms.opinion {
        None | Some(Opinion::Unqualified) => false,
        Some(Opinion::Qualified) => terms.judged != Some(Judged::Harmless),
        Some(Opinion::Adverse | Opinion::Disclaimer) => true,
    }
}

/// What was decided of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Follows {
    /// A deficiency is opened of it.
    Matters,
    /// This control of ours answers it; whoever is named sees by that day that it does.
    Mapped { control: ControlId, assignee: PersonId, due_on: Date },
    /// It does not touch us, and why.
    Aside { reason: String },
}

impl Follows {
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Matters => Outcome::Matters,
            Self::Mapped { .. } => Outcome::Mapped,
            Self::Aside { .. } => Outcome::Aside,
        }
    }
}

/// A decision on a point as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FollowDraft {
    /// A word of [`Outcome`].
    pub outcome: String,
    /// The control of ours that answers it.
    pub control: String,
    pub assignee: Option<PersonId>,
    pub due_on: String,
    /// Why it does not touch us.
    pub reason: String,
}

impl FollowDraft {
    /// What was typed of a point, read.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `outcome`, `control`, `assignee`, `due_on` or `reason`.
    pub fn check(&self, part: Part) -> Result<Follows, Refusal> {
        let outcome = self.outcome.trim().parse::<Outcome>().ok().filter(|word| part.outcomes().contains(word));
        match outcome {
            None => Err(Refusal::at("outcome", "Say what follows for us.")),
            Some(Outcome::Matters) => Ok(Follows::Matters),
            Some(Outcome::Mapped) => self.mapped(),
            Some(Outcome::Aside) => {
                if self.reason.trim().is_empty() {
                    return Err(Refusal::at("reason", "Say why it does not touch us."));
                }
                Ok(Follows::Aside { reason: words("reason", &self.reason)? })
            }
        }
    }

    fn mapped(&self) -> Result<Follows, Refusal> {
        let mut faults = Faults::default();
        let control = self.control.trim().parse().ok();
        if control.is_none() {
            faults.add("control", "Choose the control of ours that answers it.");
        }
        if self.assignee.is_none() {
            faults.add("assignee", "Choose who sees to it.");
        }
        let due_on = match typed(&self.due_on) {
            Ok(day) => Some(day),
            Err(_) if self.due_on.trim().is_empty() => {
                faults.add("due_on", "Give the day by which it is seen to.");
                None
            }
            Err(fault) => {
                faults.add("due_on", fault.to_string());
                None
            }
        };
        faults.none()?;
        let all = control.zip(self.assignee).zip(due_on);
        let mapped = all.map(|((control, assignee), due_on)| Follows::Mapped { control, assignee, due_on });
        mapped.ok_or_else(|| Refusal::at("control", "Choose the control of ours that answers it."))
    }
}

/// Days after which somebody has asked the vendor what it did about a finding, unless another day is set.
pub const ASK_DAYS: i64 = 30;

/// What was found in a document: one exception of it, or its opinion.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    pub report: ReportId,
    pub vendor: VendorId,
    pub vendor_name: &'a str,
    pub terms: &'a Terms,
    /// The exception and what it says; none: the opinion.
    pub exception: Option<(usize, &'a str)>,
}

impl Found<'_> {
    /// What a deficiency of it names as its source.
    #[must_use]
    pub fn source(&self) -> Source {
        match self.exception {
            Some((no, _)) => Source::new(SourceKind::Attestation, format!("{}#{no}", self.report)),
            None => Source::new(SourceKind::Attestation, self.report),
        }
    }

    /// The deficiency of the vendor that follows: it touches CC9.2, and was found on the day of the decision. It occurred on
    /// the last day of which the report speaks, since the report names none.
    #[must_use]
    pub fn deficiency(&self, owner: PersonId, today: Date) -> NewDeficiency {
        let (title, what) = match self.exception {
            Some((_, line)) => (format!("Exception in a report of {}", self.vendor_name), line.to_owned()),
            None => (self.opinion(), self.what_the_opinion_says()),
        };
        NewDeficiency {
            source: self.source(),
            title,
            what,
            control: None,
            requirement: None,
            criterion: Some(CriterionId::CC9_2),
            of: Of::Vendor(self.vendor),
            found_on: today,
            occurred_on: self.last_day().map_or(today, |day| day.min(today)),
            owner,
        }
    }

    /// The task that begins to put it right.
    #[must_use]
    pub fn task(&self, new: &NewDeficiency, today: Date) -> OwnTaskDraft {
        OwnTaskDraft {
            title: "Ask the vendor what it did about this, and look whether that is enough".to_owned(),
            steps: format!("{}\n{}", new.title, new.what),
            about: About::Criterion(CriterionId::CC9_2),
            assignee: new.owner,
            due_on: today.saturating_add(Span::new().days(ASK_DAYS)),
        }
    }

    fn last_day(&self) -> Option<Date> {
        self.terms.period.map(|period| period.until()).or(self.terms.day)
    }

    fn opinion(&self) -> String {
        let word = match self.terms.opinion {
            Some(Opinion::Adverse) => "Adverse opinion",
            Some(Opinion::Disclaimer) => "Disclaimer of opinion",
            Some(Opinion::Qualified | Opinion::Unqualified) | None => "Qualified opinion",
        };
        format!("{word} on {}", self.vendor_name)
    }

    fn what_the_opinion_says(&self) -> String {
        let listed = lines(&self.terms.exceptions).collect::<Vec<_>>().join("\n");
        if listed.is_empty() { format!("{}, without a word why.", self.opinion()) } else { listed }
    }
}
