//! Opening a deficiency: prefilled from what one stands on, and never twice from the same source.

use super::forms::{NewForm, audited, controls, criteria, subjects};
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::{Form, Query};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::field::Group;
use crate::ui::input::{DateField, TextField};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::attestations::lines;
use domain::audits::Outcome;
use domain::deficiencies::{DeficiencyDraft, Of, Source, SourceKind};
use domain::evidence::Ruling;
use domain::operating::{About, Named};
use domain::refusal::Refusal;
use leptos::prelude::*;

struct Shown {
    form: NewForm,
    /// The one that the same source opened already.
    already: Option<(String, String)>,
    controls: Vec<Choice>,
    subjects: Vec<Choice>,
    people: Vec<Choice>,
    mishap: Mishap,
}

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let from: Option<Source> = fields.text("from").parse().ok();
    let mut draft = match &from {
        Some(source) => from_source(&asking, source).await?,
        None => DeficiencyDraft { source: SourceKind::Person.key().to_owned(), ..DeficiencyDraft::default() },
    };
    for (key, field) in [("control", &mut draft.control), ("of", &mut draft.of), ("criterion", &mut draft.criterion)] {
        let text = fields.text(key);
        if !text.is_empty() {
            *field = text;
        }
    }
    if draft.found_on.is_empty() {
        draft.found_on = asking.today.to_string();
    }
    if draft.owner.is_empty() {
        draft.owner = owner(&asking, &draft).await?;
    }
    page(&asking, NewForm(draft), Mishap::default()).await
}

pub async fn open(asking: Asking, Form(form): Form<NewForm>) -> Result<Response> {
    match asking.store().open_deficiency(asking.actor(), &form.0).await {
        Ok(id) => Ok(Redirect::to(&format!("/deficiencies/{id}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(page(&asking, form, mishap.clone()).await?))
        }
    }
}

/// Whoever owns the control; else whoever asks.
async fn owner(asking: &Asking, draft: &DeficiencyDraft) -> Result<String> {
    let spine = asking.spine().await?;
    let control = draft.control.parse().ok().and_then(|id| spine.control(&id).and_then(|one| one.owner));
    Ok(control.unwrap_or(asking.actor().person).to_string())
}

/// What is known of it where one stands.
async fn from_source(asking: &Asking, source: &Source) -> Result<DeficiencyDraft> {
    let id = source.id.as_str();
    let draft = DeficiencyDraft {
        source: source.kind.key().to_owned(),
        reference: source.id.clone(),
        ..DeficiencyDraft::default()
    };
    match source.kind {
        SourceKind::Evidence => from_evidence(asking, id, draft).await,
        SourceKind::Finding => {
            let named: Named = id.parse().map_err(|_| Refusal::missing("occurrence"))?;
            let draft = from_occurrence(asking, &named, draft).await?;
            about(asking, named.requirement.as_str(), named.subject, draft).await
        }
        SourceKind::Attestation => from_attestation(asking, id, draft).await,
        SourceKind::Incident => {
            let id = id.parse().map_err(|_| Refusal::missing("incident"))?;
            let incident = asking.store().incident(id, &asking.visitor.organisation.zone).await?;
            let of = incident.systems.first().map(|(system, ..)| Of::System(*system).to_string()).unwrap_or_default();
            Ok(DeficiencyDraft { title: incident.title, what: incident.what, of, ..draft })
        }
        SourceKind::Audit => from_audit(asking, id, draft).await,
        SourceKind::Person => Ok(draft),
    }
}

/// An occurrence that was missed, late or done with exception; without one, what is asked and not there.
async fn from_occurrence(asking: &Asking, named: &Named, draft: DeficiencyDraft) -> Result<DeficiencyDraft> {
    let spine = asking.spine().await?;
    let steps = spine.requirement_by_id(&named.requirement).map(|one| one.steps.title.to_string()).unwrap_or_default();
    let (title, what, day) = match &named.about {
        None => (String::new(), "It was due and is not there, or what there is shows failure.".to_owned(), None),
        Some(About::Occurrence { due }) => (
            format!("Not done as due on {}: {steps}", dates::full(*due)),
            format!("The occurrence that was due on {} was missed, late, or done with exception.", dates::full(*due)),
            Some(*due),
        ),
        Some(About::Row { name }) => (
            format!("Not done in time for {name}: {steps}"),
            format!("Nothing shows that it was done in time for {name}."),
            None,
        ),
        Some(About::Days { days }) => (
            format!("Days not covered: {steps}"),
            format!("Nothing covers {}.", dates::period(days.from(), days.until())),
            Some(days.until()),
        ),
    };
    let occurred_on = day.filter(|day| *day <= asking.today).map(|day| day.to_string()).unwrap_or_default();
    Ok(DeficiencyDraft { title, what, occurred_on, ..draft })
}

async fn from_evidence(asking: &Asking, id: &str, draft: DeficiencyDraft) -> Result<DeficiencyDraft> {
    let id = id.parse().map_err(|_| Refusal::missing("evidence"))?;
    let row = asking.store().evidence(id).await?;
    let (pairs, ..) = asking.store().evidence_pairs(id, 0).await?;
    let adverse = pairs.iter().find(|pair| pair.ruling == Some(Ruling::Adverse) && pair.withdrawn_at.is_none());
    let adverse = adverse.ok_or_else(|| Refusal::missing("evidence that shows failure"))?;
    let what = adverse.reason.clone().unwrap_or_default();
    let draft = DeficiencyDraft {
        title: format!("{} shows failure", row.title),
        what,
        occurred_on: row.performed_on.unwrap_or(row.speaks_until).to_string(),
        ..draft
    };
    let requirement = adverse.pair.requirement.to_string();
    about(asking, &requirement, adverse.pair.subject, draft).await
}

/// A step of an audit that showed failure: what was recorded of it.
async fn from_audit(asking: &Asking, id: &str, draft: DeficiencyDraft) -> Result<DeficiencyDraft> {
    let Some((audit, control)) = audited(id) else { return Ok(draft) };
    let row = asking.store().audit(audit).await?;
    let tested = row.results().remove(&control).filter(|tested| tested.outcome == Outcome::Adverse);
    let tested = tested.ok_or_else(|| Refusal::missing("step that shows failure"))?;
    let of = match row.systems.as_slice() {
        [(system, ..)] => Of::System(*system).to_string(),
        _ => String::new(),
    };
    Ok(DeficiencyDraft {
        title: format!("{control} failed in {}", row.code()),
        what: format!("{} of {} tested deviated. {}", tested.deviations, tested.sample, tested.note),
        found_on: asking.local(tested.at).date().to_string(),
        occurred_on: row.plan.period.until().min(asking.today).to_string(),
        control: control.to_string(),
        of,
        ..draft
    })
}

/// Control, criterion and subject of a requirement on a subject.
async fn about(asking: &Asking, requirement: &str, subject: i64, draft: DeficiencyDraft) -> Result<DeficiencyDraft> {
    let spine = asking.spine().await?;
    let id = requirement.parse().map_err(|_| Refusal::missing("requirement"))?;
    let asked = spine.requirement_by_id(&id).ok_or_else(|| Refusal::missing("requirement"))?;
    let control = spine.control_of(asked).map(|control| control.id.to_string()).unwrap_or_default();
    let of = asking.store().subject_of(subject).await?;
    let title = if draft.title.is_empty() { format!("Missed: {}", asked.steps.title) } else { draft.title.clone() };
    Ok(DeficiencyDraft { title, control, requirement: requirement.to_owned(), of: of.to_string(), ..draft })
}

/// One exception of a vendor's report, by its line from 1; without one, the opinion.
async fn from_attestation(asking: &Asking, id: &str, draft: DeficiencyDraft) -> Result<DeficiencyDraft> {
    let (report, line) = id.split_once('#').unwrap_or((id, ""));
    let report = asking.store().attestation(report.parse().map_err(|_| Refusal::missing("attestation"))?).await?;
    let vendor = asking.store().vendor(report.vendor).await?;
    let said = line.parse::<usize>().ok().and_then(|no| lines(&report.terms.exceptions).nth(no.checked_sub(1)?));
    let (title, what) = match said {
        Some(said) => (format!("Exception in a report of {}", vendor.name), said.to_owned()),
        None => (format!("Qualified opinion on {}", vendor.name), report.terms.exceptions.clone()),
    };
    let found_on = report.received_on.to_string();
    let last = report.terms.period.map(|period| period.until().min(asking.today));
    let occurred_on = last.map(|day| day.to_string()).unwrap_or_default();
    let criterion = domain::words::CriterionId::CC9_2.key().to_owned();
    let of = Of::Vendor(vendor.id).to_string();
    Ok(DeficiencyDraft { title, what, found_on, occurred_on, criterion, of, ..draft })
}

async fn page(asking: &Asking, form: NewForm, mishap: Mishap) -> Result<Page> {
    let already = match form.row() {
        Some(source) => asking.store().open_deficiency_by(&source).await?,
        None => None,
    };
    let shown = Shown {
        already: already.map(|(id, no)| (format!("/deficiencies/{id}"), format!("DEF-{no:03}"))),
        controls: controls(asking).await?,
        subjects: subjects(asking, &form.0.of).await?,
        people: people(asking).await?,
        form,
        mishap,
    };
    Ok(asking.page("Open a deficiency", Place::Deficiencies, move || body(shown)))
}

fn body(shown: Shown) -> AnyView {
    let Shown { form, already, controls, subjects, people, mishap } = shown;
    let row = form.row();
    let draft = form.0;
    let wrong = mishap.wrong.clone();
    let source = match row {
        Some(source) => view! {
            <p>"It comes from: "{source.kind.label().to_lowercase()}"."</p>
            <input type="hidden" name="source" value=source.kind.key()/>
            <input type="hidden" name="reference" value=source.id/>
            <input type="hidden" name="requirement" value=draft.requirement/>
        }
        .into_any(),
        None => {
            let kinds =
                [SourceKind::Person, SourceKind::Audit].map(|kind| Choice::new(kind.key(), kind.label())).to_vec();
            view! {
                <SelectField name="source" label="What it comes from" choices=kinds value=draft.source error=wrong.at("source")
                    hint="From evidence, a missed occurrence, a vendor’s report or an incident, open it on that page."/>
                <TextField name="reference" label="Which audit and test" value=draft.reference optional=true error=wrong.at("reference")/>
            }
            .into_any()
        }
    };
    let open = already.map(|(href, code)| {
        view! {
            <Notice tone=Tone::NotDone word="Open already">
                <p>"The same source opened "<a href=href>{code}</a>", which stands open. Work on that one."</p>
            </Notice>
        }
    });
    let (no_control, no_criterion) = (wrong.at("control"), wrong.at("criterion"));
    view! {
        <Crumbs way=vec![Crumb::new("Deficiencies", "/deficiencies"), Crumb::plain("Open one")]/>
        <Say>"What did not work?"</Say>
        <Lede>"Say what was found. Cause, extent and severity come next: one person judges, a second agrees."</Lede>
        {open}
        {mishap.notice()}
        <Block title="The deficiency" first=true quiet=true>
            <Summary faults=wrong.summary()/>
            <form class="form" method="post" action="/deficiencies/new" novalidate>
                {source}
                <TextField name="title" label="In a line" value=draft.title error=wrong.at("title") hint="“Rollback of the triage model took four hours”"/>
                <LongField name="what" label="What was found" value=draft.what error=wrong.at("what")/>
                <Group label="What it touches: one of the two is needed">
                    <SelectField name="control" label="Control that did not work" choices=controls value=draft.control prompt="None of ours"
                        error=no_control hint="Its criteria are touched."/>
                    <SelectField name="criterion" label="Criterion" choices=criteria() value=draft.criterion prompt="Those of the control"
                        error=no_criterion hint="Needed where no control of ours is named."/>
                </Group>
                <SelectField name="of" label="Where" choices=subjects value=draft.of error=wrong.at("of")/>
                <DateField name="found_on" label="Found on" value=draft.found_on error=wrong.at("found_on")/>
                <DateField name="occurred_on" label="Occurred on" value=draft.occurred_on optional=true error=wrong.at("occurred_on")
                    hint="The day of the occurrence that deviated, where it is another; of a report or an audit, a day of its period, its last where none is named. Readings over a window go by it."/>
                <SelectField name="owner" label="Who answers for it" choices=people value=draft.owner prompt="Choose a person" error=wrong.at("owner")/>
                <Actions>
                    <Button weight=Weight::Primary>"Open the deficiency"</Button>
                    <ButtonLink weight=Weight::Plain href="/deficiencies">"Not now"</ButtonLink>
                </Actions>
            </form>
        </Block>
    }
    .into_any()
}
