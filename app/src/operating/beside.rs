//! How it operated, on the pages of what it is about: a control, a criterion.

use super::requirement::lines;
use super::words::{criterion_mark, pairs};
use super::{Windowed, windowed};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::reading::Asked;
use crate::ui::block::{Block, SideNote};
use crate::ui::dates;
use domain::codes::ControlId;
use domain::programme::ReportKind;
use domain::words::CriterionId;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{CriterionOperated, Named, OperatedWanted, PairOperated};

/// Pairs on the page of a control; the rest are counted.
const MOST: usize = 8;

/// How a control operated; nothing where no programme is open or nothing of it recurs.
#[derive(Default)]
pub(crate) struct Operates(Option<Shown>);

struct Shown {
    asked: Windowed,
    pairs: Vec<PairOperated>,
    all: usize,
    named: BTreeMap<i64, Named>,
}

pub(crate) async fn of_control(asking: &Asking, control: &ControlId) -> Result<Operates> {
    let none = Fields::default();
    let Some(asked) = windowed(asking, &none, "/operating").await? else { return Ok(Operates(None)) };
    let requirements: Vec<_> = asked.spine.recurring(Some(control)).collect();
    if requirements.is_empty() {
        return Ok(Operates(None));
    }
    let wanted = OperatedWanted { requirements, subject: None };
    let mut pairs = asking.store().operated(&wanted, &asked.window).await?;
    pairs.sort_by_key(|pair| (pair.reading.state, pair.requirement, pair.subject));
    let all = pairs.len();
    pairs.truncate(MOST);
    let subjects: Vec<_> = pairs.iter().map(|pair| pair.subject).filter(|no| *no != 0).collect();
    let named = if subjects.is_empty() { BTreeMap::new() } else { asking.store().subjects_named(&subjects).await? };
    Ok(Operates(Some(Shown { asked, pairs, all, named })))
}

impl Operates {
    pub(crate) fn block(&self) -> Option<AnyView> {
        let Shown { asked, pairs, all, named } = self.0.as_ref()?;
        let rows = lines(asked, pairs, named);
        let each: std::collections::BTreeSet<_> = pairs.iter().map(|pair| pair.requirement).collect();
        let links = each.into_iter().filter_map(|no| asked.spine.requirement(no)).enumerate().map(|(n, one)| {
            let href = asked.link(format!("/operating/{}", one.id)).href();
            view! { {if n == 0 { "" } else { ", " }}<a href=href>{one.id.to_string()}</a> }
        });
        let links = links.collect_view();
        let more = (*all > MOST).then(|| format!("The weakest {MOST} of {all}. "));
        let (meta, some) = (asked.meta(), !pairs.is_empty());
        Some(
            view! {
                <Block title="How it operated" id="operated">
                    <p class="small">{meta}</p>
                    {rows}
                    {some.then(|| view! { <p class="more-link">{more}"Each on all its subjects: "{links}"."</p> })}
                </Block>
            }
            .into_any(),
        )
    }
}

/// How a criterion operated, beside how it is designed.
pub(crate) struct Beside {
    id: CriterionId,
    /// None where the programme asks for design only.
    told: Option<Told>,
}

struct Told {
    /// None where there is too much to read it beside another page.
    operated: Option<CriterionOperated>,
    days: String,
    href: String,
}

pub(crate) async fn of_criterion(asking: &Asking, asked: &Asked, id: CriterionId) -> Result<Beside> {
    if asked.programme.kind == ReportKind::Type1 {
        return Ok(Beside { id, told: None });
    }
    let day = if asked.is_past() { asked.day.to_string() } else { String::new() };
    let fields = vec![("programme".to_owned(), asked.programme.id.to_string()), ("at".to_owned(), day)];
    let Some(window) = windowed(asking, &Fields::of(fields), "/operating").await? else {
        return Ok(Beside { id, told: None });
    };
    let all = asking.store().criteria_operated_aside(&asked.reading, &window.window).await?;
    let operated = all.map(|all| all.get(&id).cloned().unwrap_or_default());
    let href = window.link("/operating").with("criterion", id.key()).href();
    Ok(Beside { id, told: Some(Told { operated, days: window.days(), href }) })
}

/// “2 with exceptions, 1 collecting; 1 deficiency of the log”.
fn of(told: &CriterionOperated) -> String {
    let logged = told.logged.len();
    let logged = (logged > 0).then(|| format!("{} of the log", dates::tallied(logged, "deficiency", "deficiencies")));
    let recurs = if told.pairs.is_empty() { "Nothing recurs".to_owned() } else { pairs(&told.pairs) };
    [Some(recurs), logged].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

impl Beside {
    pub(crate) fn note(&self) -> AnyView {
        let id = self.id;
        let body = match &self.told {
            None => "The programme is of Type I: it asks for design only.".into_any(),
            Some(Told { operated, days, href }) => {
                let mark = operated.as_ref().map(|told| view! { <p>{criterion_mark(told.state)}</p> });
                let says = match operated {
                    Some(told) => format!("{} through {days}. ", of(told)),
                    None => format!("Through {days}, on every system: "),
                };
                view! { {mark}<p class="small">{says}<a href=href.clone()>"How "{id.key()}" operated"</a></p> }
                    .into_any()
            }
        };
        view! { <SideNote title="Operating">{body}</SideNote> }.into_any()
    }
}
