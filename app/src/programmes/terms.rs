//! The terms of a programme: its name, its days, its categories with reasons, its commitments. Days and commitments
//! change by one person; a category comes by one and goes by two.

use super::window::{self, Looked};
use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Draft, Fields, Form, Query, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{ChecksField, Choice, RadioField, SelectField};
use crate::ui::field::{Group, Pair};
use crate::ui::input::{DateField, TextField};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::change::Change;
use domain::days::{Period, typed};
use domain::ids::ProgrammeId;
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::refusal::{Fault, Refusal};
use domain::words::{Categories, Category, Set, Word};
use leptos::prelude::*;
use store::Terms;

/// What the form holds: the draft, and its days as they were typed.
#[derive(Clone)]
pub struct TermsForm {
    pub draft: ProgrammeDraft,
    days: [String; 3],
    version: Option<i64>,
    /// The window is only looked at: nothing is saved.
    pub looks: bool,
}

const DAYS: [&str; 3] = ["on_day", "window_from", "window_until"];

impl Draft for TermsForm {
    fn typed(fields: &Fields) -> Self {
        let categories: Set<Category> = fields.words("categories").into_iter().collect();
        let draft = ProgrammeDraft {
            name: fields.text("name"),
            kind: fields.parsed("kind").unwrap_or(ReportKind::Type2),
            on_day: fields.day("on_day"),
            window_from: fields.day("window_from"),
            window_until: fields.day("window_until"),
            categories: categories.into(),
            reasons: fields.text("reasons"),
            commitments: fields.text("commitments"),
        };
        let days = DAYS.map(|name| fields.text(name));
        let form = Self { draft, days, version: fields.parsed("version"), looks: fields.ticked("look") };
        match window::taken(fields) {
            Some(window) => Self { looks: true, ..form.with(window) },
            None => form,
        }
    }
}

impl TermsForm {
    /// A form nobody typed into yet.
    pub fn fresh() -> Self {
        Self::typed(&Fields::default())
    }

    /// The same, with another window.
    fn with(self, window: Period) -> Self {
        let (from, until) = (window.from(), window.until());
        let draft = ProgrammeDraft { window_from: Some(from), window_until: Some(until), ..self.draft };
        let [on_day, ..] = self.days;
        Self { draft, days: [on_day, from.to_string(), until.to_string()], ..self }
    }

    /// The window that it holds, of a report that has one.
    pub fn window(&self) -> Option<Period> {
        let days = self.draft.window_from.zip(self.draft.window_until)?;
        Period::new(days.0, days.1).ok().filter(|_| self.draft.kind == ReportKind::Type2)
    }

    /// What was typed for a day and is none, or belongs to the other kind of report.
    pub fn strange_days(&self) -> Vec<Fault> {
        let each = DAYS.iter().zip(&self.days).filter(|(_, text)| !text.trim().is_empty());
        let fault = |name: &'static str, text: &String| {
            let why = self.of_the_other_kind(name).map(str::to_owned);
            Some(Fault::new(name, why.or_else(|| Some(typed(text).err()?.to_string()))?))
        };
        each.filter_map(|(name, text)| fault(name, text)).collect()
    }

    fn of_the_other_kind(&self, day: &str) -> Option<&'static str> {
        match (self.draft.kind, day) {
            (ReportKind::Type2, "on_day") => Some("A Type II report has a window; leave Day empty."),
            (ReportKind::Type1, "window_from") => Some("A Type I report speaks of one day; leave First day empty."),
            (ReportKind::Type1, "window_until") => Some("A Type I report speaks of one day; leave Last day empty."),
            (ReportKind::Type1 | ReportKind::Type2, _) => None,
        }
    }

    fn of(terms: Terms) -> Self {
        let Terms { no: _, version, draft } = terms;
        let days = [draft.on_day, draft.window_from, draft.window_until];
        let days = days.map(|day| day.map(|day| day.to_string()).unwrap_or_default());
        Self { draft, days, version: Some(version), looks: false }
    }
}

/// The fields. Categories that are in scope already stay; the kind of an open programme too.
pub(super) fn fields(form: &TermsForm, wrong: &Wrong, open: Option<Categories>) -> AnyView {
    let TermsForm { draft, days: [on_day, from, until], version, looks: _ } = form.clone();
    let kinds = vec![
        Choice::new("type-2", "Type II").note("Controls operated through a window, mostly three to twelve months"),
        Choice::new("type-1", "Type I").note("Controls are suitably designed and in place, on one day"),
    ];
    let chosen: Vec<_> = draft.categories.iter().map(|category| category.word().to_owned()).collect();
    let kind = draft.kind;
    let (one, two) = (open.is_none() || kind == ReportKind::Type1, open.is_none() || kind == ReportKind::Type2);
    let (at_from, at_until) = (wrong.at("window_from"), wrong.at("window_until"));
    let new = open.is_none();
    let window = view! {
        <Pair>
            <DateField name="window_from" label="First day" value=from error=at_from hint=if new { "Empty for a Type I report" } else { "" }/>
            <DateField name="window_until" label="Last day" value=until error=at_until hint=if new { "Both days included" } else { "" }/>
        </Pair>
    };
    let day_hint = if new { "Empty for a Type II report" } else { "The day that a Type I report speaks of" };
    let day = view! { <DateField name="on_day" label="Day" value=on_day error=wrong.at("on_day") hint=day_hint/> };
    let (window, day) = (window.into_any(), day.into_any());
    view! {
        {version.map(|version| view! { <input type="hidden" name="version" value=version/> })}
        <TextField name="name" label="Name" value=draft.name error=wrong.at("name") hint="As people here call the report: SOC 2 Type II, 2027"/>
        {open.is_none().then(|| view! { <RadioField name="kind" label="Report" choices=kinds value=kind.key()/> })}
        {two.then(|| of_kind(new, "Of a Type II report: its window", window))}
        {one.then(|| of_kind(new, "Of a Type I report: its day", day))}
        <ChecksField name="categories" label="Categories" choices=categories(open) value=chosen error=wrong.at("categories")/>
        <LongField name="reasons" label="Why these categories" value=draft.reasons error=wrong.at("reasons") optional=true hint="What customers were promised, and what the systems do with their data"/>
        <LongField name="commitments" label="Service commitments" value=draft.commitments error=wrong.at("commitments") optional=true hint="What you promise customers in contracts and policies; the report is measured by it"/>
    }
    .into_any()
}

/// The days of one kind of report, under their own heading while the kind is still chosen.
fn of_kind(chosen_here: bool, label: &'static str, fields: AnyView) -> AnyView {
    if chosen_here { view! { <Group label>{fields}</Group> }.into_any() } else { fields }
}

fn categories(open: Option<Categories>) -> Vec<Choice> {
    let note = |category: Category| match category {
        Category::Security => "The 33 common criteria; always in scope",
        Category::Availability => "Three criteria: the systems are there when promised",
        Category::ProcessingIntegrity => "Five criteria: what models put out is complete, valid and accurate",
        Category::Confidentiality => "Two criteria: confidential data is kept and disposed of",
        Category::Privacy => "18 criteria: data about people",
    };
    let stays = |category: Category| category == Category::Security || open.is_some_and(|c| c.contains(category));
    let all = Category::ALL.iter().map(|category| {
        let choice = Choice::new(category.key(), category.label()).note(note(*category));
        if stays(*category) { choice.fixed() } else { choice }
    });
    all.collect()
}

/// The terms as they stand, or with the window that the address offers: it is filled in, and not saved.
pub async fn show(asking: Asking, The(id): The<ProgrammeId>, Query(query): Query) -> Result<Page> {
    let terms = asking.store().terms(id).await?;
    let open = terms.draft.categories;
    let offered = query.day("window_from").zip(query.day("window_until"));
    let offered = offered.and_then(|(from, until)| Period::new(from, until).ok());
    let form = match offered.filter(|_| terms.draft.kind == ReportKind::Type2) {
        Some(window) => TermsForm { looks: true, ..TermsForm::of(terms).with(window) },
        None => TermsForm::of(terms),
    };
    page(&asking, id, form, open, Wrong::default(), None).await
}

pub async fn change(asking: Asking, The(id): The<ProgrammeId>, Form(form): Form<TermsForm>) -> Result<Response> {
    if form.looks {
        return look(&asking, id, form).await;
    }
    let version = form.version.ok_or_else(|| Refusal::at("name", "The form came without its version. Open it again."));
    let strange = form.strange_days();
    let done = match version {
        Ok(_) if !strange.is_empty() => Err(Refusal::Invalid(strange).into()),
        Ok(version) => asking.store().change_programme(asking.actor(), id, form.draft.clone(), version).await,
        Err(refusal) => Err(refusal.into()),
    };
    let Err(error) = done.map_err(Error::from) else {
        return Ok(Redirect::to(&format!("/programmes/{id}")).into_response());
    };
    let terms = asking.store().terms(id).await?;
    let open = terms.draft.categories;
    if let Error::Refused(Refusal::Conflict(rule)) = error {
        // What stands now is on the programme's page; what was typed stays in the form, over the newest version.
        let newest = TermsForm { version: Some(terms.version), ..kind_of(form, &terms) };
        let page = page(&asking, id, newest, open, Wrong::default(), Some((rule.into_owned(), terms))).await?;
        return Ok(page.status(StatusCode::CONFLICT).into_response());
    }
    let form = kind_of(form, &terms);
    Ok(page(&asking, id, form, open, error.faults()?.into(), None).await?.refused().into_response())
}

/// What was typed, with what its window cuts.
async fn look(asking: &Asking, id: ProgrammeId, form: TermsForm) -> Result<Response> {
    let terms = asking.store().terms(id).await?;
    let form = kind_of(form, &terms);
    let faults = window::faults(&form);
    let wrong = !faults.is_empty();
    let page = page(asking, id, form, terms.draft.categories, faults.into(), None).await?;
    Ok(if wrong { page.refused().into_response() } else { page.into_response() })
}

/// The kind of report is not in the form of an open programme.
fn kind_of(form: TermsForm, terms: &Terms) -> TermsForm {
    let all = terms.draft.categories.set().union(form.draft.categories.set());
    TermsForm { draft: ProgrammeDraft { kind: terms.draft.kind, categories: all.into(), ..form.draft }, ..form }
}

async fn page(
    asking: &Asking,
    id: ProgrammeId,
    form: TermsForm,
    open: Categories,
    wrong: Wrong,
    late: Option<(String, Terms)>,
) -> Result<Page> {
    let looked = Looked::at(asking, Some(&super::find(asking, id).await?), &form).await?;
    Ok(asking.page("Change the terms", Place::Programmes, move || {
        let two = form.draft.kind == ReportKind::Type2;
        view! {
            <Say>{format!("Change the terms of {}.", form.draft.name)}</Say>
            <Lede>"Days and commitments change at once. A category comes at once and asks more; leaving one out takes two."</Lede>
            {late.map(stale)}
            <Block title="Terms" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                {looked.notice()}
                <form class="form" method="post" action=format!("/programmes/{id}/terms") novalidate>
                    {fields(&form, &wrong, Some(open))}
                    <Actions>
                        <Button weight=Weight::Primary>"Save the terms"</Button>
                        {two.then(|| looked.buttons())}
                        <ButtonLink weight=Weight::Plain href=format!("/programmes/{id}")>"Keep them"</ButtonLink>
                    </Actions>
                </form>
            </Block>
            {drop_form(id, open, String::new(), &Wrong::default())}
        }
    }))
}

fn stale(late: (String, Terms)) -> AnyView {
    let (rule, Terms { draft, .. }) = late;
    view! {
        <Notice tone=Tone::NotDone word="Not saved">
            <p>{rule}" What you typed is still below. What stands now:"</p>
            <p>{draft.name}</p>
            <p>{draft.commitments}</p>
        </Notice>
    }
    .into_any()
}

/// Leaving a category out, as a proposal.
fn drop_form(id: ProgrammeId, open: Categories, reason: String, wrong: &Wrong) -> Option<AnyView> {
    let choices: Vec<_> = open
        .iter()
        .filter(|category| *category != Category::Security)
        .map(|category| Choice::new(category.key(), category.label()))
        .collect();
    let (at_category, at_reason) = (wrong.at("category"), wrong.at("reason"));
    (!choices.is_empty()).then(|| {
        view! {
            <Block title="Leave a category out" id="drop" remark="Takes a second person">
                <form class="form" method="post" action=format!("/programmes/{id}/drop") novalidate>
                    <SelectField name="category" label="Category" choices prompt="Choose a category" error=at_category/>
                    <LongField name="reason" label="Reason" value=reason error=at_reason hint="It is shown beside what it changes"/>
                    <Actions><Button weight=Weight::Danger>"Propose to leave it out"</Button></Actions>
                </form>
            </Block>
        }
        .into_any()
    })
}

pub async fn drop_category(asking: Asking, The(id): The<ProgrammeId>, Form(fields): Form<Fields>) -> Result<Response> {
    let programme = super::find(&asking, id).await?;
    let reason = fields.text("reason");
    let outcome = match fields.parsed::<Category>("category") {
        Some(category) => {
            let change = Change::Drop { programme: id, categories: Categories::from(Set::from(category)) };
            asking.store().propose(asking.actor(), &change, &reason).await
        }
        None => Err(Refusal::at("category", "Choose the category to leave out.").into()),
    };
    let wrong: Wrong = match outcome {
        Ok(proposal) => return Ok(Redirect::to(&format!("/decisions/{proposal}")).into_response()),
        Err(error) => Error::from(error).faults()?.into(),
    };
    let page = asking.page("Leave a category out", Place::Programmes, move || {
        view! {
            <Say>{format!("Leave a category out of {}.", programme.name)}</Say>
            <Summary faults=wrong.summary()/>
            {drop_form(id, programme.categories, reason, &wrong)}
        }
    });
    Ok(page.refused().into_response())
}
