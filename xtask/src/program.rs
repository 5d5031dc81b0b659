//! The program `plumbline`, with the site it serves: built, run, and wrapped up as one file.

use crate::{call, client, house, site};
use anyhow::{Context, Result, ensure};
use std::{fs, os::unix::process::CommandExt, path::Path};

/// `cargo xtask build`
pub fn build(_: &[String]) -> Result<()> {
    site::build(client::build()?)?;
    call::run(call::cargo().args(["build", "--locked", "--bin", "plumbline"]))
}

/// `cargo xtask run …`: what follows is for `plumbline serve`, which migrates and prints its address.
pub fn run(serve: &[String]) -> Result<()> {
    build(&[])?;
    let mut plumbline = call::program(&house::at("target/debug/plumbline").to_string_lossy());
    Err(plumbline.arg("serve").args(serve).exec()).context("plumbline did not start")
}

/// `cargo xtask dist`
pub fn dist(_: &[String]) -> Result<()> {
    site::build(client::build()?)?;
    let built = house::at("target/release/plumbline");
    let release = || call::run(call::cargo().args(["build", "--locked", "--release", "--bin", "plumbline"]));
    release()?;
    if !carries_the_site(&built)? {
        // Cargo does not see files that rust-embed would embed if they had been there the last time.
        call::run(call::cargo().args(["clean", "--locked", "--release", "--package", "server"]))?;
        release()?;
    }
    ensure!(carries_the_site(&built)?, "the release does not carry {}", site::FOLDER);
    let dist = house::at("target/dist");
    fs::create_dir_all(&dist)?;
    fs::copy(&built, dist.join("plumbline"))?;
    println!("▸ target/dist/plumbline: {} bytes, everything inside", fs::metadata(dist.join("plumbline"))?.len());
    Ok(())
}

/// The manifest names every file by its content, and is embedded in the same breath as they are.
fn carries_the_site(program: &Path) -> Result<bool> {
    let manifest = fs::read_to_string(house::at(site::FOLDER).join("manifest.json"))?;
    Ok(String::from_utf8_lossy(&fs::read(program)?).contains(&manifest))
}
