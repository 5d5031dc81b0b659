//! Beside the walk: each subject, the conclusion, the controls, and where they lead in other frameworks.

use super::super::matrix::stance;
use super::Walk;
use crate::asking::Asking;
use crate::error::Result;
use crate::reading::{Asked, mark_of};
use crate::ui::block::SideNote;
use crate::ui::dates::{self, count, figure};
use crate::ui::mark::{Mark, State as Stance};
use domain::catalogue::{Control, catalogue};
use domain::words::CriterionId;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::Named;

const SUBJECTS: usize = 20;

/// The subjects on which something is asked, worst first, as many as fit; and how many more there are.
pub(super) fn worst_columns(asked: &Asked, id: CriterionId) -> (Vec<(i64, Stance)>, usize) {
    let mut all: Vec<_> =
        asked.reading.faces.iter().filter_map(|(no, face)| Some((stance(face.cell(id))?, *no))).collect();
    all.sort_unstable();
    let more = all.len().saturating_sub(SUBJECTS);
    (all.into_iter().take(SUBJECTS).map(|(stance, no)| (no, stance)).collect(), more)
}

pub(super) fn column(named: &BTreeMap<i64, Named>, no: i64, stance: Stance) -> (String, Option<String>, Stance) {
    if no == 0 {
        return ("Organisation".to_owned(), Some("o".to_owned()), stance);
    }
    let one = named.get(&no);
    (
        one.map(|one| one.name.clone()).unwrap_or_default(),
        one.and_then(|one| one.system).map(|id| id.to_string()),
        stance,
    )
}

pub(super) fn controls(asked: &Asked, some: &BTreeSet<i64>) -> Vec<(String, String)> {
    let known = asked.spine.controls.iter().filter(|control| some.contains(&control.no));
    known.map(|control| (control.id.to_string(), control.title.clone())).collect()
}

/// Supporting controls, and whether each is weak.
pub(super) fn supporting(asked: &Asked, id: CriterionId) -> Vec<(String, String, bool)> {
    let uses = asked.reading.frame.uses.iter().filter(|u| u.criteria.contains(id) && !u.key_for.contains(id));
    let all = uses.filter_map(|u| {
        let control = asked.spine.controls.iter().find(|control| usize::try_from(control.no) == Ok(u.no))?;
        let weak = asked.reading.faces.values().any(|face| face.weak.contains(u.no));
        Some((control.id.to_string(), control.title.clone(), weak))
    });
    all.collect()
}

pub(super) fn view(walk: &Walk) -> impl IntoView + use<> {
    let (subjects, weak, conclusion) = (on_each(walk), weaknesses(walk), conclusion(walk));
    let operated = walk.operated.note();
    let own =
        crate::tasks::own::aside(walk.own.clone(), &format!("criterion/{}", walk.id), walk.may_write, walk.asked.today);
    view! { {subjects}{conclusion}{operated}{key(walk)}{weak}{own}{crosswalks(walk.id)} }
}

fn on_each(walk: &Walk) -> impl IntoView + use<> {
    let links = walk.asked.link("/criteria");
    let id = walk.id;
    let rows = walk.columns.clone().into_iter().map(|(name, key, stance)| {
        let href = key.map(|key| links.with("cell", format!("{id}.{key}")).href());
        view! { <li><a class="quiet" href=href>{name}</a><Mark state=stance/></li> }
    });
    let rows = rows.collect::<Vec<_>>();
    let more = walk.more;
    let all = links.href();
    let none = rows.is_empty().then_some("Nothing is asked on any subject.");
    view! {
        <SideNote title="On each subject">
            <ul class="subjects">{rows}</ul>
            {none}
            {(more > 0).then(|| view! { <p class="more-link"><a href=all>{format!("{} more in the matrix", figure(more))}</a></p> })}
        </SideNote>
    }
}

fn conclusion(walk: &Walk) -> Option<impl IntoView + use<>> {
    let state = walk.reading?.state;
    let (concluded, today) = (walk.concluded, walk.asked.today);
    let words = match concluded {
        Some(until) => format!(
            "Two people concluded that its key controls answer it. In force until {}.",
            dates::short(until, today)
        ),
        None => "No conclusion is in force that its key controls answer it.".to_owned(),
    };
    let stance = if concluded.is_some() { Stance::Met } else { Stance::Gap };
    let word = if concluded.is_some() { "Concluded" } else { "Not concluded" };
    let state = mark_of(state);
    let href = format!("/programmes/{}", walk.asked.programme.id);
    Some(view! {
        <SideNote title="Design">
            <p><Mark state/></p>
            <p><Mark state=stance word/></p>
            <p class="small">{words}" "<a href=href>"The programme"</a></p>
        </SideNote>
    })
}

fn key(walk: &Walk) -> impl IntoView + use<> {
    let rows = walk.key.clone().into_iter().map(|(id, title)| {
        view! { <li><a class="quiet" href=format!("/controls/{id}")>{title}</a>" "<span class="sub">{id}</span></li> }
    });
    let rows = rows.collect::<Vec<_>>();
    (!rows.is_empty())
        .then(|| view! { <SideNote title="Key controls"><ul class="subjects controls">{rows}</ul></SideNote> })
}

/// Supporting controls with a gap: beside, never as colour.
fn weaknesses(walk: &Walk) -> Option<impl IntoView + use<>> {
    let weak: Vec<_> = walk.supporting.iter().filter(|(.., weak)| *weak).cloned().collect();
    let of = walk.supporting.len();
    let overdue = walk.overdue.clone();
    (of + overdue.len() > 0).then(|| {
        let overdue = overdue.into_iter().map(|(href, title)| {
            view! { <li><a class="quiet" href=href>{title}</a>" "<span class="sub">"Past its review day"</span></li> }
        });
        let overdue = overdue.collect::<Vec<_>>();
        let remark = format!("{} of {} supporting {} {} a gap.", dates::how_many(weak.len()), count(of), if of == 1 { "control" } else { "controls" }, if weak.len() == 1 { "has" } else { "have" });
        let rows = weak.into_iter().map(|(id, title, _)| {
            view! { <li><a class="quiet" href=format!("/controls/{id}")>{title}</a>" "<span class="sub">{id}</span></li> }
        });
        view! { <SideNote title="Weaknesses">{(of > 0).then(|| view! { <p class="small">{remark}</p> })}<ul class="subjects controls">{rows.collect::<Vec<_>>()}{overdue}</ul></SideNote> }
    })
}

/// The policies past their review day that serve a criterion: address and title.
pub(super) async fn overdue(asking: &Asking, asked: &Asked, id: CriterionId) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for (policy, _) in asked.reading.frame.overdue.iter().filter(|(_, criteria)| criteria.contains(id)) {
        let title = asking.store().policy(*policy).await?.frame.title;
        found.push((format!("/policies/{policy}"), title));
    }
    Ok(found)
}

/// Where the key controls of the library lead in other frameworks: they support, never equal.
fn crosswalks(id: CriterionId) -> impl IntoView {
    let key: Vec<&Control> = catalogue().key_controls(id).collect();
    let nist: BTreeSet<_> = key
        .iter()
        .flat_map(|control| {
            control.nist.iter().map(|id| (id.to_string(), catalogue().nist.get(id).map_or("", |one| one.paraphrase)))
        })
        .collect();
    let iso: BTreeSet<_> = key
        .iter()
        .flat_map(|control| {
            control.iso.iter().map(|id| {
                let title = catalogue()
                    .iso_annex
                    .get(id)
                    .or_else(|| catalogue().iso_clauses.get(id))
                    .map_or("", |one| one.title);
                (id.to_string(), title)
            })
        })
        .collect();
    let eu: BTreeSet<_> = key
        .iter()
        .flat_map(|control| {
            control.eu.iter().map(|id| (id.to_string(), catalogue().eu.get(id).map_or("", |one| one.title)))
        })
        .collect();
    let all = [("NIST AI RMF", nist), ("ISO/IEC 42001", iso), ("EU AI Act", eu)];
    let all = all.into_iter().filter(|(_, some)| !some.is_empty()).map(|(framework, some)| {
        let rows = some.into_iter().map(|(id, words)| view! { <li><span class="id">{id}</span><span class="sub">{words}</span></li> });
        let n = rows.len();
        view! { <details><summary>{format!("{framework}, {n}")}</summary><ul class="crosswalk">{rows.collect::<Vec<_>>()}</ul></details> }
    });
    view! { <SideNote title="Elsewhere"><p class="small">"What its key controls support in other frameworks."</p>{all.collect::<Vec<_>>()}</SideNote> }
}
