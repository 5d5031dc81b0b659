//! Submitting a draft: who approves it, how many of them, from when it binds. The same form confirms a version that was
//! reviewed and not changed.

use super::parts::{conflict, crumbs};
use super::{Mishap, relation};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Draft, Fields, Form, Query};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{CheckField, ChecksField, Choice};
use crate::ui::input::{DateField, TextField, Typed};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::catalogue::catalogue;
use domain::days;
use domain::ids::{PersonId, PolicyId};
use domain::people::{Relation, may};
use domain::policies::{Said, missing, named, placeholders, still_guidance, unwritten};
use domain::refusal::{Faults, Refusal};
use domain::trail::Verb;
use leptos::prelude::*;
use store::{DraftRow, PolicyRow};

/// The form as typed.
#[derive(Clone, Debug, Default)]
pub struct SubmitForm {
    approvers: Vec<String>,
    quorum: String,
    from: String,
    /// Whether what stands in brackets is meant so.
    brackets_stay: bool,
    /// The version of the draft that was seen; nothing where the version in force is confirmed.
    version: Option<i64>,
}

impl Draft for SubmitForm {
    fn typed(fields: &Fields) -> Self {
        Self {
            approvers: fields.all("approvers").map(str::to_owned).collect(),
            quorum: fields.text("quorum"),
            from: fields.text("in_force_from"),
            brackets_stay: fields.ticked("brackets"),
            version: fields.parsed("version"),
        }
    }
}

impl SubmitForm {
    fn said(&self) -> Result<Said, Refusal> {
        let mut faults = Faults::default();
        let quorum = self.quorum.trim().parse::<usize>();
        let quorum = quorum.map_err(|_| faults.add("quorum", "Give a number: 1, or as many as have to agree.")).ok();
        let from = days::typed(&self.from).map_err(|no_day| faults.add("in_force_from", no_day.to_string())).ok();
        faults.none()?;
        let approvers: Vec<PersonId> = self.approvers.iter().filter_map(|id| id.parse().ok()).collect();
        let whole = quorum.zip(from);
        let (quorum, in_force_from) = whole.ok_or_else(|| Refusal::at("quorum", "Give a number."))?;
        Ok(Said { approvers, quorum, in_force_from, brackets_stay: self.brackets_stay })
    }
}

struct Shown {
    row: PolicyRow,
    draft: Option<DraftRow>,
    /// Those who may approve and did not write on it.
    people: Vec<Choice>,
    form: SubmitForm,
    mishap: Mishap,
}

async fn load(asking: &Asking, id: PolicyId, confirms: bool) -> Result<Shown> {
    let row = asking.store().policy(id).await?;
    if !may(asking.actor().rights, Verb::PolicySubmitted, relation(&row, asking.actor())) {
        return Err(Refusal::forbidden("Its owner and compliance managers submit it.").into());
    }
    let draft = if confirms { None } else { asking.store().policy_draft(id).await? };
    let authors = match &draft {
        Some(draft) => draft.authors.clone(),
        None => asking.store().policy_authors(id, asking.today).await?,
    };
    let me = asking.actor().person;
    let people = asking.store().people().await?.into_iter().filter(|row| {
        let may = may(row.rights, Verb::PolicyApproved, Relation::Stranger);
        row.active && may && row.id != me && !authors.contains(&row.id)
    });
    let people = people.filter_map(|row| {
        let role = row.rights.first_role().map(|role| role.label()).unwrap_or_default();
        Some(Choice::new(row.id.to_string(), row.name?).note(role))
    });
    let form = SubmitForm {
        quorum: "1".to_owned(),
        from: asking.today.to_string(),
        version: draft.as_ref().map(|draft| draft.version),
        ..SubmitForm::default()
    };
    Ok(Shown { row, draft, people: people.collect(), form, mishap: Mishap::default() })
}

pub async fn show(asking: Asking, The(id): The<PolicyId>, Query(query): Query) -> Result<Page> {
    let shown = load(&asking, id, query.ticked("confirm")).await?;
    if shown.draft.is_none() && !query.ticked("confirm") {
        return Err(Refusal::conflict("There is no draft to submit. Write one first.").into());
    }
    Ok(page(&asking, shown))
}

pub async fn submit(asking: Asking, The(id): The<PolicyId>, Form(form): Form<SubmitForm>) -> Result<Response> {
    let done = match form.said() {
        Ok(said) => match form.version {
            Some(version) => asking.store().submit_policy(asking.actor(), id, &said, version).await,
            None => asking.store().confirm_policy(asking.actor(), id, &said).await,
        },
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/policies/{id}?said=submitted")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let shown = load(&asking, id, form.version.is_none()).await?;
            // What was seen is what is submitted: after a conflict it is read again first.
            let page = page(&asking, Shown { form, mishap: mishap.clone(), ..shown });
            Ok(mishap.answer(page))
        }
    }
}

fn page(asking: &Asking, shown: Shown) -> Page {
    let title = format!("Submit: {}", shown.row.frame.title);
    asking.page(title, Place::Policies, move || {
        let Shown { row, draft, people, form, mishap } = shown;
        let (crumbs, late, base) = (crumbs(&row, "Submit"), conflict(&mishap), format!("/policies/{}", row.id));
        let template = row.template.as_ref().and_then(|id| catalogue().policies.get(id));
        let required = template.map_or(&[][..], |template| template.sections.as_slice());
        let open = draft.as_ref().filter(|draft| draft.file.is_none()).map(|draft| missing(&draft.text.text, required));
        let open = open.unwrap_or_default();
        let not_whole = (!open.is_empty()).then(|| {
            let text = draft.as_ref().map(|draft| draft.text.text.as_str()).unwrap_or_default();
            let sentence = unwritten(&open, &still_guidance(text, required));
            let write = format!("{base}/write");
            view! {
                <Notice tone=Tone::NotDone word="Not yet whole">
                    <p>{sentence}" "<a href=write>"Write on the draft"</a></p>
                </Notice>
            }
        });
        let left = draft.as_ref().filter(|draft| draft.file.is_none()).map(|draft| placeholders(&draft.text.text));
        let left = left.unwrap_or_default();
        let no_brackets = mishap.wrong.at("brackets");
        let brackets = (!left.is_empty() || no_brackets.is_some()).then(|| {
            let hint = if left.is_empty() { String::new() } else { format!("Still to be filled: {}", named(&left)) };
            view! { <CheckField name="brackets" label="Keep what stands in brackets as text" value=form.brackets_stay error=no_brackets hint/> }
        });
        let unfilled = (!left.is_empty()).then(|| {
            let (list, write) = (named(&left), format!("{base}/write"));
            view! {
                <Notice tone=Tone::NotDone word="Places to fill">
                    <p>"The template leaves places open that nobody filled yet: "{list}". "<a href=write>"Write on the draft"</a></p>
                </Notice>
            }
        });
        let confirms = draft.is_none();
        let say = if confirms {
            format!("Confirm that “{}” stays as it is.", row.frame.title)
        } else {
            format!("Submit “{}” for approval.", row.frame.title)
        };
        let lede = if confirms {
            "The text in force becomes the next version, word for word, once others approved it; its next review is counted from then."
        } else {
            "What is submitted never changes. If it is rejected, its text begins the next draft."
        };
        let action = format!("{base}/submit");
        let nobody = people.is_empty().then(|| {
            let rule = "Nobody else here may approve: executives may, and people with the right of review.";
            view! { <Notice word="Nobody to approve it"><p>{rule}</p></Notice> }
        });
        view! {
            {crumbs}
            <Say>{say}</Say>
            <Lede>{lede}</Lede>
            {late}
            {not_whole}
            {unfilled}
            {nobody}
            <Block title="Approval" first=true quiet=true>
                <Summary faults=mishap.wrong.summary()/>
                <form class="form" method="post" action=action novalidate>
                    {form.version.map(|version| view! { <input type="hidden" name="version" value=version/> })}
                    <ChecksField name="approvers" label="Approvers" choices=people value=form.approvers error=mishap.wrong.at("approvers")
                        hint="Whoever wrote on it is not in the list."/>
                    <TextField name="quorum" label="How many of them have to approve" value=form.quorum typed=Typed::Number short=true
                        error=mishap.wrong.at("quorum") hint="One who rejects ends it, whatever the others said."/>
                    <DateField name="in_force_from" label="In force from" value=form.from error=mishap.wrong.at("in_force_from")
                        hint="Approved later, it binds from its approval"/>
                    {brackets}
                    <Actions>
                        <Button weight=Weight::Primary>"Submit for approval"</Button>
                        <ButtonLink weight=Weight::Plain href=base>"Not yet"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    })
}
