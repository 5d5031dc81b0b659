//! Changes that can better a finding without proof: each is proposed by one person and agreed to by another.

use crate::asked::CriterionSet;
use crate::codes::ControlId;
use crate::evidence::NamedPair;
use crate::ids::{EvidenceId, PersonId, ProgrammeId, SystemId, VendorId};
use crate::people::{Actor, Role};
use crate::refusal::{Fault, Refusal};
use crate::rhythm::Rhythm;
use crate::words::{Categories, CriterionId, Stage, Trait};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A change that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// The statements of adopted controls, as they stand, are ours.
    ApproveControls { controls: Vec<ControlId> },
    /// A new statement; a material one ends evidence of kinds that end with it.
    Reword { control: ControlId, version: i64, material: bool },
    /// A control is no longer run.
    Retire { control: ControlId },
    /// A control runs less often, or evidence for it may be older.
    Relax { control: ControlId, rhythm: Rhythm },
    /// Another owner of a control.
    Own { control: ControlId, owner: PersonId },
    /// A control is no longer key for a criterion, but supports it.
    Demote { programme: ProgrammeId, criterion: CriterionId, control: ControlId },
    /// The key controls of these criteria answer them: the control matrix, or a part of it.
    Conclude { programme: ProgrammeId, criteria: CriterionSet },
    /// A criterion is set aside as not applicable.
    SetAside { programme: ProgrammeId, criterion: CriterionId },
    /// An answer that asks less of a system than before.
    Answer { system: SystemId, which: Trait, answer: Option<bool> },
    /// A stage that asks less of a system than before.
    Move { system: SystemId, stage: Stage },
    /// Systems leave the scope of a programme.
    Narrow { programme: ProgrammeId, systems: Vec<SystemId> },
    /// A programme answers fewer categories.
    Drop { programme: ProgrammeId, categories: Categories },
    /// A system no longer depends on a vendor.
    Release { system: SystemId, vendor: VendorId },
    /// Requirements do not apply to subjects until a day, that day included.
    Exclude { pairs: Vec<NamedPair>, until: Date },
    /// Evidence that shows failure was no such thing.
    WithdrawAdverse { evidence: EvidenceId },
}

impl Change {
    /// The change's own word, for the trail.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::ApproveControls { .. } => "approve-controls",
            Self::Reword { .. } => "reword",
            Self::Retire { .. } => "retire",
            Self::Relax { .. } => "relax",
            Self::Own { .. } => "own",
            Self::Demote { .. } => "demote",
            Self::Conclude { .. } => "conclude",
            Self::SetAside { .. } => "set-aside",
            Self::Answer { .. } => "answer",
            Self::Move { .. } => "move",
            Self::Narrow { .. } => "narrow",
            Self::Drop { .. } => "drop",
            Self::Release { .. } => "release",
            Self::Exclude { .. } => "exclude",
            Self::WithdrawAdverse { .. } => "withdraw-adverse",
        }
    }

    /// The programme that it is about by name.
    #[must_use]
    pub const fn programme(&self) -> Option<ProgrammeId> {
        match self {
            Self::Demote { programme, .. }
            | Self::Conclude { programme, .. }
            | Self::SetAside { programme, .. }
            | Self::Narrow { programme, .. }
            | Self::Drop { programme, .. } => Some(*programme),
            Self::ApproveControls { .. }
            | Self::Reword { .. }
            | Self::Retire { .. }
            | Self::Relax { .. }
            | Self::Own { .. }
            | Self::Answer { .. }
            | Self::Move { .. }
            | Self::Release { .. }
            | Self::Exclude { .. }
            | Self::WithdrawAdverse { .. } => None,
        }
    }

    /// The systems that it is about by name.
    #[must_use]
    pub fn systems(&self) -> &[SystemId] {
        match self {
            Self::Answer { system, .. } | Self::Move { system, .. } | Self::Release { system, .. } => {
                std::slice::from_ref(system)
            }
            Self::Narrow { systems, .. } => systems,
            Self::ApproveControls { .. }
            | Self::Reword { .. }
            | Self::Retire { .. }
            | Self::Relax { .. }
            | Self::Own { .. }
            | Self::Demote { .. }
            | Self::Conclude { .. }
            | Self::SetAside { .. }
            | Self::Drop { .. }
            | Self::Exclude { .. }
            | Self::WithdrawAdverse { .. } => &[],
        }
    }

    /// The controls that it is about by name.
    #[must_use]
    pub fn controls(&self) -> &[ControlId] {
        match self {
            Self::ApproveControls { controls } => controls,
            Self::Reword { control, .. }
            | Self::Retire { control }
            | Self::Relax { control, .. }
            | Self::Own { control, .. }
            | Self::Demote { control, .. } => std::slice::from_ref(control),
            Self::Conclude { .. }
            | Self::SetAside { .. }
            | Self::Answer { .. }
            | Self::Move { .. }
            | Self::Narrow { .. }
            | Self::Drop { .. }
            | Self::Release { .. }
            | Self::Exclude { .. }
            | Self::WithdrawAdverse { .. } => &[],
        }
    }

    /// The criteria that it is about by name.
    #[must_use]
    pub fn criteria(&self) -> CriterionSet {
        match self {
            Self::Demote { criterion, .. } | Self::SetAside { criterion, .. } => {
                CriterionSet::default().with(*criterion)
            }
            Self::Conclude { criteria, .. } => *criteria,
            Self::ApproveControls { .. }
            | Self::Reword { .. }
            | Self::Retire { .. }
            | Self::Relax { .. }
            | Self::Own { .. }
            | Self::Answer { .. }
            | Self::Move { .. }
            | Self::Narrow { .. }
            | Self::Drop { .. }
            | Self::Release { .. }
            | Self::Exclude { .. }
            | Self::WithdrawAdverse { .. } => CriterionSet::default(),
        }
    }

    /// The pairs of requirement and subject that it is about by name.
    #[must_use]
    pub fn pairs(&self) -> &[NamedPair] {
        if let Self::Exclude { pairs, .. } = self { pairs } else { &[] }
    }

    /// The vendor that it is about by name.
    #[must_use]
    pub const fn vendor(&self) -> Option<VendorId> {
        if let Self::Release { vendor, .. } = self { Some(*vendor) } else { None }
    }

    /// The person that it is about by name.
    #[must_use]
    pub const fn person(&self) -> Option<PersonId> {
        if let Self::Own { owner, .. } = self { Some(*owner) } else { None }
    }

    /// Whether one of the two is an executive.
    #[must_use]
    pub const fn takes_executive(&self) -> bool {
        matches!(self, Self::SetAside { .. })
    }

    /// The evidence that it is about by name.
    #[must_use]
    pub const fn evidence(&self) -> Option<EvidenceId> {
        if let Self::WithdrawAdverse { evidence } = self { Some(*evidence) } else { None }
    }
}

/// A proposal as the rule of the second person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal<'a> {
    pub change: &'a Change,
    pub asked_by: PersonId,
    pub asked_as_executive: bool,
    /// Owners and deputies of the subjects it is about.
    pub owners: &'a [PersonId],
}

/// Whether `by` may be the second person.
///
/// # Errors
/// [`Refusal::Forbidden`] with the reason.
pub fn agree(proposal: &Proposal<'_>, by: &Actor) -> Result<(), Refusal> {
    if by.person == proposal.asked_by {
        return Err(Refusal::forbidden("You proposed this. A second person decides."));
    }
    let named = proposal.change.person() == Some(by.person);
    let accepts = named && !by.rights.is_guest();
    if !accepts {
        by.must_review()?;
    }
    if matches!(proposal.change, Change::Exclude { .. }) && proposal.owners.contains(&by.person) {
        return Err(Refusal::forbidden("You own what would be excluded. Somebody else decides."));
    }
    let executive = proposal.asked_as_executive || by.rights.has(Role::Executive);
    if proposal.change.takes_executive() && !executive {
        return Err(Refusal::forbidden("One of the two who set a criterion aside is an executive."));
    }
    Ok(())
}

/// Days an exclusion lasts at most before somebody looks again.
pub const EXCLUSION_DAYS_MAX: i64 = 366;

/// # Errors
/// [`Refusal::Invalid`] at `until` or `reason`.
pub fn check_exclusion(until: Date, reason: &str, today: Date) -> Result<(), Refusal> {
    let mut faults = crate::refusal::Faults::default();
    if until < today {
        faults.add("until", format!("{until} has passed."));
    } else if until > today.saturating_add(jiff::Span::new().days(EXCLUSION_DAYS_MAX)) {
        faults.add("until", "An exclusion lasts a year at most; then it is asked for anew.");
    }
    check_reason(reason).unwrap_or_else(|message| faults.add("reason", message));
    faults.none()
}

fn check_reason(reason: &str) -> Result<(), &'static str> {
    if reason.trim().is_empty() { Err("Give the reason; it is shown beside what it changes.") } else { Ok(()) }
}

/// A reason, tidied.
///
/// # Errors
/// [`Refusal::Invalid`] at `reason`.
pub fn reason(text: &str) -> Result<String, Refusal> {
    check_reason(text).map_err(|message| Refusal::at("reason", message))?;
    words("reason", text)
}

/// Characters that a reason or an answer has at most.
const WORDS_MAX: usize = 4_000;

/// What somebody says beside a decision, tidied; it may be nothing.
///
/// # Errors
/// [`Refusal::Invalid`] at `field` when it is too long: it is never cut.
pub fn words(field: &'static str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let length = text.chars().count();
    if length > WORDS_MAX {
        return Err(Refusal::at(field, format!("At most {WORDS_MAX} characters; this has {length}.")));
    }
    Ok(text.to_owned())
}

/// The same, where it has to be there.
pub(crate) fn said(field: &'static str, text: &str, missing: &'static str) -> Result<String, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::new(field, missing));
    }
    words(field, text).map_err(|refusal| Fault::new(field, refusal.to_string()))
}

/// Characters that the statement of a control has at most.
pub const STATEMENT_MAX: usize = 4_000;

/// The statement of a control, tidied.
///
/// # Errors
/// [`Refusal::Invalid`] at `statement` when it is empty or too long.
pub fn statement(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let length = text.chars().count();
    if text.is_empty() {
        return Err(Refusal::at("statement", "Write down what is done, by whom and how often."));
    }
    if length > STATEMENT_MAX {
        let sentence = format!("At most {STATEMENT_MAX} characters; this has {length}.");
        return Err(Refusal::at("statement", sentence));
    }
    Ok(text.to_owned())
}

/// The criteria whose key controls can be concluded to answer them: chosen ones, in scope, each with a key control.
///
/// # Errors
/// [`Refusal::Invalid`] at `criteria`.
pub fn conclusion(chosen: CriterionSet, in_scope: CriterionSet, answered: CriterionSet) -> Result<(), Refusal> {
    if chosen.is_empty() {
        return Err(Refusal::at("criteria", "Choose at least one criterion."));
    }
    let stray = chosen.iter().find(|criterion| !in_scope.contains(*criterion));
    if let Some(stray) = stray {
        return Err(Refusal::at("criteria", format!("{stray} is not in scope of this programme.")));
    }
    match chosen.iter().find(|criterion| !answered.contains(*criterion)) {
        Some(bare) => Err(Refusal::at("criteria", format!("{bare} has no key control yet. Adopt one first."))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
