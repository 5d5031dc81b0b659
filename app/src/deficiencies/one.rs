//! One deficiency: what was found, what two people make of it, what corrects it, the retest, the end.

use super::forms::controls;
use super::parts::{criteria_links, of_link, severity_words, source_words, stage_mark};
use crate::address::The;
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::page::{Frame, Page};
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Press, Weight};
use crate::ui::choice::{Choice, RadioField, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::{DateField, TextField};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::notice::Refused;
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use crate::ui::tools::Tools;
use domain::deficiencies::{
    AssessmentDraft, CorrectiveTask, DeficiencyStage, Effect, Severity, SourceKind, agree, close, lacks,
};
use domain::ids::DeficiencyId;
use domain::own_tasks::OwnStage;
use domain::people::{Relation, may};
use domain::trail::{ThingKind, Verb};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{DeficiencyRow, Names};

struct Shown {
    row: DeficiencyRow,
    names: Names,
    controls: Vec<Choice>,
    people: Vec<Choice>,
    /// May assess it, hand it on and correct it.
    works: bool,
    retests: bool,
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
    Ok(Shown {
        controls: if works { controls(asking).await? } else { Vec::new() },
        people: if works { people(asking).await? } else { Vec::new() },
        works,
        retests: allowed(Verb::DeficiencyRetested),
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
    let base = format!("/deficiencies/{id}");
    let on_paper = typed.text("print") == "sheet";
    let frame = Frame {
        title: format!("{} {}", shown.row.code(), shown.row.title),
        here: Some(Place::Deficiencies),
        tools: Tools { print: Some(format!("{base}?print=sheet")), ..Tools::default() },
        sheet: on_paper.then_some(base),
        ..Frame::default()
    };
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

/// What is to be done next, for whoever may do it.
fn next(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    match shown.row.stage() {
        DeficiencyStage::Assessed if shown.row.now.disagreed.is_none() && shown.decides => {
            agreeing(shown, typed, mishap)
        }
        DeficiencyStage::Retesting if shown.retests => retest_form(shown, typed, mishap),
        DeficiencyStage::Closing => closing(shown, typed, mishap),
        DeficiencyStage::Open
        | DeficiencyStage::Assessed
        | DeficiencyStage::Correcting
        | DeficiencyStage::Retesting
        | DeficiencyStage::Closed => ().into_any(),
    }
}

fn agreeing(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    if let Some(rule) = shown.why_not_agree.clone() {
        return view! { <Refused word="Waits for another" rule/> }.into_any();
    }
    let base = format!("/deficiencies/{}", shown.row.id);
    let (agree, disagree) = (format!("{base}/agree"), Press::SendTo(format!("{base}/disagree")));
    let (value, error) = (typed.text("reason"), mishap.wrong.at("reason"));
    view! {
        <Block title="Do you agree?" id="agree" first=true remark="You neither assessed it nor answer for it">
            <p>"Read the assessment below. With your agreement the exception is assessed: it stays an exception of its window."</p>
            <form class="form" method="post" action=agree novalidate>
                <LongField name="reason" label="Why not, where you disagree" value optional=true error/>
                <Actions>
                    <Button weight=Weight::Primary>"Agree"</Button>
                    <Button press=disagree>"Disagree"</Button>
                </Actions>
            </form>
        </Block>
    }
    .into_any()
}

fn retest_form(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let (action, wrong) = (format!("/deficiencies/{}/retest", shown.row.id), mishap.wrong.clone());
    let (result, said, evidence) = (typed.text("result"), typed.text("shown"), typed.text("evidence"));
    let on = if typed.text("on").is_empty() { shown.today.to_string() } else { typed.text("on") };
    let results = vec![Choice::new("passed", "It works again"), Choice::new("failed", "It still fails")];
    view! {
        <Block title="Retest" id="retest" first=true remark="Whoever retests it does not close it">
            <form class="form" method="post" action=action novalidate>
                <DateField name="on" label="Looked on" value=on error=wrong.at("on")/>
                <RadioField name="result" label="What was seen" choices=results value=result error=wrong.at("result")/>
                <LongField name="shown" label="What was looked at, and what it showed" value=said error=wrong.at("shown")/>
                <TextField name="evidence" label="The evidence, where it lies here" value=evidence optional=true
                    hint="The address of its page" error=wrong.at("evidence")/>
                <Actions><Button weight=Weight::Primary>"Record the retest"</Button></Actions>
            </form>
        </Block>
    }
    .into_any()
}

fn closing(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    if !shown.closes {
        return ().into_any();
    }
    if let Some(rule) = shown.why_not_close.clone() {
        return view! { <Refused word="Waits for another" rule/> }.into_any();
    }
    let action = format!("/deficiencies/{}/close", shown.row.id);
    let (value, error) = (typed.text("note"), mishap.wrong.at("note"));
    view! {
        <Block title="Close it" id="close" first=true remark="You neither answer for it nor retested it">
            <form class="form" method="post" action=action novalidate>
                <LongField name="note" label="What you saw" value optional=true error/>
                <Actions><Button weight=Weight::Primary>"Close the deficiency"</Button></Actions>
            </form>
        </Block>
    }
    .into_any()
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
    let told = matches!(row.source.kind, SourceKind::Attestation);
    let told = if told { "; the day that stands for it in the period of the report" } else { "" };
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

fn judged(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let Shown { row, names, .. } = shown;
    let said = match &row.now.assessment {
        None => view! { <Empty>"Nobody has said yet why it happened, how far it reaches and what it means."</Empty> }
            .into_any(),
        Some((said, by, _)) => {
            let compensating = said.compensating.as_ref().map(|one| {
                let href = format!("/controls/{}", one.control);
                let (control, why) = (one.control.to_string(), one.why.clone());
                view! { <Fact name="Compensated by"><a href=href>{control}</a>": "{why}</Fact> }
            });
            let none = said.compensating.is_none().then(|| view! { <Fact name="Compensated by">"No control"</Fact> });
            let agreed = match (row.now.agreed, &row.now.disagreed) {
                (Some((who, _)), _) => format!("{} agreed", names.of(who)),
                (None, Some((who, why))) => format!("{} disagreed: {why}", names.of(*who)),
                (None, None) => "Waits for a second person".to_owned(),
            };
            let state = match said.effect {
                Effect::StillMet => State::Due,
                Effect::NotMet => State::Gap,
            };
            let (cause, extent, why) = (said.cause.clone(), said.extent.clone(), said.effect_why.clone());
            let severity = format!("{}. {}", severity_words(row), said.severity.means());
            let (word, by) = (said.effect.label(), names.of(*by).to_owned());
            view! {
                <Facts>
                    <Fact name="Cause"><span class="pre">{cause}</span></Fact>
                    <Fact name="Extent"><span class="pre">{extent}</span></Fact>
                    <Fact name="Severity">{severity}</Fact>
                    <Fact name="Effect"><Mark state voice=Voice::Calm word/>" "{why}</Fact>
                    {compensating}{none}
                    <Fact name="Assessed by">{by}</Fact>
                    <Fact name="Second person">{agreed}</Fact>
                </Facts>
            }
            .into_any()
        }
    };
    let form = shown.works.then(|| assessment_form(shown, typed, mishap));
    view! { <Block title="What it means" id="means">{said}{form}</Block> }.into_any()
}

fn assessment_form(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let wrong = &mishap.wrong;
    let before = shown.row.now.assessment.as_ref().map(|(said, ..)| AssessmentDraft::of(said)).unwrap_or_default();
    let sent = !typed.text("severity").is_empty() || !typed.text("cause").is_empty();
    let draft = if sent { super::forms::assessment(typed) } else { before };
    let first = shown.row.now.assessment.is_none();
    let opened = first || sent || wrong.at("severity").is_some() || wrong.at("cause").is_some();
    let severities = Severity::ALL.iter().map(|it| Choice::new(it.key(), format!("{}. {}", it.label(), it.means())));
    let effects = Effect::ALL.iter().rev().map(|it| Choice::new(it.key(), it.label())).collect();
    let severities = severities.collect();
    let action = format!("/deficiencies/{}/assess", shown.row.id);
    let summary = if first { "Assess it" } else { "Assess it anew" };
    let weight = if first { Weight::Primary } else { Weight::Bordered };
    view! {
        <details open=opened>
            <summary>{summary}</summary>
            <form class="form" method="post" action=action novalidate>
                <LongField name="cause" label="Cause" value=draft.cause error=wrong.at("cause")/>
                <LongField name="extent" label="Extent" value=draft.extent error=wrong.at("extent") hint="Occurrences, systems, people, days"/>
                <p>{Severity::SOURCE}</p>
                <RadioField name="severity" label="Severity" choices=severities value=draft.severity error=wrong.at("severity")/>
                <RadioField name="effect" label="Effect on the criterion" choices=effects value=draft.effect error=wrong.at("effect")/>
                <LongField name="effect_why" label="Why" value=draft.effect_why error=wrong.at("effect_why")/>
                <SelectField name="compensating" label="Compensating control" choices=shown.controls.clone() value=draft.compensating
                    prompt="No control" optional=true error=wrong.at("compensating")/>
                <LongField name="compensating_why" label="Why it compensates, and how that was seen" value=draft.compensating_why optional=true error=wrong.at("compensating_why")/>
                <Actions><Button weight>"Save the assessment"</Button></Actions>
            </form>
        </details>
    }
    .into_any()
}

/// A corrective task in a table; of a deficiency and of an incident alike.
pub(crate) fn task_line(task: &CorrectiveTask, names: &Names, today: Date) -> AnyView {
    let late = matches!(task.stage, OwnStage::Open | OwnStage::Done) && task.due_on < today;
    let state = match task.stage {
        _ if late => State::Gap,
        OwnStage::Open | OwnStage::Done => State::Due,
        OwnStage::Signed => State::Met,
        OwnStage::Dropped => State::Excluded,
    };
    let word = if late { "Overdue" } else { task.stage.label() };
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=format!("/own-tasks/{}", task.id)>{task.title.clone()}</a></th>
            <td data-th="State"><Mark state voice=Voice::Calm word/></td>
            <td data-th="Due">{dates::short(task.due_on, today)}</td>
            <td data-th="Given to">{names.of(task.assignee).to_owned()}</td>
        </tr>
    }
    .into_any()
}

/// The table of corrective tasks, and the form for another.
pub(crate) fn tasks(
    tasks: &[CorrectiveTask],
    names: &Names,
    people: Option<Vec<Choice>>,
    action: String,
    typed: &Fields,
    mishap: &Mishap,
    today: Date,
) -> AnyView {
    let lines = tasks.iter().map(|task| task_line(task, names, today)).collect_view();
    let columns = ["Task", "State", "Due", "Given to"].into_iter().map(Column::new).collect();
    let table = if tasks.is_empty() {
        view! { <Empty>"No corrective task was handed out yet."</Empty> }.into_any()
    } else {
        view! { <Table caption="Corrective tasks" columns stack=true>{lines}</Table> }.into_any()
    };
    let wrong = &mishap.wrong;
    let opened = ["title", "assignee", "due_on"].iter().any(|field| wrong.at(field).is_some());
    let form = people.map(|people| {
        let (title, assignee, due) = (typed.text("title"), typed.text("assignee"), typed.text("due_on"));
        view! {
            <details open=opened>
                <summary>"Hand out a corrective task"</summary>
                <form class="form" method="post" action=action novalidate>
                    <TextField name="title" label="What is to be done" value=title error=wrong.at("title")/>
                    <SelectField name="assignee" label="By whom" choices=people value=assignee prompt="Choose a person" error=wrong.at("assignee")/>
                    <DateField name="due_on" label="By when" value=due error=wrong.at("due_on")/>
                    <Actions><Button>"Hand it out"</Button></Actions>
                </form>
            </details>
        }
    });
    view! { {table}{form} }.into_any()
}

fn corrected(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let Shown { row, names, today, .. } = shown;
    let people = shown.works.then(|| shown.people.clone());
    let table = tasks(&row.tasks, names, people, format!("/deficiencies/{}/correct", row.id), typed, mishap, *today);
    let missing = lacks(&row.now, row.task_state()).err().filter(|_| row.is_open()).map(|refusal| refusal.to_string());
    let remark = missing.unwrap_or_default();
    view! { <Block title="What corrects it" id="correct" remark>{table}</Block> }.into_any()
}

fn retested(shown: &Shown) -> AnyView {
    let Shown { row, names, today, .. } = shown;
    let Some((seen, by, _)) = &row.now.retest else { return ().into_any() };
    let (state, word) = if seen.passed { (State::Met, "It works again") } else { (State::Gap, "It still fails") };
    let evidence = seen.evidence.map(|id| {
        let href = format!("/evidence/{id}");
        view! { <Fact name="Evidence"><a href=href>"The piece that shows it"</a></Fact> }
    });
    let closed = row.now.closed.as_ref().map(|(by, _, note)| {
        let note = if note.is_empty() { String::new() } else { format!(": {note}") };
        let said = format!("{}{note}", names.of(*by));
        view! { <Fact name="Closed by">{said}</Fact> }
    });
    let looked = format!("{}, by {}", dates::short(seen.on, *today), names.of(*by));
    let showed = seen.shown.clone();
    view! {
        <Block title="The retest" id="retested">
            <Facts>
                <Fact name="Result"><Mark state voice=Voice::Calm word/></Fact>
                <Fact name="Looked on">{looked}</Fact>
                <Fact name="What it showed"><span class="pre">{showed}</span></Fact>
                {evidence}
                {closed}
            </Facts>
        </Block>
    }
    .into_any()
}

/// Handing it on; after the end, the retest that may open it again.
fn given(shown: &Shown, mishap: &Mishap) -> AnyView {
    if !shown.row.is_open() {
        return match shown.retests {
            true => view! {
                <details>
                    <summary>"Retest it again"</summary>
                    <p class="hint">"A retest that fails opens it again."</p>
                    {retest_form(shown, &Fields::default(), &Mishap::default())}
                </details>
            }
            .into_any(),
            false => ().into_any(),
        };
    }
    if !shown.works {
        return ().into_any();
    }
    let action = format!("/deficiencies/{}/give", shown.row.id);
    let (owner, error) = (shown.row.now.owner.to_string(), mishap.wrong.at("owner"));
    let opened = error.is_some();
    view! {
        <details open=opened>
            <summary>"Give it to somebody else"</summary>
            <form class="form" method="post" action=action novalidate>
                <SelectField name="owner" label="Who answers for it" choices=shown.people.clone() value=owner error/>
                <Actions><Button>"Give it"</Button></Actions>
            </form>
        </details>
    }
    .into_any()
}
