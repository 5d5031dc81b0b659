//! What an import of a file into an empty inventory would do: `cargo run --release -p tables --example plan -- FILE`.

use domain::import::{Existing, Mapping, plan};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).map(std::path::PathBuf::from).ok_or("Which file?")?;
    let name = path.to_string_lossy().into_owned();
    let mut table = tables::read(path, &name)?;
    let mapping = Mapping::propose(table.headers());
    let fitted =
        mapping.fit(table.headers()).map_err(|faults| faults.first().map_or_else(String::new, ToString::to_string))?;
    let how = table.how().to_string();
    let plan = plan::<u32>(table.rows(), &fitted, &Existing::default());
    println!("{how} Mapping: {:?}. {} columns unused.", mapping.name, fitted.unused().count());
    plan.refused.iter().chain(&plan.warnings).for_each(|remark| println!("{remark}"));
    let said = plan.summary();
    println!(
        "{} rows: {} created, {} identical, {} refused, {} warnings",
        said.rows,
        said.created,
        said.identical,
        said.refused.len(),
        said.warnings.len()
    );
    Ok(())
}
