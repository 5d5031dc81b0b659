//! One task over the subjects that share it: why it exists, the proof that is missing, and the rule that closes it.

mod hands;
mod talk;

use super::proof::{self, ProofDraft};
use super::{late_words, side, subjects};
use crate::address::The;
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::{Draft as _, Fields, Query, Wrong};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::choice::Choice;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::notice::{Notice, Tone};
use crate::ui::pager::Pager;
use crate::ui::query::Query as View;
use crate::ui::rail::Place;
use crate::ui::say::{Meta, Name, Say};
use domain::catalogue::{Proves, RegisterStep, catalogue};
use domain::codes::RequirementId;
use domain::finding::{Finding, Reason, Verdict, stands_until};
use domain::instant::{Instant, Zone as _};
use domain::people::{Relation, may};
use domain::proof::{Proof, Sought};
use domain::tasks::{Stage, days_late, is_own};
use domain::trail::Verb;
use hands::{exclude, hands};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{DeficienciesWanted, Names, SUBJECTS_A_PAGE, Steps, StoredFile, TaskRead, TaskSubject};
use talk::{discussion, history};

/// What a form on the page held that was refused.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    /// `prove`, `give`, `due`, `discuss` or `exclude`; empty when nothing was refused.
    pub form: &'static str,
    pub fields: Fields,
    pub wrong: Wrong,
    /// The file that was kept.
    pub file: Option<StoredFile>,
    /// The rule that said no because something else came first.
    pub conflict: Option<String>,
}

/// What the page shows.
pub(crate) struct One {
    pub read: TaskRead,
    pub id: RequirementId,
    pub steps: Steps,
    pub names: Names,
    /// To whom it can be given, and who can have performed it.
    pub people: Vec<Choice>,
    pub typed: Typed,
    pub draft: ProofDraft,
    pub now: Instant,
    pub today: Date,
    pub page: i64,
    pub may_prove: bool,
    pub may_hand: bool,
    pub may_exclude: bool,
    may_open: bool,
    /// How many exceptions of the log two people have not assessed, where this task asks for that.
    unassessed: Option<usize>,
    said: Option<&'static str>,
    talk: Vec<(DateTime, String, String)>,
    history: Vec<(DateTime, String, &'static str, Option<String>)>,
    pub zone: store::NamedZone,
    registers: Vec<crate::policies::audience::Missing>,
}

pub async fn show(asking: Asking, The(id): The<RequirementId>, Query(query): Query) -> Result<Page> {
    if asking.spine().await?.requirement_by_id(&id).is_none()
        && let Some(page) = super::unasked::page(&asking, &id)
    {
        return Ok(page);
    }
    let one = load(&asking, &id, &query, Typed::default()).await?;
    Ok(page(&asking, one))
}

const SAID: [(&str, &str); 5] = [
    ("sent", "Sent for review. The task closes by itself when a second person accepts it."),
    ("given", "The task is given."),
    ("due", "The due date is set."),
    ("added", "Added to the discussion."),
    ("proposed", "Proposed. It applies when a second person agrees."),
];

pub(crate) async fn load(asking: &Asking, id: &RequirementId, query: &Fields, typed: Typed) -> Result<One> {
    let page = query.parsed::<i64>("page").unwrap_or(1).clamp(1, 1_000_000) - 1;
    let zone = asking.visitor.organisation.zone.clone();
    let first = query.parsed("subject");
    let read = asking.store().task(id, first, page, asking.now, &zone).await?;
    let steps = read.requirement.steps.clone();
    let names = asking.names().await?;
    let draft = if typed.form == "prove" {
        ProofDraft::typed(&typed.fields)
    } else {
        ProofDraft::fresh(&read, first, asking.now, asking.today)
    };
    let own = read.subjects.iter().any(|subject| is_own(subject.hands, asking.actor()));
    let relation = if own { Relation::Owner } else { Relation::Stranger };
    let allowed = |verb| may(asking.actor().rights, verb, relation);
    let talk =
        read.talk.iter().map(|remark| (asking.local(remark.at), names.of(remark.by).to_owned(), remark.words.clone()));
    let history = read.history.iter().map(|happening| {
        let who = happening.by.map_or_else(|| "The rule".to_owned(), |by| names.of(by).to_owned());
        let evidence = happening.evidence.map(|id| id.to_string());
        (asking.local(happening.at), who, happening.verb.label(), evidence)
    });
    let said = query.text("said");
    let (may_prove, may_hand) = (allowed(Verb::EvidenceSubmitted), allowed(Verb::TaskGiven));
    let people = if may_prove || may_hand { people(asking).await? } else { Vec::new() };
    Ok(One {
        people,
        talk: talk.collect(),
        history: history.collect(),
        said: SAID.iter().find(|(key, _)| *key == said).map(|(_, words)| *words),
        may_prove,
        may_hand,
        may_exclude: allowed(Verb::ChangeProposed),
        may_open: opens(asking, &read),
        unassessed: unassessed(asking, id).await?,
        id: id.clone(),
        steps,
        draft,
        typed,
        now: asking.now,
        today: asking.today,
        page,
        zone,
        names,
        read,
        registers: crate::policies::audience::missing_for(asking, id).await?,
    })
}

/// Whether whoever looks may open a deficiency of the first gap: the owner of what it is about, or of the control, and
/// compliance managers.
fn opens(asking: &Asking, read: &TaskRead) -> bool {
    let (me, gap) = (Some(asking.actor().person), read.subjects.iter().find(|one| is_gap(one)));
    let control = read.spine.control_of(&read.requirement).is_some_and(|control| control.owner == me);
    let owns = control || gap.is_some_and(|one| [one.hands.owner, one.hands.deputy].contains(&me));
    may(asking.actor().rights, Verb::DeficiencyOpened, if owns { Relation::Owner } else { Relation::Stranger })
}

const fn is_gap(subject: &TaskSubject) -> bool {
    matches!(subject.finding, Finding::Gap(_) | Finding::Failed)
}

pub(crate) fn page(asking: &Asking, one: One) -> Page {
    asking.page(one.steps.title.to_string(), Place::Tasks, move || view(one))
}

fn view(one: One) -> impl IntoView {
    let id = one.id.clone();
    let criterion = one.read.requirement.criterion;
    let way = vec![
        Crumb::new("Tasks", "/tasks"),
        Crumb::new(criterion.to_string(), format!("/criteria/{}", criterion.key())),
        Crumb::plain(id.to_string()),
    ];
    let said = one.said.map(|words| view! { <Notice tone=Tone::Done word="Done"><p>{words}</p></Notice> });
    let conflict = one.typed.conflict.clone();
    let conflict = conflict.map(|rule| {
        view! { <Notice tone=Tone::NotDone word="Not done"><p>{rule}" What you typed is still below."</p></Notice> }
    });
    let (sentence, meta, back) = (sentence(&one), meta(&one), back(&one));
    let (work, aside, missed, register) = (work(&one), side::side(&one), missed(&one), register(&one));
    view! {
        <Crumbs way/>
        <Say><Name>{one.steps.title.to_string()}"."</Name>" "{sentence}</Say>
        {meta}
        {back}
        {said}
        {conflict}
        <div class="walk task">
            <div>{work}{register}{missed}</div>
            {aside}
        </div>
    }
    .into_any()
}

/// Whether a step of a register proves this by itself.
fn proves(step: RegisterStep, id: &RequirementId) -> bool {
    match catalogue().steps.get(&step).map(|step| &step.proves) {
        Some(Proves::These(these)) => these.contains(id),
        Some(Proves::ByTemplate) | None => false,
    }
}

async fn unassessed(asking: &Asking, id: &RequirementId) -> Result<Option<usize>> {
    if !proves(RegisterStep::ExceptionAssessed, id) {
        return Ok(None);
    }
    let open = DeficienciesWanted { open: true, ..DeficienciesWanted::default() };
    let open = asking.store().deficiencies(&open, &asking.visitor.organisation.zone).await?;
    Ok(Some(open.iter().filter(|row| !row.now.assessed_by_two()).count()))
}

/// What is done in a register proves it without anything being handed in here.
fn register(one: &One) -> Option<AnyView> {
    if let Some(waits) = one.unassessed {
        return Some(exceptions(waits));
    }
    let proves = |step| proves(step, &one.id);
    let (href, says) = if proves(RegisterStep::AccessReviewed) {
        ("/access-reviews", "An access review that a second person accepts proves it by itself. ")
    } else if proves(RegisterStep::TrainingCompleted) {
        (
            "/training",
            "A course whose complete register a second person closes gives the record of training by itself. ",
        )
    } else if proves(RegisterStep::AcknowledgementsClosed) {
        return Some(acknowledged(one));
    } else {
        return None;
    };
    Some(view! { <p class="more-link">{says}<a href=href>"See the register"</a></p> }.into_any())
}

/// The exceptions that keep it open, each in the log.
fn exceptions(waits: usize) -> AnyView {
    let says = "The agreement of two people on the last exception of the log proves it by itself. ";
    let href = if waits == 0 { "/deficiencies" } else { "/deficiencies?severity=none#rows" };
    let which = match waits {
        0 => "None waits for an assessment by two people".to_owned(),
        n => {
            let wait = dates::capital(&dates::counted(n, "exception waits", "exceptions wait"));
            format!("{wait} for an assessment by two people")
        }
    };
    view! { <p class="more-link">{says}<a href=href>{which}</a></p> }.into_any()
}

/// The registers of acknowledgements that would prove it once somebody closes them, each with what is missing.
fn acknowledged(one: &One) -> AnyView {
    let says = "The complete register of acknowledgements, closed by a second person, gives this proof by itself. ";
    if one.registers.is_empty() {
        return view! { <p class="more-link">{says}<a href="/policies">"See the policies"</a></p> }.into_any();
    }
    let lines = one.registers.iter().map(|missing| {
        let href = format!("/policies/{}/register", missing.policy);
        view! { <li><a href=href>{format!("Register of “{}”", missing.title)}</a>" "{missing.sentence()}</li> }
    });
    let lines: Vec<_> = lines.collect();
    view! { <div id="registers"><p>{says}</p><ul class="entries">{lines}</ul></div> }.into_any()
}

/// What was missed or shows failure can be followed in the log of deficiencies.
fn missed(one: &One) -> Option<AnyView> {
    let subject = one.read.subjects.iter().find(|subject| is_gap(subject)).filter(|_| one.may_open)?;
    let of = if subject.name.is_empty() { String::new() } else { format!(" of {}", subject.name) };
    let from = crate::page::encoded(&format!("finding/{}@{}", one.id, subject.no));
    let href = format!("/deficiencies/new?from={from}");
    Some(view! { <p class="more-link">"Was it missed, or did the control fail? "<a href=href>{format!("Open a deficiency{of}")}</a></p> }.into_any())
}

/// Until when what a proof asks for stands on a subject, if it does now.
pub(crate) fn stands(subject: &TaskSubject, sought: Sought<'_>, proof: &Proof, now: Instant) -> Option<Instant> {
    let proofs = subject.proofs.iter().filter(|row| row.offer.is(sought, proof));
    proofs.filter_map(|proof| stands_until(&proof.offer, now)).max()
}

/// Of how many terms so many are proven.
pub(crate) fn proven(proof: &Proof, subject: &TaskSubject, now: Instant) -> (usize, usize) {
    let all = proof.terms().len();
    (all - proof.missing(|sought| stands(subject, sought, proof, now).is_some()).len(), all)
}

fn sentence(one: &One) -> String {
    let (tally, kind) = (one.read.tally, one.read.requirement.subject);
    let proof = one.read.requirement.proof.as_ref();
    if let (Some(only), Some(proof), 1) = (one.read.subjects.first(), proof, one.read.asked) {
        let (done, all) = proven(proof, only, one.now);
        let proofs = dates::counted(all, "proof", "proofs");
        return match only.task.map(|task| task.stage) {
            Some(Stage::Closed) => "It is closed: all of its proof is accepted and fresh.".to_owned(),
            Some(Stage::Renew) => "It is proven, and its proof ends soon.".to_owned(),
            Some(Stage::Waiting) => "What was sent waits for a second person.".to_owned(),
            Some(Stage::Open) => format!("{} of {proofs} accepted.", dates::how_many(done)),
            None => "A question about the system comes first.".to_owned(),
        };
    }
    let of = subjects(kind, tally.all());
    let count = |n: u64| dates::count(usize::try_from(n).unwrap_or(usize::MAX));
    match (tally.open, tally.renew, tally.waiting) {
        (0, 0, 0) if tally.all() == 0 => "Nothing asks for it now.".to_owned(),
        (0, 0, 0) => format!("It is closed for {of}."),
        (0, 0, waiting) => format!("Nothing to do now: {} of {of} wait for review.", count(waiting)),
        (0, renew, _) => format!("Its proof ends soon for {} of {of}.", count(renew)),
        (open, _, 0) => format!("Unproven for {} of {of}.", count(open)),
        (open, _, waiting) => format!("Unproven for {} of {of}; {} wait for review.", count(open), count(waiting)),
    }
}

/// What a second person rejected, with their reason, until something else is sent.
fn back(one: &One) -> Option<AnyView> {
    let of_rejected = one.read.subjects.iter().filter(|subject| subject.finding == Finding::Gap(Reason::Rejected));
    let latest = of_rejected.filter_map(|subject| {
        let proofs = subject.proofs.iter().filter_map(|row| Some((row.offer.decision?, row)));
        let rejected = proofs.filter(|(decision, _)| decision.verdict == Verdict::Rejected);
        rejected.max_by_key(|(decision, _)| decision.at)
    });
    let said: BTreeMap<_, _> = latest
        .map(|(decision, row)| {
            let (on, reason) = (one.zone.day(decision.at), row.reason.clone().unwrap_or_default());
            let on = dates::short(on, one.today);
            (row.offer.evidence, view! { <p><a href=format!("/evidence/{}", row.offer.evidence)>{row.title.clone()}</a>{format!(" was rejected on {on}: {reason}")}</p> })
        })
        .collect();
    let any = !said.is_empty();
    let said = said.into_values().collect_view();
    any.then(|| view! { <Notice tone=Tone::Unknown word="Sent back">{said}</Notice> }.into_any())
}

fn meta(one: &One) -> impl IntoView + use<> {
    let open = || one.read.subjects.iter().filter(|s| s.task.is_some_and(|task| task.stage != Stage::Closed));
    let mut people: Vec<_> = open().filter_map(|subject| subject.assignee).collect();
    people.sort_unstable();
    people.dedup();
    let with = match people.as_slice() {
        [] => "With nobody yet".to_owned(),
        [only] => format!("With {}", one.names.of(*only)),
        [first, rest @ ..] => {
            format!("With {} and {}", one.names.of(*first), dates::counted(rest.len(), "other", "others"))
        }
    };
    let due = open().map(|subject| subject.due).min();
    let today = one.today;
    let late = due.and_then(|due| days_late(due, today)).filter(|_| one.read.tally.open > 0);
    let (role, effort) = (one.read.requirement.role.label(), one.steps.effort.label());
    view! {
        <Meta>
            <span>{with}</span>
            {due.map(|due| view! {
                <span>
                    "Due "{dates::short(due, today)}
                    {late.map(|days| view! { ", "<span class="late">{late_words(days)}</span> })}
                </span>
            })}
            <span>{role}</span>
            <span>{effort}</span>
        </Meta>
    }
}

fn work(one: &One) -> impl IntoView + use<> {
    let Steps { why, steps, attach, .. } = one.steps.clone();
    let waits = side::criteria(one);
    let prove = (one.may_prove && one.read.asked > 0).then(|| proof::form(one));
    let steps = steps.into_iter().map(|step| view! { <li>{step.into_owned()}</li> }).collect_view();
    view! {
        <Block title="Why it exists" first=true><div class="prose"><p>{why.into_owned()}</p>{waits}</div></Block>
        <Block title="Steps">
            <ol class="prose numbered">{steps}</ol>
            {(!attach.is_empty()).then(|| view! { <p class="hint">"To attach: "{attach}</p> })}
        </Block>
        {prove}
        {hands(one)}
        {exclude(one)}
        {discussion(one)}
        {history(one)}
    }
    .into_any()
}

/// Turning the pages of the subjects.
pub(crate) fn pager(one: &One) -> Option<AnyView> {
    let pages = u32::try_from((one.read.asked + SUBJECTS_A_PAGE - 1) / SUBJECTS_A_PAGE).unwrap_or(1);
    let page = u32::try_from(one.page + 1).unwrap_or(1);
    let query = View::new(format!("/tasks/{}", one.id));
    (pages > 1).then(|| view! { <Pager query page pages/> }.into_any())
}
