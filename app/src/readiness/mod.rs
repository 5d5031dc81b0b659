//! Readiness of a programme on one page: what stands, what blocks, what changed, what was bettered by decision.

mod beginning;
mod blocks;
mod changed;
mod known;
mod report;
pub mod sentence;
mod walls;

pub(crate) use blocks::{due, due_words, subjects, title as title_of, who};
pub use report::{Report, report};

use crate::asking::Asking;
use crate::error::Result;
use crate::form;
use crate::page::{Frame, Page};
use crate::reading::{Asked, KNOWN, asked, days_before, instant};
use crate::ui::rail::Place;
use crate::ui::say::{Colophon, Lede, Say};
use blocks::Block;
use domain::causes::{Behind, LapsedWith, OpenRequirement, causes};
use domain::finding::{Finding, Reason};
use domain::readiness::{Change, State, difference};
use jiff::civil::Date;
use leptos::prelude::*;
use sentence::{Part, Speaks, Ways};
use std::collections::BTreeMap;
use store::{Lapsed, ProgrammeNow, ProposalRow, Reading, Spine, Store};

/// What the page shows.
struct Shown {
    asked: Asked,
    sentence: Vec<Part>,
    blocks: Vec<Block>,
    /// The day it is compared with, how many criteria stood then, and what stands otherwise.
    before: Date,
    stood: u32,
    changes: Vec<Change>,
    decisions: Vec<ProposalRow>,
}

pub async fn show(asking: Asking, form::Query(fields): form::Query) -> Result<Page> {
    let Some(asked) = asked(&asking, &fields, "/", &[KNOWN]).await? else {
        return beginning::page(&asking, None).await;
    };
    if !asked.is_past() && (asked.reading.systems.is_empty() || asked.reading.frame.uses.is_empty()) {
        return beginning::page(&asking, Some(asked)).await;
    }
    if !asked.is_open() {
        return Ok(beginning::not_yet(&asking, asked));
    }
    let shown = load(&asking, asked).await?;
    let frame = Frame {
        title: "Readiness".into(),
        here: Some(Place::Readiness),
        tools: shown.asked.tools(),
        ..Frame::default()
    };
    Ok(asking.show(frame, move || view(shown)))
}

async fn load(asking: &Asking, asked: Asked) -> Result<Shown> {
    let store = asking.store();
    let (programme, reading) = (&asked.programme, &asked.reading);
    let (lapsed, with) = what_lapsed(store, programme, reading).await?;
    let open = open_requirements(&asked.spine, reading);
    let behind = causes(&reading.readiness, &reading.frame, &open, &with);
    // What is known now is compared with what was shown, unless another day is asked for.
    let usual = if asked.knows_now() { asked.day } else { days_before(asked.day, 30) };
    let before = asked.versus.unwrap_or(usual);
    let then = store.reading(programme, instant(asking, before)).await?;
    let decisions = store.decisions_bettering(programme, reading.at).await?;
    let blocks = blocks::load(asking, &asked, &open, &behind, &lapsed).await?;
    Ok(Shown {
        sentence: say(&asked, &behind),
        blocks,
        before,
        stood: then.readiness.counts.met,
        changes: difference(&then.readiness, &reading.readiness),
        decisions,
        asked,
    })
}

fn say(asked: &Asked, behind: &[Behind]) -> Vec<Part> {
    let ways = Ways {
        met: format!("{}#met", asked.link("/criteria").href()),
        systems: format!("/systems?programme={}", asked.programme.id),
        rest: "#blocks".to_owned(),
    };
    let (counts, systems) = (asked.reading.readiness.counts, asked.reading.systems.len());
    sentence::sentence(&Speaks { day: &asked.day_words(), counts, systems, behind }, ways)
}

fn view(shown: Shown) -> impl IntoView {
    let Shown { asked, sentence, blocks, before, stood, changes, decisions } = shown;
    let stands = asked.reading.readiness.counts.met;
    let programmes = asked.programmes();
    let lede = lede(&asked);
    let walls = walls::view(&asked);
    let changed = changed::view(&asked, before, stood, stands, changes);
    let decided = changed::decided(decisions);
    let blocks = blocks::view(&asked, blocks);
    let set_aside = walls::not_applicable(&asked);
    let colophon = format!(
        "The design reading of {}: whether controls are in place, from accepted proof only. Our own preparation, not an auditor’s opinion. Weakest wins: one gap keeps its criterion from standing.",
        crate::ui::dates::full(asked.day)
    );
    view! {
        {programmes}
        <Say loud=true>{sentence::view(sentence)}</Say>
        {lede}
        {walls}
        <div class="two">{blocks}<div>{changed}{decided}{set_aside}</div></div>
        <Colophon>{colophon}</Colophon>
    }
    .into_any()
}

/// Failure to compute is said before anything else.
fn lede(asked: &Asked) -> Option<impl IntoView + use<>> {
    let failed = asked.reading.readiness.counts.failed;
    let href = format!("{}#failed", asked.link("/criteria").href());
    let past = asked.is_past().then(|| known::words(asked));
    let failed = (failed > 0).then(|| {
        let words = crate::ui::dates::counted(failed as usize, "criterion", "criteria");
        view! { <a href=href>{words}</a>" could not be computed: it reads failed, not zero. " }
    });
    (past.is_some() || failed.is_some()).then(|| view! { <Lede>{failed}{past}</Lede> })
}

/// The requirements with open findings, with why.
pub(crate) fn open_requirements(spine: &Spine, reading: &Reading) -> Vec<OpenRequirement> {
    let mut open: BTreeMap<i64, OpenRequirement> = BTreeMap::new();
    for tally in reading.tallies.iter().filter(|tally| tally.is_open()) {
        let control = spine.requirement(tally.requirement).and_then(|requirement| spine.control_of(requirement));
        let control = control.and_then(|control| usize::try_from(control.no).ok()).unwrap_or(usize::MAX);
        let empty = OpenRequirement { no: tally.requirement, control, gaps: BTreeMap::new(), failed: 0 };
        let one = open.entry(tally.requirement).or_insert(empty);
        match tally.finding {
            Finding::Gap(reason) => *one.gaps.entry(reason).or_default() += tally.subjects,
            Finding::Failed => one.failed += tally.subjects,
            Finding::NotAsked | Finding::Excluded | Finding::Unknown(_) | Finding::Met => {}
        }
    }
    open.into_values().collect()
}

/// The documents behind stale findings; nothing is asked where nothing is stale.
pub(crate) async fn what_lapsed(
    store: &Store,
    programme: &ProgrammeNow,
    reading: &Reading,
) -> store::Result<(Vec<Lapsed>, Vec<LapsedWith>)> {
    if let Some(lapsed) = &reading.lapsed {
        return Ok((lapsed.clone(), lapsed.iter().map(with).collect()));
    }
    let stale = reading.tallies.iter().any(|tally| tally.finding == Finding::Gap(Reason::Stale));
    let lapsed = if stale { store.lapsed(programme, reading.at).await? } else { Vec::new() };
    let with = lapsed.iter().map(with).collect();
    Ok((lapsed, with))
}

const fn with(lapsed: &Lapsed) -> LapsedWith {
    LapsedWith { document: lapsed.evidence, requirement: lapsed.requirement, subjects: lapsed.subjects }
}

/// Whether a criterion stands.
const fn stands(state: Option<State>) -> bool {
    matches!(state, Some(State::Met))
}
