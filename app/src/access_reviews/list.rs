//! Access reviews as a list: what is being decided, what waits, what is due again.

use super::parts::{of_link, stage_mark};
use crate::asking::Asking;
use crate::error::Result;
use crate::form;
use crate::lists::{List, keep};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::dates;
use crate::ui::empty::{Empty, EmptyPage};
use crate::ui::filters::{Chip, Chips, FilterSelect, Filters};
use crate::ui::pager::Pager;
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::access_reviews::{ReviewStage, Reviewed};
use domain::people::{Relation, may};
use domain::trail::Verb;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{AccessReviewRow, AccessReviewsWanted, Names, OwnedBy, SystemFilter, SystemOrder};

pub(super) const CONTROLS: [&str; 3] = ["state", "reviewed", "of"];
/// Rows a page.
const PAGE: usize = 100;

struct Shown {
    query: Query,
    rows: Vec<AccessReviewRow>,
    names: Names,
    opens: bool,
    page: usize,
    today: Date,
}

pub async fn show(asking: Asking, form::Query(fields): form::Query) -> Result<Page> {
    let keys = ["state", "reviewed", "of", "page"].map(|key| (key, fields.text(key)));
    let shown = Shown {
        rows: asking.store().access_reviews(&AccessReviewsWanted::default()).await?,
        names: asking.names().await?,
        opens: opens(&asking).await?,
        page: fields.parsed("page").unwrap_or(1).max(1),
        today: asking.today,
        query: Query::of("/access-reviews", keys),
    };
    Ok(asking.page("Access reviews", Place::AccessReviews, move || {
        if shown.rows.is_empty() { empty(&shown) } else { body(&shown) }
    }))
}

/// Whether somebody may begin a review: of anything by their role, or of a system or vendor that is theirs.
async fn opens(asking: &Asking) -> Result<bool> {
    let me = asking.actor();
    let may = |relation| may(me.rights, Verb::AccessReviewOpened, relation);
    if may(Relation::Stranger) || !may(Relation::Owner) {
        return Ok(may(Relation::Stranger));
    }
    let own = SystemFilter { owner: Some(OwnedBy::Person(me.person)), ..SystemFilter::default() };
    if !asking.store().matching_systems(&own, SystemOrder::Name, false, 1).await?.is_empty() {
        return Ok(true);
    }
    Ok(asking.store().vendors().await?.iter().any(|vendor| vendor.owner == Some(me.person)))
}

fn empty(shown: &Shown) -> AnyView {
    let new = shown.opens.then(|| {
        view! {
            <Actions><ButtonLink weight=Weight::Primary href="/access-reviews/new">"Begin with a listing"</ButtonLink></Actions>
        }
    });
    view! {
        <EmptyPage say="Nobody has reviewed yet who has access to what.">
            <p>"A review begins with the listing that a system gives of its accounts and rights: training data, a model \
            registry, a vendor’s console. Its owner decides each line, never their own; what is to be taken away becomes \
            tasks, and the next listing shows whether it was done. CC6.2 and CC6.3 ask for that."</p>
            {new}
        </EmptyPage>
    }
    .into_any()
}

/// The newest reviews of each thing that is reviewed again, with the day by which.
fn next(shown: &Shown) -> BTreeMap<domain::ids::AccessReviewId, Date> {
    let mut seen = BTreeSet::new();
    let rows = shown.rows.iter().filter(|row| row.dropped.is_none()).filter(|row| seen.insert(row.thing));
    let closed = rows.filter(|row| row.closed.is_some());
    closed.filter_map(|row| Some((row.id, row.next_on()?))).collect()
}

fn body(shown: &Shown) -> AnyView {
    let matching: Vec<_> = shown.rows.iter().filter(|row| takes(&shown.query, row)).collect();
    let new = shown.opens.then(|| {
        view! { <Actions top=true><ButtonLink weight=Weight::Primary href="/access-reviews/new">"Begin with a listing"</ButtonLink></Actions> }
    });
    let (query, matched, of) = (shown.query.clone(), matching.len(), shown.rows.len());
    let (say, lede, filters, chips) = (sentence(shown), lede(shown), filters(shown), chips(shown));
    let (table, kept) = (table(&matching, shown), keep(&[(List::AccessReviews, "reviews")], &shown.query));
    view! {
        <Say>{say}</Say>
        <Lede>{lede}</Lede>
        {new}
        <Block title="Reviews" first=true quiet=true id="rows">
            {filters}
            <Chips query chips shown=matched of/>
            {table}
            {kept}
        </Block>
    }
    .into_any()
}

/// Whether a review is among those that were asked for.
pub(super) fn takes(query: &Query, row: &AccessReviewRow) -> bool {
    let is = |key: &str, value: &str| query.get(key).is_none_or(|wanted| wanted == value);
    is("state", row.stage().key()) && is("reviewed", row.reviewed.key()) && is("of", &row.of.to_string())
}

fn sentence(shown: &Shown) -> AnyView {
    let deciding: Vec<_> = shown.rows.iter().filter(|row| row.stage() == ReviewStage::Deciding).collect();
    let waits = shown.rows.iter().filter(|row| row.stage() == ReviewStage::Closed).count();
    let open: usize = deciding.iter().map(|row| row.undecided()).sum();
    let waits = (waits > 0).then(|| {
        let words = dates::capital(&dates::counted(waits, "review waits", "reviews wait"));
        view! { " "<a href="/access-reviews?state=closed#rows">{words}</a>" to be accepted." }
    });
    let first = match deciding.len() {
        0 => "No access review is under way.".into_any(),
        n => {
            let words = dates::capital(&dates::counted(n, "access review is", "access reviews are"));
            let lines = dates::counted(open, "line is", "lines are");
            view! { <a href="/access-reviews?state=deciding#rows">{words}</a>{format!(" being decided; {lines} open.")} }
                .into_any()
        }
    };
    view! { {first}{waits} }.into_any()
}

fn lede(shown: &Shown) -> String {
    let due = next(shown).into_values().min();
    match due {
        None => "No thing is reviewed again by a rhythm yet.".to_owned(),
        Some(day) if day < shown.today => {
            format!("The next one was due on {}. Bring a new listing.", dates::short(day, shown.today))
        }
        Some(day) => format!("The next one is due by {}.", dates::short(day, shown.today)),
    }
}

fn filters(shown: &Shown) -> AnyView {
    let query = shown.query.clone();
    let value = |key: &str| query.get(key).unwrap_or_default().to_owned();
    let (state, reviewed, of) = (value("state"), value("reviewed"), value("of"));
    let states = ReviewStage::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let kinds = Reviewed::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let subjects: BTreeMap<_, _> = shown.rows.iter().map(|row| (row.of_name(), row.of.to_string())).collect();
    let subjects = subjects.into_iter().map(|(name, of)| Choice::new(of, name)).collect();
    view! {
        <Filters query controls=CONTROLS.to_vec()>
            <FilterSelect name="state" label="State" any="Any state" choices=states value=state/>
            <FilterSelect name="reviewed" label="What it opens" any="Anything" choices=kinds value=reviewed/>
            <FilterSelect name="of" label="Belongs to" any="Of anything" choices=subjects value=of/>
            <Button>"Show"</Button>
        </Filters>
    }
    .into_any()
}

fn chips(shown: &Shown) -> Vec<Chip> {
    let label = |key: &str, value: &str| match key {
        "state" => value.parse::<ReviewStage>().map_or_else(|_| value.to_owned(), |it| it.label().to_owned()),
        "reviewed" => value.parse::<Reviewed>().map_or_else(|_| value.to_owned(), |it| it.label().to_owned()),
        _ => {
            let row = shown.rows.iter().find(|row| row.of.to_string() == value);
            row.map_or_else(|| "Nothing reviewed".to_owned(), |row| row.of_name().to_owned())
        }
    };
    let chip = |key: &'static str| {
        let value = shown.query.get(key)?.to_owned();
        let label = label(key, &value);
        Some(Chip::new(key, value, label))
    };
    CONTROLS.into_iter().filter_map(chip).collect()
}

fn table(rows: &[&AccessReviewRow], shown: &Shown) -> AnyView {
    if rows.is_empty() {
        return view! { <Empty>"No review is in this view. "<a href="/access-reviews">"All of them"</a></Empty> }
            .into_any();
    }
    let next = next(shown);
    let pages = rows.len().div_ceil(PAGE);
    let page = shown.page.min(pages);
    let line = |row: &&AccessReviewRow| {
        let href = format!("/access-reviews/{}", row.id);
        let sub = format!("{}, listed {}", row.code(), dates::short(row.listed_on, shown.today));
        let again = next.get(&row.id).map(|day| dates::short(*day, shown.today)).unwrap_or_default();
        let decided = format!("{} of {}", dates::figure(row.decided), dates::figure(row.lines));
        let owner = shown.names.of(row.owner).to_owned();
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=href>{row.name.clone()}</a><span class="sub">{sub}</span></th>
                <td data-th="Opens">{row.reviewed.label()}</td>
                <td data-th="Of">{of_link(row)}</td>
                <td data-th="State">{stage_mark(row, shown.today)}</td>
                <td data-th="Decided">{decided}</td>
                <td data-th="Owner">{owner}</td>
                <td data-th="Due again">{again}</td>
            </tr>
        }
    };
    let lines = rows.iter().skip((page - 1) * PAGE).take(PAGE).map(line).collect_view();
    let columns = ["Review", "Opens", "Of", "State", "Decided", "Owner", "Due again"];
    let columns = columns.into_iter().map(Column::new).collect();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (query, page, pages) = (shown.query.clone(), number(page), number(pages));
    view! {
        <Table caption="Access reviews" columns stack=true>{lines}</Table>
        {(pages > 1).then(|| view! { <Pager query page pages/> })}
    }
    .into_any()
}
