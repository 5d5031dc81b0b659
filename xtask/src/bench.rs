//! `cargo xtask bench`: the site, then every figure beside its limit, with PostgreSQL beside where it is installed.

use crate::{call, client, house, proofs, site};
use anyhow::{Result, bail};

/// Durable, as the measure asks.
const POSTGRES: [&str; 3] = ["fsync=on", "max_connections=300", "log_min_messages=error"];

pub fn bench(asked: &[String]) -> Result<()> {
    let mut words = asked.iter();
    let mut given = Vec::new();
    while let Some(word) = words.next() {
        match (word.as_str(), words.as_slice().first()) {
            ("--inventory", Some(file)) => {
                // Measured from another folder.
                given.extend([word.clone(), std::path::absolute(file)?.display().to_string()]);
                words.next();
            }
            ("--fresh" | "--small" | "--beside-other-work", _) => given.push(word.clone()),
            _ => bail!("takes --inventory FILE, --fresh, --small and --beside-other-work"),
        }
    }
    site::build(client::build()?)?;
    let mut cargo = call::cargo();
    let report = house::at("docs/benchmarks.md");
    cargo.args(["bench", "--locked", "--package", "server", "--bench", "figures", "--", "--write"]);
    cargo.arg(report).args(given);
    if std::env::var_os("PLUMBLINE_TEST_POSTGRES").is_none() && call::there("pg_virtualenv") {
        return call::run(&mut proofs::on_postgres(&POSTGRES, &cargo));
    }
    call::run(&mut cargo)
}
