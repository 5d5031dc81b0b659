//! Tasks of our own making: written by a person, about a system, a control or a criterion. They prove nothing, and stand
//! apart from what findings ask.

use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Draft, Fields, Form, Query, Wrong};
use crate::page::Page;
use crate::programmes::allowed;
use crate::trail::{Happening, happenings, history};
use crate::ui::block::{Block, SideNote};
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates::{self, Moment};
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::{DateField, TextField};
use crate::ui::notice::{Notice, Refused, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::textarea::LongField;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::days;
use domain::ids::{OwnTaskId, PersonId, ReportId};
use domain::own_tasks::{self, About, OwnStage, OwnTaskDraft};
use domain::refusal::{Faults, Refusal};
use domain::trail::{ThingKind, Verb};
use domain::words::CriterionId;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{Names, OwnTaskRow, OwnTasksWanted};

/// The form as typed.
#[derive(Clone, Debug, Default)]
pub struct OwnForm {
    title: String,
    steps: String,
    /// `criterion/CC7.2`, `control/AIG-GV-01` or `system/…`.
    about: String,
    assignee: String,
    due_on: String,
}

impl Draft for OwnForm {
    fn typed(fields: &Fields) -> Self {
        Self {
            title: fields.text("title"),
            steps: fields.text("steps"),
            about: fields.text("about"),
            assignee: fields.text("assignee"),
            due_on: fields.text("due_on"),
        }
    }
}

fn about(text: &str) -> Option<About> {
    let (kind, id) = text.trim().split_once('/')?;
    About::read(kind, id)
}

impl OwnForm {
    fn draft(&self) -> Result<OwnTaskDraft, Refusal> {
        let mut faults = Faults::default();
        let about = about(&self.about);
        if about.is_none() {
            faults.add("about", "Choose what it is about.");
        }
        let assignee = self.assignee.parse::<PersonId>().ok();
        if assignee.is_none() {
            faults.add("assignee", "Choose who does it.");
        }
        let due_on = match self.due_on.trim() {
            "" => {
                faults.add("due_on", "Give the day by which it is to be done: 2026-12-01.");
                None
            }
            text => days::typed(text).map_err(|no_day| faults.add("due_on", no_day.to_string())).ok(),
        };
        if self.title.trim().is_empty() {
            faults.add("title", "Say what is to be done, in an imperative.");
        }
        faults.none()?;
        let whole = about.zip(assignee).zip(due_on);
        let ((about, assignee), due_on) = whole.ok_or_else(|| Refusal::at("about", "Choose what it is about."))?;
        Ok(OwnTaskDraft { title: self.title.clone(), steps: self.steps.clone(), about, assignee, due_on })
    }
}

pub async fn show_new(asking: Asking, Query(fields): Query) -> Result<Page> {
    let form = OwnForm { assignee: asking.actor().person.to_string(), ..OwnForm::typed(&fields) };
    new(&asking, form, Wrong::default()).await
}

pub async fn open(asking: Asking, Form(form): Form<OwnForm>) -> Result<Response> {
    let outcome = match form.draft() {
        Ok(draft) => asking.store().open_own_task(asking.actor(), draft).await.map_err(Error::from),
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(id) => Ok(Redirect::to(&format!("/own-tasks/{id}")).into_response()),
        Err(error) => {
            let wrong = error.faults()?.into();
            Ok(new(&asking, form, wrong).await?.refused().into_response())
        }
    }
}

async fn new(asking: &Asking, form: OwnForm, wrong: Wrong) -> Result<Page> {
    let people = crate::controls::people(asking).await?;
    let choices = abouts(asking, &form.about).await?;
    Ok(asking.page("A task of our own", Place::Tasks, move || {
        let OwnForm { title, steps, about, assignee, due_on } = form;
        view! {
            <Crumbs way=vec![Crumb::new("Tasks", "/tasks")]/>
            <Say>"Write a task of our own."</Say>
            <Lede>"For work that no requirement asks. It proves nothing and changes no reading; whoever has it finishes it with a note, and a second person signs it off."</Lede>
            <Block title="The task" first=true quiet=true>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action="/own-tasks/new" novalidate>
                    <TextField name="title" label="What to do" value=title error=wrong.at("title") hint="“Ask the vendor for its new report”"/>
                    <SelectField name="about" label="About" choices value=about prompt="Choose a criterion, a control or a system" error=wrong.at("about")/>
                    <SelectField name="assignee" label="Who does it" choices=people value=assignee prompt="Choose a person" error=wrong.at("assignee")/>
                    <DateField name="due_on" label="Due on" value=due_on error=wrong.at("due_on")/>
                    <LongField name="steps" label="Steps" value=steps error=wrong.at("steps") optional=true hint="One a line"/>
                    <Actions>
                        <Button weight=Weight::Primary>"Open the task"</Button>
                        <ButtonLink weight=Weight::Plain href="/tasks">"Not now"</ButtonLink>
                    </Actions>
                </form>
            </Block>
        }
    }))
}

/// What it can be about: the criteria, the adopted controls, and the system that was asked for.
async fn abouts(asking: &Asking, chosen: &str) -> Result<Vec<Choice>> {
    let spine = asking.spine().await?;
    let library = domain::catalogue::catalogue();
    let criteria = CriterionId::ALL
        .iter()
        .map(|id| Choice::new(format!("criterion/{id}"), format!("{id} {}", library.criterion(*id).title)));
    let controls = spine.controls.iter().filter(|control| !control.retired);
    let controls = controls.map(|one| Choice::new(format!("control/{}", one.id), format!("{} {}", one.id, one.title)));
    let mut all: Vec<_> = criteria.chain(controls).collect();
    if let Some(About::System(id)) = about(chosen) {
        let name = asking.store().system(id).await?.name;
        all.insert(0, Choice::new(chosen.to_owned(), name));
    }
    Ok(all)
}

/// What the page of one shows.
struct Shown {
    row: OwnTaskRow,
    names: Names,
    at: DateTime,
    done_at: Option<DateTime>,
    ended_at: Option<DateTime>,
    is_mine: bool,
    /// The document of a vendor that expects it of us.
    report: Option<ReportId>,
    drops: bool,
    /// Why whoever looks may not sign it off.
    why_not: Option<String>,
    history: Vec<Happening>,
    today: Date,
}

async fn load(asking: &Asking, id: OwnTaskId) -> Result<Shown> {
    let row = asking.store().own_task(id).await?;
    let names = asking.names().await?;
    let me = asking.actor();
    let why_not = match own_tasks::sign(&row.held, me) {
        Ok(()) => None,
        Err(refusal) => Some(refusal.to_string()),
    };
    let own = row.held.is_of(me.person) && !me.rights.is_guest();
    Ok(Shown {
        at: asking.local(row.at),
        done_at: row.done.as_ref().map(|(_, at)| asking.local(*at)),
        ended_at: row.ended.as_ref().map(|(_, at, _)| asking.local(*at)),
        report: asking.store().attestation_of_task(id).await?,
        is_mine: row.held.assignee == me.person && !me.rights.is_guest(),
        drops: own || allowed(asking, Verb::OwnTaskDropped),
        history: happenings(asking, ThingKind::OwnTask, &id.to_string(), &names).await?,
        today: asking.today,
        why_not,
        names,
        row,
    })
}

pub async fn show(asking: Asking, The(id): The<OwnTaskId>) -> Result<Page> {
    let shown = load(&asking, id).await?;
    Ok(page(&asking, shown, Fields::default(), Wrong::default(), None))
}

pub async fn finish(asking: Asking, The(id): The<OwnTaskId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().finish_own_task(asking.actor(), id, &fields.text("note")).await;
    answered(&asking, id, fields, done).await
}

pub async fn sign(asking: Asking, The(id): The<OwnTaskId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().sign_own_task(asking.actor(), id).await;
    answered(&asking, id, fields, done).await
}

pub async fn drop_it(asking: Asking, The(id): The<OwnTaskId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = asking.store().drop_own_task(asking.actor(), id, &fields.text("reason")).await;
    answered(&asking, id, fields, done).await
}

async fn answered(asking: &Asking, id: OwnTaskId, fields: Fields, done: store::Result<()>) -> Result<Response> {
    let Err(error) = done.map_err(Error::from) else {
        return Ok(Redirect::to(&format!("/own-tasks/{id}")).into_response());
    };
    let shown = load(asking, id).await?;
    if let Error::Refused(Refusal::Conflict(rule)) = error {
        let page = page(asking, shown, fields, Wrong::default(), Some(rule.into_owned()));
        return Ok(page.status(StatusCode::CONFLICT).into_response());
    }
    let wrong = error.faults()?.into();
    Ok(page(asking, shown, fields, wrong, None).refused().into_response())
}

/// “CC7.2”, “AIG-GV-01”, the system's name; with its page.
pub(crate) fn thing(row: &OwnTaskRow) -> (String, String) {
    match &row.about {
        About::System(id) => (row.name.clone().unwrap_or_else(|| "A system".to_owned()), format!("/systems/{id}")),
        About::Control(id) => (id.to_string(), format!("/controls/{id}")),
        About::Criterion(id) => (id.to_string(), format!("/criteria/{id}")),
    }
}

fn page(asking: &Asking, shown: Shown, fields: Fields, wrong: Wrong, conflict: Option<String>) -> Page {
    asking.page(shown.row.title.clone(), Place::Tasks, move || {
        let says = match shown.row.held.stage {
            OwnStage::Open => "is to be done.",
            OwnStage::Done => "is done, and waits for a second person to sign it off.",
            OwnStage::Signed => "is done and signed off.",
            OwnStage::Dropped => "was dropped.",
        };
        let say = format!("{} {says}", shown.row.title.trim_end_matches('.'));
        let conflict = conflict.map(|rule| {
            view! { <Notice tone=Tone::NotDone word="Not done"><p>{rule}" What you typed is still below."</p></Notice> }
        });
        let (facts, steps, acts) = (facts(&shown), steps(&shown.row), acts(&shown, &fields, &wrong));
        let href = format!("/trail?thing=own-task/{}", shown.row.id);
        view! {
            <Crumbs way=vec![Crumb::new("Tasks", "/tasks"), Crumb::plain("Of our own")]/>
            <Say>{say}</Say>
            <Lede>"A task of our own: it orders work and proves nothing."</Lede>
            {conflict}
            {facts}
            {steps}
            {acts}
            <Block title="History" id="history">{history(shown.history, shown.today, href)}</Block>
        }
    })
}

fn facts(shown: &Shown) -> AnyView {
    let (row, today) = (&shown.row, shown.today);
    let name = |id: PersonId| shown.names.of(id).to_owned();
    let (words, href) = thing(row);
    let late = super::days_late(row.due_on, today).filter(|_| row.held.stage == OwnStage::Open);
    let late = late.map(|days| view! { ", "<span class="late">{super::late_words(days)}</span> });
    let (with, opener, at, due) = (name(row.held.assignee), name(row.held.opened_by), shown.at, row.due_on);
    let done = row.done.clone().zip(shown.done_at).map(|((note, _), at)| {
        view! { <Fact name="Done"><Moment at today/>": "{note}</Fact> }
    });
    let ended = row.ended.clone().zip(shown.ended_at).map(|((by, _, why), at)| {
        let what = if row.held.stage == OwnStage::Signed { "Signed off" } else { "Dropped" };
        let (by, why) = (name(by), if why.is_empty() { String::new() } else { format!(": {why}") });
        view! { <Fact name=what>{by}", "<Moment at today/>{why}</Fact> }
    });
    let vendor = row.vendor.clone().map(|(id, name)| {
        let report = shown.report.map(|report| format!("/attestations/{report}#follows"));
        view! { <Fact name="Came of"><a href=report.unwrap_or_else(|| format!("/vendors/{id}"))>{name}</a></Fact> }
    });
    view! {
        <Block title="The task" quiet=true first=true>
            <Facts>
                <Fact name="About"><a href=href>{words}</a></Fact>
                {vendor}
                <Fact name="With">{with}</Fact>
                <Fact name="Due">{dates::short(due, today)}{late}</Fact>
                <Fact name="Opened by">{opener}", "<Moment at today/></Fact>
                {done}
                {ended}
            </Facts>
        </Block>
    }
    .into_any()
}

fn steps(row: &OwnTaskRow) -> Option<AnyView> {
    let steps = row.steps.lines().filter(|line| !line.trim().is_empty());
    let steps = steps.map(|step| view! { <li>{step.to_owned()}</li> }).collect_view();
    (!row.steps.is_empty()).then(|| view! { <Block title="Steps"><ol class="prose">{steps}</ol></Block> }.into_any())
}

fn acts(shown: &Shown, fields: &Fields, wrong: &Wrong) -> Option<AnyView> {
    let base = format!("/own-tasks/{}", shown.row.id);
    let stage = shown.row.held.stage;
    let (note, no_note) = (fields.text("note"), wrong.at("note"));
    let (reason, no_reason) = (fields.text("reason"), wrong.at("reason"));
    let open = !reason.is_empty() || no_reason.is_some();
    let finish = (stage == OwnStage::Open && shown.is_mine).then(|| {
        view! {
            <form class="form" method="post" action=format!("{base}/done") novalidate>
                <LongField name="note" label="What was done" value=note error=no_note/>
                <Actions><Button weight=Weight::Primary>"Finish the task"</Button></Actions>
            </form>
        }
    });
    let sign = (stage == OwnStage::Done).then(|| match shown.why_not.clone() {
        Some(rule) => view! { <Refused word="Not yours to sign off" rule/> }.into_any(),
        None => view! {
            <form method="post" action=format!("{base}/sign")>
                <Actions><Button weight=Weight::Primary>"Sign it off"</Button></Actions>
            </form>
        }
        .into_any(),
    });
    let over = matches!(stage, OwnStage::Signed | OwnStage::Dropped);
    let drops = (!over && shown.drops).then(|| {
        view! {
            <details open=open>
                <summary>"Drop it"</summary>
                <form class="form" method="post" action=format!("{base}/drop") novalidate>
                    <LongField name="reason" label="Why it is no longer to be done" value=reason error=no_reason/>
                    <Actions><Button weight=Weight::Danger>"Drop the task"</Button></Actions>
                </form>
            </details>
        }
    });
    let faults = wrong.summary();
    (!over).then(|| {
        view! { <Block title="What comes next" id="act"><Summary faults/>{finish}{sign}{drops}</Block> }.into_any()
    })
}

/// Those that are to be finished, the first due first: of one person, or of everybody.
pub(crate) async fn to_finish(asking: &Asking, assignee: Option<PersonId>) -> Result<Vec<OwnTaskRow>> {
    let wanted = OwnTasksWanted { assignee, ..OwnTasksWanted::default() };
    let mut all = asking.store().own_tasks(&wanted, i64::MAX).await?;
    all.retain(|row| row.held.stage == OwnStage::Open);
    Ok(all)
}

/// Finished tasks that are read at once.
const TO_SIGN: i64 = 500;

/// Those that somebody finished and this visitor may sign off.
pub(super) async fn to_sign(asking: &Asking) -> Result<Vec<OwnTaskRow>> {
    if asking.actor().must_review().is_err() {
        return Ok(Vec::new());
    }
    let wanted = OwnTasksWanted { done: true, ..OwnTasksWanted::default() };
    let mut all = asking.store().own_tasks(&wanted, TO_SIGN).await?;
    all.retain(|row| row.held.assignee != asking.actor().person && own_tasks::sign(&row.held, asking.actor()).is_ok());
    Ok(all)
}

/// Whether this visitor may write one at all.
pub(crate) fn may_write(asking: &Asking) -> bool {
    allowed(asking, Verb::OwnTaskOpened)
}

/// On the page of a thing: the open ones about it, and the way to write one.
pub(crate) fn aside(rows: Vec<OwnTaskRow>, about: &str, may_write: bool, today: Date) -> AnyView {
    let lines = rows.into_iter().map(|row| {
        let due = format!("due {}", dates::short(row.due_on, today));
        view! { <li><a class="quiet" href=format!("/own-tasks/{}", row.id)>{row.title}</a>" "<span class="sub">{due}</span></li> }
    });
    let lines = lines.collect::<Vec<_>>();
    let write = may_write.then(|| format!("/own-tasks/new?about={about}"));
    let write = write.map(|href| view! { <p class="more-link"><a href=href>"Write a task"</a></p> });
    view! {
        <SideNote title="Tasks of our own">
            <ul class="subjects controls">{lines}</ul>
            {write}
        </SideNote>
    }
    .into_any()
}
