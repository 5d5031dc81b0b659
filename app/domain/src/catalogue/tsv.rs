//! The reader of the starter library's tables: tab-separated, one header line, no quoting, no empty cell, no stray
//! space; `none` where a list is empty; ids in the first column.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

/// What is wrong with the starter library, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {column}: {why}")]
pub struct Fault {
    /// The file's name.
    pub file: &'static str,
    /// The line, counted from 1; the header is line 1.
    pub line: usize,
    /// The column's name.
    pub column: &'static str,
    /// What is wrong there.
    pub why: Why,
}

/// What can be wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The header has another name there, or none.
    #[error("the header has not this column here")]
    Header,
    /// The line has too many cells, or too few.
    #[error("the line has {0} cells")]
    Cells(usize),
    /// The cell is empty, or has spaces where none belong.
    #[error("an empty cell, or a stray space")]
    Blank,
    /// The reader asks for a column that the table has not.
    #[error("there is no such column")]
    NoColumn,
    /// The cell does not say what its column says.
    #[error("{0}")]
    Unreadable(String),
    /// A name that may stand once stands twice.
    #[error("{0} stands there twice")]
    Twice(String),
    /// A name that no row bears.
    #[error("{0} does not resolve")]
    Unresolved(String),
}

/// A file of the library as it is shipped.
pub(super) struct Source {
    pub file: &'static str,
    pub columns: &'static [&'static str],
    pub text: &'static str,
}

/// A file as rows, and the names they bear.
pub(super) struct Table {
    rows: Vec<Row>,
    ids: BTreeSet<&'static str>,
}

impl Table {
    /// The rows of a text that has the source's columns. No id stands twice.
    pub fn read(source: &Source, text: &'static str) -> Result<Self, Fault> {
        let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n').zip(1..);
        let header = lines.next().map_or("", |(header, _)| header);
        check_header(source, header)?;
        let rows = lines.map(|(line, number)| Row::read(source, line, number)).collect::<Result<Vec<_>, _>>()?;
        let mut ids = BTreeSet::new();
        for row in &rows {
            let id = row.text("id")?;
            if !ids.insert(id) {
                return Err(row.fault("id", Why::Twice(id.to_owned())));
            }
        }
        Ok(Self { rows, ids })
    }

    /// What each row says, in the order of the file.
    pub fn each<T>(&self, read: impl Fn(&Row) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        self.rows.iter().map(read).collect()
    }
}

fn check_header(source: &Source, header: &str) -> Result<(), Fault> {
    let mut found = header.split('\t');
    let other = source.columns.iter().copied().find(|column| found.next() != Some(column));
    let column = match (other, found.next()) {
        (None, None) => return Ok(()),
        (Some(column), _) => column,
        (None, Some(_)) => source.columns.last().copied().unwrap_or_default(),
    };
    Err(Fault { file: source.file, line: 1, column, why: Why::Header })
}

/// One line of a table.
pub(super) struct Row {
    file: &'static str,
    line: usize,
    columns: &'static [&'static str],
    cells: Vec<&'static str>,
}

impl Row {
    fn read(source: &Source, line: &'static str, number: usize) -> Result<Self, Fault> {
        let cells: Vec<_> = line.split('\t').collect();
        let row = Self { file: source.file, line: number, columns: source.columns, cells };
        if row.cells.len() != row.columns.len() {
            let short = row.columns.get(row.cells.len()).or(row.columns.last());
            return Err(row.fault(short.copied().unwrap_or_default(), Why::Cells(row.cells.len())));
        }
        match row.columns.iter().zip(&row.cells).find(|(_, cell)| is_blank(cell)) {
            Some((column, _)) => Err(row.fault(column, Why::Blank)),
            None => Ok(row),
        }
    }

    /// The fault that one of this row's cells has.
    pub fn fault(&self, column: &'static str, why: Why) -> Fault {
        Fault { file: self.file, line: self.line, column, why }
    }

    /// The cell as it stands.
    pub fn text(&self, column: &'static str) -> Result<&'static str, Fault> {
        let cell = self.columns.iter().zip(&self.cells).find(|(name, _)| **name == column);
        cell.map(|(_, cell)| *cell).ok_or_else(|| self.fault(column, Why::NoColumn))
    }

    /// The cell as one word, number or expression.
    pub fn word<T: FromStr<Err: Display>>(&self, column: &'static str) -> Result<T, Fault> {
        self.told(column, self.text(column)?.parse())
    }

    /// The cell as one word, or `none`.
    pub fn word_or_none<T: FromStr<Err: Display>>(&self, column: &'static str) -> Result<Option<T>, Fault> {
        if self.text(column)? == NONE { Ok(None) } else { self.word(column).map(Some) }
    }

    /// The cell as words, by comma; at least one.
    pub fn words<T: FromStr<Err: Display>>(&self, column: &'static str) -> Result<Vec<T>, Fault> {
        self.listed(column)?.into_iter().map(|word| self.told(column, word.parse())).collect()
    }

    /// The cell as words, by comma; `none` for none.
    pub fn words_or_none<T: FromStr<Err: Display>>(&self, column: &'static str) -> Result<Vec<T>, Fault> {
        if self.text(column)? == NONE { Ok(Vec::new()) } else { self.words(column) }
    }

    /// The cell as a whole number from `low` to `high`.
    pub fn number(&self, column: &'static str, low: u16, high: u16) -> Result<u16, Fault> {
        let number: u16 = self.word(column)?;
        if (low..=high).contains(&number) {
            return Ok(number);
        }
        Err(self.fault(column, Why::Unreadable(format!("{number} is not from {low} to {high}"))))
    }

    /// The cell as texts, by bar; at least one.
    pub fn texts(&self, column: &'static str) -> Result<Vec<&'static str>, Fault> {
        Ok(self.text(column)?.split(" | ").collect())
    }

    /// The name of this very row.
    pub fn id<T: TryFrom<&'static str, Error: Display>>(&self) -> Result<T, Fault> {
        self.told("id", T::try_from(self.text("id")?))
    }

    /// The name of a row of that table.
    pub fn code<T: TryFrom<&'static str, Error: Display>>(
        &self,
        column: &'static str,
        table: &Table,
    ) -> Result<T, Fault> {
        self.resolved(column, self.text(column)?, &[table])
    }

    /// Names of rows of those tables, by comma; at least one.
    pub fn codes<T: TryFrom<&'static str, Error: Display>>(
        &self,
        column: &'static str,
        tables: &[&Table],
    ) -> Result<Vec<T>, Fault> {
        self.listed(column)?.into_iter().map(|name| self.resolved(column, name, tables)).collect()
    }

    /// Names of rows of those tables, by comma; `none` for none.
    pub fn codes_or_none<T: TryFrom<&'static str, Error: Display>>(
        &self,
        column: &'static str,
        tables: &[&Table],
    ) -> Result<Vec<T>, Fault> {
        if self.text(column)? == NONE { Ok(Vec::new()) } else { self.codes(column, tables) }
    }

    /// Refuses the cell where the name is borne by no row of the table.
    pub fn must_resolve(&self, column: &'static str, name: &str, table: &Table) -> Result<(), Fault> {
        if table.ids.contains(name) {
            return Ok(());
        }
        Err(self.fault(column, Why::Unresolved(name.to_owned())))
    }

    fn resolved<T: TryFrom<&'static str, Error: Display>>(
        &self,
        column: &'static str,
        name: &'static str,
        tables: &[&Table],
    ) -> Result<T, Fault> {
        if tables.iter().any(|table| table.ids.contains(name)) {
            return self.told(column, T::try_from(name));
        }
        Err(self.fault(column, Why::Unresolved(name.to_owned())))
    }

    fn listed(&self, column: &'static str) -> Result<Vec<&'static str>, Fault> {
        let names: Vec<_> = self.text(column)?.split(',').collect();
        let mut seen = BTreeSet::new();
        match names.iter().find(|name| !seen.insert(**name)) {
            Some(again) => Err(self.fault(column, Why::Twice((*again).to_owned()))),
            None => Ok(names),
        }
    }

    fn told<T, E: Display>(&self, column: &'static str, read: Result<T, E>) -> Result<T, Fault> {
        read.map_err(|fault| self.fault(column, Why::Unreadable(fault.to_string())))
    }
}

const NONE: &str = "none";

fn is_blank(cell: &str) -> bool {
    cell.is_empty() || cell != cell.trim() || cell.contains("  ")
}
