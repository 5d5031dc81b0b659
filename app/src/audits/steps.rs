//! The steps of an audit as a table for each criterion.

use super::parts::{outcome_mark, sampled};
use crate::ui::block::Block;
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::table::{Column, Table};
use domain::audits::{Step, Tested};
use domain::catalogue::catalogue;
use domain::codes::ControlId;
use domain::words::CriterionId;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{AuditRow, NamedZone, Names};

/// What the tables are made of.
pub(super) struct Steps<'a> {
    pub row: &'a AuditRow,
    pub results: &'a BTreeMap<ControlId, Tested>,
    pub titles: &'a BTreeMap<ControlId, String>,
    pub names: &'a Names,
    pub zone: &'a NamedZone,
    pub today: Date,
}

/// Whether a result is of those that are asked for: an outcome by its word, `open` for none, everything for nothing.
pub(super) fn takes(wanted: &str, tested: Option<&Tested>) -> bool {
    match wanted {
        "" => true,
        "open" => tested.is_none(),
        word => tested.is_some_and(|tested| tested.outcome.key() == word),
    }
}

impl Steps<'_> {
    /// A block for each criterion with the steps that answer it first; those that more than one asks for stand once.
    pub(super) fn blocks(&self, wanted: &str) -> AnyView {
        let mut by: BTreeMap<CriterionId, Vec<&Step>> =
            self.row.plan.criteria.iter().map(|criterion| (criterion, Vec::new())).collect();
        for step in &self.row.steps {
            let first = step.criteria.iter().next();
            if let Some(steps) = first.and_then(|criterion| by.get_mut(&criterion)) {
                steps.push(step);
            }
        }
        let asked = |criterion: CriterionId| self.row.steps.iter().any(|step| step.criteria.contains(criterion));
        let blocks = by.into_iter().filter_map(|(criterion, steps)| {
            let steps: Vec<_> =
                steps.into_iter().filter(|step| takes(wanted, self.results.get(&step.control))).collect();
            let alone = !asked(criterion) && wanted.is_empty();
            (alone || !steps.is_empty()).then(|| self.block(criterion, &steps))
        });
        blocks.collect_view().into_any()
    }

    fn block(&self, criterion: CriterionId, steps: &[&Step]) -> AnyView {
        let title = format!("{} {}", criterion.key(), catalogue().criterion(criterion).title);
        if steps.is_empty() {
            let href = format!("/criteria/{}", criterion.key());
            return view! {
                <Block title><Empty>"No control in use answered "<a href=href>{criterion.key()}</a>" when the audit was planned: it is not tested here."</Empty></Block>
            }
            .into_any();
        }
        let lines = steps.iter().map(|step| self.line(step, criterion)).collect_view();
        let columns = ["Control", "Result", "Sample", "Recorded"].into_iter().map(Column::new).collect();
        let caption = format!("Steps of {}", criterion.key());
        view! { <Block title><Table caption columns stack=true>{lines}</Table></Block> }.into_any()
    }

    fn line(&self, step: &Step, under: CriterionId) -> AnyView {
        let href = format!("/audits/{}/steps/{}", self.row.id, step.control);
        let title = self.titles.get(&step.control).cloned().unwrap_or_else(|| step.control.to_string());
        let also = step.criteria.iter().filter(|criterion| *criterion != under).map(CriterionId::key);
        let also = also.collect::<Vec<_>>().join(", ");
        let also = if also.is_empty() { String::new() } else { format!(", also {also}") };
        let sub = format!("{}{also}", step.control);
        let tested = self.results.get(&step.control);
        let recorded = tested.map(|tested| {
            let on = dates::short(self.zone.local(tested.at).date(), self.today);
            format!("{}, {on}", self.names.of(tested.by))
        });
        let logged = self.row.logged.get(&step.control).into_iter().flatten().map(|one| {
            let (href, code) = (format!("/deficiencies/{}", one.id), format!("DEF-{:03}", one.no));
            let word = if one.closed { ", closed" } else { "" };
            view! { <span class="sub"><a href=href>{code}</a>{word}</span> }
        });
        let logged = logged.collect_view();
        view! {
            <tr id=format!("step-{}", step.control)>
                <th scope="row"><a class="quiet" href=href>{title}</a><span class="sub">{sub}</span></th>
                <td data-th="Result">{outcome_mark(tested.map(|one| one.outcome))}{logged}</td>
                <td data-th="Sample">{tested.map(sampled)}</td>
                <td data-th="Recorded">{recorded}</td>
            </tr>
        }
        .into_any()
    }
}
