//! One version of a policy: its words, who approved it, and what those named decide about it.

use super::parts::{conflict, crumbs, people, waits_for};
use super::{Mishap, relation};
use crate::address::{Part, The};
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form, Wrong};
use crate::page::Page;
use crate::prose::prose;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::notice::{Notice, Refused};
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::{PersonId, PolicyId};
use domain::instant::Zone as _;
use domain::people::{Relation, may};
use domain::policies::{Approver, VersionOutcome, VersionSpan, approve as may_approve, in_force_on};
use domain::refusal::Refusal;
use domain::trail::Verb;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{Names, PolicyRow, VersionRow};

struct Shown {
    row: PolicyRow,
    versions: Vec<VersionRow>,
    no: i64,
    text: String,
    names: Names,
    /// The last day before it was retired.
    retired: Option<Date>,
    /// Why whoever looks may not approve it; nothing when they may.
    why_not: Option<String>,
    /// For whom they would decide, where they stand in for somebody who is away.
    stands_in: Option<PersonId>,
    takes_back: bool,
    /// Whether it is asked of whoever looks, and they have not acknowledged it.
    asked: bool,
    reason: String,
    mishap: Mishap,
    /// The day it was asked for.
    on: Option<Date>,
    today: Date,
}

async fn load(asking: &Asking, id: PolicyId, no: i64) -> Result<Shown> {
    let row = asking.store().policy(id).await?;
    let versions = asking.store().policy_versions(id).await?;
    let text = asking.store().policy_text(id, no).await?;
    let version = versions.iter().find(|version| version.no == no).ok_or_else(|| Refusal::missing("version"))?;
    let me = asking.actor();
    let allowed = may(me.rights, Verb::PolicyApproved, Relation::Stranger);
    let stand_ins = asking.store().stand_ins(asking.today).await?;
    let place = may_approve(&version.submission(), &stand_ins, me);
    let stands_in = place.as_ref().ok().map(|(place, _)| *place).filter(|place| *place != me.person);
    let why_not = match place {
        Ok(_) if allowed => None,
        Ok(_) => Some("Executives approve, and people with the right of review.".to_owned()),
        Err(refusal) => Some(refusal.to_string()),
    };
    let own = if version.submitted_by == me.person { Relation::Owner } else { relation(&row, me) };
    let zone = &asking.visitor.organisation.zone;
    let to_read = asking.store().waiting(asking.visitor.seq).await?.policies.to_read(me, asking.today);
    Ok(Shown {
        asked: to_read.iter().any(|one| one.id == id && one.no == no),
        names: asking.names().await?,
        retired: row.retired.as_ref().map(|(at, _)| zone.day(*at)),
        takes_back: may(me.rights, Verb::PolicyWithdrawn, own),
        why_not,
        stands_in,
        text,
        no,
        versions,
        row,
        reason: String::new(),
        mishap: Mishap::default(),
        on: None,
        today: asking.today,
    })
}

pub async fn show(asking: Asking, Part(id, no): Part<PolicyId, i64>) -> Result<Page> {
    let shown = load(&asking, id, no).await?;
    Ok(page(&asking, shown))
}

/// What it said on a day, in one address.
pub async fn show_on(asking: Asking, Part(id, day): Part<PolicyId, Date>) -> Result<Page> {
    let row = asking.store().policy(id).await?;
    let retired = row.retired.as_ref().map(|(at, _)| asking.visitor.organisation.zone.day(*at));
    let spans: Vec<VersionSpan> = asking.store().policy_versions(id).await?.iter().filter_map(|it| it.span).collect();
    match in_force_on(&spans, retired, day) {
        Some(no) => {
            let shown = Shown { on: Some(day), ..load(&asking, id, no).await? };
            Ok(page(&asking, shown))
        }
        None => Ok(nothing(&asking, row, day)),
    }
}

fn nothing(asking: &Asking, row: PolicyRow, day: Date) -> Page {
    asking.page(row.frame.title.clone(), Place::Policies, move || {
        let (crumbs, href) = (crumbs(&row, "On a day"), format!("/policies/{}", row.id));
        view! {
            {crumbs}
            <Say>{format!("“{}” bound nobody on {}.", row.frame.title, dates::full(day))}</Say>
            <p><a href=href>"See its versions"</a></p>
        }
    })
}

pub async fn approve(asking: Asking, Part(id, no): Part<PolicyId, i64>) -> Result<Response> {
    let done = asking.store().approve_policy(asking.actor(), id, no).await;
    answered(&asking, id, no, "approved", String::new(), done).await
}

pub async fn reject(asking: Asking, Part(id, no): Part<PolicyId, i64>, Form(fields): Form<Fields>) -> Result<Response> {
    let reason = fields.text("reason");
    let done = asking.store().reject_policy(asking.actor(), id, no, &reason).await;
    answered(&asking, id, no, "rejected", reason, done).await
}

pub async fn withdraw(
    asking: Asking,
    Part(id, no): Part<PolicyId, i64>,
    Form(fields): Form<Fields>,
) -> Result<Response> {
    let reason = fields.text("reason");
    let done = asking.store().withdraw_policy(asking.actor(), id, no, &reason).await;
    answered(&asking, id, no, "withdrawn", reason, done).await
}

async fn answered(
    asking: &Asking,
    id: PolicyId,
    no: i64,
    said: &'static str,
    reason: String,
    done: store::Result<()>,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/policies/{id}?said={said}")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let shown = Shown { reason, mishap: mishap.clone(), ..load(asking, id, no).await? };
            Ok(mishap.answer(page(asking, shown)))
        }
    }
}

/// The document of a version: handed out to be kept, never shown.
pub async fn file(asking: Asking, Part(id, no): Part<PolicyId, i64>) -> Result<Response> {
    let versions = asking.store().policy_versions(id).await?;
    let file = versions.into_iter().find(|version| version.no == no).and_then(|version| version.file);
    crate::evidence::file::hand_out(&asking, file.ok_or_else(|| Refusal::missing("file"))?).await
}

/// The document of the draft.
pub async fn draft_file(asking: Asking, The(id): The<PolicyId>) -> Result<Response> {
    let file = asking.store().policy_draft(id).await?.and_then(|draft| draft.file);
    crate::evidence::file::hand_out(&asking, file.ok_or_else(|| Refusal::missing("file"))?).await
}

impl Shown {
    fn version(&self) -> Option<&VersionRow> {
        self.versions.iter().find(|version| version.no == self.no)
    }

    /// The version that was in force before this one, or binds now where this one does not.
    fn other(&self) -> Option<i64> {
        let approved = self.versions.iter().filter(|version| version.span.is_some() && version.no != self.no);
        approved.map(|version| version.no).filter(|no| *no < self.no).max()
    }
}

fn page(asking: &Asking, shown: Shown) -> Page {
    let title = format!("{}, version {}", shown.row.frame.title, shown.no);
    let zone = asking.visitor.organisation.zone.clone();
    asking.page(title, Place::Policies, move || {
        let Some(version) = shown.version() else { return ().into_any() };
        let (crumbs, late) = (crumbs(&shown.row, "Version"), conflict(&shown.mishap));
        let says = sentence(&shown, version);
        let name = format!("{}, version {}", shown.row.frame.title, version.no);
        let base = format!("/policies/{}", shown.row.id);
        let compare = shown.other().map(|other| {
            let href = format!("{base}/compare?from={other}&to={}", version.no);
            view! { <Actions top=true><ButtonLink href=href>{format!("Compare with version {other}")}</ButtonLink></Actions> }
        });
        let (acts, facts) = (acts(&shown, version), facts(&shown, version, &zone));
        let signing = signing(&shown, version);
        let text = if shown.text.trim().is_empty() { None } else { Some(prose(&shown.text)) };
        let document = version.file.clone().map(|file| {
            let href = format!("{base}/versions/{}/file", version.no);
            view! { <p><a href=href>{file.name}</a>" is the text of this version; its hash is "<code class="hash">{file.sha256}</code>"."</p> }
        });
        view! {
            {crumbs}
            <Say><Name>{name}</Name>" "{says}</Say>
            {late}
            {compare}
            {acts}
            <Block title="What it says" id="text">{document}{text}{signing}</Block>
            <Block title="This version">{facts}</Block>
        }
        .into_any()
    })
}

fn sentence(shown: &Shown, version: &VersionRow) -> String {
    let today = shown.today;
    if let Some(day) = shown.on {
        return format!("was in force on {}.", dates::full(day));
    }
    let spans: Vec<VersionSpan> = shown.versions.iter().filter_map(|it| it.span).collect();
    let displaced = version.span.and_then(|span| Some((span, span.displaced_by(&spans)?)));
    if let Some((span, by)) = displaced {
        return format!("was approved for {}; version {by} binds in its place.", dates::short(span.from, today));
    }
    match (&version.end, version.span) {
        (None, _) => {
            format!("waits for {}.", waits_for(version, &shown.names))
        }
        (Some(_), Some(span)) if in_force_on(&spans, shown.retired, today) == Some(version.no) => {
            format!(
                "is in force since {}; it is reviewed by {}.",
                dates::short(span.from, today),
                dates::short(span.review_on, today)
            )
        }
        (Some(_), Some(span)) if span.from > today => format!("binds from {} on.", dates::full(span.from)),
        (Some(_), Some(span)) => format!("was in force from {}.", dates::full(span.from)),
        (Some(end), None) => format!("was {}: {}", end.outcome.label().to_lowercase(), end.answer),
    }
}

fn facts(shown: &Shown, version: &VersionRow, zone: &store::NamedZone) -> AnyView {
    let names = &shown.names;
    let approved: Vec<_> = version.approvers.iter().filter(|it| it.approved).map(|it| approved_by(it, names)).collect();
    let asked = format!("{} of {}", version.quorum, version.approvers.len());
    let submitted = dates::short(zone.day(version.at), shown.today);
    let end = version.end.as_ref().map(|end| {
        let (by, on) = (names.of(end.by).to_owned(), dates::short(zone.day(end.at), shown.today));
        let label = if end.outcome == VersionOutcome::Approved { "In force by" } else { end.outcome.label() };
        let why = if end.answer.is_empty() { String::new() } else { format!(": {}", end.answer) };
        view! { <Fact name=label>{by}", "{on}{why}</Fact> }
    });
    let authors = people(&version.authors, names);
    let approved = (!approved.is_empty()).then(|| approved.join(", "));
    let approved = approved.map(|by| view! { <Fact name="Approved by">{by}</Fact> });
    let submitted = format!("{}, {submitted}", names.of(version.submitted_by));
    let waits = version.submission().still_to_approve().next().map(|_| waits_for(version, names));
    let waits = waits.map(|waits| view! { <Fact name="Waits for">{waits}</Fact> });
    let note = Some(version.note.clone()).filter(|note| !note.is_empty());
    let note = note.map(|note| view! { <Fact name="What changed">{note}</Fact> });
    let asks = if version.reask { "Everybody is asked anew." } else { "Earlier ones go on counting." };
    view! {
        <Facts>
            <Fact name="Written by">{authors}</Fact>
            <Fact name="Submitted">{submitted}</Fact>
            <Fact name="Approvals asked">{asked}</Fact>
            {approved}
            {waits}
            {end}
            {note}
            <Fact name="Acknowledgement">{asks}</Fact>
        </Facts>
    }
    .into_any()
}

/// Whoever is asked signs under the text.
fn signing(shown: &Shown, version: &VersionRow) -> Option<AnyView> {
    let action = format!("/policies/{}/acknowledge", shown.row.id);
    shown.asked.then(|| {
        view! {
            <form method="post" action=action id="acknowledge">
                <input type="hidden" name="version" value=version.no/>
                <Actions top=true><Button weight=Weight::Primary>"I have read it and will keep to it"</Button></Actions>
            </form>
        }
        .into_any()
    })
}

/// “Ruth Adeyemi”, “Olu Adeyemi for Ruth Adeyemi”.
fn approved_by(one: &Approver, names: &Names) -> String {
    match one.acted_by {
        None => names.of(one.person).to_owned(),
        Some(by) => format!("{} for {}", names.of(by), names.of(one.person)),
    }
}

fn acts(shown: &Shown, version: &VersionRow) -> Option<AnyView> {
    if version.end.is_some() {
        return None;
    }
    let base = format!("/policies/{}/versions/{}", shown.row.id, version.no);
    let wrong: &Wrong = &shown.mishap.wrong;
    let open = !shown.reason.is_empty() || wrong.at("reason").is_some();
    let approving = format!("Approve version {}", version.no);
    let stands_in = shown.stands_in.map(|away| {
        let name = shown.names.of(away).to_owned();
        view! { <p>{format!("You stand in for {name}, who is away: what you decide is in their place, and kept under your name.")}</p> }
    });
    let decide = match shown.why_not.clone() {
        None => view! {
            {stands_in}
            <form method="post" action=format!("{base}/approve")>
                <Actions><Button weight=Weight::Primary>{approving}</Button></Actions>
            </form>
            <details open=open>
                <summary>"Reject it"</summary>
                <form class="form" method="post" action=format!("{base}/reject") novalidate>
                    <LongField name="reason" label="What would have to change" value=shown.reason.clone() error=wrong.at("reason")/>
                    <Actions><Button weight=Weight::Danger>"Reject this version"</Button></Actions>
                </form>
            </details>
        }
        .into_any(),
        Some(rule) => view! { <Refused word="Not yours to approve" rule/> }.into_any(),
    };
    let back = (shown.takes_back && shown.why_not.is_some()).then(|| {
        view! {
            <details open=open>
                <summary>"Take it back"</summary>
                <form class="form" method="post" action=format!("{base}/withdraw") novalidate>
                    <LongField name="reason" label="Why" value=shown.reason.clone() error=wrong.at("reason")/>
                    <Actions><Button weight=Weight::Danger>"Take this version back"</Button></Actions>
                </form>
            </details>
        }
    });
    let faults = wrong.summary();
    Some(
        view! { <Block title="Approval" first=true quiet=true id="approval"><Summary faults/>{decide}{back}</Block> }
            .into_any(),
    )
}

/// Whoever did not write it uses the version in force as proof of what was adopted later.
pub async fn prove(asking: Asking, The(id): The<PolicyId>) -> Result<Response> {
    match asking.store().prove_policy(asking.actor(), id).await {
        Ok(_) => Ok(Redirect::to(&format!("/policies/{id}?said=proven")).into_response()),
        Err(error) => {
            let error = Error::from(error);
            if let Error::Refused(Refusal::Conflict(rule)) = error {
                let row = asking.store().policy(id).await?;
                let page = refused(&asking, row, rule.into_owned());
                return Ok(page.status(axum::http::StatusCode::CONFLICT).into_response());
            }
            Err(error)
        }
    }
}

fn refused(asking: &Asking, row: PolicyRow, rule: String) -> Page {
    asking.page(row.frame.title.clone(), Place::Policies, move || {
        let (crumbs, href) = (crumbs(&row, "Proof"), format!("/policies/{}", row.id));
        view! {
            {crumbs}
            <Say>{format!("“{}” proves nothing more.", row.frame.title)}</Say>
            <Notice word="Not done"><p>{rule}" "<a href=href>"Back to the policy"</a></p></Notice>
        }
    })
}
