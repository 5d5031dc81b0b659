//! Buttons and fields.
use crate::ui::{
    badge::{Badge, Id, Late},
    block::Block,
    button::{Actions, Button, ButtonLink, Weight},
    choice::{CheckField, ChecksField, Choice, RadioField, SelectField},
    field::{Group, Pair},
    file::FileField,
    input::{DateField, PasswordField, Secret, TextField, Typed},
    summary::{Fault, Summary},
    textarea::LongField,
};
use leptos::prelude::*;

#[component]
pub fn Buttons() -> impl IntoView {
    view! {
        <Block title="Buttons and badges">
            <Actions>
                <Button weight=Weight::Primary>"Send for review"</Button>
                <Button>"Give an owner"</Button>
                <ButtonLink weight=Weight::Plain href="#">"Clear"</ButtonLink>
                <Button weight=Weight::Danger>"Withdraw evidence"</Button>
                <Button disabled=true>"Approve"</Button>
                <Button busy=true>"Reading 2,133 rows"</Button>
            </Actions>
            <div class="row">
                <Badge>"Draft"</Badge>
                <Badge solid=true>"In force"</Badge>
                <Late days=23/>
                <Id id="CC7.2"/>
            </div>
        </Block>
    }
}

#[component]
pub fn Typing() -> impl IntoView {
    let faults =
        vec![Fault::new("last", "The period ends before it begins"), Fault::new("kind", "Choose what the file proves")];
    let wrong = Some("30 Jun 2026 is before the first day, 1 Jul 2026.".to_owned());
    view! {
        <Block title="Typing">
            <div class="cols">
                <form class="form" novalidate>
                    <Summary faults kept="The file is kept too."/>
                    <TextField name="title" label="Title" hint="As an auditor would look for it" value="Object lock settings, log bucket"/>
                    <Group label="It speaks for">
                        <Pair>
                            <DateField name="first" label="First day" value="2026-07-01"/>
                            <DateField name="last" label="Last day" value="2026-06-30" error=wrong/>
                        </Pair>
                    </Group>
                    <TextField name="rows" label="Rows" typed=Typed::Number short=true value="1,240" optional=true/>
                </form>
                <form class="form" novalidate>
                    <LongField name="reason" label="Reason" value="Hosted by Northgate Cloud, whose report covers physical access."/>
                    <PasswordField name="password" label="Password" secret=Secret::Current hint="At least 12 letters"/>
                    <FileField name="file" label="File" hint="Show the attempt and the refusal. Up to 50 MB." value=Some("attempt.log".to_owned())/>
                </form>
            </div>
        </Block>
    }
}

#[component]
pub fn Choosing() -> impl IntoView {
    let kinds = vec![Choice::new("config", "Configuration export"), Choice::new("test", "Control test result")];
    let answers = vec![
        Choice::new("yes", "Yes"),
        Choice::new("no", "No"),
        Choice::new("", "Not answered").note("Controls that depend on it read unknown"),
    ];
    let systems = ["Claims triage", "Fraud screen", "Document reader", "Settlement letters"];
    let systems: Vec<_> = systems.map(|name| Choice::new(name, name)).into();
    let chosen = vec!["Fraud screen".to_owned(), "Document reader".to_owned()];
    let categories = vec![
        Choice::new("security", "Security").note("33 criteria. Always in scope").fixed(),
        Choice::new("availability", "Availability").note("Three criteria"),
    ];
    let missing = Some("Choose what the file proves. The task asks for a control test result.".to_owned());
    let none = Some("Choose at least one category.".to_owned());
    view! {
        <Block title="Choosing">
            <div class="cols">
                <form class="form" novalidate>
                    <SelectField name="kind" label="Proves" prompt="Choose a kind" choices=kinds error=missing/>
                    <RadioField name="generative" label="Is Document reader generative?" choices=answers value="yes" hint="Traits decide which controls apply"/>
                    <CheckField name="sure" label="I performed this myself" hint="Who accepts must be someone else"/>
                </form>
                <form class="form" novalidate>
                    <ChecksField name="subject" label="One upload proves" choices=systems value=chosen columns=true/>
                    <ChecksField name="category" label="Categories" choices=categories value=vec!["security".to_owned()] error=none/>
                </form>
            </div>
        </Block>
    }
}
