//! The form of a rating, and that of setting aside.

use super::parts::with_labels;
use crate::form::{Fields, Wrong};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::{ChecksField, Choice, SelectField};
use crate::ui::field::Pair;
use crate::ui::link::ways;
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use domain::catalogue::catalogue;
use domain::codes::ControlId;
use domain::ids::PersonId;
use domain::risks::{Answer, RatedDraft};
use leptos::prelude::*;
use store::{AssessmentRead, RiskInHand, Spine};

pub(super) fn typed(fields: &Fields) -> RatedDraft {
    RatedDraft {
        likelihood: fields.text("likelihood"),
        impact: fields.text("impact"),
        residual_likelihood: fields.text("residual_likelihood"),
        residual_impact: fields.text("residual_impact"),
        acting: fields.all("acting").map(str::to_owned).collect(),
        note: fields.text("note"),
        owner: fields.parsed("owner"),
    }
}

/// What the form begins with: what was said here, in the assessment before, or the library's inherent rating.
pub(super) fn begun(one: &RiskInHand, read: &AssessmentRead, me: PersonId) -> RatedDraft {
    match (&one.answer, &one.before) {
        (Answer::Rated(rated), _) | (Answer::Open | Answer::SetAside(_), Some(Answer::Rated(rated))) => {
            RatedDraft::of(rated)
        }
        (Answer::Open | Answer::SetAside(_), _) => {
            let library = catalogue().risks.get(&one.risk);
            let step = |number: Option<u16>| number.map(|number| number.to_string()).unwrap_or_default();
            RatedDraft {
                likelihood: step(library.map(|risk| risk.likelihood)),
                impact: step(library.map(|risk| risk.impact)),
                owner: read.owners.first().copied().or(Some(me)),
                ..RatedDraft::default()
            }
        }
    }
}

/// The controls that may be named as acting: first those that answer this risk, then all the others.
fn acting(one: &RiskInHand, read: &AssessmentRead, spine: &Spine) -> (Vec<Choice>, Vec<Choice>) {
    let linked = library_controls(one);
    let choice = |id| {
        let control = spine.control(id)?;
        Some((linked.contains(id), Choice::new(id.to_string(), format!("{id} {}", control.title))))
    };
    let (near, far): (Vec<_>, Vec<_>) = read.controls.iter().filter_map(choice).partition(|(linked, _)| *linked);
    (near.into_iter().map(|(_, it)| it).collect(), far.into_iter().map(|(_, it)| it).collect())
}

/// What is to be done where no adopted control answers the risk, so that none can be claimed.
fn adopt_first(one: &RiskInHand, error: Option<String>) -> AnyView {
    let linked = library_controls(one);
    let lead = if linked.is_empty() {
        "No control answers this risk yet, so none can make a difference."
    } else {
        "No control that answers this risk is adopted, so none can make a difference yet. Adopt one first: "
    };
    let stop = (!linked.is_empty()).then_some(".");
    let these = linked.iter().map(|id| (id.to_string(), format!("/controls/{id}"))).collect();
    let error = error.map(|says| view! { <span class="error"><span class="vh">"Error: "</span>{says}</span> });
    view! {
        <div class="field" id="acting" tabindex="-1">
            <p class="hint">{lead}{ways(these)}{stop}" Until then what is left is as likely and as bad as before, unless another control acts."</p>
            {error}
        </div>
    }
    .into_any()
}

/// The controls that answer a risk, adopted or not.
fn library_controls(one: &RiskInHand) -> Vec<ControlId> {
    let library = catalogue().risks.get(&one.risk).map(|risk| risk.controls.as_slice());
    library.or_else(|| one.own.as_ref().map(|risk| risk.controls.as_slice())).unwrap_or_default().to_vec()
}

/// The steps that are chosen, as the form says them.
const STEPS: [(&str, &str); 4] = [
    ("likelihood", "Likelihood, as if no control acted"),
    ("impact", "Impact, as if no control acted"),
    ("residual_likelihood", "Likelihood that is left"),
    ("residual_impact", "Impact that is left"),
];

/// Whose words the form begins with, while nobody said anything here.
fn whose(one: &RiskInHand) -> Option<&'static str> {
    match (&one.answer, &one.before) {
        (Answer::Rated(_), _) => None,
        (Answer::Open | Answer::SetAside(_), Some(Answer::Rated(_))) => {
            Some("What stands here is what the assessment before said. Change what is otherwise today.")
        }
        (Answer::Open | Answer::SetAside(_), _) => catalogue().risks.get(&one.risk).map(|_| {
            "Likelihood and impact as if no control acted are the library's starting point, not a judgement of this system. Change them."
        }),
    }
}

/// The form of a rating.
pub(super) fn form(
    one: &RiskInHand,
    read: &AssessmentRead,
    spine: &Spine,
    people: Vec<Choice>,
    draft: RatedDraft,
    wrong: &Wrong,
) -> AnyView {
    let base = format!("/risks/assessments/{}/risks/{}", read.row.id, one.risk);
    let (near, far) = acting(one, read, spine);
    let scale = &read.scale;
    let steps = |labels| super::parts::steps(labels);
    let (likely, bad, likely_after, bad_after) =
        (steps(&scale.likelihood), steps(&scale.impact), steps(&scale.likelihood), steps(&scale.impact));
    let RatedDraft { likelihood, impact, residual_likelihood, residual_impact, acting, note, owner } = draft;
    let owner = owner.map(|id| id.to_string()).unwrap_or_default();
    let more_open = far.iter().any(|choice| acting.contains(&choice.value));
    let first = near.is_empty().then(|| adopt_first(one, wrong.at("acting")));
    let near = (!near.is_empty()).then(|| {
        let (acting, error) = (acting.clone(), wrong.at("acting"));
        let hint = "Adopted controls that answer this risk. Their findings stand above.";
        view! { <ChecksField name="acting" label="Controls that make the difference" choices=near value=acting error hint/> }
    });
    let others = (!far.is_empty()).then(|| {
        let acting = acting.clone();
        view! {
            <details open=more_open>
                <summary>"Other controls"</summary>
                <ChecksField name="acting" id="acting-more" label="Other controls that act" choices=far value=acting/>
            </details>
        }
    });
    // Once something was said, what comes next is the next risk.
    let (verb, weight) = match one.answer {
        Answer::Open => ("Rate the risk", Weight::Primary),
        Answer::Rated(_) | Answer::SetAside(_) => ("Rate it anew", Weight::Bordered),
    };
    let seen = one.no;
    let at = |field| wrong.at(field);
    let (e1, e2, e3, e4) = (at("likelihood"), at("impact"), at("residual_likelihood"), at("residual_impact"));
    let (no_owner, no_note, faults) = (at("owner"), at("note"), with_labels(wrong, &STEPS));
    let whose = whose(one).map(|words| view! { <p class="hint">{words}</p> });
    let [step_1, step_2, step_3, step_4] = STEPS.map(|(_, label)| label);
    view! {
        <Block title="Rate it" id="rate">
            <Summary faults/>
            <form class="form" method="post" action=format!("{base}/rate") novalidate>
                <input type="hidden" name="seen" value=seen/>
                {whose}
                <Pair>
                    <SelectField name="likelihood" label=step_1 choices=likely value=likelihood error=e1 prompt="Choose a step"/>
                    <SelectField name="impact" label=step_2 choices=bad value=impact error=e2 prompt="Choose a step"/>
                </Pair>
                <Pair>
                    <SelectField name="residual_likelihood" label=step_3 choices=likely_after value=residual_likelihood error=e3 prompt="Choose a step"/>
                    <SelectField name="residual_impact" label=step_4 choices=bad_after value=residual_impact error=e4 prompt="Choose a step"/>
                </Pair>
                {near}
                {first}
                {others}
                <SelectField name="owner" label="Who answers for this risk" choices=people value=owner error=no_owner prompt="Choose a person"/>
                <LongField name="note" label="Why it is rated so" value=note error=no_note optional=true/>
                <Actions><Button weight>{verb}</Button></Actions>
            </form>
        </Block>
    }
    .into_any()
}

/// The form of setting aside.
pub(super) fn aside(one: &RiskInHand, read: &AssessmentRead, reason: String, wrong: &Wrong) -> AnyView {
    let base = format!("/risks/assessments/{}/risks/{}", read.row.id, one.risk);
    let open = !reason.is_empty() || !wrong.summary().is_empty();
    let two = domain::risks::must_not_be_set_aside_alone(&one.risk, read.yes, read.no).err();
    let two = two.map(|rule| view! { <p class="hint">{rule.to_string()}</p> });
    let (seen, error) = (one.no, wrong.at("reason"));
    view! {
        <details open=open>
            <summary>"Set it aside"</summary>
            <Summary faults=wrong.summary()/>
            {two}
            <form class="form" method="post" action=format!("{base}/aside") novalidate>
                <input type="hidden" name="seen" value=seen/>
                <LongField name="reason" label="Why it is not rated" value=reason error/>
                <Actions><Button>"Set the risk aside"</Button></Actions>
            </form>
        </details>
    }
    .into_any()
}
