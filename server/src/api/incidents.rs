//! Incidents: reported, classified, followed and explained here; reviewed and closed by people on its page.

use super::caller::Caller;
use super::corrections::{Correction, NewCorrection};
use super::cursor::{Limit, One, Page, page_after};
use super::fail::Result;
use super::sent::{Asked, Sent};
use super::systems::made;
use super::words::{Of, Person, Plain, time};
use app::address::The;
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use domain::ids::{IncidentId, PersonId, SystemId};
use domain::incidents::{
    CauseDraft, CauseKind, Circumstance, ClassifyDraft, DutyStanding, DutyState, Entry, Happened, Harm,
    IncidentSeverity, IncidentStage, Jurisdiction, NoticeDraft, PersonalData, ReportDraft,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{IncidentRow, IncidentsWanted, Names};
use uuid::Uuid;

/// Something that happened with an AI system.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Incident {
    #[schemars(with = "Uuid")]
    pub id: IncidentId,
    /// Its number: `INC-007`.
    pub code: String,
    #[schemars(with = "Of<IncidentStage>")]
    pub state: IncidentStage,
    pub title: String,
    pub what: String,
    #[schemars(with = "Vec<Of<Harm>>")]
    pub harms: Vec<Harm>,
    pub systems: Vec<With>,
    pub began: Option<Timestamp>,
    pub detected: Option<Timestamp>,
    pub reported_by: Person,
    pub reported_at: Option<Timestamp>,
    /// What was said of it last; null: not classified yet.
    pub classification: Option<Classified>,
    /// Who has to be told by which duty, and until when.
    pub duties: Vec<Duty>,
    #[schemars(with = "Vec<Of<CauseKind>>")]
    pub cause_kinds: Vec<CauseKind>,
    pub cause: Option<String>,
    pub corrections: Vec<Correction>,
    pub timeline: Vec<Noted>,
    pub reviewed_by: Option<Person>,
    pub reviewed_at: Option<Timestamp>,
}

/// The system with which it happened.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct With {
    #[schemars(with = "Uuid")]
    pub id: SystemId,
    pub name: String,
}

/// How grave it is and whom it touches.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Classified {
    #[schemars(with = "Of<IncidentSeverity>")]
    pub severity: IncidentSeverity,
    pub lead: Person,
    #[schemars(with = "Of<PersonalData>")]
    pub personal_data: PersonalData,
    #[schemars(with = "Vec<Of<Jurisdiction>>")]
    pub jurisdictions: Vec<Jurisdiction>,
    #[schemars(with = "Vec<Of<Circumstance>>")]
    pub circumstances: Vec<Circumstance>,
    pub contained: Option<Timestamp>,
    pub resolved: Option<Timestamp>,
    pub material_at: Option<Timestamp>,
}

/// How a duty to notify stands.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DutyStands {
    NotBegun,
    Running,
    Overdue,
    Told,
    ToldLate,
    NotTold,
}

/// A duty to notify.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Duty {
    /// Of the library.
    pub id: String,
    pub state: DutyStands,
    /// It applies if personal data are concerned, which is not known yet.
    pub unsure: bool,
    /// The last instant in time; null before it runs, and where there is none.
    pub due: Option<Timestamp>,
}

/// Something that was said of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Noted {
    pub no: i64,
    /// The step: `classified`, `noted`, `told`, `not-told`, `explained`, `corrected` or `reviewed`.
    pub step: String,
    /// The moment it speaks of.
    pub at: Option<Timestamp>,
    pub words: String,
    pub by: Person,
}

fn duty(one: &DutyStanding) -> Duty {
    let state = match &one.state {
        DutyState::NotBegun => DutyStands::NotBegun,
        DutyState::Running(_) => DutyStands::Running,
        DutyState::Overdue(_) => DutyStands::Overdue,
        DutyState::Told { late: false, .. } => DutyStands::Told,
        DutyState::Told { late: true, .. } => DutyStands::ToldLate,
        DutyState::NotTold(_) => DutyStands::NotTold,
    };
    Duty { id: one.duty.id.to_string(), state, unsure: one.unsure, due: one.due.and_then(time) }
}

fn noted(entry: &Entry, names: &Names) -> Noted {
    let (at, words) = match &entry.what {
        Happened::Classified(said) => (entry.at, said.severity.key().to_owned()),
        Happened::Noted { at, words } => (*at, words.clone()),
        Happened::Told(notice) => (notice.at, notice.whom.clone()),
        Happened::NotTold { reason, .. } => (entry.at, reason.clone()),
        Happened::Explained(cause) => (entry.at, cause.words.clone()),
        Happened::Corrected { task } => (entry.at, task.to_string()),
        Happened::Reviewed(review) => (entry.at, review.lessons.clone()),
    };
    Noted { no: entry.no, step: entry.what.key().to_owned(), at: time(at), words, by: Person::of(names, entry.by) }
}

impl Incident {
    fn of(row: &IncidentRow, names: &Names, caller: &Caller) -> Self {
        let (now, said) = (&row.now, row.now.classification.as_ref().map(|(said, _)| said));
        Self {
            id: row.id,
            code: row.code(),
            state: row.stage(),
            title: row.title.clone(),
            what: row.what.clone(),
            harms: row.harms.clone(),
            systems: row.systems.iter().map(|(id, name, _)| With { id: *id, name: name.clone() }).collect(),
            began: row.times.began.and_then(time),
            detected: time(row.times.detected),
            reported_by: Person::of(names, row.reported_by),
            reported_at: time(row.at),
            classification: said.map(|said| Classified {
                severity: said.severity,
                lead: Person::of(names, said.lead),
                personal_data: said.personal_data,
                jurisdictions: said.jurisdictions.clone(),
                circumstances: said.circumstances.clone(),
                contained: said.contained.and_then(time),
                resolved: said.resolved.and_then(time),
                material_at: said.material_at.and_then(time),
            }),
            duties: row.duties(caller.now, caller.zone()).iter().map(duty).collect(),
            cause_kinds: now.cause.as_ref().map(|(cause, _)| cause.kinds.clone()).unwrap_or_default(),
            cause: now.cause.as_ref().map(|(cause, _)| cause.words.clone()),
            corrections: row.tasks.iter().map(|task| Correction::of(task, names)).collect(),
            timeline: row.entries.iter().map(|entry| noted(entry, names)).collect(),
            reviewed_by: now.review.as_ref().map(|(_, by, _)| Person::of(names, *by)),
            reviewed_at: now.review.as_ref().and_then(|(.., at)| time(*at)),
        }
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    /// Those that are not reviewed, or those that are.
    pub open: Option<Plain<bool>>,
    #[schemars(with = "Option<Of<IncidentStage>>")]
    pub state: Option<IncidentStage>,
    #[schemars(with = "Option<Of<Harm>>")]
    pub harm: Option<Harm>,
    #[schemars(with = "Option<Uuid>")]
    pub system: Option<SystemId>,
}

pub async fn list(caller: Caller, Asked(wanted): Asked<Wanted>) -> Result<Json<Page<Incident>>> {
    let open = wanted.open.map(|Plain(open)| open);
    let filter = IncidentsWanted { open: open == Some(true), subject: None };
    let mut rows = caller.store.incidents(filter, caller.zone()).await?;
    rows.retain(|row| open.is_none_or(|open| row.is_open() == open));
    rows.retain(|row| wanted.state.is_none_or(|state| row.stage() == state));
    rows.retain(|row| wanted.harm.is_none_or(|harm| row.harms.contains(&harm)));
    rows.retain(|row| wanted.system.is_none_or(|system| row.systems.iter().any(|(id, ..)| *id == system)));
    let names = caller.names().await?;
    let show = |row| Incident::of(&row, &names, &caller);
    Ok(Json(page_after(rows, wanted.cursor.as_deref(), wanted.limit, |row| One(row.no), show)?))
}

async fn read(caller: &Caller, id: IncidentId) -> Result<Json<Incident>> {
    let row = caller.store.incident(id, caller.zone()).await?;
    Ok(Json(Incident::of(&row, &caller.store.names().await?, caller)))
}

pub async fn show(caller: Caller, The(id): The<IncidentId>) -> Result<Json<Incident>> {
    read(&caller, id).await
}

fn moment(at: Option<Timestamp>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIncident {
    #[schemars(length(min = 1, max = 160))]
    pub title: String,
    #[schemars(length(min = 1, max = 4000))]
    pub what: String,
    #[schemars(with = "Vec<Uuid>", length(min = 1, max = 200))]
    pub systems: Vec<SystemId>,
    #[schemars(with = "Vec<Of<Harm>>", length(min = 1, max = 7))]
    pub harms: Vec<Harm>,
    /// Where it is known.
    pub began: Option<Timestamp>,
    /// When it was noticed.
    pub detected: Timestamp,
}

pub async fn report(caller: Caller, Sent(new): Sent<NewIncident>) -> Result<Response> {
    let draft = ReportDraft {
        title: new.title,
        what: new.what,
        systems: new.systems,
        harms: new.harms,
        began: moment(new.began),
        detected: new.detected.to_string(),
    };
    let id = caller.store.report_incident(caller.actor(), &draft).await?;
    let Json(incident) = read(&caller, id).await?;
    Ok(made(format!("/incidents/{id}"), incident).into_response())
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClassification {
    #[schemars(with = "Of<IncidentSeverity>")]
    pub severity: IncidentSeverity,
    #[schemars(with = "Uuid")]
    pub lead: PersonId,
    #[schemars(with = "Of<PersonalData>")]
    pub personal_data: PersonalData,
    #[serde(default)]
    #[schemars(with = "Vec<Of<Jurisdiction>>")]
    pub jurisdictions: Vec<Jurisdiction>,
    #[serde(default)]
    #[schemars(with = "Vec<Of<Circumstance>>")]
    pub circumstances: Vec<Circumstance>,
    pub contained: Option<Timestamp>,
    pub resolved: Option<Timestamp>,
    /// When it was found to be material.
    pub material_at: Option<Timestamp>,
    /// Why it is said anew; wanted where it was classified before.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub why: String,
}

pub async fn classify(
    caller: Caller,
    The(id): The<IncidentId>,
    Sent(new): Sent<NewClassification>,
) -> Result<Json<Incident>> {
    let draft = ClassifyDraft {
        severity: new.severity.key().to_owned(),
        lead: Some(new.lead),
        personal_data: new.personal_data.key().to_owned(),
        jurisdictions: new.jurisdictions,
        circumstances: new.circumstances,
        contained: moment(new.contained),
        resolved: moment(new.resolved),
        material_at: moment(new.material_at),
        why: new.why,
    };
    caller.store.classify_incident(caller.actor(), id, &draft).await?;
    read(&caller, id).await
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// The moment it speaks of.
    pub at: Timestamp,
    #[schemars(length(min = 1, max = 4000))]
    pub words: String,
}

pub async fn note(caller: Caller, The(id): The<IncidentId>, Sent(new): Sent<NewNote>) -> Result<Json<Incident>> {
    caller.store.note_incident(caller.actor(), id, &new.at.to_string(), &new.words).await?;
    read(&caller, id).await
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNotice {
    /// The duty of the library by which they were told; left away: by none of them.
    #[schemars(length(max = 100))]
    pub duty: Option<String>,
    #[schemars(length(min = 1, max = 160))]
    pub whom: String,
    pub at: Timestamp,
    /// How that can be shown.
    #[schemars(length(min = 1, max = 400))]
    pub proof: String,
}

pub async fn tell(caller: Caller, The(id): The<IncidentId>, Sent(new): Sent<NewNotice>) -> Result<Json<Incident>> {
    let duty = new.duty.unwrap_or_default();
    let draft = NoticeDraft { duty, whom: new.whom, at: new.at.to_string(), proof: new.proof };
    caller.store.tell_of_incident(caller.actor(), id, &draft).await?;
    read(&caller, id).await
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotTold {
    #[schemars(length(min = 1, max = 100))]
    pub duty: String,
    #[schemars(length(min = 1, max = 4000))]
    pub reason: String,
}

pub async fn tell_nobody(caller: Caller, The(id): The<IncidentId>, Sent(new): Sent<NotTold>) -> Result<Json<Incident>> {
    caller.store.tell_nobody_of_incident(caller.actor(), id, &new.duty, &new.reason).await?;
    read(&caller, id).await
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCause {
    #[schemars(with = "Vec<Of<CauseKind>>", length(min = 1, max = 7))]
    pub kinds: Vec<CauseKind>,
    #[schemars(length(min = 1, max = 4000))]
    pub cause: String,
}

pub async fn explain(caller: Caller, The(id): The<IncidentId>, Sent(new): Sent<NewCause>) -> Result<Json<Incident>> {
    let draft = CauseDraft { kinds: new.kinds, words: new.cause };
    caller.store.explain_incident(caller.actor(), id, &draft).await?;
    read(&caller, id).await
}

pub async fn correct(
    caller: Caller,
    The(id): The<IncidentId>,
    Sent(new): Sent<NewCorrection>,
) -> Result<Json<Incident>> {
    caller.store.correct_incident(caller.actor(), id, &new.into()).await?;
    read(&caller, id).await
}
