//! Readiness of a programme on one page: what stands, what blocks, what changed, what was bettered by decision.

mod beginning;
mod blocks;
mod changed;
mod history;
mod in_hand;
mod known;
mod report;
pub mod sentence;
mod walls;
mod when;

pub(crate) use beginning::{not_yet, page as beginning};
pub(crate) use blocks::{due_words, subjects, title as title_of};
pub(crate) use in_hand::InHand;
pub use report::{Report, report};

use crate::asking::Asking;
use crate::error::Result;
use crate::form;
use crate::home::{Waits, reads};
use crate::page::{Frame, Page};
use crate::reading::{Asked, KNOWN, asked, days_before};
use crate::ui::rail::Place;
use crate::ui::say::{Colophon, Say};
use crate::ui::tools::Tools;
use blocks::{Block, Sort};
use domain::causes::{Behind, LapsedWith, OpenRequirement, causes};
use domain::finding::Finding;
use domain::programme::ReportKind;
use domain::readiness::{Change, State, difference};
use history::Past;
use jiff::civil::Date;
use leptos::prelude::*;
use sentence::{Part, Speaks, Ways};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Lapsed, ProposalRow, Reading, Spine, Store};

/// What the page shows.
struct Shown {
    asked: Asked,
    sentence: Vec<Part>,
    blocks: Vec<Block>,
    past: Past,
    /// The day it is compared with, and what stands otherwise.
    before: Date,
    changes: Vec<Change>,
    decisions: Vec<ProposalRow>,
    /// What waits for whoever has no other first page than this.
    waits: Waits,
}

pub async fn show(asking: Asking, form::Query(fields): form::Query) -> Result<Page> {
    let Some(asked) = asked(&asking, &fields, "/readiness", &[KNOWN, "sort", blocks::ALL]).await? else {
        return beginning::page(&asking, None, Place::Readiness).await;
    };
    if !asked.is_past() && is_bare(&asked) {
        return beginning::page(&asking, Some(asked), Place::Readiness).await;
    }
    if !asked.is_open() {
        return Ok(not_yet(&asking, asked));
    }
    let on_paper = fields.text("print") == "sheet";
    let shown = load(&asking, asked).await?;
    let frame = Frame {
        title: "Readiness".into(),
        here: Some(Place::Readiness),
        tools: Tools { print: Some(sheet(&shown.asked, true)), ..shown.asked.tools() },
        sheet: on_paper.then(|| sheet(&shown.asked, false)),
        ..Frame::default()
    };
    Ok(asking.show(frame, move || view(shown)))
}

/// The address of this view as it stands on paper, or back on the screen.
fn sheet(asked: &Asked, on_paper: bool) -> String {
    if on_paper { asked.query.with("print", "sheet").href() } else { asked.query.without("print").href() }
}

/// Nothing can be measured yet: no control is adopted, or no system is in scope.
pub(crate) fn is_bare(asked: &Asked) -> bool {
    asked.reading.systems.is_empty() || asked.reading.frame.uses.is_empty()
}

async fn load(asking: &Asking, asked: Asked) -> Result<Shown> {
    let store = asking.store();
    let (programme, reading) = (&asked.programme, &asked.reading);
    let (lapsed, with) = what_lapsed(store, reading).await?;
    let open = open_requirements(&asked.spine, reading);
    let behind = causes(&reading.readiness, &reading.frame, &open, &with);
    // What is known now is compared with what was shown, unless another day is asked for.
    let usual = if asked.knows_now() { asked.day } else { days_before(asked.day, 30) };
    let before = asked.versus.unwrap_or(usual);
    let past = Past::of(asking, &asked, before).await?;
    let decisions = store.decisions_bettering(programme, reading.at).await?;
    let blocks = blocks::load(asking, &asked, &open, &behind, &lapsed).await?;
    let first_page = reads(asking.actor().rights) && !asked.is_past();
    Ok(Shown {
        waits: if first_page { Waits::of(asking).await? } else { Waits::default() },
        sentence: say(&asked, &behind),
        blocks,
        changes: past.on(before).map(|then| difference(then, &reading.readiness)).unwrap_or_default(),
        past,
        before,
        decisions,
        asked,
    })
}

fn say(asked: &Asked, behind: &[Behind]) -> Vec<Part> {
    let (counts, systems) = (asked.reading.readiness.counts, asked.reading.systems.len());
    // The criteria stand by their state there, those that do not stand first.
    let open = match (counts.failed, counts.gap) {
        (0, 0) => "unknown",
        (0, _) => "gap",
        (_, _) => "failed",
    };
    let ways = Ways {
        met: format!("{}#met", asked.link("/criteria").href()),
        systems: format!("/systems?in={}", asked.programme.id),
        rest: format!("{}#{open}", asked.link("/criteria").href()),
    };
    sentence::sentence(&Speaks { day: &asked.day_words(), counts, systems, behind }, ways)
}

fn view(shown: Shown) -> impl IntoView {
    let Shown { asked, sentence, blocks, past, before, changes, decisions, waits } = shown;
    let waits = waits.line();
    let programmes = asked.programmes();
    let sort = Sort::of(asked.query.get("sort").unwrap_or_default());
    let lede = when::lede(&asked, &past, &blocks);
    let walls = walls::view(&asked);
    let changed = changed::view(&asked, &past, before, changes);
    let chart = history::chart(&asked, &past);
    let decided = changed::decided(decisions);
    let blocks = blocks::view(&asked, blocks, sort);
    let set_aside = walls::not_applicable(&asked);
    let colophon = format!(
        "The design reading of {}: whether controls are in place, from accepted proof only. Our own preparation, not an auditor’s opinion. Weakest wins: one gap keeps its criterion from standing.",
        crate::ui::dates::full(asked.day)
    );
    let remark = asked.remark();
    let operating = (asked.programme.kind == ReportKind::Type2).then(|| {
        let href = asked.link("/operating").href();
        view! { <p class="more-link">"Design is one reading. The other: "<a href=href>"how controls operated in the window"</a></p> }
    });
    view! {
        {programmes}
        {remark}
        <Say loud=true>{sentence::view(sentence)}</Say>
        {lede}
        {waits}
        {walls}
        {operating}
        <div class="two">{blocks}<div>{changed}{decided}{set_aside}</div></div>
        {chart}
        <Colophon>{colophon}</Colophon>
    }
    .into_any()
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
    reading: &Reading,
) -> store::Result<(Arc<Vec<Lapsed>>, Vec<LapsedWith>)> {
    let lapsed = store.lapsed(reading).await?;
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
