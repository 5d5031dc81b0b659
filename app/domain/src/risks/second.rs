//! Setting a risk aside, and where that takes two.

use crate::change;
use crate::codes::RiskId;
use crate::ids::PersonId;
use crate::instant::Instant;
use crate::people::Actor;
use crate::refusal::{Faults, Refusal};
use crate::words::{QuestionSet, Trait, TraitSet};
use serde::{Deserialize, Serialize};

/// A proposed risk that is not rated, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SetAside {
    pub reason: String,
    pub by: PersonId,
    pub at: Instant,
    /// The second person, where one agreed.
    pub agreed: Option<Agreed>,
}

/// Who agreed, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    pub by: PersonId,
    pub at: Instant,
}

/// The risks of the library that nobody sets aside alone where it matters: drift (01), biased decisions (02),
/// unauthorised access to training data (03), and corruption of data in training (04), in pipelines (05) and in
/// retrieval (16).
pub const BY_TWO: [&str; 6] = ["RISK-01", "RISK-02", "RISK-03", "RISK-04", "RISK-05", "RISK-16"];

/// The traits with which it matters.
const WHERE: [Trait; 3] = [Trait::TrainedInHouse, Trait::PersonalData, Trait::HighImpact];

/// Nobody sets drift, biased decisions, corruption of data or unauthorised access to training data aside alone for a
/// system that is trained in house, sees personal data or is high-impact. An unanswered trait counts as yes until it is
/// answered. For the organisation, `yes` is what any of its systems is and `no` what
/// none is.
///
/// # Errors
/// [`Refusal::Conflict`], which says on account of which trait, or which question to answer.
pub fn must_not_be_set_aside_alone(risk: &RiskId, yes: TraitSet, no: TraitSet) -> Result<(), Refusal> {
    let matters: TraitSet = WHERE.into_iter().collect();
    let (held, open) = (matters.intersection(yes), matters.minus(yes).minus(no));
    if !BY_TWO.contains(&risk.as_str()) || (held.is_empty() && open.is_empty()) {
        return Ok(());
    }
    if held.is_empty() {
        let questions: Vec<_> =
            QuestionSet::from(open).iter().map(|question| question.label().to_lowercase()).collect();
        return Err(Refusal::conflict(format!(
            "Not answered yet: {}. Answer with no, or let a second person agree.",
            questions.join(", ")
        )));
    }
    let traits: Vec<_> = held.iter().map(|which| which.label().to_lowercase()).collect();
    let sentence = format!("With this trait a second person agrees to set {risk} aside: {}.", traits.join(", "));
    Err(Refusal::conflict(sentence))
}

/// A risk is set aside. Where [`must_not_be_set_aside_alone`] refuses, it waits for a second person.
///
/// # Errors
/// [`Refusal::Invalid`] at `reason`.
pub fn set_aside(reason: &str, by: &Actor, at: Instant) -> Result<SetAside, Refusal> {
    Ok(SetAside { reason: change::reason(reason)?, by: by.person, at, agreed: None })
}

/// Several risks are set aside with one reason. Those to which a second person has to agree are set aside one by one.
///
/// # Errors
/// [`Refusal::Invalid`] at `risk` when none is named, or with those that take two; at `reason`.
pub fn set_aside_together(
    risks: &[RiskId],
    yes: TraitSet,
    no: TraitSet,
    reason: &str,
    by: &Actor,
    at: Instant,
) -> Result<SetAside, Refusal> {
    let by_two = risks.iter().filter(|risk| must_not_be_set_aside_alone(risk, yes, no).is_err());
    let by_two: Vec<_> = by_two.map(RiskId::as_str).collect();
    let mut faults = Faults::default();
    if risks.is_empty() {
        faults.add("risk", "Choose at least one risk.");
    }
    if !by_two.is_empty() {
        let these = by_two.join(", ");
        faults.add(
            "risk",
            format!("Here a second person agrees to set these aside, so each is set aside by itself: {these}."),
        );
    }
    let aside = match set_aside(reason, by, at) {
        Ok(aside) => Some(aside),
        Err(refusal) => {
            faults.add("reason", refusal.to_string());
            None
        }
    };
    faults.none()?;
    aside.ok_or_else(|| Refusal::at("reason", "Say why."))
}

/// A second person agrees.
///
/// # Errors
/// [`Refusal::Forbidden`] for whoever set it aside or has no right of review; [`Refusal::Conflict`] when somebody agreed
/// already.
pub fn agree_to_set_aside(aside: &SetAside, by: &Actor, at: Instant) -> Result<SetAside, Refusal> {
    if aside.agreed.is_some() {
        return Err(Refusal::conflict("A second person agreed already."));
    }
    if aside.by == by.person {
        return Err(Refusal::forbidden("You set this risk aside. A second person agrees."));
    }
    by.must_review()?;
    Ok(SetAside { agreed: Some(Agreed { by: by.person, at }), ..aside.clone() })
}

impl SetAside {
    /// Whether it stands: one person was enough, or a second one agreed.
    #[must_use]
    pub fn stands(&self, risk: &RiskId, yes: TraitSet, no: TraitSet) -> bool {
        self.agreed.is_some() || must_not_be_set_aside_alone(risk, yes, no).is_ok()
    }
}
