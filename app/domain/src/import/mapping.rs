//! Which column fills which field, and what its answers mean there. Saved under a name, as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::answers::{choices, meaning};
use super::days::DayOrder;
use super::field::{Shape, SystemField};
use super::text::folded;

/// Which column fills which field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The name it is saved under; empty while it is only proposed.
    #[serde(default)]
    pub name: String,
    /// What it is for, in a few words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Cells that stand for an empty one, such as “N/A”.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blank: Vec<String>,
    pub columns: Vec<Column>,
}

/// What becomes of one column. A column that is not listed fills nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its header, as [`super::raw::headers`] gives it; compared without case and typography.
    pub column: String,
    pub feeds: Vec<Feed>,
}

/// One field that a column fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    pub field: SystemField,
    /// Put before the text, where several columns go into one field: “Topic: …”.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What each answer of the file means. Without any, the field's own words are understood.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    /// Which comes first in `1/10/2023`. Without it such a day is left empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<DayOrder>,
    /// Why the rule concludes what it does, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// Some answers of the file and what they all mean. One that names no answer is for all the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Whole answers, compared without case, typography and closing full stop.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub is: Vec<String>,
    /// Beginnings of answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub starts: Vec<String>,
    pub gives: Gives,
}

impl Answer {
    pub(super) fn is_the_rest(&self) -> bool {
        self.is.is_empty() && self.starts.is_empty()
    }
}

/// What an answer concludes about a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Gives {
    /// A word of the field's list, `yes` or `no`, or plain text.
    Value(String),
    /// Nothing: unclear, or beside the point.
    Unanswered,
    /// Nothing by itself, yet it speaks against what another column concludes: together they leave
    /// the field unanswered.
    Doubt,
}

impl From<String> for Gives {
    fn from(word: String) -> Self {
        match word.as_str() {
            "unanswered" => Self::Unanswered,
            "doubt" => Self::Doubt,
            _ => Self::Value(word),
        }
    }
}

impl From<Gives> for String {
    fn from(gives: Gives) -> Self {
        match gives {
            Gives::Value(word) => word,
            Gives::Unanswered => "unanswered".into(),
            Gives::Doubt => "doubt".into(),
        }
    }
}

/// Why a mapping cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("{message}")]
pub struct MappingFault {
    /// The column it concerns, where there is one.
    pub column: Option<String>,
    /// What is wrong and what would help, as sentences.
    pub message: String,
}

impl MappingFault {
    pub(super) fn new(column: Option<&str>, message: impl fmt::Display) -> Self {
        Self { column: column.map(str::to_owned), message: message.to_string() }
    }
}

impl Feed {
    /// The column's words as they are, read by the field's own rules.
    #[must_use]
    pub const fn plain(field: SystemField) -> Self {
        Self { field, label: None, answers: Vec::new(), dates: None, because: None }
    }
}

impl Mapping {
    /// The mapping that is saved under the text, as JSON.
    ///
    /// # Errors
    /// What the JSON reader says, as a sentence.
    pub fn from_json(json: &str) -> Result<Self, MappingFault> {
        serde_json::from_str(json).map_err(|why| MappingFault::new(None, format!("Not a mapping: {why}.")))
    }

    /// The columns that fill a field, in order.
    pub fn columns_for(&self, field: SystemField) -> impl Iterator<Item = &str> {
        let fills = move |column: &&Column| column.feeds.iter().any(|feed| feed.field == field);
        self.columns.iter().filter(fills).map(|column| column.column.as_str())
    }

    /// Lets a column fill a field, or nothing more. A field that takes one column alone is taken from
    /// the one that filled it before.
    pub fn assign(&mut self, column: &str, field: Option<SystemField>) {
        if let Some(field) = field.filter(|field| takes_one_column(*field)) {
            self.columns.iter_mut().for_each(|it| it.feeds.retain(|feed| feed.field != field));
            self.columns.retain(|it| !it.feeds.is_empty());
        }
        self.put(column, field);
    }

    /// The same, and nothing is taken from another column: what they fill together, [`Self::faults`] tells.
    pub fn put(&mut self, column: &str, field: Option<SystemField>) {
        self.columns.retain(|it| folded(&it.column) != folded(column));
        let feeds = field.map(|field| vec![Feed::plain(field)]);
        self.columns.extend(feeds.map(|feeds| Column { column: column.to_owned(), feeds }));
    }

    /// Whether a column fills a day, so that the order of day and month matters.
    #[must_use]
    pub fn has_days(&self) -> bool {
        self.columns.iter().flat_map(|it| &it.feeds).any(|feed| feed.field.shape() == Shape::Day)
    }

    /// Which of day and month comes first in the file, as far as it was said.
    #[must_use]
    pub fn day_order(&self) -> Option<DayOrder> {
        self.columns.iter().flat_map(|it| &it.feeds).find_map(|feed| feed.dates)
    }

    /// Says it for every column that fills a day.
    pub fn set_day_order(&mut self, order: Option<DayOrder>) {
        let feeds = self.columns.iter_mut().flat_map(|it| &mut it.feeds);
        feeds.filter(|feed| feed.field.shape() == Shape::Day).for_each(|feed| feed.dates = order);
    }

    /// The same as text, as the command line takes it: `column=field`; `column=` fills nothing.
    ///
    /// # Errors
    /// A sentence that names the columns or the fields there are.
    pub fn assign_text(&mut self, text: &str, headers: &[String]) -> Result<(), MappingFault> {
        let (column, field) = text
            .rsplit_once('=')
            .ok_or_else(|| MappingFault::new(None, format!("“{text}” should read column=field.")))?;
        let known = headers.iter().find(|header| folded(header) == folded(column));
        let header = known.ok_or_else(|| no_such_column(column, headers))?;
        let field = match field.trim() {
            "" | "-" => None,
            key => Some(key.parse().map_err(|why| MappingFault::new(Some(header), why))?),
        };
        self.assign(header, field);
        Ok(())
    }

    /// What is wrong with the mapping whatever the file: empty when it can be saved.
    #[must_use]
    pub fn faults(&self) -> Vec<MappingFault> {
        let mut faults = Vec::new();
        if self.columns_for(SystemField::Name).next().is_none() {
            faults.push(MappingFault::new(None, "No column gives the name. Choose the column that holds it."));
        }
        for (field, columns) in self.by_field() {
            if let [_, second, ..] = columns.as_slice()
                && takes_one_column(field)
            {
                let many = if columns.len() == 2 { "Two".to_owned() } else { columns.len().to_string() };
                let said = format!("{many} columns fill {field}: {}. Keep one.", columns.join(", "));
                faults.push(MappingFault::new(Some(second), said));
            }
        }
        faults.extend(self.repeated_columns());
        faults.extend(self.columns.iter().flat_map(Column::faults));
        faults
    }

    fn by_field(&self) -> BTreeMap<SystemField, Vec<&str>> {
        let mut by_field: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        for column in &self.columns {
            for feed in &column.feeds {
                by_field.entry(feed.field).or_default().push(&column.column);
            }
        }
        by_field
    }

    fn repeated_columns(&self) -> Vec<MappingFault> {
        let mut seen = BTreeSet::new();
        let again = self.columns.iter().filter(|it| !seen.insert(folded(&it.column)));
        again
            .map(|it| MappingFault::new(Some(&it.column), format!("“{}” is listed twice. Keep one.", it.column)))
            .collect()
    }
}

impl Column {
    fn faults(&self) -> Vec<MappingFault> {
        let answers = self.feeds.iter().flat_map(|feed| feed.answers.iter().map(move |answer| (feed.field, answer)));
        let wrong = answers.filter_map(|(field, answer)| match &answer.gives {
            Gives::Value(word) if is_closed(field) && meaning(field, word).is_none() => Some((field, word)),
            Gives::Value(_) | Gives::Unanswered | Gives::Doubt => None,
        });
        wrong
            .map(|(field, word)| {
                let known = words(field);
                MappingFault::new(Some(&self.column), format!("{field} cannot be “{word}”. It can be {known}."))
            })
            .collect()
    }
}

/// Whether a second column would contradict the first: a name, a day. Texts and lists take several and
/// join them; words and answers take several that agree.
#[must_use]
pub fn takes_one_column(field: SystemField) -> bool {
    match field.shape() {
        Shape::Line(_) | Shape::Day => true,
        Shape::Text | Shape::List | Shape::Links | Shape::Word | Shape::YesNo => false,
    }
}

fn is_closed(field: SystemField) -> bool {
    matches!(field.shape(), Shape::Word | Shape::YesNo)
}

/// The words a field can hold, for a sentence: “idea, development or retired”.
pub(super) fn words(field: SystemField) -> String {
    if field.shape() == Shape::YesNo {
        return "yes or no".into();
    }
    let labels: Vec<_> = choices(field).into_iter().map(|(_, label)| label.to_lowercase()).collect();
    match labels.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some(_) | None => labels.concat(),
    }
}

pub(super) fn no_such_column(column: &str, headers: &[String]) -> MappingFault {
    const SHOWN: usize = 12;
    let known: Vec<_> = headers.iter().take(SHOWN).map(|header| format!("“{header}”")).collect();
    let more = headers.len().checked_sub(SHOWN).filter(|more| *more > 0);
    let more = more.map(|more| format!(" and {more} more")).unwrap_or_default();
    let known = known.join(", ");
    MappingFault::new(Some(column), format!("The file has no column “{column}”. It has {known}{more}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Trait;

    fn told(faults: &[MappingFault]) -> Vec<&str> {
        faults.iter().map(|fault| fault.message.as_str()).collect()
    }

    #[test]
    fn a_mapping_says_what_it_lacks() {
        let mut mapping = Mapping::default();
        assert_eq!(told(&mapping.faults()), ["No column gives the name. Choose the column that holds it."]);
        mapping.columns = vec![
            Column { column: "A".into(), feeds: vec![Feed::plain(SystemField::Name)] },
            Column { column: "B".into(), feeds: vec![Feed::plain(SystemField::Name)] },
            Column { column: "b".into(), feeds: vec![] },
        ];
        let faults = mapping.faults();
        assert_eq!(told(&faults), ["Two columns fill Name: A, B. Keep one.", "“b” is listed twice. Keep one."]);
    }

    #[test]
    fn the_order_of_days_is_said_once_for_every_column_that_holds_one() {
        let mut mapping = Mapping::default();
        mapping.put("Name", Some(SystemField::Name));
        mapping.set_day_order(Some(DayOrder::DayFirst));
        assert_eq!((mapping.has_days(), mapping.day_order()), (false, None));
        mapping.put("Begun", Some(SystemField::Initiated));
        mapping.set_day_order("day-first".parse().ok());
        assert_eq!((mapping.has_days(), mapping.day_order()), (true, Some(DayOrder::DayFirst)));
        mapping.put("Title", Some(SystemField::Name));
        assert_eq!(told(&mapping.faults()), ["Two columns fill Name: Name, Title. Keep one."]);
    }

    #[test]
    fn an_answer_gives_only_words_of_its_field() {
        let answer = Answer { is: vec!["Mostly".into()], starts: vec![], gives: "perhaps".to_owned().into() };
        let field = SystemField::Trait(Trait::Agentic);
        let feed = Feed { answers: vec![answer], ..Feed::plain(field) };
        let column = Column { column: "Acts alone".into(), feeds: vec![feed] };
        assert_eq!(told(&column.faults()), ["Agentic cannot be “perhaps”. It can be yes or no."]);
        assert_eq!(words(SystemField::Stage), "idea, development, validation, production or retired");
    }

    #[test]
    fn the_command_line_assigns_columns() -> Result<(), MappingFault> {
        let headers = ["Name".to_owned(), "a=b".to_owned(), "Team".to_owned()];
        let mut mapping = Mapping::default();
        mapping.assign_text("Name=name", &headers)?;
        mapping.assign_text("a=b=purpose", &headers)?;
        mapping.assign_text("team=name", &headers)?;
        assert_eq!(mapping.columns_for(SystemField::Name).collect::<Vec<_>>(), ["Team"]);
        mapping.assign_text("a=b=", &headers)?;
        assert_eq!(mapping.columns.len(), 1);
        let why = |text: &str| Mapping::default().assign_text(text, &headers).map_err(|fault| fault.message);
        assert_eq!(why("Name"), Err("“Name” should read column=field.".into()));
        let no_column = "The file has no column “Owner”. It has “Name”, “a=b”, “Team”.";
        assert_eq!(why("Owner=owner"), Err(no_column.into()));
        assert!(why("Name=nmae").is_err_and(|why| why.starts_with("There is no field “nmae”.")));
        Ok(())
    }

    #[test]
    fn a_mapping_is_saved_and_read_again() -> Result<(), Box<dyn std::error::Error>> {
        let json = r#"{"name":"mine","blank":["N/A"],"columns":[{"column":"Name","feeds":[{"field":"name"}]},
            {"column":"PII","feeds":[{"field":"personal-data","answers":[{"is":["Yes"],"gives":"yes"},
            {"starts":["No"],"gives":"no"},{"is":["?"],"gives":"unanswered"},{"is":["hm"],"gives":"doubt"}]}]}]}"#;
        let mapping = Mapping::from_json(json)?;
        assert!(mapping.faults().is_empty());
        assert_eq!(Mapping::from_json(&serde_json::to_string(&mapping)?)?, mapping);
        assert!(Mapping::from_json(r#"{"columns":[{"column":"x","feeds":[{"field":"nope"}]}]}"#).is_err());
        Ok(())
    }
}
