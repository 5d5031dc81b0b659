//! What an assessment says of each risk: open, rated or set aside.

use super::level::{Level, NoLevel, Rating};
use super::scale::{Judged, Scale};
use super::second::SetAside;
use super::treatment::Treatment;
use crate::change::words;
use crate::codes::{ControlId, RiskId};
use crate::ids::PersonId;
use crate::instant::Instant;
use crate::people::Actor;
use crate::refusal::{Fault, Faults, Refusal};
use serde::{Deserialize, Serialize};

/// A risk in an assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessedRisk {
    pub risk: RiskId,
    #[serde(flatten)]
    pub answer: Answer,
}

/// What is said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// Proposed; nobody has said anything yet.
    Open,
    Rated(Rated),
    SetAside(SetAside),
}

impl AssessedRisk {
    #[must_use]
    pub const fn rated(&self) -> Option<&Rated> {
        match &self.answer {
            Answer::Rated(rated) => Some(rated),
            Answer::Open | Answer::SetAside(_) => None,
        }
    }
}

/// A rating before and after the controls that act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rated {
    /// As if no control acted.
    pub inherent: Judged,
    /// What is left; within the inherent one.
    pub residual: Judged,
    /// The controls that are claimed to make the difference.
    pub acting: Vec<ControlId>,
    /// Why it is rated so; may be empty.
    pub note: String,
    /// Who answers for this risk.
    pub owner: PersonId,
    pub by: PersonId,
    pub at: Instant,
    /// What is done about it, where something is.
    pub treatment: Option<Treatment>,
}

/// A rating as typed. Steps are `1` to `5`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatedDraft {
    pub likelihood: String,
    pub impact: String,
    pub residual_likelihood: String,
    pub residual_impact: String,
    /// Codes of controls.
    pub acting: Vec<String>,
    pub note: String,
    pub owner: Option<PersonId>,
}

impl RatedDraft {
    /// What stands, as it would be typed.
    #[must_use]
    pub fn of(rated: &Rated) -> Self {
        let (inherent, residual) = (rated.inherent.rating, rated.residual.rating);
        Self {
            likelihood: inherent.likelihood.0.to_string(),
            impact: inherent.impact.0.to_string(),
            residual_likelihood: residual.likelihood.0.to_string(),
            residual_impact: residual.impact.0.to_string(),
            acting: rated.acting.iter().map(ToString::to_string).collect(),
            note: rated.note.clone(),
            owner: Some(rated.owner),
        }
    }

    /// The rating by this scale. `known` are the controls that may be named as acting; `before` is what was said so far,
    /// whose treatment stays. A residual below the inherent rating names a control that acts, or follows from a
    /// mitigation whose tasks are all closed.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `likelihood`, `impact`, `residual_likelihood`, `residual_impact`, `acting`, `note` or
    /// `owner`.
    pub fn check(
        &self,
        scale: &Scale,
        known: &[ControlId],
        before: Option<&Rated>,
        by: &Actor,
        at: Instant,
    ) -> Result<Rated, Refusal> {
        let mut faults = Faults::default();
        let inherent = rating(["likelihood", "impact"], [&self.likelihood, &self.impact], &mut faults);
        let typed = [&self.residual_likelihood, &self.residual_impact];
        let residual = rating(RESIDUAL, typed, &mut faults);
        let acting = faults.take(acting(&self.acting, known)).unwrap_or_default();
        let treatment = before.and_then(|rated| rated.treatment.clone());
        if let (Some(inherent), Some(residual)) = (inherent, residual) {
            within(residual, inherent, &mut faults);
            let treated = treatment.as_ref().is_some_and(Treatment::is_done);
            if residual != inherent && acting.is_empty() && !treated {
                faults.add("acting", "Name at least one control that acts: the residual is below the inherent rating.");
            }
        }
        let note = note(&self.note, &mut faults);
        if self.owner.is_none() {
            faults.add("owner", "Say who answers for this risk.");
        }
        faults.none()?;
        match (inherent, residual, self.owner) {
            (Some(inherent), Some(residual), Some(owner)) => {
                let (inherent, residual) = (scale.judge(inherent), scale.judge(residual));
                Ok(Rated { inherent, residual, acting, note, owner, by: by.person, at, treatment })
            }
            (_, _, _) => Err(Refusal::at("likelihood", "The rating needs another look.")),
        }
    }
}

impl RatedDraft {
    /// Several risks are rated alike only with a sentence that says why.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `note`.
    pub fn may_rate(&self, many: usize) -> Result<(), Refusal> {
        if many > 1 && self.note.trim().is_empty() {
            return Err(Refusal::at("note", "Say in a sentence why these risks are rated alike."));
        }
        Ok(())
    }
}

impl Rated {
    /// Whether somebody may say the same again in the next assessment: it was judged by the scale of today, and the
    /// controls that it names still apply.
    #[must_use]
    pub fn can_be_taken_over(&self, scale: &Scale, known: &[ControlId]) -> bool {
        let same = [self.inherent.scale, self.residual.scale].iter().all(|version| *version == scale.version);
        same && self.acting.iter().all(|control| known.contains(control))
    }
}

const RESIDUAL: [&str; 2] = ["residual_likelihood", "residual_impact"];

/// The residual claimed once all tasks of a mitigation are closed: in a draft, since what was concluded is not changed.
///
/// # Errors
/// [`Refusal::Conflict`] before that, or where the risk is treated otherwise; [`Refusal::Invalid`] at
/// `residual_likelihood` or `residual_impact` above the inherent rating.
pub fn after_treatment(
    rated: &Rated,
    residual: Rating,
    scale: &Scale,
    by: &Actor,
    at: Instant,
) -> Result<Rated, Refusal> {
    if !rated.treatment.as_ref().is_some_and(Treatment::is_done) {
        return Err(Refusal::conflict("The residual is claimed after all tasks of the mitigation are closed."));
    }
    let mut faults = Faults::default();
    within(residual, rated.inherent.rating, &mut faults);
    faults.none()?;
    let inherent = scale.judge(rated.inherent.rating);
    Ok(Rated { inherent, residual: scale.judge(residual), by: by.person, at, ..rated.clone() })
}

/// Notes a fault on each axis on which the residual is above the inherent rating.
fn within(residual: Rating, inherent: Rating, faults: &mut Faults) {
    let axes = [residual.likelihood > inherent.likelihood, residual.impact > inherent.impact];
    for (field, above) in RESIDUAL.into_iter().zip(axes) {
        if above {
            faults.add(field, "Controls do not make a risk worse: at most the inherent one.");
        }
    }
}

pub(super) fn rating(fields: [&'static str; 2], typed: [&String; 2], faults: &mut Faults) -> Option<Rating> {
    let mut level = |field: &'static str, text: &String| {
        faults.take(text.parse::<Level>().map_err(|told: NoLevel| Fault::new(field, told.to_string())))
    };
    let ([likelihood_field, impact_field], [likelihood, impact]) = (fields, typed);
    let axes = [level(likelihood_field, likelihood), level(impact_field, impact)];
    let [Some(likelihood), Some(impact)] = axes else { return None };
    Some(Rating::new(likelihood, impact))
}

fn acting(typed: &[String], known: &[ControlId]) -> Result<Vec<ControlId>, Fault> {
    let read: Result<Vec<ControlId>, _> = typed.iter().map(|text| text.parse()).collect();
    let mut acting = read.map_err(|told| Fault::new("acting", told.to_string()))?;
    acting.sort();
    acting.dedup();
    match acting.iter().find(|control| !known.contains(control)) {
        Some(strange) => Err(Fault::new("acting", format!("{strange} does not apply here, so it cannot act."))),
        None => Ok(acting),
    }
}

fn note(typed: &str, faults: &mut Faults) -> String {
    words("note", typed).unwrap_or_else(|refusal| {
        faults.add("note", refusal.to_string());
        String::new()
    })
}
