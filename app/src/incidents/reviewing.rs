//! The review of an incident: held, or to be held by whoever may, who looks at each duty by which nobody was told.

use super::duties::ran_out;
use super::one::Shown;
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::{ChecksField, Choice};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::notice::Refused;
use crate::ui::textarea::LongField;
use domain::ids::PersonId;
use domain::incidents::{DutyStanding, DutyState, IncidentStage, Review, outstanding};
use domain::instant::Instant;
use leptos::prelude::*;

pub(super) fn block(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let row = &shown.row;
    if let Some((review, by, at)) = &row.now.review {
        return held(shown, review, *by, *at);
    }
    if row.stage() != IncidentStage::Resolved || !shown.reviews || outstanding(&row.now, &shown.duties).is_err() {
        return ().into_any();
    }
    if let Some(rule) = shown.why_not.clone() {
        return view! { <Refused word="Waits for another" rule/> }.into_any();
    }
    let (wrong, action) = (mishap.wrong.clone(), format!("/incidents/{}/review", row.id));
    let (lessons, prevents) = (typed.text("lessons"), typed.text("prevents"));
    let confirm = confirm(shown, typed, mishap);
    view! {
        <Block title="Hold the review" id="review" first=true remark="You did not lead it; with the review it closes, and its record is proof">
            <form class="form" method="post" action=action novalidate>
                {confirm}
                <LongField name="lessons" label="What was learned" value=lessons error=wrong.at("lessons")/>
                <LongField name="prevents" label="The test or control that keeps it from happening again" value=prevents error=wrong.at("prevents")/>
                <Actions><Button weight=Weight::Primary>"Close the incident"</Button></Actions>
            </form>
        </Block>
    }
    .into_any()
}

/// A tick for each duty by which nobody was told; whoever does not agree leaves the incident open.
fn confirm(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let untold: Vec<_> = shown.duties.iter().filter(|one| one.is_to_confirm()).collect();
    if untold.is_empty() {
        return ().into_any();
    }
    let choices = untold.iter().map(|one| Choice::new(one.duty.id.to_string(), words(one, shown))).collect();
    let (value, error) = (typed.all("confirmed").map(str::to_owned).collect(), mishap.wrong.at("confirmed"));
    view! { <ChecksField name="confirmed" label="Nobody was told by these duties. Tick each of which that is right." choices value error/> }
        .into_any()
}

/// “GDPR, art. 33(1), the supervisory authority: no names in it. Overdue since …”.
fn words(one: &DutyStanding, shown: &Shown) -> String {
    let reason = match &one.state {
        DutyState::NotTold(reason) => reason.as_str(),
        DutyState::NotBegun | DutyState::Running(_) | DutyState::Overdue(_) | DutyState::Told { .. } => "",
    };
    let late = ran_out(one, shown).map(|late| format!(" {late}")).unwrap_or_default();
    let how = if one.dropped.is_some() { "Dropped" } else { "Not told" };
    format!("{}: {}. {how}: {reason}{late}", one.duty.law, one.duty.told)
}

fn held(shown: &Shown, review: &Review, by: PersonId, at: Instant) -> AnyView {
    let held = format!("{}, {}", shown.names.of(by), dates::moment(shown.zone.local(at), shown.today));
    let (lessons, prevents) = (review.lessons.clone(), review.prevents.clone());
    let confirmed = shown.duties.iter().filter(|one| review.confirmed.contains(&one.duty.id)).map(|one| one.duty.law);
    let confirmed = confirmed.collect::<Vec<_>>().join("; ");
    let confirmed = (!confirmed.is_empty()).then(|| {
        view! { <Fact name="Nobody was told, rightly"><a href="#told">{confirmed}</a></Fact> }
    });
    view! {
        <Block title="The review" id="review" first=true>
            <Facts>
                <Fact name="Held by">{held}</Fact>
                {confirmed}
                <Fact name="Learned"><span class="pre">{lessons}</span></Fact>
                <Fact name="Prevents it"><span class="pre">{prevents}</span></Fact>
            </Facts>
        </Block>
    }
    .into_any()
}
