//! `plumbline check`

use super::{Failure, Place, Said};
use serde_json::{Value, json};
use std::process::ExitCode;
use store::{Borne, Fault, Files, FilesFound, Store};

/// Check everything that is kept, also while plumbline serves
///
/// The database's own integrity, every entry of the trail, every row against the entry that wrote it and the other way
/// round, the guards that keep rows from being rewritten, what was derived and what is searched against all facts, and
/// the files of evidence against their digests. Says what is not held against the trail. Ends with a failure when anything differs.
#[derive(Debug, clap::Args)]
pub struct Check {}

/// What was found: a line for each fault, and for what is only told.
pub(super) struct Checked {
    pub faults: Vec<String>,
    /// What holds, when nothing differs.
    holds: String,
    pub told: Vec<String>,
    pub json: Value,
}

impl Check {
    pub(super) async fn run(self, place: &Place) -> Result<(Said, ExitCode), Failure> {
        let store = place.open_to_read().await?;
        let Checked { faults, holds, told, json } = look(&store, &place.files()).await?;
        let end = if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        let mut lines = faults;
        if lines.is_empty() {
            lines.push(holds);
        }
        lines.extend(told);
        Ok((Said { text: lines.join("\n"), json }, end))
    }
}

/// Looks at everything.
pub(super) async fn look(store: &Store, files: &Files) -> Result<Checked, Failure> {
    let mut faults = Vec::new();
    let integrity = store.integrity().await?;
    if integrity != "ok" {
        faults.push(format!("The database is damaged: {}.", integrity.lines().next().unwrap_or_default()));
    }
    let trail = store.verify_trail().await?;
    faults.extend(trail.faults.iter().map(line));
    let rows = store.check_rows().await?;
    faults.extend(rows.faults.iter().map(line));
    let guards = store.check_guards().await?;
    faults.extend(guards.iter().map(|name| format!("The guard {name} of the database is off: rows can be rewritten.")));
    let older = store.is_derived_by_other_rules().await?;
    let (mut differs, mut faces, mut miscounted) = (0, Vec::new(), 0);
    if !older {
        let found = store.check_derived(1).await?;
        differs = found.len();
        faults.extend(found.iter().map(|one| {
            let (requirement, subject) = (one.requirement, one.subject);
            format!("The finding of requirement {requirement} on subject {subject} is not what the facts say.")
        }));
        faces = store.check_faces().await?;
        faults
            .extend(faces.iter().map(|name| format!("The cells of the programme {name} are not what the facts say.")));
        miscounted = store.check_tally().await?;
    }
    if miscounted > 0 {
        faults.push(format!("{miscounted} rows that count findings are not what the findings say."));
    }
    let unlike = store.check_search().await?;
    faults.extend(unlike.iter().map(|thing| format!("The search keeps other words of {thing}.")));
    let FilesFound { named, missing, altered, unnamed } = store.check_files(files).await?;
    faults.extend(missing.iter().map(|sha256| format!("The file {sha256} of evidence is not there.")));
    faults.extend(altered.iter().map(|sha256| format!("The file {sha256} of evidence is not what it was.")));
    let mut told =
        vec![format!("{} entries of the trail, {} words erased, {named} files.", trail.entries, trail.erased)];
    told.extend(older_rows(&rows));
    told.push(NOT_HELD.to_owned());
    if older {
        told.push("Readings are still those of an older Plumbline: plumbline serve works them out anew.".to_owned());
    }
    if !unnamed.is_empty() {
        told.push(format!("{} files are named by no evidence: uploads that were never submitted.", unnamed.len()));
    }
    let json = json!({
        "holds": faults.is_empty(),
        "integrity": integrity,
        "trail": { "entries": trail.entries, "erased": trail.erased, "faults": trail.faults.len() },
        "records": rows.faults.len(),
        "rows": { "held": rows.held, "since": rows.since, "older": rows.older },
        "guards": guards,
        "derived": { "older": older, "findings": differs, "programmes": faces, "tally": miscounted },
        "search": unlike.len(),
        "files": { "named": named, "missing": missing, "altered": altered, "unnamed": unnamed },
        "faults": faults,
    });
    Ok(Checked { faults, holds: holds(&rows), told, json })
}

/// What no entry of the trail says, so that nothing of it can be held against one.
const NOT_HELD: &str = "Not held against the trail: names and addresses of people, which can be erased; passwords; names \
    in lists of access, in training records and in what a vendor handed on; how people want to be told and the addresses of their calendars; and what comes and \
    goes, such as sessions, jobs and notices.";

/// What it means that nothing differs.
fn holds(rows: &Borne) -> String {
    let opening = if rows.older.is_empty() { "Everything holds" } else { "Nothing differs" };
    format!(
        "{opening}: the database itself, every entry of the trail, {} rows against the entries that wrote them and each \
         entry against its rows, the guards of the database, what is derived against all facts, the files of evidence.",
        rows.held
    )
}

/// Rows that older entries wrote, which do not say what they hold.
fn older_rows(rows: &Borne) -> Option<String> {
    let all: u64 = rows.older.values().sum();
    let of = rows.older.iter().map(|(table, rows)| format!("{rows} of {table}")).collect::<Vec<_>>().join(", ");
    let until = match rows.since {
        Some(seq) => format!("before entry {seq}, from which on entries say what they left in each row"),
        None => "by entries that do not say what they left in each row".to_owned(),
    };
    (all > 0).then(|| {
        format!(
            "{all} rows were last written {until}. They are not held whole: only the evidence, decisions, wordings and \
             instants among them that those entries speak of. They are {of}."
        )
    })
}

fn line(fault: &Fault) -> String {
    match fault.seq {
        0 => format!("The trail and the rows differ: {}.", fault.what),
        seq => format!("Entry {seq} of the trail: {}.", fault.what),
    }
}
