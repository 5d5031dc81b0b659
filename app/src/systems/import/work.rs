//! Reading a table against the inventory, and writing what was planned: the page's and the command's import alike.
//! The file is read twice and never lies in memory whole.

use domain::import::{Agreed, Astray, CutShort, Fitted, Mapping, MappingFault, Plan, Remark, Step, Summary, plan};
use domain::people::Actor;
use std::path::{Path, PathBuf};
use store::{Imported, Store};
use tables::{Table, TableFault};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

/// Rows written at once.
const AT_ONCE: usize = 500;

/// A table by its headers.
#[derive(Clone, Debug)]
pub struct Heads {
    pub headers: Vec<String>,
    /// How the file was understood, as a sentence.
    pub how: String,
}

/// What an import would do.
#[derive(Clone, Debug)]
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
    #[error(transparent)]
    CutShort(#[from] CutShort),
    #[error(transparent)]
    Astray(#[from] Astray),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("The work was broken off: {0}")]
    Broken(#[from] tokio::task::JoinError),
}

/// A file and how its columns are read.
#[derive(Clone, Debug)]
pub struct Job {
    pub path: PathBuf,
    pub name: String,
    pub mapping: Mapping,
}

fn heads_of(table: &Table) -> Heads {
    Heads { headers: table.headers().to_vec(), how: table.how().to_string() }
}

/// Opens a file and reads its headers.
///
/// # Errors
/// [`Trouble::Table`].
pub async fn heads(path: &Path, name: &str) -> Result<Heads, Trouble> {
    let (path, name) = (path.to_owned(), name.to_owned());
    Ok(spawn_blocking(move || tables::read(path, &name).map(|table| heads_of(&table))).await??)
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
    pub async fn look(&self, store: &Store) -> Result<Look, Trouble> {
        let known = store.known_systems().await?;
        let job = self.clone();
        let (mut look, changes) = spawn_blocking(move || {
            let (mut table, fitted) = job.open()?;
            let plan = plan(table.rows(), &fitted, &known.existing);
            let look = Look { heads: heads_of(&table), plan, seq: known.seq };
            let changes = changes(&look.plan, &mut table, &fitted)?;
            Ok::<_, Trouble>((look, changes))
        })
        .await??;
        look.plan.warnings.extend(store.held_back(&changes).await?);
        look.plan.warnings.sort_by_key(|remark| remark.row);
        Ok(look)
    }

    /// Writes it: everything that was looked at, or nothing. `by` is `None` from the command line.
    ///
    /// # Errors
    /// [`Trouble::Refused`] unless refused rows are left out; everything else that keeps it from being written.
    pub async fn run(&self, store: &Store, by: Option<&Actor>, leave_out: bool) -> Result<(Look, Imported), Trouble> {
        let look = self.look(store).await?;
        let refused = look.plan.refused.len();
        if refused > 0 && !leave_out {
            return Err(Trouble::Refused(Box::new(look)));
        }
        let agreed = look.plan.clone().without_refused()?;
        if agreed.plan().changes_nothing() {
            return Ok((look, Imported::default()));
        }
        let counts = vec![
            ("unchanged", look.plan.unchanged.len()),
            ("identical", look.plan.identical.len()),
            ("left_out", refused),
        ];
        let mut importing = store.import_systems(by, look.seq).await?;
        let mut steps = self.steps(agreed);
        while let Some(chunk) = steps.recv().await {
            importing.take(chunk?).await?;
        }
        let imported = importing.finish(&self.name, counts).await?;
        Ok((look, imported))
    }

    /// The steps, chunk by chunk, read on a thread of their own.
    fn steps(&self, agreed: Agreed<i64>) -> mpsc::Receiver<Result<Vec<Step<i64>>, Trouble>> {
        let (send, receive) = mpsc::channel(2);
        let job = self.clone();
        spawn_blocking(move || {
            let (mut table, fitted) = match job.open() {
                Ok(open) => open,
                Err(trouble) => return drop(send.blocking_send(Err(trouble))),
            };
            let mut steps = agreed.steps(table.rows(), &fitted).peekable();
            while steps.peek().is_some() {
                let chunk: Result<Vec<_>, _> = steps.by_ref().take(AT_ONCE).collect();
                if send.blocking_send(chunk.map_err(Trouble::from)).is_err() {
                    return;
                }
            }
        });
        receive
    }
}

/// The steps that change a system that is there; most of a first import has none.
fn changes(plan: &Plan<i64>, table: &mut Table, fitted: &Fitted) -> Result<Vec<Step<i64>>, Trouble> {
    if plan.changed.is_empty() || plan.cut_short {
        return Ok(Vec::new());
    }
    let agreed = plan.clone().without_refused()?;
    let steps = agreed.steps(table.rows(), fitted);
    let steps: Vec<_> = steps.filter(|step| !matches!(step, Ok(Step::Create { .. }))).collect::<Result<_, _>>()?;
    Ok(steps)
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
