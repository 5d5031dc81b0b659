//! `cargo xtask test`: every proof there is, in order; then what each took, and what could not run on this machine.

use crate::{call, house, needs, program, round::Round};
use anyhow::{Result, bail};
use std::process::Command;

pub fn test(asked: &[String]) -> Result<()> {
    let mut round = Round::default();
    match asked {
        [] => whole(&mut round),
        [only] if only == "--quick" => quick(&mut round),
        _ => bail!("takes nothing but --quick"),
    }
    round.end()
}

/// `cargo xtask soak`: nothing that was acknowledged is lost, whenever the program is killed.
pub fn soak(asked: &[String]) -> Result<()> {
    let kills = match asked {
        [] => "1000",
        [kills] if kills.parse::<usize>().is_ok() => kills,
        _ => bail!("takes nothing but how often"),
    };
    let mut cargo = call::cargo();
    cargo.args(["test", "--locked", "--package", "server", "--test", "kill", "--", "--nocapture", "survives_any_kill"]);
    call::run(cargo.env("PLUMBLINE_KILLS", kills))
}

fn quick(round: &mut Round) {
    round.step("rules, store, pages and server, on SQLite", || call::run(&mut rust_tests()));
}

fn whole(round: &mut Round) {
    round.step("the tests compile", || call::run(rust_tests().arg("--no-run")));
    on_both_engines(round);
    let mut examples = call::cargo();
    round.step("examples in the documentation", || call::run(examples.args(["test", "--locked", "--quiet", "--doc"])));
    if round.step("the program and its site", || program::build(&[])) {
        journeys(round);
        document(round);
    } else {
        round.leave_out("the journeys and the API’s document", "the program was not built");
    }
}

fn on_both_engines(round: &mut Round) {
    const BOTH: &str = "rules, store, pages and server, on SQLite and PostgreSQL";
    if std::env::var_os("PLUMBLINE_TEST_POSTGRES").is_some() {
        round.step(BOTH, || call::run(&mut rust_tests()));
    } else if call::there("pg_virtualenv") {
        round.step(BOTH, || call::run(&mut on_postgres(&POSTGRES, &rust_tests())));
    } else {
        quick(round);
        round
            .leave_out("PostgreSQL", "no pg_virtualenv (Debian: postgresql), and no server in PLUMBLINE_TEST_POSTGRES");
    }
}

fn journeys(round: &mut Round) {
    let chromium = match needs::browser() {
        Ok(chromium) => chromium,
        Err(why) => return round.leave_out("the journeys", &format!("{why:#}")),
    };
    let mut playwright = call::program(&house::at("end2end/node_modules/.bin/playwright").to_string_lossy());
    playwright.args(["test", "--config", "end2end"]).env("CHROMIUM", chromium);
    round.step("journeys in the browser, with and without JavaScript", || call::run(&mut playwright));
}

/// The API against its own document, from outside.
fn document(round: &mut Round) {
    let python = match needs::api_tester() {
        Ok(python) => python,
        Err(why) => return round.leave_out("the API against its document", &format!("{why:#}")),
    };
    let mut tester = call::program(&python.to_string_lossy());
    tester.arg("end2end/api/run.py");
    round.step("the API against its document, by schemathesis", || call::run(&mut tester));
}

fn rust_tests() -> Command {
    let mut cargo = call::cargo();
    if call::there("cargo-nextest") {
        cargo.args(["nextest", "run", "--locked"]);
    } else {
        cargo.args(["test", "--locked", "--no-fail-fast", "--lib", "--bins", "--tests"]);
    }
    cargo
}

/// What a throw-away PostgreSQL needs: no safety, room for many tests, silence about what they do on purpose.
const POSTGRES: [&str; 3] = ["fsync=off", "max_connections=300", "log_min_messages=error"];
const HAND_OVER: &str =
    r#"PLUMBLINE_TEST_POSTGRES="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/$PGDATABASE" exec "$@""#;

/// The same call beside a throw-away server (Debian's; in a temporary folder, so that two rounds do not meet).
pub fn on_postgres(settings: &[&str], tests: &Command) -> Command {
    let mut command = call::program("pg_virtualenv");
    command.arg("-t").args(settings.iter().flat_map(|setting| ["-o", *setting])).args(["sh", "-c", HAND_OVER, "sh"]);
    command.env_remove("CARGO_TARGET_DIR").arg(tests.get_program()).args(tests.get_args());
    command
}
