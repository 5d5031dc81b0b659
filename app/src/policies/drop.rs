//! Dropping a draft that nobody needs any more.

use super::{Mishap, relation};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form};
use crate::page::Page;
use crate::ui::confirm::Confirm;
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::PolicyId;
use domain::people::{Relation, may};
use domain::refusal::Refusal;
use domain::trail::Verb;
use leptos::prelude::*;
use store::{DraftRow, PolicyRow};

/// Whether somebody may drop a draft: they wrote on it, own its policy, or manage compliance.
pub(super) fn may_drop(asking: &Asking, row: &PolicyRow, draft: &DraftRow) -> bool {
    let me = asking.actor();
    let relation = if draft.authors.contains(&me.person) { Relation::Owner } else { relation(row, me) };
    row.retired.is_none() && may(me.rights, Verb::PolicyDraftDropped, relation)
}

pub async fn ask(asking: Asking, The(id): The<PolicyId>) -> Result<Page> {
    page(&asking, id, String::new(), None, Mishap::default()).await
}

pub async fn drop(asking: Asking, The(id): The<PolicyId>, Form(fields): Form<Fields>) -> Result<Response> {
    let (reason, seen) = (fields.text("reason"), fields.parsed("draft").unwrap_or_default());
    match asking.store().drop_draft(asking.actor(), id, &reason, seen).await {
        Ok(()) => Ok(Redirect::to(&format!("/policies/{id}?said=dropped")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            Ok(mishap.answer(page(&asking, id, reason, Some(seen), mishap.clone()).await?))
        }
    }
}

async fn page(asking: &Asking, id: PolicyId, reason: String, seen: Option<i64>, mishap: Mishap) -> Result<Page> {
    let row = asking.store().policy(id).await?;
    let draft = asking.store().policy_draft(id).await?;
    if draft.as_ref().is_some_and(|draft| !may_drop(asking, &row, draft)) {
        let rule = "Whoever wrote on a draft, the owner of its policy and compliance managers drop it.";
        return Err(Refusal::forbidden(rule).into());
    }
    let version = seen.or(draft.as_ref().map(|draft| draft.version));
    let version = version.ok_or_else(|| Refusal::missing("draft"))?;
    Ok(asking.page("Drop a draft", Place::Policies, move || {
        let crumbs = super::parts::crumbs(&row, "Drop the draft");
        let base = format!("/policies/{}", row.id);
        let late = super::parts::conflict(&mishap);
        view! {
            {crumbs}
            <Say>{format!("The draft of “{}” would be gone from here.", row.frame.title)}</Say>
            {late}
            <Summary faults=mishap.wrong.summary()/>
            <Confirm question="Drop this draft?" action=format!("{base}/draft/drop") verb="Drop the draft" keep="Keep it" back=base.clone()>
                <p>"What it said stays in the trail. What is in force, and what waits for approval, is not touched."</p>
                <input type="hidden" name="draft" value=version.to_string()/>
                <LongField name="reason" label="Why" value=reason error=mishap.wrong.at("reason")/>
            </Confirm>
        }
    }))
}
