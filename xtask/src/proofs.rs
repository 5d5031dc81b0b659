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

fn quick(round: &mut Round) {
    round.step("rules, store, pages and server, on SQLite", || call::run(&mut rust_tests()));
}

fn whole(round: &mut Round) {
    round.step("the tests compile", || call::run(rust_tests().arg("--no-run")));
    if std::env::var_os("PLUMBLINE_TEST_POSTGRES").is_some() {
        round.step("rules, store, pages and server, on SQLite and the given PostgreSQL", || {
            call::run(&mut rust_tests())
        });
    } else if call::there("pg_virtualenv") {
        round.step("rules, store, pages and server, on SQLite and PostgreSQL", || {
            call::run(&mut on_postgres(&rust_tests()))
        });
    } else {
        quick(round);
        round.leave_out(
            "PostgreSQL",
            "there is no pg_virtualenv (Debian: postgresql), and PLUMBLINE_TEST_POSTGRES names no server",
        );
    }
    round.step("examples in the documentation", || {
        call::run(call::cargo().args(["test", "--locked", "--quiet", "--doc"]))
    });
    let built = round.step("the program and its site", || program::build(&[]));
    match needs::browser() {
        Err(why) => round.leave_out("the journeys", &format!("{why:#}")),
        Ok(_) if !built => round.leave_out("the journeys", "the program was not built"),
        Ok(chromium) => {
            round.step("journeys in the browser, with and without JavaScript", || {
                let playwright = house::at("end2end/node_modules/.bin/playwright");
                call::run(
                    call::program(&playwright.to_string_lossy())
                        .args(["test", "--config", "end2end"])
                        .env("CHROMIUM", chromium),
                )
            });
        }
    }
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

/// The same call beside a throw-away server (Debian's; in a temporary folder, so that two rounds do not meet).
fn on_postgres(tests: &Command) -> Command {
    const HAND_OVER: &str =
        r#"PLUMBLINE_TEST_POSTGRES="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/$PGDATABASE" exec "$@""#;
    let mut command = call::program("pg_virtualenv");
    command.args([
        "-t",
        "-o",
        "fsync=off",
        "-o",
        "max_connections=300",
        "-o",
        "log_min_messages=error",
        "sh",
        "-c",
        HAND_OVER,
        "sh",
    ]);
    command.env_remove("CARGO_TARGET_DIR").arg(tests.get_program()).args(tests.get_args());
    command
}
