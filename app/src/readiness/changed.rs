//! What stands otherwise than on another day, and what got better by a decision instead of by proof.

use super::history::{Past, Turned};
use super::stands;
use crate::reading::{Asked, mark_of};
use crate::ui::block::Block;
use crate::ui::dates::{self, capital, count, count_first, counted, tallied};
use crate::ui::mark::{Mark, State, Voice};
use domain::catalogue::catalogue;
use domain::change::Change as Decision;
use domain::readiness::Change;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::ProposalRow;

pub(super) fn view(asked: &Asked, past: &Past, before: Date, mut changes: Vec<Change>) -> impl IntoView + use<> {
    let title = if asked.versus.is_some() {
        format!("Changed since {}", dates::short(before, asked.today))
    } else if asked.knows_now() {
        "Known since".to_owned()
    } else {
        "Changed in 30 days".to_owned()
    };
    if before < asked.programme.opened_on {
        let opened = dates::short(asked.programme.opened_on, asked.today);
        let day = dates::short(before, asked.today);
        return view! {
            <Block title id="changed">
                <p class="net">{format!("Nothing was measured on {day}: the programme was opened on {opened}.")}</p>
            </Block>
        }
        .into_any();
    }
    let net = net(&changes);
    let (stood_words, stand_words) = match asked.knows_now() && asked.versus.is_none() {
        true => ("as it was shown on", " with what is known now."),
        false => ("stood on", " stand now."),
    };
    let stood = past.on(before).map_or(0, |then| then.counts.met);
    let stand = asked.reading.readiness.counts.met;
    let turned_on: BTreeMap<_, _> =
        changes.iter().filter_map(|one| Some((one.id, past.turned(asked, before, one.id)?))).collect();
    changes.sort_by_key(|one| (std::cmp::Reverse(turned_on.get(&one.id).map(|turned| turned.day())), one.id));
    let today = asked.today;
    let (before, links) = (dates::short(before, asked.today), asked.links());
    let rows = changes.into_iter().map(move |change| {
        let now = change.after.map_or(State::Excluded, mark_of);
        let href = links.at(format!("/criteria/{}", change.id));
        let when = turned_on.get(&change.id).copied().map(|turned| when(turned, today));
        view! {
            <li>
                <Mark state=now voice=Voice::Only word=turned(change)/>
                <a class="id" href=href>{change.id.key()}</a>
                <span>{catalogue().criterion(change.id).title}</span>
                {when}
                <span class="sub">{from_to(change)}</span>
            </li>
        }
    });
    view! {
        <Block title id="changed">
            <p class="net"><b>{stood}</b>{format!(" {stood_words} {before}. {net}")}<b>{stand}</b>{stand_words}</p>
            <ul class="changes quiet-links">{rows.collect_view()}</ul>
        </Block>
    }
    .into_any()
}

/// “19 Nov”, “by 30 Jun”.
fn when(turned: Turned, today: Date) -> impl IntoView {
    let by = match turned {
        Turned::On(_) => "",
        Turned::By(_) => "by ",
    };
    let day = turned.day();
    view! { <time datetime=day.to_string()>{by}{dates::short(day, today)}</time> }
}

/// “Six rose, two fell: ”.
fn net(changes: &[Change]) -> String {
    let rose = changes.iter().filter(|change| stands(change.after)).count();
    let fell = changes.iter().filter(|change| stands(change.before)).count();
    match (rose, fell) {
        (0, 0) => String::new(),
        (rose, 0) => format!("{} rose: ", count_first(rose)),
        (0, fell) => format!("{} fell: ", count_first(fell)),
        (rose, fell) => format!("{} rose, {} fell: ", count_first(rose), count(fell)),
    }
}

fn turned(change: Change) -> &'static str {
    match (stands(change.before), stands(change.after)) {
        (false, true) => "Rose",
        (true, false) => "Fell",
        (true, true) | (false, false) => "Changed",
    }
}

fn from_to(change: Change) -> String {
    let word = |state: Option<domain::readiness::State>| state.map_or("out of scope", word_of);
    format!("{} to {}", word(change.before), word(change.after))
}

const fn word_of(state: domain::readiness::State) -> &'static str {
    state.key()
}

/// Shown apart, so that nobody takes it for proof.
pub(super) fn decided(decisions: Vec<ProposalRow>) -> Option<impl IntoView + use<>> {
    const SHOWN: usize = 6;
    let bettered: i64 = decisions.iter().filter_map(|row| row.bettered).sum();
    let (n, more) = (decisions.len(), decisions.len().saturating_sub(SHOWN));
    let findings = counted(usize::try_from(bettered).unwrap_or_default(), "finding", "findings");
    let by = counted(n, "decision", "decisions");
    (n > 0).then(|| {
        let rows = decisions.into_iter().take(SHOWN).map(move |row| {
            let findings = tallied(usize::try_from(row.bettered.unwrap_or_default()).unwrap_or_default(), "finding", "findings");
            let href = format!("/decisions/{}", row.id);
            view! { <li><Mark state=State::Excluded voice=Voice::Only word="By decision"/><span class="wide"><a href=href>{capital(&said(&row.change))}</a>". "<span class="sub">{format!("{findings}. {}", row.reason)}</span></span></li> }
        });
        view! {
            <Block title="Bettered by decision" id="bettered">
                <p class="net"><b>{findings}</b>{format!(" got better by {by} of two people, not by proof.")}</p>
                <ul class="changes decided quiet-links">{rows.collect_view()}</ul>
                <p><a href="/decisions">{if more > 0 { format!("All {n} decisions") } else { "Decisions".to_owned() }}</a></p>
            </Block>
        }
    })
}

/// What was decided, in words.
fn said(change: &Decision) -> String {
    match change {
        Decision::ApproveControls { controls } => {
            format!("Statements approved of {}", counted(controls.len(), "control", "controls"))
        }
        Decision::Reword { control, .. } => format!("{control} was reworded"),
        Decision::Retire { control } => format!("{control} was retired"),
        Decision::Relax { control, .. } => format!("{control} runs less often, or its proof may be older"),
        Decision::Own { control, .. } => format!("{control} has another owner"),
        Decision::Demote { criterion, control, .. } => format!("{control} only supports {criterion}"),
        Decision::Conclude { criteria, .. } => {
            format!("{} concluded", counted(criteria.len(), "criterion", "criteria"))
        }
        Decision::SetAside { criterion, .. } => format!("{criterion} was set aside as not applicable"),
        Decision::Answer { which, answer, .. } => match answer {
            Some(answer) => format!("{} was answered {}", which.label(), if *answer { "yes" } else { "no" }),
            None => format!("The answer to {} was taken back", which.label()),
        },
        Decision::Move { stage, .. } => format!("A system moved to {}", stage.label().to_lowercase()),
        Decision::Narrow { systems, .. } => format!("{} left the scope", counted(systems.len(), "system", "systems")),
        Decision::Drop { .. } => "Categories were dropped".to_owned(),
        Decision::Release { .. } => "A system no longer depends on a vendor".to_owned(),
        Decision::Exclude { pairs, .. } => format!("{} excluded", counted(pairs.len(), "requirement", "requirements")),
        Decision::WithdrawAdverse { .. } => "Proof of failure was withdrawn".to_owned(),
    }
}
