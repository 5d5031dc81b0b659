//! The matrix of many systems: criteria by groups, each figure a number of systems with a gap.

use super::{Chosen, matrix};
use crate::asking::Asking;
use crate::error::Result;
use crate::reading::Asked;
use crate::ui::dates::{count_first, figure};
use crate::ui::say::{Colophon, Say};
use domain::cells::{Cell, Face};
use domain::readiness::CriterionReading;
use domain::words::{CriterionId, Stage, Trait};
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::Grouped;

/// By what systems are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Unit,
    Department,
    Stage,
    Trait,
}

impl By {
    pub const ALL: &'static [Self] = &[Self::Unit, Self::Department, Self::Stage, Self::Trait];

    pub const fn key(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Department => "department",
            Self::Stage => "stage",
            Self::Trait => "trait",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Unit => "Unit",
            Self::Department => "Department",
            Self::Stage => "Stage",
            Self::Trait => "Trait",
        }
    }

    /// The groups of a system, by key; of traits those answered yes.
    fn groups(self, system: &Grouped) -> Vec<String> {
        let named = |text: &str| vec![if text.is_empty() { NONE.to_owned() } else { text.to_owned() }];
        match self {
            Self::Unit => named(&system.unit),
            Self::Department => named(&system.department),
            Self::Stage => named(system.stage.map_or("", Stage::key)),
            Self::Trait if system.yes.is_empty() => vec![NONE.to_owned()],
            Self::Trait => system.yes.iter().map(|one| one.key().to_owned()).collect(),
        }
    }
}

/// The key of what is in no group.
const NONE: &str = "-";

impl std::str::FromStr for By {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|one| one.key() == text).ok_or(())
    }
}

/// A group as people read it.
pub(super) fn group_label(by: By, key: &str) -> String {
    match by {
        _ if key == NONE => "None named".to_owned(),
        By::Stage => key.parse::<Stage>().map_or_else(|_| key.to_owned(), |one| one.label().to_owned()),
        By::Trait => key.parse::<Trait>().map_or_else(|_| key.to_owned(), |one| one.label().to_owned()),
        By::Unit | By::Department => key.to_owned(),
    }
}

/// A column: some systems, and how many of them have a gap in each criterion.
pub(super) struct Group {
    /// `None` for those that have no column of their own, and for all.
    key: Option<String>,
    label: String,
    systems: u32,
    gaps: [u32; 61],
}

/// Groups with a column of their own.
const SHOWN: usize = 11;

impl Group {
    fn new(key: Option<String>, label: String) -> Self {
        Self { key, label, systems: 0, gaps: [0; 61] }
    }

    fn take(&mut self, face: Option<&Face>) {
        self.systems += 1;
        for (n, cell) in self.gaps.iter_mut().zip(face.map(|face| face.cells).into_iter().flatten()) {
            *n += u32::from(matches!(cell, Cell::Gap(_) | Cell::Failed));
        }
    }

    fn gaps(&self, id: CriterionId) -> u32 {
        self.gaps.get(id.index()).copied().unwrap_or_default()
    }

    /// The tint of a figure: its share of the column in five steps.
    fn tint(&self, n: u32) -> &'static str {
        match n * 100 / self.systems.max(1) {
            _ if n == 0 => "n",
            0..3 => "n",
            3..=10 => "n h1",
            11..=22 => "n h2",
            23..=35 => "n h3",
            36..=50 => "n h4",
            _ => "n h5",
        }
    }
}

/// The systems of one group.
pub(super) async fn within(asking: &Asking, asked: &Asked, by: By, within: &str) -> Result<Vec<i64>> {
    let all = asking.store().groups_of(&asked.reading.systems).await?;
    let some = all.into_iter().filter(|system| by.groups(system).iter().any(|group| group == within));
    Ok(some.map(|system| system.no).collect())
}

/// The largest groups, the others together, and all: last.
pub(super) async fn load(asking: &Asking, asked: &Asked, by: By) -> Result<Vec<Group>> {
    let systems = asking.store().groups_of(&asked.reading.systems).await?;
    let mut sizes: BTreeMap<String, u32> = BTreeMap::new();
    systems.iter().flat_map(|system| by.groups(system)).for_each(|key| *sizes.entry(key).or_default() += 1);
    let mut ranked: Vec<_> = sizes.into_iter().map(|(key, n)| (std::cmp::Reverse(n), key)).collect();
    ranked.sort();
    let others = ranked.len().saturating_sub(SHOWN);
    let mut groups: Vec<_> =
        ranked.into_iter().take(SHOWN).map(|(_, key)| Group::new(Some(key.clone()), group_label(by, &key))).collect();
    let mut rest = Group::new(None, format!("{} others", figure(others)));
    let mut all = Group::new(None, "All".to_owned());
    for system in &systems {
        let face = asked.reading.faces.get(&system.no);
        let own = by.groups(system);
        let mut shown = false;
        for group in groups.iter_mut().filter(|group| group.key.as_ref().is_some_and(|key| own.contains(key))) {
            group.take(face);
            shown = true;
        }
        if !shown {
            rest.take(face);
        }
        all.take(face);
    }
    groups.extend((others > 0).then_some(rest));
    groups.push(all);
    Ok(groups)
}

pub(super) fn view(asked: &Asked, chosen: &Chosen, groups: Vec<Group>) -> impl IntoView + use<> {
    let criteria = chosen.criteria(asked);
    let rows: Vec<_> = criteria.iter().map(|one| row(asked, one, &groups)).collect();
    let heads = groups.iter().map(|group| {
        let label = link(asked, group, group.label.clone());
        view! { <th scope="col" class="n">{label}<span class="sub">{figure(group.systems as usize)}</span></th> }
    });
    let heads = heads.collect::<Vec<_>>();
    let by = chosen.by.map_or("group", By::label).to_lowercase();
    let say = say(&criteria, &groups);
    view! {
        {asked.programmes()}
        <Say>{say}</Say>
        {super::tabs(&asked.query, chosen.by)}
        {super::filters(asked, chosen)}
        <div class="matrix-wrap scroll" tabindex="0" role="region" aria-label=format!("Criteria by {by}")>
            <table class="matrix large">
                <caption class="vh">{format!("Systems with a gap, by criterion and {by}")}</caption>
                <thead class="stick"><tr><th scope="col" class="cr">"Criterion"</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {key()}
        <Colophon>"A figure is a number of systems with a gap; the head of a column opens its systems. Grouped as the inventory stands today."</Colophon>
    }
    .into_any()
}

/// The head opens the matrix of the group.
fn link(asked: &Asked, group: &Group, text: String) -> AnyView {
    match group.key.clone() {
        Some(key) => view! { <a class="quiet" href=asked.query.with("in", key).href()>{text}</a> }.into_any(),
        None => text.into_any(),
    }
}

fn row(asked: &Asked, one: &CriterionReading, groups: &[Group]) -> AnyView {
    let cells = groups.iter().map(|group| {
        let n = group.gaps(one.id);
        let shown = (n > 0).then(|| link(asked, group, figure(n as usize)));
        view! { <td class=group.tint(n)>{shown}</td> }
    });
    let cells = cells.collect::<Vec<_>>();
    view! { <tr><th scope="row" class="cr">{matrix::name(asked, one.id, 0)}</th>{cells}</tr> }.into_any()
}

/// “1,144 of 2,133 systems have a gap in CC7.2.”
fn say(criteria: &[CriterionReading], groups: &[Group]) -> String {
    let Some(all) = groups.last() else { return String::new() };
    let worst =
        criteria.iter().map(|one| (all.gaps(one.id), one.id)).max_by_key(|(n, id)| (*n, std::cmp::Reverse(*id)));
    match worst {
        Some((n, id)) if n > 0 => {
            let verb = if n == 1 { "has" } else { "have" };
            format!(
                "{} of {} systems {verb} a gap in {id}, the most of any criterion.",
                figure(n as usize),
                figure(all.systems as usize)
            )
        }
        Some(_) | None => format!("{} in scope, and none has a gap.", systems(all.systems as usize)),
    }
}

fn systems(n: usize) -> String {
    if n == 1 { "One system is".to_owned() } else { format!("{} systems are", count_first(n)) }
}

fn key() -> impl IntoView {
    view! {
        <p class="legend large-key">
            <span class="h1 sw">"3 to 10 %"</span>
            <span class="h2 sw">"to 22 %"</span>
            <span class="h3 sw">"to 35 %"</span>
            <span class="h4 sw">"to 50 %"</span>
            <span class="h5 sw">"over half of the column’s systems"</span>
        </p>
    }
}
