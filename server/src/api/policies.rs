//! Policies: what is kept, its versions, its draft.

use super::caller::Caller;
use super::cursor::{Limit, One, Page, after, page};
use super::fail::{Fail, Result};
use super::files::{Brought, File, found};
use super::sent::{Asked, Sent};
use super::systems::made;
use super::words::{Of, Person, time};
use app::address::{Part, The};
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use domain::codes::TemplateId;
use domain::ids::{PersonId, PolicyId};
use domain::policies::{PolicyFrame, PolicyState, PolicyText, Said, VersionOutcome};
use domain::words::{Cadence, CriterionId};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Document, Names, PolicyLine, VersionRow};
use uuid::Uuid;

/// A policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Policy {
    #[schemars(with = "Uuid")]
    pub id: PolicyId,
    pub version: i64,
    /// The template of the library that it follows.
    #[schemars(with = "Option<String>")]
    pub template: Option<TemplateId>,
    pub title: String,
    pub owner: Option<Person>,
    #[schemars(with = "Of<Cadence>")]
    pub review: Cadence,
    #[schemars(with = "Vec<Of<CriterionId>>")]
    pub criteria: Vec<CriterionId>,
    #[schemars(with = "Of<PolicyState>")]
    pub state: PolicyState,
    pub in_force: Option<Span>,
    /// The number of the version that waits for approval.
    pub waiting: Option<i64>,
    /// Those who have not approved it yet.
    pub waiting_for: Vec<Person>,
    pub drafted: bool,
}

/// From when a version binds, and the day by which it is reviewed.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Span {
    pub version: i64,
    pub from: Date,
    pub review_on: Date,
}

/// A policy with its draft and its versions, the first one first.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PolicyWhole {
    #[serde(flatten)]
    pub policy: Policy,
    pub draft: Option<Draft>,
    pub versions: Vec<Version>,
}

/// What is being written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Draft {
    pub version: i64,
    /// Markdown; empty where a document stands in for it.
    pub text: String,
    pub note: String,
    pub reask: bool,
    pub file: Option<File>,
    pub authors: Vec<Person>,
}

/// A version that was submitted. It never changes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Version {
    pub no: i64,
    pub note: String,
    pub file: Option<File>,
    pub authors: Vec<Person>,
    pub submitted_by: Person,
    pub submitted_at: Option<Timestamp>,
    pub quorum: usize,
    pub approvers: Vec<Approver>,
    /// Null while it waits.
    #[schemars(with = "Option<Of<VersionOutcome>>")]
    pub outcome: Option<VersionOutcome>,
    pub decided_at: Option<Timestamp>,
    pub in_force_from: Option<Date>,
    pub review_on: Option<Date>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Approver {
    pub person: Person,
    pub approved: bool,
}

fn policy(line: PolicyLine, names: &Names) -> Policy {
    let PolicyLine { policy, state, in_force, waiting, drafted } = line;
    let (waiting, people) = waiting.map_or((None, Vec::new()), |version| (Some(version.no), version.people));
    Policy {
        id: policy.id,
        version: policy.version,
        template: policy.template,
        title: policy.frame.title,
        owner: Person::maybe(names, policy.frame.owner),
        review: policy.frame.review,
        criteria: policy.frame.criteria.iter().collect(),
        state,
        in_force: in_force.map(|span| Span { version: span.no, from: span.from, review_on: span.review_on }),
        waiting,
        waiting_for: people.into_iter().map(|id| Person::of(names, id)).collect(),
        drafted,
    }
}

fn version(row: VersionRow, names: &Names) -> Version {
    let approvers = row.approvers.iter();
    Version {
        no: row.no,
        note: row.note,
        file: row.file.as_ref().map(File::of),
        authors: row.authors.iter().map(|id| Person::of(names, *id)).collect(),
        submitted_by: Person::of(names, row.submitted_by),
        submitted_at: time(row.at),
        quorum: row.quorum,
        approvers: approvers
            .map(|one| Approver { person: Person::of(names, one.person), approved: one.approved })
            .collect(),
        outcome: row.end.as_ref().map(|end| end.outcome),
        decided_at: row.end.as_ref().and_then(|end| time(end.at)),
        in_force_from: row.span.map(|span| span.from),
        review_on: row.span.map(|span| span.review_on),
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    #[schemars(with = "Option<Of<PolicyState>>")]
    pub state: Option<PolicyState>,
    #[schemars(with = "Option<Uuid>")]
    pub owner: Option<PersonId>,
}

pub async fn list(caller: Caller, Asked(wanted): Asked<Wanted>) -> Result<Json<Page<Policy>>> {
    let from = after::<One<PolicyId>>(wanted.cursor.as_deref())?.map(|One(id)| id);
    let mut rows = caller.store.policies(caller.today, caller.zone()).await?;
    rows.retain(|line| from.is_none_or(|from| line.policy.id > from));
    rows.retain(|line| wanted.state.is_none_or(|state| line.state == state));
    rows.retain(|line| wanted.owner.is_none_or(|owner| line.policy.frame.owner == Some(owner)));
    rows.sort_by_key(|line| line.policy.id);
    let names = caller.names().await?;
    Ok(Json(page(rows, wanted.limit, |line| One(line.policy.id), |line| policy(line, &names))))
}

async fn read(caller: &Caller, id: PolicyId) -> Result<PolicyWhole> {
    let store = &caller.store;
    store.policy(id).await?;
    let lines = store.policies(caller.today, caller.zone()).await?;
    let line = lines.into_iter().find(|line| line.policy.id == id);
    let line = line.ok_or_else(|| domain::refusal::Refusal::missing("policy"))?;
    let names = store.names().await?;
    let people = |all: &[PersonId]| all.iter().map(|id| Person::of(&names, *id)).collect();
    let draft = store.policy_draft(id).await?.map(|row| Draft {
        version: row.version,
        file: row.file.as_ref().map(File::of),
        authors: people(&row.authors),
        text: row.text.text,
        note: row.text.note,
        reask: row.text.reask,
    });
    let versions = store.policy_versions(id).await?.into_iter().map(|row| version(row, &names)).collect();
    Ok(PolicyWhole { policy: policy(line, &names), draft, versions })
}

pub async fn show(caller: Caller, The(id): The<PolicyId>) -> Result<Json<PolicyWhole>> {
    Ok(Json(read(&caller, id).await?))
}

/// The text of a version, in Markdown; empty where a document stands in for it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Text {
    pub text: String,
}

pub async fn text(caller: Caller, Part(id, no): Part<PolicyId, i64>) -> Result<Json<Text>> {
    Ok(Json(Text { text: caller.store.policy_text(id, no).await? }))
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPolicy {
    /// A template of the library that it follows: `POL-03`.
    #[schemars(with = "Option<String>", regex(pattern = "^[A-Z]+-[0-9]{2,3}$"))]
    pub template: Option<TemplateId>,
    #[schemars(length(min = 1, max = 160))]
    pub title: String,
    #[schemars(with = "Uuid")]
    pub owner: PersonId,
    /// `quarterly`, `semi-annual` or `annual`.
    #[schemars(with = "Of<Cadence>")]
    pub review: Cadence,
    /// The criteria on which an overdue review is a weakness.
    #[schemars(with = "Vec<Of<CriterionId>>")]
    pub criteria: Vec<CriterionId>,
    /// Markdown.
    #[serde(default)]
    #[schemars(length(max = 200_000))]
    pub text: String,
    /// A document that stands in for the text, brought before with POST /files.
    pub file: Option<Brought>,
}

pub async fn start(caller: Caller, Sent(new): Sent<NewPolicy>) -> Result<Response> {
    let file = found(&caller, new.file.as_ref()).await?;
    let document = file.map_or(Document::Kept, Document::Attached);
    let criteria = new.criteria.into_iter().collect();
    let frame = PolicyFrame { title: new.title, owner: Some(new.owner), review: new.review, criteria };
    let text = PolicyText { text: new.text, ..PolicyText::default() };
    let id = caller.store.start_policy(caller.actor(), new.template, frame, &text, document).await?;
    Ok(made(format!("/policies/{id}"), read(&caller, id).await?).into_response())
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WrittenDraft {
    /// The draft's version that was read; 0 where there was none.
    pub seen: i64,
    /// Markdown.
    #[schemars(length(max = 200_000))]
    pub text: String,
    /// What changed since the version before.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub note: String,
    /// Whether those who acknowledged an earlier version are asked again.
    #[serde(default)]
    pub reask: bool,
    /// A document, brought before with POST /files; where it is left away, the one that is attached stays.
    pub file: Option<Brought>,
}

/// The draft's version now: 0 where there is none.
async fn drafted(caller: &Caller, id: PolicyId) -> Result<i64> {
    Ok(caller.store.policy_draft(id).await?.map_or(0, |draft| draft.version))
}

pub async fn write(caller: Caller, The(id): The<PolicyId>, Sent(new): Sent<WrittenDraft>) -> Result<Json<PolicyWhole>> {
    let file = found(&caller, new.file.as_ref()).await?;
    let document = file.map_or(Document::Kept, Document::Attached);
    let text = PolicyText { text: new.text, note: new.note, reask: new.reask };
    if let Err(error) = caller.store.write_policy(caller.actor(), id, &text, document, new.seen).await {
        return Err(Fail::stale(error, new.seen, drafted(&caller, id).await?));
    }
    Ok(Json(read(&caller, id).await?))
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Submitted {
    /// The draft's version that was read.
    pub seen: i64,
    /// Who is asked to approve it.
    #[schemars(with = "Vec<Uuid>", length(min = 1, max = 50))]
    pub approvers: Vec<PersonId>,
    /// How many of them have to.
    #[schemars(range(min = 1, max = 50))]
    pub quorum: u16,
    pub in_force_from: Date,
    /// Whether what stands in brackets, such as “[Security lead]”, is meant so. Without this a text with such places is refused.
    #[serde(default)]
    pub brackets_stay: bool,
}

pub async fn submit(caller: Caller, The(id): The<PolicyId>, Sent(new): Sent<Submitted>) -> Result<Json<PolicyWhole>> {
    let said = Said {
        approvers: new.approvers,
        quorum: usize::from(new.quorum),
        in_force_from: new.in_force_from,
        brackets_stay: new.brackets_stay,
    };
    if let Err(error) = caller.store.submit_policy(caller.actor(), id, &said, new.seen).await {
        return Err(Fail::stale(error, new.seen, drafted(&caller, id).await?));
    }
    Ok(Json(read(&caller, id).await?))
}
