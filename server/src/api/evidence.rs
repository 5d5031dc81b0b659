//! Evidence: submitted for pairs of requirement and subject, decided by somebody else.

use super::caller::Caller;
use super::cursor::{Limit, One, Page, Two, after, page};
use super::fail::Result;
use super::files::{Brought, File, found};
use super::sent::{Asked, Sent};
use super::subjects::{self, Subject, Which};
use super::systems::made;
use super::words::{Of, Person, time};
use app::address::The;
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use domain::codes::{KindId, RequirementId};
use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling};
use domain::ids::{EvidenceId, PersonId};
use domain::refusal::Refusal;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{EvidenceState, EvidenceWanted, PairRuling};
use uuid::Uuid;

/// A piece of evidence in a list, and how many of its pairs stand how.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EvidenceLine {
    #[schemars(with = "Uuid")]
    pub id: EvidenceId,
    pub title: String,
    #[schemars(with = "String")]
    pub kind: KindId,
    pub submitted_by: Person,
    pub submitted_at: Option<Timestamp>,
    pub pairs: i64,
    pub waiting: i64,
    pub supports: i64,
    pub adverse: i64,
    pub rejected: i64,
    pub withdrawn: bool,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Waiting,
    Supports,
    Adverse,
    Rejected,
    Withdrawn,
    Lapsed,
}

const KIND: &str = "^[a-z]+(-[a-z]+)*$";
const REQUIREMENT: &str = "^[A-Z]+(-[A-Z]+)*-[A-Z]{2}-[0-9]{2}-[0-9]{1,2}$";

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    /// Of the library: `config-export`.
    #[schemars(with = "Option<String>", regex(pattern = KIND))]
    pub kind: Option<KindId>,
    /// Somewhere so, not everywhere.
    pub state: Option<State>,
    /// Who submitted it.
    #[schemars(with = "Option<Uuid>")]
    pub person: Option<PersonId>,
    /// What was sent for this requirement.
    #[schemars(with = "Option<String>", regex(pattern = REQUIREMENT))]
    pub requirement: Option<RequirementId>,
}

pub async fn list(caller: Caller, Asked(wanted): Asked<Wanted>) -> Result<Json<Page<EvidenceLine>>> {
    let from = after::<One<EvidenceId>>(wanted.cursor.as_deref())?.map(|One(id)| id);
    let spine = caller.spine().await?;
    let number = |id: &RequirementId| spine.requirement_by_id(id).map(|requirement| requirement.no);
    let filter = EvidenceWanted {
        kind: wanted.kind,
        state: wanted.state.map(|state| match state {
            State::Waiting => EvidenceState::Waiting,
            State::Supports => EvidenceState::Ruled(Ruling::Supports),
            State::Adverse => EvidenceState::Ruled(Ruling::Adverse),
            State::Rejected => EvidenceState::Ruled(Ruling::Rejected),
            State::Withdrawn => EvidenceState::Withdrawn,
            State::Lapsed => EvidenceState::Lapsed(caller.now),
        }),
        person: wanted.person,
        requirements: wanted.requirement.as_ref().map(|id| number(id).into_iter().collect()),
    };
    let rows = caller.store.evidence_after(&filter, from, wanted.limit.rows() + 1).await?;
    let names = caller.names().await?;
    let line = |row: store::EvidenceLine| EvidenceLine {
        id: row.id,
        title: row.title,
        kind: row.kind,
        submitted_by: Person::of(&names, row.submitted_by),
        submitted_at: time(row.at),
        pairs: row.pairs,
        waiting: row.waiting,
        supports: row.supports,
        adverse: row.adverse,
        rejected: row.rejected,
        withdrawn: row.withdrawn,
    };
    Ok(Json(page(rows, wanted.limit, |row| One(row.id), line)))
}

/// A piece of evidence. It never changes; what it proves, and what was decided, is in its pairs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Evidence {
    #[schemars(with = "Uuid")]
    pub id: EvidenceId,
    #[schemars(with = "String")]
    pub kind: KindId,
    #[schemars(with = "Of<Form>")]
    pub form: Form,
    pub title: String,
    pub file: Option<File>,
    pub link: Option<String>,
    pub statement: Option<String>,
    pub speaks_from: Date,
    pub speaks_until: Date,
    pub performed_on: Option<Date>,
    /// Where a machine stamped that day.
    pub stamp: Option<String>,
    pub own_end: Option<Date>,
    pub submitted_by: Person,
    pub performed_by: Person,
    pub submitted_at: Option<Timestamp>,
    pub pairs: i64,
    /// Pairs that wait for a decision.
    pub waiting: i64,
}

async fn read(caller: &Caller, id: EvidenceId) -> Result<Evidence> {
    let row = caller.store.evidence(id).await?;
    let (_, pairs, waiting) = caller.store.evidence_pairs(id, 0).await?;
    let names = caller.store.names().await?;
    Ok(Evidence {
        id: row.id,
        kind: row.kind,
        form: row.form,
        title: row.title,
        file: row.file.as_ref().map(File::of),
        link: row.link,
        statement: row.statement,
        speaks_from: row.speaks_from,
        speaks_until: row.speaks_until,
        performed_on: row.performed_on,
        stamp: row.stamp,
        own_end: row.own_end,
        submitted_by: Person::of(&names, row.submitted_by),
        performed_by: Person::of(&names, row.performed_by),
        submitted_at: time(row.at),
        pairs,
        waiting,
    })
}

pub async fn show(caller: Caller, The(id): The<EvidenceId>) -> Result<Json<Evidence>> {
    Ok(Json(read(&caller, id).await?))
}

/// One pair of requirement and subject that evidence was sent for, and what became of it there.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Pair {
    #[schemars(with = "String")]
    pub requirement: RequirementId,
    pub subject: Subject,
    /// Null while it waits.
    #[schemars(with = "Option<Of<Ruling>>")]
    pub ruling: Option<Ruling>,
    pub ruled_by: Option<Person>,
    pub ruled_at: Option<Timestamp>,
    pub reason: Option<String>,
    /// From when it proves nothing any more: by its age, by an event, because it was withdrawn.
    pub lapses_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub withdrawn_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairsWanted {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
}

pub async fn pairs(
    caller: Caller,
    The(id): The<EvidenceId>,
    Asked(wanted): Asked<PairsWanted>,
) -> Result<Json<Page<Pair>>> {
    let from = after::<Two<i64, i64>>(wanted.cursor.as_deref())?.map(|Two(subject, no)| (subject, no));
    caller.store.evidence(id).await?;
    let rows = caller.store.evidence_pairs_after(id, from, wanted.limit.rows() + 1).await?;
    let subjects: Vec<_> = rows.iter().map(|(_, row)| row.pair.subject).collect();
    let (named, names) = (caller.store.subjects_named(&subjects).await?, caller.names().await?);
    let keys = |(no, row): &(i64, store::PairRow)| Two(row.pair.subject, *no);
    Ok(Json(page(rows, wanted.limit, keys, |(_, row)| Pair {
        subject: Subject::named(row.subject_kind, row.pair.subject, &named),
        requirement: row.pair.requirement,
        ruling: row.ruling,
        ruled_by: Person::maybe(&names, row.ruled_by),
        ruled_at: row.ruled_at.and_then(time),
        reason: row.reason,
        lapses_at: row.lapses_at.and_then(time),
        ended_at: row.ended_at.and_then(time),
        withdrawn_at: row.withdrawn_at.and_then(time),
    })))
}

/// What evidence proves: a requirement on a subject.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proves {
    #[schemars(with = "String", regex(pattern = REQUIREMENT))]
    pub requirement: RequirementId,
    pub subject: Which,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEvidence {
    #[schemars(length(min = 1, max = 200))]
    pub title: String,
    /// Of the library: `config-export`.
    #[schemars(with = "String", regex(pattern = KIND))]
    pub kind: KindId,
    /// What it is, one of these: a file, brought before with POST /files; an address; a written statement.
    pub file: Option<Brought>,
    #[schemars(length(max = 2000))]
    pub link: Option<String>,
    #[schemars(length(max = 20_000))]
    pub statement: Option<String>,
    /// First and last day it speaks for, both included.
    pub speaks_from: Date,
    pub speaks_until: Date,
    /// The day the act was performed, if it shows one.
    pub performed_on: Option<Date>,
    /// Where a machine stamped that day.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub stamp: String,
    /// Who performed it, if not the token's person.
    #[schemars(with = "Option<Uuid>")]
    pub performed_by: Option<PersonId>,
    /// Its own review or end day, where it states one; an attestation and a bridge letter always do.
    pub own_end: Option<Date>,
    #[schemars(length(min = 1, max = 1000))]
    pub proves: Vec<Proves>,
    /// Of a nil return: the kind of which nothing occurred.
    #[schemars(with = "Option<String>", regex(pattern = KIND))]
    pub in_place_of: Option<KindId>,
}

const MOST: usize = 1_000;

async fn named(caller: &Caller, proves: &[Proves]) -> Result<Vec<NamedPair>> {
    if proves.len() > MOST {
        return Err(Refusal::at("proves", format!("At most {MOST} at once; these are {}.", proves.len())).into());
    }
    let all: Vec<_> = proves.iter().map(|one| one.subject).collect();
    let numbers = subjects::numbers(caller, "proves", &all).await?;
    let pairs = proves.iter().zip(numbers);
    Ok(pairs.map(|(one, subject)| NamedPair { requirement: one.requirement.clone(), subject }).collect())
}

pub async fn submit(caller: Caller, Sent(new): Sent<NewEvidence>) -> Result<Response> {
    let form = match (&new.file, &new.link, &new.statement) {
        (Some(_), None, None) => Form::File,
        (None, Some(_), None) => Form::Link,
        (None, None, Some(_)) => Form::Statement,
        _ => return Err(Refusal::at("file", "Give one of file, link and statement.").into()),
    };
    let pairs = named(&caller, &new.proves).await?;
    let file = found(&caller, new.file.as_ref()).await?;
    let draft = EvidenceDraft {
        title: new.title,
        kind: new.kind,
        form,
        link: new.link.unwrap_or_default(),
        statement: new.statement.unwrap_or_default(),
        speaks_from: new.speaks_from,
        speaks_until: new.speaks_until,
        performed_on: new.performed_on,
        stamp: new.stamp,
        performed_by: new.performed_by,
        own_end: new.own_end,
    };
    let id = caller.store.submit_in_place_of(caller.actor(), draft, new.in_place_of, file, &pairs).await?;
    Ok(made(format!("/evidence/{id}"), read(&caller, id).await?).into_response())
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    #[schemars(length(min = 1, max = 1000))]
    pub rulings: Vec<Ruled>,
    /// SHA-256 of the file that was looked at, where there is one.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub seen: Option<String>,
}

/// A decision on one pair.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ruled {
    #[schemars(with = "String", regex(pattern = REQUIREMENT))]
    pub requirement: RequirementId,
    pub subject: Which,
    #[schemars(with = "Of<Ruling>")]
    pub ruling: Ruling,
    /// Needed where it does not support.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub reason: String,
}

pub async fn decide(caller: Caller, The(id): The<EvidenceId>, Sent(new): Sent<Decided>) -> Result<Json<Evidence>> {
    if new.rulings.is_empty() {
        return Err(Refusal::at("rulings", "Decide on at least one.").into());
    }
    let proves = new.rulings.iter().map(|one| Proves { requirement: one.requirement.clone(), subject: one.subject });
    let pairs = named(&caller, &proves.collect::<Vec<_>>()).await?;
    let mut rulings = Vec::with_capacity(pairs.len());
    for (pair, one) in pairs.into_iter().zip(new.rulings) {
        rulings.push(PairRuling { pair, ruling: one.ruling, reason: subjects::reason(one.reason)? });
    }
    caller.store.rule(caller.actor(), id, &rulings, new.seen.as_deref()).await?;
    Ok(Json(read(&caller, id).await?))
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    #[schemars(length(min = 1, max = 2000))]
    pub reason: String,
}

pub async fn withdraw(caller: Caller, The(id): The<EvidenceId>, Sent(new): Sent<Reason>) -> Result<Json<Evidence>> {
    caller.store.withdraw(caller.actor(), id, &subjects::reason(new.reason)?).await?;
    Ok(Json(read(&caller, id).await?))
}
