//! Corrective tasks: of a deficiency, and after an incident.

use super::words::{Of, Person};
use domain::deficiencies::CorrectiveTask;
use domain::ids::{OwnTaskId, PersonId};
use domain::own_tasks::OwnStage;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{CorrectionDraft, Names};
use uuid::Uuid;

/// What somebody does so that it does not happen again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Correction {
    #[schemars(with = "Uuid")]
    pub id: OwnTaskId,
    pub title: String,
    pub assignee: Person,
    pub due_on: Date,
    #[schemars(with = "Of<OwnStage>")]
    pub state: OwnStage,
    /// The day on which it was signed off or dropped.
    pub ended_on: Option<Date>,
}

impl Correction {
    pub fn of(task: &CorrectiveTask, names: &Names) -> Self {
        Self {
            id: task.id,
            title: task.title.clone(),
            assignee: Person::of(names, task.assignee),
            due_on: task.due_on,
            state: task.stage,
            ended_on: task.ended_on,
        }
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCorrection {
    #[schemars(length(min = 1, max = 160))]
    pub title: String,
    #[schemars(with = "Uuid")]
    pub assignee: PersonId,
    pub due_on: Date,
}

impl From<NewCorrection> for CorrectionDraft {
    fn from(new: NewCorrection) -> Self {
        Self { title: new.title, assignee: Some(new.assignee), due_on: Some(new.due_on) }
    }
}
