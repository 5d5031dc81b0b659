//! `cargo xtask bench`: what is quick enough, each figure beside its limit in the same run, written to
//! `docs/benchmarks.md`. Nothing here is asserted on the clock; the tests do not run it.

mod browser;
mod bulk;
mod clock;
mod figure;
mod house;
mod inventory;
mod pages;
mod process;
mod registers;
mod report;
mod seed;
mod transition;
mod weight;

use figure::Figure;
use report::Report;
use std::path::PathBuf;
use std::process::ExitCode;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What is asked for on the command line.
struct Asked {
    /// A file in the shape of the 2024 federal inventory; made up when there is none.
    inventory: Option<PathBuf>,
    /// Seed anew, though seeded databases are there.
    fresh: bool,
    /// Where the report goes; nowhere when it is only printed.
    write: Option<PathBuf>,
    /// Measured beside other work on the machine: the report says so.
    beside: bool,
    /// Forty systems and three months: whether it measures at all.
    small: bool,
}

impl Asked {
    fn read() -> Result<Self> {
        let mut asked = Self { inventory: None, fresh: false, write: None, beside: false, small: false };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut path = || words.next().map(PathBuf::from).ok_or(format!("{word} names a file"));
            match word.as_str() {
                "--inventory" => asked.inventory = Some(path()?),
                "--write" => asked.write = Some(path()?),
                "--fresh" => asked.fresh = true,
                "--beside-other-work" => asked.beside = true,
                "--small" => asked.small = true,
                "--bench" => {} // cargo says so to every bench
                _ => {
                    return Err(format!(
                        "{word} is not known: --inventory FILE, --fresh, --small, --beside-other-work, --write FILE"
                    )
                    .into());
                }
            }
        }
        Ok(asked)
    }
}

fn main() -> ExitCode {
    match measured() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Nothing was written: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measured() -> Result<()> {
    let asked = Asked::read()?;
    let workers = std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build()?;
    let report = runtime.block_on(measure(&asked))?;
    println!("\n{}", report.text());
    if let Some(path) = &asked.write {
        std::fs::write(path, report.text())?;
        println!("▸ written to {}", path.display());
    }
    Ok(())
}

async fn measure(asked: &Asked) -> Result<Report> {
    let inventory = inventory::find(asked.inventory.as_deref())?;
    let seeded = seed::seeded(&inventory, asked.fresh, asked.small).await?;
    let mut report = Report::new(&inventory, &seeded, asked.beside)?;
    report.part("Pages", pages::measure(&seeded).await?);
    report.part("A day that has passed", pages::past(&seeded).await?);
    report.part("Registers", registers::measure(&seeded).await?);
    report.part("One task transition", transition::sqlite(&seeded).await?);
    report.part("Many rows at once", bulk::measure(&inventory).await?);
    report.part("Start and memory", process::measure(&seeded).await?);
    report.part("First visit", weight::measure(&seeded).await?);
    match std::env::var("PLUMBLINE_TEST_POSTGRES") {
        Ok(server) => report.beside("PostgreSQL", postgres(&server, &inventory).await?),
        Err(_) => report.remark("PostgreSQL was not measured: PLUMBLINE_TEST_POSTGRES names no server."),
    }
    Ok(report)
}

/// The same verbs on PostgreSQL, with fewer systems: the throw-away server is seeded anew each time.
async fn postgres(server: &str, inventory: &inventory::Inventory) -> Result<Vec<Figure>> {
    let mut figures = transition::postgres(server, inventory).await?;
    figures.extend(bulk::postgres(server, inventory).await?);
    Ok(figures)
}
