//! One round of proofs: its steps with their times, and what was left out and why.

use crate::house;
use anyhow::{Result, ensure};
use std::time::{Duration, Instant};

#[derive(Default)]
pub struct Round {
    steps: Vec<Step>,
    left_out: Vec<String>,
}

struct Step {
    name: &'static str,
    took: Duration,
    passed: bool,
}

impl Round {
    /// Takes a step; a failed one does not hold up the next. True when it passed.
    #[expect(clippy::disallowed_methods, reason = "a stopwatch")]
    pub fn step(&mut self, name: &'static str, proof: impl FnOnce() -> Result<()>) -> bool {
        println!("\n── {name}");
        let start = Instant::now();
        let passed = proof().inspect_err(|error| eprintln!("{error:#}")).is_ok();
        self.steps.push(Step { name, took: start.elapsed(), passed });
        passed
    }

    pub fn leave_out(&mut self, what: &str, why: &str) {
        self.left_out.push(format!("{what}: {why}"));
    }

    /// The summary. Nothing is left out silently, and under CI nothing may be left out.
    pub fn end(self) -> Result<()> {
        println!("\n── summary");
        for Step { name, took, passed } in &self.steps {
            println!("{} {:>7.1} s  {name}", if *passed { "passed" } else { "FAILED" }, took.as_secs_f64());
        }
        for left_out in &self.left_out {
            println!("NOT RUN on this machine: {left_out}");
        }
        let failed = self.steps.iter().filter(|step| !step.passed).count();
        ensure!(failed == 0, "{failed} of {} steps failed", self.steps.len());
        ensure!(self.left_out.is_empty() || !house::strict(), "under CI=true nothing may be left out");
        Ok(())
    }
}
