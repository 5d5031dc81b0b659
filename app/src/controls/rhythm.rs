//! How often a control runs and how long its evidence lives: edited at adoption, and later. More is asked at once; less
//! waits for a second person.

use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::badge::Id;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::input::TextField;
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::catalogue::catalogue;
use domain::codes::{ControlId, RequirementId};
use domain::refusal::Refusal;
use domain::rhythm::{Beat, Rhythm, RhythmDraft, field};
use domain::words::{Cadence, FreshRule};
use leptos::prelude::*;
use store::{ControlRow, Outcome, RhythmNow};

/// What a form of a rhythm typed.
pub(super) fn typed(fields: &Fields, beats: &[Beat]) -> RhythmDraft {
    RhythmDraft {
        cadence: fields.text("cadence"),
        medium: fields.text("medium"),
        low: fields.text("low"),
        days: beats.iter().map(|beat| (beat.id.clone(), fields.text(&field(&beat.id)))).collect(),
    }
}

/// What follows when the field is left empty.
fn by_itself(beat: &Beat) -> String {
    let days = beat.base.days;
    match beat.base.rule {
        FreshRule::Cadence => "Empty: its cadence and grace.".to_owned(),
        FreshRule::Kind => "Empty: as long as each kind of evidence says.".to_owned(),
        FreshRule::Days => format!("Empty: {days} days."),
        FreshRule::OwnReviewDate => {
            format!("Until the review day that the document states; where it states none, empty: {days} days.")
        }
        FreshRule::OwnEndDate => "Until the end that the document states.".to_owned(),
        FreshRule::Event => "It does not age.".to_owned(),
    }
}

fn title(id: &RequirementId) -> String {
    catalogue().requirements.get(id).map_or_else(|| id.to_string(), |known| known.title.to_owned())
}

/// The fields of a rhythm, for this form and that of adoption.
pub(super) fn fields(draft: &RhythmDraft, beats: &[Beat], leveled: bool, wrong: &Wrong) -> AnyView {
    let cadences: Vec<_> = Cadence::ALL.iter().map(|cadence| Choice::new(cadence.key(), cadence.label())).collect();
    let mut levels = cadences.clone();
    levels.push(Choice::new("none", "Not at all"));
    let levels = leveled.then(|| {
        view! {
            <SelectField name="medium" label="For medium criticality" hint="Systems of medium criticality, vendors of the middle tier"
                choices=levels.clone() value=draft.medium.clone() error=wrong.at("medium")/>
            <SelectField name="low" label="For low criticality" hint="Systems of low criticality, vendors of the lowest tier"
                choices=levels value=draft.low.clone() error=wrong.at("low")/>
        }
    });
    let days = beats.iter().map(|beat| {
        let (name, hint) = (field(&beat.id), by_itself(beat));
        let (value, error) = (draft.days.get(&beat.id).cloned().unwrap_or_default(), wrong.at(&name));
        let label = format!("{}: fresh for days", title(&beat.id));
        if beat.is_editable() {
            view! { <TextField name label hint value error optional=true/> }.into_any()
        } else {
            view! { <p class="hint"><Id id=beat.id.to_string()/>" "{title(&beat.id)}". "{hint}</p> }.into_any()
        }
    });
    let days = days.collect_view();
    view! {
        <SelectField name="cadence" label="How often" choices=cadences value=draft.cadence.clone() error=wrong.at("cadence")
            prompt="Choose how often"/>
        {levels}
        {days}
    }
    .into_any()
}

/// What one rhythm says otherwise than another, a sentence each.
pub(crate) fn differences(before: &Rhythm, after: &Rhythm) -> Vec<String> {
    let mut all = Vec::new();
    if before.cadence != after.cadence {
        let (old, new) = (before.cadence.label().to_lowercase(), after.cadence.label().to_lowercase());
        all.push(format!("Runs {new} instead of {old}."));
    }
    if before.by_criticality.map(|by| (by.medium, by.low)) != after.by_criticality.map(|by| (by.medium, by.low)) {
        let level = |cadence: Option<Cadence>| cadence.map_or("not at all".to_owned(), |c| c.label().to_lowercase());
        if let Some(by) = after.by_criticality {
            all.push(format!("For medium criticality {}, for low {}.", level(by.medium), level(by.low)));
        }
    }
    for fresh in &after.fresh {
        let old = before.of(&fresh.requirement).filter(|old| *old != fresh.freshness());
        let (Some(old), name) = (old, title(&fresh.requirement)) else { continue };
        let said = |rule: FreshRule, days: u16| match rule {
            FreshRule::Kind => "as long as its kind says".to_owned(),
            FreshRule::Event => "for good".to_owned(),
            FreshRule::OwnEndDate => "until its own end".to_owned(),
            FreshRule::Cadence | FreshRule::OwnReviewDate | FreshRule::Days if days == 0 => "for good".to_owned(),
            FreshRule::Cadence | FreshRule::OwnReviewDate | FreshRule::Days => format!("for {days} days"),
        };
        let (was, is) = (said(old.rule, old.days), said(fresh.rule, fresh.days));
        if was != is {
            all.push(format!("{} ({name}): fresh {is}, not {was}.", fresh.requirement));
        }
    }
    all
}

pub async fn ask(asking: Asking, The(id): The<ControlId>) -> Result<Page> {
    let (row, now) = load(&asking, &id).await?;
    let draft = RhythmDraft::of(&now.rhythm, &now.beats);
    Ok(page(&asking, row, now, draft, String::new(), Wrong::default(), None))
}

async fn load(asking: &Asking, id: &ControlId) -> Result<(ControlRow, RhythmNow)> {
    let row = asking.store().control(id).await?.filter(|row| !row.retired);
    Ok((row.ok_or_else(|| Refusal::missing("adopted control"))?, asking.store().rhythm(id).await?))
}

pub async fn set(asking: Asking, The(id): The<ControlId>, Form(form): Form<Fields>) -> Result<Response> {
    let (row, now) = load(&asking, &id).await?;
    let (draft, reason) = (typed(&form, &now.beats), form.text("reason"));
    let error = match asking.store().set_rhythm(asking.actor(), &id, &draft, &reason).await {
        Ok(Outcome::Done) => return Ok(Redirect::to(&format!("/controls/{id}#rhythm")).into_response()),
        Ok(Outcome::Proposed(proposal)) => return Ok(Redirect::to(&format!("/decisions/{proposal}")).into_response()),
        Err(error) => Error::from(error),
    };
    if let Error::Refused(Refusal::Conflict(rule)) = error {
        let page = page(&asking, row, now, draft, reason, Wrong::default(), Some(rule.into_owned()));
        return Ok(page.status(StatusCode::CONFLICT).into_response());
    }
    Ok(page(&asking, row, now, draft, reason, error.faults()?.into(), None).refused().into_response())
}

fn page(
    asking: &Asking,
    row: ControlRow,
    now: RhythmNow,
    draft: RhythmDraft,
    reason: String,
    wrong: Wrong,
    conflict: Option<String>,
) -> Page {
    asking.page("How often and how fresh", Place::Controls, move || {
        let base = format!("/controls/{}", row.id);
        let conflict = conflict.map(|rule| {
            view! { <Notice tone=Tone::NotDone word="Not done"><p>{rule}" What you typed is still below."</p></Notice> }
        });
        let leveled = now.rhythm.by_criticality.is_some();
        let (fields, no_reason) = (fields(&draft, &now.beats, leveled, &wrong), wrong.at("reason"));
        let (action, faults) = (format!("{base}/rhythm"), wrong.summary());
        view! {
            <Crumbs way=vec![Crumb::new("Controls", "/controls"), Crumb::new(row.id.to_string(), base.clone())]/>
            <Say>{format!("How often {} {} runs, and how fresh its proof must be.", row.id, row.title)}</Say>
            <Lede>
                "Asking more often, or for fresher proof, holds at once: what is too old by then ends today. Asking for less \
                waits for a second person, and lengthens nothing that was accepted before."
            </Lede>
            {conflict}
            <Block title="Rhythm" first=true quiet=true id="change">
                <Summary faults/>
                <form class="form" method="post" action=action novalidate>
                    {fields}
                    <LongField name="reason" label="Reason" value=reason error=no_reason hint="It stands in the trail, and a second person reads it"/>
                    <Actions>
                        <Button weight=Weight::Primary>"Change the rhythm"</Button>
                        <ButtonLink weight=Weight::Plain href=base>"Keep it as it is"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    })
}
