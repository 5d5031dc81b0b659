//! Adding a control of our own: what the library does not propose. It asks at once, and counts once a second person
//! approved it. A further requirement is added by a button, so that the form works without JavaScript.

use super::people;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Draft, Fields, Form, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{ChecksField, Choice, RadioField, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::field::{Group, Pair};
use crate::ui::input::{TextField, Typed};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse, Redirect, Response};
use domain::catalogue::catalogue;
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
            kinds: of("kinds", n),
            fresh_days: of("fresh_days", n),
            due_days: of("due_days", n),
        };
        Self {
            draft: OwnControlDraft {
                title: fields.text("title"),
                statement: fields.text("statement"),
                control_type: fields.text("control_type"),
                role: fields.text("role"),
                cadence: fields.text("cadence"),
                applies: fields.text("applies"),
                stages: fields.words("stages"),
                key_for: fields.text("key_for"),
                supports: fields.text("supports"),
                risks: fields.all("risks").map(str::to_owned).collect(),
                test: fields.text("test"),
                requirements: sent.map(requirement).collect(),
            },
            owner: fields.text("owner"),
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
    let draft = OwnControlDraft {
        applies: "all".to_owned(),
        stages: vec![Stage::Production],
        requirements: vec![blank()],
        ..OwnControlDraft::default()
    };
    page(&asking, NewForm { draft, owner: asking.actor().person.to_string(), more: false }, Wrong::default()).await
}

pub async fn add(asking: Asking, Form(mut form): Form<NewForm>) -> Result<Response> {
    if form.more {
        form.draft.requirements.push(blank());
        return Ok(page(&asking, form, Wrong::default()).await?.into_response());
    }
    let outcome = match form.owner.parse::<PersonId>() {
        Ok(owner) => asking.store().add_control(asking.actor(), &form.draft, owner).await.map_err(Error::from),
        Err(_) => Err(nobody(&form.draft).into()),
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

/// No owner was chosen: told with everything else that is wrong.
fn nobody(draft: &OwnControlDraft) -> Refusal {
    let mut faults = match draft.check() {
        Err(Refusal::Invalid(faults)) => faults,
        Ok(_) | Err(Refusal::Forbidden(_) | Refusal::Missing(_) | Refusal::Conflict(_)) => Vec::new(),
    };
    faults.push(Fault::new("owner", "Choose who owns it."));
    Refusal::Invalid(faults)
}

async fn page(asking: &Asking, form: NewForm, wrong: Wrong) -> Result<Page> {
    let people = people(asking).await?;
    Ok(asking.page("A control of our own", Place::Controls, move || {
        let NewForm { draft, owner, .. } = form;
        let (practice, reach) = (practice(&draft, people, owner, &wrong), reach(&draft, &wrong));
        let n = draft.requirements.len();
        let requirements = draft.requirements.iter().zip(1..).map(|(one, place)| requirement(one, place, &wrong));
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

fn reach(draft: &OwnControlDraft, wrong: &Wrong) -> AnyView {
    let stages = Stage::ALL.iter().map(|stage| Choice::new(stage.key(), stage.label())).collect::<Vec<_>>();
    let chosen: Vec<_> = draft.stages.iter().map(|stage| stage.key().to_owned()).collect();
    let risks =
        catalogue().risks.iter().map(|risk| Choice::new(risk.id.to_string(), format!("{} {}", risk.id, risk.title)));
    let risks = risks.collect::<Vec<_>>();
    let OwnControlDraft { key_for, supports, applies, risks: answered, .. } = draft.clone();
    let open = !answered.is_empty() || wrong.at("risks").is_some();
    let (no_key, no_support, no_applies) = (wrong.at("key_for"), wrong.at("supports"), wrong.at("applies"));
    let (no_stages, no_risks) = (wrong.at("stages"), wrong.at("risks"));
    view! {
        <Pair>
            <TextField name="key_for" label="Key for" value=key_for error=no_key optional=true hint="Criteria that it answers: CC6.1, CC7.2"/>
            <TextField name="supports" label="Supports" value=supports error=no_support optional=true hint="Criteria where its gaps show as a weakness"/>
        </Pair>
        <TextField name="applies" label="Applies to" value=applies error=no_applies
            hint="organisation · all · generative,agentic (either) · personal-data+high-impact (both)"/>
        <ChecksField name="stages" label="Asked of systems in the stage" choices=stages value=chosen error=no_stages columns=true/>
        <details open=open>
            <summary>"Risks that it answers, at least one"</summary>
            <ChecksField name="risks" label="Risks" choices=risks value=answered error=no_risks/>
        </details>
    }
    .into_any()
}

fn requirement(draft: &OwnRequirementDraft, place: usize, wrong: &Wrong) -> AnyView {
    let subjects = SubjectKind::ALL.iter().map(|kind| Choice::new(kind.key(), kind.label())).collect::<Vec<_>>();
    let natures = vec![
        Choice::new(Nature::Operate.key(), Nature::Operate.label())
            .note("Done again and again, as often as the control runs"),
        Choice::new(Nature::SetUp.key(), Nature::SetUp.label()).note("Put in place once, and then reviewed"),
    ];
    let OwnRequirementDraft { title, why, steps, subject, nature, kinds, fresh_days, due_days } = draft.clone();
    let named = |name: &str| (field(name, place), wrong.at(&field(name, place)));
    let ((at_title, no_title), (at_why, no_why), (at_steps, no_steps)) = (named("title"), named("why"), named("steps"));
    let ((at_subject, no_subject), (at_nature, no_nature)) = (named("subject"), named("nature"));
    let ((at_kinds, no_kinds), (at_fresh, no_fresh)) = (named("kinds"), named("fresh_days"));
    let (at_due, no_due) = named("due_days");
    let legend = format!("Requirement {place}");
    view! {
        <Group label=legend>
            <div class="form">
            <TextField name=at_title label="What to do" value=title error=no_title hint="“Attack the release”"/>
            <LongField name=at_why label="Why" value=why error=no_why/>
            <LongField name=at_steps label="Steps" value=steps error=no_steps hint="One a line"/>
            <SelectField name=at_subject label="Asked of" choices=subjects value=subject error=no_subject/>
            <RadioField name=at_nature label="Nature" choices=natures value=nature error=no_nature/>
            <TextField name=at_kinds label="Proven by" value=kinds error=no_kinds
                hint="Kinds of evidence: policy-document,policy-approval (both) · config-export|access-listing (either) · nil(incident-record)"/>
            <Pair>
                <TextField name=at_fresh label="Fresh for days" typed=Typed::Number short=true value=fresh_days error=no_fresh optional=true hint="Empty: by how often it runs, or by its review"/>
                <TextField name=at_due label="Due after days" typed=Typed::Number short=true value=due_days error=no_due optional=true hint="Empty: 30"/>
            </Pair>
            </div>
        </Group>
    }
    .into_any()
}
