//! A mapping fitted to the headers of one file: the columns found, the answers ready to look up.

use std::collections::HashMap;

use super::days::DayOrder;
use super::field::SystemField;
use super::mapping::{Answer, Gives, Mapping, MappingFault, no_such_column};
use super::text::{folded, words_of};

/// A mapping and the headers it was fitted to. Reads rows.
#[derive(Clone, Debug)]
pub struct Fitted {
    headers: Vec<String>,
    blank: Vec<String>,
    fields: Vec<(SystemField, Vec<Source>)>,
    /// Places of the columns in the order of their headers, each with its header's words: what a row's
    /// fingerprint is made of, so that moving a column changes no row.
    by_header: Vec<(usize, String)>,
    missing: Vec<String>,
}

/// A column that fills a field.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub place: usize,
    pub label: Option<String>,
    pub dates: Option<DayOrder>,
    pub rules: Option<Rules>,
}

/// What answers mean, ready to look up.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    whole: HashMap<String, Gives>,
    beginnings: Vec<(String, Gives)>,
    /// Of every other answer.
    rest: Option<Gives>,
}

impl Rules {
    fn of(answers: &[Answer]) -> Option<Self> {
        let each = |pick: fn(&Answer) -> &Vec<String>| {
            answers.iter().flat_map(move |it| pick(it).iter().map(|word| (folded(word), it.gives.clone())))
        };
        let rest = answers.iter().find(|it| it.is_the_rest()).map(|it| it.gives.clone());
        let rules = Self { whole: each(|it| &it.is).collect(), beginnings: each(|it| &it.starts).collect(), rest };
        (!answers.is_empty()).then_some(rules)
    }

    /// What the answer gives; none where the mapping does not know it.
    pub fn gives(&self, answer: &str) -> Option<&Gives> {
        let answer = folded(answer);
        let beginning = || self.beginnings.iter().find(|(start, _)| answer.starts_with(start.as_str()));
        self.whole.get(&answer).or_else(|| beginning().map(|(_, gives)| gives)).or(self.rest.as_ref())
    }
}

impl Mapping {
    /// The mapping fitted to a file's headers. A column that the file lacks is told later, as a
    /// warning, unless name or identifier hang on it.
    ///
    /// # Errors
    /// Everything that keeps the mapping from being used on this file.
    pub fn fit(&self, headers: &[String]) -> Result<Fitted, Vec<MappingFault>> {
        let mut faults = self.faults();
        let places: HashMap<_, _> = headers.iter().enumerate().rev().map(|(at, it)| (folded(it), at)).collect();
        let mut fields: Vec<(SystemField, Vec<Source>)> = Vec::new();
        let mut missing = Vec::new();
        for column in &self.columns {
            let Some(place) = places.get(&folded(&column.column)).copied() else {
                let vital = |field| matches!(field, SystemField::Name | SystemField::ExternalId);
                match column.feeds.iter().any(|feed| vital(feed.field)) {
                    true => faults.push(no_such_column(&column.column, headers)),
                    false => missing.push(column.column.clone()),
                }
                continue;
            };
            for feed in &column.feeds {
                let rules = Rules::of(&feed.answers);
                let source = Source { place, label: feed.label.clone(), dates: feed.dates, rules };
                match fields.iter_mut().find(|(field, _)| *field == feed.field) {
                    Some((_, sources)) => sources.push(source),
                    None => fields.push((feed.field, vec![source])),
                }
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let blank = self.blank.iter().map(|word| folded(word)).collect();
        Ok(Fitted { headers: headers.to_vec(), blank, fields, by_header: by_header(headers), missing })
    }
}

impl Fitted {
    /// The headers of the file.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Columns that the mapping knows and the file lacks.
    #[must_use]
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// Columns of the file that fill nothing.
    pub fn unused(&self) -> impl Iterator<Item = &str> {
        let used = |place: usize| self.fields.iter().any(|(_, from)| from.iter().any(|source| source.place == place));
        self.headers.iter().enumerate().filter(move |(place, _)| !used(*place)).map(|(_, header)| header.as_str())
    }

    pub(super) fn fields(&self) -> &[(SystemField, Vec<Source>)] {
        &self.fields
    }

    pub(super) fn by_header(&self) -> &[(usize, String)] {
        &self.by_header
    }

    pub(super) fn is_blank(&self, cell: &str) -> bool {
        // A closing full stop is folded away, hence twice: long texts need no folding to be told apart.
        let short = self.blank.iter().any(|word| cell.len() <= word.len() * 2);
        cell.is_empty() || (short && self.blank.contains(&folded(cell)))
    }

    pub(super) fn header(&self, place: usize) -> &str {
        self.headers.get(place).map_or("", String::as_str)
    }
}

fn by_header(headers: &[String]) -> Vec<(usize, String)> {
    let mut order: Vec<_> = headers.iter().enumerate().map(|(at, header)| (at, words_of(header))).collect();
    order.sort_by(|(a, left), (b, right)| left.cmp(right).then(a.cmp(b)));
    order
}
