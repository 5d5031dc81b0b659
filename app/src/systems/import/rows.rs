//! What becomes of the rows, in numbers and row by row.

use super::work::Look;
use crate::form::Fields;
use crate::ui::block::Block;
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::pager::Pager;
use crate::ui::query::Query;
use crate::ui::table::{Column, Scroll, Table};
use domain::import::Remark;
use leptos::prelude::*;

/// Remarks of each sort on one page; the counts are of all.
const SHOWN: usize = 200;
/// Rows of a list on one page.
const PAGE: usize = 100;

/// What can become of a row that is not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Created,
    Changed,
    Unchanged,
    Identical,
}

const FATES: [(Fate, &str, &str); 4] = [
    (Fate::Created, "created", "Created"),
    (Fate::Changed, "changed", "Changed"),
    (Fate::Unchanged, "unchanged", "Unchanged"),
    (Fate::Identical, "identical", "Identical to an earlier row"),
];

/// Which rows the page lists.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    fate: Option<Fate>,
    /// The sort of remarks whose page is asked for.
    remarks: Option<&'static str>,
    page: u32,
}

const REFUSED: &str = "refused";
const REMARKS: &str = "remarks";

impl Listed {
    #[must_use]
    pub fn of(fields: &Fields) -> Self {
        let wanted = fields.text("rows");
        let fate = FATES.iter().find(|(_, key, _)| *key == wanted).map(|(fate, ..)| *fate);
        let remarks = [REFUSED, REMARKS].into_iter().find(|key| *key == wanted);
        Self { fate, remarks, page: fields.parsed("page").unwrap_or(1).max(1) }
    }
}

fn many(look: &Look, fate: Fate) -> usize {
    match fate {
        Fate::Created => look.plan.created.len(),
        Fate::Changed => look.plan.changed.len(),
        Fate::Unchanged => look.plan.unchanged.len(),
        Fate::Identical => look.plan.identical.len(),
    }
}

pub fn counts(look: &Look, check: &str) -> AnyView {
    let lines = FATES.map(|(fate, key, name)| {
        let n = many(look, fate);
        let figure = dates::figure(n);
        let said = if n == 0 {
            figure.into_any()
        } else {
            view! { <a href=format!("{check}?rows={key}#rows")>{figure}</a> }.into_any()
        };
        view! { <Fact name=name>{said}</Fact> }
    });
    let lines: Vec<_> = lines.into_iter().collect();
    let n = look.plan.refused.len();
    let refused = if n == 0 { "0".into_any() } else { view! { <a href="#refused">{dates::figure(n)}</a> }.into_any() };
    view! {
        <Block title="What would happen" first=true quiet=true>
            <Facts>{lines}<Fact name="Refused">{refused}</Fact></Facts>
        </Block>
    }
    .into_any()
}

/// Line, name, and what is said of it.
fn lines(look: &Look, fate: Fate, from: usize) -> Vec<(u64, String, String)> {
    let plan = &look.plan;
    match fate {
        Fate::Created => {
            let rows = plan.created.iter().skip(from).take(PAGE);
            rows.map(|it| (it.row, it.name.to_string(), "Becomes a system".to_owned())).collect()
        }
        Fate::Changed => {
            let rows = plan.changed.iter().skip(from).take(PAGE);
            rows.map(|it| (it.row, it.name.to_string(), "Changes the system of this row".to_owned())).collect()
        }
        Fate::Unchanged => {
            let rows = plan.unchanged.iter().skip(from).take(PAGE);
            rows.map(|row| (*row, String::new(), "Says what is known already".to_owned())).collect()
        }
        Fate::Identical => {
            let rows = plan.identical.iter().skip(from).take(PAGE);
            rows.map(|it| (it.row, String::new(), format!("Repeats line {}", it.of))).collect()
        }
    }
}

/// The rows of one fate, page by page.
pub fn list(look: &Look, listed: &Listed, check: &str) -> Option<AnyView> {
    let fate = listed.fate?;
    let (_, key, title) = FATES.iter().find(|(one, ..)| *one == fate)?;
    let from = PAGE.saturating_mul(usize::try_from(listed.page - 1).unwrap_or_default());
    let rows = lines(look, fate, from).into_iter().map(|(row, name, what)| {
        let row = usize::try_from(row).map(dates::figure).unwrap_or_default();
        view! { <tr><th scope="row" class="n">{row}</th><td>{name}</td><td>{what}</td></tr> }
    });
    let rows = rows.collect_view();
    let columns = vec![Column::number("Line"), Column::new("Name in the file"), Column::new("What becomes of it")];
    let page = listed.page;
    let pages = u32::try_from(many(look, fate).div_ceil(PAGE)).unwrap_or(u32::MAX);
    let query = Query::of(check, [("rows", *key)]);
    Some(
        view! {
            <Block title=*title id="rows">
                <Table caption=*title columns>{rows}</Table>
                {(pages > 1).then(|| view! { <Pager query page pages/> })}
            </Block>
        }
        .into_any(),
    )
}

pub fn refused(look: &Look, listed: &Listed, here: &str) -> Option<AnyView> {
    let what = "Mend the file and read it again, or leave these rows out";
    remarks((REFUSED, "Refused", what), &look.plan.refused, State::Gap, listed, here)
}

pub fn warnings(look: &Look, listed: &Listed, here: &str) -> Option<AnyView> {
    let what = "These come in. Look at them afterwards";
    remarks((REMARKS, "Accepted with a remark", what), &look.plan.warnings, State::Unknown, listed, here)
}

/// One sort of remarks, page by page: its id, its title and what to do about them. `here`: the page that shows them.
fn remarks(
    (id, title, what): (&'static str, &'static str, &str),
    all: &[Remark],
    state: State,
    listed: &Listed,
    here: &str,
) -> Option<AnyView> {
    if all.is_empty() {
        return None;
    }
    let n = all.len();
    let remark = if n > SHOWN { format!("{what}. {} in all", dates::figure(n)) } else { what.to_owned() };
    let pages = u32::try_from(n.div_ceil(SHOWN)).unwrap_or(u32::MAX);
    let page = if listed.remarks == Some(id) { listed.page.min(pages) } else { 1 };
    let query = Query::of(here, [("rows", id)]);
    let from = SHOWN.saturating_mul(usize::try_from(page - 1).unwrap_or_default());
    let lines = all.iter().skip(from).take(SHOWN).cloned().map(|it| line(it, state)).collect_view();
    let columns =
        vec![Column::number("Line"), Column::new("Name in the file"), Column::new("Column"), Column::new("Why")];
    Some(
        view! {
            <Block title=title id=id remark>
                <Scroll label=title>
                    <div class="refused-rows"><Table caption=title columns stack=true>{lines}</Table></div>
                </Scroll>
                {(pages > 1).then(|| view! { <Pager query page pages/> })}
            </Block>
        }
        .into_any(),
    )
}

fn line(remark: Remark, state: State) -> AnyView {
    // Not every row has a name; what is said of the file has no row.
    let row = remark.row.and_then(|row| usize::try_from(row).ok()).map_or_else(|| "All".to_owned(), dates::figure);
    view! {
        <tr>
            <th scope="row" class="n" data-th="Line">{row}</th>
            <td data-th="Name in the file">{remark.name}</td>
            <td data-th="Column">{remark.column}</td>
            <td data-th="Why"><Mark state voice=Voice::Calm word=remark.reason wrap=true/></td>
        </tr>
    }
    .into_any()
}
