//! Risks: the register of what was rated, and the assessments behind it.

use super::caller::Caller;
use super::cursor::{Limit, One, Page, Two, after, page, page_after};
use super::fail::Result;
use super::sent::{Asked as AskedFor, Sent};
use super::subjects::Which;
use super::systems::made;
use super::words::{Of, Person, time};
use app::address::The;
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use domain::codes::RiskId;
use domain::ids::{AssessmentId, PersonId, SystemId};
use domain::refusal::Refusal;
use domain::risks::{Answer, Assessed, Band, Judged, RiskCategory, State};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{AssessmentRow, Names, RegisterRow};
use uuid::Uuid;

/// Likelihood and impact, each from 1 to 5, and the band that the scale of that time put them in.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Rating {
    pub likelihood: u8,
    pub impact: u8,
    #[schemars(with = "Of<Band>")]
    pub band: Band,
}

impl Rating {
    fn of(judged: Judged) -> Self {
        let Judged { rating, band, .. } = judged;
        Self { likelihood: rating.likelihood.0.number(), impact: rating.impact.0.number(), band }
    }
}

/// A rated risk of a concluded assessment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Risk {
    #[schemars(with = "Uuid")]
    pub assessment: AssessmentId,
    #[schemars(with = "String")]
    pub risk: RiskId,
    pub title: String,
    #[schemars(with = "Of<RiskCategory>")]
    pub category: RiskCategory,
    /// The system that bears it; null: the organisation.
    #[schemars(with = "Option<Uuid>")]
    pub system: Option<SystemId>,
    pub owner: Person,
    /// As if no control acted.
    pub inherent: Rating,
    /// What is left.
    pub residual: Rating,
    pub concluded_on: Date,
}

fn risk(row: RegisterRow, names: &Names) -> Risk {
    let RegisterRow { assessment, title, entry, .. } = row;
    Risk {
        assessment,
        risk: entry.risk,
        title,
        category: entry.category,
        system: system(entry.of),
        owner: Person::of(names, entry.owner),
        inherent: Rating::of(entry.inherent),
        residual: Rating::of(entry.residual),
        concluded_on: entry.on,
    }
}

const fn system(of: Assessed) -> Option<SystemId> {
    match of {
        Assessed::Organisation => None,
        Assessed::System(id) => Some(id),
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    #[schemars(with = "Option<Uuid>")]
    pub system: Option<SystemId>,
    #[schemars(with = "Option<Of<RiskCategory>>")]
    pub category: Option<RiskCategory>,
    /// Who answers for it.
    #[schemars(with = "Option<Uuid>")]
    pub owner: Option<PersonId>,
}

pub async fn register(caller: Caller, AskedFor(wanted): AskedFor<Asked>) -> Result<Json<Page<Risk>>> {
    let mut rows = caller.store.rated_risks(caller.today, caller.zone()).await?;
    rows.retain(|row| wanted.system.is_none_or(|id| system(row.entry.of) == Some(id)));
    rows.retain(|row| wanted.category.is_none_or(|category| row.entry.category == category));
    rows.retain(|row| wanted.owner.is_none_or(|owner| row.entry.owner == owner));
    let names = caller.names().await?;
    let keys = |row: &RegisterRow| Two(row.assessment, row.entry.risk.clone());
    Ok(Json(page_after(rows, wanted.cursor.as_deref(), wanted.limit, keys, |row| risk(row, &names))?))
}

/// Where an assessment stands.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    Draft,
    Submitted,
    Concluded,
}

/// An assessment of risks.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Assessment {
    #[schemars(with = "Uuid")]
    pub id: AssessmentId,
    /// The system that is assessed; null: the organisation.
    #[schemars(with = "Option<Uuid>")]
    pub system: Option<SystemId>,
    pub state: Standing,
    pub opened_by: Person,
    pub opened_at: Option<Timestamp>,
    pub concluded_by: Option<Person>,
    pub concluded_on: Option<Date>,
    pub review_on: Option<Date>,
}

fn assessment(row: &AssessmentRow, names: &Names) -> Assessment {
    let concluded = row.concluded();
    Assessment {
        id: row.id,
        system: system(row.assessment.of),
        state: match row.assessment.state {
            State::Draft { .. } => Standing::Draft,
            State::Submitted(_) => Standing::Submitted,
            State::Concluded(_) => Standing::Concluded,
        },
        opened_by: Person::of(names, row.assessment.author),
        opened_at: time(row.assessment.opened),
        concluded_by: concluded.map(|one| Person::of(names, one.by)),
        concluded_on: concluded.map(|one| one.on),
        review_on: concluded.map(|one| one.review_on),
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    #[schemars(with = "Option<Uuid>")]
    pub system: Option<SystemId>,
}

pub async fn list(caller: Caller, AskedFor(wanted): AskedFor<Wanted>) -> Result<Json<Page<Assessment>>> {
    let from = after::<One<AssessmentId>>(wanted.cursor.as_deref())?.map(|One(id)| id);
    let rows = caller.store.assessments_after(wanted.system, from, wanted.limit.rows() + 1).await?;
    let names = caller.names().await?;
    Ok(Json(page(rows, wanted.limit, |row| One(row.id), |row| assessment(&row, &names))))
}

/// What is said of a risk.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    /// Nothing yet.
    Open,
    Rated,
    SetAside,
}

/// A risk of an assessment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RiskSaid {
    #[schemars(with = "String")]
    pub risk: RiskId,
    pub said: Said,
    pub inherent: Option<Rating>,
    pub residual: Option<Rating>,
    pub owner: Option<Person>,
    pub note: String,
}

/// An assessment with its risks.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AssessmentWhole {
    #[serde(flatten)]
    pub assessment: Assessment,
    pub risks: Vec<RiskSaid>,
    /// Risks that hang on questions about the system.
    pub unknown: Vec<String>,
}

async fn read(caller: &Caller, id: AssessmentId) -> Result<AssessmentWhole> {
    let now = caller.store.present().await?;
    let read = caller.store.assessment(id, now, caller.zone()).await?;
    let names = caller.store.names().await?;
    let risks = read.risks.iter().map(|one| {
        let (said, rated) = match &one.answer {
            Answer::Open => (Said::Open, None),
            Answer::Rated(rated) => (Said::Rated, Some(rated)),
            Answer::SetAside(_) => (Said::SetAside, None),
        };
        RiskSaid {
            risk: one.risk.clone(),
            said,
            inherent: rated.map(|rated| Rating::of(rated.inherent)),
            residual: rated.map(|rated| Rating::of(rated.residual)),
            owner: rated.map(|rated| Person::of(&names, rated.owner)),
            note: rated.map(|rated| rated.note.clone()).unwrap_or_default(),
        }
    });
    Ok(AssessmentWhole {
        assessment: assessment(&read.row, &names),
        risks: risks.collect(),
        unknown: read.unknown.iter().map(ToString::to_string).collect(),
    })
}

pub async fn show(caller: Caller, The(id): The<AssessmentId>) -> Result<Json<AssessmentWhole>> {
    Ok(Json(read(&caller, id).await?))
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAssessment {
    /// `organisation`, or the id of a system.
    pub of: Which,
}

pub async fn open(caller: Caller, Sent(new): Sent<NewAssessment>) -> Result<Response> {
    let of = match new.of {
        Which::Organisation => Assessed::Organisation,
        Which::Id(id) => Assessed::System(SystemId(id)),
    };
    let opened = caller.store.open_assessment(caller.actor(), of).await;
    // It is named in the body, not in the address.
    let is_missing = matches!(opened, Err(store::Error::Refused(Refusal::Missing(_))));
    let id = if is_missing { Err(Refusal::at("of", "There is no such system."))? } else { opened? };
    Ok(made(format!("/risks/assessments/{id}"), read(&caller, id).await?).into_response())
}
