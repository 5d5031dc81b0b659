//! How grave an incident is: what was said last, and the form that says it, or says it anew with a reason.

use super::acts::classification;
use super::one::{Shown, typed as written};
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::{ChecksField, Choice, RadioField, SelectField};
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::TextField;
use crate::ui::textarea::LongField;
use domain::incidents::{Circumstance, Classification, ClassifyDraft, IncidentSeverity, Jurisdiction, PersonalData};
use domain::instant::Instant;
use leptos::prelude::*;

/// “European Union; Serious incident with a high-risk AI system”, or that none of the list holds.
fn listed(labels: impl Iterator<Item = &'static str>, between: &str) -> String {
    let all = labels.collect::<Vec<_>>().join(between);
    if all.is_empty() { "None of the list".to_owned() } else { all }
}

pub(super) fn law_of(said: &Classification) -> String {
    listed(said.jurisdictions.iter().map(|it| it.label()), ", ")
}

pub(super) fn circumstances_of(said: &Classification) -> String {
    listed(said.circumstances.iter().map(|it| it.label()), "; ")
}

pub(super) fn block(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let said = shown.row.now.classification.as_ref().map(|(said, _)| said);
    let facts = said.map(|said| {
        let severity = format!("{}. {}", said.severity.label(), said.severity.means());
        let (where_, what) = (law_of(said), circumstances_of(said));
        let (lead, personal) = (shown.names.of(said.lead).to_owned(), said.personal_data.label());
        view! {
            <Facts>
                <Fact name="Severity">{severity}</Fact>
                <Fact name="Led by">{lead}</Fact>
                <Fact name="Personal data">{personal}</Fact>
                <Fact name="Law of">{where_}</Fact>
                <Fact name="Circumstances">{what}</Fact>
            </Facts>
        }
    });
    let resolving = shown.works.then(|| resolving(shown, typed));
    let form = shown.works.then(|| form(shown, typed, mishap));
    view! { <Block title="How grave it is" id="classified">{facts}{resolving}{form}</Block> }.into_any()
}

/// Whether the form below was sent and is shown again.
fn sent(typed: &Fields) -> bool {
    !typed.text("personal_data").is_empty()
}

/// That it is resolved, while that is not said: the moment alone, and of its containment where that is not said either.
/// All else stays as it was said.
fn resolving(shown: &Shown, typed: &Fields) -> AnyView {
    let unresolved = |said: &&Classification| said.resolved.is_none() && !sent(typed);
    let said = shown.row.now.classification.as_ref().map(|(said, _)| said).filter(unresolved);
    if said.is_none() {
        return ().into_any();
    }
    let before = before(shown);
    let lead = before.lead.map(|lead| lead.to_string()).unwrap_or_default();
    let law = before.jurisdictions.iter().map(|it| ("jurisdictions", it.key().to_owned()));
    let holds = before.circumstances.iter().map(|it| ("circumstances", it.key().to_owned()));
    let stays = [("severity", before.severity), ("lead", lead), ("personal_data", before.personal_data)];
    let stays = stays.into_iter().chain([("material_at", before.material_at)]).chain(law).chain(holds);
    let stays = stays.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    let contained = if before.contained.is_empty() {
        view! { <TextField name="contained" id="resolves-contained" label="Contained at" value=shown.clock.clone()/> }
            .into_any()
    } else {
        view! { <input type="hidden" name="contained" value=before.contained/> }.into_any()
    };
    let (action, clock) = (format!("/incidents/{}/classify", shown.row.id), shown.clock.clone());
    view! {
        <details>
            <summary>"It is resolved"</summary>
            <form class="form" method="post" action=action novalidate>
                {stays}
                {contained}
                <TextField name="resolved" id="resolves-resolved" label="Resolved at" value=clock hint="On our clocks: 2026-11-30 14:05"/>
                <Actions><Button weight=Weight::Primary>"It is resolved"</Button></Actions>
            </form>
        </details>
    }
    .into_any()
}

fn before(shown: &Shown) -> ClassifyDraft {
    let text = |at: Option<Instant>| at.map(|at| written(at, &shown.zone)).unwrap_or_default();
    match &shown.row.now.classification {
        None => ClassifyDraft::default(),
        Some((said, _)) => ClassifyDraft {
            severity: said.severity.key().to_owned(),
            lead: Some(said.lead),
            personal_data: said.personal_data.key().to_owned(),
            jurisdictions: said.jurisdictions.clone(),
            circumstances: said.circumstances.clone(),
            contained: text(said.contained),
            resolved: text(said.resolved),
            material_at: text(said.material_at),
            why: String::new(),
        },
    }
}

fn form(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let wrong = mishap.wrong.clone();
    let first = shown.row.now.classification.is_none();
    let sent = sent(typed) || wrong.at("severity").is_some();
    let draft = if sent { classification(typed) } else { before(shown) };
    let severities = IncidentSeverity::ALL
        .iter()
        .rev()
        .map(|it| Choice::new(it.key(), format!("{}. {}", it.label(), it.means())))
        .collect();
    let personal = PersonalData::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let jurisdictions = Jurisdiction::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let others = Circumstance::ALL.iter().filter(|it| **it != Circumstance::PersonalData);
    let circumstances = others.map(|it| Choice::new(it.key(), it.label())).collect();
    let law: Vec<_> = draft.jurisdictions.iter().map(|it| it.key().to_owned()).collect();
    let holds: Vec<_> = draft.circumstances.iter().map(|it| it.key().to_owned()).collect();
    let lead = draft.lead.map(|lead| lead.to_string()).unwrap_or_default();
    let (action, people) = (format!("/incidents/{}/classify", shown.row.id), shown.people.clone());
    let summary = if first { "Classify it" } else { "Say it anew, as more is known" };
    let again = (!first).then(|| {
        let (value, error) = (draft.why.clone(), wrong.at("why"));
        view! {
            <LongField name="why" label="Why it is classified anew" value optional=true error hint="Needed where you say otherwise what was said before: what is known now that was not known then. It stays to be seen; a duty that applies no longer stays listed, and the review confirms it."/>
        }
    });
    let weight = if first { Weight::Primary } else { Weight::Bordered };
    view! {
        <details open=first || sent>
            <summary>{summary}</summary>
            <form class="form" method="post" action=action novalidate>
                <RadioField name="severity" label="Severity" choices=severities value=draft.severity error=wrong.at("severity")/>
                <SelectField name="lead" label="Led by" choices=people value=lead prompt="Choose a person" error=wrong.at("lead")/>
                <RadioField name="personal_data" label="Are personal data concerned?" choices=personal value=draft.personal_data error=wrong.at("personal_data")/>
                <ChecksField name="jurisdictions" label="People or companies of which law" choices=jurisdictions value=law error=wrong.at("jurisdictions")/>
                <ChecksField name="circumstances" label="What holds of it" choices=circumstances value=holds error=wrong.at("circumstances")/>
                <TextField name="contained" label="Contained at" value=draft.contained optional=true error=wrong.at("contained") hint="On our clocks: 2026-11-30 14:05"/>
                <TextField name="resolved" label="Resolved at" value=draft.resolved optional=true error=wrong.at("resolved")/>
                <TextField name="material_at" label="Found material at" value=draft.material_at optional=true error=wrong.at("material_at") hint="The earliest that was ever said counts"/>
                {again}
                <Actions><Button weight>"Save what is known"</Button></Actions>
            </form>
        </details>
    }
    .into_any()
}
