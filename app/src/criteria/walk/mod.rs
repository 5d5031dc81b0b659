//! The walk of one criterion: what it asks, what stands on each subject, the way there, and the next step.

mod evidence;
mod side;
mod steps;
mod way;

use super::key_controls;
use crate::address::The;
use crate::asking::Asking;
use crate::deficiencies::{Beside, of_criterion};
use crate::error::Result;
use crate::form;
use crate::page::{Frame, Page};
use crate::readiness::{InHand, not_yet};
use crate::reading::{Asked, asked};
use crate::ui::block::Block;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates::{count, count_first};
use crate::ui::mark::State as Stance;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Name, Say};
use domain::catalogue::catalogue;
use domain::finding::Reason;
use domain::instant::Instant;
use domain::own_tasks::About;
use domain::readiness::{CriterionReading, State};
use domain::words::CriterionId;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeSet;
use steps::{Requirement, Told, steps};
use store::{OwnTaskRow, OwnTasksWanted, Piece, RequirementNow};

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
    pieces: usize,
    key: Vec<(String, String)>,
    supporting: Vec<(String, String, bool)>,
    /// Policies past their review day: address and title.
    overdue: Vec<(String, String)>,
    concluded: Option<Date>,
    own: Vec<OwnTaskRow>,
    may_write: bool,
    /// What stands open that touches it.
    deficient: Beside,
    operated: crate::operating::Beside,
}

/// Subjects that a step names.
const NAMED: i64 = 3;
const PIECES: usize = 8;
/// Tasks of one's own making that are shown of it.
const OWN: i64 = 8;

pub async fn show(asking: Asking, The(id): The<CriterionId>, form::Query(fields): form::Query) -> Result<Page> {
    let path = format!("/criteria/{id}");
    let Some(asked) = asked(&asking, &fields, path, &[]).await? else {
        return super::show(asking, form::Query(fields)).await;
    };
    if !asked.is_open() {
        return Ok(not_yet(&asking, asked));
    }
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
    let open = store.open_subjects(&asked.reading, &numbers, NAMED).await?;
    let (columns, more) = side::worst_columns(&asked, id);
    let named: BTreeSet<i64> = open.iter().map(|one| one.subject).chain(columns.iter().map(|(no, _)| *no)).collect();
    let named = store.subjects_named(&named.into_iter().collect::<Vec<_>>()).await?;
    let (hands, names) = (InHand::of(asking, &asked).await?, asking.names().await?);
    let sent = store.evidence_for(&asked.reading, &numbers, PIECES).await?;
    let about = OwnTasksWanted { about: Some(About::Criterion(id)), ..OwnTasksWanted::default() };
    let own = store.own_tasks(&about, OWN).await?;
    let may_write = crate::tasks::own::may_write(asking);
    let told = Told { asked: &asked, open: &open, named: &named, hands: &hands, names: &names };
    let steps = steps(&told, &requirements);
    let columns = columns.into_iter().map(|(no, stance)| side::column(&named, no, stance)).collect();
    let (evidence, pieces) = (sent.0.iter(), sent.1);
    let evidence = evidence.map(|piece| {
        let lapses = piece.lapses.filter(|at| *at < Instant::NEVER).map(|at| asking.last_day(at));
        (piece.clone(), lapses)
    });
    let evidence = evidence.collect();
    let (key, supporting) = (side::controls(&asked, &key), side::supporting(&asked, id));
    let overdue = side::overdue(asking, &asked, id).await?;
    let concluded = asked.programme.concluded.get(&id).filter(|_| asked.reading.frame.concluded.contains(id));
    let concluded = concluded.map(|until| asking.last_day(*until));
    Ok(Walk {
        id,
        reading,
        steps,
        columns,
        more,
        evidence,
        pieces,
        key,
        supporting,
        overdue,
        concluded,
        own,
        may_write,
        deficient: of_criterion(asking, id).await?,
        operated: crate::operating::of_criterion(asking, &asked, id).await?,
        asked,
    })
}

fn view(walk: Walk) -> impl IntoView {
    let say = say(&walk);
    let links = walk.asked.links();
    let crumbs = vec![Crumb::new("Criteria", links.at("/criteria")), Crumb::plain(walk.id.key())];
    let past = walk.asked.is_past().then(|| format!("As it was shown on {}.", walk.asked.day_words()));
    let remark = walk.asked.remark();
    let (asks, way, evidence, side) = (asks(walk.id), way::view(&walk), evidence::view(&walk), side::view(&walk));
    let deficient = walk.deficient.block();
    view! {
        <Crumbs way=crumbs/>
        {remark}
        <Say>{say}</Say>
        {past.map(|past| view! { <Lede>{past}</Lede> })}
        <div class="walk">
            <div>{asks}{way}{deficient}{evidence}</div>
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
