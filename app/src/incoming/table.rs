//! Reading a list from its file, and which of its columns holds what.

use crate::form::{Fields, Wrong};
use crate::taking::{self, Taken};
use crate::ui::choice::Choice;
use domain::columns::{Columns, Named};
use domain::import::RawRow;
use domain::incoming::{Heads, Incoming};
use domain::whichever;
use leptos::prelude::AnyView;
use std::path::Path;
use tokio::task::spawn_blocking;

/// The headers and rows of a file of this machine, for the command line.
///
/// # Errors
/// The sentence why it cannot be read.
pub async fn read(path: &Path, name: &str) -> Result<(Vec<String>, Vec<RawRow>), String> {
    let (path, name) = (path.to_owned(), name.to_owned());
    let reading = spawn_blocking(move || {
        let mut table = tables::read_whole(path, &name).map_err(|fault| fault.to_string())?;
        let headers = table.headers().to_vec();
        let rows: Result<Vec<_>, _> = table.rows().take(taking::ROWS).collect();
        Ok((headers, rows.map_err(|fault| fault.to_string())?))
    });
    reading.await.map_err(|broken| broken.to_string())?
}

/// The columns of a list as its headers say, and as `COLUMN=FIELD` says otherwise.
///
/// # Errors
/// The sentence that names what there is.
pub fn headed(list: Incoming, headers: &[String], said: &[String]) -> Result<Heads, String> {
    let mut heads = Heads::find(list, headers);
    for one in said {
        whichever!(&mut heads, columns => assign(columns, one)?);
    }
    Ok(heads)
}

fn assign<F: Named>(columns: &mut Columns<F>, said: &str) -> Result<(), String> {
    let (column, field) = said.rsplit_once('=').ok_or_else(|| format!("“{said}” should read column=field."))?;
    let known = F::EVERY.iter().find(|one| one.word() == field.trim());
    let known = known.ok_or_else(|| {
        let all: Vec<_> = F::EVERY.iter().map(|one| one.word()).collect();
        format!("There is no field “{field}”. There are {}.", all.join(", "))
    })?;
    columns.assign(*known, column)
}

/// The columns as the headers say, unless the form says otherwise.
pub(super) fn heads(list: Incoming, taken: &Taken, fields: &Fields) -> Heads {
    let mut heads = Heads::find(list, &taken.headers);
    whichever!(&mut heads, columns => *columns = taking::columns(taken, fields));
    heads
}

/// Which column holds what, each to be chosen otherwise.
pub(super) fn chooser(heads: &Heads, taken: &Taken) -> AnyView {
    let choices: Vec<_> = taken.headers.iter().map(|header| Choice::new(header.clone(), header.clone())).collect();
    let wrong = Wrong::default();
    whichever!(heads, columns => taking::selects(columns, &choices, &[], &wrong))
}

/// How many things have a column, and how many there are.
pub(super) fn found(heads: &Heads) -> (usize, usize) {
    fn of<F: Named>(columns: &Columns<F>) -> (usize, usize) {
        let all = F::EVERY.len();
        (all - columns.lacking(F::EVERY).count(), all)
    }
    whichever!(heads, columns => of(columns))
}
