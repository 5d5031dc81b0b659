//! Controls of our own making: what the library does not propose, in the same shape and under the same rules. One
//! counts once a second person approved it.

use crate::accounts::line;
use crate::applies::Applies;
use crate::asked::CriterionSet;
use crate::catalogue::catalogue;
use crate::codes::RiskId;
use crate::evidence::Freshness;
use crate::proof::Proof;
use crate::refusal::{Fault, Faults, Refusal};
use crate::rhythm::FRESH_DAYS_MAX;
use crate::words::{
    Cadence, ControlType, CriterionId, DataRole, Effort, FreshRule, Nature, Stage, StageSet, SubjectKind,
};
use serde::{Deserialize, Serialize};

/// A requirement as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnRequirementDraft {
    pub title: String,
    pub why: String,
    /// One a line.
    pub steps: String,
    pub subject: String,
    pub nature: String,
    /// Kinds of evidence, in the grammar of [`Proof`].
    pub kinds: String,
    /// Empty: what follows from its nature.
    pub fresh_days: String,
    pub due_days: String,
}

impl OwnRequirementDraft {
    /// Nothing was typed: the group is passed over.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.title, &self.why, &self.steps, &self.kinds].iter().all(|text| text.trim().is_empty())
    }
}

/// A control as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnControlDraft {
    pub title: String,
    pub statement: String,
    pub control_type: String,
    pub role: String,
    pub cadence: String,
    /// In the grammar of [`Applies`].
    pub applies: String,
    pub stages: Vec<Stage>,
    /// Criteria that it answers, and those that it only supports: `CC6.1, CC7.2`.
    pub key_for: String,
    pub supports: String,
    pub risks: Vec<String>,
    pub test: String,
    pub requirements: Vec<OwnRequirementDraft>,
}

/// What is kept of a control of our own beside what every control has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnWords {
    pub control_type: ControlType,
    pub key_for: CriterionSet,
    pub risks: Vec<RiskId>,
    /// How it can be tested; may be empty.
    pub test: String,
}

/// What is kept of the task of a requirement of our own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSteps {
    pub title: String,
    pub why: String,
    pub steps: Vec<String>,
    pub effort: Effort,
}

/// A requirement that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRequirement {
    pub words: OwnSteps,
    pub subject: SubjectKind,
    pub nature: Nature,
    pub proof: Proof,
    pub fresh_rule: FreshRule,
    pub fresh_days: u16,
    pub due_days: u16,
}

/// A control that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnControl {
    pub title: String,
    pub statement: String,
    pub role: DataRole,
    pub cadence: Cadence,
    pub applies: Applies,
    pub stages: StageSet,
    /// Those it is key for, and those it supports.
    pub criteria: CriterionSet,
    pub words: OwnWords,
    pub requirements: Vec<OwnRequirement>,
}

/// Requirements that one control of our own has at most.
pub const REQUIREMENTS_MAX: usize = 9;
const TITLE_MAX: usize = 120;
const WHY_MAX: usize = 1_000;
const STEPS_MAX: usize = 12;
const DUE_DAYS: u16 = 30;

/// The name of a field of the requirement at a place, counted from 1.
#[must_use]
pub fn field(name: &str, place: usize) -> String {
    format!("{name}-{place}")
}

/// Criteria in a text: `CC6.1, CC7.2`.
///
/// # Errors
/// A sentence with an example.
pub fn criteria(text: &str) -> Result<CriterionSet, String> {
    let words = text.split([',', ' ', '\n']).map(str::trim).filter(|word| !word.is_empty());
    let read = |word: &str| {
        let word = word.to_uppercase();
        word.parse::<CriterionId>().map_err(|_| format!("“{word}” is no criterion. An example: CC6.1, CC7.2."))
    };
    words.map(read).collect()
}

/// To which systems it applies.
///
/// # Errors
/// A sentence with examples.
pub fn applies(text: &str) -> Result<Applies, String> {
    text.trim().parse().map_err(|_| {
        let text = text.trim();
        format!(
            "“{text}” cannot be read. Examples: organisation · all · generative,agentic (either) · \
             personal-data+high-impact (both) · organisation if third-party."
        )
    })
}

/// What proves a requirement, in kinds that the library knows.
///
/// # Errors
/// A sentence with examples.
pub fn kinds(text: &str) -> Result<Proof, String> {
    const EXAMPLES: &str = "Examples: policy-document,policy-approval (both) · config-export|access-listing (either) · \
                            nil(incident-record) (it, or a nil return).";
    let text: String = text.split_whitespace().collect();
    if text.is_empty() {
        return Err(format!("Say which kinds of evidence prove it. {EXAMPLES}"));
    }
    let proof: Proof = text.parse().map_err(|fault| format!("“{text}” cannot be read: {fault}. {EXAMPLES}"))?;
    let unknown = proof.kinds().map(|(kind, _)| kind.clone()).find(|kind| catalogue().kinds.get(kind).is_none());
    match unknown {
        Some(kind) => Err(format!("“{kind}” is no kind of evidence that the library knows. {EXAMPLES}")),
        None => Ok(proof),
    }
}

/// How long evidence lives by itself: what is set up once, until its review; what runs, by the cadence; per event it does
/// not age, and what runs all the time lives as its kind says.
#[must_use]
pub fn by_itself(nature: Nature, cadence: Cadence) -> Freshness {
    match (nature, cadence.fresh_days()) {
        (Nature::SetUp, _) => Freshness { rule: FreshRule::OwnReviewDate, days: FRESH_DAYS_MAX },
        (Nature::Operate, Some(days)) => Freshness { rule: FreshRule::Cadence, days },
        (Nature::Operate, None) if cadence == Cadence::PerEvent => Freshness { rule: FreshRule::Event, days: 0 },
        (Nature::Operate, None) => Freshness { rule: FreshRule::Kind, days: 0 },
    }
}

fn days(text: &str, or: u16, from: u16, until: u16) -> Result<u16, String> {
    match text.trim() {
        "" => Ok(or),
        text => text
            .parse()
            .ok()
            .filter(|days| (from..=until).contains(days))
            .ok_or_else(|| format!("“{text}” is no number of days from {from} to {until}. An example: 90.")),
    }
}

impl OwnControlDraft {
    /// The control, with what was typed in its shape.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at every field that cannot stand; those of a requirement carry its place.
    pub fn check(&self) -> Result<OwnControl, Refusal> {
        let mut faults = Faults::default();
        let title = faults.take(line("title", &self.title, TITLE_MAX, "Give it a short name."));
        let statement = crate::change::statement(&self.statement);
        let statement = statement.map_err(|refusal| said(&mut faults, refusal)).ok();
        let control_type = word(&mut faults, "control_type", &self.control_type, "Choose when it acts.");
        let role = word(&mut faults, "role", &self.role, "Choose who usually does its work.");
        let cadence = word(&mut faults, "cadence", &self.cadence, "Choose how often it runs.");
        let applies = text(&mut faults, "applies", applies(&self.applies));
        let stages: StageSet = self.stages.iter().copied().collect();
        if stages.is_empty() {
            faults.add("stages", "Choose at least one stage in which a system owes it.");
        }
        let key_for = text(&mut faults, "key_for", criteria(&self.key_for)).unwrap_or_default();
        let supports = text(&mut faults, "supports", criteria(&self.supports)).unwrap_or_default();
        if key_for.is_empty() && supports.is_empty() && !self.key_for.contains(|c: char| c.is_alphanumeric()) {
            faults.add("key_for", "Name at least one criterion that it answers or supports. An example: CC7.2.");
        }
        let risks: Vec<_> = self.risks.iter().filter_map(|id| id.parse::<RiskId>().ok()).collect();
        if risks.is_empty() || risks.iter().any(|id| catalogue().risks.get(id).is_none()) {
            faults.add("risks", "Choose at least one risk that it answers; without one it proves nothing.");
        }
        let requirements = self.requirements(cadence, &mut faults);
        faults.none()?;
        let whole = title.zip(statement).zip(control_type.zip(role)).zip(cadence.zip(applies));
        let Some((((title, statement), (control_type, role)), (cadence, applies))) = whole else {
            return Err(Refusal::at("title", "Fill in every field."));
        };
        let words = OwnWords { control_type, key_for, risks, test: self.test.trim().chars().take(WHY_MAX).collect() };
        let criteria = CriterionSet(key_for.0 | supports.0);
        Ok(OwnControl { title, statement, role, cadence, applies, stages, criteria, words, requirements })
    }

    fn requirements(&self, cadence: Option<Cadence>, faults: &mut Faults) -> Vec<OwnRequirement> {
        let typed: Vec<_> = self.requirements.iter().enumerate().filter(|(_, draft)| !draft.is_empty()).collect();
        if typed.is_empty() {
            faults.add("title-1", "Say at least one thing that has to be proven.");
        }
        if typed.len() > REQUIREMENTS_MAX {
            faults.add("title-1", format!("At most {REQUIREMENTS_MAX} requirements; these are {}.", typed.len()));
        }
        typed.into_iter().filter_map(|(i, draft)| draft.check(i + 1, cadence, faults)).collect()
    }
}

impl OwnRequirementDraft {
    fn check(&self, place: usize, cadence: Option<Cadence>, faults: &mut Faults) -> Option<OwnRequirement> {
        let at = |name| field(name, place);
        let title = line("title", &self.title, TITLE_MAX, "Say what is to be done, in an imperative.");
        let title = title.map_err(|fault| faults.add(at("title"), fault.message)).ok();
        let why = self.why.trim();
        if why.is_empty() || why.chars().count() > WHY_MAX {
            faults.add(at("why"), format!("Say why it is asked, in at most {WHY_MAX} characters."));
        }
        let steps = self.steps.lines().map(str::trim).filter(|step| !step.is_empty());
        let steps: Vec<_> = steps.map(str::to_owned).collect();
        if steps.is_empty() || steps.len() > STEPS_MAX {
            faults.add(at("steps"), format!("Write the steps, one a line, at most {STEPS_MAX}."));
        }
        let subject = word(faults, at("subject"), &self.subject, "Choose of what it is asked.");
        let nature = word(faults, at("nature"), &self.nature, "Choose whether it is set up once or runs.");
        let proof = text(faults, at("kinds"), kinds(&self.kinds));
        let typed = !self.fresh_days.trim().is_empty();
        let fresh = text(faults, at("fresh_days"), days(&self.fresh_days, FRESH_DAYS_MAX, 1, FRESH_DAYS_MAX))?;
        let due_days = text(faults, at("due_days"), days(&self.due_days, DUE_DAYS, 7, 365))?;
        let by_itself = by_itself(nature?, cadence?);
        let (fresh_rule, fresh_days) = match by_itself.rule {
            _ if !typed => (by_itself.rule, by_itself.days),
            FreshRule::OwnReviewDate => (FreshRule::OwnReviewDate, fresh),
            FreshRule::Cadence | FreshRule::OwnEndDate | FreshRule::Event | FreshRule::Kind | FreshRule::Days => {
                (FreshRule::Days, fresh)
            }
        };
        let words = OwnSteps { title: title?, why: why.to_owned(), steps, effort: Effort::Small };
        Some(OwnRequirement {
            words,
            subject: subject?,
            nature: nature?,
            proof: proof?,
            fresh_rule,
            fresh_days,
            due_days,
        })
    }
}

fn word<T: std::str::FromStr>(
    faults: &mut Faults,
    field: impl Into<std::borrow::Cow<'static, str>>,
    text: &str,
    missing: &str,
) -> Option<T> {
    text.parse().map_err(|_| faults.add(field, missing)).ok()
}

fn text<T>(
    faults: &mut Faults,
    field: impl Into<std::borrow::Cow<'static, str>>,
    read: Result<T, String>,
) -> Option<T> {
    read.map_err(|sentence| faults.add(field, sentence)).ok()
}

fn said(faults: &mut Faults, refusal: Refusal) {
    if let Refusal::Invalid(all) = refusal {
        for Fault { field, message } in all {
            faults.add(field, message);
        }
    }
}

/// The two letters under which a control of our own is numbered: those of its first criterion.
#[must_use]
pub fn letters(criteria: CriterionSet) -> &'static str {
    let first = criteria.iter().next().map_or("CC", CriterionId::key);
    match first.trim_end_matches(|c: char| !c.is_ascii_alphabetic()) {
        "A" => "AV",
        "C" => "CF",
        "PI" => "PI",
        "P" => "PR",
        _ => "CC",
    }
}

#[cfg(test)]
pub(crate) mod tests;
