//! The list of systems: search, filters, order and page are the address.

use super::{labels, may_add, open_questions, questions};
use crate::asking::Asking;
use crate::error::Result;
use crate::form;
use crate::lists::{List, keep};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::choice::Choice;
use crate::ui::dates;
use crate::ui::empty::{Empty, EmptyPage};
use crate::ui::filters::{Chip, Chips, FilterSearch, FilterSelect, Filters};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::pager::Pager;
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::table::{Column, Order, Table};
use domain::ids::{PersonId, ProgrammeId};
use domain::systems::stage_word;
use domain::words::{Criticality, Stage, Trait};
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{AtStage, InScope, OwnedBy, PAGE, Spine, SystemFilter, SystemLine, SystemList, SystemOrder};

/// The controls of the filter form.
pub(super) const CONTROLS: [&str; 8] = ["q", "trait", "stage", "criticality", "unit", "in", "owner", "vendor"];

/// The id of no vendor.
const NO_VENDOR: &str = "00000000-0000-0000-0000-000000000000";

/// Names of people, by their id.
type Owners = BTreeMap<PersonId, String>;

/// What the address asks for.
pub(super) struct Asked {
    query: Query,
    pub filter: SystemFilter,
    pub order: SystemOrder,
    pub descending: bool,
    page: u32,
}

impl Asked {
    pub fn of(fields: &form::Fields, spine: &Spine) -> Self {
        let known = CONTROLS.into_iter().chain(["sort", "page"]);
        let query = Query::of("/systems", known.map(|key| (key, fields.text(key))));
        let text = |key: &str| query.get(key).unwrap_or_default().to_owned();
        let (trait_text, sort) = (text("trait"), text("sort"));
        let filter = SystemFilter {
            search: text("q"),
            answer: answered(&trait_text),
            open: trait_text == "open",
            stage: at_stage(&text("stage")),
            criticality: text("criticality").parse().ok(),
            unit: Some(text("unit")).filter(|unit| !unit.is_empty()),
            scope: in_scope(&text("in"), spine),
            owner: owned(&text("owner")),
            // A vendor that is not there lets nothing through.
            vendor: query.get("vendor").and_then(|id| id.parse().or_else(|_| NO_VENDOR.parse()).ok()),
        };
        let (descending, sort) = sort.strip_prefix('-').map_or((false, sort.as_str()), |sort| (true, sort));
        let order = ORDERS.iter().find(|(key, ..)| *key == sort).map_or(SystemOrder::Name, |(_, order, _)| *order);
        let page = fields.parsed("page").unwrap_or(1).max(1);
        Self { filter, order, descending, page, query }
    }

    /// The head of a column that orders the list.
    fn head(&self, order: SystemOrder) -> Column {
        let (key, _, label) = ORDERS.iter().find(|(_, one, _)| *one == order).copied().unwrap_or(ORDERS[0]);
        let now = (self.order == order).then_some(if self.descending { Order::Descending } else { Order::Ascending });
        let next = if now == Some(Order::Ascending) { format!("-{key}") } else { key.to_owned() };
        Column::new(label).sorted(self.query.with("sort", next).href(), now)
    }
}

const ORDERS: [(&str, SystemOrder, &str); 5] = [
    ("name", SystemOrder::Name, "System"),
    ("unit", SystemOrder::Unit, "Unit"),
    ("stage", SystemOrder::Stage, "Stage"),
    ("criticality", SystemOrder::Criticality, "Criticality"),
    ("owner", SystemOrder::Owner, "Owner"),
];

/// `agentic:yes`, `agentic:no`, `agentic:unanswered`.
fn answered(text: &str) -> Option<(Trait, Option<bool>)> {
    let (which, answer) = text.split_once(':')?;
    let answer = match answer {
        "yes" => Some(true),
        "no" => Some(false),
        "unanswered" => None,
        _ => return None,
    };
    Some((which.parse().ok()?, answer))
}

fn at_stage(text: &str) -> Option<AtStage> {
    if text == "unanswered" { Some(AtStage::Unanswered) } else { text.parse().ok().map(AtStage::At) }
}

fn in_scope(text: &str, spine: &Spine) -> Option<InScope> {
    match text {
        "any" => Some(InScope::Any),
        "none" => Some(InScope::None),
        "missing" => Some(InScope::Missing),
        id => {
            let programme = spine.programme(id.parse::<ProgrammeId>().ok()?)?;
            Some(InScope::Of(programme.no))
        }
    }
}

fn owned(text: &str) -> Option<OwnedBy> {
    if text == "nobody" { Some(OwnedBy::Nobody) } else { text.parse().ok().map(OwnedBy::Person) }
}

pub async fn show(asking: Asking, form::Query(fields): form::Query) -> Result<Page> {
    let store = asking.store();
    let spine = asking.spine().await?;
    let asked = Asked::of(&fields, &spine);
    let list = store.list_systems(&asked.filter, asked.order, asked.descending, asked.page, asking.now).await?;
    let may_add = may_add(asking.actor());
    if list.total == 0 {
        return Ok(asking.page("Systems", Place::Systems, move || empty(may_add)));
    }
    let people = store.people().await?;
    let names: Owners = people.iter().filter_map(|row| Some((row.id, row.name.clone()?))).collect();
    let people = people.into_iter().filter(|row| row.active && !row.rights.is_guest());
    let people = people.filter_map(|row| Some(Choice::new(row.id.to_string(), row.name?))).collect();
    let acts = if asking.actor().rights.is_guest() { Vec::new() } else { super::bulk::choices(&asking) };
    Ok(asking.page("Systems", Place::Systems, move || {
        let choices = Choices::of(&list, &spine, people);
        let chips = chips(&asked.query, &choices);
        let (matching, total, query) = (list.matching, list.total, asked.query.clone());
        let (says, filters) = (sentence(&list), filters(&asked.query, choices, may_add));
        let table = table(asked, list, &names, acts);
        view! {
            <Say>{says}</Say>
            <Block title="The inventory" first=true quiet=true>
                {filters}
                <Chips query chips shown=matching of=total/>
                {table}
            </Block>
        }
    }))
}

fn empty(may_add: bool) -> AnyView {
    view! {
        <EmptyPage say="No AI system is in the inventory, so there is nothing to measure yet.">
            <p>"A system is a model in a product, an agent, or an AI feature of a vendor. Most firms have five to fifteen. \
            If there is a list in a spreadsheet, start there: you see each row before anything is saved."</p>
            {if may_add { view! {
                <Actions>
                    <ButtonLink weight=Weight::Primary href="/systems/import">"Import a list"</ButtonLink>
                    <ButtonLink href="/systems/new">"Add one by hand"</ButtonLink>
                </Actions>
            }.into_any() } else { view! {
                <p>"A compliance manager or an engineer adds the first one."</p>
            }.into_any() }}
        </EmptyPage>
    }
    .into_any()
}

/// How many there are, how many are measured, and what is in the way of measuring them.
fn sentence(list: &SystemList) -> AnyView {
    let missing = (list.missing > 0).then(|| {
        let verb = if list.missing == 1 { " is" } else { " are" };
        view! {
            " "<a href="/systems?in=missing">{dates::count_first(list.missing)}</a>{verb}" in production or of high impact and in none."
        }
    });
    let all = format!("{} {}", dates::count_first(list.total), if list.total == 1 { "system" } else { "systems" });
    let inside = format!("{} in a programme", dates::count_first(list.in_scope));
    let verb = if list.in_scope == 1 { " is " } else { " are " };
    let rest = match (list.in_scope, list.open) {
        (0, _) => return view! {
            <a href="/systems">{all}</a>{if list.total == 1 { " is" } else { " are" }}" in the inventory. None is in a "
            <a href="/programmes">"programme"</a>", so none is measured."{missing}
        }
        .into_any(),
        (_, 0) => view! { "; every question about them is answered." }.into_any(),
        (_, open) => {
            let of_them = if open == 1 { " of them has" } else { " of them have" };
            view! { "; "<a href="/systems?in=any&trait=open">{dates::count(open)}</a>{of_them}" a question open." }
                .into_any()
        }
    };
    let inside = inside.trim_end_matches(" in a programme").to_owned();
    view! {
        <a href="/systems">{all}</a>{if list.total == 1 { " is" } else { " are" }}" in the inventory. "
        <a href="/systems?in=any">{inside}</a>{verb}"in a programme"{rest}{missing}
    }
    .into_any()
}

/// What the selects of the filter offer.
struct Choices {
    traits: Vec<Choice>,
    stages: Vec<Choice>,
    criticalities: Vec<Choice>,
    units: Vec<Choice>,
    scopes: Vec<Choice>,
    owners: Vec<Choice>,
    vendors: Vec<Choice>,
}

impl Choices {
    fn of(list: &SystemList, spine: &Spine, people: Vec<Choice>) -> Self {
        let answers = [("yes", "yes"), ("no", "no"), ("unanswered", "not answered")];
        let of = |which: &Trait| {
            answers
                .map(|(key, word)| Choice::new(format!("{}:{key}", which.key()), format!("{}: {word}", which.label())))
        };
        let programmes = spine.programmes.iter().map(|p| Choice::new(p.id.to_string(), format!("In {}", p.name)));
        Self {
            traits: [Choice::new("open", "A question open")]
                .into_iter()
                .chain(Trait::ALL.iter().flat_map(of))
                .collect(),
            stages: Stage::ALL
                .iter()
                .map(|stage| Choice::new(stage.key(), stage.label()))
                .chain([Choice::new("unanswered", "Stage not answered")])
                .collect(),
            criticalities: Criticality::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect(),
            units: list.units.iter().map(|unit| Choice::new(unit.clone(), unit.clone())).collect(),
            scopes: programmes
                .chain([Choice::new("any", "In any programme"), Choice::new("none", "In no programme")])
                .chain([Choice::new("missing", "In none, though in production or of high impact")])
                .collect(),
            vendors: list.vendors.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect(),
            owners: [Choice::new("nobody", "Nobody owns it")].into_iter().chain(people).collect(),
        }
    }

    fn each(&self) -> [(&'static str, &'static str, &'static str, &[Choice]); 7] {
        [
            ("trait", "Trait", "Any trait", &self.traits),
            ("stage", "Stage", "Any stage", &self.stages),
            ("criticality", "Criticality", "Any criticality", &self.criticalities),
            ("unit", "Unit", "Any unit", &self.units),
            ("in", "Programme", "In or out", &self.scopes),
            ("owner", "Owner", "Any owner", &self.owners),
            ("vendor", "Vendor", "Any vendor", &self.vendors),
        ]
    }
}

fn chips(query: &Query, choices: &Choices) -> Vec<Chip> {
    let search = query.get("q").map(|q| Chip::new("q", q, format!("“{q}”")));
    let of = |(key, _, _, choices): (&'static str, &str, &str, &[Choice])| {
        let value = query.get(key)?;
        let label = choices.iter().find(|choice| choice.value == value).map(|choice| choice.label.clone());
        Some(Chip::new(key, value, label.unwrap_or_else(|| value.to_owned())))
    };
    search.into_iter().chain(choices.each().into_iter().filter_map(of)).collect()
}

fn filters(query: &Query, choices: Choices, may_add: bool) -> AnyView {
    let selects = choices.each().map(|(name, label, any, choices)| {
        let (value, choices) = (query.get(name).unwrap_or_default().to_owned(), choices.to_vec());
        (!choices.is_empty() && (choices.len() > 1 || name == "vendor"))
            .then(|| view! { <FilterSelect name label any choices value/> }.into_any())
    });
    let (all, search) = (query.clone(), query.get("q").unwrap_or_default().to_owned());
    let selects: Vec<_> = selects.into_iter().collect();
    view! {
        <Filters query=all controls=CONTROLS.to_vec()>
            <FilterSearch label="Search systems" value=search placeholder="Name, unit or identifier"/>
            {selects}
            <Button>"Apply"</Button>
            {may_add.then(|| view! {
                <span class="end ways">
                    <ButtonLink href="/systems/import">"Import a list"</ButtonLink>
                    <ButtonLink weight=Weight::Primary href="/systems/new">"Add a system"</ButtonLink>
                </span>
            })}
        </Filters>
    }
    .into_any()
}

fn table(asked: Asked, list: SystemList, names: &Owners, acts: Vec<Choice>) -> AnyView {
    if list.lines.is_empty() {
        return view! { <Empty>"No system is like that. "<a href="/systems">"Show all of them"</a></Empty> }.into_any();
    }
    let pick = !acts.is_empty();
    let first = pick.then(|| Column::pick("Choose"));
    let rest = vec![
        asked.head(SystemOrder::Name),
        asked.head(SystemOrder::Unit),
        asked.head(SystemOrder::Stage),
        asked.head(SystemOrder::Criticality),
        Column::new("Traits"),
        asked.head(SystemOrder::Owner),
        Column::number("Open"),
    ];
    let columns = first.into_iter().chain(rest).collect();
    let pages = u32::try_from(list.matching.div_ceil(PAGE)).unwrap_or(u32::MAX);
    let lines = list.lines.into_iter().map(|line| entry(line, names, pick)).collect_view();
    let kept = keep(&[(List::Systems, "the systems")], &asked.query);
    let hidden = asked.query.pairs().iter().filter(|(key, _)| key != "page").cloned();
    let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let table = view! { <Table caption="Systems" columns stack=true>{lines}</Table> };
    let table = if pick {
        let bulk = bulk(acts, list.matching);
        view! { <form method="get" action="/systems/bulk">{hidden}{table}{bulk}</form> }.into_any()
    } else {
        table.into_any()
    };
    view! {
        {table}
        <Pager query=asked.query page=asked.page pages/>
        {kept}
    }
    .into_any()
}

/// What can be done to the chosen ones, or to all of the view.
fn bulk(acts: Vec<Choice>, matching: usize) -> AnyView {
    let options = acts.into_iter().map(|act| view! { <option value=act.value>{act.label}</option> }).collect_view();
    let all = Press::SendAs { name: "all", value: "yes".to_owned() };
    view! {
        <div class="bulk-acts">
            <label for="bulk-do">"With the chosen ones"</label>
            <select class="input" id="bulk-do" name="do">{options}</select>
            <Button>"Continue"</Button>
            <Button press=all>{format!("Continue with all {} of the view", dates::figure(matching))}</Button>
        </div>
    }
    .into_any()
}

fn entry(line: SystemLine, names: &Owners, pick: bool) -> impl IntoView + use<> {
    let SystemLine { system, gaps, unknown } = line;
    let owner = system.owner.map_or_else(
        || "Nobody".to_owned(),
        |owner| names.get(&owner).cloned().unwrap_or_else(|| "Erased person".to_owned()),
    );
    let open = open_questions(&system);
    let (href, measured) = (format!("/systems/{}", system.id), system.programmes != 0);
    let questions = (!open.is_empty()).then(|| {
        let n = usize::try_from(open.len()).unwrap_or_default();
        let word = if n > 3 { format!("{} questions open", dates::count_first(n)) } else { format!("{}?", questions(open)) };
        view! { <span class="sub"><Mark state=State::Unknown voice=Voice::Calm word/>" "<a href=format!("{href}#traits")>"Answer"</a></span> }
    });
    let gaps = measured.then(|| {
        let state = if gaps > 0 {
            State::Gap
        } else if unknown > 0 {
            State::Unknown
        } else {
            State::Met
        };
        let word =
            if gaps > 0 || unknown == 0 { dates::figure(gaps) } else { format!("{} unknown", dates::figure(unknown)) };
        view! { <a class="quiet" href=format!("{href}#asked")><Mark state word/></a> }.into_any()
    });
    let gaps = gaps.unwrap_or_else(|| view! { <span class="was">"Not measured"</span> }.into_any());
    let pick = pick.then(|| {
        let (value, label) = (system.id.to_string(), format!("Choose {}", system.name));
        view! { <td class="pick"><input type="checkbox" name="system" value=value aria-label=label/></td> }
    });
    view! {
        <tr>
            {pick}
            <th scope="row"><a class="quiet" href=href>{system.name}</a>
                {system.external_id.map(|id| view! { <span class="sub">{id}</span> })}</th>
            <td data-th="Unit">{system.unit}{(!system.department.is_empty()).then(|| view! { <span class="sub">{system.department}</span> })}</td>
            <td data-th="Stage">{stage_word(system.stage)}</td>
            <td data-th="Criticality">{system.criticality.label()}</td>
            <td class="wide">{labels(system.yes)}{questions}</td>
            <td data-th="Owner">{owner}</td>
            <td class="n" data-th="Open requirements">{gaps}</td>
        </tr>
    }
    .into_any()
}
