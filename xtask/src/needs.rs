//! What a machine must have beside Rust, and how it gets there: nothing is installed when nothing is missing.

use crate::{call, house};
use anyhow::{Context, Result, bail, ensure};
use std::path::PathBuf;

/// The oldest major version of Node.js that Playwright runs on.
const PLAYWRIGHT_WANTS: u32 = 20;

/// The npm tools of `end2end`, as the lock file names them: wasm-opt, Playwright, axe.
pub fn npm_tools() -> Result<()> {
    let lock = std::fs::read(house::at("end2end/package-lock.json"))?;
    let installed = house::at("end2end/node_modules/.installed-from");
    if std::fs::read(&installed).is_ok_and(|from| from == lock) {
        return Ok(());
    }
    if !call::there("npm") {
        apt(&["nodejs", "npm"], "npm carries wasm-opt and the browser tests")?;
    }
    println!("▸ npm tools: missing or older than end2end/package-lock.json");
    call::run(call::program("npm").args(["ci", "--prefix", "end2end"]))?;
    std::fs::write(installed, lock).context("end2end/node_modules cannot be written")
}

/// The Chromium that the journeys run in, beside what drives it. Playwright's own download is not needed.
pub fn browser() -> Result<PathBuf> {
    npm_tools()?;
    let node = call::ask(call::program("node").arg("--version")).unwrap_or_default();
    let major = node.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    ensure!(major >= Some(PLAYWRIGHT_WANTS), "Playwright wants Node.js {PLAYWRIGHT_WANTS} or newer, this is {node:?}");
    let known = || ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(call::find);
    if known().is_none() {
        apt(&["chromium"], "the journeys run in a browser")?;
    }
    if !call::there("openssl") {
        apt(&["openssl"], "the journeys of letters make certificates of their own")?;
    }
    known().context("there is no Chromium on the PATH")
}

/// The tester of the API in a Python environment of its own, as `end2end/api/requirements.txt` names it; its Python.
pub fn api_tester() -> Result<PathBuf> {
    let wanted = std::fs::read(house::at("end2end/api/requirements.txt"))?;
    let (home, python) = (house::at("target/api-tester"), house::at("target/api-tester/bin/python"));
    let installed = home.join("installed-from");
    if python.exists() && std::fs::read(&installed).is_ok_and(|from| from == wanted) {
        return Ok(python);
    }
    if call::ask(call::program("python3").args(["-c", "import ensurepip, venv"])).is_none() {
        apt(&["python3-venv"], "the API is tested against its own document by a program in Python")?;
    }
    println!("▸ schemathesis: missing or older than end2end/api/requirements.txt");
    call::run(call::program("python3").args(["-m", "venv"]).arg(&home))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "end2end/api/requirements.txt"];
    call::run(call::program(&python.to_string_lossy()).args(pip))?;
    std::fs::write(installed, wanted).context("target/api-tester cannot be written")?;
    Ok(python)
}

/// Installs Debian packages, saying why; as root, or through sudo.
pub fn apt(packages: &[&str], why: &str) -> Result<()> {
    let names = packages.join(" ");
    if !call::there("apt-get") {
        bail!("{names} missing ({why}), and this machine has no apt-get: install what carries the same");
    }
    println!("▸ installing {names}: {why}");
    let root = call::ask(call::program("id").arg("-u")).is_some_and(|id| id == "0");
    let apt_get = || {
        let mut command = call::program(if root { "apt-get" } else { "sudo" });
        if !root {
            command.arg("apt-get");
        }
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    call::run(apt_get().args(["update", "-q"]))?;
    call::run(apt_get().args(["install", "-y", "-q", "--no-install-recommends"]).args(packages))
}
