//! Pages by a cursor: where the page before ended, in an opaque text. What comes in meanwhile moves nothing.

use super::fail::Result;
use domain::refusal::Refusal;
use domain::trail::hex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Things of a page when the request does not say how many.
const USUAL: u16 = 50;
const MOST: u16 = 200;

/// A page of a list, and the cursor of the next; none on the last.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Page<T> {
    pub data: Vec<T>,
    /// Send it as `cursor` for the next page; null on the last.
    pub next: Option<String>,
}

/// How many things a page holds: 1 to 200.
#[derive(Clone, Copy, Debug)]
pub struct Limit(u16);

impl Default for Limit {
    fn default() -> Self {
        Self(USUAL)
    }
}

impl Limit {
    pub fn rows(self) -> usize {
        usize::from(self.0)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse::<u16>().ok().filter(|number| digits && (1..=MOST).contains(number));
        number.map(Self).ok_or_else(|| serde::de::Error::custom("Give a number from 1 to 200."))
    }
}

impl JsonSchema for Limit {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Limit".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL })
    }
}

/// Where a page begins: after a row that is told by its keys.
pub fn after<K: Keys>(cursor: Option<&str>) -> Result<Option<K>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let keys = unhex(cursor).and_then(|bytes| String::from_utf8(bytes).ok()).and_then(|text| K::read(&text));
    Ok(Some(keys.ok_or_else(|| Refusal::at("cursor", "This is no cursor of this list. Begin without one."))?))
}

/// A page of what was read: one more than its limit, where there is more.
pub fn page<R, T, K: Keys>(
    mut rows: Vec<R>,
    limit: Limit,
    keys: impl Fn(&R) -> K,
    show: impl FnMut(R) -> T,
) -> Page<T> {
    let more = rows.len() > limit.rows();
    rows.truncate(limit.rows());
    let next = rows.last().filter(|_| more).map(|row| hex(keys(row).text().as_bytes()));
    Page { data: rows.into_iter().map(show).collect(), next }
}

/// A page of rows that are all at hand, in whichever order: those after the cursor, by their keys.
pub fn page_after<R, T, K: Keys + Ord>(
    mut rows: Vec<R>,
    cursor: Option<&str>,
    limit: Limit,
    keys: impl Fn(&R) -> K,
    show: impl FnMut(R) -> T,
) -> Result<Page<T>> {
    let from = after::<K>(cursor)?;
    rows.retain(|row| from.as_ref().is_none_or(|from| keys(row) > *from));
    rows.sort_by_cached_key(&keys);
    Ok(page(rows, limit, keys, show))
}

/// What tells a row of a list, in the list's order.
pub trait Keys: Sized {
    fn text(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

/// One key.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct One<A>(pub A);

/// Two keys, the second within the first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct Two<A, B>(pub A, pub B);

impl<A: FromStr + ToString> Keys for One<A> {
    fn text(&self) -> String {
        self.0.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

impl<A: FromStr + ToString, B: FromStr + ToString> Keys for Two<A, B> {
    fn text(&self) -> String {
        format!("{} {}", self.0.to_string(), self.1.to_string())
    }

    fn read(text: &str) -> Option<Self> {
        let (a, b) = text.split_once(' ')?;
        Some(Self(a.parse().ok()?, b.parse().ok()?))
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |c: char| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = text.chars().map(digit).collect::<Option<_>>()?;
    let bytes = digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    digits.len().is_multiple_of(2).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_where_the_page_ended() {
        let limit = Limit(2);
        let first = page(vec![1_i64, 2, 3], limit, |row| Two(*row, "x".to_owned()), |row| row);
        assert_eq!(first.data, [1, 2]);
        let Two(no, word) = after::<Two<i64, String>>(first.next.as_deref()).unwrap().unwrap();
        assert_eq!((no, word.as_str()), (2, "x"));
        assert!(page(vec![1_i64, 2], limit, |row| One(*row), |row| row).next.is_none());
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for no in ["", "zz", "3", "31", "ff", "é"] {
            assert!(after::<Two<i64, String>>(Some(no)).is_err(), "{no}");
        }
    }
}
