//! What is done with the subjects of a task besides proving: giving them, setting a day, excluding them.

use super::{One, Typed};
use crate::tasks::side;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button};
use crate::ui::choice::{ChecksField, Choice, SelectField};
use crate::ui::dates;
use crate::ui::input::DateField;
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use leptos::prelude::*;

/// What a form of this page typed, if it is the one that came back.
pub(super) fn typed(one: &One, form: &str) -> Typed {
    if one.typed.form == form { one.typed.clone() } else { Typed::default() }
}

/// The subjects of this page to tick, with the version of what people decided about each.
fn picks(one: &One, typed: &Typed, id: &str) -> AnyView {
    let choices: Vec<_> = one
        .read
        .subjects
        .iter()
        .map(|subject| {
            let assignee = subject.assignee.map_or("Nobody", |person| one.names.of(person));
            let note = format!("{assignee}, due {}", dates::short(subject.due, one.today));
            Choice::new(format!("{}:{}", subject.no, subject.version), side::name(subject)).note(note)
        })
        .collect();
    let chosen: Vec<_> = if typed.form.is_empty() {
        choices.iter().map(|choice| choice.value.clone()).collect()
    } else {
        // By their numbers: the versions are those of now.
        let number = |text: &str| text.split(':').next().unwrap_or_default().to_owned();
        let ticked: Vec<_> = typed.fields.all("subjects").map(number).collect();
        let values = choices.iter().map(|choice| choice.value.clone());
        values.filter(|value| ticked.contains(&number(value))).collect()
    };
    let error = typed.wrong.at("subjects");
    let id = format!("{id}-subjects");
    view! { <ChecksField name="subjects" label="For" id choices value=chosen error columns=true/> }.into_any()
}

pub(super) fn hands(one: &One) -> Option<AnyView> {
    (one.may_hand && !one.read.subjects.is_empty()).then(|| {
        let id = one.id.clone();
        let (give, due) = (typed(one, "give"), typed(one, "due"));
        let people = one.people.clone();
        let (to_give, to_due) = (picks(one, &give, "give"), picks(one, &due, "due"));
        let (assignee, day) = (give.fields.text("assignee"), due.fields.text("due_on"));
        let (wrong_assignee, wrong_day) = (give.wrong.at("assignee"), due.wrong.at("due_on"));
        view! {
            <Block title="Who and when" id="hands">
                <details open=!give.form.is_empty()>
                    <summary>"Give it to somebody"</summary>
                    <Summary faults=give.wrong.summary()/>
                    <form class="form" method="post" action=format!("/tasks/{id}/give") novalidate>
                        <SelectField
                            name="assignee" label="Person" choices=people value=assignee error=wrong_assignee
                            prompt="Whom it falls to by itself" optional=true
                        />
                        {to_give}
                        <Actions><Button>"Give the task"</Button></Actions>
                    </form>
                </details>
                <details open=!due.form.is_empty()>
                    <summary>"Set a due date"</summary>
                    <Summary faults=due.wrong.summary()/>
                    <form class="form" method="post" action=format!("/tasks/{id}/due") novalidate>
                        <DateField
                            name="due_on" label="Due on" value=day error=wrong_day optional=true
                            hint="Empty: the day that follows from when it was first asked."
                        />
                        {to_due}
                        <Actions><Button>"Set the due date"</Button></Actions>
                    </form>
                </details>
            </Block>
        }
        .into_any()
    })
}

pub(super) fn exclude(one: &One) -> Option<AnyView> {
    (one.may_exclude && !one.read.subjects.is_empty()).then(|| {
        let id = one.id.clone();
        let typed = typed(one, "exclude");
        let choices: Vec<_> =
            one.read.subjects.iter().map(|s| Choice::new(s.no.to_string(), side::name(s))).collect();
        let chosen: Vec<_> = typed.fields.all("subjects").map(str::to_owned).collect();
        let (until, reason) = (typed.fields.text("until"), typed.fields.text("reason"));
        let wrong = |field| typed.wrong.at(field);
        let (wrong_subjects, wrong_until, wrong_reason) = (wrong("subjects"), wrong("until"), wrong("reason"));
        view! {
            <Block title="Does not apply" id="exclude">
                <details open=!typed.form.is_empty()>
                    <summary>"Propose that it does not apply"</summary>
                    <p class="hint">
                        "A second person, never an owner of what is excluded, agrees. It ends on the day you give, a year at most."
                    </p>
                    <Summary faults=typed.wrong.summary()/>
                    <form class="form" method="post" action=format!("/tasks/{id}/exclude") novalidate>
                        <ChecksField
                            name="subjects" id="exclude-subjects" label="To" choices value=chosen error=wrong_subjects
                            columns=true
                        />
                        <DateField name="until" label="Until the end of" value=until error=wrong_until/>
                        <LongField name="reason" label="Reason" value=reason error=wrong_reason/>
                        <Actions><Button>"Propose"</Button></Actions>
                    </form>
                </details>
            </Block>
        }
        .into_any()
    })
}
