//! One requirement over all its subjects in a window, the weakest first.

use super::strip::strip;
use super::words::{counts, exceptions, mark};
use super::{Windowed, nothing, windowed};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form;
use crate::lists::{List, keep};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::pager::Pager;
use crate::ui::rail::Place;
use crate::ui::say::{Meta, Name, Say};
use crate::ui::table::{Column, Table};
use domain::codes::RequirementId;
use domain::refusal::Refusal;
use domain::words::Nature;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{Named, OperatedWanted, PairOperated, RequirementNow};

/// Subjects on a page.
const PAGE: usize = 50;

struct Shown {
    asked: Windowed,
    requirement: RequirementNow,
    control: String,
    pairs: Vec<PairOperated>,
    all: usize,
    page: usize,
    named: BTreeMap<i64, Named>,
}

pub async fn show(asking: Asking, The(id): The<RequirementId>, form::Query(fields): form::Query) -> Result<Page> {
    let path = format!("/operating/{id}");
    let Some(asked) = windowed(&asking, &fields, &path).await? else { return Ok(nothing(&asking)) };
    let page = fields.parsed::<usize>("page").unwrap_or(1).max(1);
    let shown = load(&asking, asked, &id, page).await?;
    let title = format!("How {id} operated");
    Ok(asking.page(title, Place::Readiness, move || body(&shown)))
}

async fn load(asking: &Asking, asked: Windowed, id: &RequirementId, page: usize) -> Result<Shown> {
    let requirement = asked.spine.requirement_by_id(id).ok_or_else(|| Refusal::missing("requirement"))?.clone();
    let control = asked.spine.control_of(&requirement).map(|one| one.id.to_string()).unwrap_or_default();
    let wanted = OperatedWanted { requirements: vec![requirement.no], subject: None };
    let mut pairs = asking.store().operated(&wanted, &asked.window).await?;
    pairs.sort_by_key(|pair| (pair.reading.state, std::cmp::Reverse(pair.reading.exceptions.len()), pair.subject));
    let all = pairs.len();
    let page = page.min(all.div_ceil(PAGE).max(1));
    let pairs: Vec<_> = pairs.into_iter().skip((page - 1).saturating_mul(PAGE)).take(PAGE).collect();
    let subjects: Vec<_> = pairs.iter().map(|pair| pair.subject).collect();
    let named = asking.store().subjects_named(&subjects).await?;
    Ok(Shown { asked, requirement, control, pairs, all, page, named })
}

fn body(shown: &Shown) -> AnyView {
    let Shown { asked, requirement, control, all, page, .. } = shown;
    let (title, id) = (requirement.steps.title.to_string(), requirement.id.to_string());
    let way = vec![
        Crumb::new("How controls operated", asked.link("/operating").href()),
        Crumb::new(control.clone(), format!("/controls/{control}")),
        Crumb::plain(id.clone()),
    ];
    let says = match (requirement.nature, all) {
        (Nature::SetUp, _) => " is proven once and does not recur: only the design reading asks for it.".to_owned(),
        (Nature::Operate, 0) => " was asked of nothing in this window.".to_owned(),
        (Nature::Operate, n) => format!(" was to operate on {}.", dates::counted(*n, "subject", "subjects")),
    };
    let rows = lines(asked, &shown.pairs, &shown.named);
    let pages = u32::try_from(all.div_ceil(PAGE)).unwrap_or(u32::MAX);
    let pager = (pages > 1).then(|| {
        let page = u32::try_from(*page).unwrap_or(1);
        view! { <Pager query=asked.query.clone() page pages>{format!("{PAGE} a page, the weakest first")}</Pager> }
    });
    let keep = keep(&[(List::Occurrences, "its occurrences")], &asked.query.with("requirement", id.clone()));
    let (programmes, remark, meta) = (asked.programmes(), asked.remark(), asked.meta());
    view! {
        {programmes}
        <Crumbs way/>
        {remark}
        <Say><Name>{title}</Name>{says}</Say>
        <Meta><span>{meta}" "<a href=format!("/tasks/{id}")>"The task"</a>" says what proves it."</span></Meta>
        <Block title="On each subject" id="subjects" first=true>{rows}</Block>
        {pager}
        {keep}
    }
    .into_any()
}

/// The name of a subject.
pub(super) fn name(named: &BTreeMap<i64, Named>, no: i64) -> String {
    named.get(&no).map_or_else(|| "The organisation".to_owned(), |one| one.name.clone())
}

/// Pairs with their strips.
pub(super) fn lines(asked: &Windowed, pairs: &[PairOperated], named: &BTreeMap<i64, Named>) -> AnyView {
    if pairs.is_empty() {
        return view! { <Empty>"Nothing that recurs was asked in this window."</Empty> }.into_any();
    }
    let rows = pairs.iter().filter_map(|pair| {
        let requirement = asked.spine.requirement(pair.requirement)?;
        let name = name(named, pair.subject);
        let href = asked.pair(&requirement.id, pair.subject);
        let strip = strip(&name, &pair.reading, asked.window.days);
        let follow = exceptions(&pair.reading).map(|said| view! { <span class="sub">{said}</span> });
        Some(view! {
            <tr>
                <th scope="row"><a class="quiet" href=href>{name}</a><span class="sub">{requirement.id.to_string()}</span></th>
                <td class="wide" data-th="Occurrences">{strip}<span class="sub">{counts(&pair.reading)}</span></td>
                <td data-th="Operating">{mark(pair.reading.state)}{follow}</td>
            </tr>
        })
    });
    let rows = rows.collect_view();
    let columns = ["On", "Occurrences", "Operating"].into_iter().map(Column::new).collect();
    view! { <Table caption="How it operated, the weakest first" columns stack=true>{rows}</Table> }.into_any()
}
