//! Which vendors the register shows, and in which order: what the address asks for, and the form that asks it.

use super::held::Held;
use crate::form::Fields;
use crate::ui::button::Button;
use crate::ui::choice::Choice;
use crate::ui::filters::{Chip, FilterSearch, FilterSelect, Filters};
use crate::ui::query::Query;
use crate::ui::table::{Column, Order};
use domain::attestations::{CoverShown, ToDo};
use domain::words::Criticality;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{CoverWanted, Names, OwnedBy, Posture, PostureOrder, PosturesWanted};

/// The controls of the filter form.
const CONTROLS: [&str; 6] = ["q", "tier", "owner", "cover", "next", "used"];

/// Of a filter that several readings fit: those that leave days of our window without proof, those of which any is asked.
const LEAVES_DAYS: (&str, &str) = ("open", "Days or a letter missing");
const ASKED: (&str, &str) = ("asked", "Any day is asked for");
const USED: [(&str, &str); 2] = [("yes", "A system depends on it"), ("no", "No system depends on it")];

const ORDERS: [(&str, PostureOrder); 6] = [
    ("need", PostureOrder::Need),
    ("name", PostureOrder::Name),
    ("uncovered", PostureOrder::Uncovered),
    ("reviewed", PostureOrder::Reviewed),
    ("owner", PostureOrder::Owner),
    ("systems", PostureOrder::Systems),
];

/// What the address asks for.
pub(super) struct Wanted {
    pub query: Query,
    filter: PosturesWanted,
    order: PostureOrder,
    descending: bool,
    page: usize,
}

impl Wanted {
    pub fn of(fields: &Fields, held: &Held) -> Self {
        let known = CONTROLS.into_iter().chain(["programme", "sort", "page"]);
        // What to do next is a matter of today.
        let known = known.filter(|key| !held.is_past() || *key != "next");
        let pairs = [("at", held.at())].into_iter().chain(known.map(|key| (key, fields.text(key))));
        let query = Query::of("/vendors", pairs);
        let text = |key: &str| query.get(key).unwrap_or_default().to_owned();
        let sort = text("sort");
        let (descending, sort) = sort.strip_prefix('-').map_or((false, sort.as_str()), |sort| (true, sort));
        let filter = PosturesWanted {
            search: text("q"),
            tier: text("tier").parse().ok(),
            owner: match text("owner").as_str() {
                "nobody" => Some(OwnedBy::Nobody),
                id => id.parse().ok().map(OwnedBy::Person),
            },
            cover: match text("cover").as_str() {
                key if key == LEAVES_DAYS.0 => Some(CoverWanted::LeavesDays),
                key if key == ASKED.0 => Some(CoverWanted::Asked),
                key => key.parse().ok().map(CoverWanted::Shown),
            },
            next: text("next").parse().ok(),
            used: USED.iter().position(|(key, _)| *key == text("used")).map(|place| place == 0),
        };
        Self {
            filter,
            order: ORDERS.iter().find(|(key, _)| *key == sort).map_or(PostureOrder::Need, |(_, order)| *order),
            descending,
            page: fields.parsed("page").unwrap_or(1).max(1),
            query,
        }
    }

    /// All that are wanted, in the order that is wanted.
    pub fn rows<'a>(&self, all: &'a [Posture], names: &Names) -> Vec<&'a Posture> {
        self.filter.of(all, self.order, self.descending, names)
    }

    /// The same as a file lists them: by name where no order is asked for, so that files of two days can be compared.
    pub fn listed<'a>(&self, all: &'a [Posture], names: &Names) -> Vec<&'a Posture> {
        let order = if self.query.get("sort").is_some() { self.order } else { PostureOrder::Name };
        self.filter.of(all, order, self.descending, names)
    }

    /// The page that is shown of so many; the last one when a later one is asked for.
    pub fn page(&self, pages: usize) -> usize {
        self.page.min(pages.max(1))
    }

    /// Whether what needs somebody comes first.
    pub fn by_need(&self) -> bool {
        self.order == PostureOrder::Need && !self.descending
    }

    /// The register as of the same day, held against the same programme, with nothing filtered.
    pub fn whole(&self) -> Query {
        Query::of(
            "/vendors",
            self.query.pairs().iter().filter(|(key, _)| ["at", "programme"].contains(&&**key)).cloned(),
        )
    }

    /// A column whose head orders the list.
    pub fn sorts(&self, column: Column, order: PostureOrder) -> Column {
        let key = ORDERS.iter().find(|(_, one)| *one == order).map_or("need", |(key, _)| key);
        let now = (self.order == order).then_some(if self.descending { Order::Descending } else { Order::Ascending });
        let next = if now == Some(Order::Ascending) { format!("-{key}") } else { key.to_owned() };
        column.sorted(self.query.with("sort", next).href(), now)
    }

    /// Each filter at work, in words.
    pub fn chips(&self, all: &[Posture], names: &Names) -> Vec<Chip> {
        let search = self.query.get("q").map(|q| Chip::new("q", q, format!("“{q}”")));
        let of = |(key, _, _, choices): (&'static str, &str, &str, Vec<Choice>)| {
            let value = self.query.get(key)?;
            let label = choices.into_iter().find(|choice| choice.value == value).map(|choice| choice.label);
            Some(Chip::new(key, value, label.unwrap_or_else(|| value.to_owned())))
        };
        search.into_iter().chain(selects(all, names).into_iter().filter_map(of)).collect()
    }

    /// The form. `past`: a day that has passed, of which nobody does anything next.
    pub fn form(&self, all: &[Posture], names: &Names, past: bool) -> AnyView {
        let value = |key: &str| self.query.get(key).unwrap_or_default().to_owned();
        let selects = selects(all, names).into_iter().filter(|(name, ..)| !past || *name != "next");
        let selects = selects.map(|(name, label, any, choices)| {
            view! { <FilterSelect name label any choices value=value(name)/> }.into_any()
        });
        let (selects, search) = (selects.collect_view(), value("q"));
        view! {
            <Filters query=self.query.clone() controls=CONTROLS.to_vec()>
                <FilterSearch label="Search vendors" value=search placeholder="Name"/>
                {selects}
                <Button>"Apply"</Button>
            </Filters>
        }
        .into_any()
    }
}

/// The selects of the form: name, label, what stands for no filter, and the choices.
fn selects(all: &[Posture], names: &Names) -> [(&'static str, &'static str, &'static str, Vec<Choice>); 5] {
    let pair = |(key, label): (&str, &str)| Choice::new(key, label);
    let covers = CoverShown::ALL.iter().map(|it| Choice::new(it.key(), it.label()));
    let owners: BTreeMap<_, _> = all.iter().filter_map(|it| it.vendor.owner).map(|id| (id, names.of(id))).collect();
    let mut owners: Vec<_> = owners.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    owners.sort_by(|a, b| a.label.cmp(&b.label));
    owners.insert(0, Choice::new("nobody", "Nobody owns it"));
    let tiers = Criticality::ALL.iter().map(|it| Choice::new(it.key(), format!("{} tier", it.label())));
    [
        ("cover", "Cover", "Any cover", [LEAVES_DAYS, ASKED].map(pair).into_iter().chain(covers).collect()),
        ("next", "Next", "Anything next", ToDo::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect()),
        ("tier", "Tier", "Any tier", tiers.collect()),
        ("owner", "Owner", "Any owner", owners),
        ("used", "Systems", "Used or not", USED.map(pair).to_vec()),
    ]
}
