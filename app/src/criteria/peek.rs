//! An opened cell: what is asked of one subject for one criterion, and what of it stands.

use super::key_controls;
use crate::asking::Asking;
use crate::error::Result;
use crate::readiness::title_of;
use crate::reading::Asked;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates;
use crate::ui::mark::{Mark, State as Stance, Voice};
use domain::catalogue::catalogue;
use domain::cells::Cell;
use domain::finding::Finding;
use domain::ids::{SystemId, VendorId};
use domain::instant::Instant;
use domain::words::CriterionId;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// One cell with its findings, the weakest first.
pub(super) struct Peek {
    /// `CC7.2.{subject}`.
    pub key: String,
    criterion: CriterionId,
    name: String,
    system: Option<SystemId>,
    cell: Cell,
    since: Option<Date>,
    lines: Vec<Line>,
}

struct Line {
    stance: Stance,
    title: String,
    href: String,
    sub: String,
    open: bool,
    /// The vendor that must show it.
    of: Option<(VendorId, String)>,
}

/// The cell of an address such as `CC7.2.o`; nothing when it names none.
pub(super) async fn load(asking: &Asking, asked: &Asked, key: &str) -> Result<Option<Peek>> {
    let Some((criterion, subject)) = key.rsplit_once('.') else { return Ok(None) };
    let Ok(criterion) = criterion.parse::<CriterionId>() else { return Ok(None) };
    let (no, name, system) = if subject == "o" {
        (0, "Organisation".to_owned(), None)
    } else {
        let Ok(id) = subject.parse::<SystemId>() else { return Ok(None) };
        let Ok(row) = asking.store().system(id).await else { return Ok(None) };
        (row.no, row.name, Some(id))
    };
    let Some(face) = asked.reading.faces.get(&no) else { return Ok(None) };
    let cell = face.cell(criterion);
    let all = asking.store().findings_on(&asked.programme, no, asked.reading.at).await?;
    let key_controls: BTreeSet<_> = key_controls(asked, criterion).collect();
    let is_key = |requirement: i64| {
        let known = asked.spine.requirement(requirement).and_then(|one| asked.spine.control_of(one));
        known.is_some_and(|control| key_controls.contains(&control.no))
    };
    let mut found: Vec<_> = all.into_iter().filter(|one| is_key(one.found.requirement_no)).collect();
    found.sort_by_key(|one| (Cell::from(one.found.finding), one.found.requirement_no));
    let weakest = found.first().map(|one| asking.local(one.found.since).date());
    let vendors: BTreeSet<_> = found.iter().map(|one| one.subject).filter(|subject| *subject != no).collect();
    let vendors = if vendors.is_empty() {
        BTreeMap::new()
    } else {
        asking.store().subjects_named(&vendors.into_iter().collect::<Vec<_>>()).await?
    };
    let lines = found.into_iter().filter_map(|one| {
        let requirement = asked.spine.requirement(one.found.requirement_no)?;
        let stance = super::matrix::stance(Cell::from(one.found.finding))?;
        let of = vendors.get(&one.subject).and_then(|named| Some((named.vendor?, named.name.clone())));
        Some(Line {
            stance,
            title: title_of(requirement),
            href: format!("/tasks/{}?subject={}", requirement.id, one.subject),
            sub: sub(asking, one.found.finding, one.found.until),
            open: matches!(one.found.finding, Finding::Gap(_) | Finding::Failed),
            of,
        })
    });
    Ok(Some(Peek { key: key.to_owned(), criterion, name, system, cell, since: weakest, lines: lines.collect() }))
}

/// Why, and until when.
fn sub(asking: &Asking, finding: Finding, until: Instant) -> String {
    let until = (until < Instant::NEVER).then(|| dates::short(asking.last_day(until), asking.today));
    match finding {
        Finding::Gap(reason) => reason.label().to_owned(),
        Finding::Failed => "Could not be computed".to_owned(),
        Finding::Unknown(open) => {
            let open: Vec<_> = open.iter().map(|one| one.label().to_lowercase()).collect();
            format!("Not known whether it is asked: {}?", open.join(", "))
        }
        Finding::Met => until.map_or_else(|| "Met".to_owned(), |until| format!("Fresh to {until}")),
        Finding::Excluded => until.map_or_else(|| "Excluded".to_owned(), |until| format!("Excluded to {until}")),
        Finding::NotAsked => String::new(),
    }
}

/// The vendors behind what is open: they and not the system have something to show.
fn behind(lines: &[Line]) -> AnyView {
    let open = || lines.iter().filter(|line| line.open);
    let vendors: BTreeMap<_, _> = open().filter_map(|line| line.of.clone()).collect();
    if vendors.is_empty() {
        return ().into_any();
    }
    let all = open().all(|line| line.of.is_some());
    let words = if all { " What is missing is for others to show: " } else { " Some of it is for others to show: " };
    let names = vendors.into_iter().enumerate().map(|(i, (id, name))| {
        view! { {if i == 0 { "" } else { ", " }}<a href=format!("/vendors/{id}#asked")>{name}</a> }
    });
    view! { {words}{names.collect::<Vec<_>>()}"." }.into_any()
}

pub(super) fn view(asked: &Asked, peek: Peek) -> impl IntoView + use<> {
    let Peek { criterion, name, system, cell, since, lines, .. } = peek;
    let (n, open) = (lines.len(), lines.iter().filter(|line| line.open).count());
    let next = lines.iter().find(|line| line.open).map(|line| line.href.clone());
    let state = super::matrix::stance(cell).map(|state| {
        let since = since.map(|day| format!("{} since {}", state.word(), dates::short(day, asked.today)));
        view! { <p><Mark state word=since.unwrap_or_else(|| state.word().to_owned())/></p> }
    });
    let (says, behind) = (says(open, n, cell), behind(&lines));
    let rows = lines.into_iter().map(|line| {
        let of = line.of.map(|(id, name)| {
            view! { ". Of "<a href=format!("/vendors/{id}#asked")>{name}</a>", on which it depends" }
        });
        view! {
            <li>
                <Mark state=line.stance voice=Voice::Only/>
                <span><a href=line.href>{line.title}</a><span class="sub">{line.sub}{of}</span></span>
            </li>
        }
    });
    let rows = rows.collect::<Vec<_>>();
    let answer = system.filter(|_| cell == Cell::Unknown).map(|id| {
        view! { <ButtonLink weight=Weight::Primary href=format!("/systems/{id}")>"Answer on the system"</ButtonLink> }
    });
    let task = next.map(|href| view! { <ButtonLink weight=Weight::Primary href>"Open the task"</ButtonLink> });
    let close = asked.query.without("cell").href();
    let href = asked.links().at(format!("/criteria/{criterion}"));
    view! {
        <aside class="peek" id="peek" aria-label="The opened cell">
            <p class="small"><a href=href>{format!("{criterion} {}", catalogue().criterion(criterion).title)}</a></p>
            <h2>{name}</h2>
            {state}
            <p>{says}{behind}</p>
            <ul class="peek-list">{rows}</ul>
            <Actions>{task}{answer}<ButtonLink weight=Weight::Plain href=close>"Close"</ButtonLink></Actions>
        </aside>
    }
    .into_any()
}

fn says(open: usize, n: usize, cell: Cell) -> String {
    let asked = dates::counted(n, "requirement", "requirements");
    match (n, open, cell) {
        (0, ..) => "Nothing is asked here.".to_owned(),
        (_, 0, Cell::Unknown) => "Nothing is unproven as far as is known; a question is open.".to_owned(),
        (1, 0, _) => "Its one requirement is not open.".to_owned(),
        (_, 0, _) => format!("None of {asked} is open."),
        (1, ..) => "Its one requirement is unproven.".to_owned(),
        (_, open, _) => {
            format!("{} of {asked} {} unproven.", dates::count_first(open), if open == 1 { "is" } else { "are" })
        }
    }
}
