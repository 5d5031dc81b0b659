//! The deficiency log: opened, assessed, given, corrected and retested here; agreed to and closed by people on its page.

use super::caller::Caller;
use super::corrections::{Correction, NewCorrection};
use super::cursor::{Limit, One, Page, page_after};
use super::fail::Result;
use super::sent::{Asked, Sent};
use super::subjects::Which;
use super::systems::made;
use super::words::{Of, Person, Plain, time};
use app::address::The;
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use domain::codes::{ControlId, RequirementId};
use domain::deficiencies::{
    AssessmentDraft, DeficiencyDraft, DeficiencyStage, Effect, Of as About, RetestDraft, Severity, SourceKind,
};
use domain::ids::{DeficiencyId, EvidenceId, PersonId};
use domain::refusal::Refusal;
use domain::words::{CriterionId, SubjectKind};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{DeficienciesWanted, DeficiencyRow, Names};
use uuid::Uuid;

/// What did not work.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Deficiency {
    #[schemars(with = "Uuid")]
    pub id: DeficiencyId,
    /// Its number in the log: `DEF-007`.
    pub code: String,
    #[schemars(with = "Of<DeficiencyStage>")]
    pub state: DeficiencyStage,
    pub title: String,
    pub what: String,
    #[schemars(with = "Of<SourceKind>")]
    pub source: SourceKind,
    /// The row or paper it came from; empty for somebody's own notice.
    pub reference: String,
    pub of: Subject,
    #[schemars(with = "Option<String>")]
    pub control: Option<ControlId>,
    #[schemars(with = "Option<String>")]
    pub requirement: Option<RequirementId>,
    #[schemars(with = "Vec<Of<CriterionId>>")]
    pub criteria: Vec<CriterionId>,
    pub found_on: Date,
    pub occurred_on: Date,
    pub owner: Person,
    pub opened_by: Person,
    pub opened_at: Option<Timestamp>,
    /// The day since which something about it is late.
    pub overdue_since: Option<Date>,
    pub assessment: Option<Assessed>,
    pub corrections: Vec<Correction>,
    pub retest: Option<Retested>,
    pub closed_by: Option<Person>,
    pub closed_at: Option<Timestamp>,
}

/// What it is about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Subject {
    #[schemars(with = "Of<SubjectKind>")]
    pub kind: SubjectKind,
    /// Of the system or the vendor; null for the organisation.
    pub id: Option<Uuid>,
    pub name: String,
}

/// What one person makes of it; it counts once a second one agreed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Assessed {
    pub cause: String,
    pub extent: String,
    #[schemars(with = "Of<Severity>")]
    pub severity: Severity,
    #[schemars(with = "Of<Effect>")]
    pub effect: Effect,
    pub effect_why: String,
    /// The control that answers for the one that did not work, and why.
    #[schemars(with = "Option<String>")]
    pub compensating: Option<ControlId>,
    pub compensating_why: String,
    pub by: Person,
    pub at: Option<Timestamp>,
    pub agreed_by: Option<Person>,
    pub agreed_at: Option<Timestamp>,
}

/// Somebody looked again whether it works.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Retested {
    pub on: Date,
    pub passed: bool,
    pub shown: String,
    #[schemars(with = "Option<Uuid>")]
    pub evidence: Option<EvidenceId>,
    pub by: Person,
}

fn subject(row: &DeficiencyRow) -> Subject {
    let (kind, id) = match row.of {
        About::Organisation => (SubjectKind::Organisation, None),
        About::System(id) => (SubjectKind::System, Some(id.0)),
        About::Vendor(id) => (SubjectKind::Vendor, Some(id.0)),
    };
    Subject { kind, id, name: row.name.clone().unwrap_or_default() }
}

fn assessed(row: &DeficiencyRow, names: &Names) -> Option<Assessed> {
    let (said, by, at) = row.now.assessment.as_ref()?;
    let (with, agreed) = (said.compensating.as_ref(), row.now.agreed);
    Some(Assessed {
        cause: said.cause.clone(),
        extent: said.extent.clone(),
        severity: said.severity,
        effect: said.effect,
        effect_why: said.effect_why.clone(),
        compensating: with.map(|one| one.control.clone()),
        compensating_why: with.map(|one| one.why.clone()).unwrap_or_default(),
        by: Person::of(names, *by),
        at: time(*at),
        agreed_by: agreed.map(|(by, _)| Person::of(names, by)),
        agreed_at: agreed.and_then(|(_, at)| time(at)),
    })
}

impl Deficiency {
    fn of(row: &DeficiencyRow, names: &Names, today: Date) -> Self {
        let closed = row.now.closed.as_ref();
        Self {
            id: row.id,
            code: row.code(),
            state: row.stage(),
            title: row.title.clone(),
            what: row.what.clone(),
            source: row.source.kind,
            reference: row.source.id.clone(),
            of: subject(row),
            control: row.control.clone(),
            requirement: row.requirement.clone(),
            criteria: row.criteria.iter().collect(),
            found_on: row.found_on,
            occurred_on: row.occurred_on,
            owner: Person::of(names, row.now.owner),
            opened_by: Person::of(names, row.opened_by),
            opened_at: time(row.at),
            overdue_since: row.overdue_since(today),
            assessment: assessed(row, names),
            corrections: row.tasks.iter().map(|task| Correction::of(task, names)).collect(),
            retest: row.now.retest.as_ref().map(|(retest, by, _)| Retested {
                on: retest.on,
                passed: retest.passed,
                shown: retest.shown.clone(),
                evidence: retest.evidence,
                by: Person::of(names, *by),
            }),
            closed_by: closed.map(|(by, ..)| Person::of(names, *by)),
            closed_at: closed.and_then(|(_, at, _)| time(*at)),
        }
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    /// Those that stand open, or those that are closed.
    pub open: Option<Plain<bool>>,
    #[schemars(with = "Option<Of<DeficiencyStage>>")]
    pub state: Option<DeficiencyStage>,
    #[schemars(with = "Option<Of<CriterionId>>")]
    pub criterion: Option<CriterionId>,
    /// Who answers for it.
    #[schemars(with = "Option<Uuid>")]
    pub owner: Option<PersonId>,
}

pub async fn list(caller: Caller, Asked(wanted): Asked<Wanted>) -> Result<Json<Page<Deficiency>>> {
    let open = wanted.open.map(|Plain(open)| open);
    let filter = DeficienciesWanted { open: open == Some(true), ..DeficienciesWanted::default() };
    let mut rows = caller.store.deficiencies(&filter, caller.zone()).await?;
    rows.retain(|row| open.is_none_or(|open| row.is_open() == open));
    rows.retain(|row| wanted.state.is_none_or(|state| row.stage() == state));
    rows.retain(|row| wanted.criterion.is_none_or(|criterion| row.criteria.contains(criterion)));
    rows.retain(|row| wanted.owner.is_none_or(|owner| row.now.owner == owner));
    let names = caller.names().await?;
    let show = |row| Deficiency::of(&row, &names, caller.today);
    Ok(Json(page_after(rows, wanted.cursor.as_deref(), wanted.limit, |row| One(row.no), show)?))
}

async fn read(caller: &Caller, id: DeficiencyId) -> Result<Deficiency> {
    let row = caller.store.deficiency(id, caller.zone()).await?;
    Ok(Deficiency::of(&row, &caller.store.names().await?, caller.today))
}

pub async fn show(caller: Caller, The(id): The<DeficiencyId>) -> Result<Json<Deficiency>> {
    Ok(Json(read(&caller, id).await?))
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDeficiency {
    #[schemars(with = "Of<SourceKind>")]
    pub source: SourceKind,
    /// The row or paper it came from: the id of evidence, of an attestation or of an incident; the name of an audit.
    /// Empty for somebody's own notice.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub reference: String,
    #[schemars(length(min = 1, max = 160))]
    pub title: String,
    #[schemars(length(min = 1, max = 4000))]
    pub what: String,
    #[schemars(with = "Option<String>", regex(pattern = "^[A-Z]+(-[A-Z]+)*-[A-Z]{2}-[0-9]{2}$"))]
    pub control: Option<ControlId>,
    #[schemars(with = "Option<String>", regex(pattern = "^[A-Z]+(-[A-Z]+)*-[A-Z]{2}-[0-9]{2}-[0-9]{1,2}$"))]
    pub requirement: Option<RequirementId>,
    /// Where no control says it.
    #[schemars(with = "Option<Of<CriterionId>>")]
    pub criterion: Option<CriterionId>,
    /// Left away: the organisation.
    pub of: Option<Which>,
    pub found_on: Date,
    /// Where it is another day than that.
    pub occurred_on: Option<Date>,
    #[schemars(with = "Uuid")]
    pub owner: PersonId,
}

/// As forms name it: which of the two it is, the register knows.
async fn about(caller: &Caller, of: Option<Which>) -> Result<About> {
    let Some(Which::Id(id)) = of else { return Ok(About::Organisation) };
    let numbers = caller.store.subject_numbers(&[id]).await?;
    let missing = || Refusal::at("of", "There is no such system or vendor.");
    let no = numbers.get(&id).ok_or_else(missing)?;
    Ok(caller.store.subject_of(*no).await?)
}

pub async fn open(caller: Caller, Sent(new): Sent<NewDeficiency>) -> Result<Response> {
    let text = |of: Option<String>| of.unwrap_or_default();
    let draft = DeficiencyDraft {
        source: new.source.key().to_owned(),
        reference: new.reference,
        title: new.title,
        what: new.what,
        control: text(new.control.map(|id| id.to_string())),
        requirement: text(new.requirement.map(|id| id.to_string())),
        criterion: text(new.criterion.map(|id| id.key().to_owned())),
        of: about(&caller, new.of).await?.to_string(),
        found_on: new.found_on.to_string(),
        occurred_on: text(new.occurred_on.map(|day| day.to_string())),
        owner: new.owner.to_string(),
    };
    let id = caller.store.open_deficiency(caller.actor(), &draft).await?;
    Ok(made(format!("/deficiencies/{id}"), read(&caller, id).await?).into_response())
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAssessment {
    #[schemars(length(min = 1, max = 4000))]
    pub cause: String,
    #[schemars(length(min = 1, max = 4000))]
    pub extent: String,
    #[schemars(with = "Of<Severity>")]
    pub severity: Severity,
    #[schemars(with = "Of<Effect>")]
    pub effect: Effect,
    #[schemars(length(min = 1, max = 4000))]
    pub effect_why: String,
    #[schemars(with = "Option<String>", regex(pattern = "^[A-Z]+(-[A-Z]+)*-[A-Z]{2}-[0-9]{2}$"))]
    pub compensating: Option<ControlId>,
    #[serde(default)]
    #[schemars(length(max = 4000))]
    pub compensating_why: String,
}

pub async fn assess(
    caller: Caller,
    The(id): The<DeficiencyId>,
    Sent(new): Sent<NewAssessment>,
) -> Result<Json<Deficiency>> {
    let draft = AssessmentDraft {
        cause: new.cause,
        extent: new.extent,
        severity: new.severity.key().to_owned(),
        effect: new.effect.key().to_owned(),
        effect_why: new.effect_why,
        compensating: new.compensating.map(|id| id.to_string()).unwrap_or_default(),
        compensating_why: new.compensating_why,
    };
    caller.store.assess_deficiency(caller.actor(), id, &draft).await?;
    Ok(Json(read(&caller, id).await?))
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// Who answers for it from now on.
    #[schemars(with = "Uuid")]
    pub owner: PersonId,
}

pub async fn give(caller: Caller, The(id): The<DeficiencyId>, Sent(new): Sent<Given>) -> Result<Json<Deficiency>> {
    caller.store.give_deficiency(caller.actor(), id, Some(new.owner)).await?;
    Ok(Json(read(&caller, id).await?))
}

pub async fn correct(
    caller: Caller,
    The(id): The<DeficiencyId>,
    Sent(new): Sent<NewCorrection>,
) -> Result<Json<Deficiency>> {
    caller.store.correct_deficiency(caller.actor(), id, &new.into()).await?;
    Ok(Json(read(&caller, id).await?))
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRetest {
    pub on: Date,
    pub passed: bool,
    /// What was looked at, and what it showed.
    #[schemars(length(min = 1, max = 4000))]
    pub shown: String,
    #[schemars(with = "Option<Uuid>")]
    pub evidence: Option<EvidenceId>,
}

pub async fn retest(
    caller: Caller,
    The(id): The<DeficiencyId>,
    Sent(new): Sent<NewRetest>,
) -> Result<Json<Deficiency>> {
    let draft = RetestDraft {
        on: new.on.to_string(),
        result: if new.passed { "passed" } else { "failed" }.to_owned(),
        shown: new.shown,
        evidence: new.evidence.map(|id| id.to_string()).unwrap_or_default(),
    };
    caller.store.retest_deficiency(caller.actor(), id, &draft).await?;
    Ok(Json(read(&caller, id).await?))
}
