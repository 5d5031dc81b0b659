//! What something is asked of: the organisation, a system or a vendor, by an id and not by our numbers.

use super::caller::Caller;
use super::fail::Result;
use super::words::Of;
use domain::refusal::Refusal;
use domain::words::SubjectKind;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::str::FromStr;
use store::{Named, SubjectRow};
use uuid::Uuid;

/// What something is asked of.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Subject {
    #[schemars(with = "Of<SubjectKind>")]
    pub kind: SubjectKind,
    /// Of the system or the vendor; null for the organisation.
    pub id: Option<Uuid>,
    pub name: String,
}

impl Subject {
    pub fn of(row: &SubjectRow) -> Self {
        Self { kind: row.kind, id: row.id, name: row.name.clone() }
    }

    /// By its number, of those that were named.
    pub fn named(kind: SubjectKind, no: i64, named: &BTreeMap<i64, Named>) -> Self {
        let named = named.get(&no);
        let id = named.and_then(|one| one.system.map(|id| id.0).or(one.vendor.map(|id| id.0)));
        Self { kind, id, name: named.map(|one| one.name.clone()).unwrap_or_default() }
    }
}

/// A subject as a request names it: `organisation`, or the id of a system or a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Organisation,
    Id(Uuid),
}

impl FromStr for Which {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        if text == SubjectKind::Organisation.key() { Ok(Self::Organisation) } else { text.parse().map(Self::Id) }
    }
}

impl<'de> Deserialize<'de> for Which {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        text.parse().map_err(|_| serde::de::Error::custom("Give organisation, or the id of a system or a vendor."))
    }
}

impl JsonSchema for Which {
    fn schema_name() -> Cow<'static, str> {
        "Subject id".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "`organisation`, or the id of a system or a vendor",
            "anyOf": [{ "const": "organisation", "type": "string" }, { "type": "string", "format": "uuid" }],
        })
    }
}

/// The numbers of subjects, in the order they are named; what is not there is refused at `field`.
pub async fn numbers(caller: &Caller, field: &str, all: &[Which]) -> Result<Vec<i64>> {
    let ids: Vec<Uuid> = all.iter().filter_map(|one| if let Which::Id(id) = one { Some(*id) } else { None }).collect();
    let known = caller.store.subject_numbers(&ids).await?;
    let number = |one: &Which| match one {
        Which::Organisation => Some(0),
        Which::Id(id) => known.get(id).copied(),
    };
    let numbers: Option<Vec<_>> = all.iter().map(number).collect();
    let missing = "There is no such system or vendor.";
    Ok(numbers.ok_or_else(|| Refusal::at(field.to_owned(), missing))?)
}

/// A reason, as pages take one.
pub fn reason(text: String) -> Result<String, Refusal> {
    const MOST: usize = 2_000;
    match text.chars().count() {
        0..=MOST => Ok(text.trim().to_owned()),
        n => Err(Refusal::at("reason", format!("At most {MOST} characters; this has {n}."))),
    }
}
