//! What is to be learned, who needs it and who asks for it: as a form says it.

use super::records::{Course, Outcome, Record};
use super::standing::{Register, Standing, standing};
use crate::accounts::line;
use crate::codes::RequirementId;
use crate::days::add_months;
use crate::ids::{PersonId, SystemId};
use crate::people::{Actor, Rights, Role};
use crate::policies::{Audience, AudienceDraft};
use crate::refusal::{Faults, Refusal};
use crate::words::word;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeSet;

word! {
    /// What a course is for: it says which requirements its closed register proves.
    pub enum Teaches {
        Roles = "roles", "AI literacy and the duties of a role",
        Playbooks = "playbooks", "Incident playbooks, for those on call",
        Oversight = "oversight", "Human oversight of one system",
        Complaints = "complaints", "AI complaints, for those who answer customers",
        Other = "other", "Something else",
    }
}

impl Teaches {
    /// The requirements that ask for a record of such training.
    ///
    /// Source: the requirements of the library that ask for `training-record`.
    #[must_use]
    pub fn proves(self) -> Vec<RequirementId> {
        let these: &[&str] = match self {
            Self::Roles => &["TSK-GV-04-2"],
            Self::Playbooks => &["TSK-IR-01-2"],
            Self::Oversight => &["TSK-HO-01-3", "TSK-HO-02-1"],
            Self::Complaints => &["TSK-PV-10-1"],
            Self::Other => &[],
        };
        these.iter().filter_map(|id| id.parse().ok()).collect()
    }

    /// Whether it is about one system.
    #[must_use]
    pub const fn of_a_system(self) -> bool {
        matches!(self, Self::Oversight)
    }
}

/// A course as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CourseDraft {
    pub title: String,
    /// Other titles under which exports name it, one a line.
    pub also: String,
    /// Who or what asks for it.
    pub required_by: String,
    /// Months for which it stays valid; empty: for ever.
    pub months: String,
    /// A word of [`Teaches`].
    pub teaches: String,
    pub system: Option<SystemId>,
    pub owner: Option<PersonId>,
    pub audience: AudienceDraft,
}

/// A sound course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCourse {
    pub course: Course,
    pub required_by: String,
    pub teaches: Teaches,
    pub system: Option<SystemId>,
    pub owner: PersonId,
    pub audience: Audience,
}

const TITLE_MAX: usize = 160;
const ALSO_MAX: usize = 20;
const MONTHS_MAX: u16 = 60;

impl CourseDraft {
    /// What was typed, read.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at each field that cannot stand.
    pub fn check(&self) -> Result<NewCourse, Refusal> {
        let mut faults = Faults::default();
        let title = faults.take(line("title", &self.title, TITLE_MAX, "Give the title of the course."));
        let asks = "Say what asks for it: a law, a policy, a control.";
        let required_by = faults.take(line("required_by", &self.required_by, TITLE_MAX, asks));
        let also: Vec<_> = self.also.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
        if also.len() > ALSO_MAX {
            faults.add("also", format!("At most {ALSO_MAX} titles; these are {}.", also.len()));
        }
        let also: Vec<_> = also.iter().filter_map(|it| faults.take(line("also", it, TITLE_MAX, ""))).collect();
        let months = match self.months.trim() {
            "" => None,
            text => {
                let months = text.parse::<u16>().ok().filter(|months| (1..=MONTHS_MAX).contains(months));
                if months.is_none() {
                    faults.add("months", format!("Give whole months, 1 to {MONTHS_MAX}, or nothing for ever."));
                }
                months
            }
        };
        let teaches = self.teaches.parse::<Teaches>().ok();
        if teaches.is_none() {
            faults.add("teaches", "Choose what it teaches.");
        }
        if teaches.is_some_and(Teaches::of_a_system) && self.system.is_none() {
            faults.add("system", "Choose the system whose reviewers it trains.");
        }
        if self.owner.is_none() {
            faults.add("owner", "Choose who answers for it.");
        }
        let audience = self.audience.check().ok();
        if audience.is_none() {
            faults.add("audience", "Say who needs it: everybody, a role, a department or a person.");
        }
        faults.none()?;
        let all = title.zip(required_by).zip(teaches).zip(self.owner).zip(audience);
        let ((((title, required_by), teaches), owner), audience) = all.ok_or_else(|| Refusal::missing("course"))?;
        let system = self.system.filter(|_| teaches.of_a_system());
        Ok(NewCourse { course: Course { title, also, months }, required_by, teaches, system, owner, audience })
    }
}

/// Days before the end of somebody's record, and after a course is first asked of them, in which they are reminded.
const DAYS: i64 = 30;

/// By when somebody is to complete a course, where they are to be reminded of it on a day: the last day on which their
/// record is valid, once it is near or past; else thirty days after the course was asked for, or after the attempt that
/// failed.
#[must_use]
pub fn due(course: &Course, records: &[Record], person: PersonId, asked_on: Date, on: Date) -> Option<Date> {
    match standing(course, records, person, on) {
        Standing::Has { until: Some(until), .. } => (until.saturating_sub(DAYS.days()) <= on).then_some(until),
        Standing::Has { until: None, .. } => None,
        Standing::Lacks { last, .. } => {
            let own = records.iter().filter(|it| it.person == person && it.day <= on && course.is(&it.course));
            let ended = own.filter(|it| it.outcome == Outcome::Passed).filter_map(|it| course.valid_until(it)).max();
            Some(ended.unwrap_or_else(|| last.unwrap_or(asked_on).max(asked_on).saturating_add(DAYS.days())))
        }
    }
}

/// Until which day a closed register speaks: the first on which somebody's record ends, and a year at most.
#[must_use]
pub fn closed_until(register: &Register, today: Date) -> Date {
    let year = add_months(today, 12);
    register.until().map_or(year, |until| until.min(year))
}

/// Whether a register may be closed as proof by this person: a second one, who does not answer for the course and did not
/// make the register what it is. `made_by` are those who brought its records, said whose they are or said who needs it,
/// since it was closed last.
///
/// # Errors
/// [`Refusal::Forbidden`] for its owner, for those and for whoever has no right of review; [`Refusal::Conflict`] while somebody
/// lacks it, with how many.
pub fn close(register: &Register, owner: PersonId, made_by: &BTreeSet<PersonId>, by: &Actor) -> Result<(), Refusal> {
    by.must_review()?;
    if owner == by.person {
        return Err(Refusal::forbidden("You answer for this course. A second person closes its register."));
    }
    if made_by.contains(&by.person) {
        let sentence = "You brought records of it, said whose they are or said who needs it, since it was closed last. \
                        A second person closes its register.";
        return Err(Refusal::forbidden(sentence));
    }
    match (register.rows.len(), register.lacking().count()) {
        (0, _) => Err(Refusal::conflict("Nobody needs it yet. Say who does first.")),
        (_, 0) => Ok(()),
        (of, lacking) => Err(Refusal::conflict(format!(
            "{lacking} of {of} lack it. A register proves something once it is complete."
        ))),
    }
}

/// Whether somebody sees everybody's training, and not only their own.
#[must_use]
pub fn sees_all(rights: Rights) -> bool {
    rights.has(Role::ComplianceManager)
        || rights.has(Role::Executive)
        || rights.has(Role::Administrator)
        || rights.has(Role::Auditor)
        || rights.reviews()
}
