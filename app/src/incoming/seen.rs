//! What a list would do, line by line.

use super::{CHANGE, table};
use crate::form::Wrong;
use crate::taking::Taken;
use crate::ui::choice::CheckField;
use crate::ui::dates;
use crate::ui::notice::{Notice, Tone};
use crate::ui::table::{Column, Table};
use domain::import::Remark;
use domain::incoming::{Fate, Heads, Line, Plan};
use leptos::prelude::*;

/// What was found in a table.
pub(super) struct Seen {
    pub taken: Taken,
    pub heads: Heads,
    pub plan: Plan,
    /// Whether changes were asked for.
    pub changes: bool,
}

/// Lines that are shown of each kind.
const SHOWN: usize = 50;

impl Seen {
    pub fn view(&self, wrong: &Wrong) -> AnyView {
        let Plan { faults, remarks, .. } = &self.plan;
        let (found, all) = table::found(&self.heads);
        let columns = format!("Which column holds what: {found} of {all} found");
        let chooser = table::chooser(&self.heads, &self.taken);
        // Open where a column is missing without which no line can be read.
        let opened = faults.iter().any(|fault| fault.row.is_none());
        let how = self.taken.how.clone();
        let unread = unread(&self.heads.unread());
        let at_table = wrong.at("table").map(|said| view! { <p>{said}</p> });
        view! {
            <p id="table" tabindex="-1">{how}</p>
            <details open=opened><summary>{columns}</summary>{chooser}</details>
            {unread}
            {at_table}
            {(!faults.is_empty()).then(|| self.refused(faults))}
            {faults.is_empty().then(|| self.becomes())}
            {(!remarks.is_empty() && faults.is_empty()).then(|| look_at(remarks))}
        }
        .into_any()
    }

    /// A sentence for each bad line, at its column.
    fn refused(&self, faults: &[Remark]) -> AnyView {
        let n = dates::counted(faults.len(), "line keeps", "things keep");
        let all = sentences(faults);
        let say = format!("{} the list out. Nothing comes in until they are mended in the file.", dates::capital(&n));
        view! { <Notice tone=Tone::NotDone word="Not taken in"><p>{say}</p>{all}</Notice> }.into_any()
    }

    fn becomes(&self) -> AnyView {
        let plan = &self.plan;
        let (created, others) = (plan.created(), plan.others());
        let (one, many) = self.heads.list().nouns();
        let mut says = vec![format!("{} would come in", dates::capital(&dates::counted(created, one, many)))];
        let parts = [
            (others, "says otherwise of what is here", "say otherwise of what is here"),
            (plan.same(), "is here already", "are here already"),
            (plan.left(), "is left out", "are left out"),
        ];
        let parts = parts.into_iter().filter(|(n, ..)| *n > 0);
        says.extend(parts.map(|(n, one, many)| format!("{} {}", dates::count(n), if n == 1 { one } else { many })));
        let says = format!("{}.", says.join("; "));
        let change = (others > 0).then(|| {
            let label =
                format!("Also change the {} that the list speaks of otherwise", dates::counted(others, one, many));
            let hint = "An empty cell leaves what is here as it is.";
            view! { <CheckField name=CHANGE label value=self.changes hint/> }
        });
        let columns = ["Line", "What it is about", "What becomes of it"].into_iter().map(Column::new).collect();
        // What changes and what is left out first: that is what somebody looks for.
        let rank = |line: &&Line| match line.fate {
            Fate::Other(..) => 0,
            Fate::Left(_) => 1,
            Fate::New(_) => 2,
            Fate::Same => 3,
        };
        let mut lines: Vec<_> = plan.lines.iter().collect();
        lines.sort_by_key(rank);
        let more = lines.len().saturating_sub(SHOWN);
        let more = (more > 0)
            .then(|| view! { <p class="also">{format!("And {} more.", dates::counted(more, "line", "lines"))}</p> });
        let rows = lines.into_iter().take(SHOWN).map(entry).collect_view();
        view! {
            <p role="status"><b>{says}</b></p>
            {change}
            <Table caption="What becomes of each line" columns captioned=true stack=true>{rows}</Table>
            {more}
        }
        .into_any()
    }
}

/// What of the file nobody reads.
fn unread(headers: &[String]) -> Option<AnyView> {
    let named = headers.iter().map(|header| format!("“{header}”")).collect::<Vec<_>>().join(", ");
    let are = if headers.len() == 1 { "is" } else { "are" };
    let say = format!(
        "{} of the file {are} not read: {named}.",
        dates::capital(&dates::counted(headers.len(), "column", "columns"))
    );
    (!headers.is_empty()).then(|| view! { <p class="also">{say}</p> }.into_any())
}

fn entry(line: &Line) -> AnyView {
    let becomes = match &line.fate {
        Fate::New(_) => "Comes in".to_owned(),
        Fate::Same => "Is here already".to_owned(),
        Fate::Left(why) => format!("Left out. {why}"),
        Fate::Other(_, columns) => format!("Says otherwise: {}", columns.join(", ")),
    };
    view! {
        <tr>
            <td data-th="Line">{line.row.to_string()}</td>
            <th scope="row">{line.name.clone()}</th>
            <td data-th="What becomes of it">{becomes}</td>
        </tr>
    }
    .into_any()
}

fn look_at(remarks: &[Remark]) -> AnyView {
    let all = sentences(remarks);
    view! { <Notice tone=Tone::Unknown word="To look at"><p>"None of these keeps the list out."</p>{all}</Notice> }
        .into_any()
}

/// Each at its line and column.
fn sentences(remarks: &[Remark]) -> AnyView {
    let more = remarks.len().saturating_sub(SHOWN);
    let lines = remarks.iter().take(SHOWN).map(|remark| view! { <li>{remark.placed()}</li> }).collect_view();
    let more = (more > 0).then(|| view! { <p>{format!("And {more} more.")}</p> });
    view! { <ul>{lines}</ul>{more} }.into_any()
}
