//! Where the browser's half gets its standard library from. Two ways lead there:
//! rustup's target `wasm32-unknown-unknown`, and, where rustup fetches nothing, Debian's pair of compiler and
//! library sources (`rustc-web`, `rust-web-src`), which belong together: no compiler builds another's library.

use crate::{call, house, needs};
use anyhow::{Context, Result};
use std::{path::Path, process::Command};

pub const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

pub enum Way {
    Rustup,
    Debian,
}

impl Way {
    /// What is there already comes first, then what can be fetched; says in a line which way it took.
    pub fn find() -> Result<Self> {
        if rustup_has_it() {
            println!("▸ wasm: rustup's target {TARGET}, present");
            return Ok(Self::Rustup);
        }
        if debian_has_it() {
            println!("▸ wasm: Debian's rustc-web and rust-web-src, present");
            return Ok(Self::Debian);
        }
        println!("▸ wasm: the library for {TARGET} is missing");
        if call::there("rustup")
            && call::run(call::program("rustup").args(["target", "add", TARGET])).is_ok()
            && rustup_has_it()
        {
            println!("▸ wasm: rustup's target {TARGET}, fetched");
            return Ok(Self::Rustup);
        }
        needs::apt(
            &["rustc-web", "rust-web-src"],
            "rustup cannot fetch the wasm library; Debian's compiler builds it from source",
        )?;
        debian_has_it()
            .then_some(Self::Debian)
            .context("Debian's rustc-web is older than our rust-version, or its sources are not where they belong")
    }

    /// `cargo build`, set up for this way.
    pub fn cargo_build(&self) -> Result<Command> {
        let mut cargo = call::cargo();
        cargo.args(["build", "--locked", "--target", TARGET]);
        match self {
            Self::Rustup => {}
            Self::Debian => {
                cargo.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
                cargo.env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1");
                cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", rustup_lld()?);
            }
        }
        Ok(cargo)
    }
}

fn sysroot(rustc: &str) -> Option<String> {
    call::ask(call::program(rustc).args(["--print", "sysroot"]))
}

fn rustup_has_it() -> bool {
    sysroot("rustc").is_some_and(|root| Path::new(&root).join("lib/rustlib").join(TARGET).join("lib").is_dir())
}

/// Both halves of the pair, and a compiler that is not older than the workspace's `rust-version`.
fn debian_has_it() -> bool {
    let sources =
        sysroot(DEBIAN_RUSTC).is_some_and(|root| Path::new(&root).join("lib/rustlib/src/rust/library/std").is_dir());
    let minor = |version: &str| version.split('.').nth(1)?.parse::<u32>().ok();
    let have = call::ask(call::program(DEBIAN_RUSTC).arg("--version")).as_deref().and_then(minor);
    let want = std::fs::read_to_string(house::at("rust-toolchain.toml")).ok().as_deref().and_then(minor);
    sources && have.is_some() && have >= want
}

/// Debian's compiler comes without a wasm linker; rustup's toolchain has one.
fn rustup_lld() -> Result<String> {
    let about = call::ask(call::program("rustc").arg("-vV")).context("rustc does not answer")?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(format!("{}/lib/rustlib/{host}/bin/rust-lld", sysroot("rustc").context("rustc has no sysroot")?))
}
