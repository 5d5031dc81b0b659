//! Settings: whose database this is, where people and one's own account are looked after, and what the arithmetic asks for.

pub mod attestations;
pub mod calendar;

use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::rail::Place;
use crate::ui::say::Say;
use domain::ids::PersonId;
use domain::instant::Instant;
use domain::people::Role;
use leptos::prelude::*;

pub async fn show(asking: Asking) -> Page {
    let organisation = asking.visitor.organisation.clone();
    let (people, told) = (asking.is(Role::Administrator), !asking.actor().rights.is_guest());
    asking.page("Settings", Place::Settings, move || {
        let zone = organisation.zone.name().to_owned();
        view! {
            <Say>{format!("{} keeps its days in {zone}.", organisation.name)}</Say>
            <Block title="Who is here" first=true>
                <Facts>
                    <Fact name="You"><a href="/account">"Your account"</a>": password and sessions"</Fact>
                    <Fact name="Waiting"><a href="/waiting">"What waits for whom"</a>": reviews, approvals and decisions of everybody"</Fact>
                    {told.then(|| view! {
                    <Fact name="Notices"><a href="/notices/choice">"What you are told"</a>": letters, your calendar; "<a href="/absences">"who is away"</a></Fact>
                    })}
                    {people.then(|| view! {
                        <Fact name="Background"><a href="/settings/jobs">"Background work"</a>": letters that could not be sent, rounds of the watch"</Fact>
                        <Fact name="People"><a href="/people">"Everybody"</a>": invitations, roles, the right of review"</Fact>
                    })}
                    <Fact name="Machines">
                        <a href="/settings/tokens">"Tokens"</a>": what a program of yours may ask here, as "
                        <a href="/settings/api">"the reference of the API"</a>" says"
                    </Fact>
                </Facts>
            </Block>
            <Block title="What the arithmetic asks for">
                <Facts>
                    <Fact name="Vendors"><a href="/settings/attestations">"Attestations that count"</a>": which kinds, for vendors of which tier"</Fact>
                    <Fact name="Operation"><a href="/settings/calendar">"The control calendar"</a>": from when months are counted, and the days of grace"</Fact>
                    <Fact name="Risks"><a href="/risks/scale">"The scale of risks"</a>": what is tolerated, and who accepts more"</Fact>
                </Facts>
            </Block>
        }
    })
}

/// Whether a form of settings is only tried: it asks what it would change.
fn is_tried(fields: &Fields) -> bool {
    fields.ticked("try")
}

/// “Version 2, set on 3 Nov 2026 by Miriam Castell.”
async fn held_since(asking: &Asking, version: i64, last: Option<(Instant, PersonId)>) -> Result<String> {
    let Some((at, by)) = last else { return Ok("As the library has it: nobody set another.".to_owned()) };
    let (names, day) = (asking.names().await?, dates::moment(asking.local(at), asking.today));
    Ok(format!("Version {version}, set on {day} by {}.", names.of(by)))
}
