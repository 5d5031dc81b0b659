//! Findings, one by one: what the rule says about each requirement on each subject, narrowed by whatever somebody asks.

use crate::asking::Asking;
use crate::error::Result;
use crate::form::{self, Fields};
use crate::lists::{List, keep};
use crate::page::Page;
use crate::reading;
use crate::ui::block::Block;
use crate::ui::choice::Choice;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::filters::{FilterSearch, FilterSelect, Filters};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::notice::{Notice, Tone};
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::finding::{Finding, Reads};
use domain::ids::{PersonId, SystemId};
use domain::words::{CriterionId, SubjectKind};
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{FindingRow, FindingsWanted, Spine};

const KEYS: [&str; 8] = ["programme", "criterion", "control", "subject", "state", "owner", "q", "at"];

/// Rows of a page.
const PAGE: usize = 50;

/// Which findings an address asks for, on which day.
pub(super) struct Wanted {
    pub filter: FindingsWanted,
    pub day: Date,
    /// The system or the vendor whose number is still to be found: an id is an id, of whichever of the two.
    subject: Option<SystemId>,
    /// Why another day was asked for.
    unread: Option<String>,
    query: Query,
}

impl Wanted {
    /// What is asked for and is not there lets nothing through.
    pub fn of(fields: &Fields, spine: &Spine, today: Date) -> Self {
        let query = Query::of("/findings", KEYS.map(|key| (key, fields.text(key))));
        let (day, unread) = reading::day(&fields.text("at"), today);
        let mut filter =
            FindingsWanted { search: fields.text("q"), state: fields.parsed("state"), ..Default::default() };
        let programme = query.get("programme").map(|id| id.parse().ok().and_then(|id| spine.programme(id)));
        filter.programme = programme.flatten().map(|one| one.no);
        let no_such_programme = programme.is_some_and(|found| found.is_none());
        let criterion = query.get("criterion").map(|id| {
            let id = id.parse::<CriterionId>().ok();
            numbers(spine, |requirement| Some(requirement.criterion) == id)
        });
        let control = query.get("control").map(|id| {
            numbers(spine, |requirement| spine.control_of(requirement).is_some_and(|one| one.id.as_str() == id))
        });
        filter.of = match (criterion, control) {
            (Some(a), Some(b)) => Some(a.intersection(&b).copied().collect()),
            (one, other) => one.or(other),
        };
        if no_such_programme {
            filter.of = Some(BTreeSet::new());
        }
        filter.hands = fields.parsed::<PersonId>("owner").map(|person| {
            let owns = |requirement: &store::RequirementNow| {
                spine.control_of(requirement).is_some_and(|control| control.owner == Some(person))
            };
            (person, numbers(spine, owns))
        });
        let subject = query.get("subject").map(str::to_owned);
        filter.subject = subject.as_deref().map(|text| if text == ORGANISATION { 0 } else { NOBODY });
        let subject = subject.and_then(|text| text.parse().ok());
        Self { filter, day, subject, unread, query }
    }

    /// Finds the number of the subject, and its name.
    pub async fn found(&mut self, asking: &Asking) -> Result<()> {
        if let Some(id) = self.subject {
            self.filter.subject = asking.store().subject_numbers(&[id.0]).await?.get(&id.0).copied().or(Some(NOBODY));
        }
        Ok(())
    }

    fn is_narrowed(&self) -> bool {
        self.query.pairs().iter().any(|(key, _)| key != "at")
    }
}

/// How the address names the organisation itself.
const ORGANISATION: &str = "organisation";
/// The number of no subject.
const NOBODY: i64 = -1;

fn numbers(spine: &Spine, of: impl Fn(&store::RequirementNow) -> bool) -> BTreeSet<i64> {
    spine.requirements.iter().filter(|requirement| of(requirement)).map(|requirement| requirement.no).collect()
}

/// Why it reads so, in words; nothing where its state says all.
pub(super) fn why(finding: Finding) -> String {
    match finding {
        Finding::Gap(reason) => reason.label().to_owned(),
        Finding::Unknown(open) => {
            open.iter().map(|question| dates::capital(question.label())).collect::<Vec<_>>().join("; ")
        }
        Finding::NotAsked | Finding::Excluded | Finding::Failed | Finding::Met => String::new(),
    }
}

struct Shown {
    wanted: Wanted,
    spine: Arc<Spine>,
    rows: Vec<FindingRow>,
    /// Where the next page begins.
    next: Option<(i64, i64)>,
    first: bool,
    people: Vec<Choice>,
    today: Date,
    since: Vec<Date>,
}

pub async fn show(asking: Asking, form::Query(fields): form::Query) -> Result<Page> {
    let spine = asking.spine().await?;
    let mut wanted = Wanted::of(&fields, &spine, asking.today);
    wanted.found(&asking).await?;
    let after = after(&fields.text("after"));
    let at = reading::instant(&asking, wanted.day);
    let mut rows = asking.store().findings_after(&wanted.filter, at, after, PAGE + 1).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let last = rows.last().map(|row| (row.subject.no, row.found.requirement_no));
    rows.retain(|row| row.found.finding.reads().is_some());
    let people = asking.store().people().await?.into_iter().filter(|row| row.active && !row.rights.is_guest());
    let people = people.filter_map(|row| Some(Choice::new(row.id.to_string(), row.name?))).collect();
    let since = rows.iter().map(|row| asking.local(row.found.since).date()).collect();
    let (next, first, today) = (last.filter(|_| more), after.is_none(), asking.today);
    let shown = Shown { wanted, spine, rows, next, first, people, today, since };
    Ok(asking.page("Findings", Place::Criteria, move || body(shown)))
}

/// `12-345`: after the finding of that subject and that requirement.
fn after(text: &str) -> Option<(i64, i64)> {
    let (subject, requirement) = text.split_once('-')?;
    Some((subject.parse().ok()?, requirement.parse().ok()?))
}

fn body(shown: Shown) -> AnyView {
    let (filters, kept) = (filters(&shown), keep(&[(List::Findings, "the findings")], &shown.wanted.query));
    let Shown { wanted, spine, rows, next, first, today, since, .. } = shown;
    let remark = match &wanted.unread {
        Some(unread) => Some(unread.clone()),
        None if wanted.day < today => {
            Some(format!("As of {}: what the rule said at the end of that day.", dates::full(wanted.day)))
        }
        None => None,
    };
    let remark = remark.map(|words| view! { <Notice tone=Tone::Plain word="As of"><p>{words}</p></Notice> });
    let turns =
        next.map(|(subject, requirement)| wanted.query.with("after", format!("{subject}-{requirement}")).href());
    let back = (!first).then(|| wanted.query.href());
    let clear = wanted.is_narrowed().then(|| {
        let kept = wanted.query.get("at").map(|at| ("at", at.to_owned()));
        let href = Query::of("/findings", kept).href();
        view! { <p class="also"><a href=href>"Show all findings"</a>"."</p> }
    });
    let columns = ["Requirement", "Asked of", "Reads", "Why", "Since"].into_iter().map(Column::new).collect();
    let empty = rows.is_empty();
    let lines = rows.iter().zip(since).map(|(row, since)| entry(row, &spine, since, today)).collect_view();
    let table = if empty {
        view! { <Empty>"No finding is like that."</Empty> }.into_any()
    } else {
        view! { <Table caption="Findings" columns stack=true>{lines}</Table> }.into_any()
    };
    view! {
        <Crumbs way=vec![Crumb::new("Criteria", "/criteria"), Crumb::plain("Findings")]/>
        <Say>"What the rule says, requirement by requirement."</Say>
        <Lede>"A finding is what the rule says about one requirement on one subject: the organisation, a system or a vendor."</Lede>
        {remark}
        <Block title="Findings" first=true quiet=true>
            {filters}
            {clear}
            {table}
            <nav class="pager" aria-label="Pages">
                {back.map(|href| view! { <a href=href rel="first">"First page"</a> })}
                {turns.map(|href| view! { <a href=href rel="next">"Next"</a> })}
            </nav>
            {kept}
        </Block>
    }
    .into_any()
}

const fn mark(reads: Reads) -> State {
    match reads {
        Reads::Failed => State::Failed,
        Reads::Gap => State::Gap,
        Reads::Unknown => State::Unknown,
        Reads::Met => State::Met,
        Reads::Excluded => State::Excluded,
    }
}

fn entry(row: &FindingRow, spine: &Spine, since: Date, today: Date) -> AnyView {
    let title = spine.requirement(row.found.requirement_no).map(|one| one.steps.title.to_string());
    let task = format!("/tasks/{}", row.found.requirement);
    let id = row.found.requirement.to_string();
    let subject = match (row.subject.kind, row.subject.id) {
        (SubjectKind::System, Some(id)) => Some(format!("/systems/{id}")),
        (SubjectKind::Vendor, Some(id)) => Some(format!("/vendors/{id}")),
        (SubjectKind::Organisation, _) | (_, None) => None,
    };
    let name = row.subject.name.clone();
    let subject = match subject {
        Some(href) => view! { <a class="quiet" href=href>{name}</a> }.into_any(),
        None => "The organisation".into_any(),
    };
    let mark = row.found.finding.reads().map(|reads| {
        view! { <Mark state=mark(reads) voice=Voice::Calm word=reads.label()/> }
    });
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=task>{title.unwrap_or_else(|| id.clone())}</a><span class="sub">{id}</span></th>
            <td data-th="Asked of">{subject}</td>
            <td data-th="Reads">{mark}</td>
            <td data-th="Why">{Some(why(row.found.finding)).filter(|why| !why.is_empty())}</td>
            <td data-th="Since">{dates::short(since, today)}</td>
        </tr>
    }
    .into_any()
}

fn filters(shown: &Shown) -> AnyView {
    let (spine, query) = (&shown.spine, &shown.wanted.query);
    let programmes = spine.programmes.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone())).collect();
    let asked: BTreeSet<_> = spine.requirements.iter().map(|requirement| requirement.criterion).collect();
    let criteria = asked.into_iter().map(|id| Choice::new(id.key(), id.key())).collect();
    let controls = spine.controls.iter().filter(|one| !one.retired);
    let controls = controls.map(|one| Choice::new(one.id.to_string(), format!("{} {}", one.id, one.title))).collect();
    let states = Reads::ALL.iter().map(|one| Choice::new(one.key(), one.label())).collect();
    let mut subjects = vec![Choice::new(ORGANISATION, "The organisation")];
    if let Some(id) = shown.wanted.subject {
        let name = shown.rows.first().map_or_else(|| "That subject".to_owned(), |row| row.subject.name.clone());
        subjects.push(Choice::new(id.to_string(), name));
    }
    let value = |key: &str| query.get(key).unwrap_or_default().to_owned();
    let in_form = ["q", "state", "programme", "criterion", "control", "subject", "owner"];
    let [q, state, programme, criterion, control, subject, owner] = in_form.map(value);
    let (query, people) = (query.clone(), shown.people.clone());
    view! {
        <Filters query controls=in_form.to_vec()>
            <FilterSearch label="Search systems and vendors" value=q placeholder="System or vendor"/>
            <FilterSelect name="state" label="State" any="Any state" choices=states value=state/>
            <FilterSelect name="programme" label="Programme" any="Any programme" choices=programmes value=programme/>
            <FilterSelect name="criterion" label="Criterion" any="Any criterion" choices=criteria value=criterion/>
            <FilterSelect name="control" label="Control" any="Any control" choices=controls value=control/>
            <FilterSelect name="subject" label="Subject" any="Any subject" choices=subjects value=subject/>
            <FilterSelect name="owner" label="In whose hands" any="In anybody’s hands" choices=people value=owner/>
            <button class="btn">"Apply"</button>
        </Filters>
    }
    .into_any()
}
