//! The matrix: a row for each criterion, a column for the organisation and each system in scope. Worst first, both.

use super::peek::{self, Peek};
use super::{ALL, Chosen, PAGE, key_for, large};
use crate::asking::Asking;
use crate::error::Result;
use crate::reading::{Asked, mark_of};
use crate::ui::dates::figure;
use crate::ui::mark::{Mark, State as Stance};
use domain::catalogue::catalogue;
use domain::cells::{Cell, Face};
use domain::readiness::{CriterionReading, State};
use domain::words::CriterionId;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{Faces, Named};

/// What the matrix shows.
pub(super) struct Matrix {
    columns: Vec<Column>,
    /// Open requirements by criterion, over all subjects.
    open: BTreeMap<CriterionId, u32>,
    /// Open requirements in a cell.
    cells: BTreeMap<(i64, CriterionId), u32>,
    peek: Option<Peek>,
    pub systems: usize,
    pub pages: usize,
    /// Who carries the most, in how many criteria.
    pub worst: Option<(String, usize)>,
}

/// A subject with its cells.
pub(super) struct Column {
    pub no: i64,
    pub name: String,
    /// How it is called in an address.
    pub key: String,
    pub face: Face,
    pub gaps: usize,
}

pub(super) async fn load(asking: &Asking, asked: &Asked, chosen: &Chosen, cell: &str) -> Result<Matrix> {
    let store = asking.store();
    let systems = match (chosen.by, &chosen.within) {
        (Some(by), Some(within)) => large::within(asking, asked, by, within).await?,
        (Some(_) | None, _) => asked.reading.systems.clone(),
    };
    let ranked = ranked(asked, &systems);
    let pages = if ranked.len() > ALL { ranked.len().div_ceil(PAGE) } else { 1 };
    let shown: Vec<i64> = if pages > 1 {
        ranked.iter().skip((chosen.page - 1) * PAGE).take(PAGE).copied().collect()
    } else {
        ranked.clone()
    };
    let worst = ranked.first().copied();
    let names = store.subjects_named(&shown.iter().copied().chain(worst).collect::<Vec<_>>()).await?;
    let columns: Vec<_> = std::iter::once(0).chain(shown).map(|no| column(&asked.reading.faces, no, &names)).collect();
    let subjects: Vec<_> = columns.iter().map(|column| column.no).collect();
    let open = store.open_by_control(&asked.reading, &subjects).await?;
    let worst = worst.and_then(|no| Some((names.get(&no)?.name.clone(), gaps(asked.reading.faces.get(&no)))));
    Ok(Matrix {
        open: open_by_criterion(asked),
        cells: cells(asked, &open),
        peek: peek::load(asking, asked, cell).await?,
        systems: ranked.len(),
        pages,
        worst: worst.filter(|(_, n)| *n > 0),
        columns,
    })
}

/// The systems, those with the most gaps first.
fn ranked(asked: &Asked, systems: &[i64]) -> Vec<i64> {
    let mut ranked: Vec<_> =
        systems.iter().map(|no| (std::cmp::Reverse(gaps(asked.reading.faces.get(no))), *no)).collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, no)| no).collect()
}

/// In how many criteria a subject has a gap, or could not be computed.
pub(super) fn gaps(face: Option<&Face>) -> usize {
    let open = |cell: &&Cell| matches!(cell, Cell::Gap(_) | Cell::Failed);
    face.map_or(0, |face| face.cells.iter().filter(open).count())
}

fn column(faces: &Faces, no: i64, names: &BTreeMap<i64, Named>) -> Column {
    let named = names.get(&no);
    let name = if no == 0 { "Organisation".to_owned() } else { named.map(|one| one.name.clone()).unwrap_or_default() };
    let system = named.and_then(|one| one.system);
    let key = system.map_or_else(|| "o".to_owned(), |id| id.to_string());
    let face = faces.get(&no).cloned().unwrap_or_default();
    Column { no, name, key, gaps: gaps(Some(&face)), face }
}

/// The open requirements of the key controls of each criterion: each counted once for each subject it is asked of.
fn open_by_criterion(asked: &Asked) -> BTreeMap<CriterionId, u32> {
    let mut open = BTreeMap::new();
    for (requirement, n) in asked.reading.open() {
        let control = asked.spine.requirement(requirement).and_then(|one| asked.spine.control_of(one));
        for criterion in control.map(|control| key_for(asked, control.no)).unwrap_or_default().iter() {
            *open.entry(criterion).or_default() += n;
        }
    }
    open
}

fn cells(asked: &Asked, open: &BTreeMap<(i64, i64), u32>) -> BTreeMap<(i64, CriterionId), u32> {
    let mut cells = BTreeMap::new();
    for ((subject, control), n) in open {
        for criterion in key_for(asked, *control).iter() {
            *cells.entry((*subject, criterion)).or_default() += n;
        }
    }
    cells
}

pub(super) fn view(asked: &Asked, chosen: &Chosen, mut matrix: Matrix) -> impl IntoView + use<> {
    let peek = matrix.peek.take();
    let here = peek.as_ref().map(|peek| peek.key.clone());
    let bodies = bodies(asked, chosen, &matrix, here.as_deref());
    let class = if matrix.columns.len() <= 13 { "matrix few" } else { "matrix many" };
    let head = head(&matrix.columns);
    let table = view! {
        <div class="matrix-wrap scroll" tabindex="0" role="region" aria-label="Criteria by AI system">
            <table class=class>
                <caption class="vh">"Criteria by AI system"</caption>
                <thead class="stick">{head}</thead>
                {bodies}
            </table>
        </div>
    };
    let peek = peek.map(|peek| peek::view(asked, peek));
    let split = if peek.is_some() { "split" } else { "matrix-alone" };
    view! { {legend()}<div class=split>{table}{peek}</div> }.into_any()
}

fn legend() -> impl IntoView {
    let words = [
        (Stance::Met, "Met"),
        (Stance::Gap, "Gap, with the number of open requirements"),
        (Stance::Failed, "Failed"),
        (Stance::Unknown, "Unknown"),
        (Stance::Excluded, "Excluded"),
    ];
    let marks = words.map(|(state, word)| view! { <Mark state voice=crate::ui::mark::Voice::Calm word/> });
    view! { <p class="legend">{marks.collect_view()}<span class="none">"Blank: nothing is asked"</span>" "<span class="none">"Above a system: its criteria with a gap"</span></p> }
}

fn head(columns: &[Column]) -> impl IntoView + use<> {
    let heads = columns.iter().map(|column| {
        let class = if column.no == 0 { "sy org-col" } else { "sy" };
        let name = if column.no == 0 {
            view! { <span>{column.name.clone()}</span> }.into_any()
        } else {
            view! { <a class="quiet" href=format!("/systems/{}", column.key)><span>{column.name.clone()}</span></a> }
                .into_any()
        };
        let zero = (column.gaps == 0).then_some("zero");
        let noun = if column.gaps == 1 { " criterion with a gap" } else { " criteria with a gap" };
        view! { <th scope="col" class=class>{name}<b class=zero>{column.gaps}<span class="vh">{noun}</span></b></th> }
    });
    let heads = heads.collect::<Vec<_>>();
    view! { <tr><th scope="col" class="cr">"Criterion"</th>{heads}<th scope="col" class="sum n">"Open"</th></tr> }
}

/// One body for each state, worst first; or one in the order of the standard. What was set aside comes last, by name.
fn bodies(asked: &Asked, chosen: &Chosen, matrix: &Matrix, here: Option<&str>) -> Vec<AnyView> {
    let criteria = chosen.criteria(asked);
    let row = |one: &CriterionReading| row(asked, matrix, one, here);
    if chosen.standard {
        return vec![view! { <tbody>{criteria.iter().map(row).collect::<Vec<_>>()}</tbody> }.into_any()];
    }
    let span = matrix.columns.len() + 2;
    let mut bodies: Vec<_> = State::ALL
        .iter()
        .filter_map(|state| {
            let rows: Vec<_> = criteria.iter().filter(|one| one.state == *state).map(row).collect();
            (!rows.is_empty()).then(|| body(mark_of(*state), span, rows))
        })
        .collect();
    bodies.extend(set_aside(asked, chosen, span));
    bodies
}

fn body(state: Stance, span: usize, rows: Vec<AnyView>) -> AnyView {
    let word = match state {
        Stance::Gap => format!("{} with a gap", rows.len()),
        Stance::Failed | Stance::Unknown | Stance::Due | Stance::Met | Stance::Excluded => {
            format!("{} {}", rows.len(), state.word().to_lowercase())
        }
    };
    view! {
        <tbody id=state.class()>
            <tr class="grp"><th scope="rowgroup" colspan=span.to_string()><Mark state word/></th></tr>
            {rows}
        </tbody>
    }
    .into_any()
}

fn set_aside(asked: &Asked, chosen: &Chosen, span: usize) -> Option<AnyView> {
    let aside = asked.reading.readiness.not_applicable.iter().filter(|id| chosen.shows(**id));
    let rows: Vec<_> = aside
        .map(|id| {
            let name = name(asked, *id, 0);
            view! { <tr><th scope="row" class="cr" colspan=span.to_string()>{name}</th></tr> }.into_any()
        })
        .collect();
    let word = format!("{} not applicable, in no count", rows.len());
    (!rows.is_empty()).then(|| {
        view! {
            <tbody id="not-applicable">
                <tr class="grp"><th scope="rowgroup" colspan=span.to_string()><Mark state=Stance::Excluded word/></th></tr>
                {rows}
            </tbody>
        }
        .into_any()
    })
}

/// The criterion by id and title, with its weaknesses beside.
pub(super) fn name(asked: &Asked, id: CriterionId, weaknesses: u32) -> impl IntoView + use<> {
    let href = asked.links().at(format!("/criteria/{id}"));
    let weak = (weaknesses > 0).then(|| {
        let words = if weaknesses == 1 { "1 weakness".to_owned() } else { format!("{weaknesses} weaknesses") };
        view! { " "<span class="weak">{words}</span> }
    });
    view! { <a class="quiet" href=href><span class="id">{id.key()}</span>" "<span class="ti">{catalogue().criterion(id).title}{weak}</span></a> }
}

fn row(asked: &Asked, matrix: &Matrix, one: &CriterionReading, here: Option<&str>) -> AnyView {
    let cells: Vec<_> = matrix.columns.iter().map(|column| cell(asked, matrix, column, one.id, here)).collect();
    let open = matrix.open.get(&one.id).and_then(|n| usize::try_from(*n).ok()).map(figure);
    view! {
        <tr>
            <th scope="row" class="cr">{name(asked, one.id, one.weaknesses)}</th>
            {cells}
            <td class="sum n">{open}</td>
        </tr>
    }
    .into_any()
}

fn cell(asked: &Asked, matrix: &Matrix, column: &Column, id: CriterionId, here: Option<&str>) -> AnyView {
    let cell = column.face.cell(id);
    let Some(stance) = stance(cell) else {
        return view! { <td class="c"><span class="vh">"nothing asked"</span></td> }.into_any();
    };
    let key = format!("{id}.{}", column.key);
    let current = (here == Some(&key)).then_some("true");
    let n = matrix.cells.get(&(column.no, id)).filter(|_| matches!(cell, Cell::Gap(_) | Cell::Failed)).copied();
    view! {
        <td class=format!("c {}", stance.class())>
            <a href=asked.query.with("cell", key).href() aria-current=current>
                <i></i>{n.map(|n| view! { <b>{n}</b> })}<span class="vh">{stance.word()}</span>
            </a>
        </td>
    }
    .into_any()
}

/// How a cell is drawn; nothing where nothing is asked.
pub(super) const fn stance(cell: Cell) -> Option<Stance> {
    match cell {
        Cell::Failed => Some(Stance::Failed),
        Cell::Gap(_) => Some(Stance::Gap),
        Cell::Unknown => Some(Stance::Unknown),
        Cell::Met => Some(Stance::Met),
        Cell::Excluded => Some(Stance::Excluded),
        Cell::Empty => None,
    }
}
