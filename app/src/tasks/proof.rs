//! The form that adds a missing proof: of which kind, as what, for which days, and which subjects it proves.

use super::one::{One, stands};
use super::side;
use crate::form::{Draft, Fields};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::{CheckField, ChecksField, Choice, RadioField, SelectField};
use crate::ui::dates;
use crate::ui::field::{Group, Pair};
use crate::ui::file::FileField;
use crate::ui::input::{DateField, TextField, Typed as Keys};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use domain::catalogue::catalogue;
use domain::codes::KindId;
use domain::days;
use domain::evidence::{EvidenceDraft, Form, must_end};
use domain::instant::Instant;
use domain::proof::{Proof, Sought};
use domain::refusal::{Faults, Refusal};
use domain::tasks::Stage;
use domain::trail::hex;
use domain::words::SubjectKind;
use jiff::civil::Date;
use leptos::prelude::*;
use store::TaskRead;

/// The form as typed.
#[derive(Clone, Debug, Default)]
pub struct ProofDraft {
    pub kind: String,
    /// Of a nil return: the kind of which nothing occurred.
    pub in_place_of: String,
    pub title: String,
    pub form: String,
    pub link: String,
    pub statement: String,
    pub speaks_from: String,
    pub speaks_until: String,
    pub performed_on: String,
    pub stamp: String,
    pub performed_by: String,
    pub own_end: String,
    pub subjects: Vec<String>,
    /// Every subject on which it is open, those on other pages too.
    pub all_open: bool,
    /// A file that an earlier try brought: its hash and name.
    pub kept: String,
    pub kept_name: String,
}

impl Draft for ProofDraft {
    fn typed(fields: &Fields) -> Self {
        Self {
            kind: fields.text("kind"),
            in_place_of: fields.text("in_place_of"),
            title: fields.text("title"),
            form: fields.text("form"),
            link: fields.text("link"),
            statement: fields.text("statement"),
            speaks_from: fields.text("speaks_from"),
            speaks_until: fields.text("speaks_until"),
            performed_on: fields.text("performed_on"),
            stamp: fields.text("stamp"),
            performed_by: fields.text("performed_by"),
            own_end: fields.text("own_end"),
            subjects: fields.all("pairs").map(str::to_owned).collect(),
            all_open: fields.ticked("all_open"),
            kept: fields.text("kept"),
            kept_name: fields.text("kept_name"),
        }
    }
}

impl ProofDraft {
    /// What the form proposes: the first missing kind, today, and every open subject, or the one that was asked for.
    pub(crate) fn fresh(read: &TaskRead, only: Option<i64>, now: Instant, today: Date) -> Self {
        let open = |stage| matches!(stage, Stage::Open | Stage::Renew | Stage::Waiting);
        let wanted = read.subjects.iter().filter(|subject| match only {
            Some(only) => subject.no == only,
            None => subject.task.is_some_and(|task| open(task.stage)),
        });
        let missing = read.requirement.proof.as_ref().and_then(|proof| {
            let first = read.subjects.first()?;
            let missing = proof.missing(|sought| stands(first, sought, proof, now).is_some());
            missing.first().or(proof.terms().first().as_ref())?.kinds().next().map(|(kind, _)| kind.to_string())
        });
        Self {
            kind: missing.unwrap_or_default(),
            form: Form::File.key().to_owned(),
            speaks_from: today.to_string(),
            speaks_until: today.to_string(),
            subjects: wanted.map(|subject| subject.no.to_string()).collect(),
            ..Self::default()
        }
    }

    /// What the rule is asked.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] for days that are none and choices that were not made.
    pub(crate) fn evidence(&self) -> Result<EvidenceDraft, Refusal> {
        let mut faults = Faults::default();
        let kind = self.kind.parse::<KindId>().map_err(|_| faults.add("kind", "Choose the kind of evidence.")).ok();
        let form = self.form.parse::<Form>().map_err(|_| faults.add("form", "Choose what it is.")).ok();
        let mut day = |field: &'static str, text: &str, must: bool| match text.trim() {
            "" if must => {
                faults.add(field, "Give the day.");
                None
            }
            "" => None,
            text => days::typed(text).map_err(|no_day| faults.add(field, no_day.to_string())).ok(),
        };
        let (from, until) =
            (day("speaks_from", &self.speaks_from, true), day("speaks_until", &self.speaks_until, true));
        let performed_on = day("performed_on", &self.performed_on, false);
        let own_end = day("own_end", &self.own_end, false);
        if self.title.trim().is_empty() {
            faults.add("title", "Give it a title, as an auditor would look for it.");
        }
        let (Some(kind), Some(form), Some(speaks_from), Some(speaks_until)) = (kind, form, from, until) else {
            faults.none()?;
            return Err(Refusal::at("kind", "Choose the kind of evidence."));
        };
        faults.none()?;
        Ok(EvidenceDraft {
            title: self.title.clone(),
            kind,
            form,
            link: self.link.clone(),
            statement: self.statement.clone(),
            speaks_from,
            speaks_until,
            performed_on,
            stamp: self.stamp.clone(),
            performed_by: self.performed_by.parse().ok(),
            own_end,
        })
    }
}

/// The kinds that the proof names, what is missing on the first subject marked so.
fn kinds(one: &One, proof: &Proof) -> Vec<Choice> {
    let first = one.read.subjects.first();
    let mut choices: Vec<_> = proof
        .kinds()
        .map(|(id, _)| {
            let title = catalogue().kinds.get(id).map_or(id.as_str(), |kind| kind.title);
            let there = first.is_some_and(|subject| stands(subject, Sought::Kind(id), proof, one.now).is_some());
            Choice::new(id.to_string(), if there { format!("{title} (accepted already)") } else { title.to_owned() })
        })
        .collect();
    if proof.nils().next().is_some() {
        let nil = KindId::NIL_RETURN;
        let title = catalogue().kinds.get(&nil).map_or("Nil return", |kind| kind.title);
        choices.push(Choice::new(nil.to_string(), title));
    }
    choices
}

/// Of what a nil return says that it did not occur: asked where there are two, so that one cannot meet both.
fn populations(one: &One, proof: &Proof, draft: &ProofDraft, error: Option<String>) -> Option<AnyView> {
    let choices: Vec<_> = proof
        .nils()
        .map(|id| {
            let title = catalogue().kinds.get(id).map_or(id.as_str(), |kind| kind.title);
            let first = one.read.subjects.first();
            let there = first.is_some_and(|subject| stands(subject, Sought::NilOf(id), proof, one.now).is_some());
            Choice::new(id.to_string(), if there { format!("{title} (accepted already)") } else { title.to_owned() })
        })
        .collect();
    let value = draft.in_place_of.clone();
    (choices.len() > 1).then(|| {
        view! {
            <SelectField
                name="in_place_of" label="A nil return: what did not occur" choices value error
                prompt="Only for a nil return" optional=true
                hint="One nil return is a complete population of no rows of one kind."
            />
        }
        .into_any()
    })
}

pub(crate) fn form(one: &One) -> AnyView {
    let Some(proof) = one.read.requirement.proof.clone() else { return ().into_any() };
    let (draft, wrong) = (one.draft.clone(), one.typed.wrong.clone());
    let wrong = if one.typed.form == "prove" { wrong } else { crate::form::Wrong::default() };
    let action = format!("/tasks/{}/prove", one.id);
    let at = |field: &str| wrong.at(field);
    let kinds = kinds(one, &proof);
    let populations = populations(one, &proof, &draft, at("in_place_of"));
    let (what, days, whom) = (what(one, &draft, &at), days(one, &draft, &at), whom(one, &draft, &at));
    let (kind_error, title_error) = (at("kind"), at("title"));
    let faults = wrong.summary();
    view! {
        <Block title="Add the missing proof" id="prove">
            <Summary faults/>
            <form class="form" method="post" action=action enctype="multipart/form-data" novalidate>
                <SelectField
                    name="kind" label="Kind of evidence" choices=kinds value=draft.kind error=kind_error
                    prompt="Choose a kind"
                />
                {populations}
                <TextField
                    name="title" label="Title" value=draft.title error=title_error
                    hint="As an auditor would look for it: “Object lock settings, log bucket”."
                />
                {what}
                {days}
                {whom}
                <Actions>
                    <Button weight=Weight::Primary>"Send for review"</Button>
                    <span class="hint">"A second person decides. The rule closes the task by itself when they accept."</span>
                </Actions>
            </form>
        </Block>
    }
    .into_any()
}

fn what(one: &One, draft: &ProofDraft, at: &impl Fn(&str) -> Option<String>) -> AnyView {
    let forms = Form::SUBMITTED.iter().map(|form| Choice::new(form.key(), form.label())).collect();
    let kept = one.typed.file.as_ref().map(|file| (hex(&file.sha256), file.name.clone()));
    let hidden = kept.clone().map(|(hash, name)| {
        view! { <input type="hidden" name="kept" value=hash/><input type="hidden" name="kept_name" value=name/> }
    });
    let kept = kept.map(|(_, name)| name);
    let (form, link, statement) = (draft.form.clone(), draft.link.clone(), draft.statement.clone());
    let (no_form, no_file, no_link, no_statement) = (at("form"), at("file"), at("link"), at("statement"));
    // What was chosen is needed; the two others are not.
    let other = |one: Form| form != one.key();
    let (no_matter_file, no_matter_link, no_matter_words) =
        (other(Form::File), other(Form::Link), other(Form::Statement));
    view! {
        <RadioField name="form" label="It is a" choices=forms value=form error=no_form/>
        <FileField name="file" label="File" hint="Any kind of file, up to 50 MB." error=no_file value=kept optional=no_matter_file/>
        {hidden}
        <TextField
            name="link" label="Or a link" typed=Keys::Url value=link error=no_link optional=no_matter_link
            hint="The address of what a reviewer can open: https://…"
        />
        <LongField name="statement" label="Or a written statement" value=statement error=no_statement optional=no_matter_words/>
    }
    .into_any()
}

fn days(one: &One, draft: &ProofDraft, at: &impl Fn(&str) -> Option<String>) -> AnyView {
    let ProofDraft { speaks_from, speaks_until, performed_on, stamp, performed_by, own_end, .. } = draft.clone();
    let more = [&performed_on, &stamp, &performed_by, &own_end].into_iter().any(|text| !text.is_empty())
        || must_say_its_end(one)
        || at("performed_on").is_some()
        || at("own_end").is_some();
    let people = one.people.clone();
    let (no_from, no_until) = (at("speaks_from"), at("speaks_until"));
    let (no_day, no_stamp, no_person, no_end) = (at("performed_on"), at("stamp"), at("performed_by"), at("own_end"));
    view! {
        <Group label="It speaks for">
            <Pair>
                <DateField name="speaks_from" label="First day" value=speaks_from error=no_from/>
                <DateField name="speaks_until" label="Last day" value=speaks_until error=no_until/>
            </Pair>
        </Group>
        <details open=more>
            <summary>"When and by whom it was performed, its own end"</summary>
            <DateField
                name="performed_on" label="Performed on" value=performed_on error=no_day optional=true
                hint="The day of the act itself, where it shows one."
            />
            <TextField
                name="stamp" label="Stamped by" value=stamp error=no_stamp optional=true
                hint="The machine that stamped that day: a source system, an e-mail header."
            />
            <SelectField
                name="performed_by" label="Performed by" choices=people value=performed_by error=no_person optional=true
                prompt="You"
            />
            <DateField
                name="own_end" label="Its own last day" value=own_end error=no_end optional=true
                hint=if must_say_its_end(one) { ENDS } else { "Where the document names the day of its review or its end." }
            />
        </details>
    }
    .into_any()
}

/// Whether it asks for something that proves only until a day which nobody but its author knows.
fn must_say_its_end(one: &One) -> bool {
    let kinds = one.read.requirement.proof.iter().flat_map(Proof::kinds);
    let mut kinds = kinds.filter_map(|(kind, _)| catalogue().kinds.get(kind));
    kinds.any(must_end)
}

const ENDS: &str = "A report, certificate or letter of others needs it. Entered on its vendor’s page, its days are reckoned \
    from what it says.";

fn whom(one: &One, draft: &ProofDraft, at: &impl Fn(&str) -> Option<String>) -> AnyView {
    let choices: Vec<_> = one.read.subjects.iter().map(|s| Choice::new(s.no.to_string(), side::name(s))).collect();
    let more = one.read.asked > i64::try_from(choices.len()).unwrap_or(i64::MAX);
    let all = usize::try_from(one.read.tally.open + one.read.tally.waiting).unwrap_or(usize::MAX);
    let all = more.then(|| {
        let things = match one.read.requirement.subject {
            SubjectKind::Organisation | SubjectKind::System => "systems",
            SubjectKind::Vendor => "vendors",
        };
        let label = format!("All {} {things} on which it is open, those on other pages too", dates::figure(all));
        view! { <CheckField name="all_open" label value=draft.all_open/> }
    });
    let (value, error) = (draft.subjects.clone(), at("pairs"));
    view! {
        <ChecksField name="pairs" label="One upload proves" choices value error columns=true/>
        {all}
    }
    .into_any()
}
