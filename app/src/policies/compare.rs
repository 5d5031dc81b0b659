//! Two versions of a policy side by side, clause by clause, word by word.

use super::parts::crumbs;
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Query};
use crate::page::{Frame, Page};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::dates;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use domain::ids::PolicyId;
use domain::policies::{Clause, Piece, clauses};
use domain::refusal::Refusal;
use leptos::prelude::*;
use store::{PolicyRow, VersionRow};
use tokio::task::spawn_blocking;

struct Shown {
    row: PolicyRow,
    versions: Vec<VersionRow>,
    from: i64,
    to: i64,
    clauses: Vec<Clause>,
    documents: bool,
}

pub async fn show(asking: Asking, The(id): The<PolicyId>, Query(query): Query) -> Result<Page> {
    let row = asking.store().policy(id).await?;
    let versions = asking.store().policy_versions(id).await?;
    let (from, to) = chosen(&versions, &query).ok_or_else(|| Refusal::missing("version"))?;
    let (was, is) = (asking.store().policy_text(id, from).await?, asking.store().policy_text(id, to).await?);
    let documents = versions.iter().any(|version| [from, to].contains(&version.no) && version.file.is_some());
    let shown = Shown { row, from, to, clauses: beside(was, is).await?, versions, documents };
    let frame = Frame {
        title: format!("{}: compare", shown.row.frame.title),
        here: Some(Place::Policies),
        wide: true,
        ..Frame::default()
    };
    spawn_blocking(move || asking.show(frame, move || view(shown))).await.map_err(Error::fault)
}

/// Two texts clause by clause, found out beside what answers others.
pub(super) async fn beside(was: String, is: String) -> Result<Vec<Clause>> {
    spawn_blocking(move || clauses(&was, &is)).await.map_err(Error::fault)
}

/// The two that were asked for, or the last two.
fn chosen(versions: &[VersionRow], query: &Fields) -> Option<(i64, i64)> {
    let last = versions.last()?.no;
    let known = |no: &i64| versions.iter().any(|version| version.no == *no);
    let to = query.parsed::<i64>("to").filter(known).unwrap_or(last);
    let from = query.parsed::<i64>("from").filter(known).unwrap_or_else(|| (to - 1).max(1));
    known(&from).then_some((from, to))
}

fn view(shown: Shown) -> AnyView {
    let Shown { row, versions, from, to, clauses, documents } = shown;
    let changed = clauses.iter().filter(|clause| matches!(clause, Clause::Changed { .. })).count();
    let say = match changed {
        0 => format!("Version {to} says what version {from} says, word for word."),
        n => format!("Version {to} changes {} of version {from}.", dates::counted(n, "clause", "clauses")),
    };
    let documents = documents.then(|| {
        let words = "A document is attached to one of them: what it says is not compared here.";
        view! { <Lede>{words}</Lede> }
    });
    let choices: Vec<_> =
        versions.iter().map(|it| Choice::new(it.no.to_string(), format!("Version {}", it.no))).collect();
    let head = |no: i64| {
        let version = versions.iter().find(|version| version.no == no);
        let since =
            version.and_then(|version| version.span).map(|span| format!(", in force from {}", dates::full(span.from)));
        format!("Version {no}{}", since.unwrap_or_default())
    };
    let (left, right) = (head(from), head(to));
    let (crumbs, action) = (crumbs(&row, "Compare"), format!("/policies/{}/compare", row.id));
    let table = table(left, right, clauses);
    view! {
        {crumbs}
        <Say>{say}</Say>
        {documents}
        <Block title="Both versions" first=true quiet=true>
            {table}
        </Block>
        <Block title="Compare others">
            <form class="form" method="get" action=action>
                <SelectField name="from" label="From" choices=choices.clone() value=from.to_string()/>
                <SelectField name="to" label="To" choices value=to.to_string()/>
                <Actions><Button>"Compare"</Button></Actions>
            </form>
        </Block>
    }
    .into_any()
}

/// Two texts side by side.
pub(super) fn table(left: String, right: String, clauses: Vec<Clause>) -> AnyView {
    let rows = rows(clauses);
    view! {
        <table class="table diff">
            <caption class="vh">"Two texts side by side"</caption>
            <thead><tr><th scope="col" class="g"><span class="vh">"Clause"</span></th><th scope="col">{left}</th><th scope="col">{right}</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// Clauses that are the same are folded to a line that opens.
fn rows(clauses: Vec<Clause>) -> Vec<AnyView> {
    let (mut rows, mut same): (Vec<AnyView>, Vec<(usize, String)>) = (Vec::new(), Vec::new());
    for (no, clause) in (1_usize..).zip(clauses) {
        match clause {
            Clause::Same(text) => same.push((no, text)),
            Clause::Changed { was, is } => {
                rows.extend(folded(std::mem::take(&mut same)));
                rows.push(view! { <tr><td class="g">{no}</td><td>{side(was)}</td><td>{side(is)}</td></tr> }.into_any());
            }
        }
    }
    rows.extend(folded(same));
    rows
}

fn folded(same: Vec<(usize, String)>) -> Option<AnyView> {
    let ((first, _), (last, _)) = (same.first()?, same.last()?);
    let words = if first == last {
        format!("Clause {first} is the same")
    } else {
        format!("Clauses {first} to {last} are the same")
    };
    let lines = same.into_iter().map(|(_, text)| view! { <p>{text}</p> }).collect_view();
    Some(
        view! { <tr class="same"><td colspan="3"><details><summary>{words}</summary>{lines}</details></td></tr> }
            .into_any(),
    )
}

fn side(pieces: Vec<Piece>) -> Vec<AnyView> {
    let each = pieces.into_iter().map(|piece| match piece {
        Piece::Same(text) => text.into_any(),
        Piece::Gone(text) => view! { <del>{text}</del> }.into_any(),
        Piece::New(text) => view! { <ins>{text}</ins> }.into_any(),
    });
    each.collect()
}
