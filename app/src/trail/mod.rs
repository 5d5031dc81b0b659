//! The trail: everything that was done, newest first, each entry with its proof.

mod changes;
pub mod one;
mod sheet;
mod words;

pub(crate) use changes::{Changed, changes};
pub(crate) use sheet::sheet;

use crate::asking::Asking;
use crate::error::Result;
use crate::form::{self, Fields};
use crate::lists::{List, keep};
use crate::page::Page;
use crate::reading;
use crate::ui::block::Block;
use crate::ui::button::Button;
use crate::ui::choice::Choice;
use crate::ui::dates::{Moment, figure};
use crate::ui::empty::Empty;
use crate::ui::filters::{FilterSearch, FilterSelect, Filters};
use crate::ui::history::{Happened, History};
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::ids::{PersonId, ProgrammeId, SystemId, VendorId};
use domain::trail::{ThingKind, Verb};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{Entry, Names, Spine, SubjectNames, TrailFilter};

const A_PAGE: i64 = 50;
/// Entries that the page of a thing shows; the trail has the rest.
const OF_A_THING: i64 = 12;
/// Things of one entry that a list names; its page has the rest.
const NAMED: usize = 3;

/// A thing that an entry names, with its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub words: String,
    pub href: Option<String>,
}

/// An entry in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Happening {
    pub seq: i64,
    pub at: DateTime,
    pub who: String,
    pub what: String,
    pub things: Vec<Named>,
    /// Things that are not named here.
    pub more: usize,
}

impl Happening {
    /// When, who, what; the things that it is about are left out.
    fn of(asking: &Asking, entry: &Entry, names: &Names) -> Self {
        let verb = entry.verb.parse::<Verb>();
        let what = verb.map_or_else(|_| entry.verb.clone(), |verb| words::sentence(verb, &entry.body));
        let by_token = entry.body.pointer("/body/token").is_some();
        Self {
            seq: entry.seq,
            at: asking.local(entry.at),
            who: author(entry.actor, entry.verb.parse().ok(), names),
            what: if by_token { format!("{what}, by a token of the API") } else { what },
            things: Vec::new(),
            more: 0,
        }
    }
}

/// Who did it: one of us, a vendor through its link, or the command line.
pub(crate) fn author(actor: Option<PersonId>, verb: Option<Verb>, names: &Names) -> String {
    match actor {
        Some(actor) => names.of(actor).to_owned(),
        None if verb.is_some_and(Verb::comes_by_link) => "The vendor, by its link".to_owned(),
        None => "The command line".to_owned(),
    }
}

/// The names that entries speak of, loaded once for a page.
pub(crate) struct Naming {
    names: Names,
    spine: Arc<Spine>,
    subjects: SubjectNames,
}

/// The `kind/id` of an entry's things.
fn things(entry: &Entry) -> Vec<(ThingKind, String)> {
    let list = entry.body.get("things").and_then(Value::as_array);
    let mut said = BTreeSet::new();
    let texts = list.into_iter().flatten().filter_map(Value::as_str).filter(|text| said.insert(*text));
    texts
        .filter_map(|text| text.split_once('/'))
        .filter_map(|(kind, id)| Some((kind.parse().ok()?, id.to_owned())))
        .collect()
}

impl Naming {
    pub(crate) async fn of(asking: &Asking, entries: &[Entry], each: usize) -> Result<Self> {
        let named = entries.iter().flat_map(|entry| things(entry).into_iter().take(each));
        let (mut systems, mut vendors): (Vec<SystemId>, Vec<VendorId>) = (Vec::new(), Vec::new());
        for (kind, id) in named {
            match kind {
                ThingKind::System => systems.extend(id.parse::<SystemId>()),
                ThingKind::Vendor => vendors.extend(id.parse::<VendorId>()),
                ThingKind::Organisation
                | ThingKind::Person
                | ThingKind::Invitation
                | ThingKind::Control
                | ThingKind::Criterion
                | ThingKind::Requirement
                | ThingKind::OwnTask
                | ThingKind::Policy
                | ThingKind::Exception
                | ThingKind::Attestation
                | ThingKind::Deficiency
                | ThingKind::Incident
                | ThingKind::Audit
                | ThingKind::QuestionSet
                | ThingKind::Questionnaire
                | ThingKind::AccessReview
                | ThingKind::Course
                | ThingKind::Training
                | ThingKind::Evidence
                | ThingKind::Proposal
                | ThingKind::Programme
                | ThingKind::Assessment
                | ThingKind::Risk
                | ThingKind::Acceptance
                | ThingKind::Mapping
                | ThingKind::Token => {}
            }
        }
        let store = asking.store();
        Ok(Self {
            names: asking.names().await?,
            spine: asking.spine().await?,
            subjects: store.subject_names(&systems, &vendors, &[]).await?,
        })
    }

    fn thing(&self, kind: ThingKind, id: &str) -> Named {
        let link = |words: String, href: String| Named { words, href: Some(href) };
        match kind {
            ThingKind::Control => link(id.to_owned(), format!("/controls/{id}")),
            ThingKind::Criterion => link(id.to_owned(), format!("/criteria/{id}")),
            ThingKind::Requirement => link(id.to_owned(), format!("/tasks/{id}")),
            ThingKind::OwnTask => link("task".to_owned(), format!("/own-tasks/{id}")),
            ThingKind::Evidence => link("evidence".to_owned(), format!("/evidence/{id}")),
            ThingKind::Policy => link("policy".to_owned(), format!("/policies/{id}")),
            ThingKind::Attestation => link("attestation".to_owned(), format!("/attestations/{id}")),
            ThingKind::Deficiency => link("deficiency".to_owned(), format!("/deficiencies/{id}")),
            ThingKind::Incident => link("incident".to_owned(), format!("/incidents/{id}")),
            ThingKind::Audit => link("internal audit".to_owned(), format!("/audits/{id}")),
            ThingKind::Questionnaire => link("questionnaire".to_owned(), format!("/questionnaires/{id}")),
            ThingKind::QuestionSet => link("set of questions".to_owned(), format!("/questionnaires/sets/{id}")),
            ThingKind::AccessReview => link("access review".to_owned(), format!("/access-reviews/{id}")),
            ThingKind::Course => link("course".to_owned(), format!("/training/{id}")),
            ThingKind::Exception => link("exception".to_owned(), format!("/exceptions/{id}")),
            ThingKind::Proposal => link("decision".to_owned(), format!("/decisions/{id}")),
            ThingKind::Programme => {
                let programme = id.parse::<ProgrammeId>().ok().and_then(|id| self.spine.programme(id));
                let name = programme.map_or_else(|| "programme".to_owned(), |programme| programme.name.clone());
                link(name, format!("/programmes/{id}"))
            }
            ThingKind::System => {
                let name = id.parse::<SystemId>().ok().and_then(|id| self.subjects.systems.get(&id));
                link(name.cloned().unwrap_or_else(|| "system".to_owned()), format!("/systems/{id}"))
            }
            ThingKind::Person => {
                let name = id.parse().map(|id| self.names.of(id).to_owned());
                link(name.unwrap_or_else(|_| "person".to_owned()), format!("/trail?thing=person/{id}"))
            }
            ThingKind::Vendor => {
                let name = id.parse::<VendorId>().ok().and_then(|id| self.subjects.vendors.get(&id));
                link(name.cloned().unwrap_or_else(|| "vendor".to_owned()), format!("/vendors/{id}"))
            }
            ThingKind::Assessment => link("risk assessment".to_owned(), format!("/risks/assessments/{id}")),
            ThingKind::Risk => link(id.to_owned(), format!("/risks/{id}")),
            ThingKind::Organisation
            | ThingKind::Invitation
            | ThingKind::Acceptance
            | ThingKind::Mapping
            | ThingKind::Training
            | ThingKind::Token => link(kind.label().to_lowercase(), format!("/trail?thing={}/{id}", kind.key())),
        }
    }

    pub(crate) fn happening(&self, asking: &Asking, entry: &Entry, each: usize) -> Happening {
        let all = things(entry);
        Happening {
            more: all.len().saturating_sub(each),
            things: all.iter().take(each).map(|(kind, id)| self.thing(*kind, id)).collect(),
            ..Happening::of(asking, entry, &self.names)
        }
    }
}

/// What happened to a thing last, for its page.
pub(crate) async fn happenings(asking: &Asking, kind: ThingKind, id: &str, names: &Names) -> Result<Vec<Happening>> {
    let entries = asking.store().history(kind, id, i64::MAX, OF_A_THING).await?;
    Ok(entries.iter().map(|entry| Happening::of(asking, entry, names)).collect())
}

/// The same as a list, with a link to all of it.
pub(crate) fn history(all: Vec<Happening>, today: Date, href: String) -> AnyView {
    if all.is_empty() {
        return view! { <Empty>"Nothing has happened to it yet."</Empty> }.into_any();
    }
    let lines = all.into_iter().map(move |Happening { seq, at, who, what, .. }| {
        view! { <Happened at today who><a href=format!("/trail/{seq}")>{what}</a></Happened> }
    });
    let lines = lines.collect_view();
    view! {
        <History>{lines}</History>
        <p><a href=href>"All of it in the trail"</a></p>
    }
    .into_any()
}

fn filter(fields: &Fields) -> TrailFilter {
    let thing = fields.text("thing");
    let thing = thing.trim().split_once('/').and_then(|(kind, id)| Some((kind.parse().ok()?, id.to_owned())));
    TrailFilter { verb: fields.parsed("verb"), actor: fields.parsed("person"), thing }
}

/// Before which entry a list begins that ends with a day.
pub(crate) async fn before(asking: &Asking, fields: &Fields) -> Result<i64> {
    match fields.day("until") {
        Some(day) => Ok(asking.store().seq_at(reading::instant(asking, day)).await?.saturating_add(1)),
        None => Ok(i64::MAX),
    }
}

pub async fn list(asking: Asking, form::Query(fields): form::Query) -> Result<Page> {
    let newest = before(&asking, &fields).await?;
    let before = fields.parsed::<i64>("before").unwrap_or(newest).min(newest);
    let filter = filter(&fields);
    let mut entries = asking.store().trail_of(&filter, before, A_PAGE + 1).await?;
    let older = entries.len() > A_PAGE as usize;
    entries.truncate(A_PAGE as usize);
    let naming = Naming::of(&asking, &entries, NAMED).await?;
    let lines: Vec<_> = entries.iter().map(|entry| naming.happening(&asking, entry, NAMED)).collect();
    let people = naming.names.by_name();
    let people = people.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect::<Vec<_>>();
    let query = Query::of("/trail", ["verb", "person", "thing", "until"].map(|name| (name, fields.text(name))));
    let today = asking.today;
    Ok(asking.page("Trail", Place::Trail, move || {
        let last = lines.last().map(|line| line.seq);
        let say = sentence(&lines, &query, before);
        let next = last.filter(|_| older).map(|seq| query.with("before", seq.to_string()).href());
        let kept = keep(&[(List::Trail, "the trail")], &query);
        let newest = (before != newest).then(|| query.href());
        view! {
            <Say>{say}</Say>
            <Lede>"Entries are only added. The database refuses to change or delete one, and each carries the hash that an outsider checks."</Lede>
            {filters(query, people)}
            <Block title="Entries, newest first" quiet=true first=true>{table(lines, today)}{kept}</Block>
            <nav class="pager" aria-label="Pages">
                {newest.map(|href| view! { <a href=href>"Newest"</a> })}
                {next.map(|href| view! { <a href=href rel="next">"Older entries"</a> })}
            </nav>
        }
    }))
}

fn sentence(lines: &[Happening], query: &Query, before: i64) -> String {
    let kind = if query.pairs().is_empty() { "entry" } else { "entry of this kind" };
    match (lines.first(), before == i64::MAX) {
        (None, _) => format!("There is no {kind} here."),
        (Some(first), true) => {
            format!("The newest {kind} is number {}.", figure(usize::try_from(first.seq).unwrap_or_default()))
        }
        (Some(first), false) => {
            format!("From number {} back.", figure(usize::try_from(first.seq).unwrap_or_default()))
        }
    }
}

fn filters(query: Query, people: Vec<Choice>) -> AnyView {
    let verbs = Verb::ALL.iter().map(|verb| Choice::new(verb.key(), verb.label())).collect();
    let of = |name: &str| query.get(name).unwrap_or_default().to_owned();
    let (verb, person, thing) = (of("verb"), of("person"), of("thing"));
    let filtered = [&verb, &person, &thing, &of("until")].into_iter().any(|one| !one.is_empty());
    view! {
        <Filters query=query controls=vec!["verb", "person", "thing"]>
            <FilterSelect name="verb" label="What was done" any="Anything done" choices=verbs value=verb/>
            <FilterSelect name="person" label="By whom" any="By anybody" choices=people value=person/>
            <FilterSearch name="thing" label="About which thing" value=thing placeholder="control/AIG-GV-01"/>
            <Button>"Filter"</Button>
            {filtered.then(|| view! { <a href="/trail">"Clear"</a> })}
        </Filters>
    }
    .into_any()
}

fn table(lines: Vec<Happening>, today: Date) -> AnyView {
    if lines.is_empty() {
        return view! { <Empty>"Nothing matches. "<a href="/trail">"Show everything"</a></Empty> }.into_any();
    }
    let mut columns = vec![Column::number("No.")];
    columns.extend(["When", "Who", "What", "About"].into_iter().map(Column::new));
    let rows = lines.into_iter().map(|line| row(line, today)).collect_view();
    view! { <Table caption="Entries of the trail" columns stack=true>{rows}</Table> }.into_any()
}

fn row(line: Happening, today: Date) -> AnyView {
    let Happening { seq, at, who, what, things, more } = line;
    let about = listed(things);
    view! {
        <tr>
            <th scope="row" class="n"><a href=format!("/trail/{seq}")>{figure(usize::try_from(seq).unwrap_or_default())}</a></th>
            <td data-th="When"><Moment at today/></td>
            <td class="nowrap" data-th="Who">{who}</td>
            <td class="wide" data-th="What">{what}</td>
            <td class="wide" data-th="About">{about}{(more > 0).then(|| format!(" and {} more", figure(more)))}</td>
        </tr>
    }
    .into_any()
}

/// Links with commas between.
pub(crate) fn listed(things: Vec<Named>) -> AnyView {
    let parts = things.into_iter().enumerate().map(|(n, Named { words, href })| {
        let comma = (n > 0).then_some(", ");
        match href {
            Some(href) => view! { {comma}<a class="quiet" href=href>{words}</a> }.into_any(),
            None => view! { {comma}{words} }.into_any(),
        }
    });
    parts.collect_view().into_any()
}
