//! How a review ends: closed with its tasks, accepted by a second person, or called off.

use super::one::Shown;
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::SelectField;
use crate::ui::dates;
use crate::ui::input::TextField;
use crate::ui::notice::Refused;
use domain::access_reviews::{Access, ReviewStage, due_on};
use leptos::prelude::*;

/// What is to be done now: close it, accept it, or bring the next listing.
pub(super) fn block(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let row = &shown.read.now.row;
    match row.stage() {
        ReviewStage::Deciding if shown.decides && row.undecided() == 0 => closing(shown, typed, mishap),
        ReviewStage::Closed if shown.reviews => accepting(shown),
        ReviewStage::Closed | ReviewStage::Accepted => again(shown),
        ReviewStage::Deciding | ReviewStage::Dropped => ().into_any(),
    }
}

fn closing(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let listed = &shown.read.now;
    let of = |access| listed.decided.values().filter(|one| one.access == access).count();
    let (revoke, change) = (of(Access::Revoke), of(Access::Change));
    let action = format!("/access-reviews/{}/close", listed.row.id);
    let says = follows(revoke, change, &dates::short(due_on(shown.today), shown.today));
    let who = (revoke + change > 0).then(|| {
        let (choices, value) = (shown.people.clone(), typed.text("assignee"));
        view! { <SelectField name="assignee" label="Who carries it out" choices value prompt="Choose a person" error=mishap.wrong.at("assignee")/> }
    });
    view! {
        <Block title="Close the review" id="close" first=true>
            <p>{says}</p>
            <form class="form" method="post" action=action novalidate>
                {who}
                <Actions><Button weight=Weight::Primary>"Close the review"</Button></Actions>
            </form>
        </Block>
    }
    .into_any()
}

/// What closing the review makes of so many that are taken away and so many that are changed.
fn follows(revoke: usize, change: usize, due: &str) -> String {
    let accesses = |n| dates::capital(&dates::counted(n, "access is", "accesses are"));
    let which = match (revoke, change) {
        (0, 0) => return "Every access is kept. Nothing follows but the next review.".to_owned(),
        (revoke, 0) => format!("{} to be revoked", accesses(revoke)),
        (0, change) => format!("{} to be changed", accesses(change)),
        (revoke, change) => {
            let changed = dates::counted(change, "is", "are");
            format!("{} to be revoked and {changed} to be changed", accesses(revoke))
        }
    };
    let each = if revoke + change == 1 { "it becomes a task" } else { "each becomes a task" };
    format!("{which}: {each}, due by {due}.")
}

fn accepting(shown: &Shown) -> AnyView {
    if let Some(rule) = shown.why_not.clone() {
        return view! { <Refused word="Waits for another" rule/> }.into_any();
    }
    let action = format!("/access-reviews/{}/accept", shown.read.now.row.id);
    view! {
        <Block title="Accept the review" id="accept" first=true>
            <p>"You decided nothing here and hold none of this access. Read the lines and their reasons: the listing is \
            whole, and nobody decided on their own. With your acceptance it is evidence for the day of the listing."</p>
            <form method="post" action=action><Actions><Button weight=Weight::Primary>"Accept it as evidence"</Button></Actions></form>
        </Block>
    }
    .into_any()
}

fn again(shown: &Shown) -> AnyView {
    let row = &shown.read.now.row;
    if !shown.opens || shown.read.later.is_some() {
        return ().into_any();
    }
    let href = format!("/access-reviews/new?again={}", row.id);
    let ended =
        shown.ends.last().map(|(by, at)| format!("{}, {}. ", shown.names.of(*by), dates::moment(*at, shown.today)));
    view! {
        <p>{ended}"A later listing shows whether it was carried out."</p>
        <Actions top=true><ButtonLink href>"Bring the next listing"</ButtonLink></Actions>
    }
    .into_any()
}

pub(super) fn dropping(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    if !shown.drops {
        return ().into_any();
    }
    let action = format!("/access-reviews/{}/drop", shown.read.now.row.id);
    let error = mishap.wrong.at("reason");
    let (opened, value) = (error.is_some(), if error.is_some() { typed.text("reason") } else { String::new() });
    view! {
        <Block title="Call it off" id="drop" quiet=true>
            <details open=opened>
                <summary>"The listing is wrong, or of another thing"</summary>
                <form class="form" method="post" action=action novalidate>
                    <TextField name="reason" label="Why" value error/>
                    <Actions><Button weight=Weight::Danger>"Call the review off"</Button></Actions>
                </form>
            </details>
        </Block>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_is_said_for_every_count() {
        let table = [
            (0, 0, "Every access is kept. Nothing follows but the next review."),
            (1, 0, "One access is to be revoked: it becomes a task, due by 7 Dec."),
            (2, 0, "Two accesses are to be revoked: each becomes a task, due by 7 Dec."),
            (0, 1, "One access is to be changed: it becomes a task, due by 7 Dec."),
            (0, 2, "Two accesses are to be changed: each becomes a task, due by 7 Dec."),
            (1, 1, "One access is to be revoked and one is to be changed: each becomes a task, due by 7 Dec."),
            (2, 2, "Two accesses are to be revoked and two are to be changed: each becomes a task, due by 7 Dec."),
        ];
        for (revoke, change, wanted) in table {
            assert_eq!(follows(revoke, change, "7 Dec"), wanted);
        }
    }
}
