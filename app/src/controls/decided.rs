//! What two people decided about a control, or did not: each change with what became of it since.

use crate::decisions::words::Telling;
use crate::ui::block::Block;
use crate::ui::dates::{self, Moment};
use crate::ui::table::{Column, Table};
use domain::change::Change;
use domain::ids::ProposalId;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use std::collections::BTreeSet;
use store::ProposalRow;

/// A change about the control.
pub(super) struct Decided {
    id: ProposalId,
    headline: String,
    /// What became of it.
    fate: String,
    who: String,
    at: DateTime,
}

impl Decided {
    pub(super) fn of(row: &ProposalRow, telling: &Telling, at: DateTime, today: Date) -> Self {
        let requirements: BTreeSet<_> = row.change.pairs().iter().map(|pair| pair.requirement.to_string()).collect();
        let requirements = requirements.into_iter().collect::<Vec<_>>().join(", ");
        let headline = telling.headline(&row.change);
        let headline = if requirements.is_empty() { headline } else { format!("{headline} {requirements}.") };
        let who = row.decided_by.unwrap_or(row.asked_by);
        Self { id: row.id, headline, fate: fate(row, today), who: telling.names.of(who).to_owned(), at }
    }
}

/// What holds since, so that nobody takes what was refused or has lapsed for what is in force.
fn fate(row: &ProposalRow, today: Date) -> String {
    match (row.outcome.as_deref(), &row.change) {
        (None, _) => "Waits for a second person. Nothing has changed.".to_owned(),
        (Some("refused"), Change::Exclude { .. }) => "Refused: it is asked as before.".to_owned(),
        (Some("refused"), _) => "Refused: it stands as before.".to_owned(),
        (Some("withdrawn"), Change::Exclude { .. }) => "Withdrawn undecided: it is asked as before.".to_owned(),
        (Some("withdrawn"), _) => "Withdrawn undecided: it stands as before.".to_owned(),
        (Some(_), Change::Exclude { until, .. }) if *until < today => {
            format!("It ended on {}: asked again since.", dates::full(*until))
        }
        (Some(_), Change::Exclude { until, .. }) => format!("In force to the end of {}.", dates::full(*until)),
        (Some(_), Change::Demote { criterion, .. }) => {
            format!("Agreed: its gaps show as weaknesses of {criterion}, until it is made key again.")
        }
        (Some(_), _) => "Agreed.".to_owned(),
    }
}

pub(super) fn block(all: Vec<Decided>, today: Date) -> Option<AnyView> {
    let n = all.len();
    let rows = all.into_iter().map(|Decided { id, headline, fate, who, at }| {
        view! {
            <tr>
                <th scope="row" class="wide"><a class="quiet" href=format!("/decisions/{id}")>{headline}</a></th>
                <td class="wide" data-th="What became of it">{fate}</td>
                <td class="wide" data-th="Last by">{who}", "<Moment at today/></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    (n > 0).then(|| {
        let columns = ["Change", "What became of it", "Last by"].into_iter().map(Column::new).collect();
        view! {
            <Block title="Decisions about it" id="decisions" remark="Newest first">
                <Table caption="Decisions about the control" columns stack=true>{rows}</Table>
            </Block>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{PersonId, ProgrammeId};
    use domain::instant::Instant;
    use domain::words::CriterionId;
    use jiff::civil::date;

    #[test]
    fn what_was_refused_withdrawn_or_has_ended_reads_so() {
        const NOTHING: &str = "00000000-0000-0000-0000-000000000000";
        let control = "AIG-GV-01".parse::<domain::codes::ControlId>().unwrap();
        let nobody: PersonId = NOTHING.parse().unwrap();
        let exclude = || Change::Exclude { pairs: Vec::new(), until: date(2026, 6, 30) };
        let demote = || Change::Demote {
            programme: NOTHING.parse::<ProgrammeId>().unwrap(),
            criterion: CriterionId::CC1_2,
            control: control.clone(),
        };
        let table = [
            (exclude(), None, "Waits for a second person. Nothing has changed."),
            (exclude(), Some("refused"), "Refused: it is asked as before."),
            (exclude(), Some("withdrawn"), "Withdrawn undecided: it is asked as before."),
            (exclude(), Some("agreed"), "In force to the end of 30 Jun 2026."),
            (demote(), Some("refused"), "Refused: it stands as before."),
            (demote(), Some("agreed"), "Agreed: its gaps show as weaknesses of CC1.2, until it is made key again."),
            (Change::Retire { control: control.clone() }, Some("agreed"), "Agreed."),
        ];
        let row = |change, outcome: Option<&str>| ProposalRow {
            seq: 1,
            id: NOTHING.parse().unwrap(),
            change,
            reason: String::new(),
            asked_by: nobody,
            at: Instant(0),
            outcome: outcome.map(str::to_owned),
            decided_by: None,
            decided_at: None,
            answer: None,
            bettered: None,
        };
        for (change, outcome, words) in table {
            assert_eq!(fate(&row(change, outcome), date(2026, 6, 30)), words);
        }
        let ended = fate(&row(exclude(), Some("agreed")), date(2026, 7, 1));
        assert_eq!(ended, "It ended on 30 Jun 2026: asked again since.");
    }
}
