//! What the README's commands call. `cargo xtask` alone says what there is.

mod bench;
mod call;
mod client;
mod house;
mod inputs;
mod needs;
mod program;
mod proofs;
mod round;
mod site;
mod styles;
mod wasm;

use std::process::ExitCode;

/// A command of the house: its name, what it is good for, and the function that does it.
struct Verb {
    name: &'static str,
    does: &'static str,
    run: fn(&[String]) -> anyhow::Result<()>,
}

const VERBS: [Verb; 6] = [
    Verb {
        name: "run",
        does: "install what is missing, build, serve on http://127.0.0.1:3000; takes the arguments of `plumbline serve`",
        run: program::run,
    },
    Verb {
        name: "build",
        does: "build the browser's half into target/site, then target/debug/plumbline",
        run: program::build,
    },
    Verb {
        name: "test",
        does: "every proof there is; --quick leaves out PostgreSQL, the browser and the tester of the API",
        run: proofs::test,
    },
    Verb {
        name: "soak",
        does: "the kill test 1,000 times, or as often as said: `cargo xtask soak 200`",
        run: proofs::soak,
    },
    Verb {
        name: "bench",
        does: "measure every figure beside its limit, write docs/benchmarks.md; --inventory FILE takes a real one",
        run: bench::bench,
    },
    Verb { name: "dist", does: "build target/dist/plumbline: one file with everything inside", run: program::dist },
];

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let verb = asked.split_first().and_then(|(name, rest)| Some((VERBS.iter().find(|verb| verb.name == name)?, rest)));
    let Some((verb, rest)) = verb else {
        for Verb { name, does, .. } in VERBS {
            println!("cargo xtask {name:<6} {does}");
        }
        return if asked.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    };
    match (verb.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo xtask {}: {error:#}", verb.name);
            ExitCode::FAILURE
        }
    }
}
