//! One policy: how it stands, what comes next, its versions, whom it binds, its exceptions, what was said and done.

mod next;
mod readers;
mod texts;

use super::parts::{conflict, review, said};
use super::{Mishap, mark, relation};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form, Query};
use crate::page::Page;
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::confirm::Confirm;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::link::ways;
use crate::ui::mark::{Mark, Voice};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::catalogue::{PolicyTemplate, catalogue};
use domain::codes::{RequirementId, TemplateId};
use domain::days;
use domain::ids::{PersonId, PolicyId};
use domain::instant::Zone as _;
use domain::people::{Actor, Relation, may};
use domain::policies::{PolicyState, VersionOutcome, VersionSpan, in_force, proves, state};
use domain::refusal::Refusal;
use domain::trail::{ThingKind, Verb};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use next::next;
use readers::{audience, exceptions_block, talk};
use std::collections::BTreeSet;
use store::{AudienceNow, DraftRow, ExceptionRow, Names, PolicyRow, Remark, VersionRow};
use texts::{draft, versions};

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
    /// The templates beside which it proves something, and its own, whose policy has an approved version.
    approved: BTreeSet<TemplateId>,
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
    let together = row.template.iter().flat_map(|id| proves(id).flat_map(|(_, beside)| beside)).map(|it| it.id.clone());
    let mut together: BTreeSet<_> = together.collect();
    if !together.is_empty() {
        together.extend(row.template.clone());
        together = store.approved_templates(&together).await?;
    }
    Ok(Shown {
        approved: together,
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
        {sent_back(shown)}
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

/// Why the last version came back, until another is submitted.
fn sent_back(shown: &Shown) -> Option<AnyView> {
    let last = shown.versions.iter().max_by_key(|version| version.no)?;
    let end = last.end.as_ref().filter(|end| end.outcome == VersionOutcome::Rejected && shown.row.retired.is_none())?;
    let words = format!("Version {}, by {}: {}", last.no, shown.names.of(end.by), end.answer);
    Some(view! { <Notice tone=Tone::NotDone word="Rejected"><p>{words}</p></Notice> }.into_any())
}

/// “TSK-GV-02-1; one of five that TSK-GV-05-1 needs, two are approved”.
fn proven(template: &PolicyTemplate, approved: &BTreeSet<TemplateId>) -> AnyView {
    let parts = proves(&template.id).enumerate().map(|(i, (id, beside))| {
        let (between, link) =
            (if i == 0 { "" } else { "; " }, view! { <a href=format!("/tasks/{id}")>{id.to_string()}</a> });
        if beside.is_empty() {
            return view! { {between}{link} }.into_any();
        }
        let all = beside.iter().map(|other| &other.id).chain([&template.id]);
        let n = all.filter(|id| approved.contains(*id)).count();
        let done = format!(" needs, {} approved", dates::counted(n, "is", "are").replacen("no are", "none is", 1));
        let of = format!("one of {} that ", dates::count(beside.len() + 1));
        view! { {between}{of}{link}{done} }.into_any()
    });
    let parts: Vec<_> = parts.collect();
    parts.into_any()
}

fn facts(shown: &Shown) -> AnyView {
    let (row, today) = (&shown.row, shown.today);
    let owner = row.frame.owner.map_or_else(|| "Nobody".to_owned(), |owner| shown.names.of(owner).to_owned());
    let state = shown.state();
    let rhythm = row.frame.review.label();
    let next = shown.in_force().map(|span| view! { ", next by "{review(span.review_on, today)} });
    let criteria = ways(row.frame.criteria.iter().map(|id| (id.to_string(), format!("/criteria/{id}"))).collect());
    let template = shown.template().map(|template| {
        let proves = if template.proves.is_empty() {
            "Nothing by itself; its controls are proven by what is done under it.".into_any()
        } else {
            proven(template, &shown.approved)
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
