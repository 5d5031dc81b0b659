//! Which column of a listing holds what, found by its header, and what its rows say: for registers that take a table in.

use crate::days::typed;
use crate::import::{RawRow, Remark, clean, excerpt, one_line, words_of};
use crate::words::Word;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What a column may hold.
pub trait Named: Word + Ord {
    /// The words that people read.
    fn label(self) -> &'static str;
    /// Other headers that name it, in small letters without punctuation. Its key and label name it, too.
    fn also(self) -> &'static [&'static str];
}

/// The columns of one table: for each thing at most one, the first whose header names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns<F: Ord> {
    headers: Vec<String>,
    at: BTreeMap<F, usize>,
}

impl<F: Named> Columns<F> {
    /// Found by the headers, each of which names one thing at most.
    #[must_use]
    pub fn find(headers: &[String]) -> Self {
        let mut at = BTreeMap::new();
        for (place, header) in headers.iter().enumerate() {
            let words = words_of(header);
            let own = |field: &&F| words == words_of(field.label()) || words == words_of(field.word());
            let also = || F::EVERY.iter().find(|field| field.also().contains(&words.as_str()));
            if let Some(field) = F::EVERY.iter().find(own).or_else(also) {
                at.entry(*field).or_insert(place);
            }
        }
        Self { headers: headers.to_vec(), at }
    }

    /// Another column for it; an empty header takes it away. Whatever the column held before it holds no more.
    ///
    /// # Errors
    /// The sentence, when the table has no such column.
    pub fn assign(&mut self, field: F, header: &str) -> Result<(), String> {
        if header.is_empty() {
            self.at.remove(&field);
            return Ok(());
        }
        let place = self.headers.iter().position(|own| own == header);
        let place = place.ok_or_else(|| format!("The table has no column “{}”.", excerpt(header)))?;
        self.at.retain(|_, taken| *taken != place);
        self.at.insert(field, place);
        Ok(())
    }

    /// The header of its column.
    #[must_use]
    pub fn header(&self, field: F) -> Option<&str> {
        self.at.get(&field).and_then(|place| self.headers.get(*place)).map(String::as_str)
    }

    /// The headers of columns that hold nothing which is read.
    pub fn unread(&self) -> impl Iterator<Item = &str> {
        let read = |place: &usize| self.at.values().any(|taken| taken == place);
        let headers = self.headers.iter().enumerate().filter(move |(place, _)| !read(place));
        headers.map(|(_, header)| header.trim()).filter(|header| !header.is_empty())
    }

    /// Which of those have no column.
    pub fn lacking<'a>(&'a self, needed: &'a [F]) -> impl Iterator<Item = F> + 'a {
        needed.iter().copied().filter(|field| !self.at.contains_key(field))
    }

    /// What a row has there, in one line; none when it is empty.
    #[must_use]
    pub fn cell(&self, field: F, row: &RawRow) -> Option<String> {
        let cell = row.cells.get(*self.at.get(&field)?)?;
        Some(one_line(cell)).filter(|text| !text.is_empty())
    }

    /// What a row has there, line by line; none when it is empty.
    #[must_use]
    pub fn text(&self, field: F, row: &RawRow) -> Option<String> {
        let cell = row.cells.get(*self.at.get(&field)?)?;
        Some(clean(cell).text).filter(|text| !text.is_empty())
    }

    /// The day that a row has there; a time of day after it is left out.
    ///
    /// # Errors
    /// A remark when it is no day, or one that two readers read differently.
    pub fn day(&self, field: F, row: &RawRow) -> Result<Option<Date>, Remark> {
        let Some(text) = self.cell(field, row) else { return Ok(None) };
        let date = text.split_once(['T', ' ']).map_or(text.as_str(), |(date, _)| date);
        let day = date.parse::<Date>().map_or_else(|_| typed(&text), |day| typed(&day.to_string()));
        day.map(Some).map_err(|why| self.fault(row, field, why.to_string()))
    }

    /// A remark about what a row has there.
    #[must_use]
    pub fn fault(&self, row: &RawRow, field: F, reason: impl Into<String>) -> Remark {
        let column = self.header(field).map(str::to_owned);
        Remark { row: Some(row.row), column, reason: reason.into(), name: String::new() }
    }

    /// A remark for each thing without which no row can be read.
    #[must_use]
    pub fn missing(&self, needed: &[F]) -> Vec<Remark> {
        let told = self.lacking(needed).map(|field| Remark {
            row: None,
            column: None,
            reason: format!("No column holds the {}. Choose the one that does.", field.label().to_lowercase()),
            name: String::new(),
        });
        told.collect()
    }
}
