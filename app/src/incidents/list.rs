//! The list of incidents: how many are open, whether a limit of the law runs, and until when.

use super::pressing::Pressing;
use crate::asking::Asking;
use crate::deficiencies::links;
use crate::error::Result;
use crate::form;
use crate::page::{Frame, Page};
use crate::programmes::allowed;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::dates;
use crate::ui::empty::{Empty, EmptyPage};
use crate::ui::filters::{Chip, Chips, FilterSelect, Filters};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use crate::ui::tools::Tools;
use domain::ids::SystemId;
use domain::incidents::{Harm, IncidentSeverity, IncidentStage};
use domain::instant::Instant;
use domain::trail::Verb;
use domain::words::CriterionId;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{IncidentRow, IncidentsWanted, NamedZone, Names};

const CONTROLS: [&str; 4] = ["state", "severity", "harm", "system"];

const OVERDUE: &str = "A duty to notify is or was overdue";

struct Shown {
    query: Query,
    rows: Vec<IncidentRow>,
    names: Names,
    may_report: bool,
    now: Instant,
    today: Date,
    zone: NamedZone,
}

pub async fn show(asking: Asking, form::Query(fields): form::Query) -> Result<Page> {
    let zone = asking.visitor.organisation.zone.clone();
    let rows = asking.store().incidents(IncidentsWanted::default(), &zone).await?;
    let query = Query::of("/incidents", CONTROLS.into_iter().chain(["print"]).map(|key| (key, fields.text(key))));
    let on_paper = query.get("print").is_some();
    let (paper, screen) = (query.with("print", "sheet").href(), query.without("print").href());
    let shown = Shown {
        names: asking.names().await?,
        may_report: allowed(&asking, Verb::IncidentReported),
        now: asking.now,
        today: asking.today,
        query,
        rows,
        zone,
    };
    let frame = Frame {
        title: "Incidents".into(),
        here: Some(Place::Incidents),
        tools: Tools { print: Some(paper), ..Tools::default() },
        sheet: on_paper.then_some(screen),
        ..Frame::default()
    };
    Ok(asking.show(frame, move || if shown.rows.is_empty() { empty(shown.may_report) } else { body(&shown) }))
}

fn empty(may_report: bool) -> AnyView {
    let report = may_report.then(|| {
        view! { <Actions><ButtonLink weight=Weight::Primary href="/incidents/new">"Report an incident"</ButtonLink></Actions> }
    });
    view! {
        <EmptyPage say="No incident with an AI system was reported.">
            <p>"Drift that did harm, biased decisions, data that went astray, unsafe output, a system that was not there: \
            anybody reports it in a minute. Its severity, who has to be told and by when, its cause and its review stand \
            here afterwards. CC7.3 to CC7.5 ask for that."</p>
            {report}
        </EmptyPage>
    }
    .into_any()
}

fn takes(query: &Query, row: &IncidentRow, now: Instant, zone: &NamedZone) -> bool {
    let is =
        |key: &str, test: &dyn Fn(&str) -> bool| query.get(key).is_none_or(|value| value.is_empty() || test(value));
    let severity = row.now.classification.as_ref().map(|(said, _)| said.severity.key());
    let state = |value: &str| match value {
        "open" => row.is_open(),
        "overdue" => Pressing::of([row].into_iter(), now, zone).is_late(),
        stage => row.stage().key() == stage,
    };
    is("state", &state)
        && is("severity", &|value| severity == Some(value))
        && is("harm", &|value| row.harms.iter().any(|harm| harm.key() == value))
        && is("system", &|value| row.systems.iter().any(|(id, ..)| id.to_string() == value))
}

fn pressing<'a>(rows: impl Iterator<Item = &'a IncidentRow>, shown: &Shown) -> Pressing {
    Pressing::of(rows, shown.now, &shown.zone)
}

fn body(shown: &Shown) -> AnyView {
    let rows: Vec<_> = shown.rows.iter().filter(|row| takes(&shown.query, row, shown.now, &shown.zone)).collect();
    let (say, lede, filters, chips) = (sentence(shown), lede(shown), filters(shown), chips(shown));
    let (query, matching, of) = (shown.query.clone(), rows.len(), shown.rows.len());
    let table = table(&rows, shown);
    let report = shown.may_report.then(|| {
        view! { <Actions top=true><ButtonLink weight=Weight::Primary href="/incidents/new">"Report an incident"</ButtonLink></Actions> }
    });
    view! {
        <Say>{say}</Say>
        {lede}
        {report}
        <Block title="The incidents" first=true id="rows">
            {filters}
            <Chips query chips shown=matching of/>
            {table}
        </Block>
    }
    .into_any()
}

fn sentence(shown: &Shown) -> AnyView {
    let open: Vec<_> = shown.rows.iter().filter(|row| row.is_open()).collect();
    let first = match open.len() {
        0 => view! { "No incident is open; "{dates::tallied(shown.rows.len(), "incident", "incidents")}" in all. " }
            .into_any(),
        n => {
            let verb = if n == 1 { "incident is open" } else { "incidents are open" };
            view! { <a href="/incidents?state=open#rows">{dates::how_many(n)}" "{verb}</a>". " }.into_any()
        }
    };
    let second = pressing(open.into_iter(), shown).sentence(&shown.zone, shown.today);
    view! { {first}{second} }.into_any()
}

fn lede(_: &Shown) -> AnyView {
    let touched = [CriterionId::CC7_3, CriterionId::CC7_4, CriterionId::CC7_5];
    view! { <Lede>"How incidents are judged, answered and learned from is asked by "{links(touched.into_iter())}"."</Lede> }
        .into_any()
}

fn systems(rows: &[IncidentRow]) -> BTreeMap<SystemId, String> {
    rows.iter().flat_map(|row| &row.systems).map(|(id, name, _)| (*id, name.clone())).collect()
}

fn filters(shown: &Shown) -> AnyView {
    let query = shown.query.clone();
    let value = |key: &str| query.get(key).unwrap_or_default().to_owned();
    let stages = IncidentStage::ALL.iter().map(|it| Choice::new(it.key(), it.label()));
    let stages = [Choice::new("open", "Open"), Choice::new("overdue", OVERDUE)].into_iter().chain(stages).collect();
    let severities = IncidentSeverity::ALL.iter().rev().map(|it| Choice::new(it.key(), it.label())).collect();
    let harms = Harm::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let systems = systems(&shown.rows).into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let (state, severity, harm, system) = (value("state"), value("severity"), value("harm"), value("system"));
    view! {
        <Filters query controls=CONTROLS.to_vec()>
            <FilterSelect name="state" label="State" any="Any state" choices=stages value=state/>
            <FilterSelect name="severity" label="Severity" any="Any severity" choices=severities value=severity/>
            <FilterSelect name="harm" label="Harm" any="Any harm" choices=harms value=harm/>
            <FilterSelect name="system" label="System" any="Any system" choices=systems value=system/>
            <Button>"Show"</Button>
        </Filters>
    }
    .into_any()
}

fn chips(shown: &Shown) -> Vec<Chip> {
    let label = |key: &str, value: &str| match key {
        "state" if value == "open" => Some("Open".to_owned()),
        "state" if value == "overdue" => Some(OVERDUE.to_owned()),
        "state" => value.parse::<IncidentStage>().ok().map(|it| it.label().to_owned()),
        "severity" => value.parse::<IncidentSeverity>().ok().map(|it| it.label().to_owned()),
        "harm" => value.parse::<Harm>().ok().map(|it| it.label().to_owned()),
        _ => value.parse().ok().and_then(|id| systems(&shown.rows).remove(&id)),
    };
    let chip = |key: &'static str| {
        let value = shown.query.get(key).filter(|value| !value.is_empty())?.to_owned();
        let label = label(key, &value).unwrap_or_else(|| value.clone());
        Some(Chip::new(key, value, label))
    };
    CONTROLS.into_iter().filter_map(chip).collect()
}

/// The mark of where one stands.
pub(super) fn stage_mark(row: &IncidentRow) -> AnyView {
    let state = match row.stage() {
        IncidentStage::Reported => State::Gap,
        IncidentStage::UnderWay | IncidentStage::Resolved => State::Due,
        IncidentStage::Closed => State::Met,
    };
    let word = row.stage().label();
    view! { <Mark state voice=Voice::Calm word wrap=true/> }.into_any()
}

fn severity(row: &IncidentRow) -> &'static str {
    row.now.classification.as_ref().map_or("Not classified", |(said, _)| said.severity.label())
}

fn table(rows: &[&IncidentRow], shown: &Shown) -> AnyView {
    if rows.is_empty() {
        return view! { <Empty>"No incident is in this view. "<a href="/incidents">"All incidents"</a></Empty> }
            .into_any();
    }
    let lines = rows.iter().map(|row| line(row, shown)).collect_view();
    let columns = ["Incident", "With", "Severity", "State", "Limits to notify", "Led by"];
    let columns = columns.into_iter().map(Column::new).collect();
    view! { <Table caption="Incidents" columns stack=true>{lines}</Table> }.into_any()
}

fn line(row: &IncidentRow, shown: &Shown) -> AnyView {
    let href = format!("/incidents/{}", row.id);
    let noticed = dates::short(shown.zone.local(row.times.detected).date(), shown.today);
    let sub = format!("{}, noticed {noticed}", row.code());
    let with = row.systems.iter().enumerate().map(|(n, (id, name, _))| {
        let comma = if n == 0 { "" } else { ", " };
        view! { {comma}<a href=format!("/systems/{id}")>{name.clone()}</a> }
    });
    let with = with.collect_view();
    let limits = pressing([row].into_iter(), shown).cell(row, &shown.zone, shown.today);
    let lead = row.now.lead().map_or_else(|| "Nobody yet".to_owned(), |lead| shown.names.of(lead).to_owned());
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href>{row.title.clone()}</a><span class="sub">{sub}</span></th>
            <td data-th="With">{with}</td>
            <td data-th="Severity">{severity(row)}</td>
            <td data-th="State">{stage_mark(row)}</td>
            <td data-th="Limits to notify">{limits}</td>
            <td data-th="Led by">{lead}</td>
        </tr>
    }
    .into_any()
}

/// The open incidents of a system, on its page, and the way to report one.
pub(crate) fn of_system(id: SystemId, rows: &[IncidentRow], may_report: bool) -> AnyView {
    if rows.is_empty() && !may_report {
        return ().into_any();
    }
    let lines = rows.iter().map(|row| {
        let (href, title, sub) = (
            format!("/incidents/{}", row.id),
            row.title.clone(),
            format!("{}, {}", row.code(), row.stage().label().to_lowercase()),
        );
        view! { <li><a href=href>{title}</a><span class="sub">{sub}</span></li> }
    });
    let lines = lines.collect_view();
    let list = if rows.is_empty() {
        let href = format!("/incidents?system={id}");
        view! { <Empty>"None is open. "<a href=href>"Those that were reviewed"</a></Empty> }.into_any()
    } else {
        view! { <ul class="entries">{lines}</ul> }.into_any()
    };
    let report = may_report.then(|| {
        let href = format!("/incidents/new?systems={id}");
        view! { <Actions><ButtonLink href>"Report an incident"</ButtonLink></Actions> }
    });
    view! { <Block title="Open incidents" id="incidents">{list}{report}</Block> }.into_any()
}
