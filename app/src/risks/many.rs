//! Several risks answered at once: ticked in the list, then rated alike or set aside with one reason.

use super::assessment::{Shown, answered};
use super::parts::steps;
use super::view::View;
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form, Query};
use crate::ui::button::{Actions, Button, Press};
use crate::ui::choice::{CheckField, SelectField};
use crate::ui::dates;
use crate::ui::field::{Group, Pair};
use crate::ui::textarea::LongField;
use axum::response::Response;
use domain::ids::AssessmentId;
use domain::refusal::{Faults, Refusal};
use domain::risks::{Answer, RatedDraft, must_not_be_set_aside_alone};
use leptos::prelude::*;
use store::{Picked, RiskInHand};

pub async fn rate(
    asking: Asking,
    The(id): The<AssessmentId>,
    Query(query): Query,
    Form(fields): Form<Fields>,
) -> Result<Response> {
    let (store, me) = (asking.store(), asking.actor());
    let done = if query.text("as") == "before" {
        store.take_ratings_over(me, id, &picked(&fields, BEFORE)).await
    } else {
        match levels(&fields) {
            Ok(()) => store.rate_risks(me, id, &picked(&fields, OPEN), &typed(&fields)).await,
            Err(refusal) => Err(refusal.into()),
        }
    };
    answered(&asking, id, fields, done.map(|_| ()), "kept").await
}

pub async fn set_aside(asking: Asking, The(id): The<AssessmentId>, Form(fields): Form<Fields>) -> Result<Response> {
    let (picked, reason) = (picked(&fields, ALONE), fields.text("reason"));
    let done = asking.store().set_risks_aside(asking.actor(), id, &picked, &reason).await.map(|_| ());
    answered(&asking, id, fields, done, "kept").await
}

/// What the list showed that is not answered; of it, what one person sets aside, and what the assessment before rated.
const OPEN: &str = "open";
const ALONE: &str = "alone";
const BEFORE: &str = "before";

/// The risks that were ticked, and where all are meant those of a list too.
fn picked(fields: &Fields, list: &str) -> Vec<Picked> {
    let all = fields.ticked("all").then(|| fields.all(list)).into_iter().flatten();
    ticked(fields).chain(all.filter_map(read)).collect()
}

fn ticked(fields: &Fields) -> impl Iterator<Item = Picked> + '_ {
    fields.all("risk").filter_map(read)
}

/// `RISK-07@2`: a risk, and how often something was said of it when the list was shown.
fn read(text: &str) -> Option<Picked> {
    let (risk, seen) = text.split_once('@')?;
    Some((risk.parse().ok()?, seen.parse().ok()?))
}

fn write(one: &RiskInHand) -> String {
    format!("{}@{}", one.risk, one.no)
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
        note: fields.text("note"),
        owner: fields.parsed("owner"),
    }
}

/// One likelihood and one impact are given for all, each at its field.
fn levels(fields: &Fields) -> Result<(), Refusal> {
    let mut faults = Faults::default();
    for (field, label) in [("likelihood", "Likelihood"), ("impact", "Impact")] {
        if !(1..=5).contains(&fields.parsed::<u8>(field).unwrap_or_default()) {
            faults.add(field, format!("{label}: choose 1 to 5."));
        }
    }
    faults.none()
}

/// Whether a refused form had it ticked.
pub(super) fn is_picked(one: &RiskInHand, shown: &Shown) -> bool {
    ticked(&shown.fields).any(|(risk, _)| risk == one.risk)
}

/// The box that ticks a risk.
pub(super) fn pick(one: &RiskInHand, shown: &Shown) -> AnyView {
    let (value, label) = (write(one), format!("Choose {}", one.risk));
    let ticked = is_picked(one, shown);
    view! { <td class="pick"><input type="checkbox" form="many" name="risk" value=value aria-label=label checked=ticked/></td> }
        .into_any()
}

/// Those of the list that are not answered, so that all of them can be meant by one tick.
struct Unanswered<'a> {
    open: Vec<&'a RiskInHand>,
    alone: Vec<&'a RiskInHand>,
    before: Vec<&'a RiskInHand>,
}

impl<'a> Unanswered<'a> {
    fn of(shown: &'a Shown) -> Self {
        let (read, view) = (&shown.read, View::asked(shown));
        let open = read.risks.iter().filter(|one| one.answer == Answer::Open);
        let open: Vec<_> = open.filter(|one| view.is_none_or(|view| view.takes(one, shown))).collect();
        let alone = |one: &&RiskInHand| must_not_be_set_aside_alone(&one.risk, read.yes, read.no).is_ok();
        Self {
            alone: open.iter().copied().filter(alone).collect(),
            before: open.iter().copied().filter(|one| one.to_take_over(read).is_some()).collect(),
            open,
        }
    }

    fn field(&self, shown: &Shown) -> Option<AnyView> {
        if self.open.len() < 2 {
            return None;
        }
        let two = self.open.len() - self.alone.len();
        let (label, value) =
            (format!("All {} that are not answered", dates::figure(self.open.len())), shown.fields.ticked("all"));
        let hint = match two {
            0 => "Those that are ticked, too".to_owned(),
            n => format!(
                "Those that are ticked, too. To set aside, {} left out: it takes two",
                dates::counted(n, "risk is", "risks are")
            ),
        };
        let lists = [(OPEN, &self.open), (ALONE, &self.alone), (BEFORE, &self.before)];
        let lists = lists.into_iter().flat_map(|(name, these)| these.iter().map(move |one| (name, write(one))));
        let lists = lists.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
        Some(view! { <CheckField name="all" label value hint/>{lists} }.into_any())
    }

    /// Where the assessment before rated some of them.
    fn again(&self, base: &str) -> Option<AnyView> {
        let many = self.before.len();
        let press = Press::SendTo(format!("{base}/rate?as=before"));
        let words = format!(
            "{} not answered can be rated as the assessment before did: likelihood, impact, controls and owner. The rating is yours then. What was decided about each is proposed again on its page.",
            dates::capital(&dates::counted(many, "risk", "risks"))
        );
        (many > 0).then(|| {
            view! {
                <Group label="Take over what the last assessment said">
                    <p class="hint">{words}</p>
                    <Actions><Button press>"Take the ratings over"</Button></Actions>
                </Group>
            }
            .into_any()
        })
    }
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
    let (note, no_note) = (fields.text("note"), at("note"));
    let unanswered = Unanswered::of(shown);
    let (all, again) = (unanswered.field(shown), unanswered.again(&base));
    let show = View::asked(shown).map(|view| view! { <input type="hidden" name="show" value=view.key()/> });
    let none = none.map(|says| view! { <p class="error"><span class="vh">"Error: "</span>{says}</p> });
    Some(
        view! {
            <form class="form" id="many" method="post" action=format!("{base}/aside") novalidate>
                <h3>"With the chosen risks"</h3>
                {none}
                {show}
                {all}
                {again}
                <div class="two">
                    <Group label="Rate them alike">
                        <p class="hint">"For what is left, too: no control is claimed. Rate a risk by itself to claim one."</p>
                        <Pair>
                            <SelectField name="likelihood" label="Likelihood" choices=likely value=likelihood error=no_likelihood prompt="Choose a step"/>
                            <SelectField name="impact" label="Impact" choices=bad value=impact error=no_impact prompt="Choose a step"/>
                        </Pair>
                        <SelectField name="owner" label="Who answers for them" choices=people value=owner error=no_owner prompt="Choose a person"/>
                        <LongField name="note" label="Why they are rated so" value=note error=no_note hint="For more than one risk a sentence is needed"/>
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
