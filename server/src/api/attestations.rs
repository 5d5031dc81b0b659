//! Attestations of vendors.

use super::caller::Caller;
use super::cursor::{Limit, One, Page, after, page};
use super::fail::Result;
use super::files::{Brought, File, found};
use super::sent::{Asked, Sent};
use super::systems::made;
use super::words::{Of, Person, Plain, time};
use app::address::The;
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use domain::attestations::{AttestationDraft, CarveOutDraft, Judged, Names as Named, Opinion};
use domain::codes::AttestationId;
use domain::ids::{ReportId, VendorId};
use domain::words::Category;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{AttestationRow, AttestationsWanted, Names};
use uuid::Uuid;

/// How a document stands.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Waiting,
    Accepted,
    Rejected,
    TakenBack,
}

/// What a vendor handed over. What came to light later is in `notes`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Attestation {
    #[schemars(with = "Uuid")]
    pub id: ReportId,
    #[schemars(with = "Uuid")]
    pub vendor: VendorId,
    /// Of the library: `SOC2-T2`.
    #[schemars(with = "String")]
    pub kind: AttestationId,
    pub state: State,
    pub received_on: Date,
    pub issuer: String,
    pub period_from: Option<Date>,
    pub period_until: Option<Date>,
    pub day: Option<Date>,
    pub expires_on: Option<Date>,
    pub signed_on: Option<Date>,
    pub through: Option<Date>,
    /// Whether the AI service that is used is inside its scope; null: unanswered.
    pub scope: Option<bool>,
    #[schemars(with = "Vec<Of<Category>>")]
    pub categories: Vec<Category>,
    #[schemars(with = "Option<Of<Opinion>>")]
    pub opinion: Option<Opinion>,
    /// What the reviewer made of a qualified opinion.
    #[schemars(with = "Option<Of<Judged>>")]
    pub judged: Option<Judged>,
    pub exceptions: String,
    pub user_controls: String,
    pub carve_outs: Vec<CarveOut>,
    pub file: Option<File>,
    pub entered_by: Person,
    pub entered_at: Option<Timestamp>,
    pub reviewed_by: Option<Person>,
    pub reviewed_at: Option<Timestamp>,
    pub notes: Vec<Note>,
}

/// A service of another vendor that a report leaves out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CarveOut {
    pub host: String,
    pub vendor: Option<Uuid>,
    pub must_be_covered: bool,
}

/// Something that came to light.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Note {
    pub no: i64,
    pub words: String,
    /// Whether it waits for a second person.
    pub waits: bool,
    pub by: Person,
    pub at: Option<Timestamp>,
}

impl Attestation {
    fn of(row: &AttestationRow, names: &Names) -> Self {
        let (terms, review) = (row.terms.clone(), row.review.as_ref());
        let carve_outs = terms.carve_outs.into_iter();
        let notes = row.notes.iter();
        Self {
            id: row.id,
            vendor: row.vendor,
            kind: row.kind.clone(),
            state: match (&row.taken_back, review) {
                (Some(_), _) => State::TakenBack,
                (None, None) => State::Waiting,
                (None, Some(review)) if review.accepted => State::Accepted,
                (None, Some(_)) => State::Rejected,
            },
            received_on: row.received_on,
            issuer: terms.issuer,
            period_from: terms.period.map(|period| period.from()),
            period_until: terms.period.map(|period| period.until()),
            day: terms.day,
            expires_on: terms.expires_on,
            signed_on: terms.signed_on,
            through: terms.through,
            scope: terms.scope,
            categories: terms.categories.iter().collect(),
            opinion: terms.opinion,
            judged: review.and_then(|review| review.judged),
            exceptions: terms.exceptions,
            user_controls: terms.user_controls,
            carve_outs: carve_outs
                .map(|one| CarveOut {
                    host: one.host,
                    vendor: one.vendor.map(|id| id.0),
                    must_be_covered: one.must_be_covered,
                })
                .collect(),
            file: row.file.as_ref().map(File::of),
            entered_by: Person::of(names, row.entered_by),
            entered_at: time(row.at),
            reviewed_by: review.map(|review| Person::of(names, review.by)),
            reviewed_at: review.and_then(|review| time(review.at)),
            notes: notes
                .map(|note| Note {
                    no: note.no,
                    words: note.words.clone(),
                    waits: note.waits(),
                    by: Person::of(names, note.by),
                    at: time(note.at),
                })
                .collect(),
        }
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    #[schemars(with = "Option<Uuid>")]
    pub vendor: Option<VendorId>,
    /// Of the library: `SOC2-T2`.
    #[schemars(with = "Option<String>", regex(pattern = "^[A-Z0-9]+(-[A-Z0-9]+)*$"))]
    pub kind: Option<AttestationId>,
    /// Those that wait for their review, or those that do not.
    pub waiting: Option<Plain<bool>>,
}

pub async fn list(caller: Caller, Asked(wanted): Asked<Wanted>) -> Result<Json<Page<Attestation>>> {
    let from = after::<One<i64>>(wanted.cursor.as_deref())?.map(|One(no)| no);
    let Wanted { limit, vendor, kind, waiting, .. } = wanted;
    let filter = AttestationsWanted { vendor, kind, waiting: waiting.map(|Plain(yes)| yes) };
    let rows = caller.store.attestations_after(&filter, from, limit.rows() + 1).await?;
    let names = caller.names().await?;
    Ok(Json(page(rows, limit, |row| One(row.no), |row| Attestation::of(&row, &names))))
}

async fn read(caller: &Caller, id: ReportId) -> Result<Attestation> {
    Ok(Attestation::of(&caller.store.attestation(id).await?, &caller.store.names().await?))
}

pub async fn show(caller: Caller, The(id): The<ReportId>) -> Result<Json<Attestation>> {
    Ok(Json(read(&caller, id).await?))
}

/// The fields of its form.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAttestation {
    /// Of the library: `SOC2-T2`.
    pub kind: String,
    pub received_on: Date,
    pub issuer: String,
    pub period_from: Option<Date>,
    pub period_until: Option<Date>,
    pub day: Option<Date>,
    #[schemars(with = "Option<Of<Named>>")]
    pub names: Option<Named>,
    pub named_end: Option<Date>,
    pub starts_on: Option<Date>,
    pub through: Option<Date>,
    pub signed_on: Option<Date>,
    #[serde(default)]
    pub version: String,
    /// The year of the standard's edition.
    #[serde(default)]
    pub edition: String,
    pub expires_on: Option<Date>,
    #[serde(default)]
    pub surveillances: Vec<Date>,
    pub type_two_begun: Option<Date>,
    /// Whether the AI service that is used is inside its scope.
    pub scope: Option<bool>,
    #[serde(default)]
    #[schemars(with = "Vec<Of<Category>>")]
    pub categories: Vec<Category>,
    #[schemars(with = "Option<Of<Opinion>>")]
    pub opinion: Option<Opinion>,
    #[serde(default)]
    pub exceptions: String,
    #[serde(default)]
    pub user_controls: String,
    #[serde(default)]
    pub carve_outs: Vec<NewCarveOut>,
    #[serde(default)]
    pub rereads: Vec<Date>,
    /// The document, brought before with POST /files.
    pub file: Option<Brought>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCarveOut {
    /// As the report names it.
    pub host: String,
    pub vendor: Option<Uuid>,
    pub must_be_covered: Option<bool>,
}

fn yes_no(answer: Option<bool>) -> String {
    answer.map_or("", |yes| if yes { "yes" } else { "no" }).to_owned()
}

fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn days(days: &[Date]) -> String {
    days.iter().map(Date::to_string).collect::<Vec<_>>().join("\n")
}

impl NewAttestation {
    fn draft(self) -> AttestationDraft {
        let carve_outs = self.carve_outs.into_iter().map(|one| CarveOutDraft {
            host: one.host,
            vendor: one.vendor.map(|id| id.to_string()).unwrap_or_default(),
            must_be_covered: yes_no(one.must_be_covered),
        });
        AttestationDraft {
            carve_outs: carve_outs.collect(),
            kind: self.kind,
            issuer: self.issuer,
            period_from: day(self.period_from),
            period_until: day(self.period_until),
            day: day(self.day),
            names: self.names.map(Named::key).unwrap_or_default().to_owned(),
            named_end: day(self.named_end),
            starts_on: day(self.starts_on),
            through: day(self.through),
            signed_on: day(self.signed_on),
            version: self.version,
            edition: self.edition,
            expires_on: day(self.expires_on),
            surveillances: days(&self.surveillances),
            type_two_begun: day(self.type_two_begun),
            scope: yes_no(self.scope),
            categories: self.categories.iter().map(|one| one.key().to_owned()).collect(),
            opinion: self.opinion.map(Opinion::key).unwrap_or_default().to_owned(),
            exceptions: self.exceptions,
            user_controls: self.user_controls,
            rereads: days(&self.rereads),
            received_on: self.received_on.to_string(),
        }
    }
}

pub async fn enter(caller: Caller, The(vendor): The<VendorId>, Sent(new): Sent<NewAttestation>) -> Result<Response> {
    let file = found(&caller, new.file.as_ref()).await?;
    let id = caller.store.enter_attestation(caller.actor(), vendor, &new.draft(), file).await?;
    Ok(made(format!("/attestations/{id}"), read(&caller, id).await?).into_response())
}
