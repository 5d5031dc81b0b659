//! Settings: whose database this is, and where people and one's own account are looked after.

use crate::asking::Asking;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::facts::{Fact, Facts};
use crate::ui::rail::Place;
use crate::ui::say::Say;
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
        }
    })
}
