//! How values look in JSON: closed words, people by id and name, instants, and what may be left away in a change.

use domain::ids::PersonId;
use domain::instant::Instant;
use domain::words::Word;
use jiff::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::marker::PhantomData;
use std::str::FromStr;
use store::Names;
use uuid::Uuid;

/// The schema of a closed list of words: `#[schemars(with = "Of<Stage>")]`.
pub struct Of<W>(PhantomData<W>);

impl<W: Word> JsonSchema for Of<W> {
    fn schema_name() -> Cow<'static, str> {
        std::any::type_name::<W>().rsplit("::").next().unwrap_or("Word").to_owned().into()
    }

    fn schema_id() -> Cow<'static, str> {
        std::any::type_name::<W>().into()
    }

    /// A long list stands once, by its name.
    fn inline_schema() -> bool {
        W::EVERY.len() <= 8
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<_> = W::EVERY.iter().map(|word| word.word()).collect();
        json_schema!({ "type": "string", "enum": words })
    }
}

/// A value of a query that is no text: a number, or yes and no.
#[derive(Clone, Copy, Debug)]
pub struct Plain<T>(pub T);

impl<'de, T: FromStr> Deserialize<'de> for Plain<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        text.parse().map(Self).map_err(|_| serde::de::Error::custom(format!("{text:?} does not stand here.")))
    }
}

impl<T: JsonSchema> JsonSchema for Plain<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Of a change: a field that is left away stays, and null empties it.
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(source: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(source).map(Some)
}

/// A person, by id and name. The name is empty once it was erased.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Person {
    #[schemars(with = "Uuid")]
    pub id: PersonId,
    pub name: String,
}

impl Person {
    pub fn of(names: &Names, id: PersonId) -> Self {
        Self { id, name: names.of(id).to_owned() }
    }

    pub fn maybe(names: &Names, id: Option<PersonId>) -> Option<Self> {
        id.map(|id| Self::of(names, id))
    }
}

/// An instant in UTC, as RFC 3339 writes it; none for never.
pub fn time(at: Instant) -> Option<Timestamp> {
    if at == Instant::NEVER { None } else { Timestamp::from_microsecond(at.0).ok() }
}
