//! Taking a table in by a form: from a file, or pasted. Which column holds what is found and shown before anything is
//! taken; the file is kept as it came, under its hash.

use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Wrong};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::file::FileField;
use crate::ui::notice::{Notice, Tone};
use crate::ui::textarea::LongField;
use crate::upload::Upload;
use domain::columns::{Columns, Named};
use domain::import::{RawRow, Remark};
use domain::refusal::Refusal;
use domain::trail::hex;
use domain::words::Word;
use leptos::prelude::*;
use store::StoredFile;
use tokio::io::AsyncReadExt as _;
use tokio::task::spawn_blocking;

/// Bytes of a table that a form takes.
pub(crate) const MOST: usize = 8 * 1024 * 1024;

/// Rows that are read at all; the rules say how many may stand.
pub(crate) const ROWS: usize = 60_000;

/// What pasted text is kept as.
const PASTED: &str = "pasted.csv";

/// A table as it lies in its file.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub file: StoredFile,
    pub headers: Vec<String>,
    pub rows: Vec<RawRow>,
    /// How the file was understood, as a sentence.
    pub how: String,
}

/// The table that a form brought: a file, pasted text, or one that was kept when the form came back.
///
/// # Errors
/// When the disk fails; what is wrong with the table is in the answer, at `file`.
pub(crate) async fn taken(asking: &Asking, upload: &Upload) -> Result<std::result::Result<Taken, Refusal>> {
    if let Some(fault) = upload.fault.clone() {
        return Ok(Err(Refusal::Invalid(vec![fault])));
    }
    let (pasted, kept) = (upload.fields.text("pasted"), upload.fields.text("kept"));
    let file = match &upload.file {
        Some(file) => Some(file.clone()),
        None if !pasted.trim().is_empty() => {
            let mut incoming = asking.site.files.incoming().await?;
            incoming.write(pasted.as_bytes()).await?;
            let file = incoming.finish(PASTED).await?;
            asking.site.files.brought_by(&file, asking.actor().person).await?;
            Some(file)
        }
        None => asking.kept(&kept, &upload.fields.text("kept_name")).await?,
    };
    let Some(file) = file else {
        return Ok(Err(Refusal::at("file", "Choose a file, or paste the rows.")));
    };
    if usize::try_from(file.size).unwrap_or(usize::MAX) > MOST {
        return Ok(Err(Refusal::at("file", "It is larger than 8 MB. Take out columns that are not needed.")));
    }
    let mut bytes = Vec::new();
    asking.site.files.open(&hex(&file.sha256)).await?.read_to_end(&mut bytes).await.map_err(Error::fault)?;
    spawn_blocking(move || read(bytes, file)).await.map_err(Error::fault)
}

fn read(bytes: Vec<u8>, file: StoredFile) -> std::result::Result<Taken, Refusal> {
    let mut table = tables::read_whole(bytes, &file.name).map_err(|fault| Refusal::at("file", fault.to_string()))?;
    let (headers, how) = (table.headers().to_vec(), table.how().to_string());
    let rows: std::result::Result<Vec<RawRow>, _> = table.rows().take(ROWS).collect();
    let rows = rows.map_err(|fault| Refusal::at("file", fault.to_string()))?;
    Ok(Taken { file, headers, rows, how })
}

fn field<F: Word>(of: F) -> String {
    format!("column-{}", of.word())
}

/// Which column holds what: as the headers say, unless the form says otherwise. What it says of a column that another file
/// had before says nothing.
pub(crate) fn columns<F: Named>(taken: &Taken, fields: &Fields) -> Columns<F> {
    let mut columns = Columns::find(&taken.headers);
    for of in F::EVERY {
        let name = field(*of);
        let header = fields.text(&name);
        if fields.ticked(&name) && (header.is_empty() || taken.headers.contains(&header)) {
            // Such a column is there: nothing can be wrong with it.
            columns.assign(*of, &header).ok();
        }
    }
    columns
}

/// The file, or text to paste; and what was kept before.
pub(crate) fn asks(taken: Option<&Taken>, wrong: &Wrong) -> AnyView {
    let kept = taken.map(|taken| (hex(&taken.file.sha256), taken.file.name.clone()));
    let hidden = kept.clone().map(|(hash, name)| {
        view! { <input type="hidden" name="kept" value=hash/><input type="hidden" name="kept_name" value=name/> }
    });
    let value = kept.map(|(_, name)| name);
    let paste = value.is_none().then(|| {
        view! {
            <LongField name="pasted" label="Or paste the rows" optional=true
                hint="With the line of headers, as the system or a spreadsheet gives them."/>
        }
    });
    view! {
        <FileField name="file" label="The file" value error=wrong.at("file") optional=true accept=".csv,.tsv,.txt,.xlsx,.xls"
            hint="CSV or a workbook, up to 8 MB. It is kept as it is, under its hash."/>
        {hidden}
        {paste}
    }
    .into_any()
}

/// Which column holds what, each to be chosen otherwise.
pub(crate) fn chooser<F: Named>(columns: &Columns<F>, taken: &Taken, needed: &[F], wrong: &Wrong) -> AnyView {
    let choices: Vec<_> = taken.headers.iter().map(|header| Choice::new(header.clone(), header.clone())).collect();
    let how = taken.how.clone();
    let fields = selects(columns, &choices, needed, wrong);
    view! { <p>{how}</p>{fields} }.into_any()
}

/// A field for each thing that a column may hold.
pub(crate) fn selects<F: Named>(columns: &Columns<F>, choices: &[Choice], needed: &[F], wrong: &Wrong) -> AnyView {
    let fields = F::EVERY.iter().map(|of| {
        let name = field(*of);
        let value = columns.header(*of).unwrap_or_default().to_owned();
        let error = wrong.at(&name);
        let (optional, choices) = (!needed.contains(of), choices.to_vec());
        view! { <SelectField name label=of.label() choices value prompt="No column" optional error/> }
    });
    fields.collect_view().into_any()
}

/// What keeps the table out, a sentence a row.
pub(crate) fn faults(remarks: &[Remark]) -> Option<AnyView> {
    const NAMED: usize = 20;
    if remarks.is_empty() {
        return None;
    }
    let more = remarks.len().saturating_sub(NAMED);
    let lines = remarks.iter().take(NAMED).map(|remark| view! { <li>{remark.to_string()}</li> }).collect_view();
    let more = (more > 0).then(|| view! { <p>{format!("And {more} more.")}</p> });
    Some(
        view! {
            <Notice tone=Tone::NotDone word="Not taken in">
                <p>"It comes in whole or not at all. Mend these in the file, or choose another column:"</p>
                <ul>{lines}</ul>
                {more}
            </Notice>
        }
        .into_any(),
    )
}

/// The faults of a refusal, for a form that is shown again.
pub(crate) fn wrong(refusal: Refusal) -> Result<Wrong> {
    if let Refusal::Invalid(faults) = refusal {
        return Ok(faults.into());
    }
    Err(refusal.into())
}
