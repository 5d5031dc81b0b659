//! What one row says of a risk: how it is rated, and what is to be done about it.

use super::super::here::Here;
use super::super::who;
use super::{KnownAssessment, KnownRisk, RiskColumn as C, category};
use crate::codes::{ControlId, RiskId};
use crate::columns::Columns;
use crate::ids::PersonId;
use crate::import::{RawRow, Remark, excerpt, folded};
use crate::instant::Instant;
use crate::people::{Actor, Rights};
use crate::refusal::Refusal;
use crate::risks::{Action, ActionDraft, Label, OwnRiskDraft, Rated, RatedDraft, Scale, TreatmentDraft, TreatmentKind};
use crate::roll::Meant;

/// The columns that say what is done about it.
pub(super) const OF_TREATMENT: [C; 7] =
    [C::Treatment, C::Reason, C::To, C::Until, C::TargetLikelihood, C::TargetImpact, C::Tasks];

/// What a row says, as forms would say it.
pub(super) fn read(
    columns: &Columns<C>,
    row: &RawRow,
    here: &Here,
    scale: &Scale,
) -> Result<(RatedDraft, Option<TreatmentDraft>), Vec<Remark>> {
    let desk = Desk { columns, row, here, scale };
    let owner = who::named(columns, row, &here.roll, C::OwnerEmail, C::Owner);
    let treatment = desk.treatment();
    match (owner, treatment) {
        (Ok(owner), Ok(treatment)) => Ok((desk.rated(owner), treatment)),
        (owner, treatment) => Err(owner.err().into_iter().chain(treatment.err().into_iter().flatten()).collect()),
    }
}

/// A risk of our own as a row says it.
pub(super) fn own(columns: &Columns<C>, row: &RawRow, title: String) -> OwnRiskDraft {
    OwnRiskDraft {
        title,
        category: category(&columns.cell(C::Category, row).unwrap_or_default()),
        description: columns.text(C::Description, row).unwrap_or_default(),
        controls: codes(&columns.text(C::Controls, row).unwrap_or_default()),
    }
}

/// Tasks of a mitigation as a cell says them: “What | whose | when”, one a line.
#[must_use]
pub fn lowered<'a>(tasks: &[Action], name: impl Fn(PersonId) -> &'a str) -> String {
    let line = |one: &Action| format!("{} | {} | {}", one.title, name(one.owner), one.due_on);
    tasks.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Codes after semicolons, commas or line breaks.
fn codes(text: &str) -> Vec<String> {
    let parts = text.split([';', ',', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let mut all: Vec<_> = parts.map(str::to_uppercase).collect();
    all.sort();
    all.dedup();
    all
}

struct Desk<'a> {
    columns: &'a Columns<C>,
    row: &'a RawRow,
    here: &'a Here,
    scale: &'a Scale,
}

impl Desk<'_> {
    fn cell(&self, column: C) -> String {
        self.columns.cell(column, self.row).unwrap_or_default()
    }

    fn text(&self, column: C) -> String {
        self.columns.text(column, self.row).unwrap_or_default()
    }

    /// A step by its number, or by its name on our scale.
    fn step(&self, column: C, labels: &[Label; 5]) -> String {
        let text = self.cell(column);
        let named = labels.iter().zip(1_u8..).find(|(label, _)| folded(&label.name) == folded(&text));
        named.filter(|_| !text.is_empty()).map_or(text, |(_, number)| number.to_string())
    }

    /// A day as the rules write it; as it stands where it is none.
    fn day(&self, column: C) -> String {
        self.columns.day(column, self.row).ok().flatten().map_or_else(|| self.cell(column), |day| day.to_string())
    }

    fn rated(&self, owner: Option<PersonId>) -> RatedDraft {
        let likelihood = self.step(C::Likelihood, &self.scale.likelihood);
        let impact = self.step(C::Impact, &self.scale.impact);
        let after = [
            self.step(C::ResidualLikelihood, &self.scale.likelihood),
            self.step(C::ResidualImpact, &self.scale.impact),
        ];
        // A row without any says that nothing is claimed of controls.
        let [residual_likelihood, residual_impact] = match after {
            [a, b] if a.is_empty() && b.is_empty() => [likelihood.clone(), impact.clone()],
            after => after,
        };
        let (acting, note) = (codes(&self.text(C::Acting)), self.text(C::Note));
        RatedDraft { likelihood, impact, residual_likelihood, residual_impact, acting, note, owner }
    }

    fn treatment(&self) -> Result<Option<TreatmentDraft>, Vec<Remark>> {
        let kind = self.cell(C::Treatment);
        if kind.is_empty() {
            return Ok(None);
        }
        let means = |one: &&TreatmentKind| folded(&kind) == one.key() || folded(&kind) == folded(one.label());
        let Some(kind) = TreatmentKind::ALL.iter().find(means) else {
            let known: Vec<_> = TreatmentKind::ALL.iter().map(|one| one.label()).collect();
            let reason = format!("“{}” is no way to treat a risk. There are {}.", excerpt(&kind), known.join(", "));
            return Err(vec![self.columns.fault(self.row, C::Treatment, reason)]);
        };
        let draft = TreatmentDraft { kind: kind.key().to_owned(), ..TreatmentDraft::default() };
        let reason = self.text(C::Reason);
        Ok(Some(match kind {
            TreatmentKind::Mitigate => TreatmentDraft {
                tasks: self.tasks()?,
                target_likelihood: self.step(C::TargetLikelihood, &self.scale.likelihood),
                target_impact: self.step(C::TargetImpact, &self.scale.impact),
                ..draft
            },
            TreatmentKind::Avoid => TreatmentDraft { reason, ..draft },
            TreatmentKind::Transfer => TreatmentDraft { to: self.cell(C::To), reason, ..draft },
            TreatmentKind::Accept => TreatmentDraft { reason, until: self.day(C::Until), ..draft },
        }))
    }

    fn tasks(&self) -> Result<Vec<ActionDraft>, Vec<Remark>> {
        let text = self.text(C::Tasks);
        let (mut tasks, mut faults) = (Vec::new(), Vec::new());
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match self.task(line) {
                Ok(task) => tasks.push(task),
                Err(reason) => faults.push(self.columns.fault(self.row, C::Tasks, reason)),
            }
        }
        if faults.is_empty() { Ok(tasks) } else { Err(faults) }
    }

    fn task(&self, line: &str) -> Result<ActionDraft, String> {
        let parts: Vec<_> = line.rsplitn(3, '|').map(str::trim).collect();
        let [due_on, whose, title] = parts.as_slice() else {
            return Err(format!("“{}” should read: what is to be done | who does it | 2026-12-01.", excerpt(line)));
        };
        let Meant::One(owner) = self.here.roll.find([*whose]) else {
            return Err(format!("“{}” is nobody here, or could be several. Give an e-mail address.", excerpt(whose)));
        };
        let due_on = crate::days::typed(due_on).map(|day| day.to_string()).map_err(|no_day| no_day.to_string())?;
        Ok(ActionDraft { title: (*title).to_owned(), owner: Some(owner), due_on })
    }
}

/// What keeps the drafts out, each at its column. Who rates and when plays no part in it.
pub(super) fn check(
    columns: &Columns<C>,
    row: &RawRow,
    here: &Here,
    known: &KnownAssessment,
    risk: Option<&KnownRisk>,
    (rated, treatment): (&RatedDraft, Option<&TreatmentDraft>),
) -> Vec<Remark> {
    let (at, somebody) =
        (Instant(0), Actor { person: PersonId(uuid::Uuid::nil()), rights: Rights::default(), invited: None });
    let so_far = risk.and_then(|one| one.so_far.as_ref());
    let rated = match rated.check(&known.scale, &known.controls, so_far, &somebody, at) {
        Ok(rated) => rated,
        Err(refusal) => return faults(columns, row, refusal, C::Likelihood),
    };
    let checked = treatment.map(|draft| draft.check(&rated, &known.scale, &somebody, here.today, at));
    match checked {
        Some(Err(refusal)) => faults(columns, row, refusal, C::Treatment),
        Some(Ok(_)) | None => Vec::new(),
    }
}

/// The same of a risk of our own.
pub(super) fn check_own(columns: &Columns<C>, row: &RawRow, draft: &OwnRiskDraft, ours: &[ControlId]) -> Vec<Remark> {
    // Which code it gets is said when it comes in.
    let Ok(code) = RiskId::new("OWN-01") else { return Vec::new() };
    match draft.check(code, ours) {
        Ok(_) => Vec::new(),
        Err(refusal) => faults(columns, row, refusal, C::Title),
    }
}

/// The faults of a draft, each at the column that it came from.
fn faults(columns: &Columns<C>, row: &RawRow, refusal: Refusal, otherwise: C) -> Vec<Remark> {
    let Refusal::Invalid(faults) = refusal else { return vec![columns.fault(row, otherwise, refusal.to_string())] };
    let faults = faults.into_iter().map(|fault| {
        // Fields of a task are counted: `title-2`.
        let counted = ["title-", "owner-", "due_on-"].iter().any(|field| fault.field.starts_with(field));
        let column = if counted { C::Tasks } else { fault.field.parse().unwrap_or(otherwise) };
        columns.fault(row, column, fault.message)
    });
    faults.collect()
}

/// The columns in which a row says otherwise than what stands.
pub(super) fn differing(stands: &Rated, rated: &RatedDraft, treatment: Option<&TreatmentDraft>) -> Vec<C> {
    let was = RatedDraft::of(stands);
    let RatedDraft { likelihood, impact, residual_likelihood, residual_impact, acting, note, owner } = rated;
    let mut all = vec![
        (C::Likelihood, was.likelihood != *likelihood),
        (C::Impact, was.impact != *impact),
        (C::ResidualLikelihood, was.residual_likelihood != *residual_likelihood),
        (C::ResidualImpact, was.residual_impact != *residual_impact),
        (C::Acting, was.acting != *acting),
        (C::Note, was.note != *note),
        (C::Owner, was.owner != *owner),
    ];
    if let Some(TreatmentDraft { kind, tasks, target_likelihood, target_impact, reason, to, until }) = treatment {
        let was = stands.treatment.as_ref().map(TreatmentDraft::of).unwrap_or_default();
        all.extend([
            (C::Treatment, was.kind != *kind),
            (C::Reason, was.reason != *reason),
            (C::To, was.to != *to),
            (C::Until, was.until != *until),
            (C::TargetLikelihood, was.target_likelihood != *target_likelihood),
            (C::TargetImpact, was.target_impact != *target_impact),
            (C::Tasks, was.tasks != *tasks),
        ]);
    }
    all.into_iter().filter(|(_, differs)| *differs).map(|(column, _)| column).collect()
}
