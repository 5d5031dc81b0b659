//! Systems: the inventory.

use super::caller::Caller;
use super::cursor::{Limit, One, Page, after, page};
use super::fail::{Fail, Result};
use super::sent::{Asked, Sent};
use super::words::{Of, Person, given};
use super::{BASE, subjects};
use app::address::{Part, The};
use axum::Json;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::ids::{PersonId, ProposalId, SystemId, VendorId};
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::words::{Criticality, Stage, Trait, TraitSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{AtStage, InScope, Names, Outcome, OwnedBy, Spine, SystemFilter, SystemRow};
use uuid::Uuid;

/// The answer to something that was made: 201, and where it is.
pub fn made<T: Serialize>(path: String, thing: T) -> (StatusCode, [(HeaderName, String); 1], Json<T>) {
    (StatusCode::CREATED, [(header::LOCATION, format!("{BASE}{path}"))], Json(thing))
}

/// An AI system.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct System {
    #[schemars(with = "Uuid")]
    pub id: SystemId,
    pub version: i64,
    /// What another register calls it.
    pub external_id: Option<String>,
    pub name: String,
    pub unit: String,
    pub department: String,
    /// Null: nobody said.
    #[schemars(with = "Option<Of<Stage>>")]
    pub stage: Option<Stage>,
    #[schemars(with = "Of<Criticality>")]
    pub criticality: Criticality,
    pub owner: Option<Person>,
    pub deputy: Option<Person>,
    /// Each trait with its answer; null: unanswered.
    pub traits: BTreeMap<String, Option<bool>>,
    /// The remaining fields, by their key; empty ones are left out.
    pub details: BTreeMap<String, String>,
    /// The programmes that have it in scope.
    pub programmes: Vec<Uuid>,
}

impl System {
    fn of(row: SystemRow, names: &Names, spine: &Spine) -> Self {
        let answer = |which: &Trait| {
            let answer = if row.yes.contains(*which) { Some(true) } else { row.no_.contains(*which).then_some(false) };
            (which.key().to_owned(), answer)
        };
        let inside = spine.programmes.iter().filter(|programme| row.programmes >> programme.no & 1 == 1);
        Self {
            id: row.id,
            version: row.version,
            traits: Trait::ALL.iter().map(answer).collect(),
            programmes: inside.map(|programme| programme.id.0).collect(),
            owner: Person::maybe(names, row.owner),
            deputy: Person::maybe(names, row.deputy),
            external_id: row.external_id,
            name: row.name,
            unit: row.unit,
            department: row.department,
            stage: row.stage,
            criticality: row.criticality,
            details: row.details,
        }
    }
}

/// Where a system stands to the programmes.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    Any,
    None,
    /// In none, though it is in production or of high impact.
    Missing,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    /// Part of the name, the unit, the department or the identifier, without case.
    #[schemars(length(max = 100))]
    pub search: Option<String>,
    #[schemars(with = "Option<Of<Stage>>")]
    pub stage: Option<Stage>,
    #[schemars(with = "Option<Of<Criticality>>")]
    pub criticality: Option<Criticality>,
    pub unit: Option<String>,
    pub scope: Option<Scope>,
    /// A person who owns it or is its deputy.
    #[schemars(with = "Option<Uuid>")]
    pub owner: Option<PersonId>,
    /// A vendor it depends on.
    #[schemars(with = "Option<Uuid>")]
    pub vendor: Option<VendorId>,
}

/// At most a hundred characters, as the document says.
///
/// # Errors
/// [`Refusal::Invalid`] at `search`.
pub fn search(text: Option<String>) -> Result<String, Refusal> {
    let text = text.unwrap_or_default();
    if text.chars().count() > 100 {
        return Err(Refusal::at("search", "Search with a hundred characters at most."));
    }
    Ok(text)
}

pub async fn list(caller: Caller, Asked(wanted): Asked<Wanted>) -> Result<Json<Page<System>>> {
    let from = after::<One<i64>>(wanted.cursor.as_deref())?.map(|One(no)| no);
    let filter = SystemFilter {
        search: search(wanted.search)?,
        stage: wanted.stage.map(AtStage::At),
        criticality: wanted.criticality,
        unit: wanted.unit,
        scope: wanted.scope.map(|scope| match scope {
            Scope::Any => InScope::Any,
            Scope::None => InScope::None,
            Scope::Missing => InScope::Missing,
        }),
        owner: wanted.owner.map(OwnedBy::Person),
        vendor: wanted.vendor,
        ..SystemFilter::default()
    };
    let rows = caller.store.systems_after(&filter, from, wanted.limit.rows() + 1).await?;
    let (names, spine) = (caller.names().await?, caller.spine().await?);
    Ok(Json(page(rows, wanted.limit, |row| One(row.no), |row| System::of(row, &names, &spine))))
}

async fn read(caller: &Caller, id: SystemId) -> Result<System> {
    let row = caller.store.system(id).await?;
    let (names, spine) = (caller.store.names().await?, caller.store.spine().await?);
    Ok(System::of(row, &names, &spine))
}

pub async fn show(caller: Caller, The(id): The<SystemId>) -> Result<Json<System>> {
    Ok(Json(read(&caller, id).await?))
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSystem {
    #[schemars(length(min = 1, max = 500))]
    pub name: String,
    #[serde(default)]
    #[schemars(length(max = 300))]
    pub external_id: String,
    /// Agency, subsidiary or business unit.
    #[serde(default)]
    #[schemars(length(max = 300))]
    pub unit: String,
    #[serde(default)]
    #[schemars(length(max = 300))]
    pub department: String,
    #[schemars(with = "Option<Of<Stage>>")]
    pub stage: Option<Stage>,
    /// `medium` where it is left away.
    #[schemars(with = "Option<Of<Criticality>>")]
    pub criticality: Option<Criticality>,
    #[schemars(with = "Option<Uuid>")]
    pub owner: Option<PersonId>,
    #[schemars(with = "Option<Uuid>")]
    pub deputy: Option<PersonId>,
    /// The traits that are answered, by their key.
    #[serde(default)]
    pub traits: BTreeMap<String, bool>,
    /// The remaining fields of the form, by their key.
    #[serde(default)]
    pub details: BTreeMap<String, String>,
}

pub async fn add(caller: Caller, Sent(new): Sent<NewSystem>) -> Result<Response> {
    let (mut yes, mut no) = (TraitSet::default(), TraitSet::default());
    for (key, answer) in &new.traits {
        let which: Trait = key.parse().map_err(|_| Refusal::at(format!("traits.{key}"), "There is no such trait."))?;
        let set = if *answer { &mut yes } else { &mut no };
        *set = set.with(which);
    }
    let draft = SystemDraft {
        yes,
        no,
        external_id: new.external_id,
        unit: new.unit,
        department: new.department,
        stage: new.stage,
        criticality: new.criticality.unwrap_or(Criticality::Medium),
        owner: new.owner,
        deputy: new.deputy,
        details: new.details,
        name: new.name,
    };
    let id = caller.store.add_system(caller.actor(), draft).await?;
    Ok(made(format!("/systems/{id}"), read(&caller, id).await?).into_response())
}

/// What is left away stays; null empties it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedSystem {
    /// The version that was read.
    pub seen: i64,
    #[schemars(length(min = 1, max = 500))]
    pub name: Option<String>,
    #[schemars(length(max = 300))]
    pub external_id: Option<String>,
    #[schemars(length(max = 300))]
    pub unit: Option<String>,
    #[schemars(length(max = 300))]
    pub department: Option<String>,
    #[schemars(with = "Option<Of<Criticality>>")]
    pub criticality: Option<Criticality>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Uuid>")]
    pub owner: Option<Option<PersonId>>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Uuid>")]
    pub deputy: Option<Option<PersonId>>,
    /// Fields by their key; an empty text empties one.
    #[serde(default)]
    pub details: BTreeMap<String, String>,
}

pub async fn change(caller: Caller, The(id): The<SystemId>, Sent(new): Sent<ChangedSystem>) -> Result<Json<System>> {
    let row = caller.store.system(id).await?;
    let (seen, version, mut draft) = (new.seen, row.version, row.draft());
    draft.name = new.name.unwrap_or(draft.name);
    draft.external_id = new.external_id.unwrap_or(draft.external_id);
    draft.unit = new.unit.unwrap_or(draft.unit);
    draft.department = new.department.unwrap_or(draft.department);
    draft.criticality = new.criticality.unwrap_or(draft.criticality);
    draft.owner = new.owner.unwrap_or(draft.owner);
    draft.deputy = new.deputy.unwrap_or(draft.deputy);
    draft.details.extend(new.details);
    let done = caller.store.change_system(caller.actor(), id, draft, seen).await;
    done.map_err(|error| Fail::stale(error, seen, version))?;
    Ok(Json(read(&caller, id).await?))
}

/// A change that waits for a second person.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Proposed {
    /// Under Decisions, somebody else agrees to it or refuses it.
    #[schemars(with = "Uuid")]
    pub proposal: ProposalId,
}

async fn outcome(caller: &Caller, id: SystemId, outcome: Outcome) -> Result<Response> {
    Ok(match outcome {
        Outcome::Done => Json(read(caller, id).await?).into_response(),
        Outcome::Proposed(proposal) => (StatusCode::ACCEPTED, Json(Proposed { proposal })).into_response(),
    })
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stepped {
    #[schemars(with = "Of<Stage>")]
    pub stage: Stage,
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub reason: String,
}

pub async fn move_stage(caller: Caller, The(id): The<SystemId>, Sent(step): Sent<Stepped>) -> Result<Response> {
    let done = caller.store.move_stage(caller.actor(), id, step.stage, &subjects::reason(step.reason)?).await?;
    outcome(&caller, id, done).await
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// Null takes the answer back.
    pub answer: Option<bool>,
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub reason: String,
}

pub async fn answer(
    caller: Caller,
    Part(id, which): Part<SystemId, Trait>,
    Sent(said): Sent<Answered>,
) -> Result<Response> {
    let why = subjects::reason(said.reason)?;
    let done = caller.store.answer_trait(caller.actor(), id, which, said.answer, &why).await?;
    outcome(&caller, id, done).await
}

pub async fn depend(caller: Caller, Part(system, vendor): Part<SystemId, VendorId>) -> Result<StatusCode> {
    caller.store.depend(caller.actor(), system, vendor).await?;
    Ok(StatusCode::NO_CONTENT)
}
