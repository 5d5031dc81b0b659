//! One policy: how it stands, what comes next, its versions, whom it binds, its exceptions, what was said and done.

use super::exceptions;
use super::parts::{conflict, people, review, said};
use super::{Mishap, mark, relation};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form, Query};
use crate::page::Page;
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::confirm::Confirm;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::DateField;
use crate::ui::link::ways;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::catalogue::{PolicyTemplate, catalogue};
use domain::codes::RequirementId;
use domain::days;
use domain::ids::{PersonId, PolicyId};
use domain::instant::Zone as _;
use domain::people::{Actor, Relation, may};
use domain::policies::{Audience, PolicyState, VersionOutcome, VersionSpan, in_force, missing, state};
use domain::refusal::Refusal;
use domain::trail::{ThingKind, Verb};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{AudienceNow, DraftRow, ExceptionRow, Names, PolicyRow, Remark, VersionRow};

struct Shown {
    row: PolicyRow,
    draft: Option<DraftRow>,
    /// May drop the draft.
    drops: bool,
    versions: Vec<VersionRow>,
    audience: AudienceNow,
    exceptions: Vec<ExceptionRow>,
    talk: Vec<(DateTime, Remark)>,
    unproven: Vec<RequirementId>,
    /// Who may use the version in force as proof of them.
    provers: Vec<PersonId>,
    names: Names,
    history: Vec<Happening>,
    retired: Option<Date>,
    me: Actor,
    words: String,
    mishap: Mishap,
    said: Fields,
    today: Date,
}

async fn load(asking: &Asking, id: PolicyId) -> Result<Shown> {
    let store = asking.store();
    let row = store.policy(id).await?;
    let names = asking.names().await?;
    let zone = &asking.visitor.organisation.zone;
    let draft = store.policy_draft(id).await?;
    let (versions, unproven) = (store.policy_versions(id).await?, store.unproven_by_policy(&row).await?);
    let provers = if unproven.is_empty() { Vec::new() } else { provers(asking, &versions).await? };
    Ok(Shown {
        drops: draft.as_ref().is_some_and(|draft| super::drop::may_drop(asking, &row, draft)),
        draft,
        versions,
        audience: store.policy_audience(&row, asking.today, zone).await?,
        exceptions: store.exceptions(Some(id)).await?,
        talk: store.policy_talk(id).await?.into_iter().map(|remark| (asking.local(remark.at), remark)).collect(),
        unproven,
        provers,
        history: happenings(asking, ThingKind::Policy, &id.to_string(), &names).await?,
        retired: row.retired.as_ref().map(|(at, _)| zone.day(*at)),
        me: *asking.actor(),
        words: String::new(),
        mishap: Mishap::default(),
        said: Fields::default(),
        today: asking.today,
        names,
        row,
    })
}

/// Whoever may use the version in force as proof: they approve policies, and did not write on it.
async fn provers(asking: &Asking, versions: &[VersionRow]) -> Result<Vec<PersonId>> {
    let spans: Vec<_> = versions.iter().filter_map(|version| version.span).collect();
    let span = in_force(&spans, None, asking.today);
    let Some(version) = versions.iter().find(|version| version.span.is_some() && version.span == span) else {
        return Ok(Vec::new());
    };
    let wrote = |person: PersonId| version.submitted_by == person || version.authors.contains(&person);
    let people = asking.store().people().await?.into_iter();
    let may = people.filter(|row| row.active && may(row.rights, Verb::PolicyProven, Relation::Stranger));
    Ok(may.map(|row| row.id).filter(|person| !wrote(*person)).collect())
}

pub async fn show(asking: Asking, The(id): The<PolicyId>, Query(query): Query) -> Result<Response> {
    // “What did it say on a day” is asked by a form, and answered at an address of its own.
    if let Some(day) = query.all("on").next().and_then(|text| days::typed(text).ok()) {
        return Ok(Redirect::to(&format!("/policies/{id}/on/{day}")).into_response());
    }
    let shown = Shown { said: query, ..load(&asking, id).await? };
    Ok(page(&asking, shown).into_response())
}

pub async fn discuss(asking: Asking, The(id): The<PolicyId>, Form(fields): Form<Fields>) -> Result<Response> {
    match asking.store().discuss_policy(asking.actor(), id, &fields.text("words")).await {
        Ok(()) => Ok(Redirect::to(&format!("/policies/{id}#talk")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let shown = Shown { words: fields.text("words"), mishap: mishap.clone(), ..load(&asking, id).await? };
            Ok(mishap.answer(page(&asking, shown)))
        }
    }
}

pub async fn ask_retire(asking: Asking, The(id): The<PolicyId>) -> Result<Page> {
    let row = asking.store().policy(id).await?;
    retiring(&asking, row, String::new(), Mishap::default())
}

pub async fn retire(asking: Asking, The(id): The<PolicyId>, Form(fields): Form<Fields>) -> Result<Response> {
    let reason = fields.text("reason");
    match asking.store().retire_policy(asking.actor(), id, &reason).await {
        Ok(()) => Ok(Redirect::to(&format!("/policies/{id}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let row = asking.store().policy(id).await?;
            Ok(mishap.answer(retiring(&asking, row, reason, mishap.clone())?))
        }
    }
}

fn retiring(asking: &Asking, row: PolicyRow, reason: String, mishap: Mishap) -> Result<Page> {
    if !may(asking.actor().rights, Verb::PolicyRetired, relation(&row, asking.actor())) {
        return Err(Refusal::forbidden("Its owner and compliance managers retire it.").into());
    }
    Ok(asking.page("Retire a policy", Place::Policies, move || {
        let (crumbs, late) = (super::parts::crumbs(&row, "Retire"), conflict(&mishap));
        let base = format!("/policies/{}", row.id);
        view! {
            {crumbs}
            <Say>{format!("“{}” would bind nobody any more.", row.frame.title)}</Say>
            {late}
            <Summary faults=mishap.wrong.summary()/>
            <Confirm question="Retire this policy?" action=format!("{base}/retire") verb="Retire the policy" keep="Keep it" back=base.clone()>
                <p>"What its versions prove ends now. They stay, with everything that was said on any day."</p>
                <LongField name="reason" label="Why" value=reason error=mishap.wrong.at("reason")/>
            </Confirm>
        }
    }))
}

impl Shown {
    fn spans(&self) -> Vec<VersionSpan> {
        self.versions.iter().filter_map(|version| version.span).collect()
    }

    fn waiting(&self) -> Option<&VersionRow> {
        self.versions.iter().find(|version| version.end.is_none())
    }

    fn state(&self) -> PolicyState {
        state(&self.spans(), self.retired, self.waiting().is_some(), self.today)
    }

    fn in_force(&self) -> Option<VersionSpan> {
        in_force(&self.spans(), self.retired, self.today)
    }

    fn may(&self, verb: Verb) -> bool {
        self.row.retired.is_none() && may(self.me.rights, verb, relation(&self.row, &self.me))
    }

    fn template(&self) -> Option<&'static PolicyTemplate> {
        catalogue().policies.get(self.row.template.as_ref()?)
    }

    fn sentence(&self) -> String {
        let today = self.today;
        match (self.state(), self.in_force()) {
            (PolicyState::Retired, _) => {
                let why = self.row.retired.as_ref().map(|(_, why)| why.as_str()).unwrap_or_default();
                format!("was retired on {}: {why}", self.retired.map(dates::full).unwrap_or_default())
            }
            (PolicyState::ReviewOverdue, Some(span)) => {
                let late = dates::days_between(span.review_on, today);
                let late = usize::try_from(late).unwrap_or_default();
                format!(
                    "is {} past its review day. It proves nothing until it was reviewed.",
                    dates::counted(late, "day", "days")
                )
            }
            (_, Some(span)) => {
                let since = dates::short(span.from, today);
                format!(
                    "is in force since {since}, in version {}; it is reviewed by {}.",
                    span.no,
                    dates::short(span.review_on, today)
                )
            }
            (PolicyState::ToCome, None) => {
                let from = self.spans().iter().map(|span| span.from).min();
                format!("is approved, and binds from {} on.", from.map(dates::full).unwrap_or_default())
            }
            (_, None) if self.waiting().is_some() => {
                "binds nobody yet; its first version waits for approval.".to_owned()
            }
            (_, None) => "binds nobody yet; it is being written.".to_owned(),
        }
    }
}

const SAID: [(&str, &str, &str); 8] = [
    ("dropped", "Dropped", "The draft is gone from here; the trail keeps what it said."),
    ("begun", "Begun", "The draft is kept. Write on it, and submit it when it is whole."),
    ("written", "Saved", "The draft is saved. It binds nobody until others approved it."),
    ("submitted", "Submitted", "It waits for those who were named. It never changes from now on."),
    ("approved", "Approved", "Your approval is on record, with this moment."),
    ("rejected", "Rejected", "Its text begins the next draft; its authors read what you said."),
    ("withdrawn", "Taken back", "Its text begins the next draft."),
    ("proven", "Used as proof", "What was adopted after its approval is proven by it now."),
];

fn page(asking: &Asking, shown: Shown) -> Page {
    asking.page(shown.row.frame.title.clone(), Place::Policies, move || view(&shown))
}

fn view(shown: &Shown) -> AnyView {
    let way = vec![Crumb::new("Policies", "/policies"), Crumb::plain(shown.row.frame.title.clone())];
    let (told, late) = (said(&shown.said, &SAID), conflict(&shown.mishap));
    let (next, facts, draft, versions) = (next(shown), facts(shown), draft(shown), versions(shown));
    let (audience, exceptions, talk) = (audience(shown), exceptions_block(shown), talk(shown));
    let href = format!("/trail?thing=policy/{}", shown.row.id);
    let told_history = history(shown.history.clone(), shown.today, href);
    let (name, says) = (shown.row.frame.title.clone(), shown.sentence());
    view! {
        <Crumbs way/>
        <Say><Name>{name}</Name>" "{says}</Say>
        {told}
        {late}
        {next}
        {facts}
        {draft}
        {versions}
        {audience}
        {exceptions}
        {talk}
        <Block title="History" id="history">{told_history}</Block>
    }
    .into_any()
}

/// What comes next: for whoever looks, the one thing to do; beside it what may be done.
fn next(shown: &Shown) -> AnyView {
    let base = format!("/policies/{}", shown.row.id);
    let mut ways: Vec<(String, String)> = Vec::new();
    let mine = shown.audience.register.iter().any(|it| it.person == shown.me.person && it.acknowledged.is_none());
    let approves = may(shown.me.rights, Verb::PolicyApproved, Relation::Stranger);
    if let Some(version) = shown.waiting() {
        let named = version.submission().still_to_approve().any(|person| person == shown.me.person);
        let words = if named && approves { "Read it and decide" } else { "Read what waits for approval" };
        ways.push((words.to_owned(), format!("{base}/versions/{}", version.no)));
    }
    if mine {
        ways.push(("Read and acknowledge it".to_owned(), format!("{base}/register")));
    }
    if shown.may(Verb::PolicyDrafted) {
        match &shown.draft {
            Some(_) if shown.waiting().is_none() => {
                ways.push(("Write on the draft".to_owned(), format!("{base}/write")));
                ways.push(("Submit it for approval".to_owned(), format!("{base}/submit")));
            }
            Some(_) => ways.push(("Write on the next draft".to_owned(), format!("{base}/write"))),
            None => ways.push(("Write the next version".to_owned(), format!("{base}/write"))),
        }
        if shown.in_force().is_some() && shown.waiting().is_none() {
            ways.push(("Confirm it unchanged".to_owned(), format!("{base}/submit?confirm=yes")));
        }
    }
    if shown.may(Verb::PolicyChanged) {
        ways.push(("Change owner or rhythm".to_owned(), format!("{base}/edit")));
        ways.push(("Retire it".to_owned(), format!("{base}/retire")));
    }
    let (prove, first) = (prove(shown), shown.provers.contains(&shown.me.person));
    let buttons = ways.into_iter().enumerate().map(|(i, (words, href))| {
        let weight = if i == 0 && !first { Weight::Primary } else { Weight::Bordered };
        view! { <ButtonLink weight href>{words}</ButtonLink> }
    });
    let buttons = buttons.collect_view();
    view! { {prove}<Actions top=true>{buttons}</Actions> }.into_any()
}

/// What the version in force could prove since: the button for whoever may say so, for others who that is.
fn prove(shown: &Shown) -> Option<AnyView> {
    shown.in_force().filter(|_| !shown.unproven.is_empty())?;
    let tasks = ways(shown.unproven.iter().map(|id| (id.to_string(), format!("/tasks/{id}"))).collect());
    let what = view! { "It could prove "{tasks}", adopted after its approval. " };
    if shown.provers.contains(&shown.me.person) {
        let action = format!("/policies/{}/prove", shown.row.id);
        return Some(
            view! {
                <form id="proof" method="post" action=action>
                    <p>{what}</p>
                    <Actions><Button weight=Weight::Primary>"Use the version in force as proof"</Button></Actions>
                </form>
            }
            .into_any(),
        );
    }
    let opens = may(shown.me.rights, Verb::RightsChanged, Relation::Stranger);
    let who = shown.provers.iter().enumerate().map(|(i, person)| {
        let name = shown.names.of(*person).to_owned();
        let name =
            if opens { view! { <a href=format!("/people/{person}")>{name}</a> }.into_any() } else { name.into_any() };
        view! { {if i == 0 { "" } else { ", " }}{name} }
    });
    let who: Vec<_> = who.collect();
    let who = if who.is_empty() {
        "Nobody here may say so: it takes the right of review, and not to have written on it.".into_any()
    } else {
        view! { "Somebody who did not write on it says so: "{who}"." }.into_any()
    };
    Some(view! { <p id="proof">{what}{who}</p> }.into_any())
}

fn facts(shown: &Shown) -> AnyView {
    let (row, today) = (&shown.row, shown.today);
    let owner = row.frame.owner.map_or_else(|| "Nobody".to_owned(), |owner| shown.names.of(owner).to_owned());
    let state = shown.state();
    let rhythm = row.frame.review.label();
    let next = shown.in_force().map(|span| view! { ", next by "{review(span.review_on, today)} });
    let criteria = ways(row.frame.criteria.iter().map(|id| (id.to_string(), format!("/criteria/{id}"))).collect());
    let template = shown.template().map(|template| {
        let proves = template.proves.iter().map(|id| (id.to_string(), format!("/tasks/{id}"))).collect::<Vec<_>>();
        let proves = if proves.is_empty() {
            "Nothing by itself; its controls are proven by what is done under it.".into_any()
        } else {
            ways(proves).into_any()
        };
        let controls = ways(template.controls.iter().map(|id| (id.to_string(), format!("/controls/{id}"))).collect());
        view! {
            <Fact name="Template">{template.id.to_string()}", "{template.title}</Fact>
            <Fact name="Its approval proves">{proves}</Fact>
            <Fact name="Controls under it">{controls}</Fact>
        }
    });
    view! {
        <Block title="How it stands" first=true quiet=true>
            <Facts>
                <Fact name="State"><Mark state=mark(state) voice=Voice::Calm word=state.label()/></Fact>
                <Fact name="Owner">{owner}</Fact>
                <Fact name="Reviewed">{rhythm}{next}</Fact>
                <Fact name="Criteria">{criteria}</Fact>
                {template}
            </Facts>
        </Block>
    }
    .into_any()
}

fn draft(shown: &Shown) -> Option<AnyView> {
    let draft = shown.draft.as_ref()?;
    let required = shown.template().map_or(&[][..], |template| template.sections.as_slice());
    let open = missing(&draft.text.text, required).len();
    let by = people(&draft.authors, &shown.names);
    let whole = match (draft.file.as_ref(), required.len(), open) {
        (Some(file), ..) => format!("“{}” is attached in place of a text.", file.name),
        (None, 0, _) => String::new(),
        (None, all, 0) => format!("All {all} required sections are written."),
        (None, all, open) => format!("{} of {all} required sections are written.", all - open),
    };
    let attached = draft.file.as_ref().map(|_| {
        view! { " "<a href=format!("/policies/{}/draft/file", shown.row.id)>"Open the document"</a> }
    });
    let remarks = (!draft.text.note.is_empty()).then(|| view! { <p>{draft.text.note.clone()}</p> });
    let drop = shown.drops.then(|| {
        let href = format!("/policies/{}/draft/drop", shown.row.id);
        view! { <Actions><ButtonLink href>"Drop the draft"</ButtonLink></Actions> }
    });
    Some(
        view! { <Block title="The draft" id="draft"><p>"Written on by "{by}". "{whole}{attached}</p>{remarks}{drop}</Block> }
            .into_any(),
    )
}

fn versions(shown: &Shown) -> AnyView {
    let base = format!("/policies/{}", shown.row.id);
    let today = shown.today;
    let now = shown.in_force().map(|span| span.no);
    let rows = shown.versions.iter().rev().map(|version| {
        let (state, word) = match (&version.end, version.span) {
            (None, _) => (State::Due, "Waits for approval".to_owned()),
            (Some(_), Some(_)) if now == Some(version.no) => (State::Met, "In force".to_owned()),
            (Some(_), Some(span)) if span.from > today => (State::Due, "Not yet in force".to_owned()),
            (Some(_), Some(_)) => (State::Excluded, "Superseded".to_owned()),
            (Some(end), None) => (State::Excluded, end.outcome.label().to_owned()),
        };
        let waits: Vec<_> = version.submission().still_to_approve().collect();
        let beside = match &version.end {
            None => format!("Waits for {}", people(&waits, &shown.names)),
            Some(end) if end.outcome == VersionOutcome::Approved => version.note.clone(),
            Some(end) => end.answer.clone(),
        };
        let from = version.span.map(|span| {
            let href = format!("{base}/on/{}", span.from);
            view! { <a class="quiet" href=href>{dates::full(span.from)}</a> }
        });
        let compare = (version.no > 1).then(|| {
            let href = format!("{base}/compare?from={}&to={}", version.no - 1, version.no);
            view! { <a href=href>{format!("Compare with {}", version.no - 1)}</a> }
        });
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=format!("{base}/versions/{}", version.no)>{format!("Version {}", version.no)}</a><span class="sub">{beside}</span></th>
                <td data-th="State"><Mark state voice=Voice::Calm word/></td>
                <td data-th="From">{from}</td>
                <td data-th="Compare">{compare}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![Column::new("Version"), Column::new("State"), Column::new("From"), Column::hidden("Compare")];
    let asked = (!shown.spans().is_empty()).then(|| {
        let (typed, error) = (shown.said.text("on"), unreadable(&shown.said));
        view! {
            <Block title="What did it say on a day?" id="on">
                <form class="form" method="get" action=base.clone()>
                    <DateField name="on" label="Day" value=typed error=error/>
                    <Actions><Button>"Show what bound then"</Button></Actions>
                </form>
            </Block>
        }
    });
    let table = if shown.versions.is_empty() {
        view! { <Empty>"No version was submitted yet."</Empty> }.into_any()
    } else {
        view! { <Table caption="Versions" columns stack=true>{rows}</Table> }.into_any()
    };
    view! { <Block title="Versions" id="versions">{table}</Block>{asked} }.into_any()
}

fn unreadable(query: &Fields) -> Option<String> {
    let typed = query.all("on").next()?;
    days::typed(typed).err().map(|no_day| no_day.to_string())
}

fn audience(shown: &Shown) -> AnyView {
    let base = format!("/policies/{}", shown.row.id);
    let register = &shown.audience.register;
    let missing = register.iter().filter(|reading| reading.acknowledged.is_none()).count();
    let words = match (register.len(), missing) {
        (0, _) if shown.audience.audience != Audience::default() => {
            "It is said whom it binds. They are asked once a version is in force.".to_owned()
        }
        (0, _) => "It is not said yet whom it binds.".to_owned(),
        (all, 0) => format!("All {} whom it binds acknowledged it.", dates::count(all)),
        (all, open) => {
            format!("{} of {} whom it binds have not acknowledged it.", dates::count_first(open), dates::count(all))
        }
    };
    let bound = !register.is_empty();
    let see =
        bound.then(|| view! { <ButtonLink href=format!("{base}/register")>"See who acknowledged it"</ButtonLink> });
    let set = shown.may(Verb::AudienceSet).then(|| {
        view! { <ButtonLink href=format!("{base}/audience")>"Say whom it binds"</ButtonLink> }
    });
    view! { <Block title="Acknowledgement" id="acknowledgement"><p>{words}</p><Actions>{see}{set}</Actions></Block> }
        .into_any()
}

fn exceptions_block(shown: &Shown) -> AnyView {
    let asks = shown.row.retired.is_none() && !shown.me.rights.is_guest();
    let asks = asks.then(|| {
        let href = format!("/policies/{}/exceptions/new", shown.row.id);
        view! { <Actions><ButtonLink href=href>"Ask for an exception"</ButtonLink></Actions> }
    });
    let table = if shown.exceptions.is_empty() {
        view! { <Empty>"No exception was asked for."</Empty> }.into_any()
    } else {
        exceptions::table(shown.exceptions.clone(), &shown.names, shown.today)
    };
    view! { <Block title="Exceptions" id="exceptions">{table}{asks}</Block> }.into_any()
}

fn talk(shown: &Shown) -> AnyView {
    let remarks = shown.talk.iter().map(|(at, remark)| {
        let (who, when) = (shown.names.of(remark.by).to_owned(), dates::moment(*at, shown.today));
        view! { <li><b>{who}</b>" "<span class="hint">{when}</span><p>{remark.words.clone()}</p></li> }
    });
    let remarks = (!shown.talk.is_empty()).then(|| view! { <ul class="talk">{remarks.collect_view()}</ul> });
    let wrong = &shown.mishap.wrong;
    let form = (!shown.me.rights.is_guest()).then(|| {
        let (faults, error, value) = (wrong.summary(), wrong.at("words"), shown.words.clone());
        let action = format!("/policies/{}/discuss", shown.row.id);
        view! {
            <Summary faults/>
            <form class="form" method="post" action=action novalidate>
                <LongField name="words" label="Remark" value error/>
                <Actions><Button>"Add the remark"</Button></Actions>
            </form>
        }
    });
    view! { <Block title="Remarks" id="talk">{remarks}{form}</Block> }.into_any()
}
