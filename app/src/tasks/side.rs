//! Beside the work: the rule that closes the task, how each subject stands, and what should come before.

use super::one::{One, pager, proven, stands};
use crate::ui::block::SideNote;
use crate::ui::dates;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::plumb::{Plumb, PlumbStep, Step};
use domain::catalogue::catalogue;
use domain::codes::KindId;
use domain::finding::{Finding, Verdict};
use domain::instant::{Instant, Zone as _};
use domain::proof::{Form, Proof, Term};
use domain::tasks::{Stage, Task};
use domain::words::{CriterionId, SubjectKind};
use leptos::prelude::*;
use store::{ProofRow, TaskSubject, TaskTally};

/// A system's or vendor's name, or the organisation.
pub(crate) fn name(subject: &TaskSubject) -> String {
    match subject.kind {
        SubjectKind::Organisation => "The organisation".to_owned(),
        SubjectKind::System | SubjectKind::Vendor => subject.name.clone(),
    }
}

fn title(kind: &KindId) -> &str {
    catalogue().kinds.get(kind).map_or(kind.as_str(), |kind| kind.title)
}

/// “Access review”, “Report or certificate”, “Incident record, or a nil return”.
fn term(term: &Term) -> String {
    let forms = term.forms().iter().map(|form| match form {
        Form::Kind(kind) => title(kind).to_owned(),
        Form::Together(kinds) => kinds.iter().map(title).collect::<Vec<_>>().join(" with "),
        Form::OrNil(kind) => format!("{}, or a nil return", title(kind)),
    });
    forms.collect::<Vec<_>>().join(" or ")
}

/// The criteria that wait for it.
pub(crate) fn criteria(one: &One) -> Option<AnyView> {
    let control = one.read.spine.control_of(&one.read.requirement)?;
    let programmes = &one.read.spine.programmes;
    let scope = programmes.iter().fold(0, |all, programme| all | programme.in_scope().0);
    let key = programmes.iter().fold(0, |all, programme| all | programme.key_for(control.no).0);
    let within = |set: u64| control.criteria.iter().filter(move |id| set >> id.index() & 1 == 1).collect::<Vec<_>>();
    let (wait, supported) = (within(scope & key), within(scope & !key));
    let waits = ids(&wait, " waits for it. ", " wait for it. ");
    let supports = ids(&supported, " is supported by it. ", " are supported by it. ");
    let control = (format!("/controls/{}", control.id), control.id.to_string(), control.title.clone());
    let (href, id, title) = control;
    let any = !wait.is_empty() || !supported.is_empty();
    any.then(|| view! { <p>{waits}{supports}"It belongs to "<a href=href>{id}</a>", "{title}"."</p> }.into_any())
}

/// “CC7.2 and PI1.5 wait for it. ”, each a link.
fn ids(ids: &[CriterionId], one: &'static str, many: &'static str) -> Option<AnyView> {
    let n = ids.len();
    let links = ids.iter().enumerate().map(|(i, id)| {
        let between = match i {
            0 => "",
            i if i + 1 == n => " and ",
            _ => ", ",
        };
        view! { {between}<a href=format!("/criteria/{}", id.key())>{id.to_string()}</a> }
    });
    let (links, verb) = (links.collect_view(), if n == 1 { one } else { many });
    (n > 0).then(|| view! { {links}{verb} }.into_any())
}

pub(crate) fn side(one: &One) -> AnyView {
    let (rule, shared, before) = (rule(one), shared(one), before(one));
    view! { <aside class="side rule-side">{rule}{shared}{before}</aside> }.into_any()
}

/// The proofs, each with its day and until when it is fresh, on the subject in view.
fn rule(one: &One) -> AnyView {
    let Some(proof) = one.read.requirement.proof.as_ref() else {
        let words = "What would prove it cannot be read. It reads failed until the control is mended.";
        return view! { <SideNote title="What closes it"><p>{words}</p></SideNote> }.into_any();
    };
    let Some(subject) = one.read.subjects.first() else {
        let terms = proof.terms().iter().map(term);
        let terms = terms.map(|words| view! { <PlumbStep step=Step::Is(State::Due)>{words}</PlumbStep> });
        let terms = terms.collect_view();
        return view! { <section class="rule"><h2>"What closes it"</h2><Plumb>{terms}</Plumb></section> }.into_any();
    };
    let (done, all) = proven(proof, subject, one.now);
    let mut next = true;
    let steps = proof.terms().iter().map(|part| {
        let met = part.satisfied(|sought| stands(subject, sought, proof, one.now).is_some());
        let step = match (met, next) {
            (true, _) => Step::Is(State::Met),
            (false, true) => Step::Next,
            (false, false) => Step::Is(State::Gap),
        };
        next &= met;
        let said = fate(one, subject, proof, part);
        let link = (step == Step::Next && one.may_prove).then(|| view! { <a href="#prove">"Add it"</a> });
        let (words, sub) = (term(part), view! { <span class="sub">{said}</span> });
        view! { <PlumbStep step>{words}{sub}{link}</PlumbStep> }
    });
    let steps = steps.collect_view();
    let on = (one.read.asked > 1).then(|| view! { <p class="small">{format!("On {}:", name(subject))}</p> });
    let everywhere = if one.read.asked > 1 { ", on each of those below" } else { "" };
    view! {
        <section class="rule">
            <h2>"What closes it"</h2>
            {on}
            <p class="tally"><b>{format!("{done} of {all}")}</b>" proven"</p>
            <Plumb>{steps}</Plumb>
            <p class="small">
                {format!("Accepted by a second person and fresh{everywhere}. The rule closes the task by itself, and opens it again when a proof lapses.")}
            </p>
        </section>
    }
    .into_any()
}

/// What became of the evidence for one term: the newest thing that can be said.
fn fate(one: &One, subject: &TaskSubject, proof: &Proof, part: &Term) -> String {
    let day = |at: Instant| dates::short(one.zone.day(at), one.today);
    let last_day = |at: Instant| dates::short(one.zone.last_day(at), one.today);
    let held = part.seeks().filter_map(|sought| stands(subject, sought, proof, one.now)).max();
    let fits = |row: &&ProofRow| part.seeks().any(|sought| row.offer.is(sought, proof));
    let proofs = || subject.proofs.iter().rev().filter(fits);
    if let Some(until) = held {
        let title = proofs().find(|proof| domain::finding::stands_until(&proof.offer, one.now).is_some());
        let accepted = title.and_then(|proof| Some((proof.title.clone(), proof.offer.decision?.at)));
        let fresh = if until == Instant::NEVER { "for good".to_owned() } else { format!("to {}", last_day(until)) };
        return match accepted {
            Some((title, at)) => format!("{title}. Accepted {}, fresh {fresh}", day(at)),
            None => format!("Fresh {fresh}"),
        };
    }
    let Some(last) = proofs().next() else { return "Never proven".to_owned() };
    if last.offer.withdrawn.is_some() {
        return format!("{} was withdrawn", last.title);
    }
    match last.offer.decision {
        None => format!("{} waits for review since {}", last.title, day(last.offer.submitted)),
        Some(decision) => match decision.verdict {
            Verdict::Supports { lapses } => match last.offer.ended.filter(|ended| *ended < lapses) {
                Some(ended) => format!("Ended by an event on {}", day(ended)),
                None => format!("Fresh to {}", last_day(lapses)),
            },
            Verdict::Adverse => format!("{} shows failure: {}", last.title, last.reason.clone().unwrap_or_default()),
            Verdict::Rejected => {
                format!(
                    "{} was rejected on {}: {}",
                    last.title,
                    day(decision.at),
                    last.reason.clone().unwrap_or_default()
                )
            }
        },
    }
}

fn shared(one: &One) -> Option<AnyView> {
    let n = usize::try_from(one.read.asked).unwrap_or_default();
    (n > 1 || one.page > 0).then(|| {
        let things = match one.read.requirement.subject {
            SubjectKind::Vendor => "vendors share it",
            SubjectKind::Organisation | SubjectKind::System => "systems share it",
        };
        let rows = one.read.subjects.iter().map(|subject| entry(one, subject)).collect_view();
        let (title, pager) = (format!("{} {things}", dates::count_first(n)), pager(one));
        view! {
            <SideNote title>
                <table class="table mini">
                    <caption class="vh">"Subjects and how each stands"</caption>
                    <thead><tr><th scope="col">"Subject"</th><th scope="col">"State"</th><th scope="col" class="n">"Proven"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
                {pager}
            </SideNote>
        }
        .into_any()
    })
}

fn entry(one: &One, subject: &TaskSubject) -> impl IntoView + use<> {
    let (state, word) = state(subject.finding, subject.task);
    let proven = one.read.requirement.proof.as_ref().map(|proof| {
        let (done, all) = proven(proof, subject, one.now);
        format!("{done} of {all}")
    });
    let href = format!("/tasks/{}?subject={}", one.id, subject.no);
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href>{name(subject)}</a></th>
            <td><Mark state voice=Voice::Calm word/></td>
            <td class="n">{proven}</td>
        </tr>
    }
}

fn state(finding: Finding, task: Option<Task>) -> (State, String) {
    let said = |state: State| (state, state.word().to_owned());
    match finding {
        Finding::Gap(reason) => (State::Gap, reason.label().to_owned()),
        Finding::Failed => said(State::Failed),
        Finding::Unknown(_) | Finding::NotAsked => said(State::Unknown),
        Finding::Met | Finding::Excluded if task.is_some_and(|task| task.stage == Stage::Renew) => {
            (State::Due, "Renew".to_owned())
        }
        Finding::Met => said(State::Met),
        Finding::Excluded => said(State::Excluded),
    }
}

fn before(one: &One) -> Option<AnyView> {
    let rows = one.read.before.iter().map(|(id, tally)| {
        let title = one.read.spine.requirement_by_id(id).map(|before| before.steps.title.to_string());
        let title = title.unwrap_or_else(|| id.to_string());
        let TaskTally { open, waiting, .. } = *tally;
        let (state, word) = match (tally.all(), open, waiting) {
            (0, ..) => (State::Excluded, "Not asked".to_owned()),
            (_, 0, 0) => (State::Met, "Done".to_owned()),
            (_, 0, waiting) => (State::Unknown, format!("{waiting} wait for review")),
            (all, open, _) => (State::Gap, format!("Open on {open} of {all}")),
        };
        let href = format!("/tasks/{id}");
        view! { <li><a href=href>{title}</a>" "<Mark state voice=Voice::Calm word/></li> }
    });
    let rows = rows.collect_view();
    (!one.read.before.is_empty()).then(|| {
        view! {
            <SideNote title="Should come before">
                <ul class="before">{rows}</ul>
                <p class="small">"They order the work and hold nothing back."</p>
            </SideNote>
        }
        .into_any()
    })
}
