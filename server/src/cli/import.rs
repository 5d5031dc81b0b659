//! `plumbline import …`

use super::{Failure, Place, Said, incoming};
use app::systems::import::under_way::Meter;
use app::systems::import::work::{Job, Look, Trouble, heads};
use domain::import::{Mapping, shipped};
use domain::incoming::Incoming;
use serde_json::Value;
use std::path::PathBuf;
use std::process::ExitCode;
use store::Store;

#[derive(Debug, clap::Subcommand)]
pub enum Import {
    /// Import an inventory of AI systems from CSV, XLSX or XLS: all of it, or nothing
    ///
    /// The same file twice changes nothing. Columns are matched by their headers; a known file by the mapping that
    /// ships for it.
    Systems(Systems),
    /// Import the register of vendors from CSV, XLSX or XLS: all of it, or nothing
    ///
    /// Columns are found by their headers; the file that is downloaded under the register comes in again as it is. What
    /// is here already is left alone unless changes are asked for.
    Vendors(incoming::List),
    /// Import which system depends on which vendor
    Dependencies(incoming::List),
    /// Import to whom vendors pass on what they get
    Subprocessors(incoming::List),
    /// Import documents of vendors, entered by one person; a second person reviews each
    Attestations(incoming::List),
    /// Invite people from a list; whoever is here already is left as they are
    People(incoming::List),
    /// Import tasks of our own that are still to be done
    Tasks(incoming::List),
    /// Import a register of risks into drafts of assessments: rated, and never concluded
    Risks(incoming::List),
}

#[derive(Debug, clap::Args)]
pub struct Systems {
    file: PathBuf,
    /// Say what would happen and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Read the columns by a saved or shipped mapping of this name, whatever the headers
    #[arg(long, value_name = "NAME")]
    mapping: Option<String>,
    /// Let a column fill a field, or nothing: --map "Agency=unit" --map "Notes="; may be given several times
    #[arg(long = "map", value_name = "COLUMN=FIELD")]
    map: Vec<String>,
}

impl Import {
    /// What it says, and how it ends: a refused row is a failure that says its counts all the same.
    pub(super) async fn run(self, place: &Place) -> Result<(Said, ExitCode), Failure> {
        match self {
            Self::Systems(systems) => systems.run(place).await,
            Self::Vendors(list) => list.run(Incoming::Vendors, place).await,
            Self::Dependencies(list) => list.run(Incoming::Dependencies, place).await,
            Self::Subprocessors(list) => list.run(Incoming::Subprocessors, place).await,
            Self::Attestations(list) => list.run(Incoming::Attestations, place).await,
            Self::People(list) => list.run(Incoming::People, place).await,
            Self::Tasks(list) => list.run(Incoming::OwnTasks, place).await,
            Self::Risks(list) => list.run(Incoming::Risks, place).await,
        }
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Store(error) => error.into(),
            trouble @ (Trouble::Table(_)
            | Trouble::Mapping(_)
            | Trouble::Refused(_)
            | Trouble::Moved(_)
            | Trouble::CutShort(_)
            | Trouble::Astray(_)
            | Trouble::Broken(_)) => Self(trouble.to_string()),
        }
    }
}

impl Systems {
    async fn run(self, place: &Place) -> Result<(Said, ExitCode), Failure> {
        let store = place.open().await?;
        if store.is_new().await? {
            return Err(Failure::new("Nobody is here yet. Add the first person with: plumbline people add"));
        }
        let job = self.job(&store).await?;
        let meter = Meter::default();
        if self.dry_run {
            let look = job.look(&store, &meter).await?;
            let end = if look.refused().is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
            return Ok((said(&look, "would be")?, end));
        }
        match job.run(&store, None, false, None, &meter).await {
            Ok((look, _)) => Ok((said(&look, "were")?, ExitCode::SUCCESS)),
            Err(Trouble::Refused(look)) => Ok((said(&look, "would have been")?, ExitCode::FAILURE)),
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// The file with its proposed mapping and what was said beside it.
    async fn job(&self, store: &Store) -> Result<Job, Failure> {
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let headers = heads(&self.file, &name).await?.headers;
        let saved: Vec<_> = store.mappings().await?.into_iter().map(|row| row.mapping).collect();
        let mut mapping = match &self.mapping {
            None => Mapping::propose_of(saved, &headers),
            Some(name) => named(name, saved.into_iter().chain(shipped()).collect())?,
        };
        for text in &self.map {
            mapping.assign_text(text, &headers).map_err(|fault| Failure(fault.message))?;
        }
        Ok(Job { path: self.file.clone(), name, digest: String::new(), mapping })
    }
}

/// The mapping of a name, or a sentence that names those there are.
fn named(name: &str, known: Vec<Mapping>) -> Result<Mapping, Failure> {
    let names: Vec<_> = known.iter().map(|mapping| format!("“{}”", mapping.name)).collect();
    let found = known.into_iter().find(|mapping| mapping.name == name);
    found.ok_or_else(|| Failure(format!("There is no mapping “{name}”. There is {}.", names.join(", "))))
}

fn said(look: &Look, verb: &str) -> Result<Said, Failure> {
    let summary = look.summary();
    let (created, changed, refused) = (summary.created, summary.changed, summary.refused.len());
    let mut lines = vec![format!(
        "{} rows: {created} {verb} created, {changed} changed; {} unchanged, {} identical, {refused} refused.",
        summary.rows, summary.unchanged, summary.identical
    )];
    lines.extend(summary.refused.iter().map(|remark| format!("Refused. {remark}")));
    lines.extend(summary.warnings.iter().map(ToString::to_string));
    if refused > 0 {
        lines.push("Nothing was written: mend the refused rows, or take them out of the file.".to_owned());
    }
    let json: Value = serde_json::to_value(summary).map_err(|error| Failure(error.to_string()))?;
    Ok(Said { text: lines.join("\n"), json })
}
