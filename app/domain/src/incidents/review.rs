//! Who was told, why it happened, and the review that closes it: held by somebody who did not lead it.

use super::classify::Times;
use super::report::moment;
use super::standing::{DutyStanding, duties};
use super::state::Incident;
use super::words::{CauseKind, PersonalData};
use crate::accounts::line;
use crate::change::said;
use crate::codes::DutyId;
use crate::instant::{Instant, Zone};
use crate::people::Actor;
use crate::refusal::{Faults, Refusal};
use serde::{Deserialize, Serialize};

const WHOM_MAX: usize = 160;
const PROOF_MAX: usize = 400;

/// Somebody was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The duty by which; none: by contract, or because we wished.
    pub duty: Option<DutyId>,
    pub whom: String,
    pub at: Instant,
    /// How that can be shown.
    pub proof: String,
}

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeDraft {
    /// Empty: by no duty of the list.
    pub duty: String,
    pub whom: String,
    pub at: String,
    pub proof: String,
}

fn open(incident: &Incident) -> Result<(), Refusal> {
    match incident.review {
        None => Ok(()),
        Some(_) => Err(Refusal::conflict("It was reviewed and closed. Nothing was changed.")),
    }
}

/// # Errors
/// [`Refusal::Invalid`] at `duty`, `whom`, `at` or `proof`; [`Refusal::Conflict`] once it is closed.
pub fn told(
    incident: &Incident,
    times: &Times,
    draft: &NoticeDraft,
    now: Instant,
    zone: &impl Zone,
) -> Result<Notice, Refusal> {
    open(incident)?;
    let mut faults = Faults::default();
    let duty = match draft.duty.trim() {
        "" => None,
        text => {
            let all = duties(incident, times, now, zone);
            let found = all.into_iter().find(|one| one.duty.id.as_str() == text).map(|one| one.duty.id.clone());
            if found.is_none() {
                faults.add("duty", "Choose a duty that applies to it.");
            }
            found
        }
    };
    let whom = faults.take(line("whom", &draft.whom, WHOM_MAX, "Say who was told."));
    let at = faults.take(moment("at", &draft.at, now, zone));
    if at.is_some_and(|at| at < times.detected) {
        faults.add("at", "Nobody is told before it is noticed. Look at the moment again.");
    }
    let proof = faults.take(line("proof", &draft.proof, PROOF_MAX, "Say how that can be shown: a receipt, a number."));
    faults.none()?;
    let missing = || Refusal::at("whom", "Look at the fields again.");
    Ok(Notice { duty, whom: whom.ok_or_else(missing)?, at: at.ok_or_else(missing)?, proof: proof.ok_or_else(missing)? })
}

/// Somebody decides, with a reason, that nobody is told by a duty.
///
/// # Errors
/// [`Refusal::Invalid`] at `duty` or `reason`; [`Refusal::Conflict`] once it is closed.
pub fn not_told(
    applying: &[DutyStanding],
    incident: &Incident,
    duty: &str,
    reason: &str,
) -> Result<(DutyId, String), Refusal> {
    open(incident)?;
    let duty = applying.iter().find(|one| one.duty.id.as_str() == duty.trim()).map(|one| one.duty.id.clone());
    let duty = duty.ok_or_else(|| Refusal::at("duty", "Choose a duty that applies to it."))?;
    Ok((duty, crate::change::reason(reason)?))
}

/// Why it happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    pub kinds: Vec<CauseKind>,
    pub words: String,
}

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CauseDraft {
    pub kinds: Vec<CauseKind>,
    pub words: String,
}

/// # Errors
/// [`Refusal::Invalid`] at `kinds` or `cause`; [`Refusal::Conflict`] once it is closed.
pub fn explain(incident: &Incident, draft: &CauseDraft) -> Result<Cause, Refusal> {
    open(incident)?;
    let mut faults = Faults::default();
    if draft.kinds.is_empty() {
        faults.add("kinds", "Choose where the cause lies.");
    }
    let words = faults.take(said("cause", &draft.words, "Say why it could happen; “human error” is no cause."));
    faults.none()?;
    let words = words.ok_or_else(|| Refusal::at("cause", "Look at the fields again."))?;
    Ok(Cause { kinds: draft.kinds.clone(), words })
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    pub lessons: String,
    /// What keeps it from happening again: the test or control that was added.
    pub prevents: String,
    /// Duties by which nobody was told, and of which the second person says: rightly so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirmed: Vec<DutyId>,
}

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewDraft {
    pub lessons: String,
    pub prevents: String,
    pub confirmed: Vec<DutyId>,
}

/// What is still missing before its review.
///
/// # Errors
/// [`Refusal::Conflict`] with the first thing.
pub fn outstanding(incident: &Incident, standing: &[DutyStanding]) -> Result<(), Refusal> {
    open(incident)?;
    let Some((said, _)) = &incident.classification else {
        return Err(Refusal::conflict("It is not classified yet."));
    };
    if said.resolved.is_none() {
        return Err(Refusal::conflict("It is not resolved yet."));
    }
    if incident.cause.is_none() {
        return Err(Refusal::conflict("Nobody has said yet why it happened."));
    }
    if said.personal_data == PersonalData::Unknown {
        return Err(Refusal::conflict("Whether personal data are concerned is not answered."));
    }
    match standing.iter().find(|one| one.state.is_open()) {
        None => Ok(()),
        Some(one) => {
            let sentence = format!("{}: nobody was told, and nobody decided why not.", one.duty.law);
            Err(Refusal::conflict(sentence))
        }
    }
}

/// Whether somebody may be the second person of an incident.
///
/// # Errors
/// [`Refusal::Forbidden`] for whoever led it at any time or has no right of review.
pub fn may_review(incident: &Incident, by: &Actor) -> Result<(), Refusal> {
    by.must_review()?;
    if incident.led.contains(&by.person) {
        return Err(Refusal::forbidden("You led it, or said what it was. Somebody else holds the review."));
    }
    Ok(())
}

/// # Errors
/// As [`outstanding`] and [`may_review`]; [`Refusal::Invalid`] at `lessons`, `prevents` or `confirmed`: nobody was told by a
/// duty, which the second person looks at one by one.
pub fn review(
    incident: &Incident,
    standing: &[DutyStanding],
    by: &Actor,
    draft: &ReviewDraft,
) -> Result<Review, Refusal> {
    outstanding(incident, standing)?;
    may_review(incident, by)?;
    let mut faults = Faults::default();
    let lessons = faults.take(said("lessons", &draft.lessons, "Say what was learned."));
    let prevents =
        faults.take(said("prevents", &draft.prevents, "Name the test or control that keeps it from happening again."));
    let untold = standing.iter().filter(|one| one.is_to_confirm());
    let (confirmed, missing): (Vec<_>, Vec<_>) = untold.partition(|one| draft.confirmed.contains(&one.duty.id));
    if let Some(one) = missing.first() {
        let law = one.duty.law;
        let sentence = format!("{law}: nobody was told. Confirm that this is right, or leave the incident open.");
        faults.add("confirmed", sentence);
    }
    faults.none()?;
    let both = lessons.zip(prevents);
    let (lessons, prevents) = both.ok_or_else(|| Refusal::at("lessons", "Look at the fields again."))?;
    let confirmed = confirmed.into_iter().map(|one| one.duty.id.clone()).collect();
    Ok(Review { lessons, prevents, confirmed })
}
