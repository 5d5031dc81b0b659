//! One step: how the control is tested, what can be looked at, what was recorded, and the form for a result.

use super::parts::{outcome_mark, sampled};
use crate::address::Part;
use crate::asking::Asking;
use crate::deficiencies::links;
use crate::error::Result;
use crate::form::{Draft, Fields, Form};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{ChecksField, Choice, RadioField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::TextField;
use crate::ui::notice::Refused;
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::audits::{Outcome, ResultDraft, Step, Tested, record as rule};
use domain::codes::ControlId;
use domain::ids::{AuditId, EvidenceId};
use domain::people::{Relation, may};
use domain::refusal::Refusal;
use domain::trail::Verb;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{AuditRow, NamedZone, Names, Offered};

/// A result as typed.
#[derive(Clone, Debug, Default)]
pub struct ResultForm(ResultDraft);

impl Draft for ResultForm {
    fn typed(fields: &Fields) -> Self {
        Self(ResultDraft {
            outcome: fields.parsed("outcome"),
            population: fields.text("population"),
            sample: fields.text("sample"),
            deviations: fields.text("deviations"),
            note: fields.text("note"),
            evidence: fields.words("evidence"),
            elsewhere: fields.text("elsewhere"),
        })
    }
}

struct Shown {
    row: AuditRow,
    step: Step,
    title: String,
    owner: Option<String>,
    offered: Vec<Offered>,
    evidence: BTreeMap<EvidenceId, String>,
    names: Names,
    /// Why this person records nothing here; `None`: they may.
    why_not: Option<String>,
    logs: bool,
    zone: NamedZone,
    today: Date,
}

pub async fn show(asking: Asking, Part(id, control): Part<AuditId, ControlId>) -> Result<Page> {
    page(&asking, id, &control, None, Mishap::default()).await
}

pub async fn record(
    asking: Asking,
    Part(id, control): Part<AuditId, ControlId>,
    Form(form): Form<ResultForm>,
) -> Result<Response> {
    match asking.store().test_control(asking.actor(), id, &control, &form.0).await {
        // What failed is followed from its own page; everything else goes on to the next step.
        Ok(Outcome::Adverse) => Ok(Redirect::to(&format!("/audits/{id}/steps/{control}")).into_response()),
        Ok(Outcome::Supports | Outcome::NotTested) => {
            Ok(Redirect::to(&format!("/audits/{id}#step-{control}")).into_response())
        }
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(page(&asking, id, &control, Some(form), mishap.clone()).await?))
        }
    }
}

async fn load(asking: &Asking, id: AuditId, control: &ControlId) -> Result<Shown> {
    let row = asking.store().audit(id).await?;
    let step = row.step(control).cloned().ok_or_else(|| Refusal::missing("step"))?;
    let (me, names, zone) = (asking.actor(), asking.names().await?, asking.visitor.organisation.zone.clone());
    // Whether they may is asked of the rule itself, with a result that is whole.
    let whole = ResultDraft { outcome: Some(Outcome::NotTested), note: "-".to_owned(), ..ResultDraft::default() };
    let why_not = rule(&row.plan, &step, &row.owners, row.ended.is_some(), &whole, me, asking.now).err();
    let offered = if why_not.is_none() { asking.store().offered_to_audit(&row, control, &zone).await? } else { vec![] };
    let looked = row.recorded.get(control).into_iter().flatten().flat_map(|one| one.evidence.iter().copied()).collect();
    let spine = asking.spine().await?;
    let known = spine.control(control);
    Ok(Shown {
        title: known.map_or_else(|| control.to_string(), |one| one.title.clone()),
        owner: known.and_then(|one| one.owner).map(|who| names.of(who).to_owned()),
        evidence: asking.store().evidence_titles(&looked).await?.into_iter().collect(),
        why_not: why_not.map(|refusal| refusal.to_string()),
        logs: may(me.rights, Verb::DeficiencyOpened, Relation::Stranger),
        today: asking.today,
        offered,
        names,
        zone,
        step,
        row,
    })
}

async fn page(
    asking: &Asking,
    id: AuditId,
    control: &ControlId,
    typed: Option<ResultForm>,
    mishap: Mishap,
) -> Result<Page> {
    let shown = load(asking, id, control).await?;
    let title = format!("{control} in {}", shown.row.code());
    Ok(asking.page(title, Place::Audits, move || body(&shown, typed, &mishap)))
}

fn body(shown: &Shown, typed: Option<ResultForm>, mishap: &Mishap) -> AnyView {
    let (row, step) = (&shown.row, &shown.step);
    let base = format!("/audits/{}", row.id);
    let way = vec![
        Crumb::new("Internal audits", "/audits"),
        Crumb::new(row.code(), base),
        Crumb::plain(step.control.to_string()),
    ];
    let recorded = row.recorded.get(&step.control).map(Vec::as_slice).unwrap_or_default();
    let last = recorded.last();
    let says = match last {
        None => "Nobody recorded a result yet.".to_owned(),
        Some(one) => format!("{}: {}.", one.outcome.label(), shown.names.of(one.by)),
    };
    let title = format!("{}.", shown.title);
    let (how, form) = (how(shown), form(shown, last, typed, mishap));
    let (results, failed) = (results(shown, recorded), failed(shown, last));
    let (notice, faults) = (mishap.notice(), mishap.wrong.summary());
    view! {
        <Crumbs way/>
        <Say><Name>{title}</Name>" "{says}</Say>
        {notice}
        <Summary faults/>
        {failed}
        {how}
        {results}
        {form}
    }
    .into_any()
}

fn how(shown: &Shown) -> AnyView {
    let (step, row) = (&shown.step, &shown.row);
    let href = format!("/controls/{}", step.control);
    let period = dates::period(row.plan.period.from(), row.plan.period.until());
    let owner = shown.owner.clone().unwrap_or_else(|| "Nobody".to_owned());
    let (control, criteria) = (step.control.to_string(), links(step.criteria.iter()));
    let procedure = step.procedure.clone();
    view! {
        <Block title="How it is tested" first=true id="how">
            <p class="pre">{procedure}</p>
            <Facts>
                <Fact name="Control"><a href=href>{control}</a></Fact>
                <Fact name="Owner">{owner}</Fact>
                <Fact name="Criteria">{criteria}</Fact>
                <Fact name="Audited days">{period}</Fact>
            </Facts>
        </Block>
    }
    .into_any()
}

/// The last result is of a failure: it goes to the deficiency log.
fn failed(shown: &Shown, last: Option<&Tested>) -> AnyView {
    if last.is_none_or(|one| one.outcome != Outcome::Adverse) {
        return ().into_any();
    }
    let logged = shown.row.logged.get(&shown.step.control).and_then(|all| all.last());
    if let Some(one) = logged {
        let (href, code) = (format!("/deficiencies/{}", one.id), format!("DEF-{:03}", one.no));
        let word = if one.closed { " was opened for it, and is closed." } else { " follows it." };
        return view! { <p>"In the deficiency log, "<a href=href>{code}</a>{word}</p> }.into_any();
    }
    let href = format!("/deficiencies/new?from=audit/{}@{}", shown.row.id, shown.step.control);
    let open = shown.logs.then(|| {
        view! { <Actions><ButtonLink weight=Weight::Primary href=href>"Open a deficiency"</ButtonLink></Actions> }
    });
    view! {
        <p>"It is not in the deficiency log yet; the report is not concluded before it is."</p>
        {open}
    }
    .into_any()
}

fn results(shown: &Shown, recorded: &[Tested]) -> AnyView {
    let Some((last, before)) = recorded.split_last() else { return ().into_any() };
    let before = (!before.is_empty()).then(|| {
        let all = before.iter().rev().map(|one| result(shown, one)).collect_view();
        let summary = dates::capital(&dates::counted(before.len(), "result before it", "results before it"));
        view! { <details><summary>{summary}</summary>{all}</details> }
    });
    let last = result(shown, last);
    view! { <Block title="The result" id="result">{last}{before}</Block> }.into_any()
}

fn result(shown: &Shown, one: &Tested) -> AnyView {
    let at = dates::moment(shown.zone.local(one.at), shown.today);
    let by = format!("{}, {at}", shown.names.of(one.by));
    let looked = looked(one, &shown.evidence);
    let sample = sampled(one);
    let sample = (!sample.is_empty()).then(|| view! { <Fact name="Sample">{sample}</Fact> });
    let (mark, note) = (outcome_mark(Some(one.outcome)), one.note.clone());
    view! {
        <Facts>
            <Fact name="Outcome">{mark}</Fact>
            {sample}
            <Fact name="What was done and seen"><span class="pre">{note}</span></Fact>
            {looked}
            <Fact name="Recorded by">{by}</Fact>
        </Facts>
    }
    .into_any()
}

/// What was looked at: pieces of evidence, each a link to its page, and what lies elsewhere.
pub(super) fn looked(one: &Tested, titles: &BTreeMap<EvidenceId, String>) -> AnyView {
    let words = one.elsewhere.clone();
    let elsewhere =
        (!words.is_empty()).then(|| view! { <Fact name="Looked at elsewhere"><span class="pre">{words}</span></Fact> });
    let pieces = (!one.evidence.is_empty() || elsewhere.is_none()).then(|| pieces(&one.evidence, titles));
    let here = pieces.map(|pieces| view! { <Fact name="Looked at">{pieces}</Fact> });
    view! { {here}{elsewhere} }.into_any()
}

fn pieces(ids: &BTreeSet<EvidenceId>, titles: &BTreeMap<EvidenceId, String>) -> AnyView {
    if ids.is_empty() {
        return view! { "No evidence was named" }.into_any();
    }
    let links = ids.iter().enumerate().map(|(n, id)| {
        let comma = if n == 0 { "" } else { ", " };
        let title = titles.get(id).cloned().unwrap_or_else(|| id.to_string());
        view! { {comma}<a href=format!("/evidence/{id}")>{title}</a> }
    });
    links.collect_view().into_any()
}

fn before(one: &Tested) -> ResultDraft {
    ResultDraft {
        outcome: Some(one.outcome),
        population: one.population.map(|count| count.to_string()).unwrap_or_default(),
        sample: if one.outcome == Outcome::NotTested { String::new() } else { one.sample.to_string() },
        deviations: if one.deviations == 0 { String::new() } else { one.deviations.to_string() },
        note: one.note.clone(),
        evidence: one.evidence.iter().copied().collect(),
        elsewhere: one.elsewhere.clone(),
    }
}

fn form(shown: &Shown, last: Option<&Tested>, typed: Option<ResultForm>, mishap: &Mishap) -> AnyView {
    if let Some(rule) = shown.why_not.clone() {
        return view! { <Refused word="You record nothing here" rule/> }.into_any();
    }
    let sent = typed.is_some();
    let draft = typed.map(|form| form.0).or_else(|| last.map(before)).unwrap_or_default();
    let wrong = mishap.wrong.clone();
    let outcomes = [
        Choice::new(Outcome::Supports.key(), "Supports: it was done as it is said, in the whole sample"),
        Choice::new(Outcome::Adverse.key(), "Shows failure: something of the sample deviated"),
        Choice::new(Outcome::NotTested.key(), "Not tested, for the reason below"),
    ];
    let evidence = shown.offered.iter().map(|one| {
        let period = dates::period(one.speaks_from, one.speaks_until);
        let adverse = if one.adverse { ", accepted as showing failure" } else { "" };
        Choice::new(one.id.to_string(), one.title.clone()).note(format!("Speaks for {period}{adverse}"))
    });
    let evidence: Vec<_> = evidence.collect();
    let chosen: Vec<_> = draft.evidence.iter().map(ToString::to_string).collect();
    let nothing = evidence.is_empty().then(|| {
        view! { <Empty>"Nothing was accepted for this control that held in the audited days. Name below what you looked at elsewhere; that nothing is there can be the failure."</Empty> }
    });
    let looked = (!evidence.is_empty()).then(|| {
        view! {
            <ChecksField name="evidence" label="What was looked at" choices=evidence value=chosen error=wrong.at("evidence")
                hint="Of what was accepted for this control and held in the audited days"/>
        }
    });
    let value = draft.outcome.map(|outcome| outcome.key().to_owned()).unwrap_or_default();
    let action = format!("/audits/{}/steps/{}", shown.row.id, shown.step.control);
    let first = last.is_none();
    let fields = view! {
        <form class="form" method="post" action=action novalidate>
            {nothing}
            {looked}
            <LongField name="elsewhere" label="Looked at elsewhere" value=draft.elsewhere optional=true error=wrong.at("elsewhere")
                hint="Tickets, systems, interviews: what does not lie here, so that somebody else finds it again"/>
            <TextField name="population" label="How many there were to choose from" value=draft.population optional=true error=wrong.at("population") short=true/>
            <TextField name="sample" label="How many were tested" value=draft.sample optional=true error=wrong.at("sample") short=true/>
            <TextField name="deviations" label="How many of them deviated" value=draft.deviations optional=true error=wrong.at("deviations") short=true/>
            <RadioField name="outcome" label="What it showed" choices=outcomes.to_vec() value error=wrong.at("outcome")/>
            <LongField name="note" label="What was done and seen, or why nothing was tested" value=draft.note error=wrong.at("note")/>
            <Actions><Button weight=Weight::Primary>"Record the result"</Button></Actions>
        </form>
    };
    if first {
        return view! { <Block title="Record the result" id="record" remark="You may correct it until the report is concluded">{fields}</Block> }
            .into_any();
    }
    view! { <details open=sent id="record"><summary>"Correct the result"</summary>{fields}</details> }.into_any()
}
