//! What a deficiency means: the assessment, and the form that says it.

use super::Shown;
use crate::deficiencies::parts::severity_words;
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::{Choice, RadioField, SelectField};
use crate::ui::empty::Empty;
use crate::ui::facts::{Fact, Facts};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::textarea::LongField;
use domain::deficiencies::{AssessmentDraft, Effect, Severity};
use leptos::prelude::*;

pub(super) fn judged(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let Shown { row, names, .. } = shown;
    let said = match &row.now.assessment {
        None => view! { <Empty>"Nobody has said yet why it happened, how far it reaches and what it means."</Empty> }
            .into_any(),
        Some((said, by, _)) => {
            let compensating = said.compensating.as_ref().map(|one| {
                let href = format!("/controls/{}", one.control);
                let (control, why) = (one.control.to_string(), one.why.clone());
                view! { <Fact name="Compensated by"><a href=href>{control}</a>": "{why}</Fact> }
            });
            let none = said.compensating.is_none().then(|| view! { <Fact name="Compensated by">"No control"</Fact> });
            let agreed = match (row.now.agreed, &row.now.disagreed) {
                (Some((who, _)), _) => format!("{} agreed", names.of(who)),
                (None, Some((who, why))) => format!("{} disagreed: {why}", names.of(*who)),
                (None, None) => "Waits for a second person".to_owned(),
            };
            let state = match said.effect {
                Effect::StillMet => State::Due,
                Effect::NotMet => State::Gap,
            };
            let (cause, extent, why) = (said.cause.clone(), said.extent.clone(), said.effect_why.clone());
            let severity = format!("{}. {}", severity_words(row), said.severity.means());
            let (word, by) = (said.effect.label(), names.of(*by).to_owned());
            view! {
                <Facts>
                    <Fact name="Cause"><span class="pre">{cause}</span></Fact>
                    <Fact name="Extent"><span class="pre">{extent}</span></Fact>
                    <Fact name="Severity">{severity}</Fact>
                    <Fact name="Effect"><Mark state voice=Voice::Calm word/>" "{why}</Fact>
                    {compensating}{none}
                    <Fact name="Assessed by">{by}</Fact>
                    <Fact name="Second person">{agreed}</Fact>
                </Facts>
            }
            .into_any()
        }
    };
    let form = shown.works.then(|| assessment_form(shown, typed, mishap));
    view! { <Block title="What it means" id="means">{said}<p class="small">{Severity::SOURCE}</p>{form}</Block> }
        .into_any()
}

fn assessment_form(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let wrong = &mishap.wrong;
    let before = shown.row.now.assessment.as_ref().map(|(said, ..)| AssessmentDraft::of(said)).unwrap_or_default();
    let sent = !typed.text("severity").is_empty() || !typed.text("cause").is_empty();
    let draft = if sent { crate::deficiencies::forms::assessment(typed) } else { before };
    let first = shown.row.now.assessment.is_none();
    let opened = first || sent || wrong.at("severity").is_some() || wrong.at("cause").is_some();
    let severities = Severity::ALL.iter().map(|it| Choice::new(it.key(), format!("{}. {}", it.label(), it.means())));
    let effects = Effect::ALL.iter().rev().map(|it| Choice::new(it.key(), it.label())).collect();
    let severities = severities.collect();
    let action = format!("/deficiencies/{}/assess", shown.row.id);
    let summary = if first { "Assess it" } else { "Assess it anew" };
    let weight = if first { Weight::Primary } else { Weight::Bordered };
    view! {
        <details open=opened>
            <summary>{summary}</summary>
            <form class="form" method="post" action=action novalidate>
                <LongField name="cause" label="Cause" value=draft.cause error=wrong.at("cause")/>
                <LongField name="extent" label="Extent" value=draft.extent error=wrong.at("extent") hint="Occurrences, systems, people, days"/>
                <RadioField name="severity" label="Severity" choices=severities value=draft.severity error=wrong.at("severity")/>
                <RadioField name="effect" label="Effect on the criterion" choices=effects value=draft.effect error=wrong.at("effect")/>
                <LongField name="effect_why" label="Why" value=draft.effect_why error=wrong.at("effect_why")/>
                <SelectField name="compensating" label="Compensating control" choices=shown.controls.clone() value=draft.compensating
                    prompt="No control" optional=true error=wrong.at("compensating")/>
                <LongField name="compensating_why" label="Why it compensates, and how that was seen" value=draft.compensating_why optional=true error=wrong.at("compensating_why")/>
                <Actions><Button weight>"Save the assessment"</Button></Actions>
            </form>
        </details>
    }
    .into_any()
}
