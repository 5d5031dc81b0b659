//! Reading a row: its cells become an entry, with remarks; or it is refused, with every reason.

use serde::Serialize;
use std::fmt;

use super::answers::{meaning, says_nothing};
use super::days::day;
use super::entry::{Entry, Value};
use super::field::{MOST_IN_LINE, MOST_IN_LINK, MOST_IN_LIST, MOST_IN_TEXT, Shape, SystemField};
use super::fitted::{Fitted, Source};
use super::lists;
use super::mapping::{Gives, words};
use super::raw::RawRow;
use super::text::{after_colon, clean, excerpt, joined};

/// Something to say about a row: why it is refused, or what to look at afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The row as a spreadsheet numbers it; none where it is about the whole file.
    pub row: Option<u64>,
    /// The header of the column, where it is about one.
    pub column: Option<String>,
    /// What is wrong and what would help, as sentences.
    pub reason: String,
    /// The beginning of the name in the file, for lists on a page.
    #[serde(skip)]
    pub name: String,
}

impl fmt::Display for Remark {
    /// “Line 393: no name. Give it one, or leave the row out.”
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row {
            Some(row) => write!(f, "Line {row}: {}", after_colon(&self.reason)),
            None => f.write_str(&self.reason),
        }
    }
}

impl Remark {
    /// “Line 393, column “Tier”: no name. …”: where it stands in the file, for lists of sentences.
    #[must_use]
    pub fn placed(&self) -> String {
        match (self.row, &self.column) {
            (Some(row), Some(column)) => format!("Line {row}, column “{column}”: {}", after_colon(&self.reason)),
            (Some(_) | None, _) => self.to_string(),
        }
    }
}

/// What a row says, and what to look at afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub entry: Entry,
    pub warnings: Vec<Remark>,
}

impl Fitted {
    /// What a row says.
    ///
    /// # Errors
    /// One remark with every reason why the row cannot come in.
    pub fn read(&self, row: &RawRow) -> Result<Reading, Remark> {
        let mut desk = Desk { fitted: self, row, entry: Entry::default(), warnings: Vec::new(), faults: Vec::new() };
        desk.count_cells();
        for (field, sources) in self.fields() {
            desk.fill(*field, sources);
        }
        desk.verdict()
    }
}

/// Where one row lies while it is read.
struct Desk<'a> {
    fitted: &'a Fitted,
    row: &'a RawRow,
    entry: Entry,
    warnings: Vec<Remark>,
    faults: Vec<(Option<String>, String)>,
}

/// A cell with something in it, and where it came from.
struct Said<'a> {
    source: &'a Source,
    text: String,
}

impl Desk<'_> {
    fn verdict(mut self) -> Result<Reading, Remark> {
        if self.entry.name.is_empty() && self.faults.is_empty() {
            self.fault(None, "No name. Give it one, or leave the row out.");
        }
        let name = excerpt(&self.entry.name);
        let Some((column, _)) = self.faults.first() else {
            self.warnings.iter_mut().for_each(|remark| remark.name.clone_from(&name));
            return Ok(Reading { entry: self.entry, warnings: self.warnings });
        };
        let reasons: Vec<_> = self.faults.iter().map(|(_, reason)| reason.as_str()).collect();
        Err(Remark { row: Some(self.row.row), column: column.clone(), reason: reasons.join(" "), name })
    }

    fn warn(&mut self, place: Option<usize>, reason: impl Into<String>) {
        let column = place.map(|place| self.fitted.header(place).to_owned());
        self.warnings.push(Remark { row: Some(self.row.row), column, reason: reason.into(), name: String::new() });
    }

    fn fault(&mut self, place: Option<usize>, reason: impl Into<String>) {
        self.faults.push((place.map(|place| self.fitted.header(place).to_owned()), reason.into()));
    }

    /// A row may end early: what is missing is empty. One with words beyond the last header is out of
    /// step, and every cell after the slip would land in the wrong field.
    fn count_cells(&mut self) {
        let columns = self.fitted.headers().len();
        let beyond = self.row.cells.get(columns..).unwrap_or_default();
        if beyond.iter().any(|cell| !cell.trim().is_empty()) {
            let cells = self.row.cells.len();
            let headers = if columns == 1 { "header" } else { "headers" };
            let help = "A separator inside a cell needs quotes around the cell.";
            self.fault(None, format!("{cells} cells under {columns} {headers}. {help}"));
        }
    }

    fn fill(&mut self, field: SystemField, sources: &[Source]) {
        let said = self.said(sources);
        match field.shape() {
            Shape::Line(most) => self.line(field, &said, most),
            Shape::Text => self.text(field, &said),
            Shape::List => self.list(field, &said),
            Shape::Links => self.links(field, &said),
            Shape::Word | Shape::YesNo => self.word(field, &said),
            Shape::Day => self.day(field, &said),
        }
    }

    /// The cells that say something, in the order of the mapping.
    fn said<'s>(&mut self, sources: &'s [Source]) -> Vec<Said<'s>> {
        let mut all = Vec::new();
        for source in sources {
            let cleaned = clean(self.row.cells.get(source.place).map_or("", String::as_str));
            if cleaned.left_out > 0 {
                let many = cleaned.left_out;
                let plural = if many == 1 { "character was" } else { "characters were" };
                self.warn(Some(source.place), format!("{many} unreadable {plural} left out."));
            }
            if !self.fitted.is_blank(&cleaned.text) {
                all.push(Said { source, text: cleaned.text });
            }
        }
        all
    }

    /// What the rules make of a cell that fills text or a list; the cell itself without rules.
    fn words_of(&mut self, said: &Said<'_>) -> Option<String> {
        let Some(rules) = &said.source.rules else { return Some(said.text.clone()) };
        match rules.gives(&said.text) {
            Some(Gives::Value(value)) => Some(value.clone()),
            Some(Gives::Unanswered | Gives::Doubt) => None,
            None => {
                self.unknown_answer(said);
                None
            }
        }
    }

    fn unknown_answer(&mut self, said: &Said<'_>) {
        let reason = format!("“{}” is not an answer that the mapping knows: left unanswered.", excerpt(&said.text));
        self.warn(Some(said.source.place), reason);
    }

    fn line(&mut self, field: SystemField, said: &[Said<'_>], most: usize) {
        let Some(first) = said.first() else { return };
        let Some(text) = self.words_of(first) else { return };
        let place = first.source.place;
        let broken = self.row.cells.get(place).is_some_and(|cell| cell.contains(['\n', '\r']));
        if field == SystemField::Name && broken {
            self.warn(Some(place), "Line break in the name joined.");
        }
        let line = joined(&text);
        self.no_longer_than(Some(place), field, &line, most);
        self.entry.set(field, Value::Words(line));
    }

    fn text(&mut self, field: SystemField, said: &[Said<'_>]) {
        let mut parts = Vec::new();
        for one in said {
            let Some(words) = self.words_of(one) else { continue };
            parts.push(match &one.source.label {
                Some(label) => format!("{label}: {words}"),
                None => words,
            });
        }
        let Some(first) = said.first().filter(|_| !parts.is_empty()) else { return };
        let text = parts.join("\n");
        self.no_longer_than(Some(first.source.place), field, &text, MOST_IN_TEXT);
        self.entry.set(field, Value::Words(text));
    }

    fn list(&mut self, field: SystemField, said: &[Said<'_>]) {
        let mut things = Vec::new();
        for one in said {
            let Some(words) = self.words_of(one) else { continue };
            for thing in lists::things(&words) {
                self.no_longer_than(Some(one.source.place), field, &thing, MOST_IN_LINE);
                if !things.contains(&thing) {
                    things.push(thing);
                }
            }
        }
        self.keep_list(field, said, things);
    }

    fn links(&mut self, field: SystemField, said: &[Said<'_>]) {
        let mut links = Vec::new();
        for one in said {
            let found = lists::links(&one.text);
            if found.is_empty() {
                let reason = format!("“{}” is not a web address: left out.", excerpt(&one.text));
                self.warn(Some(one.source.place), reason);
            }
            for link in found {
                self.no_longer_than(Some(one.source.place), field, &link, MOST_IN_LINK);
                if !links.contains(&link) {
                    links.push(link);
                }
            }
        }
        self.keep_list(field, said, links);
    }

    fn keep_list(&mut self, field: SystemField, said: &[Said<'_>], things: Vec<String>) {
        if things.len() > MOST_IN_LIST {
            let (many, place) = (things.len(), said.first().map(|one| one.source.place));
            self.fault(place, format!("{field} has {many} parts; {MOST_IN_LIST} is the most. Shorten it."));
        }
        if !things.is_empty() {
            self.entry.set(field, Value::Things(things));
        }
    }

    fn no_longer_than(&mut self, place: Option<usize>, field: SystemField, text: &str, most: usize) {
        let long = text.chars().count();
        if text.len() > most && long > most {
            let reason =
                format!("{field} has {long} characters; {most} is the most. Shorten it, or leave the row out.");
            self.fault(place, reason);
        }
    }

    /// Several columns may speak for one answer. They count when they agree and none of them doubts.
    fn word(&mut self, field: SystemField, said: &[Said<'_>]) {
        let mut meant: Vec<(&'static str, usize)> = Vec::new();
        let mut doubt = None;
        for one in said {
            match self.meant(field, one) {
                Meant::Key(key) => meant.push((key, one.source.place)),
                Meant::Doubt => doubt = doubt.or(Some(one)),
                Meant::Nothing => {}
            }
        }
        match (meant.as_slice(), doubt) {
            ([], _) => self.unanswered(field, said),
            ([(_, place), ..], Some(doubt)) => {
                let against = excerpt(&doubt.text);
                self.warn(Some(*place), format!("{field}: “{against}” speaks against it: left unanswered."));
            }
            ([(first, _), rest @ ..], None) => match rest.iter().find(|(key, _)| key != first) {
                Some((other, place)) => {
                    let reason = format!("{field}: the columns disagree, {first} and {other}: left unanswered.");
                    self.warn(Some(*place), reason);
                }
                None => self.entry.set(field, Value::Key(first)),
            },
        }
    }

    fn unanswered(&mut self, field: SystemField, said: &[Said<'_>]) {
        if field == SystemField::Stage && said.is_empty() {
            let place = self.fitted.fields().iter().find(|(of, _)| *of == field);
            let place = place.and_then(|(_, sources)| sources.first()).map(|source| source.place);
            self.warn(place, "Stage is blank: unanswered, so its controls read unknown.");
        }
    }

    fn meant(&mut self, field: SystemField, said: &Said<'_>) -> Meant {
        let key = match said.source.rules.as_ref().map(|rules| rules.gives(&said.text)) {
            Some(Some(Gives::Value(word))) => meaning(field, word),
            Some(Some(Gives::Unanswered)) => return Meant::Nothing,
            Some(Some(Gives::Doubt)) => return Meant::Doubt,
            Some(None) => {
                self.unknown_answer(said);
                return Meant::Nothing;
            }
            None => meaning(field, &said.text),
        };
        if key.is_none() && !says_nothing(&said.text) {
            let (answer, known) = (excerpt(&said.text), words(field));
            let reason = format!("{field} “{answer}” is not known: left unanswered. It can be {known}.");
            self.warn(Some(said.source.place), reason);
        }
        key.map_or(Meant::Nothing, Meant::Key)
    }

    fn day(&mut self, field: SystemField, said: &[Said<'_>]) {
        let Some(one) = said.first().filter(|one| !says_nothing(&one.text)) else { return };
        match day(&one.text, one.source.dates) {
            Ok(day) => self.entry.set(field, Value::Day(day)),
            Err(why) => self.warn(Some(one.source.place), format!("{field}: {why}")),
        }
    }
}

/// What a cell means for a closed list.
enum Meant {
    Key(&'static str),
    Doubt,
    Nothing,
}
