//! The command line. A setting is a flag or a variable; a variable of ours that is none of ours is refused.

mod backup;
mod check;
mod example;
mod import;
mod incoming;
mod people;
mod readiness;
mod serve;
mod trail;

use crate::world::Machine;
use clap::{CommandFactory as _, Parser, Subcommand};
use domain::refusal::Refusal;
use serde_json::{Value, json};
use std::future::Future;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use store::Store;

/// Shows where the AI systems of an organisation stand to SOC 2, and walks people through putting right what does not.
#[derive(Debug, Parser)]
#[command(name = "plumbline", version, max_term_width = 100)]
pub struct Plumbline {
    #[command(flatten)]
    pub place: Place,
    /// Answer as JSON
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    command: Command,
}

/// Where everything is kept.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// The database: sqlite://PATH or postgres://… [default: plumbline.db in the data folder]
    #[arg(long, global = true, env = "PLUMBLINE_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// The data folder
    #[arg(long, global = true, env = "PLUMBLINE_DATA", default_value = "./data")]
    pub data: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages
    Serve(serve::Serve),
    /// People
    #[command(subcommand)]
    People(people::People),
    Readiness(readiness::Readiness),
    /// The audit trail
    #[command(subcommand)]
    Trail(trail::Trail),
    /// The example company
    #[command(subcommand)]
    Example(example::Example),
    /// Import from a file
    #[command(subcommand)]
    Import(import::Import),
    Check(check::Check),
    Backup(backup::Backup),
    Restore(backup::Restore),
}

/// What a command has to say when it is done: a sentence, and the same for machines.
pub struct Said {
    pub text: String,
    pub json: Value,
}

/// One clear line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(pub String);

impl Failure {
    pub fn new(line: impl Into<String>) -> Self {
        Self(line.into())
    }
}

impl From<store::Error> for Failure {
    /// Of a refusal every fault with its field; of all else its sentence.
    fn from(error: store::Error) -> Self {
        let store::Error::Refused(Refusal::Invalid(faults)) = error else { return Self(error.to_string()) };
        let faults: Vec<_> = faults.into_iter().map(|fault| format!("{}: {}", fault.field, fault.message)).collect();
        Self(faults.join(" "))
    }
}

impl From<app::error::Error> for Failure {
    fn from(error: app::error::Error) -> Self {
        Self(format!("{error:?}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl Place {
    pub(crate) fn database(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite://{}", self.data.join("plumbline.db").display()))
    }

    /// Where files of evidence lie.
    pub fn files(&self) -> store::Files {
        store::Files::of(&self.data)
    }

    /// The file of a SQLite database.
    pub(crate) fn sqlite_path(&self) -> Option<PathBuf> {
        self.database().strip_prefix("sqlite://").map(PathBuf::from)
    }

    /// Opens the database to look only, also beside the program that serves it.
    ///
    /// # Errors
    /// When there is none, or its schema is not this program's.
    pub async fn open_to_read(&self) -> Result<Store, Failure> {
        Ok(Store::open_to_read(&self.database(), Arc::new(Machine)).await?)
    }

    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// When it is held by another program, or cannot be opened.
    pub async fn open(&self) -> Result<Store, Failure> {
        Ok(Store::open(&self.database(), Arc::new(Machine)).await?)
    }
}

/// What `main` is.
#[must_use]
pub fn main() -> ExitCode {
    let plumbline = Plumbline::parse();
    let json = plumbline.json;
    match known_variables().and_then(|()| run(plumbline)) {
        Ok((said, end)) => {
            if json {
                say(&said.json);
            } else {
                say(&said.text);
            }
            end
        }
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "plumbline: {failure}");
            if json {
                say(&json!({ "error": failure.to_string() }));
            }
            ExitCode::FAILURE
        }
    }
}

/// To whoever listens; that nobody does any more is no failure.
pub fn say(what: &impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{what}");
}

/// What is to be said, and how the program ends.
fn run(plumbline: Plumbline) -> Result<(Said, ExitCode), Failure> {
    // At least two workers: one that renders must not hold up one that answers.
    let workers = std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build()?;
    to_its_end(runtime, async move {
        let said = match plumbline.command {
            Command::Serve(serve) => serve.run(&plumbline.place, plumbline.json).await,
            Command::People(people) => people.run(&plumbline.place).await,
            Command::Readiness(readiness) => readiness.run(&plumbline.place).await,
            Command::Example(example) => example.run(&plumbline.place).await,
            Command::Trail(trail) => trail.run(&plumbline.place).await,
            Command::Import(import) => return import.run(&plumbline.place).await,
            Command::Check(check) => return check.run(&plumbline.place).await,
            Command::Backup(backup) => backup.run(&plumbline.place).await,
            Command::Restore(restore) => restore.run(&plumbline.place).await,
        };
        said.map(|said| (said, ExitCode::SUCCESS))
    })
}

/// How long what reads beside the workers may take to end once the program is done: somebody stopped it, and waited.
const LAST: Duration = Duration::from_secs(2);

/// What comes of it. A reading that does not end by itself keeps no program from ending.
fn to_its_end<T>(runtime: tokio::runtime::Runtime, all: impl Future<Output = T>) -> T {
    let out = runtime.block_on(all);
    runtime.shutdown_timeout(LAST);
    out
}

/// A misspelt variable would otherwise be a setting that silently does nothing.
fn known_variables() -> Result<(), Failure> {
    let known = variables(&Plumbline::command());
    let ours = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut strange = ours.filter(|name| name.starts_with("PLUMBLINE_") && !known.contains(name));
    match strange.next() {
        Some(name) => Err(Failure(format!("There is no setting {name}. There are: {}.", known.join(", ")))),
        None => Ok(()),
    }
}

fn variables(command: &clap::Command) -> Vec<String> {
    let own = command
        .get_arguments()
        .filter_map(|argument| argument.get_env())
        .map(|name| name.to_string_lossy().into_owned());
    let mut all: Vec<_> = own.chain(command.get_subcommands().flat_map(variables)).collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    /// A diff of two endless texts, say.
    #[test]
    fn a_reading_that_does_not_end_keeps_no_program_from_ending() {
        let (until, never) = channel::<()>();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
        let out = to_its_end(runtime, async move {
            let (begun, begins) = tokio::sync::oneshot::channel();
            tokio::task::spawn_blocking(move || {
                begun.send(()).unwrap();
                never.recv().unwrap_err();
            });
            begins.await.unwrap();
            7
        });
        assert_eq!(out, 7);
        drop(until);
    }
}
