//! The next step of a deficiency, for whoever may take it: an agreement, a retest, the end.

use super::Shown;
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Press, Weight};
use crate::ui::choice::{Choice, RadioField, SelectField};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::{DateField, TextField};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::notice::Refused;
use crate::ui::textarea::LongField;
use domain::deficiencies::DeficiencyStage;
use leptos::prelude::*;

/// What is to be done next, for whoever may do it.
pub(super) fn next(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    match shown.row.stage() {
        DeficiencyStage::Assessed if shown.row.now.disagreed.is_none() && shown.decides => {
            agreeing(shown, typed, mishap)
        }
        DeficiencyStage::Retesting if shown.retests => retest_form(shown, typed, mishap),
        DeficiencyStage::Closing => closing(shown, typed, mishap),
        DeficiencyStage::Open
        | DeficiencyStage::Assessed
        | DeficiencyStage::Correcting
        | DeficiencyStage::Retesting
        | DeficiencyStage::Closed => ().into_any(),
    }
}

fn agreeing(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    if let Some(rule) = shown.why_not_agree.clone() {
        return view! { <Refused word="Waits for another" rule/> }.into_any();
    }
    let base = format!("/deficiencies/{}", shown.row.id);
    let (agree, disagree) = (format!("{base}/agree"), Press::SendTo(format!("{base}/disagree")));
    let (value, error) = (typed.text("reason"), mishap.wrong.at("reason"));
    view! {
        <Block title="Do you agree?" id="agree" first=true remark="You neither assessed it nor answer for it">
            <p>"Read the assessment below. With your agreement the exception is assessed: it stays an exception of its window. That exceptions are assessed is proven once none of the log waits for two people."</p>
            <form class="form" method="post" action=agree novalidate>
                <LongField name="reason" label="Why not, where you disagree" value optional=true error/>
                <Actions>
                    <Button weight=Weight::Primary>"Agree"</Button>
                    <Button press=disagree>"Disagree"</Button>
                </Actions>
            </form>
        </Block>
    }
    .into_any()
}

fn retest_form(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    if let Some(rule) = shown.why_not_retest.clone() {
        return view! { <Refused word="Waits for another" rule/> }.into_any();
    }
    let (action, wrong) = (format!("/deficiencies/{}/retest", shown.row.id), mishap.wrong.clone());
    let (result, said) = (typed.text("result"), typed.text("shown"));
    let evidence = evidence(shown, typed.text("evidence"), wrong.at("evidence"));
    let on = if typed.text("on").is_empty() { shown.today.to_string() } else { typed.text("on") };
    let results = vec![Choice::new("passed", "It works again"), Choice::new("failed", "It still fails")];
    view! {
        <Block title="Retest" id="retest" first=true remark="You did nothing of what corrects it; whoever retests it does not close it">
            <form class="form" method="post" action=action novalidate>
                <DateField name="on" label="Looked on" value=on error=wrong.at("on")/>
                <RadioField name="result" label="What was seen" choices=results value=result error=wrong.at("result")/>
                <LongField name="shown" label="What was looked at, and what it showed" value=said error=wrong.at("shown")/>
                {evidence}
                <Actions><Button weight=Weight::Primary>"Record the retest"</Button></Actions>
            </form>
        </Block>
    }
    .into_any()
}

/// The evidence of a retest: a piece of the control's, or where there is none, the address of one.
fn evidence(shown: &Shown, value: String, error: Option<String>) -> AnyView {
    let mut choices = shown.evidence.clone();
    if choices.is_empty() {
        return view! {
            <TextField name="evidence" label="The evidence, where it lies here" value optional=true hint="The address of its page" error/>
        }
        .into_any();
    }
    if !value.is_empty() && !choices.iter().any(|choice| choice.value == value) {
        choices.push(Choice::new(value.clone(), value.clone()));
    }
    view! {
        <SelectField name="evidence" label="The evidence, where it lies here" choices value optional=true prompt="None of these"
            hint="Of this control, the latest first" error/>
    }
    .into_any()
}

fn closing(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    if !shown.closes {
        return ().into_any();
    }
    if let Some(rule) = shown.why_not_close.clone() {
        return view! { <Refused word="Waits for another" rule/> }.into_any();
    }
    let action = format!("/deficiencies/{}/close", shown.row.id);
    let (value, error) = (typed.text("note"), mishap.wrong.at("note"));
    view! {
        <Block title="Close it" id="close" first=true remark="You neither answer for it nor retested it">
            <form class="form" method="post" action=action novalidate>
                <LongField name="note" label="What you saw" value optional=true error/>
                <Actions><Button weight=Weight::Primary>"Close the deficiency"</Button></Actions>
            </form>
        </Block>
    }
    .into_any()
}

pub(super) fn retested(shown: &Shown) -> AnyView {
    let Shown { row, names, today, .. } = shown;
    let Some((seen, by, _)) = &row.now.retest else { return ().into_any() };
    let (state, word) = if seen.passed { (State::Met, "It works again") } else { (State::Gap, "It still fails") };
    let evidence = seen.evidence.map(|id| {
        let href = format!("/evidence/{id}");
        view! { <Fact name="Evidence"><a href=href>"The piece that shows it"</a></Fact> }
    });
    let closed = row.now.closed.as_ref().map(|(by, _, note)| {
        let note = if note.is_empty() { String::new() } else { format!(": {note}") };
        let said = format!("{}{note}", names.of(*by));
        view! { <Fact name="Closed by">{said}</Fact> }
    });
    let looked = format!("{}, by {}", dates::short(seen.on, *today), names.of(*by));
    let showed = seen.shown.clone();
    view! {
        <Block title="The retest" id="retested">
            <Facts>
                <Fact name="Result"><Mark state voice=Voice::Calm word/></Fact>
                <Fact name="Looked on">{looked}</Fact>
                <Fact name="What it showed"><span class="pre">{showed}</span></Fact>
                {evidence}
                {closed}
            </Facts>
        </Block>
    }
    .into_any()
}

/// Handing it on; after the end, the retest that may open it again.
pub(super) fn given(shown: &Shown, mishap: &Mishap) -> AnyView {
    if !shown.row.is_open() {
        return match shown.retests && shown.why_not_retest.is_none() {
            true => view! {
                <details>
                    <summary>"Retest it again"</summary>
                    <p class="hint">"A retest that fails opens it again."</p>
                    {retest_form(shown, &Fields::default(), &Mishap::default())}
                </details>
            }
            .into_any(),
            false => ().into_any(),
        };
    }
    if !shown.works {
        return ().into_any();
    }
    let action = format!("/deficiencies/{}/give", shown.row.id);
    let (owner, error) = (shown.row.now.owner.to_string(), mishap.wrong.at("owner"));
    let opened = error.is_some();
    view! {
        <details open=opened>
            <summary>"Give it to somebody else"</summary>
            <form class="form" method="post" action=action novalidate>
                <SelectField name="owner" label="Who answers for it" choices=shown.people.clone() value=owner error/>
                <Actions><Button>"Give it"</Button></Actions>
            </form>
        </details>
    }
    .into_any()
}
