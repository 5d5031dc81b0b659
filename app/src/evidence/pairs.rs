//! What a piece of evidence is, and each pair it was submitted for.

use super::kind_title;
use crate::asking::Asking;
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::link::Outbound;
use crate::ui::mark::{Mark, State};
use domain::evidence::Ruling;
use domain::instant::{Instant, Zone as _};
use domain::words::SubjectKind;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{EvidenceRow, NamedZone, Names, PairRow, SameFile};

/// Evidence with the very same file that is named beside one, at most.
pub(super) const SAME: i64 = 6;

/// What is needed to say things of evidence in words.
#[derive(Clone)]
pub(super) struct Words {
    pub names: Names,
    pub zone: NamedZone,
    pub today: Date,
    pub now: Instant,
}

impl Words {
    pub(super) fn of(asking: &Asking, names: Names) -> Self {
        let zone = asking.visitor.organisation.zone.clone();
        Self { names, zone, today: asking.today, now: asking.now }
    }

    pub(super) fn day(&self, at: Instant) -> String {
        dates::short(self.zone.day(at), self.today)
    }
}

/// The system's or vendor's name, or the organisation.
pub(super) fn subject(pair: &PairRow) -> String {
    match pair.subject_kind {
        SubjectKind::Organisation => "The organisation".to_owned(),
        SubjectKind::System | SubjectKind::Vendor => pair.name.clone(),
    }
}

/// The requirement in words.
pub(super) fn requirement(pair: &PairRow) -> String {
    pair.steps.title.to_string()
}

/// “12 kB”.
fn size(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// What it is: the thing itself, its three dates, its people.
pub(super) fn facts(row: &EvidenceRow, same: &[SameFile], words: &Words) -> AnyView {
    let (kind, thing) = (kind_title(&row.kind), thing(row));
    let speaks = dates::period(row.speaks_from, row.speaks_until);
    let performed = row.performed_on.map(|day| {
        let by = words.names.of(row.performed_by).to_owned();
        let stamp =
            row.stamp.clone().map_or_else(|| "no machine stamp".to_owned(), |stamp| format!("stamped by {stamp}"));
        view! { <Fact name="Performed">{format!("{}, by {by}, {stamp}", dates::full(day))}</Fact> }
    });
    let sent = format!("{} by {}", words.day(row.at), words.names.of(row.submitted_by));
    let same = (!same.is_empty()).then(|| {
        let all = same.iter().map(|one| {
            let (href, who) = (format!("/evidence/{}", one.id), words.names.of(one.submitted_by).to_owned());
            view! { <li><a href=href>{one.title.clone()}</a>{format!(", {} by {who}", words.day(one.at))}</li> }
        });
        let all = all.collect_view();
        view! { <Fact name="The same file, sent as"><ul>{all}</ul></Fact> }
    });
    let end = row.own_end.map(|day| view! { <Fact name="Its own last day">{dates::full(day)}</Fact> });
    view! {
        <Facts>
            <Fact name="Kind">{kind}</Fact>
            {thing}
            <Fact name="Speaks for">{speaks}</Fact>
            {performed}
            {end}
            <Fact name="Sent">{sent}</Fact>
            {same}
        </Facts>
    }
    .into_any()
}

fn thing(row: &EvidenceRow) -> AnyView {
    if let Some(file) = row.file.clone() {
        let href = format!("/evidence/{}/file", row.id);
        let said = format!(", {}, {}", size(file.size), file.media);
        return view! {
            <Fact name="File">
                <a href=href download accesskey="f">{file.name}</a>{said}
                <span class="digest">" SHA-256 "{file.sha256}</span>
            </Fact>
        }
        .into_any();
    }
    if let Some(link) = row.link.clone() {
        return view! { <Fact name="Link"><Outbound href=link/></Fact> }.into_any();
    }
    let statement = row.statement.clone().unwrap_or_default();
    let lines = statement.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
    view! { <Fact name="Statement"><div class="prose">{lines}</div></Fact> }.into_any()
}

/// One pair with its decision.
pub(super) fn entry(pair: &PairRow, words: &Words) -> AnyView {
    let (title, on) = (requirement(pair), subject(pair));
    let id = pair.pair.requirement.to_string();
    let href = format!("/tasks/{id}?subject={}", pair.pair.subject);
    let (state, word) = stands(pair, words.now);
    let decided = decided(pair, words);
    let nil = pair.in_place_of.as_ref().map(|kind| format!(", in place of: {}", kind_title(kind).to_lowercase()));
    view! {
        <li>
            <div>
                <a href=href>{title}</a>
                <span class="sub">{format!("{id} on {on}")}{nil}</span>
                {decided.map(|decided| view! { <span class="sub">{decided}</span> })}
            </div>
            <Mark state word/>
        </li>
    }
    .into_any()
}

fn stands(pair: &PairRow, now: Instant) -> (State, &'static str) {
    let over = |at: Option<Instant>| at.is_some_and(|at| at <= now);
    match pair.ruling {
        _ if pair.withdrawn_at.is_some() => (State::Excluded, "Withdrawn"),
        None => (State::Unknown, "Waiting for review"),
        Some(Ruling::Adverse) => (State::Gap, "Shows failure"),
        Some(Ruling::Rejected) => (State::Gap, "Rejected"),
        Some(Ruling::Supports) if over(pair.ended_at) => (State::Gap, "Ended by an event"),
        Some(Ruling::Supports) if over(pair.lapses_at) => (State::Gap, "Stale"),
        Some(Ruling::Supports) => (State::Met, "Accepted"),
    }
}

fn decided(pair: &PairRow, words: &Words) -> Option<String> {
    let (at, by) = (pair.ruled_at?, pair.ruled_by?);
    let mut said = format!("Decided {} by {}", words.day(at), words.names.of(by));
    if pair.marked {
        said.push_str(" (marked: invited by the submitter less than thirty days before)");
    }
    match pair.lapses_at {
        Some(Instant::NEVER) => said.push_str("; does not age"),
        Some(at) => said.push_str(&format!("; fresh to {}", words.day(at.previous()))),
        None => {}
    }
    if let Some(reason) = &pair.reason {
        said.push_str(&format!(": {reason}"));
    }
    Some(said)
}
