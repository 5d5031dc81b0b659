//! Parts that several pages of the log share.

use super::forms::audited;
use crate::ui::dates;
use crate::ui::mark::{Mark, State, Voice};
use domain::deficiencies::{DeficiencyStage, Known, Of, Severity, SourceKind, known};
use domain::operating::{About, Named};
use domain::words::CriterionId;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeSet;
use store::{DeficiencyRow, Names};

/// The mark of where one stands; what is late leans.
pub(super) fn stage_mark(row: &DeficiencyRow, today: Date) -> AnyView {
    let stage = row.stage();
    let state = match (stage, row.overdue_since(today)) {
        (DeficiencyStage::Closed, _) => State::Met,
        (_, Some(_)) => State::Gap,
        (_, None) => State::Due,
    };
    let again = if row.now.reopened.is_some() { ", opened again" } else { "" };
    let late = row.overdue_since(today).map(|day| format!(", overdue since {}", dates::short(day, today)));
    let word = format!("{}{again}{}", stage.label(), late.unwrap_or_default());
    view! { <Mark state voice=Voice::Calm word wrap=true/> }.into_any()
}

/// What two people agreed it is, or what one says.
pub(super) fn severity_words(row: &DeficiencyRow) -> String {
    match (&row.now.assessment, row.now.agreed) {
        (None, _) => "Not assessed".to_owned(),
        (Some((said, ..)), Some(_)) => said.severity.label().to_owned(),
        (Some((said, ..)), None) => format!("{}, not agreed", said.severity.label()),
    }
}

/// The severity that counts: agreed to by two.
pub(super) fn agreed_severity(row: &DeficiencyRow) -> Option<Severity> {
    row.now.held.as_ref().map(|(said, _)| said.severity)
}

pub(super) fn of_href(of: Of) -> Option<String> {
    match of {
        Of::Organisation => None,
        Of::System(id) => Some(format!("/systems/{id}")),
        Of::Vendor(id) => Some(format!("/vendors/{id}")),
    }
}

pub(super) fn of_link(row: &DeficiencyRow) -> AnyView {
    let name = row.of_name().to_owned();
    match of_href(row.of) {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => view! { {name} }.into_any(),
    }
}

/// Where the source is to be seen, and its words.
pub(super) fn source_words(row: &DeficiencyRow) -> (String, Option<String>) {
    let (kind, id) = (row.source.kind, row.source.id.as_str());
    let label = kind.label().to_owned();
    match kind {
        SourceKind::Evidence => (label, Some(format!("/evidence/{id}"))),
        SourceKind::Finding => {
            let Ok(Named { requirement, subject, about }) = id.parse::<Named>() else { return (label, None) };
            let href = match &about {
                None => format!("/tasks/{requirement}"),
                Some(About::Occurrence { due }) => format!("/operating/{requirement}/{subject}#due-{due}"),
                Some(About::Row { .. } | About::Days { .. }) => format!("/operating/{requirement}/{subject}"),
            };
            let which = match about {
                Some(About::Occurrence { due }) => format!(" due {due}"),
                Some(About::Days { days }) => format!(" from {} to {}", days.from(), days.until()),
                Some(About::Row { name }) => format!(" for {name}"),
                None => String::new(),
            };
            (format!("{label}, {requirement}{which}"), Some(href))
        }
        SourceKind::Attestation => {
            let report = id.split('#').next().unwrap_or(id);
            (label, Some(format!("/attestations/{report}")))
        }
        SourceKind::Incident => (label, Some(format!("/incidents/{id}"))),
        SourceKind::Audit => match audited(id) {
            Some((audit, control)) => (label, Some(format!("/audits/{audit}/steps/{control}"))),
            None => (format!("{label}: {id}"), None),
        },
        SourceKind::Person => (label, None),
    }
}

pub(super) fn criteria_links(row: &DeficiencyRow) -> AnyView {
    links(row.criteria.iter())
}

/// “CC6.1, CC7.2”, each a link.
pub(crate) fn links(criteria: impl Iterator<Item = CriterionId>) -> AnyView {
    let all = criteria.enumerate().map(|(n, id)| {
        let comma = if n == 0 { "" } else { ", " };
        view! { {comma}<a href=format!("/criteria/{}", id.key())>{id.key()}</a> }
    });
    all.collect_view().into_any()
}

/// What the log knows of a criterion, the weakest first: “One exception, assessed: criterion not met, agreed by two; two
/// exceptions wait for an assessment by two people”.
/// It never says that the criterion is met.
pub(super) fn known_words(rows: &[&DeficiencyRow]) -> String {
    let Known { not_met, open, still_met } = known(rows.iter().map(|row| row.exception()));
    let said = rows.iter().filter_map(|row| row.now.held.as_ref());
    let by: BTreeSet<_> =
        said.filter_map(|(said, _)| said.compensating.as_ref()).map(|one| one.control.to_string()).collect();
    let by = by.into_iter().collect::<Vec<_>>().join(", ");
    let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
    let exceptions = |n| dates::counted(n, "exception", "exceptions");
    let parts = [
        (not_met > 0).then(|| format!("{}, assessed: criterion not met, agreed by two", exceptions(not_met))),
        (open > 0).then(|| {
            let wait = dates::counted(open, "exception waits", "exceptions wait");
            format!("{wait} for an assessment by two people")
        }),
        (still_met > 0).then(|| format!("{}, assessed: criterion still met{by}, agreed by two", exceptions(still_met))),
    ];
    dates::capital(&parts.into_iter().flatten().collect::<Vec<_>>().join("; "))
}

pub(super) fn owner(row: &DeficiencyRow, names: &Names) -> String {
    names.of(row.now.owner).to_owned()
}
