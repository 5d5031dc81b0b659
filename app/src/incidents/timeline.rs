//! The timeline of an incident: every moment that was said, and every entry with who wrote it and when. Nothing leaves it.

use super::classified::{circumstances_of, law_of};
use super::duties::recorded;
use super::one::Shown;
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button};
use crate::ui::dates;
use crate::ui::input::TextField;
use crate::ui::textarea::LongField;
use domain::catalogue::catalogue;
use domain::codes::DutyId;
use domain::ids::PersonId;
use domain::incidents::{Classification, Entry, Happened};
use domain::instant::Instant;
use leptos::prelude::*;

/// A line: the moment it speaks of, what it says, who wrote it, and when.
struct Line {
    at: Instant,
    words: String,
    by: PersonId,
    written: Instant,
}

pub(super) fn block(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let mut all = lines(shown);
    all.sort_by_key(|line| line.at);
    let lines = all.into_iter().map(|line| {
        let moment = dates::moment(shown.zone.local(line.at), shown.today);
        let written = recorded(line.at, line.written, &shown.zone, shown.today);
        let sub = format!("{moment}, written by {}{written}", shown.names.of(line.by));
        view! { <li><span class="pre">{line.words}</span><span class="sub">{sub}</span></li> }
    });
    let lines = lines.collect_view();
    let form = shown.works.then(|| form(shown, typed, mishap));
    view! { <Block title="Timeline" id="timeline" remark="It only grows"><ul class="entries">{lines}</ul>{form}</Block> }
        .into_any()
}

fn lines(shown: &Shown) -> Vec<Line> {
    let row = &shown.row;
    let reported = |at, words: &str| Line { at, words: words.to_owned(), by: row.reported_by, written: row.at };
    let mut all = vec![reported(row.times.detected, "It was noticed.")];
    all.extend(row.times.began.map(|at| reported(at, "It began.")));
    all.extend(moments(shown, "It was contained", |said| said.contained));
    all.extend(moments(shown, "It was resolved", |said| said.resolved));
    all.extend(moments(shown, "It was found material", |said| said.material_at));
    all.extend(row.entries.iter().map(|entry| line(shown, entry)));
    all
}

/// A moment of the classifications, each time that it was said otherwise.
fn moments(shown: &Shown, words: &str, of: fn(&Classification) -> Option<Instant>) -> Vec<Line> {
    let (now, mut before, mut all) = (shown.row.now.classification.as_ref(), None, Vec::new());
    let holds = now.and_then(|(said, _)| of(said));
    for one in &shown.row.now.classifications {
        let said = of(&one.said);
        if let Some(at) = said.filter(|_| said != before) {
            let since = if said == holds { "" } else { ", as was said then; it was said otherwise since" };
            all.push(Line { at, words: format!("{words}{since}."), by: one.by, written: one.at });
        }
        before = said;
    }
    all
}

fn line(shown: &Shown, entry: &Entry) -> Line {
    let law = |duty: &DutyId| catalogue().limits.get(duty).map_or_else(|| duty.to_string(), |duty| duty.law.to_owned());
    let (at, words) = match &entry.what {
        Happened::Classified(said) => (entry.at, classified(shown, said)),
        Happened::Noted { at, words } => (*at, words.clone()),
        Happened::Told(notice) => {
            let by = notice.duty.as_ref().map(|duty| format!(" by {}", law(duty))).unwrap_or_default();
            (notice.at, format!("{} was told{by}. {}", notice.whom, notice.proof))
        }
        Happened::NotTold { duty, reason } => (entry.at, format!("Nobody is told by {}: {reason}", law(duty))),
        Happened::Explained(cause) => {
            let kinds = cause.kinds.iter().map(|kind| kind.label()).collect::<Vec<_>>().join(", ");
            (entry.at, format!("Root cause ({kinds}): {}", cause.words))
        }
        Happened::Corrected { task } => {
            let title = shown.row.tasks.iter().find(|one| one.id == *task).map(|one| one.title.as_str());
            (entry.at, format!("A task was handed out: {}", title.unwrap_or("it is not in the list")))
        }
        Happened::Reviewed(review) => (entry.at, format!("It was reviewed and closed. {}", review.lessons)),
    };
    Line { at, words, by: entry.by, written: entry.at }
}

/// What a classification said, whole.
fn classified(shown: &Shown, said: &Classification) -> String {
    let why = said.reason.as_ref().map(|reason| format!(" Why anew: {reason}")).unwrap_or_default();
    format!(
        "Classified: {}, led by {}. Personal data: {}. Law of: {}. Circumstances: {}.{why}",
        said.severity.label().to_lowercase(),
        shown.names.of(said.lead),
        said.personal_data.label().to_lowercase(),
        law_of(said),
        circumstances_of(said),
    )
}

fn form(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let (wrong, words) = (mishap.wrong.clone(), typed.text("words"));
    let at = if words.is_empty() { shown.clock.clone() } else { typed.text("at") };
    let opened = wrong.at("words").is_some();
    let action = format!("/incidents/{}/note", shown.row.id);
    view! {
        <details open=opened>
            <summary>"Write on the timeline"</summary>
            <form class="form" method="post" action=action novalidate>
                <TextField name="at" label="At" value=at error=wrong.at("at") hint="On our clocks: 2026-11-30 14:05"/>
                <LongField name="words" label="What happened, or was done" value=words error=wrong.at("words")/>
                <Actions><Button>"Add it"</Button></Actions>
            </form>
        </details>
    }
    .into_any()
}
