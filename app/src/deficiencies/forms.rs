//! What the forms of the log send, and the choices they offer.

use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Draft, Fields};
use crate::ui::choice::Choice;
use domain::catalogue::catalogue;
use domain::codes::ControlId;
use domain::deficiencies::{AssessmentDraft, DeficiencyDraft, Of, RetestDraft, Source, SourceKind};
use domain::ids::{AuditId, SystemId};
use domain::words::CriterionId;
use std::collections::BTreeMap;
use store::{CorrectionDraft, SystemFilter, SystemOrder, SystemToName};

/// A new deficiency as typed.
#[derive(Clone, Debug, Default)]
pub struct NewForm(pub(super) DeficiencyDraft);

impl Draft for NewForm {
    fn typed(fields: &Fields) -> Self {
        let draft = DeficiencyDraft {
            source: fields.text("source"),
            reference: fields.text("reference"),
            title: fields.text("title"),
            what: fields.text("what"),
            control: fields.text("control"),
            requirement: fields.text("requirement"),
            criterion: fields.text("criterion"),
            of: fields.text("of"),
            found_on: fields.text("found_on"),
            occurred_on: fields.text("occurred_on"),
            owner: fields.text("owner"),
        };
        Self(draft)
    }
}

impl NewForm {
    /// Where it comes from, when it comes from a row here: such a source is not typed.
    pub(super) fn row(&self) -> Option<Source> {
        let source = Source { kind: self.0.source.parse().ok()?, id: self.0.reference.clone() };
        let typed = match source.kind {
            SourceKind::Audit => audited(&source.id).is_none(),
            SourceKind::Person => true,
            SourceKind::Evidence | SourceKind::Finding | SourceKind::Attestation | SourceKind::Incident => false,
        };
        (!typed && !source.id.is_empty()).then_some(source)
    }
}

/// The audit here and the control of its step, where a source names both; another audit is named by hand.
pub(super) fn audited(id: &str) -> Option<(AuditId, ControlId)> {
    let (audit, control) = id.split_once('@')?;
    Some((audit.parse().ok()?, control.parse().ok()?))
}

pub(super) fn assessment(fields: &Fields) -> AssessmentDraft {
    AssessmentDraft {
        cause: fields.text("cause"),
        extent: fields.text("extent"),
        severity: fields.text("severity"),
        effect: fields.text("effect"),
        effect_why: fields.text("effect_why"),
        compensating: fields.text("compensating"),
        compensating_why: fields.text("compensating_why"),
    }
}

pub(super) fn retest(fields: &Fields) -> RetestDraft {
    RetestDraft {
        on: fields.text("on"),
        result: fields.text("result"),
        shown: fields.text("shown"),
        evidence: fields.text("evidence"),
    }
}

/// A corrective task; of a deficiency and of an incident alike.
pub(crate) fn correction(fields: &Fields) -> CorrectionDraft {
    CorrectionDraft { title: fields.text("title"), assignee: fields.parsed("assignee"), due_on: fields.day("due_on") }
}

/// The controls in use, by their numbers and titles.
pub(crate) async fn controls(asking: &Asking) -> Result<Vec<Choice>> {
    let spine = asking.spine().await?;
    let mut all: Vec<_> = spine.controls.iter().filter(|control| !control.retired).collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all.into_iter().map(|one| Choice::new(one.id.to_string(), format!("{} {}", one.id, one.title))).collect())
}

pub(super) fn criteria() -> Vec<Choice> {
    let title = |id: CriterionId| catalogue().criterion(id).title;
    CriterionId::ALL.iter().map(|id| Choice::new(id.key(), format!("{} {}", id.key(), title(*id)))).collect()
}

/// The systems of a programme, those of whoever asks, and those that are chosen.
pub(crate) async fn systems(asking: &Asking, chosen: &[SystemId]) -> Result<Vec<Choice>> {
    let all = asking.store().systems_to_name(asking.actor().person, chosen).await?;
    Ok(told_apart(all))
}

/// Systems that a search offers at most.
pub(crate) const FOUND: usize = 50;

/// The systems that hold these words in their name, unit, department or identifier, after those that are chosen.
pub(crate) async fn systems_found(asking: &Asking, words: &str, chosen: &[SystemId]) -> Result<Vec<Choice>> {
    let mut all = asking.store().systems_to_name(asking.actor().person, chosen).await?;
    all.retain(|one| chosen.contains(&one.id));
    let filter = SystemFilter { search: words.to_owned(), ..SystemFilter::default() };
    let found = asking.store().matching_systems(&filter, SystemOrder::Name, false, FOUND).await?;
    let found = found.into_iter().filter(|row| !chosen.contains(&row.id));
    all.extend(found.map(|row| SystemToName {
        id: row.id,
        name: row.name,
        unit: row.unit,
        department: row.department,
    }));
    Ok(told_apart(all))
}

/// Systems by their names; those that share one say their unit and department.
fn told_apart(all: Vec<SystemToName>) -> Vec<Choice> {
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for one in &all {
        *named.entry(one.name.to_lowercase()).or_default() += 1;
    }
    let choice = |one: SystemToName| {
        let place: Vec<_> = [one.unit, one.department].into_iter().filter(|part| !part.is_empty()).collect();
        let shared = named.get(&one.name.to_lowercase()).is_some_and(|times| *times > 1);
        let label = if shared && !place.is_empty() { format!("{} ({})", one.name, place.join(", ")) } else { one.name };
        Choice::new(one.id.to_string(), label)
    };
    all.into_iter().map(choice).collect()
}

/// The organisation, systems and every vendor.
pub(crate) async fn subjects(asking: &Asking, chosen: &str) -> Result<Vec<Choice>> {
    let chosen = match Of::read(chosen) {
        Some(Of::System(id)) => vec![id],
        Some(Of::Organisation | Of::Vendor(_)) | None => Vec::new(),
    };
    let vendors = asking.store().vendors().await?;
    let systems = systems(asking, &chosen).await?;
    let systems = systems.into_iter().map(|one| Choice::new(format!("system/{}", one.value), one.label));
    let vendors =
        vendors.into_iter().map(|one| Choice::new(format!("vendor/{}", one.id), format!("{} (vendor)", one.name)));
    Ok([Choice::new("organisation", "The organisation")].into_iter().chain(systems).chain(vendors).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_of_one_name_say_where_they_are() {
        let system = |no: u8, name: &str, unit: &str, department: &str| SystemToName {
            id: format!("00000000-0000-4000-8000-{no:012}").parse().unwrap(),
            name: name.into(),
            unit: unit.into(),
            department: department.into(),
        };
        let all = vec![
            system(1, "ServiceNow", "DOI", "BLM"),
            system(2, "servicenow", "", "Payroll"),
            system(3, "ServiceNow", "", ""),
            system(4, "Scorer", "DOI", ""),
        ];
        let labels: Vec<_> = told_apart(all).into_iter().map(|one| one.label).collect();
        assert_eq!(labels, ["ServiceNow (DOI, BLM)", "servicenow (Payroll)", "ServiceNow", "Scorer"]);
    }
}
