//! The list of audits: how many are under way, what the last found, and when the next is due.

use super::parts::{late_since, proves, stage_mark};
use crate::asking::Asking;
use crate::deficiencies::links;
use crate::error::Result;
use crate::lists::{List, keep};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::dates;
use crate::ui::empty::EmptyPage;
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::audits::{AuditStage, Outcome};
use domain::people::{Relation, may};
use domain::trail::Verb;
use domain::words::CriterionId;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{AuditRow, Names};

/// Criteria that are named in a row; of more only how many they are.
const NAMED: usize = 6;

struct Shown {
    rows: Vec<AuditRow>,
    names: Names,
    next: Option<Date>,
    plans: bool,
    today: Date,
}

pub async fn show(asking: Asking) -> Result<Page> {
    let rows = asking.store().audits(false).await?;
    let next = asking.store().next_audit_due(&rows, &asking.visitor.organisation.zone).await?;
    let shown = Shown {
        names: asking.names().await?,
        plans: may(asking.actor().rights, Verb::AuditPlanned, Relation::Stranger),
        next: next.map(|next| next.by),
        today: asking.today,
        rows,
    };
    Ok(asking.page(
        "Internal audits",
        Place::Audits,
        move || if shown.rows.is_empty() { empty(&shown) } else { body(&shown) },
    ))
}

fn empty(shown: &Shown) -> AnyView {
    let new = shown.plans.then(|| {
        view! { <Actions><ButtonLink weight=Weight::Primary href="/audits/new">"Plan an audit"</ButtonLink></Actions> }
    });
    view! {
        <EmptyPage say="No internal audit was planned yet.">
            <p>"An audit tests controls by their test procedures: people who own nothing of what they test record what they \
            looked at and what it showed, and somebody who tested nothing concludes the report. CC4.1 asks for that, and \
            what fails goes to the deficiency log."</p>
            {new}
        </EmptyPage>
    }
    .into_any()
}

fn body(shown: &Shown) -> AnyView {
    let (say, lede) = (sentence(shown), lede(shown));
    let new = shown.plans.then(|| {
        view! { <Actions top=true><ButtonLink weight=Weight::Primary href="/audits/new">"Plan an audit"</ButtonLink></Actions> }
    });
    let lines = shown.rows.iter().map(|row| line(row, shown)).collect_view();
    let columns = ["Audit", "Criteria", "Audited days", "Progress", "State", "Auditors"];
    let columns = columns.into_iter().map(Column::new).collect();
    view! {
        <Say>{say}</Say>
        {lede}
        {new}
        <Block title="The audits" first=true quiet=true id="rows">
            <Table caption="Internal audits" columns stack=true>{lines}</Table>
            {keep(&[(List::Audits, "audits"), (List::AuditSteps, "steps with their results")], &Query::new("/audits"))}
        </Block>
    }
    .into_any()
}

fn sentence(shown: &Shown) -> AnyView {
    let open: Vec<_> = shown.rows.iter().filter(|row| row.ended.is_none()).collect();
    let late = open.iter().filter(|row| late_since(row, shown.today).is_some()).count();
    let first = match open.as_slice() {
        [] => view! { "No internal audit is under way. " }.into_any(),
        [one] => {
            let href = format!("/audits/{}", one.id);
            view! { <a href=href>"One internal audit"</a>" is under way. " }.into_any()
        }
        more => view! { {dates::count_first(more.len())}" internal audits are under way. " }.into_any(),
    };
    let late =
        (late > 0).then(|| format!("{} late. ", dates::capital(&dates::counted(late, "report is", "reports are"))));
    let last = shown.rows.iter().find(|row| row.stage() == AuditStage::Concluded).map(|row| {
        let (report, href) = (row.report(), format!("/audits/{}/report", row.id));
        let found = match report.adverse {
            0 => format!(" found no failure in {}.", dates::counted(report.tested(), "tested step", "tested steps")),
            n => format!(
                " found {} in {}.",
                dates::counted(n, "failure", "failures"),
                dates::counted(report.tested(), "tested step", "tested steps")
            ),
        };
        let nothing = (!report.proves()).then(|| format!(" It proves {}.", proves(&report)));
        view! { <a href=href>"The last concluded"</a>{found}{nothing} }
    });
    view! { {first}{late}{last} }.into_any()
}

fn lede(shown: &Shown) -> AnyView {
    let words = match shown.next {
        Some(by) if by < shown.today => format!("The next was to be concluded by {}.", dates::full(by)),
        Some(by) => format!("The next is to be concluded by {}.", dates::full(by)),
        None => "When the next is due counts from the first that is concluded.".to_owned(),
    };
    let asked = links([CriterionId::CC4_1, CriterionId::CC4_2].into_iter());
    view! { <Lede>{words}" Audits are asked for by "{asked}"."</Lede> }.into_any()
}

fn line(row: &AuditRow, shown: &Shown) -> AnyView {
    let (href, report) = (format!("/audits/{}", row.id), row.report());
    let criteria = if row.plan.criteria.len() <= NAMED {
        links(row.plan.criteria.iter())
    } else {
        view! { {format!("{} criteria", row.plan.criteria.len())} }.into_any()
    };
    let period = dates::period(row.plan.period.from(), row.plan.period.until());
    let done = row.steps.len().saturating_sub(report.open.len());
    let failed = (report.adverse > 0).then(|| {
        let href = format!("{href}?outcome={}#steps", Outcome::Adverse.key());
        let words = dates::counted(report.adverse, "failure", "failures");
        view! { ", "<a href=href>{words}</a> }
    });
    let progress = format!("{done} of {}", dates::counted(row.steps.len(), "step", "steps"));
    let auditors: Vec<_> = row.plan.auditors.iter().map(|who| shown.names.of(*who).to_owned()).collect();
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href>{row.plan.title.clone()}</a><span class="sub">{row.code()}</span></th>
            <td data-th="Criteria">{criteria}</td>
            <td data-th="Audited days">{period}</td>
            <td data-th="Progress">{progress}{failed}</td>
            <td data-th="State">{stage_mark(row, shown.today)}</td>
            <td data-th="Auditors">{auditors.join(", ")}</td>
        </tr>
    }
    .into_any()
}
