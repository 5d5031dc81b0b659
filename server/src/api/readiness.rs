//! Readiness: where a programme stands, on any day, as it was shown or with what is known by now.

use super::caller::Caller;
use super::cursor::{Limit, One, Page, after, page};
use super::fail::Result;
use super::findings::end_of;
use super::sent::Asked as AskedFor;
use super::words::{Of, time};
use app::address::The;
use axum::Json;
use domain::finding::Reason;
use domain::ids::ProgrammeId;
use domain::instant::Instant;
use domain::programme::ReportKind;
use domain::readiness::State;
use domain::refusal::Refusal;
use domain::words::{Category, CriterionId};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use store::ProgrammeNow;
use uuid::Uuid;

/// A SOC 2 report that is prepared.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Programme {
    #[schemars(with = "Uuid")]
    pub id: ProgrammeId,
    pub name: String,
    #[schemars(with = "Of<ReportKind>")]
    pub kind: ReportKind,
    /// Of a Type 1 report, its day; of a Type 2 report, its window.
    pub on_day: Option<Date>,
    pub window_from: Option<Date>,
    pub window_until: Option<Date>,
    pub opened_on: Date,
    #[schemars(with = "Vec<Of<Category>>")]
    pub categories: Vec<Category>,
}

fn programme(row: &ProgrammeNow) -> Programme {
    Programme {
        id: row.id,
        name: row.name.clone(),
        kind: row.kind,
        on_day: row.on_day,
        window_from: row.window_from,
        window_until: row.window_until,
        opened_on: row.opened_on,
        categories: row.categories.iter().collect(),
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
}

pub async fn list(caller: Caller, AskedFor(wanted): AskedFor<Wanted>) -> Result<Json<Page<Programme>>> {
    let from = after::<One<usize>>(wanted.cursor.as_deref())?.map(|One(no)| no);
    let spine = caller.spine().await?;
    let mut rows: Vec<_> = spine.programmes.iter().filter(|one| from.is_none_or(|from| one.no > from)).collect();
    rows.sort_by_key(|one| one.no);
    Ok(Json(page(rows, wanted.limit, |one| One(one.no), programme)))
}

/// By when something has to be known to count: `now`, or the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Now,
    Day(Date),
}

impl<'de> Deserialize<'de> for Known {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        if text == "now" {
            return Ok(Self::Now);
        }
        text.parse().map(Self::Day).map_err(|_| serde::de::Error::custom("Give a day as YYYY-MM-DD, or now."))
    }
}

impl JsonSchema for Known {
    fn schema_name() -> Cow<'static, str> {
        "Known".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "const": "now", "type": "string" }, { "type": "string", "format": "date" }] })
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The end of that day; where it is left away, now.
    pub at: Option<Date>,
    /// With what was known by the end of that day, or by now; where it is left away, as it was shown at `at`.
    pub known: Option<Known>,
}

/// How many criteria, or cells of one, stand how.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Counts {
    pub met: u32,
    pub gap: u32,
    pub unknown: u32,
    pub failed: u32,
    pub in_scope: u32,
}

/// How one criterion stands: by its weakest cell.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Criterion {
    #[schemars(with = "Of<CriterionId>")]
    pub criterion: CriterionId,
    #[schemars(with = "Of<State>")]
    pub state: State,
    /// Why, where it is a gap.
    #[schemars(with = "Option<Of<Reason>>")]
    pub reason: Option<Reason>,
    /// Supporting controls with a gap, and policies past their review day.
    pub weaknesses: u32,
}

/// The design reading of a programme: self-assessed, counts and never an average.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Readiness {
    pub programme: Programme,
    pub at: Option<Timestamp>,
    pub known: Option<Timestamp>,
    pub counts: Counts,
    /// Systems in scope.
    pub systems: usize,
    /// Findings that decisions of two bettered up to then.
    pub bettered_by_decision: i64,
    #[schemars(with = "Vec<Of<CriterionId>>")]
    pub not_applicable: Vec<CriterionId>,
    pub criteria: Vec<Criterion>,
}

pub async fn show(
    caller: Caller,
    The(id): The<ProgrammeId>,
    AskedFor(asked): AskedFor<Asked>,
) -> Result<Json<Readiness>> {
    let spine = caller.spine().await?;
    let row = spine.programme(id).ok_or_else(|| Refusal::missing("programme"))?;
    let at = end_of(&caller, "at", asked.at)?;
    let known = match asked.known {
        None => at,
        Some(Known::Now) => caller.now,
        Some(Known::Day(day)) => end_of(&caller, "known", Some(day))?,
    };
    if known < at {
        return Err(
            Refusal::at("known", "What is known is read from the day of the reading on: it is before at.").into()
        );
    }
    let reading = read(&caller, row, at, known).await?;
    let (counts, readiness) = (reading.readiness.counts, &reading.readiness);
    let criteria = readiness.criteria.iter().map(|one| Criterion {
        criterion: one.id,
        state: one.state,
        reason: one.reason,
        weaknesses: one.weaknesses,
    });
    Ok(Json(Readiness {
        programme: programme(row),
        at: time(at),
        known: time(known),
        counts: Counts {
            met: counts.met,
            gap: counts.gap,
            unknown: counts.unknown,
            failed: counts.failed,
            in_scope: counts.in_scope(),
        },
        systems: reading.systems.len(),
        bettered_by_decision: reading.bettered,
        not_applicable: readiness.not_applicable.clone(),
        criteria: criteria.collect(),
    }))
}

async fn read(
    caller: &Caller,
    row: &ProgrammeNow,
    at: Instant,
    known: Instant,
) -> Result<std::sync::Arc<store::Reading>> {
    Ok(if known == at {
        caller.store.reading(row, at).await?
    } else {
        caller.store.reading_known(row, at, known).await?
    })
}
