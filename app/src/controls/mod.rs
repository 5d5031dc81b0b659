//! Controls: the starter library as the organisation keeps it, and those of its own making. The library proposes; a
//! control counts once it is adopted, and stands once a second person approved its statement.

pub mod adopt;
pub mod change;
mod decided;
pub mod new;
pub mod one;
mod proven;
mod reach;
pub(crate) mod rhythm;
pub mod roles;
mod sheet;

pub(crate) use sheet::sheet;

use crate::asking::Asking;
use crate::error::Result;
use crate::form::{self, Fields};
use crate::lists::{List, keep};
use crate::page::Page;
use crate::programmes::{allowed, counted_first};
use crate::ui::badge::{Badge, Id};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::filters::{Chip, Chips, FilterSelect, Filters};
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::catalogue::{Control, Risk, catalogue};
use domain::codes::ControlId;
use domain::ids::PersonId;
use domain::trail::Verb;
use domain::words::{ControlType, CriterionId, DataRole, Step};
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{ControlRow, Names};

/// Where a control of the library is in our hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Proposed,
    Waiting,
    Adopted,
    Retired,
}

impl Standing {
    const ALL: [Self; 4] = [Self::Proposed, Self::Waiting, Self::Adopted, Self::Retired];

    pub(crate) fn of(row: Option<&ControlRow>) -> Self {
        match row {
            None => Self::Proposed,
            Some(ControlRow { retired: true, .. }) => Self::Retired,
            Some(ControlRow { approved: false, .. }) => Self::Waiting,
            Some(_) => Self::Adopted,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Waiting => "waiting",
            Self::Adopted => "adopted",
            Self::Retired => "retired",
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Proposed => "Proposed by the library",
            Self::Waiting => "Waiting for approval",
            Self::Adopted => "Adopted",
            Self::Retired => "Retired",
        }
    }
}

/// A control in the words that pages need: the library's, ours where we made it our own, or ours from the start.
pub(crate) struct Card {
    pub id: ControlId,
    pub title: String,
    pub statement: String,
    pub role: DataRole,
    pub control_type: ControlType,
    pub cadence: String,
    pub criteria: Vec<CriterionId>,
    /// For which the library, or whoever added it, calls it key.
    pub key_for: Vec<CriterionId>,
    pub applies: String,
    pub step: Option<Step>,
    pub test: String,
    pub risks: Vec<&'static Risk>,
    /// `None`: of our own making.
    pub template: Option<&'static Control>,
}

impl Card {
    /// `None` when neither the library nor we know it.
    pub(crate) fn of(id: &ControlId, row: Option<&ControlRow>) -> Option<Self> {
        let template = catalogue().controls.get(id);
        let own = row.and_then(|row| row.own.as_ref());
        let (key_for, control_type, test) = match (template, own) {
            (Some(known), _) => (known.key_for.clone(), known.control_type, known.test_procedure.to_owned()),
            (None, Some(own)) => (own.key_for.iter().collect(), own.control_type, own.test.clone()),
            (None, None) => return None,
        };
        let risks = match own {
            Some(own) => own.risks.iter().filter_map(|id| catalogue().risks.get(id)).collect(),
            None => catalogue().risks_answered_by(id).collect(),
        };
        let cadence = row.map(|row| (row.cadence, row.by_criticality));
        let (cadence, by) = cadence.or(template.map(|known| (known.cadence, known.by_criticality)))?;
        Some(Self {
            id: id.clone(),
            title: row.map(|row| row.title.clone()).or(template.map(|known| known.title.to_owned()))?,
            statement: row.map(|row| row.statement.clone()).or(template.map(|known| known.statement.to_owned()))?,
            role: row.map(|row| row.role).or(template.map(|known| known.owner_role))?,
            cadence: by.map_or_else(|| cadence.to_string(), |by| format!("{cadence}; by criticality: {by}")),
            criteria: row.map(|row| row.criteria.iter().collect()).or(template.map(|known| known.criteria.clone()))?,
            applies: row.map(|row| row.applies.clone()).or(template.map(|known| known.applies.to_string()))?,
            step: template.and_then(|known| known.step),
            key_for,
            control_type,
            test,
            risks,
            template,
        })
    }
}

/// A control with what we made of it.
struct Line {
    card: Card,
    row: Option<ControlRow>,
    standing: Standing,
}

/// What the address asks for.
struct Wanted {
    standing: Option<Standing>,
    step: Option<Step>,
    criterion: Option<CriterionId>,
    key: Option<bool>,
    owner: Option<PersonId>,
    /// Only those of our own making.
    own: bool,
}

const FILTERS: [&str; 5] = ["state", "step", "criterion", "key", "owner"];

impl Wanted {
    fn of(fields: &Fields) -> Self {
        let (state, key) = (fields.text("state"), fields.text("key"));
        Self {
            standing: Standing::ALL.into_iter().find(|standing| standing.key() == state),
            own: state == "own",
            step: fields.parsed("step"),
            criterion: fields.parsed("criterion"),
            key: match key.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            owner: fields.parsed("owner"),
        }
    }

    fn takes(&self, line: &Line) -> bool {
        let card = &line.card;
        let key = |key: bool| match self.criterion {
            Some(criterion) => card.key_for.contains(&criterion) == key,
            None => card.key_for.is_empty() != key,
        };
        let ours = card.template.is_none();
        self.standing.is_none_or(|standing| line.standing == standing)
            && (!self.own || ours)
            && self.step.is_none_or(|step| card.step == Some(step))
            && self.criterion.is_none_or(|criterion| card.criteria.contains(&criterion))
            && self.key.is_none_or(key)
            && self.owner.is_none_or(|owner| line.row.as_ref().is_some_and(|row| row.owner == Some(owner)))
    }
}

fn lines(rows: Vec<ControlRow>) -> Vec<Line> {
    let mut rows: BTreeMap<ControlId, ControlRow> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    let known = catalogue().controls.iter().map(|control| control.id.clone());
    let own: Vec<_> = rows.keys().filter(|id| catalogue().controls.get(id).is_none()).cloned().collect();
    let line = |id: ControlId| {
        let row = rows.remove(&id);
        Some(Line { card: Card::of(&id, row.as_ref())?, standing: Standing::of(row.as_ref()), row })
    };
    known.chain(own).filter_map(line).collect()
}

pub async fn list(asking: Asking, form::Query(fields): form::Query) -> Result<Page> {
    let (rows, names) = (asking.store().controls().await?, asking.names().await?);
    let all = lines(rows);
    let count = |standing| all.iter().filter(|line| line.standing == standing).count();
    let counts = Standing::ALL.map(|standing| (standing, count(standing)));
    let (wanted, of) = (Wanted::of(&fields), all.len());
    let owners = owners(&all, &names);
    let shown: Vec<_> = all.into_iter().filter(|line| wanted.takes(line)).collect();
    let query = Query::of("/controls", FILTERS.map(|name| (name, fields.text(name))));
    let adopts = allowed(&asking, Verb::ControlAdopted);
    Ok(asking.page("Controls", Place::Controls, move || {
        let filters = filters(&query, owners, &names, shown.len(), of);
        let table = table(shown, &names);
        let kept = keep(&[(List::Controls, "the controls")], &query);
        view! {
            {sentence(counts)}
            {lede(counts)}
            {adopts.then(|| actions(counts))}
            {filters}
            <Block title="The library" quiet=true first=true>{table}{kept}</Block>
        }
    }))
}

fn of(counts: [(Standing, usize); 4], wanted: Standing) -> usize {
    counts.iter().find(|(standing, _)| *standing == wanted).map(|(_, n)| *n).unwrap_or_default()
}

fn sentence(counts: [(Standing, usize); 4]) -> AnyView {
    let (adopted, waiting) = (of(counts, Standing::Adopted), of(counts, Standing::Waiting));
    let all: usize = counts.iter().map(|(_, n)| n).sum();
    if adopted + waiting == 0 {
        let say = format!("The library proposes {all} controls. None is adopted, so nothing is asked yet.");
        return view! { <Say>{say}</Say> }.into_any();
    }
    view! {
        <Say>
            <a href="/controls?state=adopted">{counted_first(adopted, "control is", "controls are")}" adopted"</a>
            {(waiting > 0).then(|| view! { "; "<a href="/controls?state=waiting">{dates::count(waiting)}" more"</a>{if waiting == 1 { " waits" } else { " wait" }}" for a second person" })}
            "."
        </Say>
    }
    .into_any()
}

fn lede(counts: [(Standing, usize); 4]) -> impl IntoView {
    let waits = of(counts, Standing::Waiting) > 0;
    view! {
        <Lede>
            "A control counts once it has an owner, a statement of your own and the approval of a second person."
            {waits.then(|| view! { " "<a href="/decisions">"See what waits"</a>"." })}
        </Lede>
    }
}

fn actions(counts: [(Standing, usize); 4]) -> AnyView {
    let none = of(counts, Standing::Adopted) + of(counts, Standing::Waiting) == 0;
    let left = of(counts, Standing::Proposed) > 0;
    view! {
        <Actions top=true>
            {left.then(|| if none {
                view! { <ButtonLink weight=Weight::Primary href="/controls/adopt">"Adopt the core controls"</ButtonLink> }
            } else {
                view! { <ButtonLink href="/controls/adopt">"Adopt more controls"</ButtonLink> }
            })}
            <ButtonLink href="/controls/new">"Add one of our own"</ButtonLink>
            <ButtonLink weight=Weight::Plain href="/controls/roles">"Who stands for which role"</ButtonLink>
        </Actions>
    }
    .into_any()
}

fn owners(all: &[Line], names: &Names) -> Vec<Choice> {
    let owners: std::collections::BTreeSet<_> = all.iter().filter_map(|line| line.row.as_ref()?.owner).collect();
    let mut owners: Vec<_> = owners.into_iter().map(|id| Choice::new(id.to_string(), names.of(id))).collect();
    owners.sort_by_key(|choice| choice.label.to_lowercase());
    owners
}

fn filters(query: &Query, owners: Vec<Choice>, names: &Names, shown: usize, of: usize) -> AnyView {
    let value = |name: &str| query.get(name).unwrap_or_default().to_owned();
    let states = Standing::ALL.iter().map(|s| Choice::new(s.key(), s.label()));
    let states = states.chain([Choice::new("own", "Of our own making")]).collect::<Vec<_>>();
    let steps = Step::ALL.iter().map(|step| Choice::new(step.key(), step.label())).collect::<Vec<_>>();
    let criteria = CriterionId::ALL.iter();
    let criteria = criteria.map(|c| Choice::new(c.key(), format!("{c} {}", catalogue().criterion(*c).title))).collect();
    let keys = vec![Choice::new("yes", "Key"), Choice::new("no", "Supporting")];
    let said = |name: &'static str, value: String| {
        let label = match name {
            "state" => states.iter().find(|choice| choice.value == value).map(|choice| choice.label.clone()),
            "step" => steps.iter().find(|choice| choice.value == value).map(|choice| choice.label.clone()),
            "key" => Some(if value == "yes" { "Key".to_owned() } else { "Supporting".to_owned() }),
            "owner" => value.parse().ok().map(|id| names.of(id).to_owned()),
            _ => None,
        };
        Chip::new(name, value.clone(), label.unwrap_or(value))
    };
    let chips: Vec<_> = FILTERS.iter().filter_map(|name| Some(said(name, query.get(name)?.to_owned()))).collect();
    let [state, step, criterion, key, owner] = FILTERS.map(value);
    view! {
        <Filters query=query.clone() controls=FILTERS.to_vec()>
            <FilterSelect name="state" label="State" any="Any state" choices=states value=state/>
            <FilterSelect name="step" label="Step" any="Any step" choices=steps value=step/>
            <FilterSelect name="criterion" label="Criterion" any="Any criterion" choices=criteria value=criterion/>
            <FilterSelect name="key" label="Key or supporting" any="Key or supporting" choices=keys value=key/>
            <FilterSelect name="owner" label="Owner" any="Any owner" choices=owners value=owner/>
            <Button>"Filter"</Button>
        </Filters>
        <Chips query=query.clone() chips shown of/>
    }
    .into_any()
}

fn table(lines: Vec<Line>, names: &Names) -> AnyView {
    if lines.is_empty() {
        return view! { <Empty>"No control matches. "<a href="/controls">"Show all of them"</a></Empty> }.into_any();
    }
    let columns = ["Control", "State", "Answers", "Cadence", "Owner"].into_iter().map(Column::new).collect();
    let rows = lines.into_iter().map(|line| entry(line, names)).collect_view();
    view! { <Table caption="Controls" columns stack=true>{rows}</Table> }.into_any()
}

fn entry(line: Line, names: &Names) -> AnyView {
    let Line { card, row, standing } = line;
    let owner = row.and_then(|row| row.owner).map(|owner| names.of(owner).to_owned());
    let owner = owner.unwrap_or_else(|| match standing {
        Standing::Proposed => format!("{}, by the library", card.role),
        Standing::Waiting | Standing::Adopted | Standing::Retired => "Nobody".to_owned(),
    });
    let key = card.key_for.iter().map(|c| c.key()).collect::<Vec<_>>().join(", ");
    let others = card.criteria.len().saturating_sub(card.key_for.len());
    let sub = if card.template.is_none() { Some("Of our own making") } else { card.step.map(Step::label) };
    let others = (others > 0).then(|| view! { <span class="sub">{format!("supports {others}{}", if key.is_empty() { "" } else { " more" })}</span> });
    let key = if key.is_empty() { "".to_owned() } else { format!("Key for {key}") };
    view! {
        <tr>
            <th scope="row">
                <a class="quiet" href=format!("/controls/{}", card.id)><Id id=card.id.to_string()/>" "{card.title}</a>
                <span class="sub">{sub}</span>
            </th>
            <td data-th="State"><Badge solid=standing == Standing::Adopted>{standing.label()}</Badge></td>
            <td data-th="Answers">{key}{others}</td>
            <td data-th="Cadence">{card.cadence.split(';').next().unwrap_or_default().to_owned()}</td>
            <td data-th="Owner">{owner}</td>
        </tr>
    }
    .into_any()
}

/// Who can own something: people who are active and no guests, by name.
pub(crate) async fn people(asking: &Asking) -> Result<Vec<Choice>> {
    let people = asking.store().people().await?.into_iter().filter(|row| row.active && !row.rights.is_guest());
    Ok(people.filter_map(|row| Some(Choice::new(row.id.to_string(), row.name?))).collect())
}
