//! The result of a step: what was looked at, how much of how many, and what it showed.

use super::plan::{Owners, Plan, Step};
use crate::change::words;
use crate::ids::{EvidenceId, PersonId};
use crate::instant::Instant;
use crate::people::Actor;
use crate::refusal::{Faults, Refusal};
use crate::words::word;
use std::collections::BTreeSet;

word! {
    /// What testing a step showed, weakest first.
    pub enum Outcome {
        Adverse = "adverse", "Shows failure",
        NotTested = "not-tested", "Not tested",
        Supports = "supports", "Supports",
    }
}

/// A result as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultDraft {
    pub outcome: Option<Outcome>,
    /// How many there were to choose from; empty: not counted.
    pub population: String,
    /// How many were tested.
    pub sample: String,
    /// How many of them deviated.
    pub deviations: String,
    /// The working paper: what was done and seen, or why nothing was.
    pub note: String,
    /// What was looked at, of what is accepted for the control.
    pub evidence: Vec<EvidenceId>,
    /// What was looked at that does not lie here: tickets, systems, interviews.
    pub elsewhere: String,
}

/// The result of a step. A later one replaces it until the report is concluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
    pub outcome: Outcome,
    pub population: Option<u32>,
    /// 0 where nothing was tested.
    pub sample: u32,
    pub deviations: u32,
    pub note: String,
    pub evidence: BTreeSet<EvidenceId>,
    /// Empty where nothing was looked at elsewhere.
    pub elsewhere: String,
    pub by: PersonId,
    pub at: Instant,
}

/// Records the result of a step.
///
/// What supports has no deviation and what is adverse has one at least: a deviation is reported, never rounded away. Both
/// name a sample; what supports names what was looked at: evidence that was accepted here, or what lies elsewhere. What
/// shows failure may name none: that nothing is there can be the failure. What was not tested names neither, and says why.
///
/// # Errors
/// [`Refusal::Conflict`] when the report is concluded; [`Refusal::Forbidden`] for whoever is no auditor of the plan or
/// owns what is tested; [`Refusal::Invalid`] at `outcome`, `population`, `sample`, `deviations`, `note` or `elsewhere`.
pub fn record(
    plan: &Plan,
    step: &Step,
    owners: &Owners,
    concluded: bool,
    draft: &ResultDraft,
    by: &Actor,
    now: Instant,
) -> Result<Tested, Refusal> {
    if concluded {
        return Err(Refusal::conflict("The report is concluded. What is found now belongs to the next audit."));
    }
    if by.rights.is_guest() || !plan.auditors.contains(&by.person) {
        return Err(Refusal::forbidden("You are no auditor of this plan. Its auditors record results."));
    }
    if owners.owns(by.person, &step.control, plan) {
        return Err(Refusal::forbidden("You own what is tested here. Another auditor tests it."));
    }
    draft.check(by.person, now)
}

impl ResultDraft {
    fn check(&self, by: PersonId, at: Instant) -> Result<Tested, Refusal> {
        let mut faults = Faults::default();
        let note = words("note", &self.note)?;
        let elsewhere = words("elsewhere", &self.elsewhere)?;
        if note.is_empty() {
            faults.add("note", "Write down what was done and seen, or why nothing was tested.");
        }
        if self.outcome.is_none() {
            faults.add("outcome", "Say what it showed.");
        }
        let population = number(&mut faults, "population", &self.population);
        let sample = number(&mut faults, "sample", &self.sample).unwrap_or(0);
        let deviations = number(&mut faults, "deviations", &self.deviations).unwrap_or(0);
        if let Some(outcome) = self.outcome {
            self.check_sample(outcome, population, sample, deviations, &mut faults);
        }
        faults.none()?;
        let outcome = self.outcome.ok_or_else(|| Refusal::at("outcome", "Say what it showed."))?;
        let evidence = self.evidence.iter().copied().collect();
        Ok(Tested { outcome, population, sample, deviations, note, evidence, elsewhere, by, at })
    }

    fn check_sample(
        &self,
        outcome: Outcome,
        population: Option<u32>,
        sample: u32,
        deviations: u32,
        faults: &mut Faults,
    ) {
        if outcome == Outcome::NotTested {
            if sample > 0 || deviations > 0 {
                faults.add("sample", "Nothing was tested: leave the sample empty, or say what it showed.");
            }
            return;
        }
        let none = self.sample.trim().parse::<u32>().map_or(self.sample.trim().is_empty(), |sample| sample == 0);
        if none {
            faults.add("sample", "Say how many were tested. One is a sample, too.");
        }
        if population.is_some_and(|population| sample > population) {
            faults.add("sample", "More were tested than there are.");
        }
        if deviations > sample {
            faults.add("deviations", "More deviated than were tested.");
        } else if outcome == Outcome::Supports && deviations > 0 {
            faults.add("deviations", "What deviated does not support: record it as showing failure.");
        } else if outcome == Outcome::Adverse && deviations == 0 {
            faults.add("deviations", "Say how many of the sample deviated.");
        }
        if outcome == Outcome::Supports && self.evidence.is_empty() && self.elsewhere.trim().is_empty() {
            faults.add("elsewhere", "Name what was looked at: evidence of the list, or what lies elsewhere.");
        }
    }
}

fn number(faults: &mut Faults, field: &'static str, text: &str) -> Option<u32> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let number = text.parse().ok();
    if number.is_none() {
        faults.add(field, format!("“{}” is no number. An example: 25.", text.chars().take(40).collect::<String>()));
    }
    number
}
