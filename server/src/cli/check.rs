//! `plumbline check`

use super::{Failure, Place, Said};
use serde_json::{Value, json};
use std::process::ExitCode;
use store::{Files, FilesFound, Store};

/// Check everything that is kept, also while plumbline serves
///
/// The database's own integrity, every entry of the trail, evidence and decisions against their entries, the guards
/// that keep them from being rewritten, what was derived and what is searched against all facts, and the files of evidence against their
/// digests. Ends with a failure when anything differs.
#[derive(Debug, clap::Args)]
pub struct Check {}

/// What was found: a line for each fault, and for what is only told.
pub(super) struct Checked {
    pub faults: Vec<String>,
    pub told: Vec<String>,
    pub json: Value,
}

impl Check {
    pub(super) async fn run(self, place: &Place) -> Result<(Said, ExitCode), Failure> {
        let store = place.open_to_read().await?;
        let Checked { faults, told, json } = look(&store, &place.files()).await?;
        let end = if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        let mut lines = faults;
        if lines.is_empty() {
            lines.push(
                "Everything holds: the database, the trail, what it bears out, what is derived, the files of evidence."
                    .to_owned(),
            );
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
    faults.extend(trail.faults.iter().map(|fault| format!("Entry {} of the trail: {}.", fault.seq, fault.what)));
    let records = store.check_records().await?;
    faults.extend(records.iter().map(|fault| format!("Entry {} of the trail: {}.", fault.seq, fault.what)));
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
        "records": records.len(),
        "guards": guards,
        "derived": { "older": older, "findings": differs, "programmes": faces, "tally": miscounted },
        "search": unlike.len(),
        "files": { "named": named, "missing": missing, "altered": altered, "unnamed": unnamed },
        "faults": faults,
    });
    Ok(Checked { faults, told, json })
}
