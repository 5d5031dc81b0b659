//! Criteria by systems: the matrix, its opened cell, its groups, and the walk of one criterion.

pub mod findings;
mod large;
mod matrix;
mod peek;
pub(crate) mod sheet;
pub mod walk;

use crate::asking::Asking;
use crate::error::Result;
use crate::form::{self, Fields};
use crate::lists::{List, keep};
use crate::page::{Frame, Page};
use crate::reading::{Asked, asked};
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::dates::{counted, figure};
use crate::ui::empty::EmptyPage;
use crate::ui::filters::{Chip, Chips, FilterSelect, Filters};
use crate::ui::pager::Pager;
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Colophon, Say};
use domain::asked::CriterionSet;
use domain::readiness::CriterionReading;
use domain::words::{Category, CriterionId};
use large::By;
use leptos::prelude::*;
use matrix::Matrix;

const KEYS: &[&str] = &["category", "order", "by", "in", "cell", "page"];
/// Up to so many systems stand side by side; more are paged.
const ALL: usize = 60;
const PAGE: usize = 25;

/// What the address chooses.
struct Chosen {
    category: Option<Category>,
    /// In the order of the standard instead of worst first.
    standard: bool,
    by: Option<By>,
    /// One group of those.
    within: Option<String>,
    page: usize,
}

impl Chosen {
    fn of(fields: &Fields) -> Self {
        let within = fields.text("in");
        Self {
            category: fields.parsed("category"),
            standard: fields.text("order") == "standard",
            by: fields.parsed("by"),
            within: (!within.is_empty()).then_some(within),
            page: fields.parsed::<usize>("page").unwrap_or(1).max(1),
        }
    }

    /// The criteria shown, by state worst first or in the order of the standard.
    fn criteria(&self, asked: &Asked) -> Vec<CriterionReading> {
        let all = asked.reading.readiness.criteria.iter().copied();
        let mut some: Vec<_> = all.filter(|one| self.shows(one.id)).collect();
        if !self.standard {
            some.sort_by_key(|one| (one.state, std::cmp::Reverse(one.cells.gap), one.id));
        }
        some
    }

    fn shows(&self, id: CriterionId) -> bool {
        self.category.is_none_or(|category| id.category() == category)
    }
}

pub async fn show(asking: Asking, form::Query(fields): form::Query) -> Result<Page> {
    let Some(asked) = asked(&asking, &fields, "/criteria", KEYS).await? else { return Ok(empty(&asking, None)) };
    if asked.reading.systems.is_empty() && asked.reading.frame.uses.is_empty() || !asked.is_open() {
        return Ok(empty(&asking, Some(&asked)));
    }
    let chosen = Chosen::of(&fields);
    let frame = Frame {
        title: "Criteria".into(),
        here: Some(Place::Criteria),
        tools: asked.tools(),
        wide: true,
        ..Frame::default()
    };
    if let (Some(by), None) = (chosen.by, &chosen.within) {
        let groups = large::load(&asking, &asked, by).await?;
        return Ok(asking.show(frame, move || large::view(&asked, &chosen, groups)));
    }
    let matrix = matrix::load(&asking, &asked, &chosen, &fields.text("cell")).await?;
    Ok(asking.show(frame, move || view(&asked, &chosen, matrix)))
}

fn view(asked: &Asked, chosen: &Chosen, matrix: Matrix) -> impl IntoView + use<> {
    let say = say(asked, &matrix);
    let (programmes, filters, chips) = (asked.programmes(), filters(asked, chosen), chips(asked, chosen));
    let pager = (matrix.pages > 1).then(|| {
        let (page, pages) = (u32::try_from(chosen.page).unwrap_or(1), u32::try_from(matrix.pages).unwrap_or(1));
        let of = format!("{} systems, {PAGE} a page, worst first", figure(matrix.systems));
        view! { <Pager query=asked.query.without("cell") page pages>{of}</Pager> }
    });
    let instrument = matrix::view(asked, chosen, matrix);
    let remark = asked.remark();
    let kept = keep(&[(List::Criteria, "the criteria")], &asked.query);
    let findings = asked.link("/findings").href();
    view! {
        {programmes}
        {remark}
        <Say>{say}</Say>
        {tabs(&asked.query, chosen.by)}
        {filters}
        {chips}
        {instrument}
        {pager}
        {kept}
        <p class="also">"Requirement by requirement and subject by subject: "<a href=findings>"all findings"</a>"."</p>
        <Colophon>{format!("Weakest wins: one gap in a row keeps its criterion from standing. Design, as of {}.", crate::ui::dates::full(asked.day))}</Colophon>
    }
    .into_any()
}

/// “15 criteria have a gap and six are unknown. Claims triage carries the most, in 11.”
fn say(asked: &Asked, matrix: &Matrix) -> impl IntoView + use<> {
    let counts = asked.reading.readiness.counts;
    let all = counts.in_scope();
    let parts = [
        (counts.failed, "failed", "could not be computed"),
        (counts.gap, "gap", "a gap"),
        (counts.unknown, "unknown", "unknown"),
    ];
    let open = counts.failed + counts.gap + counts.unknown;
    let first = if open == 0 {
        format!("All {all} criteria in scope stand.").into_any()
    } else {
        let said = parts.into_iter().filter(|(n, ..)| *n > 0).enumerate().map(|(i, (n, id, word))| {
            let (verb, between) = (verb(id, n), if i == 0 { "" } else { ", " });
            view! { {between}<a href=format!("#{id}")>{n}</a>{format!(" {verb}{word}")} }
        });
        view! { "Of "{all}" criteria in scope "{said.collect_view()}"." }.into_any()
    };
    let worst = matrix.worst.clone().map(|(name, n)| format!(" {name} carries the most, in {n}."));
    view! { {first}{worst} }
}

const fn verb(id: &str, n: u32) -> &'static str {
    match (id.as_bytes(), n) {
        (b"failed", _) => "",
        (b"gap", 1) => "has ",
        (b"gap", _) => "have ",
        (_, 1) => "is ",
        (_, _) => "are ",
    }
}

/// By system, or by group.
fn tabs(query: &Query, by: Option<By>) -> impl IntoView + use<> {
    let plain = query.without("by").without("in").without("cell");
    let here = |is: bool| is.then_some("page");
    let groups = By::ALL.iter().map(|one| {
        let href = plain.with("by", one.key()).href();
        view! { <a href=href aria-current=here(by == Some(*one))>{format!("By {}", one.label().to_lowercase())}</a> }
    });
    view! {
        <nav class="tabs views" aria-label="Views">
            <a href=plain.href() aria-current=here(by.is_none())>"By system"</a>
            {groups.collect_view()}
        </nav>
    }
}

fn filters(asked: &Asked, chosen: &Chosen) -> impl IntoView + use<> {
    let categories = asked.reading.frame.categories.iter().map(|one| Choice::new(one.key(), one.label())).collect();
    let orders = vec![Choice::new("standard", "In the order of the standard")];
    let category = chosen.category.map(|one| one.key().to_owned()).unwrap_or_default();
    let order = if chosen.standard { "standard" } else { "" };
    let query = asked.query.without("cell");
    view! {
        <Filters query controls=vec!["category", "order"]>
            <FilterSelect name="category" label="Category" any="All categories" choices=categories value=category/>
            <FilterSelect name="order" label="Order" any="Worst first" choices=orders value=order/>
            <button class="btn">"Apply"</button>
        </Filters>
    }
}

fn chips(asked: &Asked, chosen: &Chosen) -> impl IntoView + use<> {
    let of = asked.reading.readiness.criteria.len();
    let shown = chosen.criteria(asked).len();
    let category = chosen.category.map(|one| Chip::new("category", one.key(), one.label()));
    let within = chosen.by.zip(chosen.within.clone()).map(|(by, within)| {
        let label = format!("{}: {}", by.label(), large::group_label(by, &within));
        Chip::new("in", within, label)
    });
    view! { <Chips query=asked.query.clone() chips=category.into_iter().chain(within).collect() shown of/> }
}

fn empty(asking: &Asking, asked: Option<&Asked>) -> Page {
    let (say, href, verb) = match asked {
        None => (
            "No programme is open, so no criterion is in scope yet.".to_owned(),
            "/programmes".to_owned(),
            "Open a programme",
        ),
        Some(asked) if !asked.is_open() => {
            let say = format!("On {} no criterion was in scope: the programme was opened later.", asked.day_words());
            (say, asked.query.without("at").href(), "Read today")
        }
        Some(asked) => {
            let all = counted(asked.reading.readiness.criteria.len(), "criterion is", "criteria are");
            (format!("{all} in scope, and nothing is asked of anybody yet."), "/controls".to_owned(), "Adopt controls")
        }
    };
    let tools = asked.map(Asked::tools).unwrap_or_default();
    let frame = Frame { title: "Criteria".into(), here: Some(Place::Criteria), tools, ..Frame::default() };
    asking.show(frame, move || {
        view! {
            <EmptyPage say=say>
                <p>"Here every criterion meets every AI system: what stands, what does not, and what is not known."</p>
                <Actions><ButtonLink weight=Weight::Primary href=href>{verb}</ButtonLink></Actions>
            </EmptyPage>
        }
    })
}

/// The key controls of a criterion, by number.
pub(crate) fn key_controls(asked: &Asked, id: CriterionId) -> impl Iterator<Item = i64> + '_ {
    let key = asked.reading.frame.uses.iter().filter(move |u| u.key_for.contains(id));
    key.filter_map(|u| i64::try_from(u.no).ok())
}

/// The criteria that a control is key for.
pub(crate) fn key_for(asked: &Asked, control: i64) -> CriterionSet {
    let known = asked.reading.frame.uses.iter().find(|u| i64::try_from(u.no) == Ok(control));
    known.map(|u| u.key_for).unwrap_or_default()
}
