//! One audit: what is next, the plan, who tests what and who may not, the steps, and how it ended.

use super::parts::{counts, proves, stage_mark, titles};
use super::steps::Steps;
use crate::address::The;
use crate::asking::Asking;
use crate::controls::people;
use crate::deficiencies::links;
use crate::error::Result;
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::page::Page;
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::notice::{Notice, Refused, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Name, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use domain::audits::{AuditEnd, AuditStage, Tested, conclude};
use domain::codes::ControlId;
use domain::ids::{AuditId, PersonId};
use domain::people::{Relation, may};
use domain::trail::{ThingKind, Verb};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{AuditRow, NamedZone, Names};

struct Shown {
    row: AuditRow,
    results: BTreeMap<ControlId, Tested>,
    titles: BTreeMap<ControlId, String>,
    names: Names,
    /// Those who may be named as another auditor; nobody where this person names none.
    people: Vec<Choice>,
    /// The steps that this person can test now.
    mine: Vec<ControlId>,
    /// Whether this person has the right to conclude audits, and why not this one.
    concludes: bool,
    why_not: Option<String>,
    calls_off: bool,
    logs: bool,
    history: Vec<Happening>,
    planned_at: DateTime,
    zone: NamedZone,
    today: Date,
    /// Which steps are asked for.
    wanted: String,
}

pub async fn show(
    asking: Asking,
    The(id): The<AuditId>,
    crate::form::Query(fields): crate::form::Query,
) -> Result<Page> {
    page(&asking, id, &fields, Mishap::default()).await
}

/// The page; after a refused form with what was typed and why.
pub(super) async fn page(asking: &Asking, id: AuditId, typed: &Fields, mishap: Mishap) -> Result<Page> {
    let (shown, typed) = (load(asking, id, typed).await?, typed.clone());
    let title = format!("{} {}", shown.row.code(), shown.row.plan.title);
    Ok(asking.page(title, Place::Audits, move || body(&shown, &typed, &mishap)))
}

async fn load(asking: &Asking, id: AuditId, typed: &Fields) -> Result<Shown> {
    let row = asking.store().audit(id).await?;
    let (me, names) = (asking.actor(), asking.names().await?);
    let own = row.by == me.person || row.plan.auditors.contains(&me.person);
    let allowed = |verb| may(me.rights, verb, if own { Relation::Owner } else { Relation::Stranger });
    let runs = row.ended.is_none();
    let adds = runs && allowed(Verb::AuditorAdded);
    let why_not = conclude(&row.plan, &row.steps, &row.recorded, &row.owners, &row.in_the_log(), me);
    let here = |choice: &Choice| !row.plan.auditors.iter().any(|who| who.to_string() == choice.value);
    let people = if adds { people(asking).await?.into_iter().filter(here).collect() } else { Vec::new() };
    Ok(Shown {
        results: row.results(),
        titles: titles(asking).await?,
        people,
        mine: row.to_test(me.person).map(|step| step.control.clone()).collect(),
        concludes: allowed(Verb::AuditConcluded),
        why_not: why_not.err().map(|refusal| refusal.to_string()),
        calls_off: runs && allowed(Verb::AuditCalledOff),
        logs: allowed(Verb::DeficiencyOpened),
        history: happenings(asking, ThingKind::Audit, &id.to_string(), &names).await?,
        planned_at: asking.local(row.at),
        zone: asking.visitor.organisation.zone.clone(),
        today: asking.today,
        wanted: typed.text("outcome"),
        names,
        row,
    })
}

fn body(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let row = &shown.row;
    let way = vec![Crumb::new("Internal audits", "/audits"), Crumb::plain(row.code())];
    let title = format!("{}.", row.plan.title);
    let says = counts(row, &row.report());
    let (lede, next, plan) = (ending(shown), next(shown, typed, mishap), plan(shown));
    let (auditors, steps) = (auditors(shown, mishap), steps(shown));
    let told = history(shown.history.clone(), shown.today, format!("/trail?thing=audit/{}", row.id));
    let off = calling_off(shown, typed, mishap);
    let (notice, faults) = (mishap.notice(), mishap.wrong.summary());
    let report = format!("/audits/{}/report", row.id);
    view! {
        <Crumbs way/>
        <Say><Name>{title}</Name>" "{says}</Say>
        {lede}
        {notice}
        <Summary faults/>
        <Actions top=true><ButtonLink href=report>"Read the report"</ButtonLink></Actions>
        {next}
        {plan}
        {auditors}
        {steps}
        {off}
        <Block title="History" id="history">{told}</Block>
    }
    .into_any()
}

fn ending(shown: &Shown) -> AnyView {
    let Some(end) = &shown.row.ended else { return ().into_any() };
    let on = dates::full(shown.zone.local(end.at).date());
    let who = shown.names.of(end.by);
    let note = if end.note.is_empty() { String::new() } else { format!(" {}", end.note) };
    let words = match end.how {
        AuditEnd::Concluded => format!("{who} concluded it on {on}.{note}"),
        AuditEnd::CalledOff => format!("{who} called it off on {on}.{note}"),
    };
    view! { <Lede>{words}</Lede> }.into_any()
}

/// What is to be done next, for whoever may do it.
fn next(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let row = &shown.row;
    if row.ended.is_some() {
        return ().into_any();
    }
    let failed = not_logged(shown);
    let test = shown.mine.first().map(|control| {
        let href = format!("/audits/{}/steps/{control}", row.id);
        let left = dates::counted(shown.mine.len(), "step waits", "steps wait");
        let (remark, word) = (format!("{} for you", dates::capital(&left)), format!("Test {control}"));
        view! {
            <Block title="Your steps" first=true remark>
                <Actions><ButtonLink weight=Weight::Primary href=href>{word}</ButtonLink></Actions>
            </Block>
        }
    });
    let end = (row.stage() == AuditStage::Tested && shown.concludes).then(|| concluding(shown, typed, mishap));
    view! { {failed}{test}{end} }.into_any()
}

/// Failures that no deficiency follows yet, each with the form that opens one.
fn not_logged(shown: &Shown) -> AnyView {
    let row = &shown.row;
    let all = row.report().not_logged(&row.in_the_log());
    if all.is_empty() {
        return ().into_any();
    }
    let lines = all.iter().map(|control| {
        let (id, code) = (row.id, control.to_string());
        let href = format!("/deficiencies/new?from=audit/{id}@{control}");
        let title = shown.titles.get(control).cloned().unwrap_or_default();
        let open = shown.logs.then(|| view! { " "<a href=href>"Open a deficiency"</a>"." });
        view! { <li><a href=format!("#step-{code}")>{code.clone()}</a>" "{title}"."{open}</li> }
    });
    let lines = lines.collect_view();
    view! {
        <Notice tone=Tone::NotDone word="Not in the deficiency log">
            <p>"What failed is followed in the deficiency log before the report is concluded."</p>
            <ul>{lines}</ul>
        </Notice>
    }
    .into_any()
}

fn concluding(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    if let Some(rule) = shown.why_not.clone() {
        return view! { <Refused word="Not concluded" rule/> }.into_any();
    }
    let (action, proves) = (format!("/audits/{}/conclude", shown.row.id), proves(&shown.row.report()));
    let (value, error) = (typed.text("note"), mishap.wrong.at("note"));
    view! {
        <Block title="Conclude the report" id="conclude" first=true remark="You recorded no result and own nothing that was tested">
            <p>"Read the report first. Concluded, no result changes any more."</p>
            <p>"What the conclusion proves: "{proves}"."</p>
            <form class="form" method="post" action=action novalidate>
                <LongField name="note" label="What you conclude" value optional=true error/>
                <Actions><Button weight=Weight::Primary>"Conclude the report"</Button></Actions>
            </form>
        </Block>
    }
    .into_any()
}

fn plan(shown: &Shown) -> AnyView {
    let row = &shown.row;
    let systems = row.systems.iter().enumerate().map(|(n, (id, name, _))| {
        let comma = if n == 0 { "" } else { ", " };
        view! { {comma}<a href=format!("/systems/{id}")>{name.clone()}</a> }
    });
    let none = row.systems.is_empty().then_some("None: controls of the organisation alone");
    let (systems, criteria) = (systems.collect_view(), links(row.plan.criteria.iter()));
    let period = dates::period(row.plan.period.from(), row.plan.period.until());
    let planned = format!("{}, {}", shown.names.of(row.by), dates::moment(shown.planned_at, shown.today));
    let (mark, due) = (stage_mark(row, shown.today), dates::full(row.plan.due));
    let ends = row.ended.as_ref().is_none_or(|end| end.how == AuditEnd::Concluded);
    let proves = ends.then(|| dates::capital(&proves(&row.report())));
    let proves = proves.map(|words| view! { <Fact name="What the conclusion proves">{words}</Fact> });
    view! {
        <Block title="The plan" id="plan">
            <Facts>
                <Fact name="State">{mark}</Fact>
                <Fact name="Audited days">{period}</Fact>
                <Fact name="Report due">{due}</Fact>
                <Fact name="Criteria">{criteria}</Fact>
                <Fact name="Systems">{systems}{none}</Fact>
                <Fact name="Planned by">{planned}</Fact>
                {proves}
            </Facts>
        </Block>
    }
    .into_any()
}

/// Who audits, and what each may not test.
fn auditors(shown: &Shown, mishap: &Mishap) -> AnyView {
    let row = &shown.row;
    let lines = row.plan.auditors.iter().map(|who| auditor(shown, *who)).collect_view();
    let columns = ["Auditor", "May test", "Recorded", "May not test"].into_iter().map(Column::new).collect();
    let untestable: Vec<_> =
        row.plan.untestable(&row.steps, &row.owners).map(|step| step.control.to_string()).collect();
    let nobody = (row.ended.is_none() && !untestable.is_empty()).then(|| {
        let rule =
            format!("None of the auditors may test {}: add somebody who owns nothing of it.", untestable.join(", "));
        view! { <Refused word="Nobody may test this" rule/> }
    });
    let error = mishap.wrong.at("auditor");
    let opened = error.is_some();
    let add = (!shown.people.is_empty()).then(|| {
        let action = format!("/audits/{}/auditors", row.id);
        view! {
            <details open=opened>
                <summary>"Name another auditor"</summary>
                <form class="form" method="post" action=action novalidate>
                    <SelectField name="auditor" label="Who audits, too" choices=shown.people.clone() prompt="Choose a person" error/>
                    <Actions><Button>"Add the auditor"</Button></Actions>
                </form>
            </details>
        }
    });
    view! {
        <Block title="Auditors" id="auditors" remark="Nobody tests what they own">
            {nobody}
            <Table caption="Auditors" columns stack=true>{lines}</Table>
            {add}
        </Block>
    }
    .into_any()
}

fn auditor(shown: &Shown, who: PersonId) -> AnyView {
    let row = &shown.row;
    let own = |control: &ControlId| row.owners.owns(who, control, &row.plan);
    let mine: Vec<_> =
        row.steps.iter().filter(|step| own(&step.control)).map(|step| step.control.to_string()).collect();
    let systems =
        row.systems.iter().filter(|(id, ..)| row.owners.systems.get(id).is_some_and(|all| all.contains(&who)));
    let systems: Vec<_> = systems.map(|(_, name, _)| name.clone()).collect();
    let not = if !systems.is_empty() {
        format!("Anything: owns {}", systems.join(", "))
    } else if mine.is_empty() {
        "Nothing is theirs".to_owned()
    } else {
        format!("Owns {}", mine.join(", "))
    };
    let recorded = shown.results.values().filter(|tested| tested.by == who).count();
    let may = dates::counted(row.steps.len() - mine.len(), "step", "steps");
    view! {
        <tr>
            <th scope="row">{shown.names.of(who).to_owned()}</th>
            <td data-th="May test">{may}</td>
            <td data-th="Recorded">{dates::counted(recorded, "result", "results")}</td>
            <td data-th="May not test">{not}</td>
        </tr>
    }
    .into_any()
}

fn steps(shown: &Shown) -> AnyView {
    let steps = Steps {
        row: &shown.row,
        results: &shown.results,
        titles: &shown.titles,
        names: &shown.names,
        zone: &shown.zone,
        today: shown.today,
    };
    let blocks = steps.blocks(&shown.wanted);
    let narrowed = (!shown.wanted.is_empty()).then(|| {
        let matching =
            shown.row.steps.iter().filter(|step| super::steps::takes(&shown.wanted, shown.results.get(&step.control)));
        let words =
            format!("{} of {} are shown. ", matching.count(), dates::counted(shown.row.steps.len(), "step", "steps"));
        let href = format!("/audits/{}#steps", shown.row.id);
        view! { <p class="hint">{words}<a href=href>"All steps"</a></p> }
    });
    view! { <div id="steps">{narrowed}{blocks}</div> }.into_any()
}

fn calling_off(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    if !shown.calls_off {
        return ().into_any();
    }
    let action = format!("/audits/{}/call-off", shown.row.id);
    let (value, error) = (typed.text("reason"), mishap.wrong.at("reason"));
    let opened = error.is_some();
    view! {
        <details open=opened>
            <summary>"Call the audit off"</summary>
            <form class="form" method="post" action=action novalidate>
                <LongField name="reason" label="Why" value error hint="What was recorded is kept, and proves nothing."/>
                <Actions><Button>"Call the audit off"</Button></Actions>
            </form>
        </details>
    }
    .into_any()
}
