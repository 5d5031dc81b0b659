//! Tasks: what is unproven, by requirement over the subjects that share it.

use super::caller::Caller;
use super::cursor::{Limit, One, Page, page_after};
use super::fail::Result;
use super::sent::{Asked, Sent};
use super::subjects::{Subject, Which, numbers};
use super::words::{Of, Person, Plain, time};
use app::address::The;
use axum::Json;
use axum::http::StatusCode;
use domain::codes::RequirementId;
use domain::ids::PersonId;
use domain::refusal::Refusal;
use domain::tasks::{Line, Stage, Wanted as WantedTasks, lines};
use domain::words::{CriterionId, DataRole};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Names, RequirementNow, Spine};
use uuid::Uuid;

/// A task over the subjects that share it: how many stand how.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Task {
    #[schemars(with = "String")]
    pub requirement: RequirementId,
    pub title: String,
    /// The control that asks for it.
    pub control: String,
    #[schemars(with = "Of<CriterionId>")]
    pub criterion: CriterionId,
    pub open: u64,
    pub renew: u64,
    pub waiting: u64,
    pub closed: u64,
    pub late: u64,
    /// The first day on which something of it is due.
    pub due: Option<Date>,
    pub people: Vec<Person>,
    /// Subjects on which it is nobody's.
    pub unassigned: u64,
}

fn control(spine: &Spine, requirement: &RequirementNow) -> String {
    spine.control_of(requirement).map(|control| control.id.to_string()).unwrap_or_default()
}

/// A day that there is: what is due at the end of time is due on none.
fn day(day: Date) -> Option<Date> {
    (day != Date::MAX).then_some(day)
}

fn shown(line: &Line, spine: &Spine, names: &Names) -> Option<Task> {
    let requirement = spine.requirement(line.requirement)?;
    Some(Task {
        requirement: requirement.id.clone(),
        title: requirement.steps.title.to_string(),
        control: control(spine, requirement),
        criterion: requirement.criterion,
        open: line.open,
        renew: line.renew,
        waiting: line.waiting,
        closed: line.closed,
        late: line.late,
        due: day(line.due),
        people: line.people.iter().map(|id| Person::of(names, *id)).collect(),
        unassigned: line.unassigned,
    })
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    /// Whose they are.
    #[schemars(with = "Option<Uuid>")]
    pub person: Option<PersonId>,
    /// What is closed is left out unless it is asked for.
    #[schemars(with = "Option<Of<Stage>>")]
    pub stage: Option<Stage>,
    /// Those that are late.
    pub late: Option<Plain<bool>>,
    #[schemars(with = "Option<Of<DataRole>>")]
    pub role: Option<DataRole>,
    #[schemars(with = "Option<Of<CriterionId>>")]
    pub criterion: Option<CriterionId>,
}

pub async fn list(caller: Caller, Asked(wanted): Asked<Wanted>) -> Result<Json<Page<Task>>> {
    let (board, spine, names) = (caller.board().await?, caller.spine().await?, caller.names().await?);
    let of_criterion = |criterion: CriterionId| {
        let all = spine.requirements.iter().filter(|requirement| requirement.criterion == criterion);
        all.map(|requirement| requirement.no).collect()
    };
    let filter = WantedTasks {
        person: wanted.person,
        nobody: false,
        stage: wanted.stage,
        late: wanted.late.is_some_and(|Plain(late)| late),
        role: wanted.role,
        requirements: wanted.criterion.map(of_criterion),
    };
    let rows = lines(&board.shares, &filter, caller.today);
    let key = |line: &Line| One(line.requirement);
    let show = |line| shown(&line, &spine, &names);
    let Page { data, next } = page_after(rows, wanted.cursor.as_deref(), wanted.limit, key, show)?;
    Ok(Json(Page { data: data.into_iter().flatten().collect(), next }))
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct On {
    /// A subject that is named before all others.
    pub subject: Option<Which>,
}

/// The task on one subject.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OnSubject {
    pub subject: Subject,
    /// Of what people decided about it: what a request sends back as `seen`.
    pub version: i64,
    /// Null where a question about the system comes first.
    #[schemars(with = "Option<Of<Stage>>")]
    pub stage: Option<Stage>,
    pub since: Option<Timestamp>,
    pub due: Option<Date>,
    pub assignee: Option<Person>,
}

/// A task with its steps and the subjects that share it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TaskWhole {
    #[schemars(with = "String")]
    pub requirement: RequirementId,
    pub title: String,
    pub why: String,
    pub steps: Vec<String>,
    /// What to attach.
    pub attach: String,
    pub control: String,
    #[schemars(with = "Of<CriterionId>")]
    pub criterion: CriterionId,
    pub open: u64,
    pub renew: u64,
    pub waiting: u64,
    pub closed: u64,
    /// Of how many subjects it is asked.
    pub asked: i64,
    /// Fifty at most, what is open first.
    pub subjects: Vec<OnSubject>,
}

pub async fn show(caller: Caller, The(id): The<RequirementId>, Asked(of): Asked<On>) -> Result<Json<TaskWhole>> {
    let first = match of.subject {
        Some(which) => numbers(&caller, "subject", &[which]).await?.first().copied(),
        None => None,
    };
    let read = caller.store.task(&id, first, 0, caller.now, caller.zone()).await?;
    let subjects: Vec<_> = read.subjects.iter().map(|one| one.no).collect();
    let (named, names) = (caller.store.subjects_named(&subjects).await?, caller.names().await?);
    let subjects = read.subjects.iter().map(|one| OnSubject {
        subject: Subject::named(one.kind, one.no, &named),
        version: one.version,
        stage: one.task.map(|task| task.stage),
        since: one.task.and_then(|task| time(task.since)),
        due: day(one.due),
        assignee: Person::maybe(&names, one.assignee),
    });
    let steps = &read.requirement.steps;
    Ok(Json(TaskWhole {
        subjects: subjects.collect(),
        title: steps.title.to_string(),
        why: steps.why.to_string(),
        steps: steps.steps.iter().map(ToString::to_string).collect(),
        attach: steps.attach.to_owned(),
        control: control(&read.spine, &read.requirement),
        criterion: read.requirement.criterion,
        open: read.tally.open,
        renew: read.tally.renew,
        waiting: read.tally.waiting,
        closed: read.tally.closed,
        asked: read.asked,
        requirement: read.requirement.id.clone(),
    }))
}

/// A subject of a task, with the version that was read of it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    pub subject: Which,
    /// 0 where nobody decided anything yet.
    pub seen: i64,
}

const MOST: usize = 1_000;

async fn versions(caller: &Caller, all: &[Seen]) -> Result<Vec<(i64, i64)>> {
    if all.len() > MOST {
        return Err(Refusal::at("subjects", format!("At most {MOST} at once; these are {}.", all.len())).into());
    }
    let which: Vec<_> = all.iter().map(|one| one.subject).collect();
    let numbers = numbers(caller, "subjects", &which).await?;
    Ok(numbers.into_iter().zip(all).map(|(no, one)| (no, one.seen)).collect())
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    #[schemars(length(min = 1, max = 1000))]
    pub subjects: Vec<Seen>,
    /// Null: to nobody.
    #[schemars(with = "Option<Uuid>")]
    pub assignee: Option<PersonId>,
}

pub async fn give(caller: Caller, The(id): The<RequirementId>, Sent(new): Sent<Given>) -> Result<StatusCode> {
    let subjects = versions(&caller, &new.subjects).await?;
    caller.store.give_task(caller.actor(), &id, &subjects, new.assignee).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Due {
    #[schemars(length(min = 1, max = 1000))]
    pub subjects: Vec<Seen>,
    /// Null takes the date back.
    pub on: Option<Date>,
}

pub async fn set_due(caller: Caller, The(id): The<RequirementId>, Sent(new): Sent<Due>) -> Result<StatusCode> {
    let subjects = versions(&caller, &new.subjects).await?;
    caller.store.set_task_due(caller.actor(), &id, &subjects, new.on).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    #[schemars(length(min = 1, max = 4000))]
    pub words: String,
}

pub async fn discuss(caller: Caller, The(id): The<RequirementId>, Sent(new): Sent<Remark>) -> Result<StatusCode> {
    caller.store.discuss_task(caller.actor(), &id, &new.words).await?;
    Ok(StatusCode::NO_CONTENT)
}
