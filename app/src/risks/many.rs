//! Several risks answered at once: ticked in the list, then rated alike or set aside with one reason.

use super::assessment::{Shown, answered};
use super::parts::steps;
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form};
use crate::ui::button::{Actions, Button, Press};
use crate::ui::choice::SelectField;
use crate::ui::field::{Group, Pair};
use crate::ui::textarea::LongField;
use axum::response::Response;
use domain::ids::AssessmentId;
use domain::risks::RatedDraft;
use leptos::prelude::*;
use store::{Picked, RiskInHand};

pub async fn rate(asking: Asking, The(id): The<AssessmentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let (picked, draft) = (picked(&fields), typed(&fields));
    let done = asking.store().rate_risks(asking.actor(), id, &picked, &draft).await.map(|_| ());
    answered(&asking, id, fields, done, "kept").await
}

pub async fn set_aside(asking: Asking, The(id): The<AssessmentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let (picked, reason) = (picked(&fields), fields.text("reason"));
    let done = asking.store().set_risks_aside(asking.actor(), id, &picked, &reason).await.map(|_| ());
    answered(&asking, id, fields, done, "kept").await
}

/// `RISK-07@2`: a risk, and how often something was said of it when the list was shown.
fn picked(fields: &Fields) -> Vec<Picked> {
    let one = |text: &str| {
        let (risk, seen) = text.split_once('@')?;
        Some((risk.parse().ok()?, seen.parse().ok()?))
    };
    fields.all("risk").filter_map(one).collect()
}

/// What is left is what there was: no control is claimed for many at once.
fn typed(fields: &Fields) -> RatedDraft {
    let (likelihood, impact) = (fields.text("likelihood"), fields.text("impact"));
    RatedDraft {
        residual_likelihood: likelihood.clone(),
        residual_impact: impact.clone(),
        likelihood,
        impact,
        acting: Vec::new(),
        note: String::new(),
        owner: fields.parsed("owner"),
    }
}

/// Whether a refused form had it ticked.
pub(super) fn is_picked(one: &RiskInHand, shown: &Shown) -> bool {
    picked(&shown.fields).iter().any(|(risk, _)| *risk == one.risk)
}

/// The box that ticks a risk.
pub(super) fn pick(one: &RiskInHand, shown: &Shown) -> AnyView {
    let (value, label) = (format!("{}@{}", one.risk, one.no), format!("Choose {}", one.risk));
    let ticked = is_picked(one, shown);
    view! { <td class="pick"><input type="checkbox" form="many" name="risk" value=value aria-label=label checked=ticked/></td> }
        .into_any()
}

/// What is done with those that are ticked, below their lists.
pub(super) fn form(shown: &Shown) -> Option<AnyView> {
    if !shown.picks() || shown.read.risks.len() < 2 {
        return None;
    }
    let base = format!("/risks/assessments/{}", shown.read.row.id);
    let (fields, at) = (&shown.fields, |field| shown.mishap.wrong.at(field));
    let scale = &shown.read.scale;
    let (likely, bad, people) = (steps(&scale.likelihood), steps(&scale.impact), shown.people.clone());
    let (reason, likelihood, impact) = (fields.text("reason"), fields.text("likelihood"), fields.text("impact"));
    let first = shown.read.owners.first().map(ToString::to_string).unwrap_or_default();
    let owner = Some(fields.text("owner")).filter(|owner| !owner.is_empty()).unwrap_or(first);
    let (none, no_reason) = (at("risk"), at("reason"));
    let (no_likelihood, no_impact, no_owner) = (at("likelihood"), at("impact"), at("owner"));
    let (rate, aside) = (Press::SendTo(format!("{base}/rate")), Press::SendTo(format!("{base}/aside")));
    let none = none.map(|says| view! { <p class="error"><span class="vh">"Error: "</span>{says}</p> });
    Some(
        view! {
            <form class="form" id="many" method="post" action=format!("{base}/aside") novalidate>
                <h3>"With the chosen risks"</h3>
                {none}
                <div class="two">
                    <Group label="Rate them alike">
                        <p class="hint">"For what is left, too: no control is claimed. Rate a risk by itself to claim one."</p>
                        <Pair>
                            <SelectField name="likelihood" label="Likelihood" choices=likely value=likelihood error=no_likelihood prompt="Choose a step"/>
                            <SelectField name="impact" label="Impact" choices=bad value=impact error=no_impact prompt="Choose a step"/>
                        </Pair>
                        <SelectField name="owner" label="Who answers for them" choices=people value=owner error=no_owner prompt="Choose a person"/>
                        <Actions><Button press=rate>"Rate the chosen risks"</Button></Actions>
                    </Group>
                    <Group label="Set them aside">
                        <LongField name="reason" label="Why they are not rated" value=reason error=no_reason/>
                        <Actions><Button press=aside>"Set the chosen risks aside"</Button></Actions>
                    </Group>
                </div>
            </form>
        }
        .into_any(),
    )
}
