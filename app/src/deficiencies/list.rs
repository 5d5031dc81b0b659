//! The log as a list: how many are open, how many overdue, which criteria they touch; filters, paper, and files to keep.

use super::parts::{agreed_severity, criteria_links, known_words, links, of_link, owner, severity_words, stage_mark};
use crate::asking::Asking;
use crate::error::Result;
use crate::form;
use crate::lists::{List, keep};
use crate::mishap::{Mishap, told};
use crate::page::{Frame, Page};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::dates;
use crate::ui::empty::{Empty, EmptyPage};
use crate::ui::filters::{Chip, Chips, FilterSelect, Filters};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::pager::Pager;
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use crate::ui::tools::Tools;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::deficiencies::{DeficiencyStage, Severity, log_review_due, log_review_overdue_since, present_log};
use domain::words::CriterionId;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{DeficienciesWanted, DeficiencyRow, LogReview, NamedZone, Names};

const CONTROLS: [&str; 4] = ["state", "severity", "criterion", "owner"];
pub(super) const KEYS: [&str; 8] = ["state", "severity", "criterion", "owner", "control", "of", "page", "print"];
/// Rows a page.
const PAGE: usize = 100;

struct Shown {
    query: Query,
    rows: Vec<DeficiencyRow>,
    names: Names,
    reviewed: Option<LogReview>,
    reviewed_on: Option<Date>,
    may_review: bool,
    opens: bool,
    page: usize,
    today: Date,
    zone: NamedZone,
    said: Option<AnyView>,
    late: Mishap,
}

pub async fn show(asking: Asking, form::Query(fields): form::Query) -> Result<Page> {
    page(&asking, &fields, Mishap::default()).await
}

/// Somebody who answers for nothing open confirms that the log is complete.
pub async fn review(asking: Asking) -> Result<Response> {
    match asking.store().review_deficiency_log(asking.actor()).await {
        Ok(_) => Ok(Redirect::to("/deficiencies?said=reviewed").into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(page(&asking, &form::Fields::default(), mishap.clone()).await?))
        }
    }
}

async fn page(asking: &Asking, fields: &form::Fields, late: Mishap) -> Result<Page> {
    let (store, zone) = (asking.store(), &asking.visitor.organisation.zone);
    let rows = store.deficiencies(&DeficienciesWanted::default(), zone).await?;
    let (reviewed, keeper) = (store.last_log_review().await?, store.log_keeper().await?);
    let owners: Vec<_> = rows.iter().filter(|row| row.is_open()).map(|row| row.now.owner).collect();
    let query = Query::of("/deficiencies", KEYS.map(|key| (key, fields.text(key))));
    let on_paper = query.get("print").is_some();
    let (paper, screen) = (query.with("print", "sheet").href(), query.without("print").href());
    let shown = Shown {
        may_review: keeper.is_some_and(|keeper| present_log(&owners, keeper, asking.actor()).is_ok()),
        opens: super::opens_any(asking).await?,
        reviewed_on: reviewed.map(|review| asking.local(review.at).date()),
        names: asking.names().await?,
        page: fields.parsed("page").unwrap_or(1).max(1),
        today: asking.today,
        zone: zone.clone(),
        said: told(fields, &[("reviewed", "Reviewed", "The log of today is proof of how deficiencies are followed.")]),
        rows,
        reviewed,
        query,
        late,
    };
    let frame = Frame {
        title: "Deficiencies".into(),
        here: Some(Place::Deficiencies),
        tools: Tools { print: Some(paper), ..Tools::default() },
        sheet: on_paper.then_some(screen),
        ..Frame::default()
    };
    Ok(asking.show(frame, move || if shown.rows.is_empty() { empty(&shown) } else { body(shown) }))
}

fn empty(shown: &Shown) -> AnyView {
    let new = shown.opens.then(|| {
        view! {
            <Actions><ButtonLink weight=Weight::Primary href="/deficiencies/new">"Open a deficiency"</ButtonLink></Actions>
        }
    });
    view! {
        <EmptyPage say="Nothing is in the deficiency log yet.">
            <p>"What did not work stands here with its cause, its severity and what is done about it. It is opened from \
            evidence that shows failure, from an occurrence that was missed, from a vendor’s report, an audit or an \
            incident; two people judge it, and a second person closes it after a retest. CC4.2 asks for that."</p>
            {new}
        </EmptyPage>
    }
    .into_any()
}

pub(super) fn takes(query: &Query, row: &DeficiencyRow, today: Date) -> bool {
    let is = |key: &str, value: &str| query.get(key).is_none_or(|wanted| wanted.is_empty() || wanted == value);
    let state = match query.get("state").unwrap_or_default() {
        "" => true,
        "open" => row.is_open(),
        "overdue" => row.overdue_since(today).is_some(),
        stage => row.stage().key() == stage,
    };
    let severity = agreed_severity(row).map_or("none", Severity::key);
    let criterion = query.get("criterion").unwrap_or_default();
    let touches = criterion.is_empty() || row.criteria.iter().any(|id| id.key() == criterion);
    let control = row.control.as_ref().map(ToString::to_string).unwrap_or_default();
    state
        && touches
        && is("severity", severity)
        && is("owner", &row.now.owner.to_string())
        && is("control", &control)
        && is("of", &row.of.to_string())
}

fn body(shown: Shown) -> AnyView {
    let matching: Vec<_> = shown.rows.iter().filter(|row| takes(&shown.query, row, shown.today)).collect();
    let (say, lede) = (sentence(&shown), lede(&shown));
    let new = shown.opens.then(|| {
        view! { <ButtonLink weight=Weight::Primary href="/deficiencies/new">"Open a deficiency"</ButtonLink> }
    });
    let (filters, chips, table) = (filters(&shown), chips(&shown), table(&matching, &shown));
    let (by, review) = (by_criterion(&shown), reviewing(&shown));
    let (query, matched, of) = (shown.query.clone(), matching.len(), shown.rows.len());
    let kept = keep(&[(List::Deficiencies, "the log")], &query);
    view! {
        <Say>{say}</Say>
        {lede}
        {shown.said}
        {shown.late.notice()}
        {new.map(|new| view! { <Actions top=true>{new}</Actions> })}
        <Block title="The log" first=true id="rows">
            {filters}
            <Chips query chips shown=matched of/>
            {table}
            {kept}
        </Block>
        {by}
        {review}
    }
    .into_any()
}

fn sentence(shown: &Shown) -> AnyView {
    let open: Vec<_> = shown.rows.iter().filter(|row| row.is_open()).collect();
    let late = open.iter().filter(|row| row.overdue_since(shown.today).is_some()).count();
    let mut touched: Vec<CriterionId> = open.iter().flat_map(|row| row.criteria.iter()).collect();
    touched.sort_unstable();
    touched.dedup();
    if open.is_empty() {
        let all = dates::tallied(shown.rows.len(), "deficiency", "deficiencies");
        return view! { {format!("No deficiency is open; {all} in the log.")} }.into_any();
    }
    let verb = if open.len() == 1 { "deficiency is open" } else { "deficiencies are open" };
    let over = match late {
        0 => view! { ", none overdue. " }.into_any(),
        late => {
            let words = format!("{} overdue", dates::count(late));
            view! { ", "<a href="/deficiencies?state=overdue#rows">{words}</a>". " }.into_any()
        }
    };
    let many = touched.len();
    let touch = if open.len() == 1 { "It touches " } else { "They touch " };
    let which = if many <= 6 {
        links(touched.into_iter())
    } else {
        view! { <a href="#criteria">{dates::counted(many, "criterion", "criteria")}</a> }.into_any()
    };
    view! { <a href="/deficiencies?state=open#rows">{dates::how_many(open.len())}" "{verb}</a>{over}{touch}{which}"." }
        .into_any()
}

fn lede(shown: &Shown) -> AnyView {
    let on = |day| dates::short(day, shown.today);
    let last = match (shown.reviewed, shown.reviewed_on) {
        (Some(review), Some(day)) => {
            format!("The log was last reviewed on {}, by {}. ", on(day), shown.names.of(review.by))
        }
        _ => "Nobody has reviewed the log yet. ".to_owned(),
    };
    let first = shown.rows.iter().map(|row| row.at).min();
    let due = first.map(|first| log_review_due(shown.reviewed_on, shown.zone.local(first).date()));
    let due = due.map(|due| match log_review_overdue_since(due, shown.today) {
        None => {
            view! { {format!("Once a month somebody does who answers for nothing open in it: due by {}.", on(due))} }
                .into_any()
        }
        Some(since) => {
            let word = format!("The monthly review of the log is overdue since {}", on(since));
            view! { <Mark state=State::Gap voice=Voice::Calm word wrap=true/>{format!("; it was due by {}.", on(due))} }
                .into_any()
        }
    });
    view! { <Lede>{last}{due}</Lede> }.into_any()
}

fn filters(shown: &Shown) -> AnyView {
    let query = shown.query.clone();
    let value = |key: &str| query.get(key).unwrap_or_default().to_owned();
    let stages = DeficiencyStage::ALL.iter().map(|stage| Choice::new(stage.key(), stage.label()));
    let stages = [Choice::new("overdue", "Overdue")].into_iter().chain(stages.map(|mut choice| {
        // The word “open” is for all that is not closed; the first stage is told by what is to be done.
        if choice.value == DeficiencyStage::Open.key() {
            choice = Choice::new("open", "Open");
        }
        choice
    }));
    let stages = stages.collect();
    let severities = Severity::ALL.iter().map(|it| Choice::new(it.key(), it.label()));
    let severities = severities.chain([Choice::new("none", "Not agreed")]).collect();
    let mut criteria: Vec<_> = shown.rows.iter().flat_map(|row| row.criteria.iter()).collect();
    criteria.sort_unstable();
    criteria.dedup();
    let criteria = criteria.into_iter().map(|id| Choice::new(id.key(), id.key())).collect();
    let owners: BTreeMap<_, _> = shown.rows.iter().map(|row| (row.now.owner, owner(row, &shown.names))).collect();
    let owners = owners.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let (state, severity, criterion, who) = (value("state"), value("severity"), value("criterion"), value("owner"));
    view! {
        <Filters query controls=CONTROLS.to_vec()>
            <FilterSelect name="state" label="State" any="Any state" choices=stages value=state/>
            <FilterSelect name="severity" label="Severity" any="Any severity" choices=severities value=severity/>
            <FilterSelect name="criterion" label="Criterion" any="Any criterion" choices=criteria value=criterion/>
            <FilterSelect name="owner" label="Owner" any="Any owner" choices=owners value=who/>
            <Button>"Show"</Button>
        </Filters>
    }
    .into_any()
}

fn chips(shown: &Shown) -> Vec<Chip> {
    let label = |key: &str, value: &str| match key {
        "owner" => value.parse().map_or_else(|_| value.to_owned(), |id| shown.names.of(id).to_owned()),
        "severity" => value.parse::<Severity>().map_or("Not agreed".to_owned(), |it| it.label().to_owned()),
        "of" => {
            let row = shown.rows.iter().find(|row| row.of.to_string() == value);
            row.map_or_else(|| "Nothing in the log".to_owned(), |row| row.of_name().to_owned())
        }
        "state" if value == "open" => "Open".to_owned(),
        "state" if value == "overdue" => "Overdue".to_owned(),
        "state" => value.parse::<DeficiencyStage>().map_or_else(|_| value.to_owned(), |it| it.label().to_owned()),
        _ => value.to_owned(),
    };
    let keys = ["state", "severity", "criterion", "owner", "control", "of"];
    let chip = |key: &'static str| {
        let value = shown.query.get(key).filter(|value| !value.is_empty())?.to_owned();
        let label = label(key, &value);
        Some(Chip::new(key, value, label))
    };
    keys.into_iter().filter_map(chip).collect()
}

fn table(rows: &[&DeficiencyRow], shown: &Shown) -> AnyView {
    if rows.is_empty() {
        return view! { <Empty>"No deficiency is in this view. "<a href="/deficiencies">"All of the log"</a></Empty> }
            .into_any();
    }
    let pages = rows.len().div_ceil(PAGE);
    let page = shown.page.min(pages);
    let lines = rows.iter().skip((page - 1) * PAGE).take(PAGE).map(|row| line(row, shown)).collect_view();
    let columns = ["Deficiency", "Of", "Criteria", "Severity", "State", "Owner"].into_iter().map(Column::new).collect();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (query, page, pages) = (shown.query.clone(), number(page), number(pages));
    view! {
        <Table caption="Deficiencies" columns stack=true>{lines}</Table>
        {(pages > 1).then(|| view! { <Pager query page pages/> })}
    }
    .into_any()
}

fn line(row: &DeficiencyRow, shown: &Shown) -> AnyView {
    let href = format!("/deficiencies/{}", row.id);
    let sub = format!("{}, found {}", row.code(), dates::short(row.found_on, shown.today));
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href>{row.title.clone()}</a><span class="sub">{sub}</span></th>
            <td data-th="Of">{of_link(row)}</td>
            <td data-th="Criteria">{criteria_links(row)}</td>
            <td data-th="Severity">{severity_words(row)}</td>
            <td data-th="State">{stage_mark(row, shown.today)}</td>
            <td data-th="Owner">{owner(row, &shown.names)}</td>
        </tr>
    }
    .into_any()
}

/// What the log knows of each criterion that it touches.
fn by_criterion(shown: &Shown) -> AnyView {
    let mut by: BTreeMap<CriterionId, Vec<&DeficiencyRow>> = BTreeMap::new();
    for row in &shown.rows {
        for criterion in row.criteria.iter() {
            by.entry(criterion).or_default().push(row);
        }
    }
    let lines = by.into_iter().map(|(id, all)| {
        let open = all.iter().filter(|row| row.is_open()).count();
        let href = format!("/deficiencies?criterion={}#rows", id.key());
        let at_open = format!("/deficiencies?state=open&criterion={}#rows", id.key());
        view! {
            <tr>
                <th scope="row"><a href=format!("/criteria/{}", id.key())>{id.key()}</a></th>
                <td class="n" data-th="In the log"><a href=href>{dates::figure(all.len())}</a></td>
                <td class="n" data-th="Open"><a href=at_open>{dates::figure(open)}</a></td>
                <td data-th="What the log says">{known_words(&all)}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let columns = vec![
        Column::new("Criterion"),
        Column::number("In the log"),
        Column::number("Open"),
        Column::new("What the log says"),
    ];
    view! {
        <Block title="The criteria that they touch" id="criteria"
            remark="What was an exception stays one, closed or not. How a criterion stands is said on its own page, weakest first">
            <Table caption="Criteria" columns narrow=true>{lines}</Table>
        </Block>
    }
    .into_any()
}

fn reviewing(shown: &Shown) -> AnyView {
    if !shown.may_review {
        return ().into_any();
    }
    view! {
        <Block title="The monthly review" id="review" remark="By somebody who answers for nothing open in it">
            <p>"Whoever has read the log from end to end, and compared it with failed tests, incidents and missed \
            occurrences, says so. The log as it stands today becomes proof."</p>
            <form method="post" action="/deficiencies/review"><Actions><Button>"The log is complete"</Button></Actions></form>
        </Block>
    }
    .into_any()
}
