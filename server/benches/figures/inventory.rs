//! The inventory that is measured with: a real one whose path is given, or one made up in its shape and size.

use crate::Result;
use domain::import::{Column, shipped};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

pub struct Inventory {
    pub path: PathBuf,
    real: bool,
}

/// As many as the real one has.
const ROWS: usize = 2_133;
const AGENCIES: usize = 41;

pub fn find(given: Option<&Path>) -> Result<Inventory> {
    match given {
        Some(path) => Ok(Inventory { path: path.to_owned(), real: true }),
        None => {
            let path = folder()?.join("made-up-inventory.csv");
            std::fs::write(&path, made_up())?;
            Ok(Inventory { path, real: false })
        }
    }
}

/// Where seeded databases and files lie: in the target directory, so that a second run is quick.
pub fn folder() -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("figures");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

impl Inventory {
    pub fn words(&self) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        if self.real {
            format!("{name}, as published")
        } else {
            format!(
                "made up, {ROWS} rows in the shape of the 2024 federal inventory (`--inventory FILE` takes the real one)"
            )
        }
    }

    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Tells one seeded database from another.
    pub fn key(&self) -> &'static str {
        if self.real { "real" } else { "made-up" }
    }
}

/// Rows under the headers of the shipped mapping; every answer that it knows comes up.
fn made_up() -> String {
    let columns: Vec<Column> = shipped().into_iter().next().map(|mapping| mapping.columns).unwrap_or_default();
    let mut text = columns.iter().map(|column| quoted(&column.column)).collect::<Vec<_>>().join(",");
    for row in 0..ROWS {
        text.push('\n');
        for (place, column) in columns.iter().enumerate() {
            let _ = write!(text, "{}{}", if place == 0 { "" } else { "," }, quoted(&cell(column, row, place)));
        }
    }
    text
}

fn cell(column: &Column, row: usize, place: usize) -> String {
    let answers: Vec<_> = column
        .feeds
        .iter()
        .flat_map(|feed| &feed.answers)
        .flat_map(|answer| answer.is.iter().chain(&answer.starts))
        .collect();
    let drawn = (row * 7_919 + place * 104_729) % 65_537;
    match column.column.to_lowercase() {
        header if header.contains("use case name") => format!("Use case {row:04}: sorting what came in by post"),
        header if header == "agency" => format!("Department {:02}", drawn % AGENCIES),
        header if header == "bureau" => format!("Bureau {:02}", drawn % AGENCIES),
        _ => match answers.get(drawn % answers.len().max(1)) {
            Some(answer) if !drawn.is_multiple_of(3) => (*answer).clone(),
            Some(_) => String::new(),
            None if drawn.is_multiple_of(4) => String::new(),
            None => format!("Remarks of row {row} on {}: what is known, what is not, and whom to ask. ", column.column)
                .repeat(1 + drawn % 4),
        },
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
