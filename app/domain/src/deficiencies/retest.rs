//! Looking again whether the control works, once its corrective tasks are done.

use super::draft::day;
use super::state::{CorrectiveTask, Standing, TaskState};
use crate::change::said;
use crate::ids::EvidenceId;
use crate::own_tasks::OwnStage;
use crate::people::Actor;
use crate::refusal::{Fault, Faults, Refusal};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retest {
    pub on: Date,
    pub passed: bool,
    /// What was looked at, and what it showed.
    pub shown: String,
    /// The piece of evidence that shows it, where it lies here.
    pub evidence: Option<EvidenceId>,
}

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetestDraft {
    pub on: String,
    /// `passed` or `failed`.
    pub result: String,
    pub shown: String,
    /// An address or an id of evidence here; may be empty.
    pub evidence: String,
}

/// Whether `by` may look whether it works again: nobody who did what corrected it, as nobody accepts their own work.
///
/// # Errors
/// [`Refusal::Forbidden`] for whoever did one of its corrective tasks.
pub fn may_retest(tasks: &[CorrectiveTask], by: &Actor) -> Result<(), Refusal> {
    let theirs = |task: &CorrectiveTask| task.stage == OwnStage::Signed && task.done_by == Some(by.person);
    if tasks.iter().any(theirs) {
        return Err(Refusal::forbidden("You did what corrects it. Somebody else looks whether it works again."));
    }
    Ok(())
}

/// # Errors
/// [`Refusal::Conflict`] unless the assessment is agreed to and all corrective tasks are done; [`Refusal::Invalid`] at
/// `on`, `result`, `shown` or `evidence`.
pub fn retest(now: &Standing, tasks: TaskState, draft: &RetestDraft, today: Date) -> Result<Retest, Refusal> {
    if now.agreed.is_none() {
        return Err(Refusal::conflict("Two people agree on what it means first; then it is corrected and retested."));
    }
    let done_on = match tasks {
        TaskState::Done(day) => day,
        TaskState::Missing => return Err(Refusal::conflict("Nothing was corrected yet: there is nothing to retest.")),
        TaskState::Open => return Err(Refusal::conflict("A corrective task is still open. It is signed off first.")),
    };
    let mut faults = Faults::default();
    let on = faults.take(day("on", &draft.on, today));
    if on.is_some_and(|on| on < done_on) {
        faults.add("on", format!("The last corrective task was signed off on {done_on}. Look after that."));
    }
    let passed = match draft.result.trim() {
        "passed" => Some(true),
        "failed" => Some(false),
        _ => None,
    };
    if passed.is_none() {
        faults.add("result", "Choose whether it passed.");
    }
    let shown = faults.take(said("shown", &draft.shown, "Name what you looked at, and what it showed."));
    let evidence = faults.take(piece(&draft.evidence));
    faults.none()?;
    let missing = || Refusal::at("on", "Look at the fields again.");
    Ok(Retest {
        on: on.ok_or_else(missing)?,
        passed: passed.ok_or_else(missing)?,
        shown: shown.ok_or_else(missing)?,
        evidence: evidence.flatten(),
    })
}

fn piece(text: &str) -> Result<Option<EvidenceId>, Fault> {
    let text = text.trim();
    let id = text.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let id = id.rsplit('/').next().unwrap_or_default();
    if text.is_empty() {
        return Ok(None);
    }
    id.parse().map(Some).map_err(|_| Fault::new("evidence", "Give the address of a piece of evidence here."))
}
