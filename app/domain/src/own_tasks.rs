//! Tasks that people write themselves, about a system, a control or a criterion. They order work and prove nothing: a
//! finding never reads them. Whoever has one finishes it with a note; a second person signs it off.

use crate::accounts::line;
use crate::codes::ControlId;
use crate::ids::{PersonId, SystemId};
use crate::people::Actor;
use crate::refusal::{Faults, Refusal};
use crate::words::{CriterionId, word};
use jiff::civil::Date;

/// What a task is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    System(SystemId),
    Control(ControlId),
    Criterion(CriterionId),
}

impl About {
    /// The word under which it is kept.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::System(_) => "system",
            Self::Control(_) => "control",
            Self::Criterion(_) => "criterion",
        }
    }

    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::System(id) => id.to_string(),
            Self::Control(id) => id.to_string(),
            Self::Criterion(id) => id.key().to_owned(),
        }
    }

    /// Of the words that [`About::kind`] and [`About::id`] give.
    #[must_use]
    pub fn read(kind: &str, id: &str) -> Option<Self> {
        match kind {
            "system" => id.parse().ok().map(Self::System),
            "control" => id.parse().ok().map(Self::Control),
            "criterion" => id.parse().ok().map(Self::Criterion),
            _ => None,
        }
    }
}

word! {
    /// Where a task of our own stands.
    pub enum OwnStage {
        Open = "open", "Open",
        Done = "done", "Waits to be signed off",
        Signed = "signed", "Signed off",
        Dropped = "dropped", "Dropped",
    }
}

/// A task as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTaskDraft {
    pub title: String,
    /// One a line; may be empty.
    pub steps: String,
    pub about: About,
    pub assignee: PersonId,
    pub due_on: Date,
}

const TITLE_MAX: usize = 160;
const STEPS_MAX: usize = 4_000;

impl OwnTaskDraft {
    /// The same, tidied.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `title`, `steps` or `due_on`.
    pub fn check(mut self, today: Date) -> Result<Self, Refusal> {
        let mut faults = Faults::default();
        let title = line("title", &self.title, TITLE_MAX, "Say what is to be done, in an imperative.");
        self.title = faults.take(title).unwrap_or_default();
        self.steps = self.steps.trim().to_owned();
        let length = self.steps.chars().count();
        if length > STEPS_MAX {
            faults.add("steps", format!("At most {STEPS_MAX} characters; these are {length}."));
        }
        if self.due_on < today {
            faults.add("due_on", format!("{} has passed.", self.due_on));
        }
        faults.none()?;
        Ok(self)
    }
}

/// A task as its rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub stage: OwnStage,
    pub assignee: PersonId,
    pub opened_by: PersonId,
    pub done_by: Option<PersonId>,
}

impl OwnStage {
    /// Of what a task says of its end (the word of how it ended) and of whether it was done.
    #[must_use]
    pub fn of(ended_as: Option<&str>, done: bool) -> Self {
        match (ended_as, done) {
            (Some("signed"), _) => Self::Signed,
            (Some(_), _) => Self::Dropped,
            (None, true) => Self::Done,
            (None, false) => Self::Open,
        }
    }
}

impl Held {
    /// Whether it is this person's: given to them, or opened by them.
    #[must_use]
    pub fn is_of(&self, person: PersonId) -> bool {
        self.assignee == person || self.opened_by == person
    }

    fn stands_at(&self, stage: OwnStage) -> Result<(), Refusal> {
        if self.stage == stage {
            return Ok(());
        }
        let said = self.stage.label().to_lowercase();
        Err(Refusal::conflict(format!("It stands otherwise meanwhile: {said}. Nothing was changed.")))
    }
}

/// Whoever has it finishes it, with a note of what was done.
///
/// # Errors
/// [`Refusal::Forbidden`] for everybody else; [`Refusal::Conflict`] unless it is open; [`Refusal::Invalid`] at `note`.
pub fn finish(task: &Held, by: &Actor, note: &str) -> Result<String, Refusal> {
    task.stands_at(OwnStage::Open)?;
    if task.assignee != by.person {
        return Err(Refusal::forbidden("It is given to somebody else. They finish it."));
    }
    said("note", note, "Say what was done, so that a second person can sign it off.")
}

/// A second person signs it off: it is closed.
///
/// # Errors
/// [`Refusal::Forbidden`] for whoever finished it or has no right of review; [`Refusal::Conflict`] unless it is done.
pub fn sign(task: &Held, by: &Actor) -> Result<(), Refusal> {
    task.stands_at(OwnStage::Done)?;
    by.must_review()?;
    if task.done_by == Some(by.person) {
        return Err(Refusal::forbidden("You finished this. A second person signs it off."));
    }
    Ok(())
}

/// It is no longer to be done.
///
/// # Errors
/// [`Refusal::Conflict`] when it is over already; [`Refusal::Invalid`] at `reason`.
pub fn drop_it(task: &Held, reason: &str) -> Result<String, Refusal> {
    if matches!(task.stage, OwnStage::Signed | OwnStage::Dropped) {
        task.stands_at(OwnStage::Open)?;
    }
    said("reason", reason, "Say why it is no longer to be done.")
}

fn said(field: &'static str, text: &str, missing: &'static str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::at(field, missing));
    }
    Ok(text.chars().take(STEPS_MAX).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Rights, Role};
    use jiff::civil::date;
    use uuid::Uuid;

    fn person(no: u128) -> PersonId {
        PersonId(Uuid::from_u128(no))
    }

    fn actor(no: u128, review: bool) -> Actor {
        Actor { person: person(no), rights: Rights::of(&[Role::Engineer], review), invited: None }
    }

    fn held(stage: OwnStage) -> Held {
        let done_by = (stage != OwnStage::Open).then(|| person(2));
        Held { stage, assignee: person(2), opened_by: person(1), done_by }
    }

    #[test]
    fn the_assignee_finishes_and_another_reviewer_signs_off() {
        let (open, done) = (held(OwnStage::Open), held(OwnStage::Done));
        assert_eq!(finish(&open, &actor(2, false), " Done. "), Ok("Done.".to_owned()));
        assert!(matches!(finish(&open, &actor(1, true), "Done."), Err(Refusal::Forbidden(_))));
        assert!(matches!(finish(&open, &actor(2, false), " "), Err(Refusal::Invalid(_))));
        assert!(matches!(finish(&done, &actor(2, false), "Again."), Err(Refusal::Conflict(_))));
        assert!(matches!(sign(&done, &actor(2, true)), Err(Refusal::Forbidden(_))));
        assert!(matches!(sign(&done, &actor(3, false)), Err(Refusal::Forbidden(_))));
        assert!(matches!(sign(&open, &actor(3, true)), Err(Refusal::Conflict(_))));
        assert_eq!(sign(&done, &actor(3, true)), Ok(()));
    }

    #[test]
    fn what_is_over_is_not_dropped() {
        assert!(drop_it(&held(OwnStage::Open), "Moot.").is_ok());
        assert!(drop_it(&held(OwnStage::Done), "Moot.").is_ok());
        assert!(matches!(drop_it(&held(OwnStage::Open), ""), Err(Refusal::Invalid(_))));
        for stage in [OwnStage::Signed, OwnStage::Dropped] {
            assert!(matches!(drop_it(&held(stage), "Moot."), Err(Refusal::Conflict(_))));
        }
    }

    #[test]
    fn a_task_is_about_something_and_due_on_a_day_to_come() {
        let about = About::Criterion(CriterionId::CC7_1);
        assert_eq!(About::read(about.kind(), &about.id()), Some(about.clone()));
        assert_eq!(About::read("person", "x"), None);
        let draft = OwnTaskDraft {
            title: " Ask the vendor ".into(),
            steps: String::new(),
            about,
            assignee: person(2),
            due_on: date(2026, 12, 1),
        };
        assert_eq!(draft.clone().check(date(2026, 12, 1)).unwrap().title, "Ask the vendor");
        assert!(draft.clone().check(date(2026, 12, 2)).is_err());
        assert!(OwnTaskDraft { title: " ".into(), ..draft }.check(date(2026, 12, 1)).is_err());
    }
}
