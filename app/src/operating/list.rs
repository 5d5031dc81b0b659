//! How the criteria of a programme operated in its window, the weakest first; of one criterion, what is asked for it.

use super::words::{criterion_mark, effect_mark, mark, meanings, pairs};
use super::{CutWindow, Windowed, nothing, windowed};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{self, Fields};
use crate::lists::{List, keep};
use crate::page::Page;
use crate::reading::mark_of;
use crate::ui::badge::Id;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::input::DateField;
use crate::ui::mark::{Mark, State as Stance, Voice};
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Meta, Say};
use crate::ui::table::{Column, Table};
use domain::catalogue::catalogue;
use domain::operating::{CriterionState, Operating, State};
use domain::readiness::CriterionReading;
use domain::words::CriterionId;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{CriterionOperated, LogLine, OperatedWanted, PairOperated, Reading};

const TITLE: &str = "How controls operated";

struct Shown {
    asked: Windowed,
    reading: Arc<Reading>,
    operated: Arc<BTreeMap<CriterionId, CriterionOperated>>,
    /// Of the one criterion that is looked at, what recurs for it.
    of: Option<(CriterionId, Vec<PairOperated>)>,
    cut: Option<CutWindow>,
}

pub async fn show(asking: Asking, form::Query(fields): form::Query) -> Result<Page> {
    let Some(asked) = windowed(&asking, &fields, "/operating").await? else { return Ok(nothing(&asking)) };
    let shown = load(&asking, asked, &fields).await?;
    Ok(asking.page(TITLE, Place::Readiness, move || body(&shown)))
}

async fn load(asking: &Asking, asked: Windowed, fields: &Fields) -> Result<Shown> {
    let store = asking.store();
    let reading = store.reading(&asked.programme, asked.window.at).await?;
    let operated = store.criteria_operated(&reading, &asked.window).await?;
    let of = match fields.parsed::<CriterionId>("criterion") {
        None => None,
        Some(id) => {
            let wanted = OperatedWanted { requirements: recurring_for(&asked, &reading, id), subject: None };
            Some((id, store.operated(&wanted, &asked.window).await?))
        }
    };
    let cut = asked.cut(asking).await?;
    Ok(Shown { asked, reading, operated, of, cut })
}

/// What recurs of the key controls of a criterion, by number.
pub(super) fn recurring_for(asked: &Windowed, reading: &Reading, id: CriterionId) -> Vec<i64> {
    let keys = reading.frame.uses.iter().filter(|one| one.key_for.contains(id));
    let keys: Vec<_> = keys.filter_map(|one| i64::try_from(one.no).ok()).collect();
    let of = |no: &i64| {
        let control = asked.spine.requirement(*no).and_then(|one| asked.spine.control_of(one));
        control.is_some_and(|control| keys.contains(&control.no))
    };
    asked.spine.recurring(None).filter(of).collect()
}

fn body(shown: &Shown) -> AnyView {
    let asked = &shown.asked;
    let mut way = vec![Crumb::new("Readiness", "/readiness")];
    if let Some((id, _)) = &shown.of {
        way.push(Crumb::new(TITLE, asked.link("/operating").href()));
        way.push(Crumb::plain(id.key()));
    }
    let (programmes, remark) = (asked.programmes(), asked.remark());
    let (say, main) = match &shown.of {
        Some((id, pairs)) => {
            let logged = shown.operated.get(id).map(|one| one.logged.as_slice()).unwrap_or_default();
            (say_of(shown, *id), of_criterion(asked, pairs, logged))
        }
        None => (say(shown), criteria(shown)),
    };
    let keep = keep(&[(List::Occurrences, "all occurrences")], &asked.query);
    let (meta, form) = (asked.meta(), window_form(asked));
    let cut = shown.cut.as_ref().map(|cut| cut.notice(asked.programme.id));
    view! {
        {programmes}
        <Crumbs way/>
        {remark}
        <Say>{say}</Say>
        <Meta>{meta}</Meta>
        {cut}
        {main}
        {keep}
        {form}
    }
    .into_any()
}

/// “Of 33 criteria in scope two are at risk and one is met with exceptions.”
fn say(shown: &Shown) -> String {
    let all = shown.operated.len();
    let parts = CriterionState::ALL.iter().filter_map(|state| {
        let n = shown.operated.values().filter(|one| one.state == Some(*state)).count();
        (n > 0).then(|| format!("{} {}", dates::count(n), state.label().to_lowercase()))
    });
    let silent = shown.operated.values().filter(|one| one.state.is_none()).count();
    let silent = (silent > 0).then(|| format!("{} with nothing that recurs", dates::count(silent)));
    let parts: Vec<_> = parts.chain(silent).collect();
    match parts.split_last() {
        None => "No criterion is in scope, so nothing could operate.".to_owned(),
        Some((last, rest)) => {
            let first = if rest.is_empty() { String::new() } else { format!("{} and ", rest.join(", ")) };
            format!("In operation, of {all} criteria in scope: {first}{last}.")
        }
    }
}

fn say_of(shown: &Shown, id: CriterionId) -> String {
    let name = format!("{id} {}", catalogue().criterion(id).title);
    match shown.operated.get(&id).map(|one| one.state) {
        None => format!("{name} is not in the scope of {}.", shown.asked.programme.name),
        Some(None) => format!("{name}: its key controls ask nothing that recurs, and no deficiency weakens it."),
        Some(Some(state)) => format!("{name}, in operation: {}.", state.label().to_lowercase()),
    }
}

fn criteria(shown: &Shown) -> AnyView {
    let mut all: Vec<_> = shown.operated.iter().collect();
    // What recurs nowhere says nothing and stands last.
    all.sort_by_key(|(id, one)| (one.state.is_none(), one.state, std::cmp::Reverse(one.exceptions), **id));
    let rows = all.into_iter().map(|(id, one)| line(&shown.asked, *id, one, shown.reading.readiness.criterion(*id)));
    let rows = rows.collect_view();
    let columns =
        ["Criterion", "Operating", "Requirements on subjects", "Exceptions", "Design"].into_iter().map(Column::new);
    let remark = "Two readings side by side: neither changes the other";
    view! {
        <Block title="Criteria" id="criteria" first=true remark=remark>
            <Table caption="Criteria in scope, the weakest in operation first" columns=columns.collect() stack=true>{rows}</Table>
            {meanings()}
        </Block>
    }
    .into_any()
}

fn line(asked: &Windowed, id: CriterionId, one: &CriterionOperated, design: Option<&CriterionReading>) -> AnyView {
    let href = asked.link("/operating").with("criterion", id.key()).href();
    let title = catalogue().criterion(id).title;
    let exceptions = match (one.exceptions, one.assessed) {
        (0, _) => "None".to_owned(),
        (all, 0) => format!("{}, none assessed by two", dates::figure(all)),
        (1, 1) => "1, assessed by two".to_owned(),
        (all, assessed) if all == assessed => format!("{}, all assessed by two", dates::figure(all)),
        (all, assessed) => format!("{}, {} assessed by two", dates::figure(all), dates::figure(assessed)),
    };
    let design = design.map(|one| view! { <Mark state=mark_of(one.state)/> });
    let kept = ["programme", "at"].map(|key| (key, asked.query.get(key).unwrap_or_default().to_owned()));
    let walk = Query::of(format!("/criteria/{id}"), kept).href();
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href><Id id=id.to_string()/>" "{title}</a></th>
            <td data-th="Operating">{criterion_mark(one.state)}</td>
            <td data-th="Requirements on subjects">{pairs(&one.pairs)}</td>
            <td data-th="Exceptions">{exceptions}</td>
            <td data-th="Design"><a class="quiet" href=walk>{design}</a></td>
        </tr>
    }
    .into_any()
}

fn of_criterion(asked: &Windowed, pairs: &[PairOperated], logged: &[LogLine]) -> AnyView {
    let table = requirements(asked, pairs);
    let log = (!logged.is_empty()).then(|| of_log(logged));
    view! { <Block title="What recurs for it" id="requirements" first=true>{table}</Block>{log} }.into_any()
}

/// Deficiencies that name the criterion and follow up none of the occurrences above.
fn of_log(logged: &[LogLine]) -> AnyView {
    let rows = logged.iter().map(|one| {
        let said = match one.effect {
            Some(effect) => view! { {effect_mark(effect)}", agreed by two" }.into_any(),
            None => view! { <Mark state=Stance::Gap voice=Voice::Calm word="Not assessed by two yet"/> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row" class="wide">
                    <a class="quiet" href=format!("/deficiencies/{}", one.deficiency)>
                        <Id id=format!("DEF-{:03}", one.no)/>" "{one.title.clone()}
                    </a>
                </th>
                <td data-th="Occurred on">{dates::full(one.occurred_on)}</td>
                <td data-th="Effect on the criterion">{said}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = ["Deficiency", "Occurred on", "Effect on the criterion"].into_iter().map(Column::new).collect();
    view! {
        <Block title="Beside them, from the deficiency log" id="logged">
            <Table caption="Deficiencies of the window that no occurrence above stands for" columns stack=true>{rows}</Table>
        </Block>
    }
    .into_any()
}

/// Requirements with how they operated over all subjects, the weakest first.
pub(super) fn requirements(asked: &Windowed, pairs: &[PairOperated]) -> AnyView {
    let mut by: BTreeMap<i64, Vec<&Operating>> = BTreeMap::new();
    for pair in pairs {
        by.entry(pair.requirement).or_default().push(&pair.reading);
    }
    let mut all: Vec<_> = by.into_iter().map(|(no, of)| (no, CriterionOperated::of(of, Vec::new()))).collect();
    if all.is_empty() {
        return view! { <Empty>"Nothing that recurs was asked in this window."</Empty> }.into_any();
    }
    let weakest = |one: &CriterionOperated| one.pairs.keys().next().copied();
    all.sort_by_key(|(no, one)| (weakest(one), *no));
    let rows = all.into_iter().filter_map(|(no, one)| {
        let requirement = asked.spine.requirement(no)?;
        let (id, title) = (requirement.id.clone(), requirement.steps.title.to_string());
        let href = asked.link(format!("/operating/{id}")).href();
        let state: Option<State> = weakest(&one);
        Some(view! {
            <tr>
                <th scope="row" class="wide"><a class="quiet" href=href><Id id=id.to_string()/>" "{title}</a></th>
                <td data-th="Operating">{mark(state)}</td>
                <td data-th="On its subjects">{super::words::pairs(&one.pairs)}</td>
                <td class="n" data-th="Exceptions">{dates::figure(one.exceptions)}</td>
            </tr>
        })
    });
    let rows = rows.collect_view();
    let mut columns: Vec<_> = ["Requirement", "Operating", "On its subjects"].into_iter().map(Column::new).collect();
    columns.push(Column::number("Exceptions"));
    view! { <Table caption="Requirements that recur" columns stack=true>{rows}</Table> }.into_any()
}

fn window_form(asked: &Windowed) -> AnyView {
    let (from, to) = (asked.window.days.from().to_string(), asked.window.days.until().to_string());
    let kept = asked.query.pairs().iter().filter(|(key, _)| !["from", "to"].contains(&key.as_str())).cloned();
    let kept = kept.map(|(key, value)| view! { <input type="hidden" name=key value=value/> }).collect_view();
    view! {
        <details>
            <summary>"Read another window"</summary>
            <form class="form" method="get" action=asked.query.path().to_owned()>
                {kept}
                <DateField name="from" label="First day" value=from/>
                <DateField name="to" label="Last day" value=to/>
                <Actions><Button>"Read this window"</Button></Actions>
            </form>
        </details>
    }
    .into_any()
}
