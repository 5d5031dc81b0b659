//! Reporting an incident: anybody may, in a minute.

use crate::asking::Asking;
use crate::deficiencies::{FOUND, systems, systems_found};
use crate::error::Result;
use crate::form::{Draft, Fields, Form, Query};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::choice::{ChecksField, Choice};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::empty::Empty;
use crate::ui::input::{TextField, Typed};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::incidents::{Harm, ReportDraft};
use leptos::prelude::*;

/// The form as typed.
#[derive(Clone, Debug, Default)]
pub struct ReportForm {
    draft: ReportDraft,
    /// Words of a system that is looked for.
    find: String,
    /// The form was sent to look for systems, and reports nothing yet.
    looks: bool,
}

impl Draft for ReportForm {
    fn typed(fields: &Fields) -> Self {
        let draft = ReportDraft {
            title: fields.text("title"),
            what: fields.text("what"),
            systems: fields.words("systems"),
            harms: fields.words("harms"),
            began: fields.text("began"),
            detected: fields.text("detected"),
        };
        Self { draft, find: fields.text("find"), looks: fields.ticked("look") }
    }
}

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let mut form = ReportForm::typed(&fields);
    form.draft.detected = asking.local(asking.now).strftime("%Y-%m-%d %H:%M").to_string();
    page(&asking, form, Mishap::default()).await
}

pub async fn report(asking: Asking, Form(form): Form<ReportForm>) -> Result<Response> {
    if form.looks {
        return Ok(page(&asking, form, Mishap::default()).await?.into_response());
    }
    match asking.store().report_incident(asking.actor(), &form.draft).await {
        Ok(id) => Ok(Redirect::to(&format!("/incidents/{id}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(page(&asking, form, mishap.clone()).await?))
        }
    }
}

async fn page(asking: &Asking, form: ReportForm, mishap: Mishap) -> Result<Page> {
    let sought = form.find.trim().to_owned();
    let systems = match sought.as_str() {
        "" => systems(asking, &form.draft.systems).await?,
        words => systems_found(asking, words, &form.draft.systems).await?,
    };
    let offered = offered(&sought, form.draft.systems.len(), systems.len());
    Ok(asking.page("Report an incident", Place::Incidents, move || {
        let (draft, wrong) = (form.draft, mishap.wrong.clone());
        let nothing = (!sought.is_empty() && systems.len() == draft.systems.len())
            .then(|| view! { <Empty>"No other system holds these words."</Empty> });
        let chosen: Vec<_> = draft.systems.iter().map(ToString::to_string).collect();
        let harms: Vec<_> = Harm::ALL.iter().map(|harm| Choice::new(harm.key(), harm.label())).collect();
        let ticked: Vec<_> = draft.harms.iter().map(|harm| harm.key().to_owned()).collect();
        view! {
            <Crumbs way=vec![Crumb::new("Incidents", "/incidents"), Crumb::plain("Report one")]/>
            <Say>"What happened?"</Say>
            <Lede>"Report it at once, with what you know. How grave it is and who is told comes next; clocks of the law run from the moment it was noticed."</Lede>
            {mishap.notice()}
            <Block title="The incident" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action="/incidents/new" novalidate>
                    <TextField name="title" label="In a line" value=draft.title error=wrong.at("title") hint="“Fraud screen flags older claimants twice as often”"/>
                    <LongField name="what" label="What happened, and how it was noticed" value=draft.what error=wrong.at("what")/>
                    <TextField name="find" label="Look for a system" value=form.find typed=Typed::Search optional=true
                        hint="Part of its name, its unit, its department or its identifier, of all systems of the inventory"/>
                    <Actions><Button press=Press::SendAs { name: "look", value: "1".into() }>"Look"</Button></Actions>
                    {nothing}
                    <ChecksField name="systems" label="With which systems" choices=systems value=chosen error=wrong.at("systems") hint=offered columns=true/>
                    <ChecksField name="harms" label="What sort of harm" choices=harms value=ticked error=wrong.at("harms") columns=true/>
                    <TextField name="detected" label="Noticed at" value=draft.detected error=wrong.at("detected") hint="On our clocks: 2026-11-30 14:05"/>
                    <TextField name="began" label="Began at, where that is known" value=draft.began optional=true error=wrong.at("began")/>
                    <Actions>
                        <Button weight=Weight::Primary>"Report the incident"</Button>
                        <ButtonLink weight=Weight::Plain href="/incidents">"Not now"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}

/// Which systems stand to be chosen: those that were found after those that are chosen, or those in a programme.
fn offered(sought: &str, chosen: usize, shown: usize) -> String {
    match shown.saturating_sub(chosen) {
        _ if sought.is_empty() => "Those in a programme and yours. Look for any other above.".to_owned(),
        0 if chosen == 0 => String::new(),
        0 => "Those that you chose.".to_owned(),
        n if n >= FOUND => format!("The first {FOUND} that hold “{sought}”. More words find fewer."),
        _ => format!("Those that hold “{sought}”. What you choose stays while you look for more."),
    }
}
