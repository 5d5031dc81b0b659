//! What follows from a review, and what moved since the one before: tasks, lines that are gone, access that still stands.

use super::one::Shown;
use super::parts::rights;
use crate::ui::block::Block;
use crate::ui::dates;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::notice::{Notice, Tone};
use crate::ui::table::{Column, Table};
use domain::access_reviews::{Access, Left, ReviewStage};
use domain::own_tasks::OwnStage;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// What the review before decided and this listing still shows.
pub(super) fn still_standing(shown: &Shown) -> AnyView {
    let Some(before) = shown.read.before.as_ref().filter(|_| !shown.left.is_empty()) else { return ().into_any() };
    let says = format!(
        "{} that was to be taken away or changed after ",
        dates::capital(&dates::counted(shown.left.len(), "access", "accesses"))
    );
    let (href, code) = (format!("/access-reviews/{}", before.row.id), before.row.code());
    let verb = if shown.left.len() == 1 { " still stands:" } else { " still stand:" };
    let lines = shown.left.iter().map(|left| view! { <li>{left_words(left)}</li> }).collect_view();
    view! {
        <Notice tone=Tone::NotDone word="Not carried out">
            <p>{says}<a href=href>{code}</a>{verb}</p>
            <ul>{lines}</ul>
        </Notice>
    }
    .into_any()
}

fn left_words(left: &Left) -> String {
    let rights = left.rights.iter().cloned().collect::<Vec<_>>().join(", ");
    let was = match left.decided {
        Access::Revoke | Access::Keep => "to be revoked",
        Access::Change => "to be changed",
    };
    format!("{} to {}, {was}, has {rights}", left.line.account, left.line.asset)
}

/// The tasks that came of it, and whether the next listing shows them done.
pub(super) fn removals(shown: &Shown) -> AnyView {
    let read = &shown.read;
    if read.now.row.closed.is_none() {
        return ().into_any();
    }
    if read.removals.is_empty() {
        return view! { <Block title="What follows" id="follows"><p>"Nothing: every access is kept."</p></Block> }
            .into_any();
    }
    let left = read.left_later();
    let standing: Option<BTreeSet<(String, String)>> =
        left.map(|all| all.into_iter().map(|one| (one.line.account, one.line.asset)).collect());
    let today = shown.today;
    let rows = read.removals.iter().map(|removal| {
        let task = &removal.task;
        let (state, word) = match task.stage {
            OwnStage::Signed => (State::Met, "Signed off".to_owned()),
            OwnStage::Dropped => (State::Excluded, "Dropped".to_owned()),
            OwnStage::Done => (State::Due, "Waits to be signed off".to_owned()),
            OwnStage::Open if task.due_on < today => {
                (State::Gap, format!("Open, late since {}", dates::short(task.due_on, today)))
            }
            OwnStage::Open => (State::Due, "Open".to_owned()),
        };
        let line = read.now.lines.get(removal.line);
        let key = line.map(|line| (line.account.clone(), line.asset.clone()));
        let later = match (&standing, key) {
            (None, _) => view! { "No later listing yet" }.into_any(),
            (Some(standing), Some(key)) if standing.contains(&key) => {
                view! { <Mark state=State::Gap voice=Voice::Calm word="Still there"/> }.into_any()
            }
            (Some(_), _) => view! { <Mark state=State::Met voice=Voice::Calm word="Carried out"/> }.into_any(),
        };
        let (href, title) = (format!("/own-tasks/{}", task.id), task.title.clone());
        let (due, who) = (dates::short(task.due_on, today), shown.names.of(task.assignee).to_owned());
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=href>{title}</a></th>
                <td data-th="State"><Mark state voice=Voice::Calm word wrap=true/></td>
                <td data-th="Due">{due}</td>
                <td data-th="Given to">{who}</td>
                <td data-th="In the next listing">{later}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = ["Task", "State", "Due", "Given to", "In the next listing"].into_iter().map(Column::new).collect();
    view! {
        <Block title="What follows" id="follows" remark="Ten working days after the closing">
            <Table caption="Tasks" columns stack=true>{rows}</Table>
        </Block>
    }
    .into_any()
}

/// What moved since the listing before: how much, and the lines that are there no more.
pub(super) fn gone(shown: &Shown) -> AnyView {
    let (Some(changes), Some(before)) = (&shown.changes, &shown.read.before) else { return ().into_any() };
    let is = |of: fn(&domain::access_reviews::Movement) -> bool| changes.now.iter().filter(|it| of(it)).count();
    let new = is(|it| matches!(it, domain::access_reviews::Movement::New));
    let changed = is(|it| matches!(it, domain::access_reviews::Movement::Changed { .. }));
    let base = format!("/access-reviews/{}", shown.read.now.row.id);
    let (new_href, changed_href) = (format!("{base}?show=new#lines"), format!("{base}?show=changed#lines"));
    let (gone, same) = (changes.gone.len(), changes.now.len() - new - changed);
    let rows = changes.gone.iter().map(|line| {
        view! { <tr><th scope="row">{line.account.clone()}</th><td data-th="Opened">{line.asset.clone()}</td><td data-th="Rights">{rights(line)}</td></tr> }
    });
    let rows = rows.collect_view();
    let columns = ["Account", "Opened", "Rights"].into_iter().map(Column::new).collect();
    let table = (gone > 0).then(|| {
        view! { <Table caption="There no more" columns captioned=true stack=true>{rows}</Table> }
    });
    let closed = before.row.stage() != ReviewStage::Deciding;
    let since = format!("Since {}", dates::short(before.row.listed_on, shown.today));
    let remark = if closed { since } else { format!("{since}, which was never closed") };
    view! {
        <Block title="What moved" id="moved" remark=remark>
            <p>
                <a href=new_href>{dates::counted(new, "line is", "lines are")}" new"</a>", "
                <a href=changed_href>{dates::counted(changed, "has", "have")}" other rights"</a>
                {format!(", {} as before, {} there no more.", dates::counted(same, "is", "are"), dates::counted(gone, "is", "are"))}
            </p>
            {table}
        </Block>
    }
    .into_any()
}
