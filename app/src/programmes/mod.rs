//! Programmes: the reports we prepare, what each speaks of, and which systems it has in scope.

pub mod aside;
pub mod matrix;
pub mod new;
pub mod one;
pub mod scope;
pub mod terms;
mod window;

use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates;
use crate::ui::empty::EmptyPage;
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::table::{Column, Table};
use domain::ids::ProgrammeId;
use domain::people::{Relation, may};
use domain::programme::ReportKind;
use domain::refusal::Refusal;
use domain::trail::Verb;
use domain::words::{Categories, Category};
use leptos::prelude::*;
use store::ProgrammeNow;

/// Whether whoever asks may do this without further relation to the thing: pages offer nothing else.
pub(crate) fn allowed(asking: &Asking, verb: Verb) -> bool {
    may(asking.actor().rights, verb, Relation::Stranger)
}

pub(crate) async fn find(asking: &Asking, id: ProgrammeId) -> Result<ProgrammeNow> {
    let spine = asking.spine().await?;
    Ok(spine.programme(id).cloned().ok_or_else(|| Refusal::missing("programme"))?)
}

/// “Type II, 1 Jul to 31 Dec 2026”.
pub(crate) fn speaks_of(programme: &ProgrammeNow) -> String {
    let days = match (programme.kind, programme.on_day, programme.window_from.zip(programme.window_until)) {
        (ReportKind::Type1, Some(day), _) => dates::full(day),
        (ReportKind::Type2, _, Some((from, until))) => dates::period(from, until),
        (ReportKind::Type1, None, _) | (ReportKind::Type2, _, None) => "no day yet".to_owned(),
    };
    format!("{}, {days}", programme.kind)
}

/// “Security, Privacy”.
pub(crate) fn categories_in_words(categories: Categories) -> String {
    categories.iter().map(Category::label).collect::<Vec<_>>().join(", ")
}

/// The address of the systems in scope.
pub(crate) fn systems_of(id: ProgrammeId) -> String {
    format!("/systems?in={id}")
}

struct Line {
    programme: ProgrammeNow,
    systems: usize,
}

pub async fn list(asking: Asking) -> Result<Page> {
    let (spine, sizes) = (asking.spine().await?, asking.store().scope_sizes().await?);
    let lines = spine.programmes.iter().map(|programme| Line {
        systems: sizes.get(&programme.no).copied().unwrap_or_default(),
        programme: programme.clone(),
    });
    let lines: Vec<_> = lines.collect();
    let opens = allowed(&asking, Verb::ProgrammeOpened);
    Ok(asking.page(
        "Programmes",
        Place::Programmes,
        move || {
            if lines.is_empty() { empty(opens) } else { full(lines, opens) }
        },
    ))
}

fn empty(opens: bool) -> AnyView {
    view! {
        <EmptyPage say="No programme is open, so no system owes anything yet.">
            <p>
                "A programme is one SOC 2 report that you prepare: its categories, its day or its window, and the AI \
                systems it speaks of. Systems in no programme raise no work."
            </p>
            {if opens {
                view! { <Actions><ButtonLink weight=Weight::Primary href="/programmes/new">"Open a programme"</ButtonLink></Actions> }.into_any()
            } else {
                view! { <p>"A compliance manager opens one."</p> }.into_any()
            }}
        </EmptyPage>
    }
    .into_any()
}

fn full(lines: Vec<Line>, opens: bool) -> AnyView {
    let columns = vec![
        Column::new("Programme"),
        Column::new("Categories"),
        Column::number("Systems in scope"),
        Column::number("Criteria in scope"),
    ];
    let verb = if lines.len() == 1 { "is" } else { "are" };
    let sentence = format!("{} {verb} being prepared.", counted_first(lines.len(), "programme", "programmes"));
    view! {
        <Say>{sentence}</Say>
        {opens.then(|| view! {
            <Actions top=true><ButtonLink href="/programmes/new">"Open another programme"</ButtonLink></Actions>
        })}
        <Block title="Every programme" quiet=true first=true>
            <Table caption="Programmes" columns stack=true>{lines.into_iter().map(entry).collect_view()}</Table>
        </Block>
    }
    .into_any()
}

pub(crate) fn counted_first(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", dates::count_first(n), if n == 1 { one } else { many })
}

fn entry(line: Line) -> impl IntoView {
    let Line { programme, systems } = line;
    let in_scope = programme.in_scope().len();
    view! {
        <tr>
            <th scope="row">
                <a class="quiet" href=format!("/programmes/{}", programme.id)>{programme.name.clone()}</a>
                <span class="sub">{speaks_of(&programme)}</span>
            </th>
            <td data-th="Categories">{categories_in_words(programme.categories)}</td>
            <td class="n" data-th="Systems"><a href=systems_of(programme.id)>{dates::figure(systems)}</a></td>
            <td class="n" data-th="Criteria">
                <a href=format!("/programmes/{}/matrix", programme.id)>{dates::figure(in_scope)}</a>
            </td>
        </tr>
    }
}
