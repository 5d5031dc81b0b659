//! Killed at any moment, the program loses nothing that it acknowledged and keeps nothing by halves.
//!
//! Eight clients write tasks, approvals, files of evidence, imports and invitations, and remember what was
//! acknowledged; `plumbline serve` gets SIGKILL after 20 to 800 ms; then everything is looked at. 15 times here, 50
//! under CI, as often as `PLUMBLINE_KILLS` says (`cargo xtask soak`: 1,000).
#![cfg(test)]

mod firm;
mod http;
mod look;
mod writers;

use firm::Killed;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline");

pub fn plumbline(data: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.env_clear().env("PLUMBLINE_DATA", data).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn serve(data: &Path, faulty: bool) -> (Child, String) {
    let mut command = plumbline(data);
    if faulty {
        command.env("FAULT", "answer-first");
    }
    let mut child = command.args(["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address =
        line.trim().strip_prefix("Plumbline serves on http://").unwrap_or_else(|| panic!("{line}")).to_owned();
    (child, address)
}

/// How many writes of each kind survived so many kills, or what did not hold.
fn torment(kills: usize, faulty: bool) -> Result<BTreeMap<&'static str, usize>, String> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut killed = runtime.block_on(Killed::begin());
    for round in 0..kills {
        let (mut child, address) = serve(killed.data(), faulty);
        killed.sign_in(&address);
        let gone = Arc::new(AtomicBool::new(false));
        let clients = writers::begin(&killed, &address, round, &gone);
        // Spread over 20 to 800 ms without chance: the same kills every time, none like the one before.
        std::thread::sleep(Duration::from_millis(20 + u64::try_from(round * 313 % 781).unwrap()));
        child.kill().unwrap();
        child.wait().unwrap();
        gone.store(true, Ordering::Relaxed);
        clients.into_iter().for_each(|client| assert!(client.join().is_ok()));
        let last = round + 1 == kills;
        runtime.block_on(killed.look(last)).map_err(|fault| format!("after kill {round}: {fault}"))?;
    }
    Ok(killed.survived())
}

#[test]
fn what_was_acknowledged_survives_any_kill_and_nothing_is_there_by_halves() {
    let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    let kills = std::env::var("PLUMBLINE_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(if ci { 50 } else { 15 });
    let survived = torment(kills, false).unwrap_or_else(|fault| panic!("{fault}"));
    println!("{kills} kills survived: {survived:?}");
    for kind in writers::KINDS {
        let n = survived.get(kind).copied().unwrap_or_default();
        assert!(
            n >= kills / 3,
            "{n} of {kind} acknowledged in {kills} kills are too few to show anything: {survived:?}"
        );
    }
}

/// The test of the test: a program that answers before it commits does not pass.
#[test]
fn a_program_that_answers_before_it_commits_is_found_out() {
    let fault = torment(10, true).expect_err("acknowledged and lost, and nobody noticed");
    assert!(fault.contains("was acknowledged"), "{fault}");
    println!("{fault}");
}
