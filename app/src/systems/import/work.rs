//! Reading a table against the inventory, and writing what was planned: the page's and the command's import alike.
//! The file is read twice and never lies in memory whole.

use super::shown::Shown;
use super::under_way::Meter;
use domain::import::{Agreed, Astray, CutShort, Fitted, Mapping, MappingFault, Plan, Remark, Step, Summary, plan};
use domain::people::Actor;
use domain::refusal::Refusal;
use std::path::{Path, PathBuf};
use store::{Imported, Store};
use tables::{Table, TableFault};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};

/// Rows written at once.
const AT_ONCE: usize = 500;
/// How often the rows are looked at anew when somebody writes between the look and the writing.
const TURNS: u8 = 5;

/// Some steps, in their order.
type Chunk = Result<Vec<Step<i64>>, Trouble>;

/// A table by its headers.
#[derive(Clone, Debug, Default)]
pub struct Heads {
    pub headers: Vec<String>,
    /// How the file was understood, as a sentence.
    pub how: String,
    /// The beginnings of what each column holds, a few; empty after the columns were matched.
    pub samples: Vec<Vec<String>>,
}

/// What an import would do.
#[derive(Clone, Debug, Default)]
pub struct Look {
    pub heads: Heads,
    pub plan: Plan<i64>,
    seq: i64,
}

/// Why there is nothing to look at, or nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error(transparent)]
    Table(#[from] TableFault),
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))]
    Mapping(Vec<MappingFault>),
    /// Rows are refused, and nobody chose to leave them out.
    #[error("{} rows are refused, so nothing was written.", .0.plan.refused.len())]
    Refused(Box<Look>),
    /// It would no longer do what was shown.
    #[error("{0} Nothing was written; look at the rows again.")]
    Moved(&'static str),
    #[error(transparent)]
    CutShort(#[from] CutShort),
    #[error(transparent)]
    Astray(#[from] Astray),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("The work was broken off: {0}")]
    Broken(#[from] tokio::task::JoinError),
}

impl Trouble {
    /// Somebody wrote between the look and the writing.
    fn is_late(&self) -> bool {
        matches!(self, Self::Store(store::Error::Refused(Refusal::Conflict(_))))
    }
}

/// A file and how its columns are read.
#[derive(Clone, Debug)]
pub struct Job {
    pub path: PathBuf,
    pub name: String,
    /// Its SHA-256, where it was uploaded.
    pub digest: String,
    pub mapping: Mapping,
}

fn heads_of(table: &Table) -> Heads {
    Heads { headers: table.headers().to_vec(), how: table.how().to_string(), samples: Vec::new() }
}

/// The first different words of each column, from the first rows.
fn samples(table: &mut Table) -> Vec<Vec<String>> {
    const ROWS: usize = 200;
    const EACH: usize = 2;
    let mut samples = vec![Vec::new(); table.headers().len()];
    for row in table.rows().take(ROWS).flatten() {
        for (kept, cell) in samples.iter_mut().zip(&row.cells) {
            let cell = beginning(cell);
            if !cell.is_empty() && kept.len() < EACH && !kept.contains(&cell) {
                kept.push(cell);
            }
        }
    }
    samples
}

/// At most forty characters of a cell, on one line.
fn beginning(cell: &str) -> String {
    const MOST: usize = 40;
    let line = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST { line } else { line.chars().take(MOST - 1).chain(['…']).collect() }
}

/// Opens a file and reads its headers, and what its columns hold.
///
/// # Errors
/// [`Trouble::Table`].
pub async fn heads(path: &Path, name: &str) -> Result<Heads, Trouble> {
    let (path, name) = (path.to_owned(), name.to_owned());
    Ok(spawn_blocking(move || {
        tables::read(path, &name).map(|mut table| Heads { samples: samples(&mut table), ..heads_of(&table) })
    })
    .await??)
}

impl Job {
    fn open(&self) -> Result<(Table, Fitted), Trouble> {
        let table = tables::read(self.path.clone(), &self.name)?;
        let fitted = self.mapping.fit(table.headers()).map_err(Trouble::Mapping)?;
        Ok((table, fitted))
    }

    /// What would happen.
    ///
    /// # Errors
    /// Why there is nothing to look at.
    pub async fn look(&self, store: &Store, meter: &Meter) -> Result<Look, Trouble> {
        let known = store.known_systems().await?;
        let (job, meter) = (self.clone(), meter.clone());
        let (mut look, changes) = spawn_blocking(move || {
            let (mut table, fitted) = job.open()?;
            let rows = table.rows().inspect(|_| meter.read_one());
            let plan = plan(rows, &fitted, &known.existing);
            let look = Look { heads: heads_of(&table), plan, seq: known.seq };
            let changes = changes(&look.plan, &mut table, &fitted)?;
            Ok::<_, Trouble>((look, changes))
        })
        .await??;
        look.plan.warnings.extend(store.held_back(&changes).await?);
        look.plan.warnings.sort_by_key(|remark| remark.row);
        Ok(look)
    }

    /// Writes it: everything that was looked at, or nothing. `by` is `None` from the command line; `shown` is what the
    /// person who confirmed it saw.
    ///
    /// # Errors
    /// [`Trouble::Refused`] unless refused rows are left out; [`Trouble::Moved`] when it would do something else than
    /// was shown; everything else that keeps it from being written.
    pub async fn run(
        &self,
        store: &Store,
        by: Option<&Actor>,
        leave_out: bool,
        shown: Option<&Shown>,
        meter: &Meter,
    ) -> Result<(Look, Imported), Trouble> {
        let mut turn = 1;
        loop {
            match self.once(store, by, leave_out, shown, meter).await {
                Err(trouble) if trouble.is_late() && turn < TURNS => turn += 1,
                done => return done,
            }
        }
    }

    async fn once(
        &self,
        store: &Store,
        by: Option<&Actor>,
        leave_out: bool,
        shown: Option<&Shown>,
        meter: &Meter,
    ) -> Result<(Look, Imported), Trouble> {
        let mut look = self.look(store, meter).await?;
        if let Some(moved) = shown.and_then(|shown| shown.moved(&Shown::of(self, &look))) {
            return Err(Trouble::Moved(moved));
        }
        if !look.plan.refused.is_empty() && !leave_out {
            return Err(Trouble::Refused(Box::new(look)));
        }
        let refused = std::mem::take(&mut look.plan.refused);
        let Look { heads, plan, seq } = look;
        let counts =
            vec![("unchanged", plan.unchanged.len()), ("identical", plan.identical.len()), ("left_out", refused.len())];
        let agreed = plan.without_refused()?;
        if agreed.plan().changes_nothing() {
            let plan = Plan { refused, ..agreed.into_plan() };
            return Ok((Look { heads, plan, seq }, Imported::default()));
        }
        meter.will_write(agreed.plan().created.len() + agreed.plan().changed.len());
        let mut importing = store.import_systems(by, seq).await?;
        let (mut steps, reading) = self.steps(agreed);
        while let Some(chunk) = steps.recv().await {
            let chunk = chunk?;
            let rows = chunk.len();
            importing.take(chunk).await?;
            meter.wrote(rows);
        }
        let imported = importing.finish(&self.name, counts).await?;
        let plan = Plan { refused, ..reading.await?.into_plan() };
        Ok((Look { heads, plan, seq }, imported))
    }

    /// The steps, chunk by chunk, read on a thread of their own; at the end it gives the plan back.
    fn steps(&self, agreed: Agreed<i64>) -> (mpsc::Receiver<Chunk>, JoinHandle<Agreed<i64>>) {
        let (send, receive) = mpsc::channel(2);
        let job = self.clone();
        let reading = spawn_blocking(move || {
            match job.open() {
                Ok((mut table, fitted)) => {
                    let mut steps = agreed.steps(table.rows(), &fitted).peekable();
                    while steps.peek().is_some() {
                        let chunk: Result<_, _> = steps.by_ref().take(AT_ONCE).collect();
                        if send.blocking_send(chunk.map_err(Trouble::from)).is_err() {
                            break;
                        }
                    }
                }
                Err(trouble) => drop(send.blocking_send(Err(trouble))),
            }
            agreed
        });
        (receive, reading)
    }
}

/// The steps that change a system that is there; most of a first import has none.
fn changes(plan: &Plan<i64>, table: &mut Table, fitted: &Fitted) -> Result<Vec<Step<i64>>, Trouble> {
    if plan.changed.is_empty() || plan.cut_short {
        return Ok(Vec::new());
    }
    let agreed = Plan { changed: plan.changed.clone(), ..Plan::default() }.without_refused()?;
    Ok(agreed.steps(table.rows(), fitted).collect::<Result<_, _>>()?)
}

impl Look {
    /// In numbers.
    #[must_use]
    pub fn summary(&self) -> Summary<'_> {
        self.plan.summary()
    }

    /// How many rows would be written.
    #[must_use]
    pub fn written(&self) -> usize {
        self.plan.created.len() + self.plan.changed.len()
    }

    #[must_use]
    pub fn refused(&self) -> &[Remark] {
        &self.plan.refused
    }
}
