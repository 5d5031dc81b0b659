//! Adding a control of our own: what the library does not propose. It asks at once, and counts once a second person
//! approved it. A further requirement is added by a button, so that the form works without JavaScript.

use super::people;
use super::proven::{self, Proven};
use super::reach::{self, Reach};
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Draft, Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, RadioField, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::field::{Group, Pair};
use crate::ui::input::{TextField, Typed};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::PersonId;
use domain::own::{OwnControlDraft, OwnRequirementDraft, REQUIREMENTS_MAX, field};
use domain::refusal::{Fault, Refusal};
use domain::words::{Cadence, ControlType, DataRole, Nature, Stage, SubjectKind};
use leptos::prelude::*;

/// The form as typed.
#[derive(Clone, Debug, Default)]
pub struct NewForm {
    draft: OwnControlDraft,
    owner: String,
    reach: Reach,
    /// What proves each requirement of the draft.
    proven: Vec<Proven>,
    /// The button that asks for one more requirement was pressed.
    more: bool,
}

impl Draft for NewForm {
    fn typed(fields: &Fields) -> Self {
        let sent =
            (1..=REQUIREMENTS_MAX).take_while(|n| !fields.pairs().iter().all(|(name, _)| *name != field("title", *n)));
        let of = |name: &str, n: usize| fields.text(&field(name, n));
        let requirement = |n: usize| OwnRequirementDraft {
            title: of("title", n),
            why: of("why", n),
            steps: of("steps", n),
            subject: of("subject", n),
            nature: of("nature", n),
            kinds: Proven::typed(fields, n).text(),
            fresh_days: of("fresh_days", n),
            due_days: of("due_days", n),
        };
        let ticked = |name: &str| fields.all(name).collect::<Vec<_>>().join(",");
        let reach = Reach::typed(fields);
        let sent: Vec<_> = sent.collect();
        Self {
            draft: OwnControlDraft {
                title: fields.text("title"),
                statement: fields.text("statement"),
                control_type: fields.text("control_type"),
                role: fields.text("role"),
                cadence: fields.text("cadence"),
                applies: reach.text().unwrap_or_default(),
                stages: fields.words("stages"),
                key_for: ticked("key_for"),
                supports: ticked("supports"),
                risks: fields.all("risks").map(str::to_owned).collect(),
                test: fields.text("test"),
                requirements: sent.iter().copied().map(requirement).collect(),
            },
            owner: fields.text("owner"),
            reach,
            proven: sent.into_iter().map(|n| Proven::typed(fields, n)).collect(),
            more: fields.ticked("more"),
        }
    }
}

/// An empty requirement, with what is most often chosen.
fn blank() -> OwnRequirementDraft {
    OwnRequirementDraft {
        subject: SubjectKind::System.key().to_owned(),
        nature: Nature::Operate.key().to_owned(),
        ..OwnRequirementDraft::default()
    }
}

pub async fn show(asking: Asking) -> Result<Page> {
    let draft =
        OwnControlDraft { stages: vec![Stage::Production], requirements: vec![blank()], ..OwnControlDraft::default() };
    let (owner, reach) = (asking.actor().person.to_string(), Reach::fresh());
    let form = NewForm { draft, owner, reach, ..NewForm::default() };
    page(&asking, form, Wrong::default()).await
}

pub async fn add(asking: Asking, Form(mut form): Form<NewForm>) -> Result<Response> {
    if form.more {
        form.draft.requirements.push(blank());
        return Ok(page(&asking, form, Wrong::default()).await?.into_response());
    }
    let outcome = match (form.owner.parse::<PersonId>(), form.faults()) {
        (Ok(owner), faults) if faults.is_empty() => {
            asking.store().add_control(asking.actor(), &form.draft, owner).await.map_err(Error::from)
        }
        (_, faults) => Err(with_the_rest(faults, &form.draft).into()),
    };
    match outcome {
        Ok((_, proposal)) => Ok(Redirect::to(&format!("/decisions/{proposal}")).into_response()),
        Err(error) => {
            let wrong = error.faults()?.into();
            if form.draft.requirements.is_empty() {
                form.draft.requirements.push(blank());
            }
            Ok(page(&asking, form, wrong).await?.refused().into_response())
        }
    }
}

impl NewForm {
    /// What the form itself sees wrong: no owner, and choices that make no text for the rule.
    fn faults(&self) -> Vec<Fault> {
        let owner = self.owner.parse::<PersonId>().is_err().then(|| Fault::new("owner", "Choose who owns it."));
        let applies = self.reach.text().err().map(|why| Fault::new("applies", why));
        let proven = self.draft.requirements.iter().zip(&self.proven).zip(1..).filter(|((one, _), _)| !one.is_empty());
        let proven = proven.filter_map(|((_, it), place)| Some(Fault::new(field("kinds", place), it.fault()?)));
        owner.into_iter().chain(applies).chain(proven).collect()
    }
}

/// Told with everything else that is wrong; one sentence a field.
fn with_the_rest(own: Vec<Fault>, draft: &OwnControlDraft) -> Refusal {
    let rest = match draft.check() {
        Err(Refusal::Invalid(faults)) => faults,
        Ok(_) | Err(Refusal::Forbidden(_) | Refusal::Missing(_) | Refusal::Conflict(_)) => Vec::new(),
    };
    let told: Vec<_> = own.iter().map(|fault| fault.field.clone()).collect();
    Refusal::Invalid(own.into_iter().chain(rest.into_iter().filter(|fault| !told.contains(&fault.field))).collect())
}

async fn page(asking: &Asking, form: NewForm, wrong: Wrong) -> Result<Page> {
    let people = people(asking).await?;
    Ok(asking.page("A control of our own", Place::Controls, move || {
        let NewForm { draft, owner, reach, mut proven, .. } = form;
        let (practice, reach) = (practice(&draft, people, owner, &wrong), reach::view(&draft, &reach, &wrong));
        let n = draft.requirements.len();
        proven.resize_with(n, Proven::default);
        let requirements = draft.requirements.iter().zip(&proven).zip(1..);
        let requirements = requirements.map(|((one, proven), place)| requirement(one, proven, place, &wrong));
        let requirements = requirements.collect_view();
        let more = (n < REQUIREMENTS_MAX).then(|| {
            view! { <button class="btn" type="submit" name="more" value="yes">"Add a requirement"</button> }
        });
        view! {
            <Crumbs way=vec![Crumb::new("Controls", "/controls")]/>
            <Say>"Add a control of our own."</Say>
            <Lede>"For what you do and the library does not propose. It asks from now on, and counts once a second person approves it."</Lede>
            <Summary faults=wrong.summary()/>
            <form class="form" method="post" action="/controls/new" novalidate>
                <Block title="The practice" first=true quiet=true><div class="form">{practice}</div></Block>
                <Block title="What it answers, and where" id="reach"><div class="form">{reach}</div></Block>
                <Block title="What proves it" id="requirements" remark="One thing to be shown in each"><div class="form">{requirements}</div></Block>
                <Actions>
                    <Button weight=Weight::Primary>"Add the control"</Button>
                    {more}
                    <ButtonLink weight=Weight::Plain href="/controls">"Not now"</ButtonLink>
                </Actions>
            </form>
        }
    }))
}

fn practice(draft: &OwnControlDraft, people: Vec<Choice>, owner: String, wrong: &Wrong) -> AnyView {
    let types = ControlType::ALL.iter().map(|word| Choice::new(word.key(), word.label())).collect::<Vec<_>>();
    let roles = DataRole::ALL.iter().map(|role| Choice::new(role.key(), role.label())).collect::<Vec<_>>();
    let cadences = Cadence::ALL.iter().map(|word| Choice::new(word.key(), word.label())).collect::<Vec<_>>();
    let OwnControlDraft { title, statement, control_type, role, cadence, test, .. } = draft.clone();
    let (no_owner, no_role) = (wrong.at("owner"), wrong.at("role"));
    let (no_cadence, no_type) = (wrong.at("cadence"), wrong.at("control_type"));
    let (no_title, no_statement) = (wrong.at("title"), wrong.at("statement"));
    view! {
        <TextField name="title" label="Name" value=title error=no_title hint="Short: “Red team before each release”"/>
        <LongField name="statement" label="Statement" value=statement error=no_statement hint="What is done, by whom and how often"/>
        <Pair>
            <SelectField name="owner" label="Owner" choices=people value=owner prompt="Choose a person" error=no_owner/>
            <SelectField name="role" label="Usually done by" choices=roles value=role prompt="Choose a role" error=no_role/>
        </Pair>
        <Pair>
            <SelectField name="cadence" label="How often" choices=cadences value=cadence prompt="Choose how often" error=no_cadence/>
            <SelectField name="control_type" label="It acts" choices=types value=control_type prompt="Choose when" error=no_type/>
        </Pair>
        <LongField name="test" label="How it can be tested" value=test optional=true hint="What an auditor would look at"/>
    }
    .into_any()
}

fn requirement(draft: &OwnRequirementDraft, proven: &Proven, place: usize, wrong: &Wrong) -> AnyView {
    let subjects = SubjectKind::ALL.iter().map(|kind| Choice::new(kind.key(), kind.label())).collect::<Vec<_>>();
    let natures = vec![
        Choice::new(Nature::Operate.key(), Nature::Operate.label())
            .note("Done again and again, as often as the control runs"),
        Choice::new(Nature::SetUp.key(), Nature::SetUp.label()).note("Put in place once, and then reviewed"),
    ];
    let OwnRequirementDraft { title, why, steps, subject, nature, fresh_days, due_days, .. } = draft.clone();
    let named = |name: &str| (field(name, place), wrong.at(&field(name, place)));
    let ((at_title, no_title), (at_why, no_why), (at_steps, no_steps)) = (named("title"), named("why"), named("steps"));
    let ((at_subject, no_subject), (at_nature, no_nature)) = (named("subject"), named("nature"));
    let ((at_fresh, no_fresh), (at_due, no_due)) = (named("fresh_days"), named("due_days"));
    let proven = proven::view(proven, place, wrong);
    let legend = format!("Requirement {place}");
    view! {
        <Group label=legend>
            <div class="form">
            <TextField name=at_title label="What to do" value=title error=no_title hint="“Attack the release”"/>
            <LongField name=at_why label="Why" value=why error=no_why/>
            <LongField name=at_steps label="Steps" value=steps error=no_steps hint="One a line"/>
            <SelectField name=at_subject label="Asked of" choices=subjects value=subject error=no_subject/>
            <RadioField name=at_nature label="Nature" choices=natures value=nature error=no_nature/>
            {proven}
            <Pair>
                <TextField name=at_fresh label="Fresh for days" typed=Typed::Number short=true value=fresh_days error=no_fresh optional=true hint="Empty: by how often it runs, or by its review"/>
                <TextField name=at_due label="Due after days" typed=Typed::Number short=true value=due_days error=no_due optional=true hint="Empty: 30"/>
            </Pair>
            </div>
        </Group>
    }
    .into_any()
}
