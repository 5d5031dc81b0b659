//! Decisions: changes that could better a finding without proof. One person proposes, a second decides.

pub mod one;
pub(crate) mod words;

use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates::{self, Moment};
use crate::ui::empty::EmptyPage;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::ids::ProposalId;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::ProposalRow;
use words::Telling;

/// Decided ones that the list still shows.
const DECIDED: i64 = 25;

/// A proposal as lists show it.
struct Line {
    id: ProposalId,
    headline: String,
    betters: &'static str,
    reason: String,
    who: String,
    at: DateTime,
    /// What became of it, by whom.
    outcome: Option<String>,
    own: bool,
}

fn line(asking: &Asking, telling: &Telling, row: &ProposalRow) -> Line {
    let outcome = row.outcome.as_ref().map(|outcome| {
        let by = row.decided_by.map(|by| telling.names.of(by).to_owned()).unwrap_or_default();
        let (first, rest) = outcome.split_at(1);
        format!("{}{rest} by {by}", first.to_uppercase())
    });
    Line {
        id: row.id,
        headline: telling.headline(&row.change),
        betters: words::betters(&row.change),
        reason: row.reason.clone(),
        who: telling.names.of(row.asked_by).to_owned(),
        at: asking.local(row.decided_at.unwrap_or(row.at)),
        own: row.asked_by == asking.actor().person,
        outcome,
    }
}

pub async fn list(asking: Asking) -> Result<Page> {
    let waiting = asking.store().waiting_proposals().await?;
    let decided = asking.store().decided_proposals(DECIDED).await?;
    let split = waiting.len();
    let all: Vec<_> = waiting.into_iter().chain(decided).collect();
    let telling = Telling::of(&asking, &all).await?;
    let mut waiting: Vec<_> = all.iter().map(|row| line(&asking, &telling, row)).collect();
    let decided = waiting.split_off(split);
    let today = asking.today;
    Ok(asking.page("Decisions", Place::Decisions, move || {
        if waiting.is_empty() && decided.is_empty() { empty() } else { full(waiting, decided, today) }
    }))
}

fn empty() -> AnyView {
    view! {
        <EmptyPage say="No change waits for a second person.">
            <p>
                "What could better a finding without proof is decided by two: statements of controls, the control matrix, \
                systems that leave the scope, traits answered no, exclusions. Adopt controls, and their statements wait here."
            </p>
            <Actions><ButtonLink weight=Weight::Primary href="/controls">"Go to the controls"</ButtonLink></Actions>
        </EmptyPage>
    }
    .into_any()
}

fn full(waiting: Vec<Line>, decided: Vec<Line>, today: Date) -> AnyView {
    let (n, own) = (waiting.len(), waiting.iter().filter(|line| line.own).count());
    let verb = if n == 1 { "waits" } else { "wait" };
    let noun = if n == 1 { "change" } else { "changes" };
    let others = (own > 0).then(|| {
        let (own, verb) = (dates::count_first(own), if own == 1 { "is" } else { "are" });
        view! { <Lede>{format!("{own} of them {verb} yours: somebody else decides.")}</Lede> }
    });
    let columns = || ["Change", "Asked by", "Since", "What it betters"].into_iter().map(Column::new).collect();
    let done = ["Change", "Outcome", "When"].into_iter().map(Column::new).collect();
    let (rows, past) = (waiting.into_iter().map(move |line| row(line, today)).collect_view(), !decided.is_empty());
    let decided = decided.into_iter().map(move |line| old(line, today)).collect_view();
    view! {
        <Say>{format!("{} {noun} {verb} for a second person.", dates::count_first(n))}</Say>
        {others}
        {(n > 0).then(|| view! {
            <Block title="Waiting, oldest first" quiet=true first=true id="waiting">
                <Table caption="Changes that wait" columns=columns() stack=true>{rows}</Table>
            </Block>
        })}
        {past.then(|| view! {
            <Block title="Decided" id="decided" remark="Newest first">
                <Table caption="Changes that were decided" columns=done stack=true>{decided}</Table>
            </Block>
        })}
    }
    .into_any()
}

fn row(line: Line, today: Date) -> AnyView {
    let Line { id, headline, betters, reason, who, at, own, .. } = line;
    view! {
        <tr>
            <th scope="row"><a href=format!("/decisions/{id}")>{headline}</a><span class="sub">{reason}</span></th>
            <td data-th="Asked by">{who}{own.then_some(" (you)")}</td>
            <td data-th="Since"><Moment at today/></td>
            <td data-th="Betters">{betters}</td>
        </tr>
    }
    .into_any()
}

fn old(line: Line, today: Date) -> AnyView {
    let Line { id, headline, at, outcome, .. } = line;
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=format!("/decisions/{id}")>{headline}</a></th>
            <td data-th="Outcome">{outcome}</td>
            <td data-th="When"><Moment at today/></td>
        </tr>
    }
    .into_any()
}
