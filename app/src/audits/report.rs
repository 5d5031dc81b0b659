//! The report of an audit, on the screen and on paper: the same numbers as its page, each with its rows.

use super::parts::{counts, outcome_mark, proves, sampled, titles};
use super::step::looked;
use crate::address::The;
use crate::asking::Asking;
use crate::deficiencies::links;
use crate::error::Result;
use crate::form::Query;
use crate::page::{Frame, Page};
use crate::ui::block::Block;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Name, Say};
use crate::ui::table::{Column, Table};
use domain::audits::{AuditEnd, Report, Step, Tested};
use domain::catalogue::catalogue;
use domain::codes::ControlId;
use domain::ids::{AuditId, EvidenceId};
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{AuditRow, NamedZone, Names};

struct Shown {
    row: AuditRow,
    report: Report,
    results: BTreeMap<ControlId, Tested>,
    titles: BTreeMap<ControlId, String>,
    evidence: BTreeMap<EvidenceId, String>,
    names: Names,
    zone: NamedZone,
}

pub async fn show(asking: Asking, The(id): The<AuditId>, Query(fields): Query) -> Result<Page> {
    let row = asking.store().audit(id).await?;
    let results = row.results();
    let looked = results.values().flat_map(|tested| tested.evidence.iter().copied()).collect();
    let shown = Shown {
        evidence: asking.store().evidence_titles(&looked).await?.into_iter().collect(),
        titles: titles(&asking).await?,
        names: asking.names().await?,
        zone: asking.visitor.organisation.zone.clone(),
        report: row.report(),
        results,
        row,
    };
    let title = format!("{} {}: report", shown.row.code(), shown.row.plan.title);
    let frame = Frame::with_sheet(title, Place::Audits, format!("/audits/{id}/report"), &fields);
    Ok(asking.show(frame, move || body(&shown)))
}

fn body(shown: &Shown) -> AnyView {
    let row = &shown.row;
    let way = vec![
        Crumb::new("Internal audits", "/audits"),
        Crumb::new(row.code(), format!("/audits/{}", row.id)),
        Crumb::plain("Report"),
    ];
    let title = format!("{}.", row.plan.title);
    let (says, lede) = (counts(row, &shown.report), standing(shown));
    let (scope, criteria, failures, steps) = (scope(shown), criteria(shown), failures(shown), steps(shown));
    view! {
        <Crumbs way/>
        <Say><Name>{title}</Name>" "{says}</Say>
        <Lede>{lede}</Lede>
        {scope}
        {criteria}
        {failures}
        {steps}
    }
    .into_any()
}

fn standing(shown: &Shown) -> String {
    let due = dates::full(shown.row.plan.due);
    match &shown.row.ended {
        None => format!("A draft: nobody has concluded it. The report is due on {due}."),
        Some(end) => {
            let on = dates::full(shown.zone.local(end.at).date());
            let who = shown.names.of(end.by);
            let note = if end.note.is_empty() { String::new() } else { format!(" {}", end.note) };
            match end.how {
                AuditEnd::Concluded => format!(
                    "Concluded by {who} on {on}, who recorded none of its results.{note} It proves {}.",
                    proves(&shown.report)
                ),
                AuditEnd::CalledOff => format!("Called off by {who} on {on}: this is no report.{note}"),
            }
        }
    }
}

fn scope(shown: &Shown) -> AnyView {
    let row = &shown.row;
    let period = dates::period(row.plan.period.from(), row.plan.period.until());
    let systems: Vec<_> = row.systems.iter().map(|(_, name, _)| name.clone()).collect();
    let systems = if systems.is_empty() { "The organisation alone".to_owned() } else { systems.join(", ") };
    let auditors: Vec<_> = row.plan.auditors.iter().map(|who| shown.names.of(*who).to_owned()).collect();
    let (code, auditors) = (row.code(), auditors.join(", "));
    view! {
        <Block title="What was audited" first=true id="scope">
            <Facts>
                <Fact name="Report">{code}</Fact>
                <Fact name="Audited days">{period}</Fact>
                <Fact name="Systems">{systems}</Fact>
                <Fact name="Auditors">{auditors}</Fact>
                <Fact name="Independence">"No step was tested by somebody who owned its control or one of the systems when it was recorded."</Fact>
                <Fact name="Basis">"CC4.1; ISO/IEC 42001, 9.2. Steps are the test procedures of the controls as they read when the audit was planned."</Fact>
            </Facts>
        </Block>
    }
    .into_any()
}

fn criteria(shown: &Shown) -> AnyView {
    let lines = shown.report.criteria.iter().map(|(criterion, weakest)| {
        let own: Vec<_> = shown.row.steps.iter().filter(|step| step.criteria.contains(*criterion)).collect();
        let first = own.first().map(|step| format!("#report-{}", step.control));
        let steps = match first {
            Some(href) => view! { <a href=href>{dates::figure(own.len())}</a> }.into_any(),
            None => view! { "0" }.into_any(),
        };
        let weakest = match (own.is_empty(), weakest) {
            (true, _) => view! { "No control in use" }.into_any(),
            (false, weakest) => outcome_mark(*weakest),
        };
        let (key, title) = (criterion.key(), catalogue().criterion(*criterion).title);
        view! {
            <tr>
                <th scope="row"><a href=format!("/criteria/{key}")>{key}</a>" "{title}</th>
                <td class="n" data-th="Steps">{steps}</td>
                <td data-th="Weakest result">{weakest}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let columns = vec![Column::new("Criterion"), Column::number("Steps"), Column::new("Weakest result")];
    view! {
        <Block title="By criterion" id="criteria" remark="A step that answers several stands at each">
            <Table caption="Criteria" columns>{lines}</Table>
        </Block>
    }
    .into_any()
}

fn failures(shown: &Shown) -> AnyView {
    if shown.report.failed.is_empty() {
        return ().into_any();
    }
    let lines = shown.report.failed.iter().map(|control| {
        let logged = shown.row.logged.get(control).into_iter().flatten().map(|one| {
            let (href, code) = (format!("/deficiencies/{}", one.id), format!("DEF-{:03}", one.no));
            let word = if one.closed { " (closed)" } else { " (open)" };
            view! { <a href=href>{code}</a>{word}" " }
        });
        let logged = logged.collect_view();
        let none = (!shown.row.logged.contains_key(control)).then_some("Not in the log yet");
        let title = shown.titles.get(control).cloned().unwrap_or_default();
        let sample = shown.results.get(control).map(sampled);
        view! {
            <tr>
                <th scope="row"><a href=format!("#report-{control}")>{control.to_string()}</a>" "{title}</th>
                <td data-th="Sample">{sample}</td>
                <td data-th="Deficiency">{logged}{none}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let columns = ["Control", "Sample", "Deficiency"].into_iter().map(Column::new).collect();
    view! {
        <Block title="What failed" id="failed" remark="Cause, severity and correction stand in the deficiency log">
            <Table caption="Failures" columns stack=true>{lines}</Table>
        </Block>
    }
    .into_any()
}

fn steps(shown: &Shown) -> AnyView {
    let all = shown.row.steps.iter().map(|step| one(shown, step)).collect_view();
    view! { <Block title="Every step" id="every">{all}</Block> }.into_any()
}

fn one(shown: &Shown, step: &Step) -> AnyView {
    let tested = shown.results.get(&step.control);
    let title = shown.titles.get(&step.control).cloned().unwrap_or_default();
    let href = format!("/audits/{}/steps/{}", shown.row.id, step.control);
    let earlier = format!("{href}#result");
    let said = tested.map(|tested| {
        let note = tested.note.clone();
        let looked = looked(tested, &shown.evidence);
        let on = dates::full(shown.zone.local(tested.at).date());
        let by = format!("{}, {on}", shown.names.of(tested.by));
        let sample = sampled(tested);
        let sample = (!sample.is_empty()).then(|| view! { <Fact name="Sample">{sample}</Fact> });
        let corrected = shown.row.recorded.get(&step.control).map_or(0, Vec::len).saturating_sub(1);
        let corrected = (corrected > 0).then(|| {
            let words = dates::counted(corrected, "result", "results");
            view! { <Fact name="Corrected">"Recorded otherwise before: "<a href=earlier>{words}</a></Fact> }
        });
        view! {
            {sample}
            <Fact name="Done and seen"><span class="pre">{note}</span></Fact>
            {looked}
            <Fact name="Recorded by">{by}</Fact>
            {corrected}
        }
    });
    let (outcome, criteria) = (outcome_mark(tested.map(|one| one.outcome)), links(step.criteria.iter()));
    let (head, id) = (format!("{} {title}", step.control), format!("report-{}", step.control));
    let procedure = step.procedure.clone();
    view! {
        <section class="reading" id=id>
            <h3><a class="quiet" href=href>{head}</a></h3>
            <Facts>
                <Fact name="Outcome">{outcome}</Fact>
                <Fact name="Criteria">{criteria}</Fact>
                <Fact name="How it is tested">{procedure}</Fact>
                {said}
            </Facts>
        </section>
    }
    .into_any()
}
