//! One deficiency: what was found, what two people make of it, what corrects it, the retest, the end.

mod judged;
mod steps;

use super::correcting::tasks;
use super::forms::controls;
use super::parts::{criteria_links, of_link, source_words, stage_mark};
use crate::address::The;
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::page::{Frame, Page};
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::choice::Choice;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::summary::Summary;
use domain::deficiencies::{DeficiencyStage, SourceKind, agree, close, lacks, may_retest};
use domain::ids::{DeficiencyId, EvidenceId};
use domain::own_tasks::OwnStage;
use domain::people::{Relation, may};
use domain::trail::{ThingKind, Verb};
use jiff::civil::{Date, DateTime};
use judged::judged;
use leptos::prelude::*;
use steps::{given, next, retested};
use store::{DeficiencyRow, Names};

struct Shown {
    row: DeficiencyRow,
    names: Names,
    controls: Vec<Choice>,
    people: Vec<Choice>,
    /// May assess it, hand it on and correct it.
    works: bool,
    retests: bool,
    /// Evidence of the control that a retest can name; none where nobody retests it here.
    evidence: Vec<Choice>,
    /// Why this person may not retest it; `None`: they may.
    why_not_retest: Option<String>,
    /// Why this person may not agree, or close it; `None`: they may.
    why_not_agree: Option<String>,
    why_not_close: Option<String>,
    /// May agree or close something, in some relation.
    decides: bool,
    closes: bool,
    opened_at: DateTime,
    history: Vec<Happening>,
    today: Date,
}

async fn load(asking: &Asking, id: DeficiencyId) -> Result<Shown> {
    let row = asking.store().deficiency(id, &asking.visitor.organisation.zone).await?;
    let (me, names) = (asking.actor(), asking.names().await?);
    let relation = if row.is_of(me.person) { Relation::Owner } else { Relation::Stranger };
    let allowed = |verb| may(me.rights, verb, relation);
    let works = row.is_open() && allowed(Verb::DeficiencyAssessed);
    let why_not_retest = may_retest(&row.tasks, me).err().map(|refusal| refusal.to_string());
    let waits = matches!(row.stage(), DeficiencyStage::Retesting | DeficiencyStage::Closed);
    let retests = allowed(Verb::DeficiencyRetested);
    let evidence = match &row.control {
        Some(control) if waits && retests && why_not_retest.is_none() => {
            asking.store().evidence_to_name(control, row.subject).await?
        }
        Some(_) | None => Vec::new(),
    };
    Ok(Shown {
        evidence: evidence.into_iter().map(|(id, title, until)| piece(id, &title, until, asking.today)).collect(),
        controls: if works { controls(asking).await? } else { Vec::new() },
        people: if works { people(asking).await? } else { Vec::new() },
        works,
        retests,
        why_not_retest,
        why_not_agree: agree(&row.now, me).err().map(|refusal| refusal.to_string()),
        why_not_close: close(&row.now, row.task_state(), me, "").err().map(|refusal| refusal.to_string()),
        decides: allowed(Verb::DeficiencyAgreed),
        closes: allowed(Verb::DeficiencyClosed),
        opened_at: asking.local(row.at),
        history: happenings(asking, ThingKind::Deficiency, &id.to_string(), &names).await?,
        today: asking.today,
        names,
        row,
    })
}

fn piece(id: EvidenceId, title: &str, until: Date, today: Date) -> Choice {
    Choice::new(id.to_string(), format!("{title}, to {}", dates::short(until, today)))
}

pub async fn show(
    asking: Asking,
    The(id): The<DeficiencyId>,
    crate::form::Query(fields): crate::form::Query,
) -> Result<Page> {
    page(&asking, id, &fields, Mishap::default()).await
}

/// The page; after a refused form with what was typed and why.
pub(super) async fn page(asking: &Asking, id: DeficiencyId, typed: &Fields, mishap: Mishap) -> Result<Page> {
    let (shown, typed) = (load(asking, id).await?, typed.clone());
    let title = format!("{} {}", shown.row.code(), shown.row.title);
    let frame = Frame::with_sheet(title, Place::Deficiencies, format!("/deficiencies/{id}"), &typed);
    Ok(asking.show(frame, move || body(&shown, &typed, &mishap)))
}

fn body(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let row = &shown.row;
    let way = vec![Crumb::new("Deficiencies", "/deficiencies"), Crumb::plain(row.code())];
    let says = sentence(shown);
    let told = history(shown.history.clone(), shown.today, format!("/trail?thing=deficiency/{}", row.id));
    let title = format!("{}.", row.title);
    let parts =
        [next(shown, typed, mishap), found(shown), judged(shown, typed, mishap), corrected(shown, typed, mishap)];
    let (parts, retested, given) = (parts.into_iter().collect_view(), retested(shown), given(shown, mishap));
    let (notice, faults) = (mishap.notice(), mishap.wrong.summary());
    view! {
        <Crumbs way/>
        <Say><Name>{title}</Name>" "{says}</Say>
        {notice}
        <Summary faults/>
        {parts}
        {retested}
        {given}
        <Block title="History" id="history">{told}</Block>
    }
    .into_any()
}

fn sentence(shown: &Shown) -> String {
    let (row, names) = (&shown.row, &shown.names);
    let owner = names.of(row.now.owner);
    let next = match row.stage() {
        DeficiencyStage::Open => format!("Nobody has judged it yet; {owner} answers for it."),
        DeficiencyStage::Assessed if row.now.disagreed.is_some() => {
            "A second person disagreed; it is assessed anew.".to_owned()
        }
        DeficiencyStage::Assessed => "It is assessed; a second person has to agree.".to_owned(),
        DeficiencyStage::Correcting if row.tasks.is_empty() => {
            "Two people judged it; no corrective task is handed out.".to_owned()
        }
        DeficiencyStage::Correcting => {
            let open = row.tasks.iter().filter(|task| matches!(task.stage, OwnStage::Open | OwnStage::Done)).count();
            format!("It is being corrected; {} open.", dates::counted(open, "task is", "tasks are"))
        }
        DeficiencyStage::Retesting if row.now.retest.is_some() => "The last retest failed.".to_owned(),
        DeficiencyStage::Retesting => {
            "It is corrected; somebody has to look whether the control works again.".to_owned()
        }
        DeficiencyStage::Closing => "The retest passed; a second person closes it.".to_owned(),
        DeficiencyStage::Closed => {
            let by = row.now.closed.as_ref().map(|(by, ..)| names.of(*by).to_owned());
            format!("{} closed it.", by.unwrap_or_default())
        }
    };
    match row.overdue_since(shown.today) {
        Some(day) => format!("{next} Overdue since {}.", dates::short(day, shown.today)),
        None => next,
    }
}

fn found(shown: &Shown) -> AnyView {
    let Shown { row, names, today, .. } = shown;
    let (source, href) = source_words(row);
    let source = match href {
        Some(href) => view! { <a href=href>{source}</a> }.into_any(),
        None => view! { {source} }.into_any(),
    };
    let control = row.control.as_ref().map(|id| {
        let title = shown.controls.iter().find(|one| one.value == id.to_string());
        let words = title.map_or_else(|| id.to_string(), |one| one.label.clone());
        let href = format!("/controls/{id}");
        view! { <Fact name="Control"><a href=href>{words}</a></Fact> }
    });
    let requirement = row.requirement.as_ref().map(|id| {
        let (href, id) = (format!("/tasks/{id}"), id.to_string());
        view! { <Fact name="Requirement"><a href=href>{id}</a></Fact> }
    });
    let told = match row.source.kind {
        SourceKind::Attestation => "; the day that stands for it in the period of the report",
        SourceKind::Audit if row.source.id.contains('@') => "; the day that stands for it in the audited days",
        SourceKind::Audit if row.occurred_on == row.found_on => "; the day on which it was found",
        SourceKind::Audit | SourceKind::Evidence | SourceKind::Finding | SourceKind::Incident | SourceKind::Person => {
            ""
        }
    };
    let occurred = format!("{}{told}", dates::full(row.occurred_on));
    let opened = format!("{}, {}", names.of(row.opened_by), dates::moment(shown.opened_at, *today));
    let (mark, of, criteria, what) = (stage_mark(row, *today), of_link(row), criteria_links(row), row.what.clone());
    let (found_on, owner) = (dates::full(row.found_on), names.of(row.now.owner).to_owned());
    view! {
        <Block title="What was found" id="found">
            <p class="pre">{what}</p>
            <Facts>
                <Fact name="State">{mark}</Fact>
                <Fact name="From">{source}</Fact>
                <Fact name="Where">{of}</Fact>
                {control}
                {requirement}
                <Fact name="Criteria">{criteria}</Fact>
                <Fact name="Found on">{found_on}</Fact>
                <Fact name="Occurred on">{occurred}</Fact>
                <Fact name="Answers for it">{owner}</Fact>
                <Fact name="Opened by">{opened}</Fact>
            </Facts>
        </Block>
    }
    .into_any()
}

fn corrected(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let Shown { row, names, today, .. } = shown;
    let people = shown.works.then(|| shown.people.clone());
    let table = tasks(&row.tasks, names, people, format!("/deficiencies/{}/correct", row.id), typed, mishap, *today);
    let missing = lacks(&row.now, row.task_state()).err().filter(|_| row.is_open()).map(|refusal| refusal.to_string());
    let remark = missing.unwrap_or_default();
    view! { <Block title="What corrects it" id="correct" remark>{table}</Block> }.into_any()
}
