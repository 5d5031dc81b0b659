//! The texts of a policy: its draft, its versions, and the way to what bound on a day.

use super::Shown;
use crate::form::Fields;
use crate::policies::parts::{people, waits_for};
use crate::policies::write::Written;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::input::DateField;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::table::{Column, Table};
use domain::days;
use domain::policies::VersionOutcome;
use leptos::prelude::*;

pub(super) fn draft(shown: &Shown) -> Option<AnyView> {
    let draft = shown.draft.as_ref()?;
    let by = people(&draft.authors, &shown.names);
    let whole = match &draft.file {
        Some(file) => format!("“{}” is attached in place of a text.", file.name),
        None => Written::of(&draft.text.text, shown.template()).sentence(),
    };
    let attached = draft.file.as_ref().map(|_| {
        view! { " "<a href=format!("/policies/{}/draft/file", shown.row.id)>"Open the document"</a> }
    });
    let remarks = (!draft.text.note.is_empty()).then(|| view! { <p>{draft.text.note.clone()}</p> });
    let drop = shown.drops.then(|| {
        let href = format!("/policies/{}/draft/drop", shown.row.id);
        view! { <Actions><ButtonLink href>"Drop the draft"</ButtonLink></Actions> }
    });
    Some(
        view! { <Block title="The draft" id="draft"><p>"Written on by "{by}". "{whole}{attached}</p>{remarks}{drop}</Block> }
            .into_any(),
    )
}

pub(super) fn versions(shown: &Shown) -> AnyView {
    let base = format!("/policies/{}", shown.row.id);
    let today = shown.today;
    let now = shown.in_force().map(|span| span.no);
    let rows = shown.versions.iter().rev().map(|version| {
        let (state, word) = match (&version.end, version.span) {
            (None, _) => (State::Due, "Waits for approval".to_owned()),
            (Some(_), Some(_)) if now == Some(version.no) => (State::Met, "In force".to_owned()),
            (Some(_), Some(span)) if span.from > today => (State::Due, "Not yet in force".to_owned()),
            (Some(_), Some(_)) => (State::Excluded, "Superseded".to_owned()),
            (Some(end), None) => (State::Excluded, end.outcome.label().to_owned()),
        };
        let beside = match &version.end {
            None => format!("Waits for {}", waits_for(version, &shown.names)),
            Some(end) if end.outcome == VersionOutcome::Approved => version.note.clone(),
            Some(end) => end.answer.clone(),
        };
        let from = version.span.map(|span| {
            let href = format!("{base}/on/{}", span.from);
            view! { <a class="quiet" href=href>{dates::full(span.from)}</a> }
        });
        let compare = (version.no > 1).then(|| {
            let href = format!("{base}/compare?from={}&to={}", version.no - 1, version.no);
            view! { <a href=href>{format!("Compare with {}", version.no - 1)}</a> }
        });
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=format!("{base}/versions/{}", version.no)>{format!("Version {}", version.no)}</a><span class="sub">{beside}</span></th>
                <td data-th="State"><Mark state voice=Voice::Calm word/></td>
                <td data-th="From">{from}</td>
                <td data-th="Compare">{compare}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![Column::new("Version"), Column::new("State"), Column::new("From"), Column::hidden("Compare")];
    let asked = (!shown.spans().is_empty()).then(|| {
        let (typed, error) = (shown.said.text("on"), unreadable(&shown.said));
        view! {
            <Block title="What did it say on a day?" id="on">
                <form class="form" method="get" action=base.clone()>
                    <DateField name="on" label="Day" value=typed error=error/>
                    <Actions><Button>"Show what bound then"</Button></Actions>
                </form>
            </Block>
        }
    });
    let table = if shown.versions.is_empty() {
        view! { <Empty>"No version was submitted yet."</Empty> }.into_any()
    } else {
        view! { <Table caption="Versions" columns stack=true>{rows}</Table> }.into_any()
    };
    view! { <Block title="Versions" id="versions">{table}</Block>{asked} }.into_any()
}

fn unreadable(query: &Fields) -> Option<String> {
    let typed = query.all("on").next()?;
    days::typed(typed).err().map(|no_day| no_day.to_string())
}
