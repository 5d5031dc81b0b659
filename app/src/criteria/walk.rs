//! The walk of one criterion: what it asks, what stands on each subject, the way there, and the next step.

use super::key_controls;
use super::matrix::stance;
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form;
use crate::page::{Frame, Page};
use crate::readiness::{due, due_words, subjects, title_of, who};
use crate::reading::{Asked, asked, mark_of};
use crate::ui::block::{Block, SideNote};
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates::{self, count, count_first, figure};
use crate::ui::mark::{Mark, State as Stance, Voice};
use crate::ui::plumb::{NextUp, Plumb, PlumbStep, Step};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Name, Say};
use crate::ui::table::{Column, Table};
use domain::catalogue::{Control, catalogue};
use domain::cells::Cell;
use domain::finding::{Finding, Reason};
use domain::instant::Instant;
use domain::own_tasks::About;
use domain::readiness::{CriterionReading, State};
use domain::words::{CriterionId, QuestionSet, SubjectKind};
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{Hands, Named, Names, Open, OwnTaskRow, OwnTasksWanted, Piece, RequirementNow, Tally};

/// What the page shows.
struct Walk {
    id: CriterionId,
    asked: Asked,
    /// `None` when it is not in scope.
    reading: Option<CriterionReading>,
    steps: Vec<Requirement>,
    columns: Vec<(String, Option<String>, Stance)>,
    more: usize,
    evidence: Vec<(Piece, Option<Date>)>,
    pieces: i64,
    key: Vec<(String, String)>,
    supporting: Vec<(String, String, bool)>,
    concluded: Option<Date>,
    own: Vec<OwnTaskRow>,
}

/// One requirement of a key control, with how it stands on its subjects.
struct Requirement {
    title: String,
    href: String,
    why: String,
    effort: &'static str,
    stance: Stance,
    sub: String,
    /// The system whose trait is unanswered, and the question.
    question: Option<(String, String)>,
    on: u32,
    who: Option<String>,
    due: Option<Date>,
    rank: (Stance, Option<Date>),
}

const NAMED: i64 = 3;
const SUBJECTS: usize = 20;
const PIECES: i64 = 8;

pub async fn show(asking: Asking, The(id): The<CriterionId>, form::Query(fields): form::Query) -> Result<Page> {
    let path = format!("/criteria/{id}");
    let Some(asked) = asked(&asking, &fields, path, &[]).await? else {
        return super::show(asking, form::Query(fields)).await;
    };
    let walk = load(&asking, asked, id).await?;
    let tools = walk.asked.tools();
    let frame = Frame {
        title: format!("{id} {}", catalogue().criterion(id).title),
        here: Some(Place::Criteria),
        tools,
        ..Frame::default()
    };
    Ok(asking.show(frame, move || view(walk)))
}

async fn load(asking: &Asking, asked: Asked, id: CriterionId) -> Result<Walk> {
    let store = asking.store();
    let reading = asked.reading.readiness.criterion(id).copied();
    let key: BTreeSet<_> = key_controls(&asked, id).collect();
    let of_key = |one: &&RequirementNow| asked.spine.control_of(one).is_some_and(|control| key.contains(&control.no));
    let requirements: Vec<_> = asked.spine.requirements.iter().filter(of_key).collect();
    let numbers: Vec<_> = requirements.iter().map(|one| one.no).collect();
    let open = store.open_subjects(&asked.programme, &numbers, NAMED, asked.reading.at).await?;
    let (columns, more) = worst_columns(&asked, id);
    let named: BTreeSet<i64> = open.iter().map(|one| one.subject).chain(columns.iter().map(|(no, _)| *no)).collect();
    let named = store.subjects_named(&named.into_iter().collect::<Vec<_>>()).await?;
    let (hands, names) = (store.hands().await?, store.names().await?);
    let (evidence, pieces) = store.evidence_for(&numbers, asked.reading.at, PIECES).await?;
    let about = OwnTasksWanted { about: Some(About::Criterion(id)), ..OwnTasksWanted::default() };
    let own = store.own_tasks(&about, PIECES).await?;
    let told = Told { asking, asked: &asked, open: &open, named: &named, hands: &hands, names: &names };
    let steps = steps(&told, &requirements);
    let columns = columns.into_iter().map(|(no, stance)| column(&named, no, stance)).collect();
    let evidence = evidence.into_iter().map(|piece| {
        let lapses = piece.lapses.filter(|at| *at < Instant::NEVER).map(|at| asking.local(at).date());
        (piece, lapses)
    });
    let evidence = evidence.collect();
    let (key, supporting) = (controls(&asked, &key), supporting(&asked, id));
    let concluded = asked.programme.concluded.get(&id).filter(|_| asked.reading.frame.concluded.contains(id));
    let concluded = concluded.map(|until| asking.local(*until).date());
    Ok(Walk { id, reading, steps, columns, more, evidence, pieces, key, supporting, concluded, own, asked })
}

/// What steps are told from.
struct Told<'a> {
    asking: &'a Asking,
    asked: &'a Asked,
    open: &'a [Open],
    named: &'a BTreeMap<i64, Named>,
    hands: &'a Hands,
    names: &'a Names,
}

/// What stands first, then what is next, worst and earliest due first.
fn steps(told: &Told<'_>, requirements: &[&RequirementNow]) -> Vec<Requirement> {
    let mut steps: Vec<_> = requirements.iter().filter_map(|one| step(told, one)).collect();
    steps.sort_by_key(|step| (!matches!(step.stance, Stance::Met | Stance::Excluded), step.rank));
    steps
}

fn step(told: &Told<'_>, one: &RequirementNow) -> Option<Requirement> {
    let tallies: Vec<_> = told.asked.reading.tallies.iter().filter(|tally| tally.requirement == one.no).collect();
    let weakest = tallies.iter().map(|tally| Cell::from(tally.finding)).min()?;
    let stance = stance(weakest)?;
    let on =
        tallies.iter().filter(|tally| Cell::from(tally.finding) != Cell::Excluded).map(|tally| tally.subjects).sum();
    let open = tallies.iter().filter(|tally| tally.is_open()).map(|tally| tally.subjects).sum::<u32>();
    let due = due(told.asking, told.asked, one, told.hands);
    let who = who(told.asked, one, told.hands, told.names);
    Some(Requirement {
        title: title_of(one),
        href: format!("/tasks/{}", one.id),
        why: one.steps.why.to_string(),
        effort: one.steps.effort.label(),
        stance,
        sub: sub(told, one, &tallies, stance, on),
        question: question(told, one),
        on: open,
        who,
        rank: (stance, due),
        due: due.filter(|_| open > 0),
    })
}

/// “Gap on Fraud screen and two others: never proven.”
fn sub(told: &Told<'_>, one: &RequirementNow, tallies: &[&Tally], stance: Stance, on: u32) -> String {
    let held: u32 = tallies
        .iter()
        .filter(|tally| matches!(tally.finding, Finding::Gap(_) | Finding::Failed | Finding::Unknown(_)))
        .map(|tally| tally.subjects)
        .sum();
    if held == 0 {
        let except = if stance == Stance::Excluded { "Excluded" } else { "Met" };
        return match one.subject {
            SubjectKind::Organisation => except.to_owned(),
            SubjectKind::System | SubjectKind::Vendor => format!("{except} on {}", subjects(one.subject, on)),
        };
    }
    let names: Vec<_> =
        told.open.iter().filter(|open| open.requirement == one.no).map(|open| told.name(open.subject)).collect();
    let others = (held as usize).saturating_sub(names.len());
    let who = match (names.as_slice(), others) {
        ([], _) => subjects(one.subject, held),
        ([one], 0) => one.clone(),
        ([first, second], 0) => format!("{first} and {second}"),
        (some, 0) => some.join(", "),
        (some, n) => format!("{} and {} others", some.join(", "), count(n)),
    };
    let reasons: BTreeSet<Reason> = tallies
        .iter()
        .filter_map(|tally| match tally.finding {
            Finding::Gap(reason) => Some(reason),
            Finding::NotAsked | Finding::Excluded | Finding::Failed | Finding::Unknown(_) | Finding::Met => None,
        })
        .collect();
    let reasons: Vec<_> = reasons.into_iter().map(|reason| reason.label().to_lowercase()).collect();
    let why = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join(", ")) };
    format!("{} on {who}{why}", stance.word())
}

impl Told<'_> {
    fn name(&self, subject: i64) -> String {
        if subject == 0 {
            "the organisation".to_owned()
        } else {
            self.named.get(&subject).map(|one| one.name.clone()).unwrap_or_default()
        }
    }
}

/// The first system whose answer is missing, with the question.
fn question(told: &Told<'_>, one: &RequirementNow) -> Option<(String, String)> {
    let unknown = told.open.iter().filter(|open| open.requirement == one.no);
    unknown.into_iter().find_map(|open| {
        let Finding::Unknown(questions) = open.finding else { return None };
        let system = told.named.get(&open.subject).and_then(|one| one.system);
        let href = system
            .map_or_else(|| format!("/systems?programme={}", told.asked.programme.id), |id| format!("/systems/{id}"));
        Some((format!("{}: {}?", told.name(open.subject), ask(questions)), href))
    })
}

fn ask(questions: QuestionSet) -> String {
    let words: Vec<_> = questions.iter().map(|one| one.label().to_lowercase()).collect();
    words.join(" or ")
}

/// The subjects on which something is asked, worst first, as many as fit; and how many more there are.
fn worst_columns(asked: &Asked, id: CriterionId) -> (Vec<(i64, Stance)>, usize) {
    let mut all: Vec<_> =
        asked.reading.faces.iter().filter_map(|(no, face)| Some((stance(face.cell(id))?, *no))).collect();
    all.sort_unstable();
    let more = all.len().saturating_sub(SUBJECTS);
    (all.into_iter().take(SUBJECTS).map(|(stance, no)| (no, stance)).collect(), more)
}

fn column(named: &BTreeMap<i64, Named>, no: i64, stance: Stance) -> (String, Option<String>, Stance) {
    if no == 0 {
        return ("Organisation".to_owned(), Some("o".to_owned()), stance);
    }
    let one = named.get(&no);
    (
        one.map(|one| one.name.clone()).unwrap_or_default(),
        one.and_then(|one| one.system).map(|id| id.to_string()),
        stance,
    )
}

fn controls(asked: &Asked, some: &BTreeSet<i64>) -> Vec<(String, String)> {
    let known = asked.spine.controls.iter().filter(|control| some.contains(&control.no));
    known.map(|control| (control.id.to_string(), control.title.clone())).collect()
}

/// Supporting controls, and whether each is weak.
fn supporting(asked: &Asked, id: CriterionId) -> Vec<(String, String, bool)> {
    let uses = asked.reading.frame.uses.iter().filter(|u| u.criteria.contains(id) && !u.key_for.contains(id));
    let all = uses.filter_map(|u| {
        let control = asked.spine.controls.iter().find(|control| usize::try_from(control.no) == Ok(u.no))?;
        let weak = asked.reading.faces.values().any(|face| face.weak.contains(u.no));
        Some((control.id.to_string(), control.title.clone(), weak))
    });
    all.collect()
}

fn view(walk: Walk) -> impl IntoView {
    let say = say(&walk);
    let links = walk.asked.links();
    let crumbs = vec![Crumb::new("Criteria", links.at("/criteria")), Crumb::plain(walk.id.key())];
    let past = walk.asked.is_past().then(|| format!("As it was shown on {}.", walk.asked.day_words()));
    let (asks, way, evidence, side) = (asks(walk.id), way(&walk), evidence(&walk), side(&walk));
    view! {
        <Crumbs way=crumbs/>
        <Say>{say}</Say>
        {past.map(|past| view! { <Lede>{past}</Lede> })}
        <div class="walk">
            <div>{asks}{way}{evidence}</div>
            <aside class="side">{side}</aside>
        </div>
    }
    .into_any()
}

/// “CC7.2 Anomaly monitoring does not stand. Five of six requirements are open.”
fn say(walk: &Walk) -> impl IntoView + use<> {
    let name = format!("{} {}", walk.id, catalogue().criterion(walk.id).title);
    let open = walk.steps.iter().filter(|step| step.on > 0).count();
    let all = walk.steps.len();
    let rest = match walk.reading.map(|one| (one.state, one.reason)) {
        None if walk.asked.reading.readiness.not_applicable.contains(&walk.id) => {
            " is set aside as not applicable, by two people.".to_owned()
        }
        None => format!(" is not in the scope of {}.", walk.asked.programme.name),
        Some((State::Met, _)) => " stands: its proof is complete.".to_owned(),
        Some((State::Failed, _)) => " could not be computed. It reads failed, not zero.".to_owned(),
        Some((State::Unknown, _)) => " is not known to stand: a question is unanswered.".to_owned(),
        Some((State::Gap, Some(Reason::NoKeyControl))) => " does not stand. No adopted control answers it.".to_owned(),
        Some((State::Gap, Some(Reason::NotConcluded))) => {
            " does not stand. Two people have yet to conclude that its key controls answer it.".to_owned()
        }
        Some((State::Gap, Some(Reason::NothingLeft))) => {
            " does not stand. Nothing that is asked for it is left.".to_owned()
        }
        Some((State::Gap, _)) if all == 1 => " does not stand. Its one requirement is open.".to_owned(),
        Some((State::Gap, _)) => format!(
            " does not stand. {} of {} requirements {} open.",
            count_first(open),
            count(all),
            if open == 1 { "is" } else { "are" }
        ),
    };
    view! { <Name>{name}</Name>{rest} }
}

fn asks(id: CriterionId) -> impl IntoView {
    let words = catalogue().criterion(id);
    view! {
        <Block title="What it asks" first=true>
            <div class="prose"><p>{words.summary}</p><p><b>"Of AI: "</b>{words.ai_focus}</p></div>
        </Block>
    }
    .into_any()
}

fn way(walk: &Walk) -> impl IntoView + use<> {
    let stand = walk.steps.iter().filter(|step| step.stance == Stance::Met).count();
    let remark = format!(
        "{} of {} requirements {}",
        count_first(stand),
        count(walk.steps.len()),
        if stand == 1 { "stands" } else { "stand" }
    );
    let next = walk.steps.iter().position(|step| !matches!(step.stance, Stance::Met | Stance::Excluded));
    let (day, today) = (walk.asked.day, walk.asked.today);
    let steps: Vec<_> =
        walk.steps.iter().enumerate().map(|(i, step)| plumb_step(step, next == Some(i), day, today)).collect();
    let last = (next.is_none()).then(|| conclusion_step(walk)).flatten();
    if walk.steps.is_empty() && last.is_none() {
        return view! { <Block title="The way there"><p>"Nothing is asked for it."</p></Block> }.into_any();
    }
    view! { <Block title="The way there" remark><Plumb>{steps}{last}</Plumb></Block> }.into_any()
}

fn plumb_step(step: &Requirement, next: bool, day: Date, today: Date) -> AnyView {
    if next {
        let next = next_up(step, day, today);
        return view! { <PlumbStep step=Step::Next>{next}</PlumbStep> }.into_any();
    }
    let (title, href, stance) = (step.title.clone(), step.href.clone(), step.stance);
    let (sub, who, question) = (step.sub.clone(), step.who.clone().filter(|_| step.on > 0), step.question.clone());
    let due = step.due.map(|due| format!(", due {}", dates::short(due, today))).unwrap_or_default();
    let who = who.map(|who| format!(". {who}{due}"));
    let sub = move || view! { {sub}{who}{question.map(|(words, href)| view! { ". "<a href=href>{words}</a> })} };
    view! { <PlumbStep step=Step::Is(stance) sub><a class="quiet" href=href>{title}</a></PlumbStep> }.into_any()
}

/// The next step with its person and the way to do it: the task, or the question to answer first.
fn next_up(step: &Requirement, day: Date, today: Date) -> AnyView {
    let (title, why, sub) = (step.title.clone(), step.why.clone(), step.sub.clone());
    let together = (step.on > 1).then(|| format!(" One upload can prove all {}.", figure(step.on as usize)));
    let who = step.who.clone().map(|who| view! { <span>{who}</span> });
    let due = step.due.map(|due| view! { <span>"Due "{due_words(due, day, today)}</span> });
    let effort = step.effort;
    let asked = step.question.clone().filter(|_| step.stance == Stance::Unknown);
    let action = match asked {
        Some((words, href)) => view! { <p>{words}</p><Actions><ButtonLink weight=Weight::Primary href>"Answer the question"</ButtonLink></Actions> }.into_any(),
        None => {
            let href = step.href.clone();
            view! { <Actions><ButtonLink weight=Weight::Primary href>"Open the task"</ButtonLink></Actions> }.into_any()
        }
    };
    view! {
        <NextUp title>
            <p>{why}{together}</p>
            <p class="small">{sub}"."</p>
            <p class="meta">{who}{due}<span>{effort}</span></p>
            {action}
        </NextUp>
    }
    .into_any()
}

/// When all is proven, or nothing answers: what two people still have to do.
fn conclusion_step(walk: &Walk) -> Option<AnyView> {
    let programme = format!("/programmes/{}", walk.asked.programme.id);
    let (title, why, href, verb) = match walk.reading?.reason? {
        Reason::NoKeyControl => (
            "Adopt a control that answers it",
            "The library proposes controls; one counts once it is adopted.",
            "/controls".to_owned(),
            "Adopt controls",
        ),
        Reason::NotConcluded => (
            "Conclude that its key controls answer it",
            "The product does not judge design by itself: two people sign once a year.",
            programme,
            "Open the programme",
        ),
        Reason::NothingLeft => (
            "Adopt a control, or set the criterion aside",
            "All that was asked is excluded, or applies to nobody.",
            programme,
            "Open the programme",
        ),
        Reason::ShowsFailure
        | Reason::EndedByEvent
        | Reason::Stale
        | Reason::Withdrawn
        | Reason::Rejected
        | Reason::Waiting
        | Reason::NeverProven
        | Reason::NoOwner
        | Reason::NotApproved
        | Reason::NotLinked => return None,
    };
    Some(view! {
        <PlumbStep step=Step::Next>
            <NextUp title><p>{why}</p><Actions><ButtonLink weight=Weight::Primary href>{verb}</ButtonLink></Actions></NextUp>
        </PlumbStep>
    }.into_any())
}

fn evidence(walk: &Walk) -> impl IntoView + use<> {
    let pieces = usize::try_from(walk.pieces).unwrap_or_default();
    let today = walk.asked.today;
    let remark = format!(
        "{} for {}",
        if pieces == 1 { "One piece".to_owned() } else { format!("{} pieces", count_first(pieces)) },
        walk.id
    );
    let rows: Vec<_> = walk.evidence.iter().cloned().map(|(piece, lapses)| row(piece, lapses, today)).collect();
    (pieces > 0).then(|| {
        let columns =
            vec![Column::new("Piece"), Column::new("Proves"), Column::new("Review"), Column::number("Fresh until")];
        view! {
            <Block title="Evidence" remark>
                <Table caption="Evidence, newest first" columns stack=true>{rows}</Table>
            </Block>
        }
    })
}

fn row(piece: Piece, lapses: Option<Date>, today: Date) -> AnyView {
    let kind = piece
        .kind
        .parse()
        .ok()
        .and_then(|kind| catalogue().kinds.get(&kind))
        .map_or(piece.kind.clone(), |kind| kind.title.to_owned());
    let (stance, word) = review(&piece);
    let pairs = if piece.pairs == 1 { "1 finding".to_owned() } else { format!("{} findings", piece.pairs) };
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=format!("/evidence/{}", piece.id)>{piece.title}</a><span class="sub">{kind}</span></th>
            <td data-th="Proves">{pairs}</td>
            <td class="wide" data-th="Review"><Mark state=stance voice=Voice::Calm wrap=true word/></td>
            <td class="n" data-th="Fresh until">{lapses.map(|day| dates::short(day, today))}</td>
        </tr>
    }
    .into_any()
}

fn review(piece: &Piece) -> (Stance, String) {
    let decided = piece.supports + piece.adverse + piece.rejected;
    match piece {
        Piece { adverse: 1.., .. } => (Stance::Gap, "Shows failure".to_owned()),
        Piece { rejected: 1.., supports: 0, .. } => (Stance::Gap, "Rejected".to_owned()),
        Piece { rejected: 1.., .. } => (Stance::Gap, format!("{} rejected", piece.rejected)),
        _ if decided < piece.pairs => (Stance::Due, "Waiting for review".to_owned()),
        _ => (Stance::Met, "Accepted".to_owned()),
    }
}

fn side(walk: &Walk) -> impl IntoView + use<> {
    let (subjects, weak, conclusion) = (on_each(walk), weaknesses(walk), conclusion(walk));
    let own = crate::tasks::own::aside(walk.own.clone(), format!("criterion/{}", walk.id), walk.asked.today);
    view! { {subjects}{conclusion}{key(walk)}{weak}{own}{crosswalks(walk.id)} }
}

fn on_each(walk: &Walk) -> impl IntoView + use<> {
    let links = walk.asked.link("/criteria");
    let id = walk.id;
    let rows = walk.columns.clone().into_iter().map(|(name, key, stance)| {
        let href = key.map(|key| links.with("cell", format!("{id}.{key}")).href());
        view! { <li><a class="quiet" href=href>{name}</a><Mark state=stance/></li> }
    });
    let rows = rows.collect::<Vec<_>>();
    let more = walk.more;
    let all = links.href();
    let none = rows.is_empty().then_some("Nothing is asked on any subject.");
    view! {
        <SideNote title="On each subject">
            <ul class="subjects">{rows}</ul>
            {none}
            {(more > 0).then(|| view! { <p class="more-link"><a href=all>{format!("{} more in the matrix", figure(more))}</a></p> })}
        </SideNote>
    }
}

fn conclusion(walk: &Walk) -> Option<impl IntoView + use<>> {
    let state = walk.reading?.state;
    let (concluded, today) = (walk.concluded, walk.asked.today);
    let words = match concluded {
        Some(until) => format!(
            "Two people concluded that its key controls answer it. In force until {}.",
            dates::short(until, today)
        ),
        None => "No conclusion is in force that its key controls answer it.".to_owned(),
    };
    let stance = if concluded.is_some() { Stance::Met } else { Stance::Gap };
    let word = if concluded.is_some() { "Concluded" } else { "Not concluded" };
    let state = mark_of(state);
    let href = format!("/programmes/{}", walk.asked.programme.id);
    Some(view! {
        <SideNote title="Design">
            <p><Mark state/></p>
            <p><Mark state=stance word/></p>
            <p class="small">{words}" "<a href=href>"The programme"</a></p>
        </SideNote>
    })
}

fn key(walk: &Walk) -> impl IntoView + use<> {
    let rows = walk.key.clone().into_iter().map(|(id, title)| {
        view! { <li><a class="quiet" href=format!("/controls/{id}")>{title}</a>" "<span class="sub">{id}</span></li> }
    });
    let rows = rows.collect::<Vec<_>>();
    (!rows.is_empty())
        .then(|| view! { <SideNote title="Key controls"><ul class="subjects controls">{rows}</ul></SideNote> })
}

/// Supporting controls with a gap: beside, never as colour.
fn weaknesses(walk: &Walk) -> Option<impl IntoView + use<>> {
    let weak: Vec<_> = walk.supporting.iter().filter(|(.., weak)| *weak).cloned().collect();
    let of = walk.supporting.len();
    (of > 0).then(|| {
        let remark = format!("{} of {} supporting {} {} a gap.", count_first(weak.len()), count(of), if of == 1 { "control" } else { "controls" }, if weak.len() == 1 { "has" } else { "have" });
        let rows = weak.into_iter().map(|(id, title, _)| {
            view! { <li><a class="quiet" href=format!("/controls/{id}")>{title}</a>" "<span class="sub">{id}</span></li> }
        });
        view! { <SideNote title="Weaknesses"><p class="small">{remark}</p><ul class="subjects controls">{rows.collect::<Vec<_>>()}</ul></SideNote> }
    })
}

/// Where the key controls of the library lead in other frameworks: they support, never equal.
fn crosswalks(id: CriterionId) -> impl IntoView {
    let key: Vec<&Control> = catalogue().key_controls(id).collect();
    let nist: BTreeSet<_> = key
        .iter()
        .flat_map(|control| {
            control.nist.iter().map(|id| (id.to_string(), catalogue().nist.get(id).map_or("", |one| one.paraphrase)))
        })
        .collect();
    let iso: BTreeSet<_> = key
        .iter()
        .flat_map(|control| {
            control.iso.iter().map(|id| {
                let title = catalogue()
                    .iso_annex
                    .get(id)
                    .or_else(|| catalogue().iso_clauses.get(id))
                    .map_or("", |one| one.title);
                (id.to_string(), title)
            })
        })
        .collect();
    let eu: BTreeSet<_> = key
        .iter()
        .flat_map(|control| {
            control.eu.iter().map(|id| (id.to_string(), catalogue().eu.get(id).map_or("", |one| one.title)))
        })
        .collect();
    let all = [("NIST AI RMF", nist), ("ISO/IEC 42001", iso), ("EU AI Act", eu)];
    let all = all.into_iter().filter(|(_, some)| !some.is_empty()).map(|(framework, some)| {
        let rows = some.into_iter().map(|(id, words)| view! { <li><span class="id">{id}</span><span class="sub">{words}</span></li> });
        let n = rows.len();
        view! { <details><summary>{format!("{framework}, {n}")}</summary><ul class="crosswalk">{rows.collect::<Vec<_>>()}</ul></details> }
    });
    view! { <SideNote title="Elsewhere"><p class="small">"What its key controls support in other frameworks."</p>{all.collect::<Vec<_>>()}</SideNote> }
}
