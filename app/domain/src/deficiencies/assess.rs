//! The judgement of a deficiency: made by one person, agreed to by another, who neither made it nor answers for it.

use super::close::answers;
use super::state::Standing;
use super::words::{Effect, Severity};
use crate::change::said;
use crate::codes::ControlId;
use crate::people::{Actor, Role};
use crate::refusal::{Faults, Refusal};
use serde::{Deserialize, Serialize};

/// A control that answers for the one that did not work, meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compensating {
    pub control: ControlId,
    /// Why it answers for it, and how that was seen.
    pub why: String,
}

/// What one person makes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    pub cause: String,
    pub extent: String,
    pub severity: Severity,
    pub effect: Effect,
    pub effect_why: String,
    pub compensating: Option<Compensating>,
}

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssessmentDraft {
    pub cause: String,
    pub extent: String,
    pub severity: String,
    pub effect: String,
    pub effect_why: String,
    /// Empty: no control compensates.
    pub compensating: String,
    pub compensating_why: String,
}

impl AssessmentDraft {
    /// Of what was said, for a form that is filled again.
    #[must_use]
    pub fn of(said: &Assessment) -> Self {
        let with = said.compensating.as_ref();
        Self {
            cause: said.cause.clone(),
            extent: said.extent.clone(),
            severity: said.severity.key().to_owned(),
            effect: said.effect.key().to_owned(),
            effect_why: said.effect_why.clone(),
            compensating: with.map(|one| one.control.to_string()).unwrap_or_default(),
            compensating_why: with.map(|one| one.why.clone()).unwrap_or_default(),
        }
    }

    /// `failed` is the control that did not work; `adopted` are the controls that may compensate.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `cause`, `extent`, `severity`, `effect`, `effect_why`, `compensating` or
    /// `compensating_why`.
    pub fn check(&self, failed: Option<&ControlId>, adopted: &[ControlId]) -> Result<Assessment, Refusal> {
        let mut faults = Faults::default();
        let cause = faults.take(said("cause", &self.cause, "Say why it happened; “human error” is no cause."));
        let extent = faults.take(said("extent", &self.extent, "Say how far it reaches: occurrences, systems, days."));
        let severity: Option<Severity> = self.severity.trim().parse().ok();
        let effect: Option<Effect> = self.effect.trim().parse().ok();
        if severity.is_none() {
            faults.add("severity", "Choose how grave it is.");
        }
        let why = faults.take(said("effect_why", &self.effect_why, "Say why the criterion is still met, or is not."));
        match (severity, effect) {
            (_, None) => faults.add("effect", "Choose whether the criterion is still met."),
            (Some(Severity::Material), Some(Effect::StillMet)) => {
                faults.add("effect", "With a material weakness the criterion is not met.");
            }
            (Some(Severity::Exception), Some(Effect::NotMet)) => {
                faults.add("severity", "What leaves the criterion unmet is more than an exception.");
            }
            (Some(_) | None, Some(_)) => {}
        }
        let compensating = self.compensating(failed, adopted, &mut faults);
        faults.none()?;
        let missing = || Refusal::at("severity", "Look at the fields again.");
        Ok(Assessment {
            cause: cause.ok_or_else(missing)?,
            extent: extent.ok_or_else(missing)?,
            severity: severity.ok_or_else(missing)?,
            effect: effect.ok_or_else(missing)?,
            effect_why: why.ok_or_else(missing)?,
            compensating,
        })
    }

    fn compensating(
        &self,
        failed: Option<&ControlId>,
        adopted: &[ControlId],
        faults: &mut Faults,
    ) -> Option<Compensating> {
        let chosen = self.compensating.trim();
        if chosen.is_empty() {
            if !self.compensating_why.trim().is_empty() {
                faults.add("compensating", "Choose the control that you mean.");
            }
            return None;
        }
        let control = chosen.parse::<ControlId>().ok().filter(|control| adopted.contains(control));
        if control.is_none() {
            faults.add("compensating", "Only an adopted control compensates.");
        } else if control.as_ref() == failed {
            faults.add("compensating", "This is the control that did not work. Another one compensates, or none.");
        }
        let why = faults.take(said("compensating_why", &self.compensating_why, "Say why it answers for the other."));
        Some(Compensating { control: control?, why: why? })
    }
}

/// Whether `by` may be the second person of the last assessment.
///
/// # Errors
/// [`Refusal::Forbidden`] for whoever made it, answers or ever answered for the deficiency, and whoever neither reviews nor is an
/// executive; [`Refusal::Conflict`] when nothing waits.
pub fn agree(now: &Standing, by: &Actor) -> Result<(), Refusal> {
    let Some((_, assessor, _)) = &now.assessment else {
        return Err(Refusal::conflict("It is not assessed yet."));
    };
    if now.closed.is_some() || now.agreed.is_some() {
        return Err(Refusal::conflict("The assessment was agreed to already. Nothing was changed."));
    }
    if now.disagreed.is_some() {
        return Err(Refusal::conflict("Somebody disagreed. It is assessed anew first."));
    }
    if *assessor == by.person {
        return Err(Refusal::forbidden("You assessed this. A second person agrees."));
    }
    answers(now, by, "Somebody else judges how grave it is.")?;
    let executive = by.rights.has(Role::Executive) && !by.rights.is_guest();
    if !by.rights.reviews() && !executive {
        return Err(Refusal::forbidden("People with the right of review and executives agree."));
    }
    Ok(())
}

/// Whether exceptions are assessed once two agree on one of them: no other that stands open waits for that. `others` are all
/// others that stand open. Source: AIG-MO-03, every exception of the window.
#[must_use]
pub fn all_assessed<'a>(others: impl IntoIterator<Item = &'a Standing>) -> bool {
    others.into_iter().all(Standing::assessed_by_two)
}

/// The second person sees it otherwise, and says why.
///
/// # Errors
/// As [`agree`]; [`Refusal::Invalid`] at `reason`.
pub fn disagree(now: &Standing, by: &Actor, reason: &str) -> Result<String, Refusal> {
    agree(now, by)?;
    crate::change::reason(reason)
}
